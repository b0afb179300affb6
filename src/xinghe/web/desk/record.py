"""The record as auditors and supervisors read it."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.powers import Power
from xinghe.accounts.queries import names_of
from xinghe.audit.queries import recent_entries
from xinghe.foundation.errors import Forbidden
from xinghe.foundation.keyset import Sort, keyset_page
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import chips, columns, cursor_of, pager_of
from xinghe.web.kit.changes import change_words
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.history import ACTS, SUBJECTS, SYSTEMS, WAYS, act_word
from xinghe.web.kit.parts import Chip, Column, Pager
from xinghe.web.kit.words import labelled, word


class RecordFilterForm(forms.Form):
    """What stands in the address of the record."""

    verb = forms.ChoiceField(label=gettext_lazy("Act"), required=False, choices=labelled(ACTS))
    since = forms.DateField(
        label=gettext_lazy("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRow:
    """One entry."""

    number: int
    at: object
    who: str
    via: str
    act: str
    subject: str
    change: str
    reason: str
    is_sealed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPage:
    """The record."""

    form: RecordFilterForm
    chips: tuple[Chip, ...]
    columns: tuple[Column, ...]
    rows: tuple[RecordRow, ...]
    pager: Pager


@require_GET
@reading
def record_list(request: HttpRequest) -> HttpResponse:
    """Everything that happened, the newest first, each entry with its seal."""
    actor = actor_of(request)
    if not actor.carries(Power.AUDIT_READ):
        raise Forbidden(power=Power.AUDIT_READ)
    form = RecordFilterForm(request.GET)
    form.is_valid()
    rows = recent_entries(verb=form.cleaned_data.get("verb", ""), since=form.cleaned_data.get("since"))
    found = keyset_page(rows, Sort(column="id", descending=True), cursor=cursor_of(request.GET), size=50)
    names = names_of({entry.person_id for entry in found.rows if entry.person_id})
    heads = (
        ("number", _("Entry"), "tight"),
        ("at", _("When"), "text"),
        ("who", _("Who"), "text"),
        ("act", _("Act"), "text"),
        ("subject", _("On"), "text"),
        ("change", _("From → to"), "text"),
        ("sealed", _("Seal"), "tight"),
    )
    page = RecordPage(
        form=form,
        chips=chips(form, request.GET),
        columns=columns(request.GET, heads),
        rows=tuple(
            RecordRow(
                number=entry.pk,
                at=entry.at,
                who=names.get(entry.person_id or 0, "") or word(SYSTEMS, entry.system),
                via=word(WAYS, entry.via),
                act=act_word(entry.verb),
                subject=f"{word(SUBJECTS, entry.subject_kind)} {entry.subject_id}",
                change=change_words(entry.before, entry.after, subject_kind=entry.subject_kind),
                reason=entry.reason,
                is_sealed=hasattr(entry, "link"),
            )
            for entry in found.rows
        ),
        pager=pager_of(request.GET, found),
    )
    return desk_page(request, "desk/record.html", page)
