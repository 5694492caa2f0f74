"""A case file that is damaged is not opened: something is looked at each time, before its use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection

from imena.cli import signing_in
from imena.cli.ledger import command as ledger
from imena.registry import at_start
from imena.registry.at_start import TAIL, check_at_start
from imena.registry.doctor import examine
from imena.registry.engine.judgement import Level, UnsafeError
from imena.registry.engine.sqlite.judged import judge_part
from imena.registry.ledger import sequencer, triggers
from imena.registry.ledger.tail import verify_tail
from imena.registry.models import Event, Link
from imena.registry.services import scene
from tests.registry.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def recorded(cast: Cast) -> Cast:
    """Some acts in the ledger: a site and graves of it."""
    site = scene.open_site(cast.prosecutor, code="PTX", name_uk="Вигаданий ліс")
    for _ in range(4):
        scene.record_grave(cast.prosecutor, site)
    sequencer.link_waiting()
    return cast


def behind_the_program_s_back(sql: str, *values: Any) -> None:
    """As root would: triggers dropped, rows changed."""
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor):
            cursor.execute(statement)
        cursor.execute(sql, values)


class TestTheEndOfTheLedger:
    def test_a_whole_one_is_opened(self, recorded: Cast) -> None:
        check_at_start()
        assert verify_tail(TAIL).events == Event.objects.count()

    @pytest.mark.parametrize(
        ("sql", "which"),
        [
            ("UPDATE registry_event SET type = 'x' WHERE id = %s", "event"),
            (
                "UPDATE registry_link SET line = replace(line, 'PTX', 'X') || ' ' WHERE hash = %s",
                "",
            ),
            ("DELETE FROM registry_opening WHERE event_id = %s", "event"),
            ("UPDATE registry_opening SET version = 9 WHERE event_id = %s", "event"),
        ],
    )
    def test_an_altered_one_is_not(self, recorded: Cast, sql: str, which: str) -> None:
        last = Link.objects.order_by("-index")[0]
        event = last.event_id.hex if connection.vendor == "sqlite" else last.event_id
        behind_the_program_s_back(sql, event if which else last.hash)
        with pytest.raises(UnsafeError) as refused:
            check_at_start()
        (found,) = refused.value.judgements
        assert (found.check, found.level) == ("ledger", Level.REFUSE)

    def test_only_the_end_is_gone_through(self, recorded: Cast) -> None:
        first = Link.objects.order_by("index")[0]
        behind_the_program_s_back(
            "UPDATE registry_link SET line = line || ' ' WHERE hash = %s", first.hash
        )
        found = verify_tail(2)
        assert (found.events, found.findings) == (2, [])
        assert verify_tail(TAIL).findings

    def test_long_events_are_fewer(self, recorded: Cast) -> None:
        assert verify_tail(TAIL, characters=1).events == 1

    def test_a_chain_that_was_cut_before_it_is_seen(self, recorded: Cast) -> None:
        """The first of the last events names the hash of the one before it."""
        before = Link.objects.order_by("-index")[2]
        behind_the_program_s_back(
            "UPDATE registry_link SET hash = %s WHERE hash = %s", "0" * 64, before.hash
        )
        assert verify_tail(2).findings

    def test_nothing_recorded_is_nothing_wrong(self, db: None) -> None:
        assert verify_tail(TAIL).findings == []


def test_a_file_opened_to_be_rescued_is_not_checked(
    recorded: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    def found(_: int) -> Any:
        raise AssertionError("looked at")

    monkeypatch.setattr(at_start, "verify_tail", found)
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {"rescue": True})
    check_at_start()


def test_the_doctor_goes_through_the_whole_ledger(recorded: Cast) -> None:
    first = Link.objects.order_by("index")[0]
    behind_the_program_s_back(
        "UPDATE registry_link SET line = line || ' ' WHERE hash = %s", first.hash
    )
    levels = {judged.check: judged.level for judged in examine(thorough=True)}
    assert levels["ledger"] is Level.REFUSE


@pytest.mark.sqlite
class TestPages:
    def test_whole_pages_are_good(self, recorded: Cast) -> None:
        connection.ensure_connection()
        for begin in (0, 7, 10_000):
            judged = judge_part(connection.connection, begin=begin, seconds=5)
            assert judged.level is Level.OK

    def test_time_that_is_up_is_no_damage(self, recorded: Cast) -> None:
        assert judge_part(connection.connection, begin=0, seconds=-1).level is Level.OK


@pytest.mark.sqlite
@pytest.mark.slow
def test_a_flipped_bit_closes_the_door(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "data"
    monkeypatch.setenv("IMENA_HOME", str(home))
    begun = subprocess.run(
        [
            *(sys.executable, "-m", "imena.cli", "init", "PROBA", "--name", "Проба"),
            *("--administrator", "ada", "Ада", "--administrator", "era", "Ера"),
        ],
        input="перша довга фраза\n" * 2 + "друга довга фраза\n" * 2,
        text=True,
        capture_output=True,
        check=False,
    )
    assert begun.returncode == 0, begun.stderr
    file = home / "imena.sqlite3"
    raw = bytearray(file.read_bytes())
    for place in range(len(raw) * 3 // 4 // 4096 * 4096 + 99, len(raw), 4096):
        raw[place] ^= 1
    file.write_bytes(raw)
    password = tmp_path / "password"
    password.write_text("перша довга фраза", encoding="utf-8")
    monkeypatch.setenv("IMENA_PASSWORD_FILE", str(password))
    monkeypatch.setenv("IMENA_LANGUAGE", "en")
    opened = subprocess.run(
        [sys.executable, "-m", "imena.cli", "user", "list", "--as", "ada"],
        text=True,
        capture_output=True,
        check=False,
    )
    assert opened.returncode == 1
    assert "damaged" in opened.stderr or "does not open" in opened.stderr


def test_verifying_a_damaged_ledger_is_still_possible(
    recorded: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed() -> None:
        raise AssertionError("checked")

    monkeypatch.setattr(at_start, "check_at_start", closed)
    done = CliRunner().invoke(ledger, ["verify"])
    assert not isinstance(done.exception, AssertionError)
    with pytest.raises(AssertionError):
        signing_in.opened()
