"""Making a call: from a kind with its way explained, from an earlier call, and what its draft settles."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.programmes import actions, queries
from xinghe.programmes.actions.making import CallNotSo
from xinghe.programmes.kind import Kind
from xinghe.programmes.registry import every_kind
from xinghe.programmes.rules.rubric import WHOLE
from xinghe.programmes.vocab import PHASE_LABELS, CallState, Phase
from xinghe.unions.queries import places_for
from xinghe.unions.vocab import LINE_LABELS
from xinghe.web.desk.calls_forms import BeginForm, CopyForm, DraftForm, draft_initial
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.answers import own_words, without_values
from xinghe.web.kit.doors import actor_of, changing, sentence
from xinghe.web.kit.words import word

# The phases that an application passes through when all goes well.
_ON_THE_WAY = (
    Phase.RECOMMENDING,
    Phase.FORMAL_CHECK,
    Phase.FIRST_REVIEW,
    Phase.DEFENCE,
    Phase.SITE_VISIT,
    Phase.DECISION,
    Phase.PROPOSED,
    Phase.PUBLIC_NOTICE,
    Phase.CONFIRMED,
    Phase.NAMED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindShown:
    """A kind to choose: in plain words, with the phases its applications pass."""

    code: str
    title: str
    words: str
    phases: tuple[str, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCall:
    """A call to begin from."""

    title: str
    year: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallNewPage:
    """Where a call begins."""

    form: BeginForm
    kinds: tuple[KindShown, ...]
    earlier: tuple[EarlierCall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionShown:
    """One line of the rubric with its field."""

    field: BoundField
    guidance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedShown:
    """A grade or category with what it is called here, and of a grade how many there are."""

    label: str
    called: BoundField
    most: BoundField | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleShown:
    """A condition, in words, with the article in force."""

    words: str
    fields: tuple[BoundField, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEditPage:
    """A draft."""

    title: str
    url: str
    places_url: str
    form: DraftForm
    first: tuple[BoundField, ...]
    judging: tuple[BoundField, ...]
    criteria: tuple[CriterionShown, ...]
    whole: int
    points: int
    grades: tuple[NamedShown, ...]
    categories: tuple[NamedShown, ...]
    shared: tuple[BoundField, ...]
    conditions: tuple[ArticleShown, ...]
    extras: tuple[tuple[BoundField, ...], ...]
    has_open_extra: bool


@require_http_methods(["GET", "POST"])
@changing
def call_new(request: HttpRequest) -> HttpResponse:
    """Choose a kind, read what it means, and begin; or begin from an earlier call."""
    actor = actor_of(request)
    unions = places_for(actor, Power.CALL_MAKE)
    if not unions:
        raise Forbidden(power=Power.CALL_MAKE)
    this_year = clock.today().year
    form = BeginForm(request.POST or None, initial={"year": this_year})
    form.fields["kind"].choices = [(kind.code, own_words(kind.title)) for kind in every_kind()]  # type: ignore[attr-defined]
    form.fields["union"].choices = unions  # type: ignore[attr-defined]  # a ChoiceField
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        made = actions.begin_call(
            actor,
            kind_code=read["kind"],
            union_id=read["union"],
            title=read["title"],
            year=read["year"],
        )
        messages.success(request, _("Begun. Set its dates and terms, then send it for approval."))
        return redirect("desk:call-edit", made.code)
    chosen = str(form["kind"].value() or "")
    with fenced(actor):
        earlier = queries.calls_to_copy(actor)
        page = CallNewPage(
            form=form,
            kinds=tuple(_kind_shown(kind, chosen=chosen) for kind in every_kind()),
            earlier=tuple(
                EarlierCall(title=one.title, year=one.year, url=reverse("desk:call", args=[one.code]))
                for one in earlier
            ),
        )
        return desk_page(request, "desk/call_new.html", page, status=422 if form.errors else 200)


def _kind_shown(kind: Kind, *, chosen: str) -> KindShown:
    return KindShown(
        code=kind.code,
        title=own_words(kind.title),
        words=" ".join(_explained(kind)),
        phases=tuple(word(PHASE_LABELS, phase) for phase in _ON_THE_WAY if phase in kind.reachable),
        is_chosen=kind.code == chosen,
    )


def _explained(kind: Kind) -> list[str]:
    """What the kind means for who applies and who judges, sentence by sentence."""
    lines = _("; ").join(word(LINE_LABELS, line) for line in sorted(kind.lines))
    found = [_("It comes up on: %(lines)s.") % {"lines": lines}]
    if kind.needs_result:
        found.append(_("Each application is about one recorded result."))
    if kind.per_applicant is not None:
        found.append(
            ngettext(
                "One applicant may have %(n)s application.",
                "One applicant may have %(n)s applications.",
                kind.per_applicant,
            )
            % {"n": kind.per_applicant}
        )
    blind = _("do not see whose it is") if kind.judging.is_blind else _("see whose it is")
    found.append(
        _("%(number)s judges read each application and %(blind)s.")
        % {"number": kind.judging.per_entry, "blind": blind}
    )
    found.append(
        _("Its grades: %(grades)s.") % {"grades": _("; ").join(own_words(one.label) for one in kind.grades)}
    )
    if kind.notice_days:
        found.append(_("Public notice lasts %(days)s working days.") % {"days": kind.notice_days})
    return found


@require_POST
@changing
def call_copy(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a call from an earlier one: its terms and places, not its dates."""
    actor = actor_of(request)
    with fenced(actor):
        earlier = queries.call_for(actor, code)
    form = CopyForm(request.POST)
    form.is_valid()
    read = form.cleaned_data
    made = actions.copy_call(
        actor,
        call_id=earlier.pk,
        title=read.get("title", ""),
        year=read.get("year") or clock.today().year,
    )
    messages.success(request, _("Begun from “%(call)s”. Set its dates.") % {"call": earlier.title})
    return redirect("desk:call-edit", made.code)


@require_http_methods(["GET", "POST"])
@changing
def call_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What a draft says, to be changed until it is sent for approval."""
    actor = actor_of(request)
    with fenced(actor):
        call = _own_draft(actor, code)
        terms, conditions = call.said_terms, call.kind.conditions
        form = DraftForm(
            request.POST or None,
            initial=dict(draft_initial(call, terms)),
            terms=terms,
            conditions=conditions,
        )
        if request.method == "GET":
            return _edit_page(request, call, form)
    if form.is_valid() and _kept(actor, call.pk, form):
        messages.success(request, _("Kept."))
        return redirect("desk:call", code)
    with fenced(actor):
        return _edit_page(request, call, form, status=422)


def _own_draft(actor: Actor, code: str) -> queries.Call:
    """A draft that this person may change. Refuses: Missing, Forbidden, CallNotSo."""
    call = queries.call_for(actor, code)
    if call.union_id not in actor.desks_for(Power.CALL_MAKE):
        raise Forbidden(power=Power.CALL_MAKE)
    if call.state != CallState.DRAFT:
        raise CallNotSo(call=call.title, state=CallState(call.state))
    return call


def _kept(actor: Actor, call_id: int, form: DraftForm) -> bool:
    """Whether the command took it; what it refuses stands above the form, with everything that was typed."""
    read = form.cleaned_data
    try:
        actions.change_call(
            actor,
            call_id=call_id,
            title=read["title"],
            edition=read["edition"],
            announcement=read["announcement"],
            opens_at=read["opens_at"],
            closes_at=read["closes_at"],
            settings=form.settings(),
        )
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form.add_error(None, sentence(refusal))
        return False
    return True


def _edit_page(
    request: HttpRequest, call: queries.Call, form: DraftForm, *, status: int = 200
) -> HttpResponse:
    terms = form.terms
    notice = ("notice_days",) if "notice_days" in form.fields else ()
    points = [str(form[f"points_{one.code}"].value() or "") for one in terms.rubric.criteria]
    extras = tuple(form.question(at) for at in range(form.extra_rows))
    page = CallEditPage(
        title=call.title,
        url=reverse("desk:call", args=[call.code]),
        places_url=reverse("desk:call-places", args=[call.code]),
        form=form,
        first=tuple(
            form[name] for name in ("title", "edition", "announcement", "opens_at", "closes_at", *notice)
        ),
        judging=tuple(form[name] for name in ("judges_per_entry", "method", "settling")),
        criteria=tuple(
            CriterionShown(field=form[f"points_{one.code}"], guidance=own_words(one.guidance))
            for one in terms.rubric.criteria
        ),
        whole=WHOLE,
        points=sum(int(one) for one in points if one.isdecimal()),
        grades=tuple(
            NamedShown(
                label=own_words(one.label), called=form[f"called_{one.code}"], most=form[f"most_{one.code}"]
            )
            for one in terms.grades
        ),
        categories=tuple(
            NamedShown(label=own_words(label), called=form[f"called_{code}"], most=None)
            for code, label in terms.categories
        ),
        shared=tuple(form[f"shared_{part}"] for part in ("document", "number")) if form.conditions else (),
        conditions=tuple(
            ArticleShown(
                words=f"{without_values(own_words(one.sentence))} {own_words(one.article)}",
                fields=tuple(form[f"{part}_{one.code}"] for part in ("document", "number", "article")),
            )
            for one in form.conditions
        ),
        extras=extras,
        has_open_extra=any(field.value() for row in extras for field in row[:1]),
    )
    return desk_page(request, "desk/call_edit.html", page, status=status)
