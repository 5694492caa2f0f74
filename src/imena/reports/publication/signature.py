"""Who stands behind a publication pack: a signature of its manifest (Ed25519, RFC 8032).

The manifest has the digest of every other file, so that a signature of it is one of the whole. The
office keeps its key in a file of its own, locked with a passphrase (PKCS #8); it tells the public
half once and for all, where people look: without that, a signature says only that one key made it.
"""

from __future__ import annotations

import json

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from imena.exchange.atomic import laid_out
from imena.reports.publication.content import NotAPackError

_FORMAT = "imena-statement-signature"


class KeyUnusableError(Exception):
    """A file holds no key of this kind, or the passphrase does not open it."""


def new_key(passphrase: str) -> bytes:
    """A new private key as the text of a file, locked with ``passphrase``."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


def public_of(key: bytes, passphrase: str) -> str:
    """The public half, 32 bytes in hexadecimal.

    Raises
    ------
    KeyUnusableError
        Where it is no such key, or the passphrase does not open it.
    """
    return _hexadecimal(_opened(key, passphrase).public_key())


def signed(manifest: bytes, key: bytes, passphrase: str) -> bytes:
    """The file that says by whom ``manifest`` is signed.

    Raises
    ------
    KeyUnusableError
        As :func:`public_of`.
    """
    opened = _opened(key, passphrase)
    tree = {
        "format": _FORMAT,
        "formatVersion": 1,
        "algorithm": "Ed25519",
        "publicKey": _hexadecimal(opened.public_key()),
        "signature": opened.sign(manifest).hex(),
    }
    return f"{laid_out(tree)}\n".encode()


def signer_of(manifest: bytes, signature: bytes) -> str:
    """The public half of the key that signed ``manifest``; empty where the signature is of another.

    Raises
    ------
    NotAPackError
        Where ``signature`` is none.
    """
    try:
        tree = json.loads(signature)
        if (tree["format"], tree["algorithm"]) != (_FORMAT, "Ed25519"):
            raise NotAPackError("a signature of another kind")
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(tree["publicKey"]))
        made = bytes.fromhex(tree["signature"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAPackError(f"no signature: {error}") from error
    try:
        public.verify(made, manifest)
    except InvalidSignature:
        return ""
    return _hexadecimal(public)


def _opened(key: bytes, passphrase: str) -> Ed25519PrivateKey:
    try:
        found = serialization.load_pem_private_key(key, passphrase.encode())
    except (ValueError, TypeError) as error:
        raise KeyUnusableError(str(error)) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise KeyUnusableError("not an Ed25519 key")
    return found


def _hexadecimal(public: Ed25519PublicKey) -> str:
    return public.public_bytes_raw().hex()
