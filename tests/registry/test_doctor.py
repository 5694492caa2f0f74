"""The doctor makes every judgement, changes nothing, and says what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from imena.registry import clock
from imena.registry.clock import SetClock
from imena.registry.doctor import examine
from imena.registry.engine.judgement import Judgement, Level
from imena.registry.engine.key import key_file
from imena.registry.models import Event


def _by_check(judgements: list[Judgement]) -> dict[str, Level]:
    return {j.check: j.level for j in judgements}


@pytest.fixture
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None) -> Path:
    """The settings point to a file of the test's own, which is not there yet."""
    path = tmp_path / "imena.sqlite3"
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(path))
    return path


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_file_is_judged_in_all_ways() -> None:
    found = _by_check(examine(thorough=True))
    assert set(found) == {
        "disk", "space", "ballast", "sqlite-version", "sqlite-synchronous", "sqlite-foreign-keys",
        "encryption", "key-file", "passphrase", "page-seals", "page-order", "page-references",
        "clock", "backup", "photographs", "ledger",
    }  # fmt: skip
    assert [check for check, level in found.items() if level is Level.REFUSE] == []


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_server_is_judged_in_all_ways() -> None:
    found = _by_check(examine())
    assert set(found) == {
        "postgresql-version", "postgresql-fsync", "postgresql-full-page-writes",
        "postgresql-synchronous-commit", "postgresql-data-checksums", "postgresql-data-sync-retry",
        "postgresql-statement-timeout", "postgresql-lock-timeout",
        "postgresql-idle-in-transaction-session-timeout", "postgresql-wire", "throwaway", "clock",
        "backup", "ledger",
    }  # fmt: skip
    assert found["throwaway"] is Level.WARN


@pytest.mark.postgresql
@pytest.mark.django_db
def test_a_server_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", "/nowhere")
    (judgement,) = examine()
    assert (judgement.check, judgement.level) == ("connection", Level.REFUSE)


@pytest.mark.sqlite
def test_where_there_is_nothing_nothing_is_made(own_file: Path) -> None:
    assert _by_check(examine())["case-file"] is Level.WARN
    assert list(own_file.parent.iterdir()) == []


@pytest.mark.sqlite
def test_a_lost_key_is_named(own_file: Path) -> None:
    own_file.write_bytes(b"ciphertext")
    assert _by_check(examine())["key"] is Level.REFUSE
    assert not key_file(own_file).exists()


@pytest.mark.django_db
def test_a_clock_that_stands_before_the_last_record_is_named() -> None:
    at = datetime(2026, 5, 1, 10, tzinfo=UTC)
    Event.objects.create(device="d", type="t", body="{}", recorded_at=at)
    with clock.use(SetClock(at + timedelta(minutes=1))):
        assert _judged_clock() is Level.OK
    with clock.use(SetClock(at - timedelta(minutes=1))):
        assert _judged_clock() is Level.WARN


def _judged_clock() -> Level:
    # Inside the test's transaction, so not through the doctor's own connection.
    from imena.registry import doctor

    assert connection.in_atomic_block
    return doctor._clock().level
