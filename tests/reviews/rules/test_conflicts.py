"""Who may not judge what: the rule beside a slow oracle, and a thousand panels without one conflicted judge."""

import random
from dataclasses import replace

import pytest

from xinghe.kernels.matching import Entry, Judge, NoAssignment, assign_judges
from xinghe.reviews.rules.conflicts import CallFacts, EntryFacts, JudgeFacts, conflicts_between
from xinghe.reviews.vocab import ConflictKind

PANELS = 1000
FIRMS = [("东风汽车有限公司", "91420000000000001A"), ("三环锻造公司", "91420000000000002B"), ("第一医院", ""), ("江汉石化", "91420000000000003C")]  # fmt: skip
GROUPS = ["东风集团", "中国石化", ""]


def world(dice):
    """Six judges and five entries of random people, firms, offices and ties."""
    judges = []
    for number in range(1, 7):
        firm, code = dice.choice([*FIRMS, ("", ""), ("外地大学", "")])
        judges.append(
            JudgeFacts(
                judge=number,
                person=number,
                name=f"评委{number}",
                # The same firm as different people write it.
                employer=dice.choice([firm, firm.replace("公司", " 公司"), f"（{firm}）" if firm else ""]),
                employer_code=dice.choice(["", code, code.lower()]),
                employer_group=dice.choice(GROUPS),
                units=frozenset(dice.sample(range(100, 110), dice.randrange(2))),
                offices=dict.fromkeys(dice.sample(range(1, 30), dice.randrange(2)), "officer"),
            )
        )
    entries = []
    for number in range(1, 6):
        firm, code = dice.choice(FIRMS)
        entries.append(
            EntryFacts(
                application=number,
                people=frozenset(dice.sample(range(1, 40), 2)),
                names=frozenset({"王秀英", dice.choice(["评委2", "李建国", "张伟"])}),
                units=frozenset({dice.randrange(100, 115)}),
                employers=frozenset({firm, code} - {""}),
                groups=frozenset(dice.sample([one for one in GROUPS if one], dice.randrange(2))),
                way=frozenset(dice.sample(range(1, 30), 3)),
                category=dice.choice(["tools", "methods"]),
            )
        )
    call = CallFacts(
        entered={dice.randrange(1, 7): frozenset({dice.choice(["tools", "methods"])})},
        shared={dice.randrange(1, 7): {dice.randrange(7, 40): "result A"}},
        mentoring={dice.randrange(1, 7): {dice.randrange(7, 40): "mentoring"}},
        studios={dice.randrange(1, 7): {dice.randrange(7, 40): "studio"}},
    )
    return judges, entries, call


def bare(text):
    """How the oracle tells names apart: letters only, nothing of the house's own folding."""
    return "".join(letter for letter in text.upper() if letter.isalnum())


def in_conflict(judge, entry, call):
    """Worked out person by person and firm by firm."""
    for person in entry.people:
        if person == judge.person:
            return True
        if any(person in ties.get(judge.person, {}) for ties in (call.shared, call.mentoring, call.studios)):
            return True
    if entry.category in call.entered.get(judge.person, ()):
        return True
    for name in entry.names:
        if bare(name) == bare(judge.name):
            return True
    mine = [bare(one) for one in (judge.employer, judge.employer_code) if bare(one)]
    theirs = [bare(one) for one in entry.employers if bare(one)]
    circle = [bare(one) for one in entry.groups if bare(one)]
    group = bare(judge.employer_group)
    for firm in mine:
        if firm in theirs or firm in circle:
            return True
    if group and (group in circle or group in theirs):
        return True
    return any(unit in entry.units for unit in judge.units) or any(
        union in entry.way for union in judge.offices
    )


def test_a_thousand_random_panels_have_no_conflicted_assignment_and_agree_with_the_oracle():
    dice = random.Random(20261122)
    wrong, conflicted, careless, assigned, refused = [], 0, 0, 0, 0
    for number in range(PANELS):
        judges, entries, call = world(dice)
        found = {(e.application, j.judge) for e in entries for j in judges if conflicts_between(j, e, call)}
        truth = {(e.application, j.judge) for e in entries for j in judges if in_conflict(j, e, call)}
        if found != truth:
            wrong.append((number, found ^ truth))
        people = [Judge(id=one.judge) for one in judges]
        things = [Entry(id=one.application) for one in entries]
        try:
            plan, _ = assign_judges(things, people, found, r=2, require_connected=False, partial=True)
        except NoAssignment:
            refused += 1
            continue
        assigned += len(plan.reviews)
        conflicted += sum((review.entry, review.judge) in truth for review in plan.reviews)
        # The control: the same panel by somebody who looks at no conflict.
        blithe, _ = assign_judges(things, people, (), r=2, require_connected=False, partial=True)
        careless += sum((review.entry, review.judge) in truth for review in blithe.reviews)

    assert wrong == []
    assert (conflicted, refused) == (0, 0)
    assert assigned > PANELS * 5
    assert careless > PANELS / 2


JUDGE = JudgeFacts(judge=1, person=1, name="赵敏", employer="三环锻造有限公司", employer_code="91420000X")
ENTRY = EntryFacts(application=7, people=frozenset({5, 6}), names=frozenset({"王秀英"}), category="tools")
NOTHING = CallFacts()


@pytest.mark.parametrize(
    ("judge", "entry", "call", "kind"),
    [
        ({}, {"people": frozenset({1})}, {}, ConflictKind.CO_CREATOR),
        ({}, {}, {"entered": {1: frozenset({"tools"})}}, ConflictKind.OWN_ENTRY),
        ({}, {"names": frozenset({"赵 敏"})}, {}, ConflictKind.NAMED),
        ({}, {"employers": frozenset({"三環鍛造有限公司"})}, {}, ConflictKind.SAME_EMPLOYER),
        ({}, {"employers": frozenset({"９１４２００００x"})}, {}, ConflictKind.SAME_EMPLOYER),
        ({"units": frozenset({9})}, {"units": frozenset({9})}, {}, ConflictKind.SAME_EMPLOYER),
        ({"employer_group": "东风"}, {"groups": frozenset({"东风"})}, {}, ConflictKind.SAME_GROUP),
        ({"employer_group": "东风"}, {"employers": frozenset({"东风"})}, {}, ConflictKind.SAME_GROUP),
        ({"offices": {3: "officer 市总工会"}}, {"way": frozenset({2, 3})}, {}, ConflictKind.OFFICE_ON_WAY),
        ({}, {}, {"shared": {1: {6: "result A"}}}, ConflictKind.SHARED_WORK),
        ({}, {}, {"mentoring": {1: {5: "agreement"}}}, ConflictKind.MENTORING),
        ({}, {}, {"studios": {1: {5: "studio"}}}, ConflictKind.STUDIO),
    ],
)
def test_each_fact_by_itself_is_a_conflict(judge, entry, call, kind):
    found = conflicts_between(replace(JUDGE, **judge), replace(ENTRY, **entry), replace(NOTHING, **call))

    assert [one.kind for one in found] == [kind]
    assert found[0].fact


def test_without_a_fact_there_is_none():
    assert conflicts_between(JUDGE, ENTRY, NOTHING) == ()
    blank = replace(JUDGE, employer="", employer_code="", employer_group="")
    assert conflicts_between(blank, replace(ENTRY, employers=frozenset({"", "—"})), NOTHING) == ()
    elsewhere = CallFacts(entered={1: frozenset({"methods"})}, shared={1: {9: "x"}, 5: {6: "y"}})
    assert conflicts_between(JUDGE, ENTRY, elsewhere) == ()
