"""What is kept beside the database for a while, under a key of the database's own.

A file that lies in the office's folder as it is would say what the encrypted database keeps.
AES-256-GCM (NIST SP 800-38D) under a key derived by HKDF (RFC 5869): of the database's key on
SQLite; on PostgreSQL, whose disk the office encrypts, of the office's signing key.
"""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from imena.registry.engine.key import key_for

_FORM = b"imena-aside-v1"
_NONCE = 12


def seal(data: bytes) -> bytes:
    """The bytes, encrypted."""
    nonce = os.urandom(_NONCE)
    return nonce + _cipher().encrypt(nonce, data, _FORM)


def unseal(sealed: bytes) -> bytes:
    """What was sealed.

    Raises
    ------
    ValueError
        Where it is damaged, or was sealed beside another database.
    """
    try:
        return _cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], _FORM)
    except (InvalidTag, ValueError) as error:
        raise ValueError("not sealed beside this database, or damaged") from error


def _cipher() -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=_FORM).derive(_master()))


def _master() -> bytes:
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        return key_for(Path(connection.settings_dict["NAME"]))
    return str(settings.SECRET_KEY).encode()
