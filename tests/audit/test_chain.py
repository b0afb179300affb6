"""The arithmetic of the record: every tampering is found with an anchor, none is seen where there is none.

Both verifiers are tried, ours and the outsider's, on the same tamperings.
"""

import copy
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tools import verify_record
from xinghe.audit.rules import (
    START,
    Anchor,
    AnchorUnreadable,
    Finding,
    Line,
    digest_of,
    examine,
    instant,
    line_to_json,
    next_head,
)
from xinghe.audit.vocab import FAULT_LABELS, Fault

Chain = list[Line]
TAMPERINGS = 3_000
CLEAN = 1_000


def entry(number: int, dice: random.Random) -> dict[str, object]:
    return {
        "id": number,
        "at": f"2026-03-02T01:30:{number % 60:02d}.{dice.randrange(10**6):06d}+00:00",
        "person_id": dice.choice([None, dice.randrange(1, 10**6)]),
        "system": dice.choice(["", "index-texts"]),
        "offices": dice.choice(["", "officer@12", "officer@12 leader@3"]),
        "via": dice.choice(["web", "job", "command"]),
        "verb": dice.choice(["result.record", "result.clear", "union.move"]),
        "subject_kind": "results.result",
        "subject_id": dice.randrange(1, 50),
        "before": {"stage": dice.choice([None, "recorded"])},
        "after": {
            "stage": dice.choice(["recorded", "cleared"]),
            "题目": "节能𬱖" + chr(dice.randrange(32, 0x2FFF)),
        },
        "command": "results.actions.clear_result",
        "reason": dice.choice(["", "材料齐全", 'a "quoted" one\n']),
    }


def sealed(entries: list[dict[str, object]], times: list[str]) -> Chain:
    chain, head = [], START
    for position, (one, sealed_at) in enumerate(zip(entries, times, strict=True), 1):
        digest = digest_of(one)
        head = next_head(head, digest=digest, sealed_at=sealed_at)
        chain.append(Line(position=position, entry=one, digest=digest, head=head, sealed_at=sealed_at))
    return chain


def resealed(chain: Chain) -> Chain:
    return sealed([dict(line.entry) for line in chain], [line.sealed_at for line in chain])


def some_chain(dice: random.Random) -> Chain:
    numbers = dice.sample(range(1, 500), dice.randrange(8, 30))  # entries commit out of order
    return sealed(
        [entry(n, dice) for n in numbers], [f"2026-03-02T02:00:{n % 60:02d}.000000+00:00" for n in numbers]
    )


def anchor_of(chain: Chain, position: int) -> Anchor:
    head = chain[position - 1].head if position else START
    return Anchor(position=position, head=head, at="2026-03-02T03:00:00.000000+00:00", entries=position)


def changed(line: Line, **values: object) -> Line:
    return Line(**{name: values.get(name, getattr(line, name)) for name in Line.__slots__})


def other_value(value: object, dice: random.Random) -> object:
    if isinstance(value, dict):
        return value | {"stage": "published"}
    if isinstance(value, int):
        return value + 1
    return f"{value or ''}."


def edit_entry(chain: Chain, dice: random.Random) -> Chain:
    at = dice.randrange(len(chain))
    one = copy.deepcopy(dict(chain[at].entry))
    field = dice.choice(sorted(one))
    one[field] = other_value(one[field], dice)
    return [*chain[:at], changed(chain[at], entry=one), *chain[at + 1 :]]


def edit_entry_and_its_digest(chain: Chain, dice: random.Random) -> Chain:
    edited = edit_entry(chain, dice)
    return [changed(line, digest=digest_of(line.entry)) for line in edited]


def edit_link(chain: Chain, dice: random.Random) -> Chain:
    at = dice.randrange(len(chain))
    line = chain[at]
    flipped = bytearray(getattr(line, name := dice.choice(["digest", "head"])))
    flipped[dice.randrange(32)] ^= 1 << dice.randrange(8)
    return [*chain[:at], changed(line, **{name: bytes(flipped)}), *chain[at + 1 :]]


def edit_time_of_seal(chain: Chain, dice: random.Random) -> Chain:
    at = dice.randrange(len(chain))
    return [*chain[:at], changed(chain[at], sealed_at="2026-03-02T02:00:00.000001+00:00"), *chain[at + 1 :]]


def delete(chain: Chain, dice: random.Random) -> Chain:
    at = dice.randrange(len(chain))
    return chain[:at] + chain[at + 1 :]


def delete_and_renumber(chain: Chain, dice: random.Random) -> Chain:
    return [changed(line, position=at) for at, line in enumerate(delete(chain, dice), 1)]


def delete_and_rehash(chain: Chain, dice: random.Random) -> Chain:
    return resealed(delete(chain, dice))


def insert(chain: Chain, dice: random.Random) -> Chain:
    at = dice.randrange(len(chain))
    one = entry(999, dice)
    line = changed(chain[at], entry=one, digest=digest_of(one))
    return [changed(found, position=n) for n, found in enumerate([*chain[:at], line, *chain[at:]], 1)]


def insert_and_rehash(chain: Chain, dice: random.Random) -> Chain:
    return resealed(insert(chain, dice))


def reorder(chain: Chain, dice: random.Random) -> Chain:
    one, other = sorted(dice.sample(range(len(chain)), 2))
    swapped = list(chain)
    swapped[one] = changed(chain[other], position=one + 1)
    swapped[other] = changed(chain[one], position=other + 1)
    return swapped


def reorder_and_rehash(chain: Chain, dice: random.Random) -> Chain:
    return resealed(reorder(chain, dice))


def truncate(chain: Chain, dice: random.Random) -> Chain:
    return chain[: dice.randrange(len(chain))]


def edit_and_rehash(chain: Chain, dice: random.Random) -> Chain:
    return resealed(edit_entry(chain, dice))


def rehash_with_other_times(chain: Chain, dice: random.Random) -> Chain:
    return resealed(edit_time_of_seal(chain, dice))


# Flawless in themselves: only a head kept outside shows them.
UNSEEN_WITHOUT_ANCHOR = (
    truncate,
    edit_and_rehash,
    delete_and_rehash,
    insert_and_rehash,
    reorder_and_rehash,
    rehash_with_other_times,
)
WAYS: tuple[Callable[[Chain, random.Random], Chain], ...] = (
    edit_entry,
    edit_entry_and_its_digest,
    edit_link,
    edit_time_of_seal,
    delete,
    delete_and_renumber,
    insert,
    reorder,
    *UNSEEN_WITHOUT_ANCHOR,
)


def outsider_finds(chain: Chain, anchors: list[Anchor]) -> int | None:
    """The first wrong position in the eyes of the verifier that shares no code with us."""
    kept: dict[int, list[bytes]] = {}
    for anchor in anchors:
        kept.setdefault(anchor.position, []).append(anchor.head)
    try:
        verify_record.verify([line_to_json(line) for line in chain], kept)
    except verify_record.Wrong as wrong:
        return wrong.position
    return None


def test_every_tampering_is_found_with_an_anchor_by_both_verifiers():
    dice = random.Random(20260302)
    missed = []
    for number in range(TAMPERINGS):
        way = WAYS[number % len(WAYS)]
        chain = some_chain(dice)
        anchors = [anchor_of(chain, dice.randrange(len(chain))), anchor_of(chain, len(chain))]
        tampered = way(chain, dice)
        verdict = examine(tampered, anchors)
        # Two equal neighbours that change places are no change.
        if tampered != chain and (not verdict.faults or outsider_finds(tampered, anchors) is None):
            missed.append((number, way.__name__))

    assert missed == []


def test_an_untouched_record_gives_no_alarm():
    dice = random.Random(7)
    alarms = []
    for number in range(CLEAN):
        chain = some_chain(dice)
        anchors = [anchor_of(chain, position) for position in dice.sample(range(len(chain) + 1), 3)]
        verdict = examine(chain, anchors)
        if verdict.faults or verdict.anchors != 3 or outsider_finds(chain, anchors) is not None:
            alarms.append(number)

    assert alarms == []


@pytest.mark.parametrize("way", UNSEEN_WITHOUT_ANCHOR)
def test_without_an_anchor_a_cut_tail_and_a_chain_computed_anew_are_not_seen(way):
    dice = random.Random(11)
    chain = some_chain(dice)

    tampered = way(chain, dice)

    assert tampered != chain
    assert examine(tampered).faults == 0
    assert outsider_finds(tampered, []) is None


@pytest.mark.parametrize("way", [way for way in WAYS if way not in UNSEEN_WITHOUT_ANCHOR])
def test_without_an_anchor_a_plain_tampering_is_seen(way):
    dice = random.Random(13)
    chain = some_chain(dice)

    tampered = way(chain, dice)

    assert examine(tampered).faults > 0
    assert outsider_finds(tampered, []) is not None


def test_an_edit_is_named_where_it_is_and_nowhere_else():
    chain = some_chain(random.Random(3))
    edited = [*chain[:4], changed(chain[4], entry=dict(chain[4].entry) | {"reason": "x"}), *chain[5:]]

    verdict = examine(edited, [anchor_of(chain, 2), anchor_of(chain, len(chain))])

    assert verdict.findings == (Finding(position=5, since=2, fault=Fault.ENTRY_CHANGED),)
    assert outsider_finds(edited, [anchor_of(chain, 2)]) == 5


def test_a_chain_computed_anew_is_wrong_after_the_last_anchor_that_agrees():
    chain = some_chain(random.Random(5))
    anew = resealed([*chain[:4], changed(chain[4], entry=dict(chain[4].entry) | {"reason": "x"}), *chain[5:]])

    verdict = examine(anew, [anchor_of(chain, 3), anchor_of(chain, 7)])

    assert verdict.findings == (Finding(position=7, since=3, fault=Fault.ANCHOR_DIFFERS),)
    assert outsider_finds(anew, [anchor_of(chain, 3), anchor_of(chain, 7)]) == 4


def test_a_cut_tail_is_wrong_after_its_last_line():
    chain = some_chain(random.Random(6))

    verdict = examine(chain[:5], [anchor_of(chain, 8)])

    assert verdict.findings == (Finding(position=6, since=0, fault=Fault.CUT_OFF),)
    assert outsider_finds(chain[:5], [anchor_of(chain, 8)]) == 6


def test_fewer_entries_than_an_anchor_counted_is_a_fault():
    chain = some_chain(random.Random(8))[:5]
    counted = Anchor(position=5, head=chain[-1].head, at="", entries=7)

    assert examine(chain, [counted], entries=7).faults == 0
    assert [found.fault for found in examine(chain, [counted], entries=6).findings] == [Fault.ENTRIES_MISSING]


def test_every_fault_has_words():
    assert set(FAULT_LABELS) == set(Fault)


def test_an_instant_is_written_in_one_way_whatever_the_zone():
    moment = datetime(2026, 3, 2, 9, 30, 0, 5, tzinfo=timezone(timedelta(hours=8)))

    assert instant(moment) == instant(moment.astimezone(UTC)) == "2026-03-02T01:30:00.000005+00:00"


def test_the_digest_is_the_one_written_in_the_decision():
    # The worked example of docs/adr/0007-sealed-record.md, so that the page cannot drift from the code.
    from hashlib import sha256

    from tests.architecture.building import ROOT

    page = (ROOT / "docs/adr/0007-sealed-record.md").read_text()
    text = next(line for line in page.splitlines() if line.startswith('{"after"'))

    assert sha256(text.encode("ascii")).hexdigest() in page
    assert digest_of(json.loads(text)).hex() in page
    assert (
        next_head(
            START, digest=digest_of(json.loads(text)), sealed_at="2026-03-02T01:30:01.000000+00:00"
        ).hex()
        in page
    )


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "[]",
        "{}",
        '{"position": 1, "head": "zz", "at": "", "entries": 1}',
        '{"position": "a", "head": "00"}',
    ],
)
def test_a_line_that_is_no_anchor_is_refused_with_its_number(text):
    good = anchor_of(some_chain(random.Random(1)), 2).to_json()

    with pytest.raises(AnchorUnreadable) as refused:
        Anchor.read_all(f"{good}\n\n{text}\n")

    assert refused.value.params == {"line": 3}


def test_an_anchor_survives_being_written_and_read():
    anchor = anchor_of(some_chain(random.Random(2)), 4)

    assert Anchor.read_all(anchor.to_json() + "\n") == (anchor,)
