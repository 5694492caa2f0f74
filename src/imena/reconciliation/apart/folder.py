"""The folder in which a reconciliation at work tells how far it is, one for each operation.

Whether one is at work is said by a lock of the operating system's, which ends with its process
however that ends. No name and no number of anybody stands in the folder; what is kept of the
computing itself is sealed (`imena.registry.engine.aside`).
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imena.exchange.atomic import leftovers, write_bytes, write_text
from imena.exchange.locking import HELD_ELSEWHERE, take
from imena.reconciliation.apart.told import Told

_LOCK, _TOLD, _STOP = "lock", "told.json", "stop"
_KEPT = ".sealed"
#: A page that looks whether the lock is held holds it itself for a moment.
_LOOKS, _A_MOMENT = 20, 0.05


class BusyError(Exception):
    """Another reconciliation of the operation is at work here."""


@dataclass(frozen=True)
class Folder:
    """``path`` need not be there before something is written."""

    path: Path

    @classmethod
    def of(cls, operation: uuid.UUID) -> Folder:
        """The operation's own, beside the case file."""
        from django.conf import settings

        return cls(Path(settings.HOME) / "comparing" / operation.hex)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock: nobody else compares meanwhile.

        Raises
        ------
        BusyError
            Where somebody holds it.
        """
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.path / _LOCK).open("ab") as file:
            for look in range(_LOOKS):
                try:
                    take(file.fileno())
                    break
                except OSError as error:
                    if error.errno not in HELD_ELSEWHERE:
                        raise
                    if look == _LOOKS - 1:
                        raise BusyError from error
                    time.sleep(_A_MOMENT)
            # What the last one told is over, so is what it was writing when it was cut off, and
            # what was asked of it; whoever asks from now on asks the one that begins here.
            for path in (self.path / _STOP, self.path / _TOLD, *leftovers(self.path / _TOLD)):
                path.unlink(missing_ok=True)
            yield

    def is_held(self) -> bool:
        """Whether a reconciliation is at work."""
        try:
            with (self.path / _LOCK).open("ab") as file:
                take(file.fileno())
        except FileNotFoundError:
            return False
        except OSError as error:
            if error.errno not in HELD_ELSEWHERE:
                raise
            return True
        return False

    def told(self) -> Told | None:
        """How far it is, or how the last one ended; ``None`` where nothing was told."""
        try:
            return Told.read((self.path / _TOLD).read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError, TypeError, KeyError):
            return None

    def tell(self, told: Told) -> None:
        """Say how far it is."""
        write_text(self.path / _TOLD, json.dumps(told.written(), ensure_ascii=False))

    def ask_to_stop(self) -> None:
        """Whoever is at work stops before long."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.path / _STOP).touch()

    def is_asked_to_stop(self) -> bool:
        """Whether somebody asked for it."""
        return (self.path / _STOP).exists()

    def keep(self, name: str, data: bytes) -> None:
        """Keep something of the computing, sealed, under a name of its own."""
        from imena.registry.engine.aside import seal

        write_bytes(self.path / f"{name}{_KEPT}", seal(data))

    def kept(self) -> Iterator[bytes]:
        """All that is kept, and can be read; what cannot is thrown away."""
        from imena.registry.engine.aside import unseal

        for path in sorted(self.path.glob(f"*{_KEPT}")):
            try:
                yield unseal(path.read_bytes())
            except ValueError:
                path.unlink(missing_ok=True)

    def throw_away(self) -> None:
        """Nothing of the computing is needed any more."""
        for path in self.path.glob(f"*{_KEPT}"):
            path.unlink(missing_ok=True)
