"""What is typed is read in one way only; an address is believed only as far as it can be."""

import pytest

from xinghe.accounts.rules.identifiers import (
    StaffNumberWrong,
    checked_staff_number,
    client_address,
    identifier_of,
)


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("WG-1001", "staff_number", "wg-1001"),
        ("138 7123 4567", "phone", "13871234567"),
        ("+8613871234567", "phone", "13871234567"),
        ("A@B.cn", "email", "a@b.cn"),
        ("13871234567@example.org", "email", "13871234567@example.org"),
        ("23871234567", "staff_number", "23871234567"),
        ("420106199003077813", "staff_number", "420106199003077813"),
    ],
)
def test_identifier_of(typed, kind, value):
    found = identifier_of(typed)

    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    "typed", ["ab", "a b c", "13871234567", "张三001", "a@b.cn", "-abc", "x" * 41, "", "abc%"]
)
def test_a_staff_number_that_could_mean_something_else_is_refused(typed):
    with pytest.raises(StaffNumberWrong):
        checked_staff_number(typed)


@pytest.mark.parametrize("typed", ["abc", "WG-1001", "2024.001", "x" * 40, "23871234567"])
def test_an_ordinary_staff_number_is_taken(typed):
    assert checked_staff_number(f" {typed} ") == typed


@pytest.mark.parametrize(
    ("remote", "forwarded", "proxies", "address"),
    [
        ("203.0.113.7", "", 0, "203.0.113.7"),
        ("203.0.113.7", "192.0.2.1", 0, "203.0.113.7"),
        ("10.0.0.1", "192.0.2.1", 1, "192.0.2.1"),
        ("10.0.0.1", "6.6.6.6, 192.0.2.1", 1, "192.0.2.1"),
        ("10.0.0.1", "6.6.6.6, 192.0.2.1, 10.0.0.2", 2, "192.0.2.1"),
        ("10.0.0.1", "", 1, None),
        ("10.0.0.1", "192.0.2.1", 2, None),
        ("10.0.0.1", "nonsense", 1, None),
        ("127.0.0.1", "", 0, "127.0.0.1"),
        ("127.0.0.1", "192.0.2.1", 0, None),
        ("::1", "192.0.2.1", 0, None),
        ("", "", 0, None),
        ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "", 0, "203.0.113.7"),
    ],
)
def test_client_address(remote, forwarded, proxies, address):
    assert client_address(remote=remote, forwarded=forwarded, proxies=proxies) == address
