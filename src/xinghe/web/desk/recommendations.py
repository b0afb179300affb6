"""One recommendation: its way with where it lies, what was done and why, and what may be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.chinese_dates import Day, format_day
from xinghe.recommendations import actions, queries
from xinghe.recommendations.queries import WhyNot
from xinghe.recommendations.vocab import ACT_LABELS, DONE_LABELS, LIVE, REASON_LABELS, State
from xinghe.recommendations.vocab import Act as Deed
from xinghe.results.vocab import CATEGORY_LABELS, FIELD_LABELS
from xinghe.unions.vocab import LINE_LABELS
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.recommendation_forms import (
    AgainForm,
    DeclineForm,
    OpinionForm,
    ReturnForm,
    SeenForm,
    WithdrawForm,
)
from xinghe.web.desk.recommendation_list import rank_words, state_badge
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.recommendations import where_it_lies
from xinghe.web.kit.words import word


@dataclass(frozen=True, slots=True, kw_only=True)
class StopShown:
    """One union on the way."""

    name: str
    state: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationPage:
    """One recommendation."""

    title: str
    code: str
    state: Badge
    result_url: str
    where: str
    way: tuple[StopShown, ...]
    asked: tuple[str, ...]
    asked_words: str
    asked_by: str
    facts: tuple[tuple[str, str], ...]
    opinion: str
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def recommendation(request: HttpRequest, number: int) -> HttpResponse:
    """One recommendation, for everybody on its way."""
    return _page(request, number)


def _page(
    request: HttpRequest, number: int, *, typed: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page; ``typed`` holds the form of an act that was not filled in rightly, with what is wrong."""
    actor, now = actor_of(request), clock.now()
    found = queries.recommendation_for(actor, number)
    route, steps = queries.Route.of(found.path), queries.steps_of(found)
    way = queries.way_of(found, route=route, steps=steps, now=now)
    open_now = queries.openings(actor, found, route=route, steps=steps, now=now)
    acts = tuple(_act(found, one, typed or {}) for one in open_now)
    asked = steps[-1] if steps and steps[-1].act in (Deed.RETURN, Deed.DECLINE) else None
    page = RecommendationPage(
        title=found.result.title,
        code=found.result.code,
        state=state_badge(found.state),
        result_url=reverse("desk:result", args=[found.result.code]),
        where=_where(found),
        way=tuple(_stop(stop) for stop in way),
        asked=tuple(word(REASON_LABELS, reason) for reason in asked.reasons) if asked else (),
        asked_words=asked.words if asked else "",
        asked_by=asked.desk.name if asked else "",
        facts=_facts(found, route, actor),
        opinion=found.opinion,
        events=tuple(_event(step) for step in reversed(steps)),
        next_words=_next_words(found, acts),
        acts=_in_order(acts),
    )
    return desk_page(request, "desk/recommendation.html", page, status=status)


def _where(found: queries.Recommendation) -> str:
    words = where_it_lies(found.state, found.desk.name)
    if found.due_at is None:
        return words
    until = _("Please correct it by %(day)s.") % {"day": last_day(found.due_at)}
    return f"{words} {until}"


def last_day(due_at: datetime | None) -> str:
    """The last day on which a correction is in time, in words."""
    if due_at is None:
        return ""
    day = (due_at - timedelta(microseconds=1)).astimezone(clock.CHINA).date()
    return format_day(Day(date=day), get_language() or "en")


def _stop(stop: queries.Stop) -> StopShown:
    notes = []
    if stop.is_city_rank:
        notes.append(_("recommending unit"))
    if stop.waited is not None and (days := stop.waited.days):
        notes.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    return StopShown(name=stop.union.name, state=stop.place, note=" · ".join(notes))


def _facts(found: queries.Recommendation, route: queries.Route, actor: Actor) -> tuple[tuple[str, str], ...]:
    by = route.recommending_unit
    facts = (
        (_("Recommending line"), word(LINE_LABELS, found.line)),
        (_("Year"), str(found.year)),
        (_("Recommending unit"), by.name if by else ""),
        (_("Ranked"), rank_words(queries.rank_of(found, actor.paths))),
        (_("Category"), word(CATEGORY_LABELS, found.result.category)),
        (_("Field"), word(FIELD_LABELS, found.result.field)),
        (_("Creators"), "、".join(creator.name for creator in found.result.creators.all())),
        (_("Put forward by"), f"{found.put_forward_by.name} · {found.result.unit.name}"),
    )
    return tuple((name, value) for name, value in facts if value)


def _event(step: queries.Step) -> Event:
    reasons = "、".join(word(REASON_LABELS, reason) for reason in step.reasons)
    return Event(
        at=step.at,
        act=word(DONE_LABELS, step.act),
        who=step.person.name,
        office=step.desk.name,
        note=" · ".join(part for part in (reasons, step.words) if part),
    )


# How each act stands in the bar: its form, and what is asked first.
_FORMS: dict[Deed, type[SeenForm]] = {
    Deed.FORWARD: OpinionForm,
    Deed.ACCEPT: OpinionForm,
    Deed.RETURN: ReturnForm,
    Deed.HAND_IN_AGAIN: AgainForm,
    Deed.DECLINE: DeclineForm,
    Deed.WITHDRAW: WithdrawForm,
    Deed.UNDO_FORWARD: SeenForm,
}
_GRAVE = frozenset({Deed.DECLINE, Deed.WITHDRAW})
_USUAL = frozenset({Deed.FORWARD, Deed.ACCEPT, Deed.HAND_IN_AGAIN})


def _act(found: queries.Recommendation, one: queries.Opening, typed: Mapping[str, forms.Form]) -> Act:
    name = one.act.replace("_", "-")
    label = _capital(word(ACT_LABELS, one.act))
    reasons = {
        WhyNot.OWN: _("You made, recorded or recommended it yourself; a colleague decides."),
        WhyNot.EARLY: _("The unit has until %(day)s to correct it.") % {"day": last_day(found.due_at)},
    }
    if one.why_not is not None:
        return Act(label=label, reason=reasons[one.why_not])
    questions = {
        Deed.UNDO_FORWARD: _("It comes back to your desk, as long as the next one has not acted."),
        Deed.ACCEPT: _("It has then arrived, and the result arrives no second time."),
        Deed.DECLINE: _("It ends here. The unit may recommend the result again, on the same line."),
        Deed.WITHDRAW: _("It leaves the desks. The result may be recommended again, on the same line."),
    }
    form = typed.get(name) or _FORMS[one.act](initial={"version": found.version}, auto_id=f"{name}-%s")
    return Act(
        label=label,
        url=reverse(f"desk:recommendation-{name}", args=[found.pk]),
        method="post",
        form=form,
        question=questions.get(one.act, ""),
        primary=one.act in _USUAL,
        grave=one.act in _GRAVE,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _in_order(acts: Sequence[Act]) -> tuple[Act, ...]:
    """The usual one last, where the thumb is."""
    return tuple(sorted(acts, key=lambda act: (act.primary, not act.grave)))


def _next_words(found: queries.Recommendation, acts: Sequence[Act]) -> str:
    if any(act.primary for act in acts):
        if found.state == State.RETURNED:
            return _("Correct the result, then hand it in again.")
        return _("It waits for your desk.")
    if found.state in LIVE:
        return _("It is the turn of %(desk)s.") % {"desk": found.desk.name}
    return _("Nothing is left to do here.")


def _forward(actor: Actor, number: int, read: dict[str, Any]) -> str:
    made = actions.forward(actor, recommendation_id=number, opinion=read["opinion"], version=read["version"])
    return _("Forwarded. It lies at %(desk)s now.") % {"desk": made.desk.name}


def _accept(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.accept(actor, recommendation_id=number, opinion=read["opinion"], version=read["version"])
    return _("Accepted. It has arrived.")


def _return(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.return_for_correction(
        actor,
        recommendation_id=number,
        reasons=read["reasons"],
        words=read["words"],
        days=read["days"],
        version=read["version"],
    )
    return _("Returned. Your clock stands still until it comes back.")


def _hand_in_again(actor: Actor, number: int, read: dict[str, Any]) -> str:
    made = actions.hand_in_again(
        actor, recommendation_id=number, words=read["words"], version=read["version"]
    )
    return _("Handed in again. It lies at %(desk)s now.") % {"desk": made.desk.name}


def _decline(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.decline(
        actor,
        recommendation_id=number,
        reasons=read["reasons"],
        words=read["words"],
        version=read["version"],
    )
    return _("Declined. The unit reads why.")


def _withdraw(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.withdraw(actor, recommendation_id=number, words=read["words"], version=read["version"])
    return _("Taken back. The result may be recommended again, on the same line.")


def _undo(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.undo_forward(actor, recommendation_id=number, version=read["version"])
    return _("Undone. It lies at your desk again.")


_DEEDS = {
    Deed.FORWARD: _forward,
    Deed.ACCEPT: _accept,
    Deed.RETURN: _return,
    Deed.HAND_IN_AGAIN: _hand_in_again,
    Deed.DECLINE: _decline,
    Deed.WITHDRAW: _withdraw,
    Deed.UNDO_FORWARD: _undo,
}
ACTS = {deed.replace("_", "-"): deed for deed in _DEEDS}


@require_POST
@changing
def recommendation_act(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Do one of the acts of the bar below."""
    actor, deed = actor_of(request), ACTS[name]
    form = _FORMS[deed](request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        with fenced(actor):
            return _page(request, number, typed={name: form}, status=422)
    messages.success(request, _DEEDS[deed](actor, number, form.cleaned_data))
    return redirect("desk:recommendation", number)
