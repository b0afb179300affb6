"""Who judges what: by the kernel where each reads a share, everybody everything where they sit together."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.programmes.models import Application
from xinghe.reviews.actions.conflicts import derive
from xinghe.reviews.actions.taking import take_panel
from xinghe.reviews.actions.telling import tell_to_score
from xinghe.reviews.models import Assignment, Conflict, Panel, Score, Seat
from xinghe.reviews.models.standing import as_clerk, database_now, entries_of, needed_in, open_in
from xinghe.reviews.queries.settling import reviews_short
from xinghe.reviews.rules.refusals import NotAssigned, PanelNotSo
from xinghe.reviews.vocab import PanelState, SeatState

AFTER_THE_END = frozenset({PanelState.CLOSED, PanelState.RELEASED})
Pair = tuple[int, int]


class TooFewSit(Refusal):
    """Everybody who sits hears everything, and conflicts leave an entry too few."""

    code = "too_few_sit"
    message = gettext_noop(
        "%(count)s entries would be heard by fewer than %(needed)s judges without a conflict. Invite more judges, then assign again."
    )


class ReviewNotAdded(Refusal):
    """A further judge is somebody without a conflict who does not judge the entry yet, with time to do it."""

    code = "review_not_added"
    message = gettext_noop(
        "This judge has judged the entry, has a conflict with it, or %(until)s is over already. Choose another judge or a later end."
    )
    status = 422


@command
def assign(work: Work, *, panel_id: int) -> tuple[int, int]:
    """Give every entry its judges; how many assignments are new and how many were dropped. What was scored stays.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, NotAssigned, TooFewSit.
    """
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, {PanelState.INVITED, PanelState.OPEN})
    derive(work, panel)
    with as_clerk():
        seats = {
            seat.judge_id: seat
            for seat in Seat.objects.filter(panel=panel, state=SeatState.ACCEPTED).select_related("judge")
        }
        entries = list(entries_of(panel).order_by("pk"))
        barred = _barred(panel, seats)
        wanted = (
            _everybody(panel, entries, seats, barred)
            if panel.sits_together
            else _by_flow(panel, entries, seats, barred)
        )
        new, dropped = _write(work, panel, seats, wanted)
    work.record("panel.assign", panel, new=(None, len(new)), dropped=(None, dropped))
    # Before it opens there is nothing to score; then everybody who sits is told at once.
    if new and panel.state == PanelState.OPEN:
        people = {seats[judge].person_id for _, judge in new}
        tell_to_score(work, panel, people, ends_at=panel.closes_at)
    return len(new), dropped


@command
def add_review(
    work: Work, *, panel_id: int, application_id: int, seat_code: str, closes_at: datetime
) -> Assignment:
    """Ask one more judge about one entry after the end, with an end of its own; nobody scores again what they scored.

    After the release only about an entry that a conflict left too few scores or votes, and no more than it lacks. Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, ReviewNotAdded.
    """
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, AFTER_THE_END)
    derive(work, panel)
    with as_clerk():
        seat = Seat.objects.filter(panel=panel, code=seat_code, state=SeatState.ACCEPTED).first()
        entry = open_in(panel).filter(pk=application_id).first()
        if seat is None or entry is None:
            raise Missing
        if panel.state == PanelState.RELEASED and entry.pk not in reviews_short(panel):
            raise PanelNotSo(state=PanelState.RELEASED)
        barred = _barred(panel, {seat.judge_id: seat})
        has = Assignment.objects.filter(panel=panel, judge_id=seat.judge_id, application=entry).exists()
        if has or (entry.pk, seat.judge_id) in barred or closes_at <= database_now():
            raise ReviewNotAdded(until=closes_at)
        made = _made(work, panel, seat, entry.pk, number=_numbers(seat)[-1] + 1, closes_at=closes_at)
        made.save(force_insert=True)
    work.record("panel.add_review", panel, closes_at=(None, closes_at))
    tell_to_score(work, panel, [seat.person_id], ends_at=closes_at)
    return made


def _barred(panel: Panel, seats: dict[int, Seat]) -> set[Pair]:
    """(application, judge) that must not be: conflicts, and what was dropped before, for it is made once."""
    conflicts = Conflict.objects.filter(judge__in=seats, ended_at__isnull=True)
    dropped = Assignment.objects.filter(panel=panel, judge__in=seats, dropped_at__isnull=False)
    return {
        *conflicts.values_list("application_id", "judge_id"),
        *dropped.values_list("application_id", "judge_id"),
    }


def _everybody(
    panel: Panel, entries: Sequence[Application], seats: dict[int, Seat], barred: set[Pair]
) -> set[Pair]:
    found = {(entry.pk, judge) for entry in entries for judge in seats} - barred
    needed = needed_in(panel)
    short = sum(sum(entry.pk == one for one, _ in found) < needed for entry in entries)
    if short or not entries:
        raise TooFewSit(count=short, needed=needed)
    return found


def _by_flow(
    panel: Panel, entries: Sequence[Application], seats: dict[int, Seat], barred: set[Pair]
) -> set[Pair]:
    """By the kernel. Judges are experts in the category or field that they named."""
    from xinghe.kernels.matching import Entry, Judge, NoAssignment, assign_judges

    here = Assignment.objects.filter(panel=panel, dropped_at__isnull=True)
    done = set(Score.objects.filter(panel=panel).values_list("assignment_id", flat=True))
    pairs = {pk: (entry, judge) for pk, entry, judge in here.values_list("pk", "application_id", "judge_id")}
    try:
        found, _ = assign_judges(
            [Entry(id=entry.pk, field=entry.category) for entry in entries],
            [
                Judge(
                    id=judge,
                    primary=frozenset(seat.judge.fields),
                    others=frozenset(seat.judge.near_fields),
                    most=seat.judge.load_wish,
                )
                for judge, seat in sorted(seats.items())
            ],
            sorted(barred),
            r=panel.per_entry,
            kept=[pair for pk, pair in sorted(pairs.items()) if pk not in done],
            done=[pair for pk, pair in sorted(pairs.items()) if pk in done],
        )
    except NoAssignment as why:
        raise NotAssigned(why) from None
    return {(review.entry, review.judge) for review in found.reviews}


def _write(work: Work, panel: Panel, seats: dict[int, Seat], wanted: set[Pair]) -> tuple[set[Pair], int]:
    rows = Assignment.objects.filter(panel=panel, dropped_at__isnull=True)
    here = {(entry, judge): pk for pk, entry, judge in rows.values_list("pk", "application_id", "judge_id")}
    gone = [pk for pair, pk in here.items() if pair not in wanted]
    Assignment.objects.filter(pk__in=gone).update(dropped_at=work.now)
    new = wanted - set(here)
    made = []
    for judge, seat in sorted(seats.items()):
        theirs = _shuffled(entry for entry, one in new if one == judge)
        first = max(_numbers(seat), default=0) + 1
        made += [_made(work, panel, seat, entry, number=number) for number, entry in enumerate(theirs, first)]
    Assignment.objects.bulk_create(made)
    return new, len(gone)


def _shuffled(entries: Iterable[int]) -> list[int]:
    """In an order that says nothing of when they came in: the numbers of a judge are all the judge gets to know."""
    found = sorted(entries)
    secrets.SystemRandom().shuffle(found)
    return found


def _numbers(seat: Seat) -> list[int]:
    return sorted(Assignment.objects.filter(seat=seat).values_list("number", flat=True)) or [0]


def _made(
    work: Work, panel: Panel, seat: Seat, entry: int, *, number: int, closes_at: datetime | None = None
) -> Assignment:
    return Assignment(
        panel=panel,
        seat=seat,
        judge_id=seat.judge_id,
        application_id=entry,
        person_id=seat.person_id,
        number=number,
        made_at=work.now,
        closes_at=closes_at,
        territory_path=panel.territory_path,
        industry_path=panel.industry_path,
    )
