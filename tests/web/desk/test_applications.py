"""The pages of applications: who sees them, what may be done in them, by form alone and in each language."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories.recommendations import Offices
from tests.factories.unions import appoint
from xinghe.access.powers import Role
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.programmes import actions, registry
from xinghe.programmes.models import Application, Place
from xinghe.programmes.rules.quota import Quota
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import Phase
from xinghe.web.desk.applications import ACTS

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["material_incomplete", "secret"], "words": "请补充应用证明"}


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def desks(province, officer_at, people):
    """A browser for every desk of the first county's line, and one on the other line."""
    roles = {
        "workshop": Role.UNIT_OFFICER,
        "sister_workshop": Role.UNIT_OFFICER,
        "county": Role.OFFICER,
        "sister_county": Role.OFFICER,
        "city": Role.OFFICER,
        "enterprise": Role.OFFICER,
        "province": Role.PROVINCIAL_OFFICER,
    }
    return {name: officer_at(getattr(province, name), role)[1] for name, role in roles.items()}


@pytest.fixture
def call(people):
    """An open call of the province."""
    return made.call_of(people)


@pytest.fixture
def worker(province):
    """Somebody of the workshop who applies."""
    return made.worker_at(province.workshop)


def act(browser, held: Application, name: str, **fields):
    """Through the bar of its page, with the version that the page showed."""
    page = browser.get(reverse("desk:application", args=[held.code])).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)
    fields.setdefault("version", version.group(1) if version else "")
    return browser.post(reverse(f"desk:application-{name}", args=[held.code]), fields)


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def phase(held: Application) -> str:
    return Application.objects.values_list("phase", flat=True).get(pk=held.pk)


def test_the_whole_way_by_forms_alone(province, desks, call, worker, people):
    held = made.handed_in(worker, call)
    made.evidence(held, Slot.EV01)

    answers = [
        act(desks["workshop"], held, "seal", word=check_word(held.digest).lower()),
        act(desks["workshop"], held, "forward", opinion="同意推荐"),
        act(desks["county"], held, "forward"),
        act(desks["county"], held, "undo-forward"),
        act(desks["county"], held, "forward"),
        act(desks["city"], held, "return", days=3, **WHY),
    ]
    actions.hand_in_again(worker, application_id=held.pk)
    answers += [
        act(desks["city"], held, "forward"),
        act(desks["province"], held, "ask-for-more", days=5, **WHY),
    ]
    actions.hand_in_again(worker, application_id=held.pk)
    answers += [
        act(desks["province"], held, "admit", opinion="材料齐全"),
        act(desks["province"], held, "conclude"),
        act(desks["province"], held, "propose", grade="first"),
        act(desks["province"], held, "take-back"),
        act(desks["province"], held, "propose", grade="second"),
        act(desks["province"], held, "remove", words="重复申报了"),
    ]

    assert [answer.status_code for answer in answers] == [302] * 14
    assert phase(held) == Phase.DECLINED
    page = text(desks["workshop"].get(reverse("desk:application", args=[held.code])))
    for words in ("同意推荐", "请补充应用证明", "材料齐全", province.city.name):
        assert words in page
    assert "重复申报了" not in page
    actions.release_decisions(people.at(call.union), call_id=call.pk)
    assert "重复申报了" in text(desks["workshop"].get(reverse("desk:application", args=[held.code])))


def test_declining_by_form(desks, call, worker, people):
    held = made.sealed(people, made.handed_in(worker, call))
    actions.forward(people.workshop, application_id=held.pk)

    assert act(desks["county"], held, "decline", **WHY).status_code == 302
    assert phase(held) == Phase.DECLINED
    assert "请补充应用证明" in text(desks["workshop"].get(reverse("desk:application", args=[held.code])))


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("return", {"words": "请补充材料", "days": 3}, "reasons"),
        ("return", {"reasons": ["secret"], "words": "补", "days": 3}, "words"),
        ("return", {"reasons": ["secret"], "words": "请补充材料", "days": 99}, "days"),
        ("decline", {"reasons": ["nonsense"], "words": "请补充材料"}, "reasons"),
        ("forward", {"opinion": "好" * 301}, "opinion"),
    ],
)
def test_a_form_that_was_not_filled_in_comes_back_with_what_is_wrong(
    desks, call, worker, people, name, fields, said
):
    held = made.sealed(people, made.handed_in(worker, call))
    actions.forward(people.workshop, application_id=held.pk)

    answer = act(desks["county"], held, name, **fields)

    assert (answer.status_code, phase(held)) == (422, Phase.RECOMMENDING)
    assert f'id="{name}-{said}_error"' in answer.content.decode()


def test_the_form_of_a_page_from_before_moves_nothing(desks, call, worker, people):
    held = made.sealed(people, made.handed_in(worker, call))
    actions.forward(people.workshop, application_id=held.pk)

    answer = act(desks["county"], held, "forward", version=1)

    assert (answer.status_code, Application.objects.get().desk) == (409, people.tree.county)


def test_every_act_refuses_whoever_it_is_not_offered_to(desks, call, worker, people):
    held = made.sealed(people, made.handed_in(worker, call))
    filled = {"days": 3, "opinion": "", "grade": "first", "word": check_word(held.digest), **WHY}
    before = Application.objects.values().get()

    for who in ("county", "city", "province", "enterprise", "sister_county", "sister_workshop"):
        for name in ACTS:
            answer = desks[who].post(reverse(f"desk:application-{name}", args=[held.code]), filled)
            expected = (403, 409) if who in ("county", "city", "province") else (404,)
            assert answer.status_code in expected, (who, name)

    assert Application.objects.values().get() == before


def test_what_the_bar_offers_is_what_may_be_done(desks, call, worker, people):
    held = made.handed_in(worker, call)
    url = reverse("desk:application", args=[held.code])

    def offered(who: str) -> set[str]:
        page = desks[who].get(url).content.decode()
        return {name for name in ACTS if reverse(f"desk:application-{name}", args=[held.code]) in page}

    assert offered("workshop") == {"seal"}
    assert offered("county") == offered("city") == set()
    made.sealed(people, held)
    assert offered("workshop") == {"forward"}
    actions.forward(people.workshop, application_id=held.pk)
    assert offered("workshop") == {"undo-forward"}
    assert offered("county") == {"forward", "return", "decline"}
    for desk in (people.county, people.city):
        actions.forward(desk, application_id=held.pk)
    assert offered("province") == {"admit", "ask-for-more", "decline"}
    actions.admit(people.province, application_id=held.pk)
    assert offered("province") == {"conclude", "take-back"}
    actions.conclude(people.province, application_id=held.pk)
    assert offered("province") == {"propose", "decline", "take-back"}


def test_the_check_word_is_never_on_the_page(desks, call, worker):
    held = made.handed_in(worker, call)

    page = desks["workshop"].get(reverse("desk:application", args=[held.code])).content.decode()

    assert check_word(held.digest) not in page
    assert "EV01" in page


def test_versions_show_what_changed_and_what_is_not_handed_in_stays_unseen(desks, call, worker, people):
    held = made.sealed(people, made.handed_in(worker, call))
    actions.forward(people.workshop, application_id=held.pk)
    actions.return_application(people.county, application_id=held.pk, **WHY)
    actions.save_answers(worker, application_id=held.pk, answers={**made.ANSWERS, "need": "更省力气"})
    url = reverse("desk:application", args=[held.code])

    before = text(desks["county"].get(url))
    actions.hand_in_again(worker, application_id=held.pk)
    after = desks["county"].get(url).content.decode()

    assert "更省力气" not in before
    assert "<del>省力</del>" in after
    assert "<ins>更省力气</ins>" in after
    assert 'class="badge is-bad"' in after[after.index('id="seal"') :][:300]


def test_a_condition_that_does_not_hold_is_said_with_its_article(desks, call, worker):
    held = made.handed_in(worker, call)
    Application.objects.filter(pk=held.pk).update(answers={**made.ANSWERS, "asked": "9"})

    page = text(desks["county"].get(reverse("desk:application", args=[held.code])))

    assert "9 is asked for; at most 5 may be. (article 3)" in page.replace("（", " (").replace("）", ")")


def test_over_quota_is_refused_with_the_number(desks, call, worker, people, province):
    actions.give_places(
        people.at(province.province), call_id=call.pk, union_id=province.city.pk, quota=Quota(most=1)
    )
    held = [made.sealed(people, made.handed_in(worker, call)) for _ in range(2)]
    for one in held:
        for desk in (people.workshop, people.county):
            actions.forward(desk, application_id=one.pk)

    answers = [act(desks["city"], one, "forward") for one in held]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "1" in text(answers[1])


def test_a_draft_has_no_page_at_any_desk(desks, call, worker):
    begun = made.draft(worker, call)

    for browser in desks.values():
        assert browser.get(reverse("desk:application", args=[begun.code])).status_code == 404
        assert begun.code not in text(browser.get(reverse("desk:applications") + "?cols=title&cols=code"))


# -- the list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
@pytest.mark.parametrize("full", [False, True])
def test_every_page_opens_empty_and_full_in_each_language(desks, call, worker, people, language, full):
    pages = [reverse("desk:applications"), reverse("desk:application-order"), reverse("desk:today")]
    if full:
        held = made.sealed(people, made.handed_in(worker, call))
        actions.forward(people.workshop, application_id=held.pk)
        pages.append(reverse("desk:application", args=[held.code]))
    for who in ("county", "province"):
        desks[who].cookies["django_language"] = language
        for page in pages:
            answer = desks[who].get(page)
            assert (answer.status_code, answer.headers["Content-Language"]) == (200, language)


def test_the_address_narrows_and_nonsense_in_it_harms_nothing(desks, call, worker, people):
    titles = ["阀门快开扳手", "焊枪冷却装置"]
    held = [made.sealed(people, made.handed_in(worker, call, title=title)) for title in titles]
    for one in held:
        actions.forward(people.workshop, application_id=one.pk)
    actions.return_application(people.county, application_id=held[1].pk, **WHY)
    Application.objects.filter(pk=held[1].pk).update(due_at=clock.now() - timedelta(days=1))
    url = reverse("desk:applications")

    def found(query: str) -> list[int]:
        page = text(desks["county"].get(url + query))
        return [number for number, title in enumerate(titles) if f" {title} " in page]

    assert found("") == found("?kind=tool_prize&category=tools") == found(f"?call={call.code}") == [0, 1]
    assert found("?phase=returned") == found("?late=on") == [1]
    assert found("?mine=on") == found("?q=阀门") == found(f"?q={held[0].code}") == [0]
    assert found(f"?unit={people.tree.workshop.name}") == [0, 1]
    assert found("?unit=没有这个") == []
    for query in ("?call=x&phase=x&kind=x&category=x", "?sort=%00&q=%00&unit=%00", "?after=x"):
        assert desks["county"].get(url + query).status_code in (200, 400)


@pytest.mark.parametrize("sort", ["handed_in", "since", "title", "phase", "category"])
def test_pages_follow_each_other_in_every_order(desks, call, worker, sort):
    for number in range(27):
        made.handed_in(worker, call, title=f"成果{number % 5}")

    seen, address = [], f"?sort=-{sort}&cols=code"
    while address:
        page = desks["county"].get(reverse("desk:applications") + address).content.decode()
        seen += re.findall(r'<th scope="row"[^>]*>.*?<a href="/desk/applications/(\w+)/"', page)
        following = re.search(r'<a[^>]*href="(\?[^"]*after=[^"]*)"', page)
        address = following.group(1).replace("&amp;", "&") if following else ""

    assert len(seen) == len(set(seen)) == 27


def test_only_the_desks_of_its_line_find_it(desks, call, worker):
    held = made.handed_in(worker, call)

    shown = {
        who for who, browser in desks.items() if held.title in text(browser.get(reverse("desk:applications")))
    }

    assert shown == {"workshop", "county", "city", "province"}


def test_the_export_is_the_list(desks, call, worker):
    held = made.handed_in(worker, call, title="=1+1")
    url = reverse("desk:list-export", args=["applications"])

    lines = {
        who: b"".join(desks[who].get(url, {"format": "csv", "cols": "title,code"}).streaming_content)
        .decode("utf-8-sig")
        .splitlines()
        for who in ("county", "sister_county")
    }

    assert len(lines["county"]) == 2
    assert held.code in lines["county"][1]
    assert not lines["county"][1].startswith("=")
    assert len(lines["sister_county"]) == 1


@pytest.mark.parametrize(
    ("name", "most"), [("applications", 20), ("application-order", 20), ("application", 20), ("today", 30)]
)
def test_a_page_costs_the_same_for_one_and_for_three(
    desks, call, worker, people, django_assert_max_num_queries, name, most
):
    costs = []
    for count in (1, 2):
        for _ in range(count):
            held = made.sealed(people, made.handed_in(worker, call))
            actions.forward(people.workshop, application_id=held.pk)
        address = reverse(f"desk:{name}", args=[held.code] if name == "application" else [])
        desks["county"].get(address)
        with django_assert_max_num_queries(most) as counted:
            desks["county"].get(address)
        costs.append(len(counted))

    assert costs[0] == costs[1]


def test_what_waits_is_counted_once_for_rail_and_tabs(desks, call, worker, people):
    for _ in range(2):
        held = made.sealed(people, made.handed_in(worker, call))
        actions.forward(people.workshop, application_id=held.pk)

    with CaptureQueriesContext(connection) as asked:
        page = desks["county"].get(reverse("desk:applications")).content.decode()

    assert sum("UNION ALL" in one["sql"] for one in asked.captured_queries) == 1
    assert page.count('<span class="count">2</span>') >= 2


def test_the_rail_counts_what_waits(desks, call, worker, people):
    for _ in range(3):
        held = made.sealed(people, made.handed_in(worker, call))
        actions.forward(people.workshop, application_id=held.pk)
    count = '<span class="count">3</span>'

    pages = {name: browser.get(reverse("desk:views")).content.decode() for name, browser in desks.items()}

    assert {name for name, page in pages.items() if count in page} == {"county"}


def test_many_are_tried_out_before_they_are_forwarded(desks, call, worker, people):
    held = [made.sealed(people, made.handed_in(worker, call)) for _ in range(2)]
    actions.forward(people.workshop, application_id=held[0].pk)

    page = text(
        desks["county"].post(
            reverse("desk:bulk"), {"act": "applications.forward", "ids": [one.pk for one in held]}
        )
    )
    grades = desks["province"].post(
        reverse("desk:bulk"), {"act": "applications.propose", "ids": [held[0].pk]}
    )

    assert "2" in page
    assert phase(held[0]) == Phase.RECOMMENDING
    # The grades of this call and of no other kind, and none of them chosen beforehand.
    assert re.findall(r'<option value="(.*?)"', grades.content.decode()) == ["", "first", "second"]


# -- the order ---------------------------------------------------------------------------------------------------


def test_an_order_is_typed_and_moved_without_script(desks, call, worker, people):
    held = [made.sealed(people, made.handed_in(worker, call)) for _ in range(3)]
    for one in held:
        actions.forward(people.workshop, application_id=one.pk)
    numbers = [one.pk for one in held]
    save = reverse("desk:application-order-save") + f"?call={call.code}"

    def order(**fields) -> list[int]:
        assert desks["county"].post(save, fields).status_code == 302
        placed = Place.objects.order_by("position").values_list("application", flat=True)
        return [numbers.index(one) for one in placed]

    def typed(*places) -> dict[str, object]:
        return {f"place-{number}": place for number, place in zip(numbers, places, strict=True)}

    assert order(**typed(3, 1, 2)) == [1, 2, 0]
    assert order(**typed(3, 1, 2), up=numbers[0]) == [1, 0, 2]
    assert order(**typed(2, 1, 3), down=numbers[1]) == [0, 1, 2]
    assert order(**typed(1, "", "x")) == [0]
    assert order(**typed(1, "", ""), last=numbers[2]) == [0, 2]
    shown = re.findall(
        r'name="place-(\d+)" value="(\d*)"',
        desks["county"].get(reverse("desk:application-order")).content.decode(),
    )
    assert shown == [(str(numbers[0]), "1"), (str(numbers[2]), "2"), (str(numbers[1]), "")]
    listed = {who: text(desks[who].get(reverse("desk:applications"))) for who in ("workshop", "city")}
    assert f"1 · {people.tree.county.short_name or people.tree.county.name}" in listed["city"]
    assert "1 · " not in listed["workshop"]


def test_who_has_no_pile_orders_nothing(desks, call, worker, people):
    held = made.sealed(people, made.handed_in(worker, call))
    actions.forward(people.workshop, application_id=held.pk)
    address = reverse("desk:application-order-save") + f"?desk={people.tree.county.pk}&call={call.code}"

    statuses = {
        who: desks[who].post(address, {f"place-{held.pk}": "1"}).status_code
        for who in ("workshop", "city", "sister_county")
    }

    assert statuses == {"workshop": 403, "city": 302, "sister_county": 302}
    assert not Place.objects.exists()


def test_an_officer_of_two_desks_has_a_tab_for_each(province, officer_at, people):
    somebody, browser = officer_at(province.county)
    appoint(somebody, Role.OFFICER, province.far_county)

    page = text(browser.get(reverse("desk:application-order"), {"desk": province.far_county.pk}))

    assert province.far_county.name in page
    assert province.county.name in page
