"""Seal what is said of one living person under a key of its own, which can be destroyed."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from imena.registry.ledger.canonical import Plain, canonical, parsed
from imena.registry.ledger.event import Salted

_NONCE = 12


class TamperedError(ValueError):
    """What was sealed does not open under its key: it was changed, moved or is not sealed."""


def new_key() -> bytes:
    """256 random bits."""
    return AESGCM.generate_key(256)


def sealed(fields: Mapping[str, Salted], *, event: UUID, record: UUID, key: bytes | None) -> str:
    """The openings as canonical JSON; with a ``key`` encrypted (AES-256-GCM) and bound to the event
    and the record they belong to, so that they cannot be put elsewhere."""
    text = canonical({name: list(salted) for name, salted in fields.items()})
    if key is None:
        return text.decode()
    nonce = secrets.token_bytes(_NONCE)
    hidden = AESGCM(key).encrypt(nonce, text, event.bytes + record.bytes)
    return base64.b64encode(nonce + hidden).decode("ascii")


def opened(text: str, *, event: UUID, record: UUID, key: bytes | None) -> dict[str, Salted]:
    """The openings again.

    Raises
    ------
    TamperedError
        Where the text is not what was sealed.
    """
    try:
        plain: bytes | str = text
        if key is not None:
            raw = base64.b64decode(text, validate=True)
            plain = AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], event.bytes + record.bytes)
        fields = parsed(plain)
    except (InvalidTag, ValueError) as error:
        raise TamperedError(str(error)) from error
    if not isinstance(fields, dict):
        raise TamperedError("not the openings of fields")
    return {name: _salted(pair) for name, pair in fields.items()}


def _salted(pair: Plain) -> Salted:
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[0], str):
        raise TamperedError("an opening is a salt and a value")
    return pair[0], pair[1]
