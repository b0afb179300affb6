"""A panel that sits together, as each of its judges sees it: the running order, who is up now, and one's own scores."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.reviews.models import Assignment, CallUp, DrawRecord, Panel, Seat
from xinghe.reviews.models.standing import as_clerk, latest_scores, standing
from xinghe.reviews.vocab import SHOWN, DrawPurpose, PanelState, Part, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingRow:
    """An entry by its place in the running order. Without ``number`` it is none of the judge's, and nothing is told of it."""

    place: int
    number: int | None
    title: str
    applicant: str
    unit: str
    is_scored: bool
    is_abstained: bool
    is_withdrawn: bool
    was_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UpNow:
    """What is before the panel; ``place`` 0 in a break. ``until`` only while a clock runs."""

    place: int
    part: Part
    presenting: int
    asking: int
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A panel that sits together, for one who sits on it. ``now`` is None before anybody was called up."""

    panel: str
    call: str
    state: PanelState
    is_chair: bool
    rows: tuple[SittingRow, ...]
    now: UpNow | None


def sitting_for(actor: Actor, panel_code: str) -> Sitting:
    """What a judge sees of the sitting; the same whatever any other judge has scored. Refuses: Missing. 7 queries."""
    seat = seat_of(actor, panel_code)
    mine = within(
        actor,
        Power.REVIEW_WRITE,
        Assignment.objects.filter(panel__code=panel_code, dropped_at__isnull=True),
    )
    numbers = list(mine.values_list("pk", flat=True))
    with as_clerk():
        rows = standing(Assignment.objects.filter(pk__in=numbers)).select_related(
            "application__applicant", "application__unit"
        )
        tasks = {task.application.code: task for task in rows}
        scores = latest_scores(task.pk for task in tasks.values())
        order = order_drawn(seat.panel)
        withdrawn = set(
            Application.objects.filter(code__in=order, phase=Phase.WITHDRAWN).values_list("code", flat=True)
        )
        steps = CallUp.objects.filter(panel=seat.panel).select_related("application")
        called = set(steps.values_list("application__code", flat=True))
        last = steps.order_by("-pk").first()
        found = []
        for place, code in enumerate(order, 1):
            task = tasks.get(code)
            score = scores.get(task.pk) if task else None
            found.append(
                SittingRow(
                    place=place,
                    number=task.number if task else None,
                    title=task.application.title if task else "",
                    applicant=task.application.applicant.name if task else "",
                    unit=task.application.unit.name if task else "",
                    is_scored=score is not None and not score.is_abstained,
                    is_abstained=score is not None and score.is_abstained,
                    is_withdrawn=code in withdrawn,
                    was_up=code in called,
                )
            )
        return Sitting(
            panel=seat.panel.code,
            call=seat.panel.call.title,
            state=PanelState(seat.panel.state),
            is_chair=seat.is_chair,
            rows=tuple(found),
            now=_up(last, order) if last else None,
        )


def seat_of(actor: Actor, panel_code: str) -> Seat:
    """The actor's own seat on a panel that sits together and is open or was. Refuses: Missing. 1 query."""
    mine = within(actor, Power.REVIEW_WRITE, Seat.objects.filter(state=SeatState.ACCEPTED))
    rows = mine.filter(panel__code=panel_code, panel__state__in=SHOWN)
    seat = rows.select_related("panel__call").first()
    if seat is None or not seat.panel.sits_together:
        raise Missing
    return seat


def is_sitting(actor: Actor, panel_code: str) -> bool:
    """Whether the actor judges on a panel of this code that sits together. 1 query."""
    try:
        seat_of(actor, panel_code)
    except Missing:
        return False
    return True


def order_drawn(panel: Panel) -> list[str]:
    """Codes of applications in the order that was drawn; none before it is. 1 query, read as the clerk."""
    drawn = DrawRecord.objects.filter(panel=panel, purpose=DrawPurpose.ORDER, drawn_at__isnull=False).first()
    return list(drawn.record["links"][1]["seated"]["order"]) if drawn else []


def _up(last: CallUp, order: list[str]) -> UpNow:
    part = Part(last.part)
    running = {Part.PRESENTING: last.presenting_minutes, Part.ASKING: last.asking_minutes}.get(part)
    code = last.application.code if last.application else ""
    return UpNow(
        place=order.index(code) + 1 if code in order else 0,
        part=part,
        presenting=last.presenting_minutes,
        asking=last.asking_minutes,
        since=last.at,
        until=last.at + timedelta(minutes=running) if running else None,
    )
