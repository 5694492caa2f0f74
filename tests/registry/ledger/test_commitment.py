"""A commitment binds to one value and tells nothing of it."""

from __future__ import annotations

import pytest
from hypothesis import given

from imena.registry.ledger.canonical import Plain, canonical
from imena.registry.ledger.commitment import commitment, new_salt, opens
from tests.registry.ledger.test_canonical import PLAIN

SALT = bytes([7]) * 32
KNOWN_NAMES = "1671cf809222a28e7aa787eac214477a918546fb3dedc80e15f9ef26fe1902f4"
KNOWN_NUMBER = "a60e0ead5430638d8cecdb0b062cc5f6e3c3ab260456b11191570e2fb7bedd47"


def test_known_answers() -> None:
    """Computed with ``openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…``."""
    name = "d3b07384-0000-4000-8000-000000000001/names"
    assert commitment(name, ["Дарина"], SALT) == KNOWN_NAMES
    assert commitment("r/number", 12, SALT) == KNOWN_NUMBER


@given(PLAIN, PLAIN)
def test_it_opens_to_its_value_and_to_no_other(value: Plain, other: Plain) -> None:
    committed = commitment("r/f", value, SALT)
    assert opens(committed, "r/f", value, SALT.hex())
    assert opens(committed, "r/f", other, SALT.hex()) == (canonical(value) == canonical(other))
    assert not opens(committed, "r/g", value, SALT.hex())
    assert not opens(committed, "r/f", value, new_salt().hex())


def test_the_same_value_twice_looks_like_two() -> None:
    salts = {new_salt() for _ in range(100)}
    assert len({commitment("r/born", "1994-05-01", salt) for salt in salts}) == 100


@pytest.mark.parametrize(("name", "salt"), [("r/f", b"short"), ("r\0/f", SALT), ("r/f", b"")])
def test_what_would_weaken_it_is_refused(name: str, salt: bytes) -> None:
    with pytest.raises(ValueError, match=r"salt|name"):
        commitment(name, 1, salt)
