"""Signing in through the organisation, over real HTTP to a provider of our own: the table of what opens and what does not."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings as configured
from django.test import Client

from tests.accounts.vouching import CLIENT, EC_KEY, OTHER_RSA_KEY, RSA_KEY, SECRET, Vouching, as_jwk
from tests.factories import accounts as factory
from xinghe.access.powers import Power, Role
from xinghe.accounts.actions import unlink_provider
from xinghe.accounts.rules import providers as rules
from xinghe.accounts.rules.providers import Provider, ProviderUnclear
from xinghe.accounts.sign_in import provider as sign_in_provider
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.unions.models import RoleMapping
from xinghe.unions.queries import actor_for, appointments_at

pytestmark = pytest.mark.django_db

BACK = "/account/sign-in/provider/return/"


@pytest.fixture
def vouching():
    made = Vouching()
    yield made
    made.close()


@pytest.fixture
def known(settings, vouching):
    """The operator's file names this provider, and trusts some of its words about second factors."""
    settings.XINGHE_PROVIDER = Provider.of(
        {
            "name": "江城钢铁统一认证",
            "issuer": vouching.issuer,
            "client_id": CLIENT,
            "staff_number_claim": "employee",
            "trusted_amr": ["otp", "hwk"],
            "trusted_acr": ["urn:two"],
        },
        secret=SECRET,
    )
    return settings.XINGHE_PROVIDER


@pytest.fixture
def holder(vouching):
    """The person whom the provider vouches for."""
    made = factory.person(password=None, name="李建国")
    vouching.person["employee"] = made.staff_number
    return made


def leave(browser, **sent):
    """Press the button; the address at the provider's to which the page moves on."""
    answer = browser.post("/account/sign-in/provider/", sent)
    assert answer.status_code == 200, answer.content.decode()
    return answer.headers["Refresh"].partition("url=")[2]


def agree(away):
    """Agree at the provider's, over HTTP; the path with which the browser comes back."""
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    origin = configured.XINGHE.origin
    assert back.startswith(f"{origin}{BACK}?")
    return back.removeprefix(origin)


def come(browser, **sent):
    """The whole way; the last answer."""
    return browser.get(agree(leave(browser, **sent)))


def outcome(browser, answer):
    """Who is signed in, or the sentence's code."""
    if answer.status_code == 302:
        return (
            browser.get("/inside/").content.decode()
            if "_auth_user_id" in browser.session
            else answer["Location"]
        )
    assert "_auth_user_id" not in browser.session
    return answer.context["refusal"].code


# -- what the token says -----------------------------------------------------------------------------------


def signed_by_somebody_else(v):
    v.key = OTHER_RSA_KEY


def unknown_key_number(v):
    v.key, v.number = OTHER_RSA_KEY, "two"


def own_key_in_the_header(v):
    v.key, v.header = OTHER_RSA_KEY, {"jwk": as_jwk(OTHER_RSA_KEY, "one")}


def unsigned(v):
    v.key, v.algorithm = None, "none"


def signed_with_the_clients_secret(v):
    v.key, v.algorithm = SECRET, "HS256"


def signed_with_the_public_key_as_secret(v):
    public = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    v.spoil = lambda told: forged(told, public)


def forged(told, secret):
    """The same claims under HS256 with a public key as its secret; PyJWT itself refuses to write that."""
    import base64
    import hashlib
    import hmac
    import json

    head = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "one"}).encode()).rstrip(b"=").decode()
    body = f"{head}.{told.split('.')[1]}"
    seal = hmac.new(secret, body.encode(), hashlib.sha256).digest()
    return f"{body}.{base64.urlsafe_b64encode(seal).rstrip(b'=').decode()}"


def changed_after_signing(v):
    def spoil(told):
        head, body, seal = told.split(".")
        return f"{head}.{body[:-8]}{'A' * 8}.{seal}"

    v.spoil = spoil


def elliptic(v):
    v.key, v.algorithm, v.published = EC_KEY, "ES256", [as_jwk(EC_KEY, "one")]


def renewed_keys(v):
    v.key, v.number = OTHER_RSA_KEY, "two"
    v.published.append(as_jwk(OTHER_RSA_KEY, "two"))


def no_key_number(v):
    v.number = None


def no_key_number_and_two_keys(v):
    v.number = None
    v.published.append(as_jwk(OTHER_RSA_KEY, "two"))


def claims(**change):
    """These claims in place of the right ones; a call makes the value when the token is made."""

    def put(v):
        v.change = {name: value(v) if callable(value) else value for name, value in change.items()}

    put.__name__ = " ".join(change)
    return put


def broken(path, status, body):
    def put(v):
        v.broken[path] = (status, body)

    return put


def spoilt(told):
    def put(v):
        v.spoil = lambda _: told

    return put


DESCRIPTION = "/.well-known/openid-configuration"
IN, DOUBTED, SILENT, UNKNOWN = "in", "provider_doubted", "provider_silent", "not_enrolled"
now = time.time
CASES = [
    ("all is right", claims(), IN),
    ("made out to several, us as the party", claims(aud=[CLIENT, "other"], azp=CLIENT), IN),
    ("made out to us in a list", claims(aud=[CLIENT]), IN),
    ("ended ten seconds ago: clocks differ", claims(exp=lambda _: int(now()) - 10), IN),
    ("an elliptic key", elliptic, IN),
    ("renewed keys", renewed_keys, IN),
    ("no key number, one key", no_key_number, IN),
    ("another issuer", claims(iss="https://elsewhere.example"), DOUBTED),
    ("an issuer that ours begins", claims(iss=lambda v: v.issuer + ".example"), DOUBTED),
    ("no issuer", claims(iss=None), DOUBTED),
    ("another audience", claims(aud="other"), DOUBTED),
    ("no audience", claims(aud=None), DOUBTED),
    ("made out to several, no party named", claims(aud=[CLIENT, "other"]), DOUBTED),
    ("made out to several, another party", claims(aud=[CLIENT, "other"], azp="other"), DOUBTED),
    ("another party", claims(azp="other"), DOUBTED),
    ("ended two minutes ago", claims(exp=lambda _: int(now()) - 120), DOUBTED),
    ("no end", claims(exp=None), DOUBTED),
    ("begins in five minutes", claims(nbf=lambda _: int(now()) + 300), DOUBTED),
    ("made in the future", claims(iat=lambda _: int(now()) + 300), DOUBTED),
    ("no time", claims(iat=None), DOUBTED),
    ("a time that is no number", claims(exp="tomorrow"), DOUBTED),
    ("another nonce", claims(nonce="another"), DOUBTED),
    ("no nonce", claims(nonce=None), DOUBTED),
    ("a nonce of another kind", claims(nonce=7), DOUBTED),
    ("nobody", claims(sub=None), DOUBTED),
    ("an empty number", claims(sub=""), DOUBTED),
    ("a number of another kind", claims(sub=7), DOUBTED),
    ("a number too long", claims(sub="u" * 192), DOUBTED),
    ("unsigned", unsigned, DOUBTED),
    ("signed with the client's secret", signed_with_the_clients_secret, DOUBTED),
    ("signed with the public key as a secret", signed_with_the_public_key_as_secret, DOUBTED),
    ("signed by somebody else under the same number", signed_by_somebody_else, DOUBTED),
    ("signed by a key that is not published", unknown_key_number, DOUBTED),
    ("signed by a key that it brings along", own_key_in_the_header, DOUBTED),
    ("changed after signing", changed_after_signing, DOUBTED),
    ("no key number, two keys", no_key_number_and_two_keys, DOUBTED),
    ("no token at all", broken("/token", 200, {"access_token": "x"}), DOUBTED),
    ("no access token", broken("/token", 200, {"id_token": "x"}), DOUBTED),
    ("a token that is no token", spoilt("x.y.z"), DOUBTED),
    ("a token of another kind", broken("/token", 200, {"access_token": "x", "id_token": [1]}), DOUBTED),
    ("a list for an answer", broken("/token", 200, ["access_token"]), DOUBTED),
    ("the code is refused", broken("/token", 400, {"error": "invalid_grant"}), DOUBTED),
    ("no keys", broken("/keys", 200, {"keys": []}), DOUBTED),
    ("keys of another shape", broken("/keys", 200, ["x"]), DOUBTED),
    ("a shared key among the keys", broken("/keys", 200, {"keys": [{"kty": "oct", "kid": "one", "k": "AA"}]}), DOUBTED),
    ("the keys are not there", broken("/keys", 500, {}), SILENT),
    ("nobody's staff number", claims(employee="WG999999"), UNKNOWN),
    ("no staff number", claims(employee=None), UNKNOWN),
    ("a staff number of another kind", claims(employee=[1]), UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_what_opens_a_session(browser, vouching, known, holder, change, expected):
    change(vouching)

    found = outcome(browser, come(browser))

    assert found == (str(holder.pk) if expected == IN else expected)
    assert SocialAccount.objects.count() == (1 if expected == IN else 0)


def test_the_table_is_long_enough_and_has_both_ends():
    assert len(CASES) >= 30
    assert {expected for *_, expected in CASES} == {IN, DOUBTED, SILENT, UNKNOWN}


# Each check of the token taken away must let somebody in who is refused above.
@pytest.mark.parametrize(
    ("change", "without"),
    [
        (claims(nonce="another"), ("nonce", True)),
        (claims(azp="other"), ("party", False)),
        (signed_by_somebody_else, ("signature", None)),
        (claims(aud="other"), ("audience", None)),
        (claims(iss="https://elsewhere.example"), ("issuer", None)),
        (claims(exp=lambda _: int(now()) - 120), ("end", None)),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_the_control_each_check_is_what_refuses(
    browser, vouching, known, holder, monkeypatch, change, without
):
    check, _ = without
    change(vouching)
    decode = jwt.decode
    if check == "nonce":
        monkeypatch.setattr(sign_in_provider.secrets, "compare_digest", lambda *_: True)
    elif check == "party":
        monkeypatch.setattr(sign_in_provider, "made_out_to_another", lambda *_, **__: False)
    else:
        off = {
            "signature": "verify_signature",
            "audience": "verify_aud",
            "issuer": "verify_iss",
            "end": "verify_exp",
        }

        def lenient(token, **told):
            told["options"] = told["options"] | {off[check]: False}
            if check == "issuer":
                del told["issuer"]
            return decode(token, **told)

        monkeypatch.setattr(sign_in_provider.jwt, "decode", lenient)

    assert outcome(browser, come(browser)) == str(holder.pk)


# -- the way there and back ----------------------------------------------------------------------------------


def test_the_way_there_asks_for_one_code_for_this_session_alone(browser, vouching, known, holder):
    aways = [urlsplit(leave(browser)) for _ in range(2)]

    asked = [{name: values[0] for name, values in parse_qs(away.query).items()} for away in aways]
    for one in asked:
        fresh = {name: one.pop(name) for name in ("state", "nonce", "code_challenge")}
        assert all(len(value) >= 16 for value in fresh.values())
        assert set(one.pop("scope").split()) == {"openid", "profile"}
        assert one == {
            "client_id": CLIENT,
            "redirect_uri": f"{configured.XINGHE.origin}{BACK}",
            "response_type": "code",
            "code_challenge_method": "S256",
        }
    assert len({away.query for away in aways}) == 2
    assert {f"{away.scheme}://{away.netloc}{away.path}" for away in aways} == {f"{vouching.issuer}/authorize"}


def test_what_stands_in_the_address_changes_nothing_of_the_way(browser, vouching, known):
    answer = browser.post(
        "/account/sign-in/provider/?scope=admin&auth_params=redirect_uri%3Dhttps://elsewhere.example&process=connect"
    )

    away = answer.headers["Refresh"]
    assert "elsewhere" not in away
    assert "admin" not in away


def test_the_way_is_begun_by_a_form_and_not_by_a_link(browser, known, holder):
    strict = Client(enforce_csrf_checks=True)

    assert browser.get("/account/sign-in/provider/").status_code == 405
    assert strict.post("/account/sign-in/provider/").status_code == 403


def test_a_return_is_used_once_and_only_where_it_was_begun(browser, vouching, known, holder):
    back = agree(leave(browser))
    stranger = Client()

    elsewhere = outcome(stranger, stranger.get(back))
    first = outcome(browser, browser.get(back))
    browser.post("/account/sign-out/")
    again = outcome(browser, browser.get(back))

    assert (elsewhere, first, again) == ("sign_in_stale", str(holder.pk), "sign_in_stale")


def test_a_code_is_of_no_use_in_another_session(browser, vouching, known, holder):
    # Somebody's code, put into the way that a victim began: the provider misses the secret behind the digest.
    stolen = parse_qs(urlsplit(agree(leave(browser))).query)["code"][0]
    victim = Client()
    state = parse_qs(urlsplit(leave(victim)).query)["state"][0]

    assert outcome(victim, victim.get(BACK, {"code": stolen, "state": state})) == DOUBTED


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "sign_in_stale"),
        ({"state": "x", "code": "x"}, "sign_in_stale"),
        ({"error": "access_denied"}, "sign_in_stale"),
        ({"state": None, "error": "access_denied"}, "sign_in_cancelled"),
        ({"state": None, "error": "server_error"}, DOUBTED),
        ({"state": None}, DOUBTED),
        ({"state": None, "code": "x"}, DOUBTED),
    ],
)
def test_other_ways_back(browser, known, holder, sent, code):
    state = parse_qs(urlsplit(leave(browser)).query)["state"][0]

    answer = browser.get(BACK, {name: value or state for name, value in sent.items()})

    assert outcome(browser, answer) == code


def test_a_way_of_more_than_ten_minutes_is_too_old(browser, known, holder):
    back = agree(leave(browser))
    session = browser.session
    states = session["socialaccount_states"]
    session["socialaccount_states"] = {
        key: [state, at - 601, who] for key, (state, at, who) in states.items()
    }
    session.save()

    assert outcome(browser, browser.get(back)) == "sign_in_stale"


def test_a_provider_that_is_down_is_said_on_either_way(browser, vouching, known, holder):
    back = agree(leave(browser))
    vouching.close()

    there = browser.post("/account/sign-in/provider/")
    home = browser.get(back)
    vouching.close = lambda: None

    assert [(one.status_code, one.context["refusal"].code) for one in (there, home)] == [(503, SILENT)] * 2
    assert "江城钢铁统一认证" in there.content.decode()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, {"issuer": "https://elsewhere.example"}), DOUBTED),
        ((200, {}), DOUBTED),
        ((200, b"<html>"), SILENT),
        ((404, {}), SILENT),
        ((503, {}), SILENT),
    ],
)
def test_a_description_that_cannot_be_believed(browser, vouching, known, answer, code):
    vouching.broken[DESCRIPTION] = answer

    answer = browser.post("/account/sign-in/provider/")

    assert answer.context["refusal"].code == code


def test_the_page_asked_for_comes_after_it_and_no_other_site(browser, known, holder):
    inside = come(browser, next="/inside/")
    browser.post("/account/sign-out/")
    outside = come(browser, next="https://elsewhere.example/")

    assert (inside["Location"], outside["Location"]) == ("/inside/", "/")


def test_another_person_in_the_same_browser_begins_a_session_of_their_own(browser, known, holder, sign_in):
    other = factory.person()
    sign_in(other)
    browser.session["left"] = "behind"
    before = browser.session.session_key

    assert outcome(browser, come(browser)) == str(holder.pk)
    assert browser.session.session_key != before
    assert "left" not in browser.session


# -- who it is -------------------------------------------------------------------------------------------------


def test_staff_numbers_are_found_in_either_case_and_the_link_is_recorded_once(
    browser, vouching, known, holder
):
    vouching.person["employee"] = holder.staff_number.lower()

    for _ in range(2):
        assert outcome(browser, come(browser)) == str(holder.pk)
        browser.post("/account/sign-out/")

    link = SocialAccount.objects.get()
    assert (link.user_id, link.provider, link.uid, link.extra_data) == (holder.pk, "organisation", "u-1", {})
    entries = AuditEntry.objects.filter(verb__in=["sign_in.link", "sign_in"]).order_by("pk")
    assert [(one.verb, one.subject_id, one.after.get("methods")) for one in entries] == [
        ("sign_in.link", holder.pk, None),
        ("sign_in", holder.pk, "socialaccount"),
        ("sign_in", holder.pk, "socialaccount"),
    ]


def test_a_closed_account_is_told_what_a_stranger_is_told(browser, vouching, known, holder):
    linked = outcome(browser, come(browser))
    browser.post("/account/sign-out/")
    holder.is_active = False
    holder.save()
    closed = come(browser)
    vouching.person = {"sub": "u-2", "employee": "WG999998"}
    stranger = come(browser)

    assert linked == str(holder.pk)
    assert (closed.status_code, stranger.status_code) == (403, 403)
    secret = re.compile(r'csrf\w+" value="[^"]+"|\?code=[^"]+"')
    assert secret.sub("", closed.content.decode()) == secret.sub("", stranger.content.decode())
    assert closed.context["refusal"].params == {"provider": known.name}


def test_a_link_outlives_a_new_staff_number_but_not_one_of_somebody_else(browser, vouching, known, holder):
    come(browser)
    browser.post("/account/sign-out/")
    other = factory.person()

    vouching.person["employee"] = "WG999997"
    renumbered = outcome(browser, come(browser))
    browser.post("/account/sign-out/")
    vouching.person["employee"] = other.staff_number
    confused = outcome(browser, come(browser))

    assert (renumbered, confused) == (str(holder.pk), UNKNOWN)


def test_a_staff_number_that_was_passed_on_opens_nothing_until_the_link_is_forgotten(
    browser, vouching, known, holder
):
    come(browser)
    browser.post("/account/sign-out/")
    vouching.person["sub"] = "u-2"
    passed_on = outcome(browser, come(browser))
    guard = factory.acting(factory.person(), Role.SECURITY_ADMINISTRATOR, "1.")
    type(holder).objects.filter(pk=holder.pk).update(territory_path="1.2.")

    unlink_provider(guard, person_id=holder.pk, reason="账号在集团重新开立")
    with pytest.raises(Missing):
        unlink_provider(guard, person_id=holder.pk, reason="再来一次")

    assert (passed_on, outcome(browser, come(browser))) == (UNKNOWN, str(holder.pk))


# -- the second factor -------------------------------------------------------------------------------------------

TO_CODE, TO_SET_UP = "/account/sign-in/code/", "/account/second-factor/"


@pytest.mark.parametrize(
    ("said", "has_own", "expected"),
    [
        ({}, True, "asked"),
        ({"amr": ["pwd"]}, True, "asked"),
        ({"amr": "otp"}, True, "asked"),
        ({"amr": ["pwd", "otp"]}, True, IN),
        ({"amr": ["hwk"]}, False, IN),
        ({"acr": "urn:two"}, True, IN),
        ({"acr": ["urn:two"]}, True, "asked"),
        ({"acr": "urn:one"}, False, "set up"),
        ({}, False, "set up"),
    ],
)
def test_an_office_holder_needs_a_second_factor_here_or_one_whose_word_counts(
    browser, vouching, known, holder, said, has_own, expected
):
    factory.appoint(holder)
    if has_own:
        factory.TOTP.activate(holder, factory.SECRET)
    vouching.person |= said

    answer = come(browser)
    inside = browser.get("/inside/")

    if expected == IN:
        assert inside.content.decode() == str(holder.pk)
    elif expected == "asked":
        assert answer["Location"].startswith(TO_CODE)
        assert inside.content.decode() == "None"
        browser.post(TO_CODE, {"code": factory.code_of(holder)})
        assert browser.get("/inside/").content.decode() == str(holder.pk)
    else:
        assert inside["Location"] == TO_SET_UP


def test_nothing_is_trusted_that_the_operator_did_not_name(browser, vouching, known, holder, settings):
    settings.XINGHE_PROVIDER = Provider.of(
        {"name": "x", "issuer": vouching.issuer, "client_id": CLIENT, "staff_number_claim": "employee"},
        secret=SECRET,
    )
    factory.appoint(holder)
    factory.TOTP.activate(holder, factory.SECRET)
    vouching.person |= {"amr": ["otp", "mfa", "hwk"], "acr": "urn:two"}

    assert come(browser)["Location"].startswith(TO_CODE)


# -- what the groups bring -----------------------------------------------------------------------------------------


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
