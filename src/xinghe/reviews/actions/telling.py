"""Tell judges, officers and applicants how a review goes, in the transaction in which it happens.

A message names the contest and a day. No score, no name, no number of an entry.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.foundation.clock import CHINA
from xinghe.messaging.actions import Told, tell, tell_each
from xinghe.messaging.vocab import Event
from xinghe.programmes.models import Application
from xinghe.reviews.models import Panel, Seat
from xinghe.reviews.models.standing import as_clerk
from xinghe.reviews.queries.outcomes import latest_ranking
from xinghe.reviews.vocab import SeatState
from xinghe.unions.queries import people_carrying

_SUBJECT = "panel"


def tell_invited(work: Work, panel: Panel, people: Collection[int]) -> None:
    """Ask those who were drawn whether they take their seats."""
    _tell(work, panel, Event.SEAT_OFFERED, people, path="/jury/")


def tell_answered(work: Work, panel: Panel) -> None:
    """Say to who arranges panels at the union that a judge answered."""
    officers = people_carrying(Power.PANEL_ARRANGE, union_id=panel.union_id, now=work.now)
    _tell(work, panel, Event.SEAT_ANSWERED, officers, path=f"/desk/panels/{panel.code}/")


def tell_opened(work: Work, panel: Panel) -> None:
    """Say to everybody who took a seat that entries wait for their scores."""
    with as_clerk():
        people = _sitting(panel)
    tell_to_score(work, panel, people, ends_at=panel.closes_at)


def tell_to_score(work: Work, panel: Panel, people: Collection[int], *, ends_at: datetime) -> None:
    """Say to judges that entries wait for their scores, and until when."""
    path = f"/jury/panels/{panel.code}/"
    _tell(work, panel, Event.ENTRIES_TO_SCORE, people, path=path, day=_last_day(ends_at))


def tell_due(work: Work, seats: Iterable[Seat]) -> None:
    """Remind judges that scores of theirs are missing. The panels are fetched with the seats."""
    lines = [
        Told(
            people=(seat.person_id,),
            subject_id=seat.panel_id,
            path=f"/jury/panels/{seat.panel.code}/",
            params={"title": seat.panel.call.title, "day": _last_day(seat.panel.closes_at)},
        )
        for seat in seats
    ]
    tell_each(work, event=Event.SCORES_DUE, subject_kind=_SUBJECT, lines=lines)


def tell_released(work: Work, panel: Panel) -> None:
    """Say that results are released: to the people of every ranked entry, and to who judged."""
    with as_clerk():
        frozen = latest_ranking(panel)
        codes = [line["entry"] for line in frozen.record["result"]["entries"]] if frozen else []
        entries = list(
            Application.objects.filter(code__in=codes).order_by("pk").values_list("code", "people")
        )
        judges = _sitting(panel)
    title = {"title": panel.call.title}
    lines = [
        Told(people=tuple(people), subject_id=panel.pk, path=f"/my/applications/{code}/", params=title)
        for code, people in entries
    ]
    if judges:
        path = f"/jury/panels/{panel.code}/"
        lines.append(Told(people=judges, subject_id=panel.pk, path=path, params=title))
    tell_each(work, event=Event.REVIEW_RELEASED, subject_kind=_SUBJECT, lines=lines)


def tell_outdated(work: Work, panel: Panel) -> None:
    """Say to who ranks that a released ranking counts wrong scores, or that votes are missing."""
    officers = people_carrying(Power.PANEL_RANK, union_id=panel.union_id, now=work.now)
    _tell(work, panel, Event.RANKING_OUTDATED, officers, path=f"/desk/panels/{panel.code}/award/")


def _last_day(ends_at: datetime) -> date:
    """The day with which a half-open time ends: what closes at midnight closes with the day before."""
    return (ends_at - timedelta(microseconds=1)).astimezone(CHINA).date()


def _sitting(panel: Panel) -> tuple[int, ...]:
    rows = Seat.objects.filter(panel=panel, state=SeatState.ACCEPTED).order_by("position")
    return tuple(rows.values_list("person_id", flat=True))


def _tell(
    work: Work, panel: Panel, event: Event, people: Collection[int], *, path: str, **params: Any
) -> None:
    tell(
        work,
        people=people,
        event=event,
        subject_kind=_SUBJECT,
        subject_id=panel.pk,
        path=path,
        title=panel.call.title,
        **params,
    )
