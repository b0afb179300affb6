"""The pages of recommendations: who sees them, what may be done in them, by form alone and in each language."""

import re

import pytest
from django.urls import reverse

from tests.factories.results import result
from tests.factories.unions import appoint
from xinghe.access.powers import Role
from xinghe.recommendations.models import Ranking, Recommendation
from xinghe.recommendations.vocab import State
from xinghe.results.models import Result
from xinghe.web.desk.recommendations import ACTS

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["seal_missing", "secret"], "words": "请补盖单位公章"}


@pytest.fixture
def desks(province, officer_at):
    """A browser for every desk of the first county's line, and one on the other line."""
    roles = {
        "workshop": Role.UNIT_OFFICER,
        "plant": Role.UNIT_OFFICER,
        "county": Role.OFFICER,
        "sister_county": Role.OFFICER,
        "city": Role.OFFICER,
        "enterprise": Role.OFFICER,
        "province": Role.PROVINCIAL_OFFICER,
    }
    return {name: officer_at(getattr(province, name), role)[1] for name, role in roles.items()}


def recommend(browser, made: Result, **fields) -> Recommendation:
    """Through the page of the result."""
    answer = browser.post(reverse("desk:result-recommend", args=[made.code]), fields)
    assert answer.status_code == 302, answer.content.decode()
    return Recommendation.objects.get(result=made)


def act(browser, made: Recommendation, name: str, **fields):
    """Through the bar of its page, with the version that the page showed."""
    page = browser.get(reverse("desk:recommendation", args=[made.pk])).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    fields.setdefault("version", version.group(1) if version else "")
    return browser.post(reverse(f"desk:recommendation-{name}", args=[made.pk]), fields)


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_whole_way_by_forms_alone(province, desks):
    made = recommend(desks["workshop"], result(province.workshop), opinion="很有推广价值")

    answers = [
        act(desks["county"], made, "forward", opinion="同意"),
        act(desks["county"], made, "undo-forward"),
        act(desks["county"], made, "forward"),
        act(desks["city"], made, "return", days=3, **WHY),
        act(desks["workshop"], made, "hand-in-again", words="已补盖"),
        act(desks["city"], made, "forward"),
        act(desks["province"], made, "accept"),
    ]

    made.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302] * 7
    assert made.state == State.ARRIVED
    page = text(desks["workshop"].get(reverse("desk:recommendation", args=[made.pk])))
    for words in ("很有推广价值", "请补盖单位公章", "已补盖", province.city.name, province.province.name):
        assert words in page
    assert made.result.title in text(desks["workshop"].get(reverse("desk:result", args=[made.result.code])))


def test_declining_and_taking_back_by_forms_alone(province, desks):
    declined, withdrawn = (recommend(desks["workshop"], result(province.workshop)) for _ in range(2))

    act(desks["county"], declined, "decline", **WHY)
    act(desks["workshop"], withdrawn, "withdraw", words="另行安排")

    states = Recommendation.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [State.DECLINED, State.WITHDRAWN]


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("return", {"words": "请补盖", "days": 3}, "reasons"),
        ("return", {"reasons": ["secret"], "words": "补", "days": 3}, "words"),
        ("return", {"reasons": ["secret"], "words": "请补盖公章", "days": 99}, "days"),
        ("decline", {"reasons": ["nonsense"], "words": "请补盖公章"}, "reasons"),
        ("forward", {"opinion": "好" * 101}, "opinion"),
    ],
)
def test_a_form_that_was_not_filled_in_comes_back_with_what_is_wrong(province, desks, name, fields, said):
    made = recommend(desks["workshop"], result(province.workshop))

    answer = act(desks["county"], made, name, **fields)

    made.refresh_from_db()
    assert (answer.status_code, made.version) == (422, 1)
    assert f'id="{name}-{said}_error"' in answer.content.decode()


def test_the_form_of_a_page_from_before_moves_nothing(province, desks):
    made = recommend(desks["workshop"], result(province.workshop))
    act(desks["county"], made, "return", days=3, **WHY)
    act(desks["workshop"], made, "hand-in-again")

    answer = act(desks["county"], made, "forward", version=1)

    made.refresh_from_db()
    assert (answer.status_code, made.desk_id) == (409, province.county.pk)


def test_only_the_chosen_line_finds_it(province, desks):
    made = recommend(desks["plant"], result(province.plant), line="industry")
    url = reverse("desk:recommendation", args=[made.pk])
    listed = reverse("desk:recommendations")

    statuses = {name: browser.get(url).status_code for name, browser in desks.items()}
    shown = {name for name, browser in desks.items() if made.result.title in text(browser.get(listed))}

    assert {name for name, status in statuses.items() if status == 200} == {"plant", "enterprise", "province"}
    assert set(statuses.values()) == {200, 404}
    assert shown == {"plant", "enterprise", "province"}
    assert "aria-current" in desks["enterprise"].get(url).content.decode()


def test_two_lines_are_asked_for_and_one_is_not(province, desks):
    two, one = result(province.plant), result(province.workshop)
    choice = 'name="line"'

    asked = {
        made.code: choice in browser.get(reverse("desk:result", args=[made.code])).content.decode()
        for made, browser in ((two, desks["plant"]), (one, desks["workshop"]))
    }
    refused = desks["plant"].post(reverse("desk:result-recommend", args=[two.code]), {})

    assert asked == {two.code: True, one.code: False}
    assert refused.status_code == 422
    assert Recommendation.objects.count() == 0


def test_the_act_is_offered_to_the_unit_alone_and_once(province, desks):
    made = result(province.workshop)
    url = reverse("desk:result", args=[made.code])
    form = reverse("desk:result-recommend", args=[made.code])

    before = {name for name, browser in desks.items() if form in browser.get(url).content.decode()}
    recommended = recommend(desks["workshop"], made)
    after = {name for name, browser in desks.items() if form in browser.get(url).content.decode()}
    link = reverse("desk:recommendation", args=[recommended.pk])

    assert (before, after) == ({"workshop"}, set())
    assert {name for name, browser in desks.items() if link in browser.get(url).content.decode()} == {
        "workshop",
        "county",
        "city",
        "province",
    }


def test_every_act_refuses_whoever_it_is_not_offered_to(province, desks):
    made = recommend(desks["workshop"], result(province.workshop))
    filled = {"version": 1, "days": 3, "opinion": "", **WHY}

    answers = {
        (who, name): desks[who]
        .post(reverse(f"desk:recommendation-{name}", args=[made.pk]), filled)
        .status_code
        for who in ("city", "enterprise", "sister_county")
        for name in ACTS
    }

    made.refresh_from_db()
    assert made.version == 1
    assert {status for (who, _), status in answers.items() if who != "city"} == {404}
    assert {status for (who, _), status in answers.items() if who == "city"} == {403}


# -- the list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("name", ["recommendations", "recommendation-order"])
@pytest.mark.parametrize("full", [False, True])
def test_every_page_opens_empty_and_full_in_each_language(province, desks, name, language, full):
    if full:
        recommend(desks["workshop"], result(province.workshop))
    for who in ("county", "province"):
        desks[who].cookies["django_language"] = language

        answer = desks[who].get(reverse(f"desk:{name}"))

        assert answer.status_code == 200
        assert answer.headers["Content-Language"] == language


def test_the_address_narrows_and_nonsense_in_it_harms_nothing(province, desks):
    made = [recommend(desks["workshop"], result(province.workshop)) for _ in range(2)]
    act(desks["county"], made[0], "forward")
    url = reverse("desk:recommendations")

    def found(query: str) -> list[int]:
        page = text(desks["county"].get(url + query))
        return [number for number, one in enumerate(made) if f" {one.result.title} " in page]

    assert found("?mine=on") == [1]
    assert found("?state=under_way") == [0, 1]
    assert found(f"?desk={province.city.pk}") == [0]
    assert found("?q=没有这个") == []
    for query in ("?desk=x&year=x&state=x&line=x", "?sort=%00&q=%00", "?after=x"):
        assert desks["county"].get(url + query).status_code in (200, 400)


def test_the_export_is_the_list(province, desks):
    made = recommend(desks["workshop"], result(province.workshop), opinion="=1+1")
    url = reverse("desk:list-export", args=["recommendations"])

    answer = desks["county"].get(url, {"format": "csv", "cols": "title,opinion"})
    foreign = desks["sister_county"].get(url, {"format": "csv", "cols": "title,opinion"})

    lines = [b"".join(one.streaming_content).decode("utf-8-sig").splitlines() for one in (answer, foreign)]
    assert len(lines[0]) == 2
    assert made.result.title in lines[0][1]
    assert not lines[0][1].split(",")[1].startswith("=")
    assert len(lines[1]) == 1


@pytest.mark.parametrize("name", ["recommendations", "recommendation-order"])
def test_a_page_costs_the_same_for_one_and_for_three(province, desks, django_assert_max_num_queries, name):
    costs = []
    for count in (1, 2):
        for _ in range(count):
            recommend(desks["workshop"], result(province.workshop))
        desks["county"].get(reverse(f"desk:{name}"))
        with django_assert_max_num_queries(20) as counted:
            desks["county"].get(reverse(f"desk:{name}"))
        costs.append(len(counted))

    assert costs[0] == costs[1]


def test_the_rail_counts_what_waits(province, desks):
    for _ in range(3):
        recommend(desks["workshop"], result(province.workshop))
    count = '<span class="count">3</span>'

    pages = {name: browser.get(reverse("desk:today")).content.decode() for name, browser in desks.items()}

    assert {name for name, page in pages.items() if count in page} == {"county"}


# -- the order ---------------------------------------------------------------------------------------------------


def test_an_order_is_typed_and_moved_without_script(province, desks):
    made = [recommend(desks["workshop"], result(province.workshop)).pk for _ in range(3)]
    page = reverse("desk:recommendation-order")
    save = reverse("desk:recommendation-order-save")

    def order(**fields) -> list[int]:
        answer = desks["county"].post(save, fields)
        assert answer.status_code == 302
        return [
            made.index(one)
            for one in Ranking.objects.order_by("position").values_list("recommendation", flat=True)
        ]

    def typed(*places) -> dict[str, object]:
        return {f"place-{number}": place for number, place in zip(made, places, strict=True)}

    assert order(**typed(3, 1, 2)) == [1, 2, 0]
    assert order(**typed(3, 1, 2), up=made[0]) == [1, 0, 2]
    assert order(**typed(2, 1, 3), down=made[1]) == [0, 1, 2]
    assert order(**typed(1, "", "x")) == [0]
    assert order(**typed(1, "", ""), last=made[2]) == [0, 2]
    assert order(**typed(1, 1, 1), up=10**9) == [0, 2, 1]
    shown = re.findall(r'name="place-(\d+)" value="(\d*)"', desks["county"].get(page).content.decode())
    assert shown == [(str(made[0]), "1"), (str(made[2]), "2"), (str(made[1]), "3")]


def test_who_has_no_desk_orders_nothing(province, desks):
    made = recommend(desks["workshop"], result(province.workshop))
    save = reverse("desk:recommendation-order-save")

    for who, status in (("workshop", 403), ("city", 302)):
        address = f"{save}?desk={province.county.pk}&year={made.year}"
        answer = desks[who].post(address, {f"place-{made.pk}": "1"})
        assert answer.status_code == status

    assert Ranking.objects.count() == 0


def test_an_officer_of_two_desks_has_a_tab_for_each(province, officer_at):
    somebody, browser = officer_at(province.county)
    appoint(somebody, Role.OFFICER, province.far_county)

    page = text(browser.get(reverse("desk:recommendation-order"), {"desk": province.far_county.pk}))

    assert province.far_county.name in page
    assert province.county.name in page
