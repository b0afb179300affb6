"""The pages of a panel: from the call to the close by forms alone, each refusal in words, and nothing for a party."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.foundation import clock
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.reviews import actions
from xinghe.reviews.models import Assignment, Panel, Seat
from xinghe.reviews.vocab import PanelState, SeatState
from xinghe.web.desk.panels import ACTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def desk(province, people, officer_at):
    """A provincial officer's browser, in English."""
    return english(officer_at(province.province, Role.PROVINCIAL_OFFICER)[1])


def english(browser):
    browser.cookies["django_language"] = "en"
    return browser


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def moment(hours: int) -> str:
    return f"{clock.now().astimezone(clock.CHINA) + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def page(browser, round_, part: str = "panel"):
    return browser.get(reverse(f"desk:{part}", args=[round_.code]))


def act(browser, round_, name: str, **fields):
    return browser.post(reverse(f"desk:panel-{name}", args=[round_.code]), fields)


def state(round_) -> str:
    return round_.fresh().state


def test_a_panel_goes_from_the_call_to_the_close_by_forms_alone(people, desk):
    call = made.call_of(people)
    entries = [judged.entry_past(people, call) for _ in range(2)]
    for _ in range(6):
        judged.judge(people)

    begun = desk.get(reverse("desk:panel-new"))
    form = desk.get(reverse("desk:panel-new"), {"call": call.code}).content.decode()
    assert "first review 2" in text(begun)
    assert re.search(r'name="per_entry" value="5"', form)
    answer = desk.post(
        reverse("desk:panel-new") + f"?call={call.code}",
        {"phase": "first_review", "category": "", "seats": 5, "per_entry": 5, "is_blind": "on",
         "opens_at": moment(-1), "closes_at": moment(2), "cut": ""},
    )  # fmt: skip
    panel = Panel.objects.get()
    assert answer["Location"] == reverse("desk:panel", args=[panel.code])
    assert panel.is_blind
    round_ = judged.Round(
        people=people, call=call, panel=panel, officer=people.province, entries=entries, judges=[]
    )
    assert "6 in the pool" in text(page(desk, round_))
    assert "promise the draw" in text(page(desk, round_))

    told = {"supervisor": "监督组 周敏", "most_of_employer": 1}
    assert act(desk, round_, "commit", **told).status_code == 302
    assert "draw is promised" in text(page(desk, round_))
    act(desk, round_, "reveal")
    assert state(round_) == PanelState.DRAWN
    act(desk, round_, "invite")
    assert "5 judges have not answered" in text(page(desk, round_))
    for seat in Seat.objects.filter(panel=panel, state=SeatState.INVITED):
        actions.accept_seat(judged.acting(seat.person_id), panel_code=panel.code)
    assert "assign the entries" in text(page(desk, round_))
    act(desk, round_, "assign")
    assert "It can be opened" in text(page(desk, round_))
    act(desk, round_, "open")
    assert "0 / 10" in text(page(desk, round_))

    early = act(desk, round_, "close")
    assert (early.status_code, state(round_)) == (409, PanelState.OPEN)
    assert "10 are still missing" in text(early)
    assert "The judges are at work" in text(early)
    round_.give_all()
    assert "All scores are given" in text(page(desk, round_))
    act(desk, round_, "close")
    assert state(round_) == PanelState.CLOSED
    assert "Next: the ranking" in text(page(desk, round_))


def test_dates_that_make_no_panel_are_refused_on_the_form(people, desk):
    call = made.call_of(people)
    told = {"phase": "first_review", "category": "", "seats": 3, "per_entry": 5, "opens_at": moment(0),
            "closes_at": moment(5), "cut": ""}  # fmt: skip

    answer = desk.post(reverse("desk:panel-new") + f"?call={call.code}", told)

    assert answer.status_code == 422
    assert "as many seats as judges for an entry" in text(answer)
    assert f'value="{told["closes_at"]}"' in answer.content.decode()
    assert not Panel.objects.exists()


def test_a_chair_is_named_and_who_leaves_is_replaced(people, desk):
    round_ = judged.invited(judged.panel_of(people, judges=7))
    seat = Seat.objects.filter(panel=round_.panel, state=SeatState.ACCEPTED).order_by("position").first()
    standby = Seat.objects.filter(panel=round_.panel, state=SeatState.STANDBY).order_by("position").first()

    act(desk, round_, "chair", seat=seat.code)
    assert Seat.objects.get(pk=seat.pk).is_chair
    asked = desk.get(reverse("desk:panel", args=[round_.code]), {"leave": seat.code})
    assert (
        standby.judge.person.name
        in asked.content.decode().partition('id="leave"')[2].partition("</section>")[0]
    )
    short = act(desk, round_, "vacate", seat=seat.code, reason="病")
    assert 'id="leave"' in short.content.decode()
    assert short.status_code == 422
    assert Seat.objects.get(pk=seat.pk).state == SeatState.ACCEPTED
    left = act(desk, round_, "vacate", seat=seat.code, reason="住院治疗", unavailable=[standby.code])

    assert left.status_code == 302
    assert Seat.objects.get(pk=seat.pk).state == SeatState.LEFT
    assert Seat.objects.get(pk=standby.pk).state == SeatState.STANDBY
    assert "住院治疗" in text(page(desk, round_))
    assert "left the panel" in text(page(desk, round_))


def test_what_cannot_be_assigned_is_said_with_every_reason_and_the_entries_by_code(people, desk):
    round_ = judged.invited(judged.panel_of(people, judges=6))
    judge = round_.sitting[0]
    for entry in round_.entries:
        actions.pin_conflict(
            round_.officer, panel_id=round_.panel.pk, judge_id=judge.pk, application_id=entry.pk, kind="kin",
            words="表兄弟关系",
        )  # fmt: skip

    answer = act(desk, round_, "assign")

    assert answer.status_code == 422
    said = text(answer)
    for entry in round_.entries:
        assert f"Entry {entry.code} has only 4 judges" in said
        assert f"Entry {entry.pk} has" not in said
    assert not Assignment.objects.filter(panel=round_.panel).exists()


def test_the_assignment_shows_loads_and_who_judges_what(people, desk):
    round_ = judged.opened(judged.panel_of(people))
    round_.give(round_.sitting[0], round_.entries[0])

    said = text(page(desk, round_, "panel-assignment"))

    assert round_.entries[0].title in said
    assert re.search(rf"{round_.sitting[0].person.name} 2 1", said)
    assert "too few" not in text(
        desk.get(reverse("desk:panel-assignment", args=[round_.code]), {"short": "on"})
    ).replace("With too few", "")


def test_names_in_the_texts_are_found_before_opening(people, desk):
    round_ = judged.panel_of(people)
    one, other = round_.entries
    Application.objects.filter(pk=one.pk).update(
        answers={**one.answers, "need": f"由{one.applicant.name}师傅提出"}
    )

    said = text(page(desk, round_, "panel-names"))

    assert "Entries 1 to 2 of 2" in said
    assert one.code in said
    assert other.code not in said


def test_the_list_is_narrowed_by_call_phase_and_state(people, desk):
    draft, drawn = judged.panel_of(people), judged.drawn(judged.panel_of(people))
    address = reverse("desk:panels")

    every = text(desk.get(address))
    assert draft.call.title in every
    assert drawn.call.title in every
    for query in ({"state": "drawn"}, {"call": drawn.call.code}, {"q": drawn.code}):
        found = desk.get(address, {**query, "cols": "call,code"}).content.decode()
        assert f"/panels/{drawn.code}/" in found
        assert f"/panels/{draft.code}/" not in found
    assert "Nothing matches" in text(desk.get(address, {"phase": "defence"}))
    assert f"/panels/{draft.code}/" in desk.get(address, {"mine": "on"}).content.decode()
    file = desk.get(reverse("desk:list-export", args=["panels"]), {"format": "csv"}).getvalue().decode()
    assert draft.call.title in file


PARTS = ("panel", "panel-draw", "panel-conflicts", "panel-assignment", "panel-names")


def test_who_applies_in_the_contest_and_who_looks_after_another_union_sees_nothing(people, officer_at):
    round_ = judged.drawn(judged.panel_of(people))
    party, its_browser = officer_at(people.tree.province, Role.PROVINCIAL_OFFICER)
    Application.objects.filter(pk=round_.entries[0].pk).update(people=[party.pk])
    beside = officer_at(people.tree.sister_county)[1]
    below = officer_at(people.tree.county)[1]
    watching = english(officer_at(people.tree.province, Role.SUPERVISOR)[1])

    for browser in (its_browser, beside, below):
        for part in PARTS:
            assert page(browser, round_, part).status_code == 404
        for name in ACTS:
            assert act(browser, round_, name, seat="X", reason="四个字的").status_code == 404
        assert round_.code not in browser.get(reverse("desk:panels")).content.decode()
    for part in PARTS:
        assert page(watching, round_, part).status_code == 200
    assert "Invite all" not in text(page(watching, round_))
    assert act(watching, round_, "invite").status_code == 403
    assert state(round_) == PanelState.DRAWN


def test_a_party_hears_no_call_of_theirs_to_begin_a_panel_for(people, officer_at):
    call = made.call_of(people)
    somebody, browser = officer_at(people.tree.province, Role.PROVINCIAL_OFFICER)
    address = reverse("desk:panel-new")
    assert call.title in text(browser.get(address))

    held = judged.entry_past(people, call)
    Application.objects.filter(pk=held.pk).update(people=[somebody.pk])

    assert call.title not in text(browser.get(address))
    assert browser.get(address, {"call": call.code}).status_code == 404


def test_a_list_takes_as_many_questions_for_many_panels_as_for_one(
    people, desk, django_assert_max_num_queries
):
    call = made.call_of(people)
    judged.panel_of(people, call, entries=[])
    desk.get(reverse("desk:panels"))
    with django_assert_max_num_queries(40) as few:
        desk.get(reverse("desk:panels"))
    for _ in range(5):
        judged.panel_of(people, call, entries=[])
    with django_assert_max_num_queries(40) as many:
        desk.get(reverse("desk:panels"))

    assert len(many) == len(few)
