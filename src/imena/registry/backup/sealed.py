"""A file that only its passphrase opens, and in which no byte can be changed, cut or moved.

A line naming the format, a line of JSON telling how the key is made (Argon2id [1]_, with a salt),
then chunks: four bytes of length, and AES-256-GCM over up to 1 MiB. The nonce of a chunk is the
file's random prefix, the chunk's number and whether it is the last, so that chunks cannot change
places and the end cannot be cut off [2]_. The two lines are authenticated with every chunk.

References
----------
.. [1] RFC 9106, Argon2 Memory-Hard Function.
.. [2] Hoang, Reyhanitabar, Rogaway, Vizár. Online authenticated-encryption and its nonce-reuse
   misuse-resistance. CRYPTO 2015: the construction STREAM.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import zlib
from collections.abc import Iterator
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from imena.language import message
from imena.registry.backup.refusals import BackupError

_MAGIC = b"imena-backup-1\n"
_ARGON2ID = {"iterations": 3, "lanes": 4, "memory_cost": 64 * 1024}
_CHUNK = 1024**2
_LONGEST_HEADER = 4096
_TAG = 16
_DAMAGED = message("The backup is damaged after byte {n}, or cut short there.")


class Sealer:
    """Writes lines into a sealed file. :meth:`close` writes the end; without it nothing opens."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        how = {
            "salt": secrets.token_hex(16),
            "prefix": secrets.token_hex(7),
            "argon2id": _ARGON2ID,
        }
        key = _key(how, passphrase)
        how["check"] = _check(key)
        self._head = _MAGIC + json.dumps(how).encode() + b"\n"
        self._file, self._cipher = file, AESGCM(key)
        self._prefix = bytes.fromhex(str(how["prefix"]))
        self._waiting, self._number = bytearray(), 0
        self._pressed = zlib.compressobj(1)
        file.write(self._head)

    def line(self, text: str) -> None:
        """Write one line."""
        self._waiting += self._pressed.compress(text.encode() + b"\n")
        while len(self._waiting) > _CHUNK:
            self._chunk(bytes(self._waiting[:_CHUNK]), last=False)
            del self._waiting[:_CHUNK]

    def close(self) -> None:
        """Write what waits and the end."""
        self._waiting += self._pressed.flush()
        while len(self._waiting) > _CHUNK:
            self._chunk(bytes(self._waiting[:_CHUNK]), last=False)
            del self._waiting[:_CHUNK]
        self._chunk(bytes(self._waiting), last=True)

    def _chunk(self, plain: bytes, *, last: bool) -> None:
        nonce = _nonce(self._prefix, self._number, last=last)
        sealed = self._cipher.encrypt(nonce, plain, self._head)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


def lines(file: IO[bytes], passphrase: str) -> Iterator[str]:
    """The lines of a sealed file, each given only after its chunk proved whole.

    Raises
    ------
    BackupError
        When it is no such file, the passphrase is another, or it is damaged or cut short. What
        came before the damage has been given: take nothing for done before the last line.
    """
    unpressed = zlib.decompressobj()
    rest = b""
    for plain in _chunks(file, passphrase):
        try:
            whole = rest + unpressed.decompress(plain)
        except zlib.error:
            raise BackupError(message("The backup cannot be read.")) from None
        *done, rest = whole.split(b"\n")
        for line in done:
            yield line.decode()


def _chunks(file: IO[bytes], passphrase: str) -> Iterator[bytes]:
    head, how = _read_head(file)
    key = _key(how, passphrase)
    if not hmac.compare_digest(str(how["check"]), _check(key)):
        raise BackupError(
            message("The passphrase is not the backup’s, or the file’s beginning is damaged.")
        )
    cipher, prefix, number = AESGCM(key), bytes.fromhex(how["prefix"]), 0
    at = len(head)
    ahead = _read_chunk(file, at)
    while ahead:
        sealed, ahead = ahead, _read_chunk(file, at + 4 + len(ahead))
        try:
            yield cipher.decrypt(_nonce(prefix, number, last=not ahead), sealed, head)
        except InvalidTag:
            raise _spoilt(cipher, _nonce(prefix, number, last=False), sealed, head, at) from None
        number += 1
        at += 4 + len(sealed)
    if not number:
        raise BackupError(message("The backup was cut short: {n} bytes are left."), n=at)


def _spoilt(cipher: AESGCM, nonce: bytes, sealed: bytes, head: bytes, at: int) -> BackupError:
    """A chunk that would be whole if it were not the last has lost those that came after it."""
    try:
        cipher.decrypt(nonce, sealed, head)
    except InvalidTag:
        return BackupError(
            message("The backup is damaged after byte {n}, or cut short there."), n=at
        )
    end = at + 4 + len(sealed)
    return BackupError(message("The backup was cut short: {n} bytes are left."), n=end)


def _read_head(file: IO[bytes]) -> tuple[bytes, dict[str, Any]]:
    magic = file.read(len(_MAGIC))
    if magic != _MAGIC:
        raise BackupError(message("This is no backup, or one of a later release."))
    told = file.readline(_LONGEST_HEADER)
    try:
        how = json.loads(told)
        bytes.fromhex(how["salt"]), bytes.fromhex(how["prefix"]), str(how["check"])
        # A header that was tampered with must not take all memory.
        if how["argon2id"] != _ARGON2ID:
            raise ValueError("another cost")
    except (ValueError, KeyError, TypeError):
        raise BackupError(message("The beginning of the backup is damaged.")) from None
    return magic + told, how


def _read_chunk(file: IO[bytes], at: int) -> bytes:
    length = file.read(4)
    size = int.from_bytes(length, "big")
    sealed = file.read(min(size, _CHUNK + _TAG))
    if length and (len(length) < 4 or len(sealed) != size or not size):
        raise BackupError(_DAMAGED, n=at)
    return sealed


def _key(how: dict[str, Any], passphrase: str) -> bytes:
    salt = bytes.fromhex(how["salt"])
    return Argon2id(salt=salt, length=32, **how["argon2id"]).derive(passphrase.encode())


def _check(key: bytes) -> str:
    return hmac.new(key, b"imena-backup-check", hashlib.sha256).hexdigest()[:32]


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
