"""Openings at rest: as JSON, or encrypted under the key of the person whose data they are.

Encrypted: ``aes256gcm:KEY:TEXT``, where ``KEY`` names the key by the first 16 hexadecimal digits of
its SHA-256 and ``TEXT`` is base64 of a random nonce of 12 bytes and the AES-256-GCM ciphertext,
bound to the event and the record.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from imena.registry.ledger.canonical import NotCanonicalError, Plain, canonical, parsed
from imena.registry.ledger.commitment import SALT_BYTES
from imena.registry.ledger.event import Salted

_SCHEME = "aes256gcm"
_NONCE = 12


class DestroyedError(Exception):
    """The key under which this was kept is not there any more: it was erased."""


class DamagedError(ValueError):
    """The text is not what was sealed."""


def new_key() -> bytes:
    """256 random bits."""
    return AESGCM.generate_key(256)


def sealed(
    fields: Mapping[str, Salted], *, event: UUID, record: UUID, key: bytes | None = None
) -> str:
    """The openings as they are kept; encrypted when there is a key."""
    plain: dict[str, Plain] = {field: [salt, value] for field, (salt, value) in fields.items()}
    text = canonical(plain)
    if key is None:
        return text.decode()
    nonce = secrets.token_bytes(_NONCE)
    hidden = AESGCM(key).encrypt(nonce, text, _bound(event, record))
    return f"{_SCHEME}:{_name(key)}:{b64encode(nonce + hidden).decode()}"


def unsealed(
    text: str, *, event: UUID | str, record: UUID | str, key: bytes | None = None
) -> dict[str, Salted]:
    """The openings of ``text``.

    Raises
    ------
    DestroyedError
        When it is encrypted under another key than the one given.
    DamagedError
        When it was altered, or belongs to another event or record.
    """
    if not text.startswith("{"):
        text = _decrypted(text, _bound(event, record), key)
    try:
        return _salted(parsed(text))
    except (NotCanonicalError, AttributeError, TypeError, ValueError) as error:
        raise DamagedError("not the text of openings") from error


def _salted(tree: Any) -> dict[str, Salted]:
    for salt, _ in tree.values():
        if len(salt) != 2 * SALT_BYTES:
            raise ValueError("a salt of another length")
        bytes.fromhex(salt)
    return {field: (salt, value) for field, (salt, value) in tree.items()}


def _decrypted(text: str, bound: bytes, key: bytes | None) -> str:
    try:
        scheme, name, data = text.split(":")
        bundle = b64decode(data, validate=True)
    except ValueError as error:
        raise DamagedError("not the text of openings") from error
    if scheme != _SCHEME:
        raise DamagedError("sealed in an unknown way")
    if key is None or name != _name(key):
        raise DestroyedError
    try:
        return AESGCM(key).decrypt(bundle[:_NONCE], bundle[_NONCE:], bound).decode()
    except (InvalidTag, ValueError) as error:
        raise DamagedError("it does not decrypt") from error


def _bound(event: UUID | str, record: UUID | str) -> bytes:
    """The 16 bytes of the event's id and the 16 of the record's."""
    return bytes.fromhex(f"{event}{record}".replace("-", ""))


def _name(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:16]
