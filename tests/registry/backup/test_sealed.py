"""A sealed file opens whole with its passphrase, or says what is wrong with it."""

from __future__ import annotations

import random
from io import BytesIO

import pytest

from imena.registry.backup import sealed
from imena.registry.backup.refusals import BackupError
from imena.registry.backup.sealed import Sealer, lines

PHRASE = "вигадана довга фраза"
LINES = [f"рядок {n} {'x' * (n % 97)}" for n in range(900)]


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small chunks, so that a small file has many, and a key that costs little."""
    monkeypatch.setattr(sealed, "_CHUNK", 1000)
    monkeypatch.setattr(sealed, "_ARGON2ID", {"iterations": 1, "lanes": 1, "memory_cost": 64})


def _sealed() -> bytes:
    file = BytesIO()
    sealer = Sealer(file, PHRASE)
    for line in LINES:
        sealer.line(line)
    sealer.close()
    return file.getvalue()


def _opened(content: bytes, phrase: str = PHRASE) -> list[str]:
    return list(lines(BytesIO(content), phrase))


def _chunks(content: bytes) -> tuple[bytes, list[bytes]]:
    at = content.index(b"\n", content.index(b"\n") + 1) + 1
    head, chunks = content[:at], []
    while at < len(content):
        end = at + 4 + int.from_bytes(content[at : at + 4], "big")
        chunks.append(content[at:end])
        at = end
    return head, chunks


def test_what_was_sealed_opens() -> None:
    content = _sealed()
    assert len(_chunks(content)[1]) > 3
    assert _opened(content) == LINES


def test_nothing_of_it_can_be_read_and_no_two_are_alike() -> None:
    content = _sealed()
    assert "рядок".encode() not in content
    assert content != _sealed()


def test_another_passphrase_is_named() -> None:
    with pytest.raises(BackupError, match="passphrase is not the backup’s"):
        _opened(_sealed(), "інша довга фраза")


def test_every_flipped_bit_is_found() -> None:
    content, dice = _sealed(), random.Random(1)
    for _ in range(300):
        at = dice.randrange(len(content))
        spoilt = bytearray(content)
        spoilt[at] ^= 1 << dice.randrange(8)
        with pytest.raises(BackupError):
            _opened(bytes(spoilt))


def test_every_cut_is_found() -> None:
    content, dice = _sealed(), random.Random(2)
    head, chunks = _chunks(content)
    ends = [len(head) + sum(map(len, chunks[:n])) for n in range(len(chunks))]
    for at in [*ends, *(dice.randrange(len(content)) for _ in range(100))]:
        with pytest.raises(BackupError):
            _opened(content[:at])


def test_a_file_cut_between_chunks_is_called_cut_short() -> None:
    head, chunks = _chunks(_sealed())
    with pytest.raises(BackupError, match="cut short"):
        _opened(head + b"".join(chunks[:-1]))
    with pytest.raises(BackupError, match="cut short"):
        _opened(head)


def test_chunks_cannot_change_places_nor_come_from_another_file() -> None:
    head, chunks = _chunks(_sealed())
    _, others = _chunks(_sealed())
    for mixed in (
        [chunks[1], chunks[0], *chunks[2:]],
        [*chunks[:1], *chunks],
        [others[0], *chunks[1:]],
    ):
        with pytest.raises(BackupError, match="damaged after byte"):
            _opened(head + b"".join(mixed))


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"imena-backup-2\n{}\n"])
def test_another_file_is_no_backup(content: bytes) -> None:
    with pytest.raises(BackupError, match="no backup, or one of a later release"):
        _opened(content)
