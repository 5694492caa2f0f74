"""A backup restores to the same case file, on either database, or refuses and says why."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from imena.registry.backup import make, restore, rows, target
from imena.registry.backup.make import back_up
from imena.registry.backup.refusals import BackupError
from imena.registry.ledger import sequencer
from imena.registry.ledger.chain import Head
from imena.registry.ledger.heads import Heads
from imena.registry.ledger.verify import verify
from imena.registry.models import (
    DataKey,
    Event,
    FilePart,
    Opening,
    Operation,
    Person,
    StoredFile,
    Team,
)
from tests.registry.ledger.played import Player

PHRASE = "вигадана довга фраза"
migrated = target.make_tables

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(player: Player, tmp_path: Path) -> Path:
    out = tmp_path / "stick" / "case.imena-backup"
    out.parent.mkdir()
    back_up(out, PHRASE)
    return out


@contextmanager
def _elsewhere(folder: Path) -> Iterator[Path]:
    """An empty place for an SQLite case file, as the database in use."""
    place = folder / "elsewhere" / "imena.sqlite3"
    with target.using(target.file(place)):
        yield place


def _content() -> dict[str, list[str]]:
    return {name: sorted(rows.dumped(model)) for name, model in rows.tables().items()}


def test_everything_comes_back(player: Player, backup: Path, tmp_path: Path) -> None:
    content, before = _content(), verify()
    with _elsewhere(tmp_path):
        restored = restore.restore(backup, PHRASE)
        assert _content() == content
        after = verify()
    assert after.findings == before.findings == []
    assert after.heads == before.heads
    assert restored.events == before.events
    assert restored.rows == sum(map(len, content.values())) > 100
    assert min(len(content[model._meta.db_table]) for model in (Event, Person, Team, DataKey)) > 0


def test_a_photograph_comes_back_byte_for_byte(player: Player, tmp_path: Path) -> None:
    file = player.create(
        StoredFile, operation=Operation.objects.first(), sha256="0" * 64, size=4,
        media_type="image/jpeg",
    )  # fmt: skip
    data = bytes(range(256)) * 300
    for place in range(2):
        half = data[place * len(data) // 2 : (place + 1) * len(data) // 2]
        FilePart(file_id=file.pk, copy="original", place=place, data=half).save()
    out = tmp_path / "case.imena-backup"
    back_up(out, PHRASE)
    with _elsewhere(tmp_path):
        restore.restore(out, PHRASE)
        parts = FilePart.objects.filter(file_id=file.pk).order_by("place")
        assert b"".join(bytes(part.data) for part in parts) == data


def test_work_goes_on_after_a_restore(player: Player, backup: Path, tmp_path: Path) -> None:
    with _elsewhere(tmp_path):
        restore.restore(backup, PHRASE)
        last = Opening.objects.order_by("-id").values_list("id", flat=True)[0]
        player.create(Team, operation_id=player.made[0].id, code="NEW", name="Новий загін")
        assert Opening.objects.filter(id__gt=last).exists()
        assert verify().findings == []
        with pytest.raises(Exception, match="stays"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM registry_event")


def test_others_may_write_while_it_is_made(
    player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = Event.objects.count()
    dumped = rows.dumped

    def busy(model: Any) -> Iterator[str]:
        if model is Team:  # somewhere in the middle
            here = connections["default"]
            connections["default"] = target.another()
            player.create(Team, operation_id=player.made[0].id, code="BUSY", name="Загін")
            connections["default"].close()
            connections["default"] = here
        yield from dumped(model)

    monkeypatch.setattr(rows, "dumped", busy)
    monkeypatch.setattr(make, "proved", lambda *a, **k: None)  # it reads with the same function
    made = back_up(tmp_path / "b", PHRASE)
    monkeypatch.setattr(rows, "dumped", dumped)
    assert Event.objects.count() == events + 1
    assert made.heads.index == events
    with _elsewhere(tmp_path):
        assert restore.restore(tmp_path / "b", PHRASE).events == events


def test_a_backup_is_locked_and_its_owner_s(backup: Path) -> None:
    assert "Вигадана".encode() not in backup.read_bytes()
    assert backup.stat().st_mode & 0o077 == 0
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_no_backup_is_overwritten_and_no_short_passphrase_taken(
    backup: Path, tmp_path: Path
) -> None:
    before = backup.read_bytes()
    with pytest.raises(BackupError, match="there already"):
        back_up(backup, PHRASE)
    assert backup.read_bytes() == before
    with pytest.raises(BackupError, match="12 characters"):
        back_up(tmp_path / "other", "коротка")
    assert not (tmp_path / "other").exists()


def test_a_backup_that_does_not_verify_is_not_made(
    player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tests beside this one make proofs in the folder they share with it.
    used: list[Path] = []
    made = tempfile.TemporaryDirectory

    def noted(*args: Any, **given: Any) -> Any:
        folder = made(*args, **given)
        used.append(Path(folder.name))
        return folder

    monkeypatch.setattr(tempfile, "TemporaryDirectory", noted)
    Team.objects.update(name="Змінено поза програмою")
    with pytest.raises(BackupError, match="does not verify"):
        back_up(tmp_path / "b", PHRASE)
    assert list(tmp_path.iterdir()) == []
    assert used
    assert not any(folder.exists() for folder in used)


def _nothing_at(place: Path) -> bool:
    return not place.parent.exists() or list(place.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("spoil", "cause"),
    [
        (lambda content: content[:-1], "cut short"),
        (lambda content: content[: len(content) // 2], "cut short"),
        (lambda content: content[:-9] + b"\0" * 9, "damaged after byte"),
        (lambda content: b"x" + content[1:], "no backup"),
    ],
)
def test_a_damaged_backup_leaves_nothing_behind(
    backup: Path, tmp_path: Path, spoil: Any, cause: str
) -> None:
    backup.write_bytes(spoil(backup.read_bytes()))
    with _elsewhere(tmp_path) as place:
        with pytest.raises(BackupError, match=cause):
            restore.restore(backup, PHRASE)
        assert _nothing_at(place)


def test_another_passphrase_leaves_nothing_behind(backup: Path, tmp_path: Path) -> None:
    with _elsewhere(tmp_path) as place:
        with pytest.raises(BackupError, match="passphrase"):
            restore.restore(backup, "інша довга фраза")
        assert _nothing_at(place)


def test_a_restore_that_breaks_off_leaves_nothing_behind(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(rows, "settle", broken)
    with _elsewhere(tmp_path) as place:
        with pytest.raises(KeyboardInterrupt):
            restore.restore(backup, PHRASE)
        assert _nothing_at(place)


def test_nothing_is_restored_over_a_case_file(backup: Path, tmp_path: Path) -> None:
    with _elsewhere(tmp_path) as place:
        place.parent.mkdir()
        place.write_bytes(b"somebody's")
        with pytest.raises(BackupError, match="already"):
            restore.restore(backup, PHRASE)
        assert place.read_bytes() == b"somebody's"


def test_a_backup_older_than_kept_heads_is_refused(player: Player, backup: Path) -> None:
    kept = Heads(verify().index, sequencer.heads())
    assert restore.proved(backup, PHRASE, kept=kept).events == kept.index
    later = Heads(kept.index + 1, {**kept.heads, "office": Head(999, "0" * 64)})
    with pytest.raises(BackupError, match="older than the heads"):
        restore.proved(backup, PHRASE, kept=later)


def test_a_backup_of_another_release_is_refused(
    backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "imena.registry.backup.restore.MigrationLoader",
        lambda _: type("Later", (), {"disk_migrations": {("registry", "0099_later"): None}}),
    )
    with pytest.raises(BackupError, match="made by release"):
        restore.proved(backup, PHRASE)


@pytest.mark.slow
@pytest.mark.sqlite
def test_the_tables_are_this_release_s(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(target, "make_tables", migrated)
    content = _content()
    with _elsewhere(tmp_path):
        restore.restore(backup, PHRASE)
        assert _content() == content


@pytest.mark.slow
@pytest.mark.postgresql
def test_round_through_both_engines(player: Player, backup: Path, tmp_path: Path) -> None:
    """PostgreSQL to SQLite, and from there into another PostgreSQL database."""
    content = _content()
    with _elsewhere(tmp_path):
        restore.restore(backup, PHRASE)
        back_up(tmp_path / "from-sqlite", PHRASE)
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE round")
    other: Any = target.another()
    other.settings_dict = {**other.settings_dict, "NAME": "round"}
    try:
        with target.using(other):
            damaged = tmp_path / "damaged"
            damaged.write_bytes((tmp_path / "from-sqlite").read_bytes()[:-1])
            with pytest.raises(BackupError, match="cut short"):
                restore.restore(damaged, PHRASE)
            assert connection.introspection.table_names() == [], "one transaction, or nothing"
            restore.restore(tmp_path / "from-sqlite", PHRASE)
            assert _content() == content
            assert verify().findings == []
            player.create(Team, operation_id=player.made[0].id, code="NEW", name="Новий загін")
            sequencer.link_waiting()
            assert verify().findings == []
            with pytest.raises(BackupError, match="not empty"):
                restore.restore(backup, PHRASE)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE round")


def test_events_that_wait_for_their_place_get_it(
    player: Player, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL an event may be backed up in the moment before it is numbered."""
    with monkeypatch.context() as patched:
        patched.setattr(sequencer, "link_waiting", lambda: 0)
        patched.setattr(make, "proved", lambda *a, **k: None)  # a proof would number it
        player.create(Team, operation_id=player.made[0].id, code="LATE", name="Пізній загін")
        back_up(tmp_path / "b", PHRASE)
    with _elsewhere(tmp_path):
        restore.restore(tmp_path / "b", PHRASE)
        assert verify().findings == []
        assert verify().events == Event.objects.count()
