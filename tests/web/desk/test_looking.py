"""Looking through somebody's eyes in the browser: begun with a reason, seen on every page, ended in time, changing nothing."""

import re
from datetime import timedelta

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver

from tests.factories import accounts
from tests.factories import results as results_of
from tests.factories.unions import LONG_AGO, appoint
from xinghe.access.powers import Role
from xinghe.accounts.vocab import NumberKind
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.results.models import Result
from xinghe.results.vocab import Stage
from xinghe.unions.models import Appointment
from xinghe.web.kit.looking import Looking

REASON = "电话里说看不到自己的成果"


@pytest.fixture
def target(province):
    """A worker of a workshop below the county, who may sign in, with a phone in the vault."""
    return accounts.person(
        name="缑砚澍", phone="13900010002", territory_path=province.workshop.territory_path
    )


@pytest.fixture
def looker(province, officer_at):
    return officer_at(province.county)


def begin(browser, target, reason=REASON):
    return browser.post(reverse("desk:look-begin", args=[target.pk]), {"reason": reason})


def end(browser):
    return browser.post(reverse("desk:look-end"))


def is_looking(browser):
    return 'class="looking"' in browser.get(reverse("desk:runs")).content.decode()


def looks():
    return [
        (one.verb, one.person_id, one.subject_id, one.reason)
        for one in AuditEntry.objects.filter(verb__startswith="person.look_").order_by("pk")
    ]


def test_a_look_begins_with_a_reason_is_said_on_every_page_and_is_ended(province, looker, target):
    somebody, browser = looker
    offered = browser.get(reverse("desk:person", args=[target.pk])).content.decode()
    key = browser.session.session_key

    begun = begin(browser, target)
    pages = [
        browser.get(reverse(name)).content.decode() for name in ("desk:today", "desk:runs", "kit:gallery")
    ] + [browser.get("/").content.decode()]
    ended = end(browser)

    assert reverse("desk:look-begin", args=[target.pk]) in offered
    assert begun["Location"] == reverse("desk:today")
    for page in pages:
        assert page.count('class="looking"') == 1
        assert "缑砚澍" in page
        assert f'action="{reverse("desk:look-end")}"' in page
    assert ended["Location"] == reverse("desk:person", args=[target.pk])
    assert not is_looking(browser)
    assert browser.session.session_key != key
    assert looks() == [
        ("person.look_as", somebody.pk, target.pk, REASON),
        ("person.look_end", somebody.pk, target.pk, ""),
    ]


def test_what_is_seen_is_what_both_see(province, looker, target, browser_of):
    _, browser = looker
    appoint(target, Role.UNIT_OFFICER, province.workshop)
    appoint(target, Role.UNIT_OFFICER, province.far_workshop)
    seen = results_of.result(province.workshop)
    only_looker, only_target = results_of.result(province.plant), results_of.result(province.far_workshop)
    answers = {}

    def statuses():
        things = (seen, only_looker, only_target)
        return [browser.get(reverse("desk:result", args=[one.code])).status_code for one in things]

    answers["alone"] = statuses()
    Appointment.objects.filter(person=target, union=province.far_workshop).update(until_at=clock.now())
    begin(browser, target)
    answers["looking"] = statuses()
    end(browser)

    assert answers == {"alone": [200, 200, 404], "looking": [200, 404, 404]}


def test_nothing_personal_is_shown(province, looker, target):
    somebody, browser = looker
    appoint(target, Role.UNIT_OFFICER, province.workshop)
    colleague = accounts.person(phone="13900010003", territory_path=province.workshop.territory_path)
    accounts.keep_number(somebody, NumberKind.PHONE, "13900010004")
    page = reverse("desk:person", args=[colleague.pk])
    alone = browser.get(page).content.decode()

    begin(browser, target)
    looking = browser.get(page).content.decode()
    own = [
        browser.get(reverse(name))
        for name in ("account", "account_second_factor", "account_number", "mfa_view_recovery_codes")
    ]

    assert "139****0003" in alone
    assert "139****0003" not in looking
    assert not re.search(r"\b0003\b", looking)
    assert {one.status_code for one in own} == {403}
    assert {one.context["refusal"].code for one in own} == {"looking_only"}
    assert not re.search(r"\b0004\b", own[0].content.decode())


def every_place(resolver=None, before=""):
    """All named places of the product."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from every_place(one, before + (f"{one.namespace}:" if one.namespace else ""))
        elif one.name:
            yield before + one.name, one


def filled(name, pattern):
    """An address of the place, with some value for each part; nothing for parts of another kind."""
    values = {"code": "x", "kind": NumberKind.PHONE}
    parts = pattern.pattern.converters
    return reverse(name, kwargs={part: values.get(part, 1) for part in parts})


def test_no_page_of_the_product_takes_anything_from_whoever_looks(province, looker, target):
    _, browser = looker
    appoint(target, Role.UNIT_OFFICER, province.workshop)
    begin(browser, target)
    before = AuditEntry.objects.count()
    taken, tried = [], 0
    for name, pattern in every_place():
        if name in {"desk:look-end", "account_logout", "set_language", "kit:prefer"} or name.startswith(
            "api"
        ):
            continue
        try:
            address = filled(name, pattern)
        except Exception:
            continue
        tried += 1
        for method in (browser.post, browser.put, browser.patch, browser.delete):
            answer = method(address)
            if answer.status_code not in {403, 404, 405}:
                taken.append((name, answer.status_code))

    assert taken == []
    assert tried > 40
    assert AuditEntry.objects.count() == before
    assert is_looking(browser)


def test_the_control_without_the_look_the_same_button_works(province, looker, target, monkeypatch):
    _, browser = looker
    appoint(target, Role.OFFICER, province.county)
    thing = results_of.result(province.workshop)
    address = reverse("desk:result-clear", args=[thing.code])

    def stage():
        return Result.objects.get(pk=thing.pk).stage

    begin(browser, target)
    stages = [stage()]
    browser.post(address)
    stages.append(stage())
    # Without the gate at the edge the command itself still refuses.
    with monkeypatch.context() as without:
        without.setattr(Looking, "process_view", lambda *_: None)
        answer = browser.post(address)
    stages.append(stage())
    end(browser)
    browser.post(address)
    stages.append(stage())

    assert answer.context["refusal"].code == "looking_only"
    assert stages == [Stage.RECORDED] * 3 + [Stage.CLEARED]


def test_a_look_ends_after_half_an_hour(province, looker, target):
    _, browser = looker
    began = clock.now()
    with clock.held_at(began):
        begin(browser, target)
    with clock.held_at(began + timedelta(minutes=29, seconds=59)):
        late = is_looking(browser)
    with clock.held_at(began + timedelta(minutes=30)):
        answer = browser.get(reverse("desk:runs"))
        after = is_looking(browser)

    assert (late, answer["Location"], after) == (True, reverse("desk:today"), False)
    assert [verb for verb, *_ in looks()] == ["person.look_as", "person.look_end"]


@pytest.mark.parametrize("cause", ["closed", "promoted", "transferred", "dismissed"])
def test_a_look_ends_with_the_next_request_after_what_allowed_it(province, looker, target, cause):
    somebody, browser = looker
    begin(browser, target)
    was = is_looking(browser)
    if cause == "closed":
        target.is_active = False
    elif cause == "promoted":
        appoint(target, Role.OFFICER, province.city)
    elif cause == "transferred":
        target.territory_path = province.far_workshop.territory_path
    else:
        Appointment.objects.filter(person=somebody).update(until_at=clock.now())
    target.save()

    answer = browser.get(reverse("desk:runs"))

    assert (was, answer["Location"], is_looking(browser)) == (True, reverse("desk:today"), False)
    assert [verb for verb, *_ in looks()] == ["person.look_as", "person.look_end"]


def test_signing_out_ends_the_look_and_the_next_session_has_none(province, looker, target, browser_of):
    somebody, browser = looker
    begin(browser, target)

    browser.post("/account/sign-out/")

    assert [verb for verb, *_ in looks()] == ["person.look_as", "person.look_end"]
    assert AuditEntry.objects.filter(verb="sign_out", person_id=somebody.pk).count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "abc"])
def test_a_look_without_a_reason_does_not_begin(looker, target, reason):
    _, browser = looker

    answer = begin(browser, target, reason)

    assert answer.context["refusal"].code == "look_reason_needed"
    assert (is_looking(browser), looks()) == (False, [])


def test_whose_eyes_are_not_lent_has_no_button_and_no_way(province, looker, officer_at, target):
    somebody, browser = looker
    somebody.territory_path = province.county.territory_path
    somebody.save()
    guard = accounts.person(territory_path=province.workshop.territory_path)
    appoint(guard, Role.SECURITY_ADMINISTRATOR, province.workshop)
    stranger = accounts.person(territory_path=province.far_workshop.territory_path)
    _, leader = officer_at(province.county, Role.LEADER)

    pages = [browser.get(reverse("desk:person", args=[one.pk])).content.decode() for one in (guard, somebody)]
    codes = [begin(browser, one).context["refusal"].code for one in (guard, somebody, stranger)]
    codes.append(begin(leader, target).context["refusal"].code)

    assert [re.findall(r"/look/", page) for page in pages] == [[], []]
    assert codes == ["not_looked_through", "missing", "missing", "missing"]
    assert looks() == []


def test_nobody_looks_from_within_a_look(province, looker, target):
    _, browser = looker
    deeper = accounts.person(territory_path=province.workshop.territory_path)
    appoint(target, Role.OFFICER, province.county, from_at=LONG_AGO)
    begin(browser, target)

    answer = begin(browser, deeper)

    assert answer.status_code == 403
    assert len(looks()) == 1


def test_ending_without_a_look_does_nothing(looker):
    _, browser = looker

    assert end(browser)["Location"] == reverse("desk:today")
    assert looks() == []
