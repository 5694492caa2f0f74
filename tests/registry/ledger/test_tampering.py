"""Whatever is altered behind the program's back is found, by verification and by the script."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.db import connection, transaction

from imena.registry.ledger import checker as shipped
from imena.registry.ledger import triggers
from imena.registry.ledger.export import export
from imena.registry.ledger.heads import Heads, read_heads
from imena.registry.ledger.verify import verify
from tests.registry.ledger.played import played
from tests.registry.ledger.tamperings import EXPORTED, NEED_HEADS, TAMPERINGS

pytestmark = pytest.mark.django_db

#: ``./run verify ledger`` asks for a thousand.
TIMES = int(os.environ.get("IMENA_TAMPERINGS", "100"))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """A ledger without its triggers; the export of it that somebody kept."""
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor):
            cursor.execute(statement)
    played()
    export(tmp_path / "kept", opened=True)
    return tmp_path


def _script(folder: Path) -> ModuleType:
    """The script as the export holds it, not as this program does."""
    spec = importlib.util.spec_from_file_location("exported_checker", folder / "checker.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _checked(folder: Path, kept: Path | None) -> int:
    """How many findings the exported script has."""
    heads = [] if kept is None else [json.loads((kept / "manifest.json").read_text())["heads"]]
    check = _script(folder).Check(folder, heads)
    with contextlib.redirect_stdout(None):
        check.run()
    return int(check.found)


@contextlib.contextmanager
def _tampered(name: str, seed: int) -> Iterator[None]:
    """The ledger altered in one way, as long as the block lasts."""
    mark = transaction.savepoint()
    try:
        TAMPERINGS[name](random.Random(seed))
        yield
    finally:
        transaction.savepoint_rollback(mark)


def test_an_untouched_ledger_passes(ledger: Path) -> None:
    kept = ledger / "kept"
    assert verify(kept=read_heads(kept / "manifest.json")).findings == []
    assert _checked(kept, kept) == 0


def test_there_are_at_least_nine_ways() -> None:
    assert len(TAMPERINGS) >= 9


def test_every_tampering_is_found(ledger: Path) -> None:
    heads = read_heads(ledger / "kept" / "manifest.json")
    missed = []
    for seed in range(TIMES):
        name = sorted(TAMPERINGS)[seed % len(TAMPERINGS)]
        with _tampered(name, seed):
            if not verify(kept=heads if name in NEED_HEADS else None).findings:
                missed.append(f"verify, {name}, seed {seed}")
            if name in EXPORTED and not _found_outside(ledger, name, seed):
                missed.append(f"checker, {name}, seed {seed}")
    assert missed == []


def _found_outside(ledger: Path, name: str, seed: int) -> bool:
    out = ledger / str(seed)
    export(out, opened=True)
    return _checked(out, ledger / "kept" if name in NEED_HEADS else None) > 0


@pytest.mark.parametrize("name", sorted(set(TAMPERINGS) - EXPORTED))
def test_what_an_export_does_not_show_leaves_it_as_it_was(ledger: Path, name: str) -> None:
    """These change what stands beside the chains. The script cannot know; `verify` does."""
    with _tampered(name, 1):
        export(ledger / "now", opened=True)
        assert _checked(ledger / "now", ledger / "kept") == 0


def test_only_a_kept_head_shows_a_chain_that_was_recomputed(ledger: Path) -> None:
    """Said plainly: whoever owns the whole database can make it agree with itself."""
    with _tampered("recompute_a_chain", 3):
        assert verify().findings == []
        export(ledger / "now", opened=True)
        assert _checked(ledger / "now", None) == 0
        assert _checked(ledger / "now", ledger / "kept") > 0


def test_the_shipped_script_is_the_one_that_is_enclosed(ledger: Path) -> None:
    assert (ledger / "kept" / "checker.py").read_bytes() == Path(shipped.__file__).read_bytes()


def test_heads_of_another_ledger_are_not_met(ledger: Path) -> None:
    heads = read_heads(ledger / "kept" / "manifest.json")
    office = heads.heads["office"]
    other = Heads(heads.index, {"office": type(office)(office.seq, "ab" * 32)})
    (finding,) = verify(kept=other).findings
    assert (finding.kind, finding.device, finding.seq) == ("rewritten", "office", office.seq)
