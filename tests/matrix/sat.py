"""A sitting, a panel that votes, and a look on site in the small province, each field with a mark."""

from datetime import timedelta
from typing import Any

from django.db import connection

from tests.factories.programmes import ANSWERS, small_kind
from tests.matrix.applied import DIGEST, KIND
from tests.matrix.things import mark
from xinghe.accounts.models import Person
from xinghe.programmes.models import Application, Call
from xinghe.reviews.models import Assignment, CallUp, DrawRecord, Judge, Panel, Score, Seat, Visit
from xinghe.reviews.models.standing import database_now

# Who chairs at each of these unions; what lies before them is of an author elsewhere.
PLACES = {"workshop": "far_workshop", "far_workshop": "workshop"}
TOTAL = 700


def add_sittings(builder: Any) -> None:
    """For each of two unions a sitting that their author chairs, one that they only sit on, a vote, and a look on site."""
    call = Call.objects.get(union=builder.tree.province, state="open", code__startswith="C")
    for at, other in PLACES.items():
        person, applicant = builder.people[at]["author"], builder.people[other]["creator"]
        _sitting(builder, call, person, applicant, is_chair=True)
        _sitting(builder, call, person, applicant, is_chair=False)
        _vote(builder, call, person, applicant)
        for state in ("begun", "kept", "signed", "new"):
            _visit(builder, call, person, applicant, state)


def _sitting(builder: Any, call: Call, person: Person, applicant: Person, *, is_chair: bool) -> None:
    entry, marks = _entry(builder, call, applicant, "defence")
    panel = _panel(builder, call, "defence", settling="score")
    own, other = _seats(builder, panel, call, person, chair=0 if is_chair else 1)
    tasks = [_task(builder, seat, entry) for seat in (own, other)]
    DrawRecord.objects.create(
        panel=panel, purpose="order", record={"links": [{}, {"seated": {"order": [entry.code]}}]}, commitment="0",
        head="0", sealed_seed=b"", supervisor="周敏", committed_at=builder.now, drawn_at=builder.now,
        made_by=builder.clerk, **builder._places(call.union),
    )  # fmt: skip
    chair = own if is_chair else other
    with _as(chair.person_id):
        CallUp.objects.create(
            panel=panel, application=entry, part="called", presenting_minutes=10, asking_minutes=5,
            person_id=chair.person_id, at=builder.now, **builder._places(call.union),
        )  # fmt: skip
    _score(panel, tasks[1])
    builder._thing(
        "sitting", "province", panel, key=panel.code, state="led" if is_chair else "open",
        people=frozenset({person.pk}), barred=frozenset({applicant.pk}), writers=frozenset({chair.person_id}),
        marks=marks,
    )  # fmt: skip


def _vote(builder: Any, call: Call, person: Person, applicant: Person) -> None:
    entry, marks = _entry(builder, call, applicant, "defence")
    panel = _panel(builder, call, "defence", settling="vote")
    own, other = _seats(builder, panel, call, person, chair=0)
    for seat in (own, other):
        _score(panel, _task(builder, seat, entry))
    Panel.objects.filter(pk=panel.pk).update(state="closed", closed_at=builder.now)
    builder._thing(
        "sitting", "province", panel, key=panel.code, state="closed", people=frozenset({person.pk}),
        barred=frozenset({applicant.pk}), writers=frozenset({person.pk}), marks=marks,
    )  # fmt: skip


def _visit(builder: Any, call: Call, person: Person, applicant: Person, state: str) -> None:
    entry, marks = _entry(builder, call, applicant, "site_visit")
    panel = _panel(builder, call, "site_visit", settling="score")
    own, other = _seats(builder, panel, call, person, chair=0)
    for seat in (own, other):
        _task(builder, seat, entry)
    people = frozenset({person.pk})
    barred = {"people": people, "barred": frozenset({applicant.pk})}
    if state == "new":
        builder._thing("site", "province", panel, key=panel.code, state=state, marks=marks, **barred)
        return
    marks["conclusion"] = mark()
    is_whole = state != "begun"
    made = Visit.objects.create(
        panel=panel, application=entry, visited_date=builder.now.date(), begun_at=builder.now,
        people=sorted([person.pk, other.person_id]), conclusion=f"现场查看属实，运行正常。{marks['conclusion']}",
        findings={item: {"holds": True, "note": ""} for item in _ITEMS} if is_whole else {},
        first_signed_by_id=other.person_id if state == "signed" else None,
        first_signed_at=builder.now if state == "signed" else None, **builder._places(call.union),
    )  # fmt: skip
    builder._thing(
        "visit", "province", made, key=made.code, state=state, writers=people, marks=marks,
        people=people, barred=frozenset({applicant.pk}),
    )  # fmt: skip


_ITEMS = ("real", "in_use", "figures", "people", "rights", "safety")


def _panel(builder: Any, call: Call, phase: str, *, settling: str) -> Panel:
    now = database_now()
    return Panel.objects.create(
        call=call, union=call.union, phase=phase, seats=2, per_entry=2, is_blind=False,
        opens_at=now - timedelta(hours=1), closes_at=now + timedelta(days=5), state="open", method="mean",
        settling=settling, rubric=small_kind().rubric.to_json(), comment_least=30, opened_at=builder.now,
        made_by=builder.clerk, made_at=builder.now, **builder._places(call.union),
    )  # fmt: skip


def _seats(builder: Any, panel: Panel, call: Call, person: Person, *, chair: int) -> tuple[Seat, Seat]:
    """The person's own seat and a stranger's."""
    places = builder._places(call.union)
    found = []
    for position, one in enumerate((person, builder._person("", None)), 1):
        judge, _ = Judge.objects.get_or_create(
            union=call.union, person=one, defaults={"enrolled_by": builder.clerk, "enrolled_at": builder.now, **places}
        )  # fmt: skip
        found.append(
            Seat.objects.create(
                panel=panel, judge=judge, person=one, state="accepted", position=position,
                is_chair=position == chair + 1, **places,
            )
        )  # fmt: skip
    return found[0], found[1]


def _entry(builder: Any, call: Call, applicant: Person, phase: str) -> tuple[Application, dict[str, str]]:
    """An application that lies on no line, so that no office reads it through the tree."""
    marks = {"title": mark()}
    answers = {**ANSWERS, "title": marks["title"]}
    made = Application.objects.create(
        code=f"V{len(builder.things.all)}", call=call, kind_code=KIND, applicant=applicant, people=[applicant.pk],
        unit=call.union, title=f"作品 {marks['title']}", category="tools", answers=answers, phase=phase,
        begun_at=builder.now, saved_at=builder.now, handed_in_at=builder.now, digest=DIGEST,
    )  # fmt: skip
    return made, marks


def _task(builder: Any, seat: Seat, entry: Application) -> Assignment:
    return Assignment.objects.create(
        panel=seat.panel, seat=seat, judge=seat.judge, application=entry, person_id=seat.person_id, number=1,
        made_at=builder.now, territory_path=seat.territory_path, industry_path=seat.industry_path,
    )  # fmt: skip


def _score(panel: Panel, task: Assignment) -> None:
    with _as(task.person_id):
        Score.objects.create(
            assignment=task, panel=panel, person_id=task.person_id, points={"new": 400, "useful": 300}, total=TOTAL,
            at=database_now(), digest=f"{task.pk:064d}", territory_path=task.territory_path,
            industry_path=task.industry_path,
        )  # fmt: skip


class _as:
    """PostgreSQL takes what is said here for this person's own."""

    def __init__(self, person_id: int) -> None:
        self.person_id = person_id

    def __enter__(self) -> None:
        self._say(str(self.person_id))

    def __exit__(self, *_: object) -> None:
        self._say("")

    def _say(self, number: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('xinghe.person', %s, true)", [number])
