"""The pages of calls: made by one, approved by another, with places and terms, by form alone and in each language."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.foundation import clock
from xinghe.programmes import actions, registry
from xinghe.programmes.models import Call, CallQuota, Extension
from xinghe.programmes.rules.quota import Quota
from xinghe.programmes.vocab import CallState
from xinghe.web.desk.calls import ACTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def desks(province, officer_at, people):
    """Two browsers at the province, and one each at a city, a county, a unit, and on the other line."""
    roles = {
        "province": ("province", Role.PROVINCIAL_OFFICER),
        "second": ("province", Role.PROVINCIAL_OFFICER),
        "leader": ("province", Role.LEADER),
        "city": ("city", Role.OFFICER),
        "county": ("county", Role.OFFICER),
        "workshop": ("workshop", Role.UNIT_OFFICER),
        "enterprise": ("enterprise", Role.OFFICER),
    }
    return {name: officer_at(getattr(province, at), role)[1] for name, (at, role) in roles.items()}


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def moment(days: int) -> str:
    """A moment as the browser's own field writes it."""
    return f"{clock.now().astimezone(clock.CHINA) + timedelta(days=days):%Y-%m-%dT%H:%M}"


def filled(page: str) -> dict[str, str]:
    """What a browser would send of a page's form as it stands."""
    form = page[page.index('id="draft"') :]
    found = dict(re.findall(r'<input type="[^"]*" name="([^"]+)" value="([^"]*)"', form))
    found |= dict.fromkeys(re.findall(r'<input type="[^"]*" name="([^"]+)"(?! value)', form), "")
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen.group(1) if chosen else ""
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', form, re.DOTALL):
        found[name] = body
    return {name: value for name, value in found.items() if not name.endswith(("_required", "_identifies"))}


def begun(browser, province, title="工具评选") -> Call:
    """Through the page where calls begin."""
    fields = {"kind": "tool_prize", "union": province.province.pk, "title": title, "year": 2026}
    answer = browser.post(reverse("desk:call-new"), fields)
    assert answer.status_code == 302, answer.content.decode()
    return Call.objects.get(title=title)


def edited(browser, call, **fields):
    """Through the page of the draft, with everything else as it stood."""
    url = reverse("desk:call-edit", args=[call.code])
    return browser.post(url, filled(browser.get(url).content.decode()) | fields)


def act(browser, call, name, **fields):
    return browser.post(reverse(f"desk:call-{name}", args=[call.code]), fields)


def test_a_call_is_made_approved_and_published_by_forms_alone(province, desks):
    call = begun(desks["province"], province)
    kept = edited(
        desks["province"],
        call,
        edition="第七届",
        announcement="欢迎一线职工申报。",
        opens_at=moment(-1),
        closes_at=moment(20),
        points_new="70",
        points_useful="30",
        most_first="3",
        called_first="一等",
        notice_days="7",
        shared_document="职工技术创新资助办法",
        shared_number="鄂工发〔2026〕1号",
        article_too_much="第三条",
        extra_0_label="是否为首次申报",
        extra_0_type="choice",
        extra_0_options="是\n否",
    )
    answers = [
        act(desks["province"], call, "send"),
        act(desks["second"], call, "send-back", reason="请补充公告"),
        act(desks["province"], call, "send"),
        act(desks["second"], call, "approve"),
        act(desks["province"], call, "open"),
    ]

    call.refresh_from_db()
    terms = call.said_terms
    assert [kept.status_code, *(one.status_code for one in answers)] == [302] * 6
    assert (call.state, call.edition, terms.notice_days) == (CallState.OPEN, "第七届", 7)
    assert [one.points for one in terms.rubric.criteria] == [70, 30]
    assert [one.most for one in terms.grades] == [3, None]
    assert terms.citations == {"too_much": "《职工技术创新资助办法》鄂工发〔2026〕1号第三条"}
    assert terms.labels == {"first": "一等"}
    assert terms.form.sections[-1].fields[0].options == (("option_1", "是"), ("option_2", "否"))
    for who in ("province", "city", "workshop"):
        page = text(desks[who].get(reverse("desk:call", args=[call.code])))
        for words in ("欢迎一线职工申报。", "一等", "是否为首次申报", call.terms_digest):
            assert words in page
    assert "请补充公告" in text(desks["second"].get(reverse("desk:call", args=[call.code])))
    assert "请补充公告" not in text(desks["city"].get(reverse("desk:call", args=[call.code])))


def test_what_cannot_be_comes_back_with_everything_that_was_typed(province, desks):
    call = begun(desks["province"], province)

    for fields in (
        {"points_new": "50"},
        {"opens_at": moment(5), "closes_at": moment(3)},
        {"extra_0_label": "选一个", "extra_0_type": "choice", "extra_0_options": "只有一个"},
        {"judges_per_entry": "4"},
        {"title": "评"},
    ):
        answer = edited(desks["province"], call, edition="第九届", **fields)
        assert answer.status_code == 422, fields
        assert 'value="第九届"' in answer.content.decode()

    call.refresh_from_db()
    assert (call.edition, call.version) == ("", 1)


def test_nobody_approves_their_own_and_is_told_so(province, desks):
    call = begun(desks["province"], province)
    edited(desks["province"], call, opens_at=moment(1), closes_at=moment(20))
    act(desks["province"], call, "send")

    page = desks["province"].get(reverse("desk:call", args=[call.code]))
    refused = act(desks["province"], call, "approve")

    assert 'aria-disabled="true"' in page.content.decode()
    assert refused.status_code == 403
    assert Call.objects.get().state == CallState.IN_APPROVAL


def test_every_act_refuses_whoever_it_is_not_offered_to(province, desks, people):
    draft, opened = begun(desks["province"], province), made.call_of(people)
    fields = {"reason": "写错了单位", "until": moment(60), "title": "又一次", "year": 2027}
    names = [*ACTS, "copy", "edit", "places-save", "places-add", "places-same"]

    for who in ("city", "county", "workshop", "enterprise", "leader"):
        for name in names:
            for call in (draft, opened):
                assert act(desks[who], call, name, **fields).status_code in (403, 404), (who, name)

    assert set(Call.objects.values_list("state", flat=True)) == {CallState.DRAFT, CallState.OPEN}
    assert not CallQuota.objects.exists()
    assert not Extension.objects.exists()


def test_a_draft_is_seen_by_its_own_union_alone(province, desks):
    call = begun(desks["province"], province)
    url = reverse("desk:call", args=[call.code])

    statuses = {name: browser.get(url).status_code for name, browser in desks.items()}
    listed = {
        name for name, browser in desks.items() if call.title in text(browser.get(reverse("desk:calls")))
    }

    assert {name for name, status in statuses.items() if status == 200} == {"province", "second", "leader"}
    assert listed == {"province", "second", "leader"}


def test_a_longer_time_is_asked_for_and_granted_by_a_second_person(province, desks, people):
    call = made.call_of(people)

    assert act(desks["province"], call, "extend", until=moment(2), reason="企业较忙").status_code == 422
    assert act(desks["province"], call, "extend", until=moment(60), reason="企业较忙").status_code == 302
    assert act(desks["province"], call, "grant").status_code == 403
    assert "企业较忙" in text(desks["second"].get(reverse("desk:call", args=[call.code])))
    assert "企业较忙" not in text(desks["city"].get(reverse("desk:call", args=[call.code])))
    assert act(desks["second"], call, "grant").status_code == 302
    assert act(desks["second"], call, "grant").status_code == 404

    assert Call.objects.get().closes_at > clock.now() + timedelta(days=50)


def test_an_earlier_call_is_begun_from_with_its_places(province, desks, people):
    earlier = made.call_of(people)
    actions.give_places(
        people.at(province.province), call_id=earlier.pk, union_id=province.city.pk, quota=Quota(most=4)
    )

    answer = act(desks["province"], earlier, "copy", title="第二年评选", year=2027)

    copy = Call.objects.get(title="第二年评选")
    assert answer["Location"] == reverse("desk:call-edit", args=[copy.code])
    assert (copy.year, copy.state, copy.quotas.get().most) == (2027, CallState.DRAFT, 4)
    assert earlier.title in text(desks["province"].get(reverse("desk:call-new")))


class TestPlaces:
    """Who may recommend how many."""

    def test_they_are_added_typed_and_taken_away(self, province, desks):
        call = begun(desks["province"], province)
        browser, city = desks["province"], province.city
        added = act(browser, call, "places-add", union=city.name, most=2)
        number = city.pk
        typed = act(
            browser,
            call,
            "places-save",
            **{
                f"most-{number}": "5",
                f"reserve-{number}": "1",
                f"target-{number}": "",
                f"most-{number}-tools": "3",
                f"least-{number}-methods": "x",
            },
        )
        row = CallQuota.objects.get()

        assert (added.status_code, typed.status_code) == (302, 302)
        assert (row.most, row.reserve, row.target, row.by_category, row.least_of) == (
            5,
            1,
            None,
            {"tools": 3},
            {},
        )
        page = text(browser.get(reverse("desk:call-places", args=[call.code])))
        assert city.name in page
        act(browser, call, "places-save", remove=number)
        assert not CallQuota.objects.exists()

    def test_the_same_goes_to_all_of_one_sort(self, province, desks):
        call = begun(desks["province"], province)

        answer = act(desks["province"], call, "places-same", kind="city", most=3, reserve=1)

        assert answer.status_code == 302
        assert set(CallQuota.objects.values_list("union__kind", "most", "reserve")) == {("city", 3, 1)}
        assert {row.union for row in CallQuota.objects.all()} == {province.city, province.other_city}

    def test_a_unit_that_is_not_known_is_asked_for_again(self, province, desks):
        call = begun(desks["province"], province)

        assert act(desks["province"], call, "places-add", union="没有这个", most=1).status_code == 422
        assert not CallQuota.objects.exists()

    def test_what_is_used_is_never_taken_away_and_others_are_kept(self, province, desks, people):
        call = made.call_of(people)
        for unit in (province.city, province.other_city):
            act(desks["province"], call, "places-add", union=unit.name, most=2)
        made.examined(people, made.handed_in(made.worker_at(province.workshop), call))

        act(
            desks["province"],
            call,
            "places-save",
            **{f"most-{province.city.pk}": "0", f"most-{province.other_city.pk}": "9"},
        )

        assert dict(CallQuota.objects.values_list("union", "most")) == {
            province.city.pk: 2,
            province.other_city.pk: 9,
        }
        page = desks["province"].get(reverse("desk:call", args=[call.code])).content.decode()
        assert f'<span id="used-{province.city.pk}">1</span>' in page

    def test_a_unit_sees_its_own_places_alone(self, province, desks, people):
        call = made.call_of(people)
        for unit in (province.city, province.other_city):
            act(desks["province"], call, "places-add", union=unit.name, most=2)

        page = text(desks["city"].get(reverse("desk:call", args=[call.code])))

        assert province.city.name in page
        assert province.other_city.name not in page


# -- the list ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_page_opens_in_each_language(province, desks, people, language):
    call, draft = made.call_of(people), begun(desks["province"], province)
    desks["province"].cookies["django_language"] = language
    pages = [
        reverse("desk:calls"),
        reverse("desk:call-new"),
        reverse("desk:call", args=[call.code]),
        reverse("desk:call", args=[draft.code]),
        reverse("desk:call-edit", args=[draft.code]),
        reverse("desk:call-places", args=[draft.code]),
        reverse("desk:today"),
    ]

    for page in pages:
        answer = desks["province"].get(page)
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, language)


def test_the_address_narrows_and_nonsense_in_it_harms_nothing(province, desks, people):
    draft, opened = begun(desks["province"], province, "草稿一"), made.call_of(people)
    url = reverse("desk:calls")

    def found(query: str) -> list[str]:
        page = text(desks["province"].get(url + query))
        return [one.title for one in (draft, opened) if f" {one.title} " in page]

    assert found("") == [draft.title, opened.title]
    assert found("?state=draft") == [draft.title]
    assert found(f"?q={opened.code}") == [opened.title]
    assert found("?kind=tool_prize&year=2026") == [draft.title, opened.title]
    assert found("?year=2020") == found("?q=没有这个") == []
    for query in ("?union=x&year=x&state=x&kind=x", "?sort=%00&q=%00", "?after=x"):
        assert desks["province"].get(url + query).status_code in (200, 400)


def test_the_export_is_the_list(province, desks, people):
    draft, opened = begun(desks["province"], province, "草稿一"), made.call_of(people)
    url = reverse("desk:list-export", args=["calls"])

    lines = {
        who: b"".join(desks[who].get(url, {"format": "csv", "cols": "title"}).streaming_content).decode()
        for who in ("province", "city")
    }

    assert draft.title in lines["province"]
    assert draft.title not in lines["city"]
    assert opened.title in lines["city"]


def test_a_page_costs_the_same_for_one_and_for_three(province, desks, people, django_assert_max_num_queries):
    costs = []
    for count in (1, 2):
        for _ in range(count):
            made.call_of(people)
        desks["province"].get(reverse("desk:calls"))
        with django_assert_max_num_queries(20) as counted:
            desks["province"].get(reverse("desk:calls"))
        costs.append(len(counted))

    assert costs[0] == costs[1]


def test_the_rail_counts_what_waits_for_approval(province, desks):
    call = begun(desks["province"], province)
    edited(desks["province"], call, opens_at=moment(1), closes_at=moment(20))
    act(desks["province"], call, "send")
    count = '<span class="count">1</span>'

    pages = {name: browser.get(reverse("desk:views")).content.decode() for name, browser in desks.items()}

    assert {name for name, page in pages.items() if count in page} == {"second"}


def test_from_an_open_call_the_organiser_goes_on_to_its_panels(province, desks, people):
    call, draft = made.call_of(people), begun(desks["province"], province)
    begin = f"{reverse('desk:panel-new')}?call={call.code}"
    panels = f"{reverse('desk:panels')}?call={call.code}"

    def led(who: str, of: Call) -> list[bool]:
        page = desks[who].get(reverse("desk:call", args=[of.code])).content.decode()
        return [f'href="{url}"' in page for url in (begin, panels)]

    assert desks["province"].get(begin).status_code == 200
    assert led("province", call) == [True, True]
    assert led("province", draft) == led("leader", call) == [False, False]
    assert led("county", call) == [False, True]
