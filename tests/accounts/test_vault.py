"""What the vault seals opens in its own place only, with keys that stay outside the database."""

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from xinghe.accounts.vault import SUITES, SealBroken, Vault

KEYS = {1: b"1" * 32, 2: b"2" * 32}
NUMBER, PLACE = "11010519491231002X", "accounts_vaultnumber|ciphertext|7|id_number"


def vault(suite="aes", current=1, keys=KEYS, index_key=b"i" * 32):
    return Vault(suite=suite, current=current, keys=keys, index_key=index_key)


def bare(suite, key, nonce, plain, told):
    """What a suite's own functions seal, without our format."""
    return SUITES[suite].seal(
        bytes.fromhex(key), bytes.fromhex(nonce), bytes.fromhex(plain), bytes.fromhex(told)
    )


# Known answers: published vectors.


def test_sm3_known_answer():
    """GB/T 32905-2016, A.1."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(b"abc")

    assert digest.finalize().hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm4_known_answer():
    """GB/T 32907-2016, A.1."""
    key = block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()

    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_known_answer():
    """RFC 8998, A.1."""
    sealed = bare(
        "sm4",
        "0123456789abcdeffedcba9876543210",
        "00001234567800000000abcd",
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
    )

    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )


def test_aes_gcm_known_answer():
    """McGrew and Viega, test case 15."""
    sealed = bare(
        "aes",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
        "",
    )

    assert sealed.hex()[-32:] == "b094dac5d93471bdec1a502270e3cc6c"


@pytest.mark.parametrize("suite", SUITES)
def test_what_is_sealed_opens(suite):
    sealed = vault(suite).seal(NUMBER, place=PLACE)

    assert vault(suite).open(sealed, place=PLACE) == NUMBER
    assert NUMBER.encode() not in sealed


@pytest.mark.parametrize("suite", SUITES)
def test_twice_the_same_number_looks_different(suite):
    assert len({vault(suite).seal(NUMBER, place=PLACE) for _ in range(100)}) == 100


@pytest.mark.parametrize("suite", SUITES)
@pytest.mark.parametrize(
    "elsewhere",
    [PLACE.replace("7", "8"), PLACE.replace("id_number", "phone"), PLACE.replace("ciphertext", "masked"), ""],
)
def test_in_another_place_it_does_not_open(suite, elsewhere):
    sealed = vault(suite).seal(NUMBER, place=PLACE)

    with pytest.raises(SealBroken):
        vault(suite).open(sealed, place=elsewhere)


@pytest.mark.parametrize("suite", SUITES)
def test_not_one_altered_bit_is_accepted(suite):
    sealed = vault(suite).seal(NUMBER, place=PLACE)
    altered = [
        sealed[:byte] + bytes([sealed[byte] ^ 1 << bit]) + sealed[byte + 1 :]
        for byte in range(len(sealed))
        for bit in range(8)
    ]

    opened = []
    for one in [*altered, *(sealed[:length] for length in range(len(sealed))), sealed + b"\0"]:
        try:
            opened.append(vault(suite).open(one, place=PLACE))
        except SealBroken as refusal:
            assert set(refusal.params) == {"key"}

    assert opened == []


def test_without_its_key_it_does_not_open():
    sealed = vault(current=2).seal(NUMBER, place=PLACE)

    with pytest.raises(SealBroken) as refusal:
        vault(keys={1: KEYS[1]}).open(sealed, place=PLACE)
    assert refusal.value.params == {"key": 2}


@pytest.mark.parametrize(("suite", "current"), [("aes", 1), ("aes", 2), ("sm4", 1), ("sm4", 2)])
def test_any_configured_key_and_suite_opens_and_only_one_is_current(suite, current):
    now = vault("sm4", current=2)
    sealed = vault(suite, current=current).seal(NUMBER, place=PLACE)

    assert now.open(sealed, place=PLACE) == NUMBER
    assert now.is_current(sealed) is ((suite, current) == ("sm4", 2))


@pytest.mark.parametrize("suite", SUITES)
def test_the_index_is_keyed_and_kept_apart_by_kind(suite):
    here, elsewhere = vault(suite), vault(suite, index_key=b"j" * 32)

    assert here.index(NUMBER, kind="phone") == here.index(NUMBER, kind="phone")
    assert (
        len(
            {
                here.index(NUMBER, kind="phone"),
                here.index(NUMBER, kind="id_number"),
                elsewhere.index(NUMBER, kind="phone"),
            }
        )
        == 3
    )


def test_the_index_does_not_depend_on_the_key_that_seals():
    assert vault(current=1).index(NUMBER, kind="phone") == vault(current=2).index(NUMBER, kind="phone")


def test_a_number_is_found_under_either_suite():
    either = vault("sm4").indexes(NUMBER, kind="phone")

    assert either == [vault(suite).index(NUMBER, kind="phone") for suite in SUITES]


def test_no_key_serves_two_purposes():
    """With one master key for everything, the derived ones still differ."""
    same = vault(keys={1: b"k" * 32}, index_key=b"k" * 32)

    assert len({*same._keys.values(), *same._index_keys.values(), b"k" * 32}) == 5


def test_the_suites_are_the_named_algorithms():
    nonce, key = b"n" * 12, b"k" * 32

    assert SUITES["aes"].seal(key, nonce, b"p", b"t") == AESGCM(key).encrypt(nonce, b"p", b"t")
