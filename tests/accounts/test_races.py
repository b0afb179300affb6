"""Many at once: no more guesses than the limit allows, no more readings than a day has."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.factories import accounts as factory
from xinghe.access.powers import Role
from xinghe.accounts import actions
from xinghe.accounts.actions import attempts
from xinghe.accounts.actions.numbers import MOST_REVEALS_A_DAY, RevealsUsed
from xinghe.accounts.models import FailureCount
from xinghe.accounts.rules.attempts import SignInPaused
from xinghe.accounts.sign_in import backend
from xinghe.accounts.vocab import FailureKind, NumberKind
from xinghe.audit.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


def at_once(work, *, times):
    """Run ``work`` so often, all beginning together as far as the threads go; what came of each."""
    together = Barrier(THREADS)

    def run(_):
        try:
            return work()
        except Exception as error:
            return type(error).__name__

    def lane(count):
        together.wait()
        try:
            return [run(n) for n in range(count)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        lanes = list(pool.map(lane, [times // THREADS] * THREADS))
    return [one for lane_ in lanes for one in lane_]


@pytest.fixture
def guesses(monkeypatch):
    """How many passwords were looked at."""
    looked = []
    monkeypatch.setattr(backend, "check_password", lambda password, _: bool(looked.append(password)))
    return looked


def guess():
    return backend.PersonBackend().authenticate(None, username="WG-1001", password="guess")


def test_forty_guesses_at_once_are_five(guesses):
    factory.person(staff_number="WG-1001")

    outcomes = at_once(guess, times=40)

    assert (len(guesses), outcomes.count(None), outcomes.count("SignInPaused")) == (5, 5, 35)
    assert AuditEntry.objects.filter(verb="sign_in.pause").count() >= 1


def test_control_counting_afterwards_lets_more_through(guesses, monkeypatch):
    factory.person(staff_number="WG-1001")
    together = Barrier(THREADS)

    def look_only(*, identifier, person_id, address):
        row = FailureCount.objects.filter(kind=FailureKind.ACCOUNT, person_id=person_id).first()
        if row and row.paused_until:
            raise SignInPaused(limit=5, minutes=1)
        return attempts.Attempt(counts=(), barred=False, address=None)

    def count_afterwards(_actor, *, attempt):
        from xinghe.accounts.rules.identifiers import identifier_of

        together.wait()
        person_id = factory.Person.objects.get(staff_number="WG-1001").pk
        attempts.begin_sign_in(identifier=identifier_of("WG-1001"), person_id=person_id, address=None)

    monkeypatch.setattr(backend, "begin_sign_in", look_only)
    monkeypatch.setattr(backend, "report_failure", count_afterwards)

    at_once(guess, times=THREADS)

    assert len(guesses) > 5


def test_a_success_among_failures_leaves_counts_that_add_up():
    factory.person(staff_number="WG-1001")
    names = iter([f"n-{n}" for n in range(100)])

    def stranger():
        return backend.PersonBackend().authenticate(None, username=next(names), password="guess")

    at_once(stranger, times=40)

    assert FailureCount.objects.filter(kind=FailureKind.IDENTIFIER, failures=1).count() == 40


def test_twenty_readings_however_many_at_once():
    person = factory.person(territory_path="1.4.", phone="13871234567")
    actor = factory.acting(factory.person(), Role.OFFICER, "1.")

    outcomes = at_once(
        lambda: actions.reveal_number(actor, person_id=person.pk, kind=NumberKind.PHONE, purpose="发放补助"),
        times=40,
    )

    assert (outcomes.count("13871234567"), outcomes.count(RevealsUsed.__name__)) == (MOST_REVEALS_A_DAY, 20)


def test_two_who_enter_the_same_phone_leave_one_owner():
    people = [factory.person() for _ in range(THREADS)]
    queue = iter(people)

    def enter():
        person = next(queue)
        return actions.store_number(
            factory.acting(person), person_id=person.pk, kind=NumberKind.PHONE, number="13871234567"
        ).person_id

    outcomes = at_once(enter, times=THREADS)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_vaultnumber")
        assert cursor.fetchone() == (1,)
    assert sorted(map(type, outcomes), key=str) == [int, *[str] * (THREADS - 1)]
    assert outcomes.count("NumberTaken") == THREADS - 1


def test_two_who_enrol_the_same_staff_number_leave_one_person():
    actor = factory.acting(factory.person(), Role.SECURITY_ADMINISTRATOR, "1.")

    outcomes = at_once(
        lambda: (
            actions.enrol_person(actor, staff_number="WG-9", name="王芳", territory_path="1.4.").staff_number
        ),
        times=THREADS,
    )

    assert (outcomes.count("WG-9"), outcomes.count("StaffNumberTaken")) == (1, THREADS - 1)
