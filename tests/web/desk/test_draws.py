"""The pages of a draw: promised, printed, held, and checked by anybody from nothing but the file."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.access.powers import Power, Role
from xinghe.kernels.drawing import verify
from xinghe.programmes import registry
from xinghe.programmes.kind import Move
from xinghe.programmes.vocab import MoveName, Phase
from xinghe.reviews.models import DrawRecord, Judge, Seat
from xinghe.reviews.vocab import PanelState

pytestmark = pytest.mark.django_db
PROMISE = {"supervisor": "监督组 周敏", "most_of_employer": 1}


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind with a defence is installed."""
    before = registry.every_kind()
    plain = made.small_kind()
    defence = Move(
        name=MoveName.SHORTLIST,
        source=Phase.FIRST_REVIEW,
        target=Phase.DEFENCE,
        power=Power.APPLICATION_DECIDE,
    )
    conclude = Move(
        name=MoveName.CONCLUDE, source=Phase.DEFENCE, target=Phase.DECISION, power=Power.APPLICATION_DECIDE
    )
    registry.install(*before, made.small_kind(moves=(*plain.moves, defence, conclude)))
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def desk(province, people, officer_at):
    """A provincial officer's browser, in English."""
    browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)[1]
    browser.cookies["django_language"] = "en"
    return browser


@pytest.fixture
def anybody():
    """Somebody who is not signed in."""
    return Client(headers={"accept-language": "en"})


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(browser, round_):
    return browser.get(reverse("desk:panel-draw", args=[round_.code]))


def act(browser, round_, name: str, **fields):
    return browser.post(reverse(f"desk:panel-{name}", args=[round_.code]), fields)


def test_what_is_promised_is_drawn_printed_and_verified_by_anybody(people, desk, anybody):
    round_ = judged.panel_of(people, judges=8)
    public = reverse("public:draw", args=[round_.code])
    assert "8 judges in the pool, 5 seats, 2 entries" in text(page(desk, round_))
    assert anybody.get(public).status_code == 404

    act(desk, round_, "commit", **PROMISE)
    record = DrawRecord.objects.get()
    promised, outside = text(page(desk, round_)), text(anybody.get(public))
    assert record.commitment in promised
    assert record.commitment in outside
    assert "not drawn yet" in outside
    files = [reverse(f"{face}-draw-record" if face == "desk:panel" else "public:draw-record",
                     args=[round_.code, "judges"]) for face in ("desk:panel", "public")]  # fmt: skip
    assert [browser.get(one).status_code for browser, one in zip((desk, anybody), files, strict=True)] == [
        404,
        404,
    ]
    paper = desk.get(reverse("desk:panel-draw-paper", args=[round_.code, "judges"]))
    assert paper.content[:5] == b"%PDF-"

    act(desk, round_, "reveal")
    record.refresh_from_db()
    assert round_.fresh().state == PanelState.DRAWN
    shown = text(page(desk, round_))
    assert record.head in shown
    for seat in Seat.objects.select_related("judge__person"):
        assert f"{seat.position}. {seat.judge.person.name}" in shown
    for browser, one in zip((desk, anybody), files, strict=True):
        kept = json.loads(browser.get(one).content)
        assert verify(kept, commitment=record.commitment, head=record.head).holds
    assert desk.get(reverse("desk:panel-draw-paper", args=[round_.code, "judges"])).content[:5] == b"%PDF-"
    outside = anybody.get(public).content.decode()
    for judge in round_.judges:
        assert judge.person.name not in outside
        assert judge.employer not in outside
    assert act(desk, round_, "reveal").status_code == 409


def test_what_the_kernel_refuses_stands_above_the_form_with_what_was_typed(people, desk):
    round_ = judged.panel_of(people, judges=3)

    answer = act(desk, round_, "commit", **PROMISE, beacon_source="上证指数收盘价")

    assert answer.status_code == 422
    assert "“all fields” has 5 seats. Of 3 people in the pool" in text(answer)
    Judge.objects.filter(pk=round_.judges[0].pk).update(available_until="2020-01-01")
    assert "are excluded (has no time between the opening and the end 1)" in text(
        act(desk, round_, "commit", **PROMISE)
    )
    assert "监督组 周敏" in answer.content.decode()
    assert "上证指数收盘价" in answer.content.decode()
    assert not DrawRecord.objects.exists()
    assert act(desk, round_, "commit", supervisor="").status_code == 422


def test_seats_of_a_field_and_a_public_number_are_kept_to(people, desk):
    round_ = judged.panel_of(people, judges=4, seats=5)
    for _ in range(3):
        judged.judge(people, fields=["steel"])

    act(desk, round_, "commit", **PROMISE, seats_steel=2, beacon_source="上证指数收盘价")
    terms = DrawRecord.objects.get().record["input"]
    assert {one["name"]: one["seats"] for one in terms["strata"]} == {"all": 3, "field_steel": 2}
    assert 'name="beacon"' in page(desk, round_).content.decode()
    assert act(desk, round_, "reveal").status_code == 422
    act(desk, round_, "reveal", beacon="3312.46")

    assert DrawRecord.objects.get().record["links"][1]["beacon"] == "3312.46"


def test_who_was_left_out_is_named_with_the_reason_to_officers_alone(people, desk, anybody):
    round_ = judged.panel_of(people)
    own = judged.judge(people, employer=round_.entries[0].unit.name, name="缑砚澍")
    act(desk, round_, "commit", **PROMISE)
    act(desk, round_, "reveal")

    shown = text(page(desk, round_))

    assert "1 were left out" in shown
    assert re.search(r"缑砚澍 \S.* has a conflict with too many of the entries", shown)
    outside = text(anybody.get(reverse("public:draw", args=[round_.code])))
    assert "7, 1 of them left out" in outside
    assert "has a conflict with too many of the entries 1" in outside
    assert "same employer" not in outside
    assert own.person.name not in outside


def test_the_running_order_of_a_defence_is_drawn_in_the_same_way(people, desk, anybody):
    call = made.call_of(people)
    entries = [judged.entry_past(people, call, phase=Phase.DEFENCE) for _ in range(3)]
    round_ = judged.drawn(judged.panel_of(people, call, entries=entries, phase=Phase.DEFENCE))

    act(desk, round_, "commit-order", supervisor="监督组 周敏")
    assert "not drawn yet" in text(anybody.get(reverse("public:draw", args=[round_.code])))
    act(desk, round_, "reveal-order")

    record = DrawRecord.objects.get(purpose="order")
    shown = text(page(desk, round_))
    order = record.record["links"][1]["seated"]["order"]
    assert sorted(order) == sorted(one.code for one in entries)
    assert [shown.index(code) for code in order] == sorted(shown.index(code) for code in order)
    assert verify(record.record, commitment=record.commitment, head=record.head).holds
    assert desk.get(reverse("desk:panel-draw-paper", args=[round_.code, "order"])).content[:5] == b"%PDF-"
    first_review = judged.panel_of(people)
    assert "running order" not in text(page(desk, first_review))
