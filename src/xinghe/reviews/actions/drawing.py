"""Draws: the pool is fixed and the seed promised; then it is revealed and people are seated; who leaves is replaced."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.vault import vault
from xinghe.foundation.clock import CHINA
from xinghe.foundation.codes import new_code
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.foundation.text import tidy
from xinghe.kernels.drawing import (
    DrawRefused,
    Terms,
    commit,
    draw,
    new_seed,
    replace,
    running_order,
)
from xinghe.reviews.actions.conflicts import derive
from xinghe.reviews.actions.taking import advance, take_panel
from xinghe.reviews.actions.telling import tell_answered, tell_invited
from xinghe.reviews.models import Assignment, Conflict, DrawRecord, Judge, Panel, Seat
from xinghe.reviews.models.standing import as_clerk, entries_of
from xinghe.reviews.queries.panels import is_party
from xinghe.reviews.rules.draw import (
    DECLINED,
    LEFT,
    Drawable,
    excluded_for,
    judges_terms,
    seats_in_order,
)
from xinghe.reviews.rules.refusals import NotDrawn, PanelNotSo, PartyToPanel
from xinghe.reviews.rules.words import review_reason
from xinghe.reviews.vocab import BEFORE_OPENING, DrawPurpose, PanelState, SeatState


class DrawnAlready(Refusal):
    """One draw for one purpose, so that nobody draws until it pleases."""

    code = "drawn_already"
    message = gettext_noop(
        "This draw was promised at %(at)s and is held once. Go on with the one that was begun."
    )


class SupervisorNeeded(Refusal):
    """A draw is held before somebody's eyes."""

    code = "draw_supervisor_needed"
    message = gettext_noop("A draw is held under somebody's eyes. Write the name of who supervises it.")
    status = 422


@command
def commit_draw(
    work: Work,
    *,
    panel_id: int,
    supervisor: str,
    by_field: Mapping[str, int] | None = None,
    most_of_employer: int | None = 1,
    most_of_group: int | None = None,
    beacon_source: str = "",
) -> DrawRecord:
    """Fix who stands in the pool and who is left out, and publish what binds the seed.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, DrawnAlready, SupervisorNeeded, NotDrawn.
    """
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, {PanelState.DRAFT})
    derive(work, panel)
    pool = _pool(panel)
    terms = _terms_or_refusal(
        lambda: judges_terms(
            call=f"{panel.call.code} {panel.code}",
            pool=pool,
            seats=panel.seats,
            by_field=by_field,
            most_of_employer=most_of_employer,
            most_of_group=most_of_group,
            beacon_source=beacon_source,
        )
    )
    ids = {one.id: one.judge for one in pool}
    return _commit(work, panel, DrawPurpose.JUDGES, terms, supervisor=supervisor, ids=ids)


@command
def draw_panel(work: Work, *, panel_id: int, beacon: str = "") -> DrawRecord:
    """Reveal the seed and seat who is drawn; the others stand by in the order of their lots.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, NotDrawn.
    """
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, {PanelState.DRAFT})
    drawn = _reveal(work, panel, DrawPurpose.JUDGES, beacon=beacon)
    link = drawn.record["links"][1]
    seated, standbys = seats_in_order(link["seated"]), seats_in_order(link["standbys"])
    judges = Judge.objects.in_bulk(list(drawn.ids.values()))
    Seat.objects.bulk_create(
        Seat(
            panel=panel,
            judge=judges[drawn.ids[code]],
            person_id=judges[drawn.ids[code]].person_id,
            code=code,
            state=SeatState.SEATED if position <= len(seated) else SeatState.STANDBY,
            position=position,
            territory_path=panel.territory_path,
            industry_path=panel.industry_path,
        )
        for position, code in enumerate([*seated, *standbys], 1)
    )
    advance(work, panel, PanelState.DRAWN, "panel.draw", digest=(drawn.commitment, drawn.head))
    return drawn


@command
def invite(work: Work, *, panel_id: int) -> int:
    """Ask everybody who was seated; how many. Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo."""
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, {PanelState.DRAWN})
    seated = Seat.objects.filter(panel=panel, state=SeatState.SEATED)
    asked = list(seated.order_by("position").values_list("person_id", flat=True))
    count = seated.update(state=SeatState.INVITED, invited_at=work.now)
    advance(work, panel, PanelState.INVITED, "panel.invite", people=(None, count))
    tell_invited(work, panel, asked)
    return count


@command
def accept_seat(work: Work, *, panel_code: str) -> Seat:
    """A judge takes the seat. Refuses: Missing, PanelNotSo."""
    seat = _own_seat(work, panel_code)
    with as_clerk():
        seat.state, seat.answered_at = SeatState.ACCEPTED, work.now
        seat.save(update_fields=["state", "answered_at"])
    work.record("seat.accept", seat, state=(SeatState.INVITED, SeatState.ACCEPTED))
    tell_answered(work, seat.panel)
    return seat


@command
def decline_seat(work: Work, *, panel_code: str, words: str = "") -> Seat:
    """A judge declines; the next stand-by is asked in their place, as the record of the draw says.

    Refuses: Missing, PanelNotSo, NotDrawn.
    """
    seat = _own_seat(work, panel_code)
    with as_clerk():
        asked = _vacate(work, seat, SeatState.DECLINED, words=tidy(words)[:300])
    work.record("seat.decline", seat, state=(SeatState.INVITED, SeatState.DECLINED))
    tell_answered(work, seat.panel)
    tell_invited(work, seat.panel, asked)
    return seat


@command
def vacate_seat(
    work: Work, *, panel_id: int, seat_code: str, reason: str, unavailable: Iterable[str] = ()
) -> Seat:
    """An officer notes that somebody leaves; the next stand-by is asked. ``unavailable``: codes of stand-bys who cannot.

    What was assigned to who leaves is dropped; what they scored stays in the log and no longer counts.
    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, ReviewReasonNeeded, NotDrawn.
    """
    states = {PanelState.DRAWN, PanelState.INVITED, PanelState.OPEN}
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, states)
    sitting = (SeatState.SEATED, SeatState.INVITED, SeatState.ACCEPTED)
    seat = Seat.objects.select_for_update().filter(panel=panel, code=seat_code, state__in=sitting).first()
    if seat is None:
        raise Missing
    before, words = seat.state, review_reason(reason)
    gone = dict.fromkeys(unavailable, "unavailable")
    asked = _vacate(work, seat, SeatState.LEFT, words=words, unavailable=gone)
    Assignment.objects.filter(seat=seat, dropped_at__isnull=True).update(dropped_at=work.now)
    work.record("seat.vacate", seat, reason=words, state=(before, SeatState.LEFT))
    tell_invited(work, panel, asked)
    return seat


@command
def commit_order(work: Work, *, panel_id: int, supervisor: str) -> DrawRecord:
    """Promise the draw of the order in which entries are presented.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, DrawnAlready, SupervisorNeeded, NotDrawn.
    """
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, BEFORE_OPENING | {PanelState.OPEN})
    with as_clerk():
        codes = list(entries_of(panel).values_list("code", flat=True))
    terms = _terms_or_refusal(lambda: running_order(f"{panel.call.code} {panel.code} order", codes))
    return _commit(work, panel, DrawPurpose.ORDER, terms, supervisor=supervisor, ids={})


@command
def draw_order(work: Work, *, panel_id: int) -> DrawRecord:
    """Reveal the seed of the order. Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, NotDrawn."""
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, BEFORE_OPENING | {PanelState.OPEN})
    drawn = _reveal(work, panel, DrawPurpose.ORDER, beacon="")
    work.record("panel.draw_order", panel, digest=(drawn.commitment, drawn.head))
    return drawn


def _pool(panel: Panel) -> list[Drawable]:
    """Everybody in the pool as the draw sees them, by codes made for this draw alone."""
    with as_clerk():
        judges = Judge.objects.filter(union_id=panel.union_id, is_active=True).order_by("pk")
        entries = set(entries_of(panel).values_list("pk", flat=True))
        rows = Conflict.objects.filter(application__in=entries, ended_at__isnull=True)
        conflicts = Counter(judge for judge, _ in set(rows.values_list("judge_id", "application_id")))
        return [
            Drawable(
                id=new_code(),
                judge=judge.pk,
                fields=frozenset([*judge.fields, *judge.near_fields]),
                employer=judge.employer_code or judge.employer,
                group=judge.employer_group,
                excluded=excluded_for(
                    is_available=_is_available(judge, panel.opens_at, panel.closes_at),
                    conflicts=conflicts[judge.pk],
                    entries=len(entries),
                    hears_all=panel.sits_together,
                ),
            )
            for judge in judges
        ]


def _is_available(judge: Judge, opens_at: datetime, closes_at: datetime) -> bool:
    """Whether they have time from the panel's first day to its last; the day until which they have time is too late."""
    first, last = opens_at.astimezone(CHINA).date(), closes_at.astimezone(CHINA).date()
    since, until = judge.available_from, judge.available_until
    return (since is None or since <= first) and (until is None or last < until)


def _terms_or_refusal(make: Callable[[], Terms]) -> Terms:
    try:
        return make()
    except DrawRefused as why:
        raise NotDrawn(why) from None


def _place(panel: Panel, purpose: DrawPurpose) -> str:
    return f"reviews_drawrecord|sealed_seed|{panel.pk}|{purpose}"


def _commit(
    work: Work, panel: Panel, purpose: DrawPurpose, terms: Terms, *, supervisor: str, ids: dict[str, int]
) -> DrawRecord:
    earlier = DrawRecord.objects.filter(panel=panel, purpose=purpose).first()
    if earlier is not None:
        raise DrawnAlready(at=earlier.committed_at)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.PANEL_ARRANGE)
    named = tidy(supervisor)[:60]
    if len(named) < 2:
        raise SupervisorNeeded
    seed = new_seed()
    try:
        record = commit(terms, seed=seed, at=work.now.isoformat())
    except DrawRefused as why:
        raise NotDrawn(why) from None
    link = record["links"][0]
    made = DrawRecord.objects.create(
        panel=panel,
        purpose=purpose,
        record=record,
        ids=ids,
        commitment=link["commitment"],
        head=link["hash"],
        sealed_seed=vault().seal(seed, place=_place(panel, purpose)),
        supervisor=named,
        committed_at=work.now,
        made_by_id=work.actor.person_id,
        territory_path=panel.territory_path,
        industry_path=panel.industry_path,
    )
    work.record("panel.commit_draw", panel, digest=(None, made.commitment))
    return made


def _reveal(work: Work, panel: Panel, purpose: DrawPurpose, *, beacon: str) -> DrawRecord:
    found = DrawRecord.objects.select_for_update().filter(panel=panel, purpose=purpose).first()
    if found is None:
        raise Missing
    if found.drawn_at is not None:
        raise DrawnAlready(at=found.committed_at)
    seed = vault().open(bytes(found.sealed_seed), place=_place(panel, purpose))
    try:
        found.record = draw(found.record, seed=seed, at=work.now.isoformat(), beacon=beacon)
    except DrawRefused as why:
        raise NotDrawn(why) from None
    found.head, found.drawn_at = found.record["links"][-1]["hash"], work.now
    found.save(update_fields=["record", "head", "drawn_at"])
    return found


def _own_seat(work: Work, panel_code: str) -> Seat:
    """The seat this person was asked to take, locked. Refuses: Missing, PanelNotSo."""
    with as_clerk():
        rows = Seat.objects.select_for_update(of=("self",)).select_related("panel", "judge")
        seat = rows.filter(
            panel__code=panel_code, person_id=work.actor.person_id or 0, state=SeatState.INVITED
        ).first()
        if seat is None:
            raise Missing
        if seat.panel.state not in (PanelState.INVITED, PanelState.OPEN):
            raise PanelNotSo(state=PanelState(seat.panel.state))
        if is_party(work.actor, seat.panel):
            raise PartyToPanel
        return seat


def _vacate(
    work: Work, seat: Seat, state: SeatState, *, words: str, unavailable: Mapping[str, str] | None = None
) -> list[int]:
    """Empty a seat, and ask the stand-by who takes it by the record of the draw; which persons are asked."""
    drawn = DrawRecord.objects.select_for_update().get(panel=seat.panel, purpose=DrawPurpose.JUDGES)
    reason = DECLINED if state is SeatState.DECLINED else LEFT
    try:
        drawn.record = replace(
            drawn.record, leaves=seat.code, reason=reason, at=work.now.isoformat(), unavailable=unavailable
        )
    except DrawRefused as why:
        raise NotDrawn(why) from None
    link = drawn.record["links"][-1]
    drawn.head = link["hash"]
    drawn.save(update_fields=["record", "head"])
    seat.state, seat.answered_at, seat.words, seat.is_chair = state, work.now, words, False
    seat.save(update_fields=["state", "answered_at", "words", "is_chair"])
    is_asked = seat.panel.state != PanelState.DRAWN
    taking = Seat.objects.filter(panel=seat.panel, code=link["takes"] or "")
    taking.update(
        state=SeatState.INVITED if is_asked else SeatState.SEATED,
        invited_at=work.now if is_asked else None,
    )
    return list(taking.values_list("person_id", flat=True)) if is_asked else []
