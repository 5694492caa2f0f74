"""Commitments: what stands in an event in place of a value.

``HMAC-SHA256(salt, name ‖ 0 ‖ value)`` with 32 random bytes of salt for every field of every event.
Whoever holds salt and value can show that this value was committed to; without the salt the
commitment says nothing, even of a value that could be guessed (a date of birth, a name).
"""

from __future__ import annotations

import hmac
import secrets

from imena.registry.ledger.canonical import Plain, canonical, spelled

SALT_BYTES = 32


def new_salt() -> bytes:
    """32 bytes from the operating system's source of randomness."""
    return secrets.token_bytes(SALT_BYTES)


def commitment(name: str, value: Plain, salt: bytes) -> str:
    """The commitment to ``value`` under ``name``, in hexadecimal.

    Raises
    ------
    ValueError
        For a salt that is not 32 bytes, or a name with the character that ends names.
    NotCanonicalError
        For a value without canonical bytes.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    if "\0" in name:
        raise ValueError("a name cannot hold U+0000")
    return hmac.digest(salt, name.encode() + b"\0" + canonical(value), "sha256").hex()


def opens(committed: str, name: str, value: Plain, salt: str) -> bool:
    """Whether ``committed`` is the commitment to ``value`` under ``name``, with the salt given in
    hexadecimal; the value must come from a canonical text."""
    text = name.encode() + b"\0" + spelled(value).encode()
    return hmac.digest(bytes.fromhex(salt), text, "sha256").hex() == committed
