"""Signing in through the organisation, over real HTTP to a provider of our own: the table of what opens and what does not."""

import time

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.accounts.arriving import (
    DOUBTED,
    IN,
    SILENT,
    UNKNOWN,
    come,
    outcome,
    signed_by_somebody_else,
)
from tests.accounts.vouching import CLIENT, EC_KEY, OTHER_RSA_KEY, RSA_KEY, SECRET, as_jwk
from xinghe.accounts.sign_in import provider as sign_in_provider

pytestmark = pytest.mark.django_db


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
