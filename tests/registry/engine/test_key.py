"""The key of the encrypted file: made once, kept to its owner, and bound to the passphrase."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from imena.registry.engine import key
from imena.registry.engine.key import (
    KeyFileMissingError,
    PassphraseMissingError,
    PassphraseUnusedError,
    has_passphrase,
    key_for,
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "new" / "imena.sqlite3"


def test_a_key_is_made_once(database: Path) -> None:
    made = key_for(database)
    assert len(made) == 32
    assert key_for(database) == made
    assert not has_passphrase(database)


def test_no_two_databases_share_a_key(tmp_path: Path) -> None:
    assert key_for(tmp_path / "a.sqlite3") != key_for(tmp_path / "b.sqlite3")


def test_only_its_owner_can_read_it(database: Path) -> None:
    key_for(database)
    assert stat.S_IMODE(key.key_file(database).stat().st_mode) == 0o600
    assert stat.S_IMODE(database.parent.stat().st_mode) == 0o700


def test_writers_that_start_together_agree_on_one_key(database: Path) -> None:
    made: list[bytes] = []
    barrier = threading.Barrier(8)

    def first() -> None:
        barrier.wait()
        made.append(key_for(database))

    threads = [threading.Thread(target=first) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert [path.name for path in database.parent.iterdir()] == ["imena.sqlite3.key"]


def test_the_passphrase_is_part_of_the_key(
    database: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("IMENA_PASSPHRASE", "вигадана фраза")
    made = key_for(database)
    assert has_passphrase(database)
    monkeypatch.setenv("IMENA_PASSPHRASE", "інша фраза")
    assert key_for(database) != made
    monkeypatch.delenv("IMENA_PASSPHRASE")
    with pytest.raises(PassphraseMissingError):
        key_for(database)
    kept = tmp_path / "phrase"
    kept.write_text("вигадана фраза\nне цей рядок\n", encoding="utf-8")
    monkeypatch.setenv("IMENA_PASSPHRASE_FILE", str(kept))
    assert key_for(database) == made


def test_the_passphrase_alone_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMENA_PASSPHRASE", "вигадана фраза")
    assert key_for(tmp_path / "a.sqlite3") != key_for(tmp_path / "b.sqlite3")


def test_a_passphrase_nobody_set_is_not_silently_ignored(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key_for(database)
    monkeypatch.setenv("IMENA_PASSPHRASE", "вигадана фраза")
    with pytest.raises(PassphraseUnusedError):
        key_for(database)


def test_a_lost_key_is_not_replaced_by_a_new_one(database: Path) -> None:
    key_for(database)
    database.write_bytes(b"ciphertext")
    key.key_file(database).unlink()
    with pytest.raises(KeyFileMissingError):
        key_for(database)
    assert not key.key_file(database).exists()
