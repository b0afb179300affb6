"""Which objections are admitted: every rule, every combination, and both ends of the time."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from xinghe.foundation.clock import CHINA
from xinghe.notices.rules.admission import (
    Case,
    GroundNotSo,
    LineNotListed,
    ObjectionLate,
    ObjectorAnonymous,
    ObjectorUnreachable,
    UnitSealMissing,
    grounds_of,
    last_day,
    require_admissible,
    require_ground,
)
from xinghe.notices.vocab import Ground, Objecting

PUBLISHED = datetime(2021, 9, 13, 9, 0, tzinfo=CHINA)
OVER = datetime(2021, 9, 19, 0, 0, tzinfo=CHINA)
INSTANT = timedelta(microseconds=1)
SOUND = Case(
    objecting=Objecting.PERSON,
    has_contact=True,
    has_seal=False,
    is_listed=True,
    received_at=datetime(2021, 9, 18, 17, 0, tzinfo=CHINA),
    published_at=PUBLISHED,
    closes_at=OVER,
)


@pytest.mark.parametrize(
    ("changes", "ground", "refusal"),
    [
        ({"objecting": Objecting.NOBODY}, Ground.ANONYMOUS, ObjectorAnonymous),
        ({"has_contact": False}, Ground.NO_CONTACT, ObjectorUnreachable),
        ({"objecting": Objecting.UNIT}, Ground.NO_SEAL, UnitSealMissing),
        ({"received_at": OVER}, Ground.LATE, ObjectionLate),
        ({"received_at": PUBLISHED - INSTANT}, Ground.LATE, ObjectionLate),
        ({"is_listed": False}, Ground.NOT_LISTED, LineNotListed),
    ],
)
def test_each_rule_refuses(changes, ground, refusal):
    case = replace(SOUND, **changes)

    assert grounds_of(case) == (ground,)
    with pytest.raises(refusal):
        require_admissible(case, line="X")
    require_ground(case, ground)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"objecting": Objecting.UNIT, "has_seal": True},
        {"received_at": OVER - INSTANT},
        {"received_at": PUBLISHED},
    ],
)
def test_what_is_sound_is_admitted(changes):
    case = replace(SOUND, **changes)

    assert grounds_of(case) == ()
    require_admissible(case)
    for ground in set(Ground) - {Ground.NO_FACTS}:
        with pytest.raises(GroundNotSo):
            require_ground(case, ground)


def test_that_it_holds_no_facts_is_for_a_person_to_say():
    require_ground(SOUND, Ground.NO_FACTS)


def test_a_late_one_is_told_the_last_day():
    with pytest.raises(ObjectionLate, match="until the end of 2021-09-18"):
        require_admissible(replace(SOUND, received_at=OVER + timedelta(days=3)))


def test_the_last_day_of_a_notice_that_was_replaced_is_that_day():
    assert last_day(datetime(2021, 9, 16, 12, 0, tzinfo=CHINA)) == "2021-09-16"
    assert last_day(OVER) == "2021-09-18"


def test_a_units_seal_may_follow_by_post_but_nothing_else():
    unit = replace(SOUND, objecting=Objecting.UNIT)

    require_admissible(unit, later_seal=True)
    with pytest.raises(ObjectionLate):
        require_admissible(replace(unit, received_at=OVER), later_seal=True)


def test_all_combinations_follow_from_the_single_rules():
    seen = 0
    for objecting, contact, seal, listed, late in product(
        Objecting, (True, False), (True, False), (True, False), (True, False)
    ):
        case = replace(
            SOUND,
            objecting=objecting,
            has_contact=contact,
            has_seal=seal,
            is_listed=listed,
            received_at=OVER if late else SOUND.received_at,
        )
        expected = set()
        if objecting is Objecting.NOBODY:
            expected.add(Ground.ANONYMOUS)
        elif not contact:
            expected.add(Ground.NO_CONTACT)
        if objecting is Objecting.UNIT and not seal:
            expected.add(Ground.NO_SEAL)
        if late:
            expected.add(Ground.LATE)
        if not listed:
            expected.add(Ground.NOT_LISTED)
        assert set(grounds_of(case)) == expected
        seen += not expected

    assert seen == 3
