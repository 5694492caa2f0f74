"""What is said of an SQLite file, and that the door refuses what the doctor refuses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.db.utils import OperationalError
from pytest_django import DjangoDbBlocker
from sqlcipher3 import dbapi2

from imena.registry.engine.judgement import Level, UnsafeError
from imena.registry.engine.key import WrongKeyError, key_file
from imena.registry.engine.place import MIB, Room
from imena.registry.engine.sqlite import base
from imena.registry.engine.sqlite.judged import Facts, judge, judge_part, judge_whole
from verification.faults.disk import IO_ERROR_SYNC, Disk, listening

pytestmark = pytest.mark.sqlite

GOOD = Facts(
    version=(3, 53, 4),
    cipher="4.19.0 community",
    journal="wal",
    synchronous=2,
    foreign_keys=True,
    passphrase=True,
    key_mode=0o600,
)


def _levels(facts: Facts) -> dict[str, Level]:
    return {j.check: j.level for j in judge(facts) if j.level is not Level.OK}


def test_a_good_file_is_good() -> None:
    assert _levels(GOOD) == {}


@pytest.mark.parametrize(
    ("change", "check", "level"),
    [
        ({"version": (3, 51, 2)}, "sqlite-version", Level.REFUSE),
        ({"version": (3, 40, 1), "journal": "delete"}, "sqlite-version", Level.WARN),
        ({"synchronous": 1}, "sqlite-synchronous", Level.REFUSE),
        ({"synchronous": 0}, "sqlite-synchronous", Level.REFUSE),
        ({"foreign_keys": False}, "sqlite-foreign-keys", Level.REFUSE),
        ({"cipher": ""}, "encryption", Level.REFUSE),
        ({"key_mode": 0o640}, "key-file", Level.REFUSE),
        ({"key_mode": 0o604}, "key-file", Level.REFUSE),
        ({"passphrase": False}, "passphrase", Level.WARN),
    ],
)
def test_each_fault_alone_is_named(change: dict[str, Any], check: str, level: Level) -> None:
    assert _levels(replace(GOOD, **change)) == {check: level}


def test_the_first_safe_release_is_safe() -> None:
    assert _levels(replace(GOOD, version=(3, 51, 3))) == {}


@pytest.fixture
def wrapper(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """A connection to a file of the test's own, not opened yet."""
    made: Any = connections.create_connection("default")
    made.settings_dict = {**made.settings_dict, "NAME": str(tmp_path / "own.sqlite3")}
    with django_db_blocker.unblock():
        yield made
        made.close()


def _open(wrapper: Any) -> Any:
    wrapper.connect()
    return wrapper.connection


def test_what_is_opened_is_judged_good_but_for_the_missing_passphrase(wrapper: Any) -> None:
    found = {j.check: j.level for j in wrapper.judged(_open(wrapper))}
    assert [check for check, level in found.items() if level is Level.REFUSE] == []
    assert found["passphrase"] is Level.WARN


def test_a_key_file_that_others_can_read_keeps_the_file_closed(wrapper: Any) -> None:
    _open(wrapper)
    wrapper.close()
    key_file(Path(wrapper.settings_dict["NAME"])).chmod(0o644)
    with pytest.raises(UnsafeError, match="Others on this machine"):
        _open(wrapper)


def test_without_room_the_file_is_not_even_touched(wrapper: Any) -> None:
    wrapper.settings_dict["OPTIONS"] = {"room": Room(warn=2**62, floor=2**62)}
    with pytest.raises(UnsafeError, match="nothing is written"):
        _open(wrapper)
    assert list(Path(wrapper.settings_dict["NAME"]).parent.iterdir()) == []


def test_when_room_runs_out_no_act_begins_and_reading_goes_on(
    wrapper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = _open(wrapper)
    connection.execute("CREATE TABLE toy (n integer)")
    monkeypatch.setattr(base, "free_bytes", lambda path: 255 * MIB)
    with pytest.raises(UnsafeError, match="255 MiB are free"):
        wrapper._start_transaction_under_autocommit()
    assert connection.execute("SELECT count(*) FROM toy").fetchone() == (0,)


def test_a_rescue_reads_where_there_is_no_room_and_writes_nothing(wrapper: Any) -> None:
    connection = _open(wrapper)
    connection.execute("CREATE TABLE toy (n integer)")
    connection.execute("INSERT INTO toy VALUES (7)")
    wrapper.close()
    wrapper.settings_dict["OPTIONS"] = {"rescue": True, "room": Room(warn=2**62, floor=2**62)}
    rescued = _open(wrapper)
    assert rescued.execute("SELECT n FROM toy").fetchone() == (7,)
    with pytest.raises(dbapi2.OperationalError, match="readonly"):
        rescued.execute("INSERT INTO toy VALUES (8)")
    assert not Path(wrapper.settings_dict["NAME"] + "-shm").exists()


def test_another_passphrase_does_not_open_the_file(
    wrapper: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMENA_PASSPHRASE", "вигадана фраза")
    _open(wrapper).execute("CREATE TABLE toy (n integer)")
    wrapper.close()
    monkeypatch.setenv("IMENA_PASSPHRASE", "інша фраза")
    with pytest.raises(WrongKeyError):
        _open(wrapper)


def test_other_errors_of_the_database_stay_what_they_are(wrapper: Any) -> None:
    wrapper.settings_dict["OPTIONS"] = {"timeout": 0}
    _open(wrapper)
    with pytest.raises(OperationalError, match="no such table"), wrapper.wrap_database_errors:
        wrapper.connection.execute("SELECT * FROM absent")


def test_every_page_of_a_whole_file_is_good(wrapper: Any) -> None:
    connection = _open(wrapper)
    connection.execute("CREATE TABLE toy (n integer)")
    assert {j.level for j in judge_whole(connection)} == {Level.OK}


def test_a_flipped_bit_is_found(wrapper: Any) -> None:
    connection = _open(wrapper)
    connection.execute("CREATE TABLE toy (word text)")
    connection.executemany("INSERT INTO toy VALUES (?)", (("слово" * 50,) for _ in range(200)))
    wrapper.close()
    path = Path(wrapper.settings_dict["NAME"])
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(raw)
    connection = _open(wrapper)
    assert judge_part(connection, begin=0, seconds=5).level is Level.REFUSE
    levels = {j.check: j.level for j in judge_whole(connection)}
    assert levels["page-seals"] is Level.REFUSE


def test_a_page_that_waits_in_the_log_is_no_damage(wrapper: Any) -> None:
    """After a power cut in a checkpoint the file has torn pages, which are whole in the log."""
    connection = _open(wrapper)
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    connection.execute("CREATE TABLE toy (word text)")
    path = Path(wrapper.settings_dict["NAME"])
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("INSERT INTO toy VALUES ('слово')")
    with path.open("r+b") as file:
        file.seek(-100, 2)
        file.write(bytes(100))
    assert {j.level for j in judge_whole(connection)} == {Level.OK}


def test_where_others_work_the_seals_are_not_judged(wrapper: Any, tmp_path: Path) -> None:
    connection = _open(wrapper)
    connection.execute("PRAGMA busy_timeout = 0")
    connection.execute("CREATE TABLE toy (n integer)")
    other: Any = connections.create_connection("default")
    other.settings_dict = wrapper.settings_dict
    reading = _open(other)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM toy").fetchone()
    connection.execute("INSERT INTO toy VALUES (1)")
    assert {j.check: j.level for j in judge_whole(connection)}["page-seals"] is Level.WARN
    other.close()


def test_after_an_error_of_the_disk_no_act_begins(wrapper: Any) -> None:
    disk = Disk()
    with listening(disk):
        connection = _open(wrapper)
        connection.execute("CREATE TABLE toy (n integer)")
        disk.fails = lambda change: IO_ERROR_SYNC if change.kind == "sync" else 0
        wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
        with wrapper.cursor() as cursor:
            cursor.execute("INSERT INTO toy VALUES (%s)", [1])
        with pytest.raises(OperationalError, match="disk I/O error"):
            wrapper.commit()
        wrapper.rollback()
        disk.fails = lambda change: 0
        with pytest.raises(UnsafeError, match="until Imena is started again"):
            wrapper._start_transaction_under_autocommit()
        wrapper.close()
