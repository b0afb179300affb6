"""Which calls the demonstration tells, when, and what becomes of what is handed in: planned before any of it happens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from xinghe.foundation.clock import CHINA
from xinghe.programmes.vocab import MoveName
from xinghe.project.demonstration.calls.people import CITY_STAFF, PROVINCIAL_STAFF, Staff
from xinghe.project.demonstration.people import CITY, PROVINCE

TOP: Final = 9
# Finished calls began so long ago, and their last act lies before anything that is unread today.
FINISHED_AGO: Final = timedelta(days=100)
RUNNING_AGO: Final = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What becomes of one application. ``climbs``: how often it is sent on before it stays where it lies.

    ``is_returned`` by the first desk, ``is_asked`` for what is missing by the examination: in a finished call it is corrected.
    """

    is_draft: bool = False
    climbs: int = TOP
    by_industry: bool = False
    is_returned: bool = False
    is_asked: bool = False
    is_declined: bool = False
    is_admitted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlan:
    """One call: of which kind, who arranges it, when it began, and what is handed in.

    ``path`` are the moves from the first review to the decision; ``within`` the head of a division's code.
    """

    kind: str
    title: str
    announcement: str
    union: str
    staff: Staff
    begins_at: datetime
    open_days: int
    fates: tuple[Fate, ...]
    path: tuple[MoveName, ...]
    is_finished: bool
    within: str = ""
    by_the_works: bool = True
    is_revoked: bool = False


_FINISHED: Final = (
    Fate(), Fate(is_returned=True), Fate(is_asked=True), Fate(), Fate(by_industry=True), Fate(), Fate(), Fate(),
    Fate(is_declined=True), Fate(),
)  # fmt: skip
# Something for everybody who signs in: to go on writing, to seal, to forward, to correct, to examine, to judge.
_RUNNING: Final = (
    Fate(is_draft=True),
    Fate(climbs=0),
    Fate(climbs=1),
    Fate(is_returned=True),
    Fate(climbs=1, by_industry=True),
    Fate(climbs=2),
    Fate(is_admitted=False),
    Fate(is_admitted=False),
    Fate(is_asked=True),
    *(Fate() for _ in range(8)),
)
_BEFORE_REVIEW: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sort:
    kind: str
    said: str
    path: tuple[MoveName, ...]
    union: str = PROVINCE
    within: str = ""
    days_later: int = 0
    entries: int = 6
    reviews: int = 4
    by_the_works: bool = True
    is_revoked: bool = False


_SORTS: Final = (
    _Sort(
        kind="five_small_contest",
        said="职工“五小”竞赛",
        path=(MoveName.CONCLUDE,),
        entries=10,
        reviews=8,
        is_revoked=True,
    ),
    _Sort(
        kind="achievements_event",
        said="职工优秀技术创新成果交流活动",
        days_later=2,
        path=(MoveName.SHORTLIST, MoveName.CONCLUDE),
    ),
    _Sort(
        kind="studio_recognition_city",
        said="市级劳模工匠创新工作室命名",
        days_later=1,
        path=(MoveName.VISIT, MoveName.CONCLUDE),
        union=CITY,
        within=CITY[:4],
    ),
    # Whoever has a grant that is not finished may not apply again: the two calls have other applicants.
    _Sort(
        kind="special_grant",
        said="职工创新项目专项补助",
        days_later=3,
        path=(MoveName.SHORTLIST, MoveName.CONCLUDE),
        by_the_works=False,
    ),
)


def call_plans(now: datetime) -> tuple[CallPlan, ...]:
    """A finished and a running call of each sort, told back from ``now``; the finished ones first."""
    return tuple(_plan(sort, now=now, is_finished=finished) for finished in (True, False) for sort in _SORTS)


def _plan(sort: _Sort, *, now: datetime, is_finished: bool) -> CallPlan:
    morning = now.astimezone(CHINA).replace(hour=8, minute=30, second=0, microsecond=0)
    ago, later = (FINISHED_AGO, 4) if is_finished else (RUNNING_AGO, 1)
    begins_at = morning - ago + timedelta(days=later * sort.days_later)
    edition = begins_at.year if is_finished else now.year
    return CallPlan(
        kind=sort.kind,
        title=f"{edition}年{sort.said}（示例{'·已办结' if is_finished else ''}）",
        announcement=_announced(sort.said),
        union=sort.union,
        staff=CITY_STAFF if sort.union == CITY else PROVINCIAL_STAFF,
        begins_at=begins_at,
        open_days=21 if is_finished else 35,
        fates=_FINISHED[: sort.entries] if is_finished else _RUNNING[: _BEFORE_REVIEW + sort.reviews],
        path=sort.path,
        is_finished=is_finished,
        within=sort.within,
        by_the_works=sort.by_the_works if is_finished else True,
        is_revoked=sort.is_revoked,
    )


def _announced(said: str) -> str:
    return (
        f"现组织开展{said}（演示用，人员、单位均为虚构）。请各级工会按照推荐渠道逐级申报，"
        "单位盖章后报送，组织单位进行形式审查、专家评审和公示。申报内容须真实，不得涉密。"
    )
