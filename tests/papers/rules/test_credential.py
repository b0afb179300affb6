"""A credential holds by its keys alone; whatever is changed, taken away, added or said twice is noticed."""

import json
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from xinghe.papers.rules import credential as rules
from xinghe.papers.rules.credential import (
    Credential,
    CredentialBroken,
    PublicKey,
    Revocation,
    canonical,
    key_file,
    public_half,
    read_json,
    read_keys,
    sign,
    sign_revocations,
    verify,
)

PRIVATE, OTHER = bytes(range(32)), bytes(range(1, 33))
KEYS = (public_half(PRIVATE),)
SAID = Credential(
    serial="9f3k2m7q",
    what="第九届全省职工优秀技术创新成果",
    to="张𬱖、龑文",
    grade="一等成果",
    by="星河省总工会",
    document="星工发〔2026〕12号",
    date=date(2026, 3, 2),
    address="https://xinghe.example/v/9f3k2m7q",
)
SIGNED = sign(SAID, private=PRIVATE)
REVOKED = Revocation(serial=SAID.serial, on=date(2026, 5, 1), reason="星工发〔2026〕30号")


def why(signed, **kwargs) -> str:
    with pytest.raises(CredentialBroken) as refused:
        verify(signed, keys=kwargs.pop("keys", KEYS), **kwargs)
    return str(refused.value.params["reason"])


def test_a_credential_holds_after_a_journey_through_a_file():
    sent = json.dumps(SIGNED, ensure_ascii=False, indent=2).encode()

    found = verify(read_json(sent), keys=read_keys(json.dumps(key_file(KEYS)).encode()))

    assert (found.credential, found.revoked, found.listed_on) == (SAID, None, None)
    assert found.key == KEYS[0].number == SIGNED["key"]


def test_the_same_is_signed_alike_and_in_one_spelling():
    assert sign(SAID, private=PRIVATE) == SIGNED
    assert canonical({"b": "张", "a": [1, None]}) == '{"a":[1,null],"b":"张"}'.encode()


def test_the_openssl_key_of_one_line_serves_too():
    pem = (
        Ed25519PrivateKey.from_private_bytes(PRIVATE)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )

    assert verify(SIGNED, keys=read_keys(pem)).credential == SAID


@pytest.mark.parametrize("name", sorted(set(SIGNED) - {"kind", "signature", "key"}))
def test_a_changed_field_is_noticed(name):
    assert (
        why(SIGNED | {name: "2026-03-03" if name == "date" else SIGNED[name] + "。"}) == rules.WRONG_SIGNATURE
    )


@pytest.mark.parametrize("name", sorted(set(SIGNED) - {"kind"}))
def test_a_missing_field_is_noticed(name):
    assert why({field: value for field, value in SIGNED.items() if field != name}) == rules.WRONG_FIELDS


@given(at=st.integers(0, 63), bit=st.integers(0, 7))
def test_no_bit_of_the_signature_may_differ(at, bit):
    raw = bytearray(rules._bytes(SIGNED["signature"]))
    raw[at] ^= 1 << bit

    assert why(SIGNED | {"signature": rules._text(bytes(raw))}) == rules.WRONG_SIGNATURE


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"more": "x"}, rules.WRONG_FIELDS),
        ({"kind": "xinghe.credential/2"}, rules.WRONG_KIND),
        ({"date": "2026-02-30"}, rules.WRONG_FIELDS),
        ({"to": ["张"]}, rules.WRONG_FIELDS),
        ({"to": "\ud800"}, rules.WRONG_SIGNATURE),
        ({"signature": SIGNED["signature"] + "="}, rules.WRONG_SIGNATURE),
        ({"signature": None}, rules.WRONG_SIGNATURE),
        ({"signature": "…"}, rules.WRONG_SIGNATURE),
        ({"key": public_half(OTHER).number}, rules.UNKNOWN_KEY),
        ({"key": 7}, rules.UNKNOWN_KEY),
    ],
)
def test_what_is_wrong_is_named(changed, reason):
    assert why(SIGNED | changed) == reason


def test_another_key_does_not_open_it_even_under_the_name_of_the_first():
    assert why(SIGNED, keys=(public_half(OTHER),)) == rules.UNKNOWN_KEY
    renamed = key_file((public_half(OTHER),))
    renamed["keys"][0]["number"] = KEYS[0].number
    with pytest.raises(CredentialBroken) as refused:
        read_keys(json.dumps(renamed).encode())
    assert refused.value.params["reason"] == rules.KEY_MISNAMED


def test_a_key_that_was_changed_still_holds_for_what_it_signed_before():
    before, after = (replace(KEYS[0], until=day) for day in (date(2026, 3, 2), date(2026, 3, 1)))

    assert verify(SIGNED, keys=(before, public_half(OTHER))).credential == SAID
    assert why(SIGNED, keys=(after,)) == rules.AFTER_KEY


def test_a_revoked_credential_is_genuine_and_revoked():
    listed = sign_revocations([REVOKED], by="星河省总工会", on=date(2026, 6, 1), private=PRIVATE)
    empty = sign_revocations([], by="星河省总工会", on=date(2026, 6, 1), private=PRIVATE)

    assert verify(SIGNED, keys=KEYS, revocations=listed).revoked == REVOKED
    found = verify(SIGNED, keys=KEYS, revocations=empty)
    assert (found.revoked, found.listed_on) == (None, date(2026, 6, 1))


def test_a_list_that_does_not_hold_is_worth_nothing():
    listed = sign_revocations([REVOKED], by="星河省总工会", on=date(2026, 6, 1), private=PRIVATE)
    forged = sign_revocations([], by="星河省总工会", on=date(2026, 6, 1), private=OTHER)

    assert why(SIGNED, revocations=listed | {"revoked": []}) == rules.WRONG_SIGNATURE
    assert why(SIGNED, revocations=forged) == rules.OTHER_ISSUER
    assert why(SIGNED, revocations=listed | {"revoked": [{}]}) == rules.WRONG_FIELDS
    assert why(SIGNED, revocations=listed | {"revoked": "x"}) == rules.WRONG_FIELDS
    assert why(SIGNED, revocations=SIGNED) == rules.WRONG_KIND


def test_a_signature_of_one_kind_serves_for_no_other():
    listed = sign_revocations([], by="x", on=date(2026, 6, 1), private=PRIVATE)

    assert why(SIGNED | {"signature": listed["signature"]}) == rules.WRONG_SIGNATURE
    assert why(listed) == rules.WRONG_KIND


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"a":1,"a":2}',
        b'{"a":NaN}',
        b"[" * 100_000,
        b'{"a":"' + b"x" * 4_000_001 + b'"}',
    ],
)
def test_what_is_no_object_of_json_is_refused(text):
    with pytest.raises(CredentialBroken) as refused:
        read_json(text)

    assert refused.value.params["reason"] == rules.NOT_JSON


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b'{"kind":"x"}', rules.WRONG_KIND),
        (b'{"kind":"xinghe.keys/1"}', rules.WRONG_FIELDS),
        (b'{"kind":"xinghe.keys/1","keys":[{"number":"a","key":"AA","until":null}]}', rules.WRONG_FIELDS),
        (b'{"kind":"xinghe.keys/1","keys":[{"number":"a","key":"AA"}]}', rules.WRONG_FIELDS),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", rules.WRONG_FIELDS),
    ],
)
def test_a_file_that_holds_no_keys_is_refused(text, reason):
    with pytest.raises(CredentialBroken) as refused:
        read_keys(text)

    assert refused.value.params["reason"] == reason


def test_a_key_of_another_kind_in_pem_is_refused():
    from cryptography.hazmat.primitives.asymmetric import ec

    pem = (
        ec.generate_private_key(ec.SECP256R1())
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    with pytest.raises(CredentialBroken) as refused:
        read_keys(pem)

    assert refused.value.params["reason"] == rules.WRONG_KIND


def test_a_key_of_wrong_length_is_no_key():
    made = key_file((PublicKey(raw=b"short"),))
    with pytest.raises(CredentialBroken):
        read_keys(json.dumps(made).encode())


@given(
    st.builds(
        Credential,
        **{
            name: st.text(max_size=20)
            for name in ("serial", "what", "to", "grade", "by", "document", "address")
        },
        date=st.dates(),
    )
)
def test_whatever_is_said_can_be_signed_and_holds(said):
    found = verify(read_json(json.dumps(sign(said, private=PRIVATE)).encode()), keys=KEYS)

    assert found.credential.date == said.date
