"""What an analyst asks of a run from the pages, and the run done within the test's own process."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from imena.reconciliation.apart.asked import Asked
from imena.reconciliation.apart.folder import Folder
from imena.reconciliation.apart.work import compare
from imena.registry.services import marker_sets
from tests.reconciliation.site import Site


def asked_for(site: Site, file: Path) -> Asked:
    """A run by the markers of ``file``, which are kept from now on."""
    kept = marker_sets.keep(site.analyst, name=file.name, content=file.read_bytes())
    return Asked(kept.sha256, "recovered=0.5", 1, 0.999, why="нічне звірення")


def done(site: Site, asked: Asked) -> Folder:
    """The work is done here and now; the folder in which it was told."""
    folder = Folder.of(site.analyst.operation)
    with folder.held():
        compare(lambda: site.analyst.reading_for(asked.why), asked, folder)
    return folder


def over(folder: Folder) -> None:
    """Wait until nothing is at work."""
    for _ in range(1200):
        if not folder.is_held():
            return
        time.sleep(0.05)
    pytest.fail("it is still at work after a minute")
