"""Commands on people, numbers, passwords and factors: done, refused, out of reach, on oneself, twice."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator

from tests.factories import accounts as factory
from xinghe.access.actor import Actor
from xinghe.access.powers import CARRIED_BY, Power, Role
from xinghe.accounts import actions
from xinghe.accounts.actions.numbers import NumberTaken, PurposeMissing, RevealsUsed
from xinghe.accounts.actions.passwords import PasswordWeak, PasswordWrong
from xinghe.accounts.actions.people import (
    AlreadyInactive,
    EmailTaken,
    NameMissing,
    NotOnOneself,
    StaffNumberTaken,
)
from xinghe.accounts.actions.second_factors import NoSecondFactor, NotForDemonstration, TotpPresent
from xinghe.accounts.models import Person, VaultNumber
from xinghe.accounts.rules.identifiers import StaffNumberWrong
from xinghe.accounts.rules.numbers import IdNumberWrong
from xinghe.accounts.vault import SealBroken, vault
from xinghe.accounts.vocab import NumberKind
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing

pytestmark = pytest.mark.django_db

HERE, BELOW, BESIDE = "1.4.", "1.4.9.", "1.40."
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ID_NUMBER, PHONE = "11010519491231002X", "13871234567"
MACHINE = Actor.for_job("command-line")


def security(*paths):
    return factory.acting(factory.person(), Role.SECURITY_ADMINISTRATOR, *(paths or (HERE,)))


def officer(*paths):
    return factory.acting(factory.person(), Role.OFFICER, *(paths or (HERE,)))


def recorded(verb):
    return list(AuditEntry.objects.filter(verb=verb).order_by("pk"))


def carriers(power):
    return sorted(role for role in Role if power in CARRIED_BY[role])


# people


def test_enrol_person():
    made = actions.enrol_person(
        security(), staff_number="WG-7", name="曾 国 强", territory_path=BELOW, email="Zeng@Example.org"
    )

    assert (made.name_initials, made.email, made.has_usable_password()) == ("zgq", "zeng@example.org", False)
    assert [entry.subject_id for entry in recorded("person.enrol")] == [made.pk]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"staff_number": "wg-1"}, StaffNumberTaken),
        ({"staff_number": "13871234567"}, StaffNumberWrong),
        ({"email": "LI@example.org"}, EmailTaken),
        ({"name": "  "}, NameMissing),
        ({"name": "李" * 61}, NameMissing),
        ({"territory_path": BESIDE}, Forbidden),
        ({"territory_path": "1."}, Forbidden),
        ({"territory_path": ""}, Forbidden),
    ],
)
def test_enrolment_refused_leaves_nothing(told, refusal):
    factory.person(staff_number="WG-1", email="li@example.org")
    actor, before = security(), Person.objects.count()

    with pytest.raises(refusal):
        actions.enrol_person(
            actor, **{"staff_number": "WG-2", "name": "王芳", "territory_path": BELOW, **told}
        )

    assert (Person.objects.count(), recorded("person.enrol")) == (before, [])


@pytest.mark.parametrize("role", sorted(Role))
def test_only_the_security_administrator_enrols(role):
    actor = factory.acting(factory.person(), role, HERE)
    told = {"staff_number": "WG-2", "name": "王芳", "territory_path": BELOW}

    if role in carriers(Power.PERSON_ENROL):
        actions.enrol_person(actor, **told)
    else:
        with pytest.raises(Forbidden):
            actions.enrol_person(actor, **told)


def test_a_deactivated_person_is_out_with_the_next_request(browser, sign_in):
    person = factory.person(territory_path=BELOW)
    sign_in(person)
    assert browser.get("/inside/").content.decode() == str(person.pk)

    actions.deactivate_person(security(), person_id=person.pk, reason="调离")

    assert browser.get("/inside/").content.decode() == "None"
    assert [entry.reason for entry in recorded("person.deactivate")] == ["调离"]


def test_deactivation_refused():
    actor = security()
    away, gone = factory.person(territory_path=BESIDE), factory.person(territory_path=BELOW, is_active=False)

    for person_id, refusal in (
        (actor.person_id, NotOnOneself),
        (away.pk, Missing),
        (0, Missing),
        (gone.pk, AlreadyInactive),
    ):
        with pytest.raises(refusal):
            actions.deactivate_person(actor, person_id=person_id, reason="x")

    assert recorded("person.deactivate") == []


# numbers


def test_one_keeps_ones_own_number():
    person = factory.person()

    stored = actions.store_number(
        factory.acting(person), person_id=person.pk, kind=NumberKind.ID_NUMBER, number="110105 19491231 002x"
    )

    assert stored.masked == "110***********002X"
    entry = recorded("number.store")[0]
    assert ID_NUMBER not in f"{entry.before}{entry.after}{entry.reason}"


def test_a_number_is_replaced_by_the_next():
    person = factory.person()
    for number in (PHONE, "13900000000"):
        actions.store_number(
            factory.acting(person), person_id=person.pk, kind=NumberKind.PHONE, number=number
        )

    assert [(entry.before["masked"], entry.after["masked"]) for entry in recorded("number.store")] == [
        (None, "138****4567"),
        ("138****4567", "139****0000"),
    ]
    assert VaultNumber.objects.filter(person=person).count() == 1


def test_storing_refused():
    person, other, actor = factory.person(), factory.person(phone=PHONE), officer()
    own = factory.acting(person)

    with pytest.raises(NumberTaken):
        actions.store_number(own, person_id=person.pk, kind=NumberKind.PHONE, number=PHONE)
    with pytest.raises(IdNumberWrong):
        actions.store_number(own, person_id=person.pk, kind=NumberKind.ID_NUMBER, number=ID_NUMBER[:-1] + "1")
    for asking, person_id in ((own, other.pk), (actor, other.pk), (Actor.public(), other.pk)):
        with pytest.raises(Missing):
            actions.store_number(asking, person_id=person_id, kind=NumberKind.PHONE, number="13900000000")

    assert recorded("number.store") == []


def test_a_bank_card_may_be_shared():
    for person in (factory.person(), factory.person()):
        actions.store_number(
            factory.acting(person), person_id=person.pk, kind=NumberKind.BANK_CARD, number="4111111111111111"
        )

    assert VaultNumber.objects.count() == 2


@pytest.mark.parametrize("role", sorted(Role))
def test_only_roles_with_the_power_read_a_number(role):
    person = factory.person(territory_path=BELOW, phone=PHONE)
    actor = factory.acting(factory.person(), role, HERE)

    def read():
        return actions.reveal_number(actor, person_id=person.pk, kind=NumberKind.PHONE, purpose="发放补助")

    if role in carriers(Power.NUMBER_REVEAL):
        assert read() == PHONE
        assert [(e.person_id, e.reason) for e in recorded("number.reveal")] == [(actor.person_id, "发放补助")]
        assert PHONE not in str(recorded("number.reveal")[0].after)
    else:
        with pytest.raises(Missing):
            read()


def test_reading_refused_leaves_no_number_and_no_line():
    actor = officer()
    below, beside = (
        factory.person(territory_path=BELOW, phone=PHONE),
        factory.person(territory_path=BESIDE, phone="13900000000"),
    )

    for person_id, kind, purpose, refusal in (
        (beside.pk, NumberKind.PHONE, "发放补助", Missing),
        (below.pk, NumberKind.ID_NUMBER, "发放补助", Missing),
        (0, NumberKind.PHONE, "发放补助", Missing),
        (below.pk, NumberKind.PHONE, "  ab  ", PurposeMissing),
    ):
        with pytest.raises(refusal):
            actions.reveal_number(actor, person_id=person_id, kind=kind, purpose=purpose)

    assert recorded("number.reveal") == []


def test_twenty_numbers_a_day_in_china():
    actor, person = officer(), factory.person(territory_path=BELOW, phone=PHONE)
    midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)

    def read(at, who=actor):
        with clock.held_at(at):
            return actions.reveal_number(who, person_id=person.pk, kind=NumberKind.PHONE, purpose="发放补助")

    assert [read(midnight - timedelta(hours=2)) for _ in range(20)] == [PHONE] * 20
    with pytest.raises(RevealsUsed):
        read(midnight - timedelta(seconds=1))
    assert read(midnight - timedelta(seconds=1), who=officer()) == PHONE
    assert read(midnight) == PHONE


def test_one_reads_ones_own_number():
    person = factory.person(phone=PHONE)

    assert (
        actions.reveal_number(
            factory.acting(person), person_id=person.pk, kind=NumberKind.PHONE, purpose="本人查看"
        )
        == PHONE
    )


def test_numbers_swapped_between_rows_are_refused():
    actor = officer()
    one, two = (factory.person(territory_path=BELOW, phone=number) for number in (PHONE, "13900000000"))
    rows = {row.person_id: row for row in VaultNumber.objects.all()}
    swapped = bytes(rows[one.pk].ciphertext), bytes(rows[two.pk].ciphertext)
    VaultNumber.objects.filter(person=one).update(ciphertext=swapped[1])
    VaultNumber.objects.filter(person=two).update(ciphertext=swapped[0])

    for person in (one, two):
        with pytest.raises(SealBroken):
            actions.reveal_number(actor, person_id=person.pk, kind=NumberKind.PHONE, purpose="发放补助")


@pytest.mark.parametrize(("suite", "current"), [("aes", 2), ("sm4", 1), ("sm4", 2)])
def test_rotation_seals_everything_anew_and_reads_go_on(settings, suite, current):
    people = [factory.person(phone=f"1387123{n:04}") for n in range(25)]
    before = dict(VaultNumber.objects.values_list("pk", "ciphertext"))
    old = settings.XINGHE_VAULT_KEYS
    settings.XINGHE_VAULT_KEYS = old | {
        "suite": suite,
        "current": current,
        "keys": old["keys"] | {2: b"2" * 32},
    }

    def read(n):
        return actions.reveal_number(
            factory.acting(people[n]), person_id=people[n].pk, kind=NumberKind.PHONE, purpose="本人查看"
        )

    read_before = [read(n) for n in range(3)]
    changed = actions.rotate_numbers(MACHINE, batch=10)

    assert (changed, actions.rotate_numbers(MACHINE, batch=10)) == (25, 0)
    assert read_before == [f"1387123{n:04}" for n in range(3)]
    assert [read(n) for n in range(25)] == [f"1387123{n:04}" for n in range(25)]
    assert all(vault().is_current(bytes(row.ciphertext)) for row in VaultNumber.objects.all())
    assert all(bytes(row.ciphertext) != bytes(before[row.pk]) for row in VaultNumber.objects.all())
    assert [entry.after["numbers"] for entry in recorded("number.seal_anew")] == ["10", "10", "5"]


def test_a_phone_signs_in_before_and_after_a_change_of_suite(settings, browser):
    person = factory.person(phone=PHONE)
    settings.XINGHE_VAULT_KEYS = settings.XINGHE_VAULT_KEYS | {"suite": "sm4"}

    def goes_in():
        answer = browser.post("/account/sign-in/", {"login": PHONE, "password": factory.PASSWORD})
        browser.logout()
        return answer.status_code == 302

    before = goes_in()
    with pytest.raises(NumberTaken):
        other = factory.person()
        actions.store_number(factory.acting(other), person_id=other.pk, kind=NumberKind.PHONE, number=PHONE)
    actions.rotate_numbers(MACHINE)

    assert (before, goes_in(), person.pk) == (True, True, VaultNumber.objects.get().person_id)


def test_only_a_named_machine_rotates(settings):
    factory.person(phone=PHONE)
    settings.XINGHE_VAULT_KEYS = settings.XINGHE_VAULT_KEYS | {"suite": "sm4"}

    for actor in (officer(), security(), Actor.public(), Actor.for_job("index-texts")):
        with pytest.raises(Forbidden):
            actions.rotate_numbers(actor)


# passwords and sessions


def test_change_password():
    person = factory.person(password_is_issued=True)

    actions.change_password(factory.acting(person), present=factory.PASSWORD, new="孤帆远影碧空尽 2026")

    person.refresh_from_db()
    assert (person.check_password("孤帆远影碧空尽 2026"), person.password_is_issued) == (True, False)


@pytest.mark.parametrize(
    ("present", "new", "refusal"),
    [
        ("wrong", "孤帆远影碧空尽 2026", PasswordWrong),
        (factory.PASSWORD, "short", PasswordWeak),
        (factory.PASSWORD, "password123", PasswordWeak),
        (factory.PASSWORD, "lijianguo-9", PasswordWeak),
    ],
)
def test_change_of_password_refused(present, new, refusal):
    person = factory.person(email="lijianguo@example.org")

    with pytest.raises(refusal):
        actions.change_password(factory.acting(person), present=present, new=new)

    person.refresh_from_db()
    assert person.check_password(factory.PASSWORD)


def test_an_issued_password_is_random_and_ends_sessions(browser, sign_in):
    person = factory.person(territory_path=BELOW)
    sign_in(person)

    issued = {actions.issue_password(security(), person_id=person.pk) for _ in range(5)}

    person.refresh_from_db()
    assert (len(issued), person.password_is_issued) == (5, True)
    assert browser.get("/inside/").content.decode() == "None"
    assert all(word not in str([e.after for e in recorded("password.issue")]) for word in issued)


def test_issuing_refused():
    actor, beside = security(), factory.person(territory_path=BESIDE)

    for asking, person_id, refusal in (
        (actor, actor.person_id, NotOnOneself),
        (actor, beside.pk, Missing),
        (officer(), beside.pk, Missing),
    ):
        with pytest.raises(refusal):
            actions.issue_password(asking, person_id=person_id)


# second factors


def test_a_second_app_is_refused_and_the_last_factor_takes_its_codes_along():
    person = factory.person()
    actor = factory.acting(person)
    app = actions.add_totp(actor, secret=factory.SECRET)
    with pytest.raises(TotpPresent):
        actions.add_totp(actor, secret=factory.SECRET)
    assert Authenticator.objects.filter(user=person).count() == 2

    left = actions.remove_second_factor(actor, authenticator_id=app.pk)

    assert (left, Authenticator.objects.filter(user=person).count()) == (0, 0)
    assert [e.verb for e in AuditEntry.objects.order_by("pk")] == [
        "second_factor.add",
        "second_factor.remove",
    ]


def test_nobody_touches_anothers_factors():
    other = factory.person()
    app = actions.add_totp(factory.acting(other), secret=factory.SECRET)

    for actor in (factory.acting(factory.person()), security(), officer(), Actor.public(), MACHINE):
        with pytest.raises(Missing):
            actions.remove_second_factor(actor, authenticator_id=app.pk)


def test_recovery_codes_need_a_factor():
    with pytest.raises(NoSecondFactor):
        actions.replace_recovery_codes(factory.acting(factory.person()))


def test_lost_factors_are_reset_by_the_security_administrator():
    person = factory.person(territory_path=BELOW, totp=True)

    with pytest.raises(Missing):
        actions.reset_second_factors(officer(), person_id=person.pk, reason="手机丢失")
    removed = actions.reset_second_factors(security(), person_id=person.pk, reason="手机丢失")

    assert (removed, Authenticator.objects.filter(user=person).count()) == (1, 0)


def test_only_invented_people_are_equipped():
    from xinghe.access.work import command

    @command
    def equip(work, *, person):
        actions.equip_for_demonstration(work, person=person)

    equip(Actor.for_job("demonstration"), person=factory.person(is_demonstration=True))
    with pytest.raises(NotForDemonstration):
        equip(Actor.for_job("demonstration"), person=factory.person())
