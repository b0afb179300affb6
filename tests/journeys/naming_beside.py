"""What is there before somebody is named, and what happens beside the pages meanwhile, as the owner of the tables."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from xinghe.access.actor import Actor
from xinghe.access.powers import Role

if TYPE_CHECKING:
    from xinghe.accounts.models import Person

# Seat → name, union, role: three of the organiser, and the desks on the way.
OFFICERS = {
    "naming-maker": ("仇霏", "420000", Role.PROVINCIAL_OFFICER),
    "naming-second": ("訾楠", "420000", Role.PROVINCIAL_OFFICER),
    "naming-third": ("蔺珂", "420000", Role.PROVINCIAL_OFFICER),
    "naming-city": ("濮岑", "420800", Role.OFFICER),
    "naming-county": ("蒯婧", "420802", Role.OFFICER),
}
COUNTY = "420802"
# Place → name of the unit that applies, kind of the call, title of the call.
PLACES = {
    "fivesmall": ("东宝示例阀门厂", "five_small_contest", "职工五小创新成果竞赛全程示例"),
    "achievement": ("东宝示例压缩机厂", "achievements_event", "职工技术创新成果交流活动全程示例"),
    "studio": ("东宝示例电机厂", "studio_recognition_provincial", "省级职工创新工作室命名全程示例"),
    "grant": ("东宝示例仪表厂", "special_grant", "职工创新专项资助全程示例"),
}
JUDGES = ("郜衡", "逯砚", "亓岫", "厉桢", "佘澜", "阙峤", "钮瑜", "蹇鸣", "綦昉")
SERIES = "鄂工示发"
WORDS = "思路新，做得扎实，数据也说得清楚，用到别的车间还要再看一看，建议补充一年的运行记录。"
TERM = timedelta(days=30)


def prepare(people: dict[str, str]) -> Iterator[str]:
    """Bring in officers, units, judges and calls; the places whose kind wants a result that is on record."""
    from tests.factories import accounts
    from tests.factories.unions import appoint
    from tests.factories.unions import union as unit_at
    from xinghe.accounts.models import Person
    from xinghe.unions.models import Union

    for seat, (name, code, role) in OFFICERS.items():
        union = Union.objects.get(division_code=code)
        somebody = accounts.person(name=name, totp=True, territory_path=union.territory_path)
        appoint(somebody, role, union)
        people[seat] = somebody.staff_number
    county = Union.objects.get(division_code=COUNTY)
    for place, (name, _kind, _title) in PLACES.items():
        unit = unit_at(parent=county, name=name)
        for seat, office in (("worker", None), ("unit", Role.UNIT_OFFICER)):
            somebody = accounts.person(
                name="郄棠", totp=office is not None, territory_path=unit.territory_path
            )
            if office:
                appoint(somebody, office, unit)
            people[f"{place}-{seat}"] = somebody.staff_number

    def person(seat: str) -> Person:
        return Person.objects.get(staff_number=people[seat])

    people |= _judges(person("naming-maker"))
    for place, (_name, kind, title) in PLACES.items():
        if _call(person("naming-maker"), person("naming-second"), kind=kind, title=title):
            yield place


def _judges(by: "Person") -> dict[str, str]:
    """A pool of the province: each from an employer of their own, expert in everything."""
    from django.contrib.auth.hashers import make_password

    from tests.factories import accounts
    from tests.factories.ideas import acting
    from xinghe.accounts.models import Person
    from xinghe.foundation import clock
    from xinghe.papers.actions import open_series
    from xinghe.programmes.registry import every_kind
    from xinghe.reviews.actions import enrol_judge
    from xinghe.unions.models import Union

    top, actor = Union.objects.get(division_code="420000"), acting(by, at=clock.now())
    fields = sorted({code for kind in every_kind() for code, _label in kind.categories})
    made = [accounts.person(name=name, password=None, territory_path=top.territory_path) for name in JUDGES]
    # One and the same password of so many is worked out once.
    Person.objects.filter(pk__in=[one.pk for one in made]).update(password=make_password(accounts.PASSWORD))
    for one in made:
        enrol_judge(actor, union_id=top.pk, person_id=one.pk, fields=fields, employer=f"{one.name}示例研究院")
    open_series(actor, union_id=top.pk, code=SERIES)
    return {f"judge-{one.name}": one.staff_number for one in made}


def _call(by: "Person", second: "Person", *, kind: str, title: str) -> bool:
    """An open call of the province; whether what enters it has to be on record."""
    from tests.factories.ideas import acting
    from xinghe.foundation import clock
    from xinghe.programmes import actions
    from xinghe.unions.models import Union

    actor, now = acting(by, at=clock.now()), clock.now()
    top = Union.objects.get(division_code="420000")
    call = actions.begin_call(actor, kind_code=kind, union_id=top.pk, title=title, year=clock.today().year)
    actions.change_call(actor, call_id=call.pk, opens_at=now - timedelta(hours=1), closes_at=now + TERM)
    actions.send_for_approval(actor, call_id=call.pk)
    actions.approve_call(acting(second, at=clock.now()), call_id=call.pk)
    actions.open_call(actor, call_id=call.pk)
    return call.kind.needs_result


def take_seats(panel: str) -> None:
    """Whoever has not answered the invitation takes the seat."""
    from xinghe.reviews.actions import accept_seat
    from xinghe.reviews.models import Seat
    from xinghe.reviews.vocab import SeatState

    for seat in Seat.objects.filter(panel__code=panel, state=SeatState.INVITED):
        accept_seat(_judge(seat.person_id), panel_code=panel)


def give_scores(panel: str) -> None:
    """Whoever has not scored yet gives four fifths of all points."""
    from xinghe.reviews.actions import submit_score
    from xinghe.reviews.models import Assignment, Score

    rows = Assignment.objects.filter(panel__code=panel, dropped_at__isnull=True)
    for task in rows.select_related("application__call"):
        if not Score.objects.filter(assignment=task).exists():
            criteria = task.application.call.said_terms.rubric.criteria
            points = {one.code: one.points * 4 // 5 for one in criteria}
            submit_score(
                _judge(task.person_id), panel_code=panel, number=task.number, points=points, comment=WORDS
            )


def give_votes(panel: str) -> None:
    """Whoever has not voted yet votes for it."""
    from xinghe.reviews.actions import vote
    from xinghe.reviews.models import Assignment, Vote

    for task in Assignment.objects.filter(panel__code=panel, dropped_at__isnull=True):
        if not Vote.objects.filter(
            panel=task.panel_id, seat=task.seat_id, application=task.application_id
        ).exists():
            vote(_judge(task.person_id), panel_code=panel, number=task.number, choice="yes")


def pass_days(notice: str) -> None:
    """The time of a notice is over: it was published three weeks earlier, which only the owner can bring about."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE notices_notice DISABLE TRIGGER notice_is_kept")
        cursor.execute(
            "UPDATE notices_notice SET published_at = published_at - interval '21 days',"
            " opens_on = opens_on - 21, closes_on = closes_on - 21 WHERE code = %s",
            [notice],
        )
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE notices_notice ENABLE TRIGGER notice_is_kept")


def _judge(person_id: int) -> Actor:
    return Actor(person_id=person_id, via="web", name="评委")


STEPS: dict[str, Callable[..., None]] = {
    "take-seats": take_seats,
    "give-scores": give_scores,
    "give-votes": give_votes,
    "pass-days": pass_days,
}
