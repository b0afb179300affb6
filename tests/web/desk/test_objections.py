"""The desk's pages of objections: a whole way by forms alone, who may look into one, and what nobody reads."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.decisions import series_of
from tests.factories.notices import DAY, OBJECTOR, WHY, WORDS
from tests.factories.unions import appoint
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.decisions.actions import begin_naming, issue_naming
from xinghe.decisions.queries import awards_of
from xinghe.foundation import clock
from xinghe.foundation.clock import held_at
from xinghe.notices import actions
from xinghe.notices.models import Objection, ObjectionStep
from xinghe.notices.vocab import ObjectionState, Outcome
from xinghe.programmes.models import Application
from xinghe.web.desk.objections import ACTS

pytestmark = pytest.mark.django_db
LONG_WHY = "经核查，该成果的权属存在争议，取消入选资格"
GIVEN = (OBJECTOR.name, OBJECTOR.address, OBJECTOR.phone)


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def held(noticed):
    return noticed.proposed()


@pytest.fixture
def notice(noticed, held):
    return noticed.published(clock.now() - 2 * DAY)


@pytest.fixture
def objection(noticed, held, notice):
    return noticed.received(notice, held, at=clock.now() - DAY)


def act(browser, objection: Objection, name: str, **fields):
    fields.setdefault("version", Objection.objects.get(pk=objection.pk).version)
    return browser.post(reverse(f"desk:objection-{name}", args=[objection.code]), fields)


def page_of(browser, objection: Objection) -> str:
    return browser.get(reverse("desk:objection", args=[objection.code])).content.decode()


def test_an_objection_goes_its_whole_way_by_forms_alone(noticed, objection, held):
    maker, publisher, investigator = (noticed.browsers[one] for one in ("maker", "publisher", "investigator"))
    number, due = noticed.investigator.person_id, Objection.objects.get().due_on

    answers = [
        act(publisher, objection, "give-time", until=due + timedelta(days=5), words="需要鉴定材料"),
        act(publisher, objection, "admit"),
        act(publisher, objection, "assign", person=number),
        act(maker, objection, "find", words=WHY),
        act(investigator, objection, "find", words=WHY),
        act(investigator, objection, "decide", outcome="change_grade", grade="first", words=WHY),
        act(publisher, objection, "decide", outcome="change_grade", grade="first", words=WHY),
        act(maker, objection, "reply", words="经核查，调整等次。"),
    ]

    assert [one.status_code for one in answers] == [302, 302, 302, 403, 302, 403, 302, 302]
    assert Objection.objects.get().state == ObjectionState.REPLIED
    assert Application.objects.get(pk=held.pk).grade == "first"
    page = page_of(maker, objection)
    assert all(words in page for words in (WORDS, WHY, "经核查，调整等次。", "需要鉴定材料"))


def test_what_the_bar_offers_is_what_may_be_done(noticed, objection):
    def offered(who: str) -> set[str]:
        page = page_of(noticed.browsers[who], objection)
        names = (*ACTS, "reveal")
        return {one for one in names if reverse(f"desk:objection-{one}", args=[objection.code]) in page}

    always = {"reveal", "give-time"}
    assert offered("maker") == always | {"refuse", "admit"}
    actions.admit_objection(noticed.publisher, objection_id=objection.pk)
    assert offered("maker") == always | {"assign"}
    number = noticed.investigator.person_id
    actions.assign_investigator(noticed.publisher, objection_id=objection.pk, person_id=number)
    assert offered("maker") == always | {"assign"}
    assert offered("investigator") == always | {"assign", "find"}
    actions.write_finding(noticed.investigator, objection_id=objection.pk, words=WHY)
    assert offered("maker") == always | {"assign", "decide"}
    assert offered("investigator") == always | {"assign", "find"}
    actions.decide_objection(noticed.maker, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY)
    assert offered("maker") == always | {"reply"}
    actions.reply_to_objector(noticed.maker, objection_id=objection.pk, words=WHY)
    assert offered("maker") == {"reveal"}


def test_who_may_not_look_into_it_is_named_with_the_reason(noticed, objection):
    actions.admit_objection(noticed.publisher, objection_id=objection.pk)
    holder = Person.objects.get(pk=noticed.publisher.person_id)
    appoint(holder, Role.OFFICER, noticed.people.tree.city)

    page = page_of(noticed.browsers["investigator"], objection)
    candidates = text_between(page, 'id="candidates"', "</section>")
    form = page[page.index('id="assign-') - 200 :] if 'id="assign-' in page else ""

    assert "they hold an office at a desk that recommended it" in candidates
    assert "they decided on it before" in candidates
    assert f'value="{noticed.investigator.person_id}"' in form
    assert f'name="person" value="{holder.pk}"' not in page
    assert act(noticed.browsers["maker"], objection, "assign", person=holder.pk).status_code == 422


def text_between(page: str, start: str, end: str) -> str:
    begun = page.index(start)
    return page[begun : page.index(end, begun)]


def test_a_refusal_cites_the_rule_and_no_other_can_be_chosen(noticed, notice, held):
    late = noticed.recorded(notice, held.code, received_at=clock.now() - 9 * DAY, at=clock.now())
    maker = noticed.browsers["maker"]
    page = page_of(maker, late)

    assert "received outside the time of the notice" in page
    assert 'value="anonymous"' not in page
    assert act(maker, late, "refuse", ground="anonymous", words="没有署名").status_code == 422
    assert act(maker, late, "admit").status_code == 409
    assert act(maker, late, "refuse", ground="late", words="不在公示期内收到").status_code == 302
    assert Objection.objects.get().ground == "late"


def test_a_letter_is_recorded_also_an_anonymous_one(noticed, notice, held):
    maker = noticed.browsers["maker"]
    address = f"{reverse('desk:objection-new')}?notice={notice.code}"
    came = (clock.now() - timedelta(hours=1)).astimezone(clock.CHINA)
    filled = {
        "line": held.code, "channel": "letter", "received_at": f"{came:%Y-%m-%dT%H:%M}", "objecting": "nobody",
        "name": "", "address": "", "phone": "", "text": WORDS,
    }  # fmt: skip

    assert maker.get(address).status_code == 200
    for changes in ({"text": "短"}, {"line": ""}):
        assert maker.post(address, {**filled, **changes}).status_code == 422
    assert maker.post(address, {**filled, "received_at": "2099-01-01T10:00"}).status_code == 422
    answer = maker.post(address, filled)
    made = Objection.objects.get()
    assert answer["Location"] == reverse("desk:objection", args=[made.code])
    assert "no real name" in page_of(maker, made)
    unit = maker.post(
        address,
        {
            **filled,
            "objecting": "unit",
            "name": "江汉厂工会",
            "address": "武汉市江汉区",
            "phone": "027-1234567",
        },
    )
    second = Objection.objects.get(objecting="unit")
    about_none = maker.post(address, {**filled, "line": "nothing", "text": "没有针对名单的意见和建议"})
    stray = Objection.objects.get(application=None)
    assert about_none["Location"] == reverse("desk:objection", args=[stray.code])
    assert "not about anything on the list" in page_of(maker, stray)
    assert unit.status_code == 302
    assert act(maker, second, "admit").status_code == 422
    assert act(maker, second, "see-seal").status_code == 302
    assert act(maker, second, "admit").status_code == 302


class TestIdentity:
    """Who objected stands in one answer, after a purpose was given, and in nothing else."""

    def test_it_is_opened_once_for_a_purpose_and_written_down(self, noticed, objection):
        maker = noticed.browsers["maker"]
        before = page_of(maker, objection)
        without = act(maker, objection, "reveal", words="想")
        read = act(maker, objection, "reveal", words="电话核实情况")
        after = page_of(maker, objection)

        assert without.status_code == 422
        assert read.status_code == 200
        assert all(one in read.content.decode() for one in GIVEN)
        assert read["Cache-Control"] == "private, no-store"
        for page in (before, without.content.decode(), after):
            assert not any(one in page for one in GIVEN)
        step = ObjectionStep.objects.get(act="reveal")
        assert (step.person_id, step.words) == (noticed.maker.person_id, "电话核实情况")

    def test_two_worlds_with_other_objectors_show_the_same_bytes(
        self, noticed, notice, held, officer_at, browser_of
    ):
        """SEC-02: a person of the application, the officers below, a supervisor, and handlers who read nothing."""
        other = {"name": "诸葛检举", "address": "黄石市下陆区无人巷3号", "phone": "13811112222"}
        first = noticed.received(notice, held, at=clock.now() - DAY)
        tree = noticed.people.tree
        browsers = {
            "applicant": browser_of_applicant(held, browser_of),
            **{name: officer_at(getattr(tree, name), role)[1] for name, role in (
                ("workshop", Role.UNIT_OFFICER), ("county", Role.OFFICER), ("city", Role.OFFICER))},
            "supervisor": officer_at(tree.province, Role.SUPERVISOR)[1],
            "investigator": noticed.browsers["investigator"],
        }  # fmt: skip
        number = noticed.investigator.person_id
        actions.admit_objection(noticed.publisher, objection_id=first.pk)
        actions.assign_investigator(noticed.publisher, objection_id=first.pk, person_id=number)

        def seen() -> dict[str, str]:
            paths = [
                reverse("desk:objections"), reverse("desk:objection", args=[first.code]),
                reverse("desk:notice", args=[notice.code]), reverse("public:notice", args=[notice.code]),
                reverse("portal:application", args=[held.code]), reverse("desk:application", args=[held.code]),
                reverse("desk:list-export", args=["objections"]) + "?format=csv",
            ]  # fmt: skip
            return {
                f"{who} {path}": plain(browser.get(path))
                for who, browser in browsers.items()
                for path in paths
            }

        one = seen()
        change_identity(first, **other)
        two = seen()
        different = {key for key in one if one[key] != two[key]}
        # What is shown of the name without a reading differs for its handler, and nothing else.
        assert {key.split()[0] for key in different} <= {"investigator"}
        assert not any(
            canary in page for page in (*one.values(), *two.values()) for canary in (*GIVEN, *other.values())
        )
        # The control: a recorded reading tells them apart.
        assert (
            other["name"]
            in act(browsers["investigator"], first, "reveal", words="电话核实情况").content.decode()
        )


def browser_of_applicant(held, browser_of):
    person = Person.objects.get(pk=held.applicant_id)
    person.staff_number = person.staff_number or f"W{person.pk}"
    from tests.factories import accounts

    person.set_password(accounts.PASSWORD)
    person.save()
    return browser_of(person)


def change_identity(objection: Objection, *, name: str, address: str, phone: str) -> None:
    """Another world: the same objection by somebody else, with as much of them shown."""
    from xinghe.accounts.vault import vault

    sealed = {"name": name, "address": address, "phone": phone}
    type(objection.objector).objects.filter(objection=objection).update(
        **{
            f"{part}_sealed": vault().seal(said, place=f"notices_objector|{part}_sealed|{objection.pk}")
            for part, said in sealed.items()
        }
    )


def plain(answer) -> str:
    """The bytes without what passes with each request."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    passing = r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": ?"\w+"|name="once" value="[^"]*"'
    return f"{answer.status_code} {re.sub(passing, '', body.decode('utf-8', 'replace'))}"


def test_nobody_else_sees_that_there_is_one(noticed, objection, officer_at, province):
    for role, union in (
        (Role.SUPERVISOR, province.province),
        (Role.OFFICER, province.city),
        (Role.LEADER, province.province),
    ):
        _, browser = officer_at(union, role)
        listed = browser.get(reverse("desk:objections"))
        assert listed.status_code in (200, 403)
        assert objection.code not in listed.content.decode()
        assert browser.get(reverse("desk:objection", args=[objection.code])).status_code == 404
        for name in (*ACTS, "reveal"):
            assert act(browser, objection, name, words="想知道是谁").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_list_says_what_is_late_and_whose_turn_it_is(noticed, notice, held, language, settings):
    early = noticed.received(notice, held, at=clock.now() - DAY)
    browser = noticed.browsers["publisher"]
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    address = reverse("desk:objection", args=[early.code])

    with held_at(clock.now() + timedelta(minutes=1)):
        assert address in browser.get(reverse("desk:objections")).content.decode()
    assert address in browser.get(reverse("desk:objections") + f"?notice={notice.code}").content.decode()
    assert address not in browser.get(reverse("desk:objections") + "?mine=on").content.decode()
    assert address not in browser.get(reverse("desk:objections") + "?late=on").content.decode()
    assert address in browser.get(reverse("desk:today")).content.decode()
    Objection.objects.update(due_on=clock.today() - timedelta(days=3))
    assert address in browser.get(reverse("desk:objections") + "?late=on").content.decode()
    actions.refuse_objection(
        noticed.maker, objection_id=early.pk, ground="no_facts", words="没有可核查的事实"
    )
    assert address not in browser.get(reverse("desk:objections")).content.decode()
    assert address in browser.get(reverse("desk:objections") + "?all=on").content.decode()


def test_what_was_named_meanwhile_is_revoked_by_a_decision_that_begins_here(noticed, held):
    notice = noticed.published(clock.now() - 30 * DAY)
    actions.confirm_notice(noticed.maker, notice_id=notice.pk)
    series = series_of(noticed.call.union)
    naming = begin_naming(noticed.maker, call_id=noticed.call.pk)
    on = clock.now().astimezone(clock.CHINA).date()
    issue_naming(noticed.publisher, decision_id=naming.pk, series_id=series.pk, on=on)
    letter = noticed.recorded(notice, held.code, at=clock.now() - 29 * DAY)
    noticed.found(letter, at=clock.now())
    maker = noticed.browsers["maker"]

    asked = page_of(maker, letter)
    refused = act(maker, letter, "decide", outcome="change_grade", words=WHY, article="《办法》第十八条")
    decided = act(maker, letter, "decide", outcome="cancel", words=LONG_WHY, article="《办法》第十八条")

    assert 'name="article"' in asked
    assert 'name="grade"' not in asked
    assert (refused.status_code, decided.status_code) == (422, 302)
    (award,) = awards_of(naming)
    assert reverse("desk:award", args=[award.code]) in page_of(maker, letter)
    assert "waits for a second person" in maker.get(reverse("desk:award", args=[award.code])).content.decode()


def test_a_draft_of_naming_says_that_an_objection_is_open(noticed, held):
    notice = noticed.published(clock.now() - 30 * DAY)
    actions.confirm_notice(noticed.maker, notice_id=notice.pk)
    naming = begin_naming(noticed.maker, call_id=noticed.call.pk)
    address = reverse("desk:decision", args=[naming.code])
    before = text(noticed.browsers["publisher"].get(address))

    noticed.recorded(notice, held.code, at=clock.now() - 29 * DAY)

    said = "1 objections are not decided yet"
    assert said not in before
    assert said in text(noticed.browsers["publisher"].get(address))
