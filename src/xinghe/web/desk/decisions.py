"""One decision: what it says, what it names, how it will look, and who issues it under which number."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.decisions import actions, queries
from xinghe.decisions.actions.issuing import DecisionChanged
from xinghe.decisions.rules.wording import Named
from xinghe.decisions.vocab import (
    DECISION_KIND_LABELS,
    DECISION_STATE_LABELS,
    DecisionKind,
    DecisionState,
)
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing, Refusal
from xinghe.papers.queries import SeriesRow, series_to_number
from xinghe.web.desk.decisions_files import draft_day
from xinghe.web.desk.decisions_forms import IssueForm
from xinghe.web.desk.decisions_list import decision_badge, number_of
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.history import history
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.words import day_word, word

# So many lines of the list stand on the page; the rest stands in the document, or in the list of awards.
SHOWN = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """One line of the list; of an issued decision it leads to its award."""

    place: int
    title: str
    unit: str
    people: str
    grade: str
    url: str
    state: Badge | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionPage:
    """One decision."""

    title: str
    code: str
    number: str
    kind: str
    state: Badge
    facts: tuple[tuple[str, str], ...]
    findings: tuple[str, ...]
    reason: str
    article: str
    award_url: str
    award_title: str
    is_draft: bool
    pdf_url: str
    docx_url: str
    picture_url: str
    lines: tuple[LineShown, ...]
    count: int
    awards_url: str
    certificates_url: str
    edit_url: str
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def decision(request: HttpRequest, code: str) -> HttpResponse:
    """One decision, for the officers of its union."""
    return _page(request, code)


def _page(
    request: HttpRequest, code: str, *, typed: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.decision_for(actor, code)
    is_draft = found.state == DecisionState.DRAFT
    draft = queries.lines_of_draft(found) if is_draft else []
    lines, count = _lines(found, draft)
    rows = series_to_number(actor, union_id=found.union_id, year=clock.today().year) if is_draft else ()
    may_make = found.union_id in actor.desks_for(Power.DECISION_MAKE)
    is_issued = found.paper_id is not None

    def paper(form: str) -> str:
        return reverse("desk:decision-paper", args=[code, form]) if is_issued or is_draft else ""

    page = DecisionPage(
        title=found.title,
        code=code,
        number=number_of(found),
        kind=word(DECISION_KIND_LABELS, found.kind),
        state=decision_badge(found),
        facts=_facts(found),
        findings=_findings(actor, found, draft, rows) if is_draft else (),
        reason=found.reason,
        article=found.article,
        award_url=reverse("desk:award", args=[found.award.code]) if found.award else "",
        award_title=found.award.title if found.award else "",
        is_draft=is_draft,
        pdf_url=paper("pdf"),
        docx_url=paper("docx"),
        picture_url=reverse("desk:decision-page", args=[code, 1]) if is_draft else "",
        lines=lines,
        count=count,
        awards_url=f"{reverse('desk:awards')}?decision={code}&sort=place" if is_issued and count else "",
        certificates_url=reverse("desk:decision-certificates", args=[code]) if is_issued and count else "",
        edit_url=reverse("desk:decision-edit", args=[code]) if may_make and is_draft else "",
        events=history("decisions.decision", found.pk, words={"state": DECISION_STATE_LABELS}),
        next_words=_next_words(found),
        acts=_acts(actor, found, draft, rows, typed=typed),
    )
    return desk_page(request, "desk/decision.html", page, status=status)


def _lines(found: queries.Decision, draft: list[Named]) -> tuple[tuple[LineShown, ...], int]:
    """The first lines of the list, and how many there are. At most 1 query."""
    if found.kind == DecisionKind.REVOCATION:
        return (), 0
    if found.paper_id is None:
        shown = (
            LineShown(
                place=place,
                title=one.title,
                unit=one.unit,
                people=one.people,
                grade=one.grade,
                url="",
                state=None,
            )
            for place, one in enumerate(draft[:SHOWN], 1)
        )
        return tuple(shown), len(draft)
    awards = queries.awards_of(found)
    return tuple(
        LineShown(
            place=one.position,
            title=one.title,
            unit=one.unit_name,
            people=one.recipient.removeprefix(one.unit_name).strip(),
            grade=one.grade_said,
            url=reverse("desk:award", args=[one.code]),
            state=Badge(word=_("revoked"), tone="bad") if one.revoked_on else None,
        )
        for one in awards[:SHOWN]
    ), len(awards)


def _facts(found: queries.Decision) -> tuple[tuple[str, str], ...]:
    facts = (
        (_("Number"), number_of(found)),
        (_("Call"), found.call.title),
        (_("Union"), found.union.name),
        (_("Issued together with"), "、".join(found.cosigners)),
        (_("Addressed to"), found.addressee),
        (_("Copies to"), found.copies),
        (_("Annexes besides the list"), _("; ").join(one["title"] for one in found.annexes)),
        (_("Date of the document"), day_word(found.dated_on) if found.dated_on else ""),
        (_("Drafted by"), found.made_by.name),
        (_("Issued by"), found.issued_by.name if found.issued_by else ""),
    )
    return tuple((name, value) for name, value in facts if value)


def _findings(
    actor: Actor, found: queries.Decision, draft: list[Named], rows: tuple[SeriesRow, ...]
) -> tuple[str, ...]:
    """What stands in the way of issuing it."""
    said = []
    if found.kind == DecisionKind.NAMING and not draft:
        said.append(_("Nothing is confirmed any more, so there is nothing to name."))
    # That there are objections is told to those whom it keeps from issuing, and to nobody above.
    may_issue = found.union_id in actor.desks_for(Power.DECISION_ISSUE)
    if may_issue and (refusal := queries.undecided(found)):
        said.append(sentence(refusal))
    if refusal := queries.unprintable(found, draft, day=draft_day(found)):
        said.append(sentence(refusal))
    if not rows:
        said.append(
            _(
                "%(union)s has no open row of numbers from which you may draw. Open one under “Numbered papers”."
            )
            % {"union": found.union.name}
        )
    return tuple(said)


def _acts(
    actor: Actor,
    found: queries.Decision,
    draft: list[Named],
    rows: tuple[SeriesRow, ...],
    *,
    typed: forms.Form | None,
) -> tuple[Act, ...]:
    if found.state != DecisionState.DRAFT:
        return ()
    acts = []
    if found.union_id in actor.desks_for(Power.DECISION_MAKE):
        acts.append(
            Act(
                label=_("Give it up"),
                url=reverse("desk:decision-drop", args=[found.code]),
                method="post",
                grave=True,
                question=_("The draft is kept and never issued. A new one may be begun."),
            )
        )
    if found.union_id in actor.desks_for(Power.DECISION_ISSUE):
        acts.append(_issue(actor, found, draft, rows, typed=typed))
    return tuple(acts)


def _issue(
    actor: Actor,
    found: queries.Decision,
    draft: list[Named],
    rows: tuple[SeriesRow, ...],
    *,
    typed: forms.Form | None,
) -> Act:
    label = _("Issue under its number")
    if found.made_by_id == actor.person_id:
        return Act(label=label, reason=_("You drafted it yourself; a colleague issues it."))
    if not rows:
        return Act(label=label, reason=_("There is no open row of numbers."))
    if found.kind == DecisionKind.NAMING and not draft:
        return Act(label=label, reason=_("There is nothing to name."))
    return Act(
        label=label,
        url=reverse("desk:decision-issue", args=[found.code]),
        method="post",
        primary=True,
        form=typed or _issue_form(found, draft, rows),
        question=_question(found, len(draft)),
    )


def _question(found: queries.Decision, number: int) -> str:
    if found.kind == DecisionKind.REVOCATION:
        return _(
            "You have read it. Its number is drawn for good, and from then on the award does not hold: its public page "
            "says so at once."
        )
    return ngettext(
        "You have read it and its list. Its number is drawn for good, %(number)s award is named and its people are told. "
        "This cannot be undone; a naming is only revoked by another decision.",
        "You have read it and its list. Its number is drawn for good, %(number)s awards are named and their people are "
        "told. This cannot be undone; a naming is only revoked by another decision.",
        number,
    ) % {"number": f"{number:,}"}


def _issue_form(
    found: queries.Decision,
    draft: list[Named],
    rows: tuple[SeriesRow, ...],
    data: Mapping[str, object] | None = None,
) -> IssueForm:
    return IssueForm(
        data,
        auto_id="issue-%s",
        series=[
            (str(row.series.pk), _("%(number)s, the next of this row") % {"number": row.next_number})
            for row in rows
        ],
        initial={"on": draft_day(found), "digest": queries.digest_of_draft(found, draft)},
    )


def _next_words(found: queries.Decision) -> str:
    match DecisionState(found.state):
        case DecisionState.DRAFT:
            return _("%(person)s drafted it. A second person of %(union)s reads and issues it.") % {
                "person": found.made_by.name,
                "union": found.union.name,
            }
        case DecisionState.DROPPED:
            return _("It was given up. Nothing was named by it.")
    return _("It is issued. Everything in it is public and may be verified.")


@require_POST
@changing
def decision_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Issue it as the second person; what is refused is said at the form."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.decision_for(actor, code)
        draft = queries.lines_of_draft(found)
        rows = series_to_number(actor, union_id=found.union_id, year=clock.today().year)
        form = _issue_form(found, draft, rows, request.POST)
    if form.is_valid():
        read = form.cleaned_data
        issue = actions.issue_naming if found.kind == DecisionKind.NAMING else actions.issue_revocation
        try:
            issue(actor, decision_id=found.pk, series_id=read["series"], on=read["on"], digest=read["digest"])
        except DecisionChanged as refusal:
            messages.error(request, sentence(refusal))
            return redirect("desk:decision", code)
        except (Missing, Forbidden):
            raise
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
        else:
            messages.success(request, _("Issued."))
            return redirect("desk:decision", code)
    elif found.made_by_id == actor.person_id or not rows:
        raise Forbidden(power=Power.DECISION_ISSUE)
    with fenced(actor):
        return _page(request, code, typed=form, status=422)


@require_POST
@changing
def decision_drop(request: HttpRequest, code: str) -> HttpResponse:
    """Give a draft up."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.decision_for(actor, code)
    actions.drop_decision(actor, decision_id=found.pk)
    messages.success(request, _("Given up."))
    return redirect("desk:decision", code)
