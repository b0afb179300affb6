"""The chair of a panel that sits together moves it on: calls the next entry up, starts the clock, makes a break."""

from xinghe.access.work import Work, command
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.reviews.models import CallUp, Panel
from xinghe.reviews.models.standing import as_clerk
from xinghe.reviews.queries.sitting import order_drawn, seat_of
from xinghe.reviews.rules.refusals import PanelNotSo
from xinghe.reviews.vocab import ASKING_MINUTES, MOST_MINUTES, PRESENTING_MINUTES, PanelState, Part


class OrderNotDrawn(Refusal):
    """Entries come in the order that was drawn, and in no other."""

    code = "order_not_drawn"
    message = gettext_noop(
        "The order of presentation has not been drawn. Ask the officer who arranges the panel to draw it, then call up the first."
    )


class NobodyThere(Refusal):
    """A place that the order does not have, or whose entry was withdrawn."""

    code = "place_empty"
    message = gettext_noop(
        "Nobody stands at place %(place)s of %(most)s any more, or never did. Reload the page and call up another."
    )


class MinutesWrong(Refusal):
    """Nobody presents for no time, or for half a day."""

    code = "minutes_wrong"
    message = gettext_noop(
        "%(presenting)s minutes to present and %(asking)s for questions cannot be set. Give each 1 to %(most)s whole minutes."
    )
    status = 422


class NobodyUp(Refusal):
    """A clock runs for somebody."""

    code = "nobody_up"
    message = gettext_noop("Place %(place)s is not up now. Reload the page, and call it up first.")


@command
def call_up(
    work: Work,
    *,
    panel_code: str,
    place: int,
    presenting: int = PRESENTING_MINUTES,
    asking: int = ASKING_MINUTES,
) -> CallUp:
    """Call the entry at a place of the running order before the panel; also one that the chair may not judge.

    Refuses: Missing, PanelNotSo, OrderNotDrawn, NobodyThere, MinutesWrong.
    """
    panel = _led(work, panel_code)
    if not all(1 <= one <= MOST_MINUTES for one in (presenting, asking)):
        raise MinutesWrong(presenting=presenting, asking=asking, most=MOST_MINUTES)
    with as_clerk():
        order = order_drawn(panel)
        if not order:
            raise OrderNotDrawn
        codes = dict(enumerate(order, 1))
        there = Application.objects.filter(code=codes.get(place, "")).exclude(phase=Phase.WITHDRAWN).first()
    if there is None:
        raise NobodyThere(place=place, most=len(order))
    return _write(work, panel, Part.CALLED, there.pk, presenting, asking)


@command
def start_part(work: Work, *, panel_code: str, place: int, part: Part) -> CallUp:
    """Start the clock of the presentation or of the questions for the entry that is up; again, if the chair wants.

    Refuses: Missing, PanelNotSo, NobodyUp.
    """
    panel = _led(work, panel_code)
    with as_clerk():
        last = _last(panel)
        codes = dict(enumerate(order_drawn(panel), 1))
    up = last.application if last else None
    if last is None or up is None or codes.get(place) != up.code:
        raise NobodyUp(place=place)
    if part not in (Part.PRESENTING, Part.ASKING):
        raise Missing
    return _write(work, panel, part, up.pk, last.presenting_minutes, last.asking_minutes)


@command
def make_break(work: Work, *, panel_code: str) -> CallUp:
    """Nobody is before the panel until the chair calls somebody up. Refuses: Missing, PanelNotSo."""
    panel = _led(work, panel_code)
    with as_clerk():
        last = _last(panel)
    presenting = last.presenting_minutes if last else PRESENTING_MINUTES
    asking = last.asking_minutes if last else ASKING_MINUTES
    return _write(work, panel, Part.BREAK, None, presenting, asking)


def _led(work: Work, panel_code: str) -> Panel:
    """A panel that sits together, led by the actor. Refuses: Missing, PanelNotSo."""
    seat = seat_of(work.actor, panel_code)
    if not seat.is_chair:
        raise Missing
    if seat.panel.state != PanelState.OPEN:
        raise PanelNotSo(state=PanelState(seat.panel.state))
    return seat.panel


def _last(panel: Panel) -> CallUp | None:
    return CallUp.objects.filter(panel=panel).select_related("application").order_by("-pk").first()


def _write(
    work: Work, panel: Panel, part: Part, application_id: int | None, presenting: int, asking: int
) -> CallUp:
    if work.actor.person_id is None:
        raise Missing
    made = CallUp(
        panel=panel,
        application_id=application_id,
        part=part,
        presenting_minutes=presenting,
        asking_minutes=asking,
        person_id=work.actor.person_id,
        at=work.now,
        territory_path=panel.territory_path,
        industry_path=panel.industry_path,
    )
    made.save(force_insert=True)
    work.record("panel.call_up", panel, part=(None, part))
    return made
