"""What signing in and the vault cost, as ratios measured in one run.

python -m pytest benchmarks/accounts.py -s -q
"""

import statistics
import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from tests.conftest import django_db_setup  # noqa: F401  # a throw-away database, as for the tests
from tests.factories import accounts as factory
from xinghe.access.actor import Actor
from xinghe.accounts import actions
from xinghe.accounts.sign_in.hashing import TunedArgon2
from xinghe.accounts.vault import SUITES, Vault

pytestmark = pytest.mark.django_db


def seconds(work, *, times=1):
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times


def test_known_and_unknown_cost_the_same(settings):
    settings.PASSWORD_HASHERS = ["xinghe.accounts.sign_in.hashing.TunedArgon2"]
    rounds = 60
    for n in range(rounds):
        factory.person(staff_number=f"known-{n}")

    def attempt(who, n):
        client = Client(REMOTE_ADDR=f"198.51.{n}.1")
        return seconds(lambda: client.post("/account/sign-in/", {"login": who, "password": "wrong"}))

    known, unknown = [], []
    for n in range(rounds):
        known.append(attempt(f"known-{n}", n))
        unknown.append(attempt(f"nobody-{n}", n))
    ratio = statistics.median(known) / statistics.median(unknown)
    print(
        f"\nfailed sign-in, known : unknown = {ratio:.2f} (medians of {rounds}, {statistics.median(known) * 1000:.0f} ms)"
    )
    assert 0.8 < ratio < 1.25


def test_hash_cost():
    ours, django = TunedArgon2(), Argon2PasswordHasher()
    both = [
        (seconds(lambda: ours.encode("p" * 12, "s" * 16)), seconds(lambda: django.encode("p" * 12, "s" * 16)))
        for _ in range(9)
    ]
    mine, theirs = (statistics.median(column) for column in zip(*both, strict=True))
    print(
        f"\nhash: ours {mine * 1000:.0f} ms, Django's default {theirs * 1000:.0f} ms, ratio 1 : {theirs / mine:.1f}"
    )


def test_vault_rates():
    for name in SUITES:
        vault = Vault(suite=name, current=1, keys={1: b"k" * 32}, index_key=b"i" * 32)
        sealed = vault.seal("11010519491231002X", place="p")
        rates = [1 / seconds(lambda w=work: w(), times=20_000) for work in (
            lambda v=vault: v.seal("11010519491231002X", place="p"),
            lambda v=vault, s=sealed: v.open(s, place="p"),
            lambda v=vault: v.index("11010519491231002X", kind="id_number"),
        )]  # fmt: skip
        print(f"\n{name}: seal {rates[0]:,.0f}/s, open {rates[1]:,.0f}/s, index {rates[2]:,.0f}/s")


def test_rotation_rate(settings):
    count = 5000
    for n in range(count):
        factory.person(phone=f"1387{n:07}", password=None)
    settings.XINGHE_VAULT_KEYS = settings.XINGHE_VAULT_KEYS | {"suite": "sm4"}
    taken = seconds(lambda: actions.rotate_numbers(Actor.for_job("command-line")))
    print(f"\nrotation: {count / taken:,.0f} numbers/s in batches of 1,000")
