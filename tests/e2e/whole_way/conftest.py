"""An empty case file, and an operation begun in it as any is: by two administrators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# It starts Django when it is imported.
from tests.registry.conftest import (
    _cheap_passwords,
    _emptied_in_spite_of_the_triggers,
    _no_database_unless_asked,
)

if TYPE_CHECKING:
    from tests.e2e.whole_way.way import Way

__all__ = ["_cheap_passwords", "_emptied_in_spite_of_the_triggers", "_no_database_unless_asked"]


@pytest.fixture
def way(db: None, tmp_path: Path) -> Way:
    """The operation, its people, and a marker set."""
    from imena.exchange.casefile.as_json import marker_json
    from imena.reconciliation.marker_set import read_marker_set
    from imena.rehearsal.cast import assemble
    from tests.e2e.whole_way.way import MARKERS, Way

    file = tmp_path / "markers.json"
    tree = {"markers": [marker_json(marker, {}) for marker in MARKERS]}
    file.write_text(json.dumps(tree), encoding="utf-8")
    return Way(assemble(), read_marker_set(file))
