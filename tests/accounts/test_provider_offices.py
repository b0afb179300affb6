"""What the organisation's groups give and take, what an operator writes down, and where the button stands."""

import pytest
from allauth.socialaccount.models import SocialApp
from django.test import Client

from tests.accounts.arriving import (
    BACK,
    DOUBTED,
    come,
    outcome,
    signed_by_somebody_else,
)
from tests.factories import accounts as factory
from xinghe.access.powers import Power, Role
from xinghe.accounts.rules import providers as rules
from xinghe.accounts.rules.providers import Provider, ProviderUnclear
from xinghe.accounts.sign_in import provider as sign_in_provider
from xinghe.foundation import clock
from xinghe.unions.models import RoleMapping
from xinghe.unions.queries import actor_for, appointments_at

pytestmark = pytest.mark.django_db


def offices(who):
    return list(
        appointments_at(clock.now())
        .filter(person=who)
        .order_by("pk")
        .values_list("role", "union_id", "source")
    )


def test_a_group_gives_an_office_and_its_end_ends_the_access_with_the_next_request(
    browser, vouching, known, holder
):
    at = factory.union()
    RoleMapping.objects.create(
        provider="organisation",
        claim="xinghe-officers",
        union=at,
        role=Role.OFFICER,
        made_by=factory.person(),
        made_at=clock.now(),
    )
    factory.TOTP.activate(holder, factory.SECRET)
    vouching.person |= {"groups": ["xinghe-officers", "football"], "amr": ["otp"]}
    come(browser)
    given = offices(holder)
    phone = Client()
    vouching.person["groups"] = ["football"]
    before = actor_for(holder.pk, via="web", now=clock.now()).carries(Power.RESULT_CLEAR)
    browser.get("/inside/")
    key = browser.session.session_key
    come(phone)
    after = actor_for(holder.pk, via="web", now=clock.now()).carries(Power.RESULT_CLEAR)

    assert given == [(Role.OFFICER, at.pk, "organisation")]
    assert (before, after, offices(holder)) == (True, False, [])
    # The session that is open elsewhere goes on under a new number, without the office.
    assert browser.get("/inside/").content.decode() == str(holder.pk)
    assert browser.session.session_key != key


def test_a_refused_way_changes_no_office(browser, vouching, known, holder):
    appointment = factory.appoint(holder, source="organisation")
    signed_by_somebody_else(vouching)

    assert outcome(browser, come(browser)) == DOUBTED
    assert offices(holder) == [(Role.OFFICER, appointment.union_id, "organisation")]


# -- whether there is one --------------------------------------------------------------------------------------


def test_the_button_is_there_only_where_a_provider_is_named(browser, settings, vouching, known):
    with_one = browser.get("/account/sign-in/?next=/inside/").content.decode()
    settings.XINGHE_PROVIDER = None
    without = browser.get("/account/sign-in/").content.decode()

    assert "江城钢铁统一认证" in with_one
    assert 'action="/account/sign-in/provider/"' in with_one
    assert "/sign-in/provider/" not in without
    assert [browser.post("/account/sign-in/provider/").status_code, browser.get(BACK).status_code] == [
        404,
        404,
    ]


def test_a_row_in_the_database_is_no_second_door(browser, settings, vouching):
    SocialApp.objects.create(
        provider="openid_connect",
        provider_id="evil",
        name="x",
        client_id="x",
        settings={"server_url": vouching.issuer},
    )
    settings.XINGHE_PROVIDER = None

    assert sign_in_provider.ProviderAdapter().list_apps(None) == []
    assert browser.post("/account/sign-in/provider/").status_code == 404


# -- the operator's file ---------------------------------------------------------------------------------------

FILE = {"name": "统一认证", "issuer": "https://id.example", "client_id": "xinghe"}


def test_the_operators_file_is_read_with_the_secret_beside_it(tmp_path):
    (tmp_path / "secret").write_text(" hush\n")
    path = tmp_path / "provider.toml"
    path.write_text(
        'name = "统一认证"\nissuer = "https://id.example"\nclient_id = "xinghe"\nsecret_file = "secret"\n'
        'scopes = ["groups"]\ntrusted_amr = ["otp"]\n'
    )

    assert Provider.read(path) == Provider(
        key="organisation",
        name="统一认证",
        issuer="https://id.example",
        client_id="xinghe",
        secret="hush",
        scopes=("openid", "groups"),
        trusted_amr=frozenset({"otp"}),
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"issuer": "http://id.example"}, "https"),
        ({"issuer": "ftp://id.example"}, "https"),
        ({"issuer": ""}, "missing: issuer"),
        ({"client_id": ""}, "missing: client_id"),
        ({"colour": "red"}, "unknown: colour"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_before_anything_is_served(change, words):
    with pytest.raises(ProviderUnclear, match=words):
        Provider.of(FILE | change, secret="x")


def test_a_file_without_its_secret_is_refused(tmp_path):
    path = tmp_path / "provider.toml"
    path.write_text('name = "x"\nsecret_file = "gone"\n')

    with pytest.raises(ProviderUnclear, match="gone"):
        Provider.read(path)
    with pytest.raises(ProviderUnclear, match="empty"):
        Provider.of(FILE, secret="")


@pytest.mark.parametrize(
    ("told", "expected"),
    [(["a", "b", 3], {"a", "b"}), ("a", {"a"}), (None, set()), ({"a": 1}, set()), (7, set())],
)
def test_groups_are_texts(told, expected):
    assert Provider.of(FILE, secret="x").groups({"groups": told}) == expected


def test_every_refusal_of_the_way_has_its_own_code():
    kinds = [one for one in vars(rules).values() if isinstance(one, type) and issubclass(one, rules.Refusal)]

    assert sorted(one.code for one in kinds if one is not rules.Refusal) == [
        "not_enrolled",
        "provider_doubted",
        "provider_silent",
        "sign_in_cancelled",
        "sign_in_stale",
    ]
