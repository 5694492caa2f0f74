"""Take an operation's sheets into the case file, or say everything that is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from imena.exchange.operation.check import check
from imena.exchange.operation.columns import FORMS
from imena.exchange.operation.faults import FaultsFound
from imena.exchange.operation.sheets import files_of, sheets_of
from imena.registry import clock
from imena.registry.actor import Actor
from imena.registry.queries.labels import labels_taken
from imena.registry.services.intake import taking_in


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many rows of each sheet, in the forms' order; nothing was written by a dry run.

    ``in_actor_s_hands`` counts the remains of which the list does not say in whose hands they are:
    they stand in those of whoever takes the list over.
    """

    rows: Mapping[str, int]
    written: bool
    in_actor_s_hands: int = 0


def take_in(
    folder: Path, actor: Actor, *, approvers: Sequence[Actor] = (), dry_run: bool = False
) -> TakenIn:
    """Read a folder of sheets, or a workbook, and make records of their rows.

    Raises
    ------
    FaultsFound
        With every fault of every sheet; then nothing is written.
    Refused
        Where the actor or the approvers may not, or the same files were taken in before.
    """
    sheets = sheets_of(folder)
    checked = check(sheets, labels_taken(actor), clock.now().date())
    if checked.faults:
        raise FaultsFound(checked.faults)
    counts = {key: len(checked.rows[key]) for key in FORMS if key in checked.rows}
    unsaid = sum("custodian" not in row.values for row in checked.rows.get("remains", ()))
    if dry_run:
        return TakenIn(counts, written=False, in_actor_s_hands=unsaid)
    digest = _digest(folder)
    # Once in each operation: another one may take over the same lists.
    once = hashlib.sha256(f"{actor.operation}\0{digest}".encode()).hexdigest()
    with taking_in(
        actor, approvers=approvers, reason=f"sha256 {digest}", key=f"intake-{once}"
    ) as intake:
        for key in counts:
            getattr(intake, key)([row.values for row in checked.rows[key]])
    return TakenIn(counts, written=True, in_actor_s_hands=unsaid)


def _digest(folder: Path) -> str:
    """SHA-256 over the names and contents of the files, in the order of their names."""
    total = hashlib.sha256()
    for path in files_of(folder):
        with path.open("rb") as file:
            one = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{path.name}\0{one}\n".encode())
    return total.hexdigest()
