"""The decision meeting: who stands where, which places are left, what is proposed for many at once, and the minutes."""

from dataclasses import dataclass
from typing import Final

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.foundation import clock
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Missing
from xinghe.papers.rules.docx import docx_of
from xinghe.papers.rules.pdf import pdf_of
from xinghe.programmes.rules.judging import SETTLING_LABELS, Settling
from xinghe.reviews import queries
from xinghe.reviews.queries import Panel
from xinghe.reviews.queries.award_sheet import may_rank
from xinghe.reviews.queries.decision_meeting import Meeting, meeting_of
from xinghe.reviews.vocab import PanelState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panel_award_frame import PanelHead, panel_head
from xinghe.web.desk.panel_award_list import above_in
from xinghe.web.desk.panel_meeting_list import (
    GradeShown,
    grades_shown,
    meeting_figures,
    meeting_list,
    phase_tabs,
)
from xinghe.web.desk.panel_meeting_paper import Sitting, minutes
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.lists import ShownList
from xinghe.web.kit.parts import Act, Figure, Place
from xinghe.web.kit.words import word

_WORDS_OF: Final = {
    Settling.SCORE: gettext_lazy("Scores settle it: whoever stands above the line is proposed."),
    Settling.VOTE: gettext_lazy("A vote settles it: more than half of all votes given must be for an entry."),
    Settling.SCORE_THEN_VOTE: gettext_lazy(
        "Scores, then a vote: of those above the line, whoever has more than half of all votes given is proposed."
    ),
}
MEDIA: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class MinutesForm(forms.Form):
    """What the minutes say besides; it stands in the address of the file."""

    held_on = forms.DateField(
        label=gettext_lazy("Held on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    place = forms.CharField(label=gettext_lazy("Where it was held"), max_length=60, required=False)
    led_by = forms.CharField(label=gettext_lazy("Led by"), max_length=30, required=False)
    present = forms.CharField(
        label=gettext_lazy("Who was there"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "The judges who took their seats; strike out who was missing, add who else was there."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """The meeting, or why there is none yet."""

    head: PanelHead
    list: ShownList | None
    tabs: tuple[Place, ...]
    figures: tuple[Figure, ...]
    grades: tuple[GradeShown, ...]
    settled_by: str
    settled_words: str
    minutes: MinutesForm | None
    minutes_url: str
    nothing: str
    warning: str
    acts: tuple[Act, ...]


@require_GET
@reading
def meeting(request: HttpRequest, code: str) -> HttpResponse:
    """What the meeting decides about, when the panel has closed and its ranking is frozen."""
    return _page(request, code)


def _page(
    request: HttpRequest, code: str, *, typed: MinutesForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    panel = queries.panel_for(actor, code)
    found = meeting_of(actor, code, above=above_in(request.GET))
    page = MeetingPage(
        head=panel_head(panel, "desk:panel-meeting"),
        list=meeting_list(request.GET, actor, found) if found else None,
        tabs=phase_tabs(request.GET, found.rows) if found else (),
        figures=meeting_figures(found) if found else (),
        grades=grades_shown(panel) if found else (),
        settled_by=word(SETTLING_LABELS, panel.settling),
        settled_words=str(_WORDS_OF[Settling(panel.settling)]) if found else "",
        minutes=(typed or MinutesForm(initial=_usual(found))) if found else None,
        minutes_url=reverse("desk:panel-minutes", args=[code]) if found else "",
        nothing="" if found else _nothing(actor, panel),
        warning=_(
            "The results are not released yet: until then nothing is concluded, put on a short list or declined."
        )
        if found and panel.state == PanelState.CLOSED
        else "",
        acts=_next(panel) if found and may_rank(actor, panel) else (),
    )
    return desk_page(request, "desk/panel_meeting.html", page, status=status)


def _nothing(actor: Actor, panel: Panel) -> str:
    if panel.state == PanelState.CLOSED and may_rank(actor, panel):
        return _("The ranking is not frozen yet. Freeze it on the award sheet, then come back.")
    return _("The meeting comes when the panel has closed and its ranking is frozen.")


def _next(panel: Panel) -> tuple[Act, ...]:
    if panel.state == PanelState.RELEASED:
        return ()
    return (Act(label=_("Release"), url=reverse("desk:panel-release", args=[panel.code]), primary=True),)


def _usual(found: Meeting) -> dict[str, object]:
    """Today, led by the chair, with everybody who took a seat."""
    return {
        "held_on": clock.now().astimezone(CHINA).date(),
        "led_by": found.members[0] if found.members else "",
        "present": "、".join(found.members),
    }


@require_GET
@reading
def meeting_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """The minutes as a file, from what stands in the address; for who ranks the panel. Refuses: Missing."""
    actor, form = actor_of(request), request.GET.get("format", "pdf")
    if form not in MEDIA:
        raise Http404
    found = meeting_of(actor, code)
    if found is None or not may_rank(actor, found.panel):
        raise Missing
    said = MinutesForm(request.GET)
    if not said.is_valid():
        return _page(request, code, typed=said, status=422)
    paper = minutes(found, Sitting(**said.cleaned_data))
    response = HttpResponse(pdf_of(paper) if form == "pdf" else docx_of(paper), content_type=MEDIA[form])
    disposition = content_disposition_header(
        as_attachment=form == "docx", filename=f"评审会议纪要-{code}.{form}"
    )
    response.headers["Content-Disposition"] = disposition or "inline"
    response.headers["Cache-Control"] = "private, no-store"
    return response
