"""Whether this machine and its database may be trusted with a case file, and what to do if not.

The same judgements stand at the door: a database that one of them refuses is not opened for
writing. Here all of them are made and nothing is changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.models import Max

from imena.language import message
from imena.registry import clock
from imena.registry.backup.record import judge_backup
from imena.registry.engine.address import FILE_NAME, SQLITE, AddressError
from imena.registry.engine.judgement import Judgement, Level, UnsafeError
from imena.registry.engine.key import (
    KeyFileMissingError,
    PassphraseMissingError,
    PassphraseUnusedError,
    UnlockError,
    WrongKeyError,
)
from imena.registry.engine.place import Room, judge_ballast, judge_place, place_of
from imena.registry.engine.sqlite.judged import judge_whole

_LOCKED: dict[type[UnlockError], tuple[str, str]] = {
    PassphraseMissingError: (
        message("The case file is locked with a passphrase, and none was given."),
        message("Set IMENA_PASSPHRASE, or IMENA_PASSPHRASE_FILE to a file that holds it."),
    ),
    PassphraseUnusedError: (
        message("A passphrase was given, but this case file was made without one."),
        message("Take IMENA_PASSPHRASE away, or restore a backup into a new folder with it."),
    ),
    KeyFileMissingError: (
        message("The case file is here, but the key file beside it is not."),
        message("Put {name}.key back; without it nothing in the file can be read."),
    ),
    WrongKeyError: (
        message("The case file does not open: another passphrase or key file, or it is damaged."),
        message("Try the right passphrase; else restore the last good backup."),
    ),
}

#: What is said where there is nothing to be read.
_UNOPENED = frozenset({"case-file", "connection", "key"})


def examine(*, thorough: bool = False) -> list[Judgement]:
    """Judge the machine and the database of the settings, changing nothing.

    ``thorough`` also reads every page of an SQLite file, every photograph, and the whole ledger
    instead of its end.
    """
    if settings.DATABASES["default"]["ENGINE"] != SQLITE:
        return _with_ledger(_server(), thorough=thorough)
    path = Path(settings.DATABASES["default"]["NAME"])
    judgements = _file(path, settings.ROOM, thorough=thorough)
    return _with_ledger(judgements, thorough=thorough)


def _file(path: Path, room: Room, *, thorough: bool) -> list[Judgement]:
    judgements = judge_place(place_of(path), room)
    ballast = judge_ballast(path.parent, room)
    if not path.exists():
        return [*judgements, ballast, _nothing_yet()]
    wrapper: Any = connections.create_connection("default")
    wrapper.refusing = False
    wrapper.rescue = any(j.check == "space" and j.level is Level.REFUSE for j in judgements)
    try:
        wrapper.ensure_connection()
        judgements = wrapper.judged(wrapper.connection)
        if wrapper.rescue:
            judgements = [j for j in judgements if not j.check.startswith("sqlite-")]
        elif thorough:
            judgements += judge_whole(wrapper.connection)
        return [*judgements, ballast, _clock(), judge_backup(clock.now())]
    except UnlockError as error:
        return [*judgements, ballast, locked(error)]
    finally:
        wrapper.close()


def _server() -> list[Judgement]:
    wrapper: Any = connections.create_connection("default")
    wrapper.refusing = False
    try:
        wrapper.ensure_connection()
        judgements: list[Judgement] = wrapper.judged(wrapper.connection)
    except DatabaseError as error:
        return [
            Judgement(
                "connection", Level.REFUSE,
                message("The server does not answer: {reason}"),
                message("Check DATABASE_URL and that the server is running."),
                {"reason": str(error).strip().splitlines()[0]},
            )
        ]  # fmt: skip
    finally:
        wrapper.close()
    if wrapper.throwaway:
        judgements.append(
            Judgement(
                "throwaway", Level.WARN,
                message("DATABASE_URL says that nothing in this database is to be kept."),
                message("Take imena_throwaway out of it before real records come in."),
            )
        )  # fmt: skip
    return [*judgements, _clock(), judge_backup(clock.now())]


def _with_ledger(judgements: list[Judgement], *, thorough: bool) -> list[Judgement]:
    """Ledger and photographs are gone through where the database opens and holds them."""
    if any(judgement.check in _UNOPENED for judgement in judgements):
        return judgements
    from imena.registry.at_start import TAIL, judge_ledger
    from imena.registry.ledger.tail import verify_tail
    from imena.registry.ledger.verify import processes_worth, verify
    from imena.registry.pictures.damage import judge_photographs

    try:
        if not thorough:
            return [*judgements, judge_ledger(verify_tail(TAIL))]
        found = verify(processes=processes_worth())
        return [*judgements, judge_photographs(), judge_ledger(found)]
    except (DatabaseError, UnsafeError):
        return judgements


def refusals(error: Exception) -> list[Judgement]:
    """What is said where opening the case file raised ``error``, one of the engine's.

    Raises
    ------
    Exception
        ``error`` itself when it is another.
    """
    if isinstance(error, UnsafeError):
        return list(error.judgements)
    if isinstance(error, UnlockError):
        return [locked(error)]
    if isinstance(error, AddressError):
        return [
            Judgement(
                "address", Level.REFUSE,
                message("DATABASE_URL names no database that a case file can live in."),
                message("It must be postgresql://…/name or sqlite:////path."),
            )
        ]  # fmt: skip
    raise error


def locked(error: UnlockError) -> Judgement:
    """What is said of a case file that does not unlock."""
    says, advice = _LOCKED.get(
        type(error), (message("The key file cannot be read."), message("Put the right one back."))
    )
    return Judgement("key", Level.REFUSE, says, advice, {"name": FILE_NAME})


def _nothing_yet() -> Judgement:
    return Judgement(
        "case-file", Level.WARN,
        message("There is no case file here yet."), message("“imena init” makes one."),
    )  # fmt: skip


def _clock() -> Judgement:
    """The wall clock against what was recorded last: it cannot have been later than now."""
    from imena.registry.models import Event

    now = clock.now()
    try:
        last = Event.objects.aggregate(last=Max("recorded_at"))["last"]
    except (DatabaseError, UnlockError):
        return _nothing_yet()
    if last is None or last <= now:
        return Judgement("clock", Level.OK, message("The clock stands after all that is recorded."))
    return Judgement(
        "clock", Level.WARN,
        message("The clock says {now}; something was recorded at {last}."),
        message("Set the clock. Nothing is lost: acts are ordered by their chain."),
        {"now": f"{now:%Y-%m-%d %H:%M}", "last": f"{last:%Y-%m-%d %H:%M}"},
    )  # fmt: skip
