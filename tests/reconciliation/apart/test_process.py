"""The work in a process of its own: it ends by itself, or is killed and gone on with."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from imena.reconciliation.apart import launch
from imena.reconciliation.apart.asked import Asked
from imena.reconciliation.apart.folder import Folder
from imena.registry.models import Hypothesis, Membership, Run
from imena.registry.refusals import Refused
from tests.reconciliation.apart.test_work import stopped_after
from tests.reconciliation.site import Site, played

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("_opened_by_others"),
]


@pytest.fixture
def folder(site: Site) -> Iterator[Folder]:
    """The folder of the operation; nothing is at work in it when the test is over."""
    site.believed.row(Membership, user_id=site.analyst.user, role="analyst")
    made = Folder.of(site.analyst.operation)
    yield made
    over(made)


def over(folder: Folder) -> None:
    """Wait until nothing is at work."""
    for _ in range(1200):
        if not folder.is_held():
            return
        time.sleep(0.05)
    pytest.fail("it is still at work after a minute")


def test_killed_it_leaves_the_way_free_and_cut_off_it_is_gone_on_with(
    site: Site, asked: Asked, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    played(site)
    launch.begin(site.analyst, asked)
    assert launch.stands(site.analyst).working
    with pytest.raises(Refused, match="at work already"):
        launch.begin(site.analyst, asked)
    os.kill(_process(folder), signal.SIGKILL)
    over(folder)
    assert not Run.objects.exists()

    stopped_after(2, site, asked, monkeypatch)
    told = folder.told()
    assert told is not None
    folder.tell(replace(told, ended=""))  # as a power cut leaves it
    stands = launch.stands(site.analyst)
    assert (stands.working, stands.stopped, stands.may_go_on) == (False, False, True)
    launch.go_on(site.analyst)
    over(folder)
    told = folder.told()
    assert told is not None
    assert (told.ended, told.run, told.stands, told.anew) == ("done", 1, 3, 1)
    run = Run.objects.get()
    assert (run.state, run.by_id) == ("done", site.analyst.user)
    assert Hypothesis.objects.filter(run="1").exists()


def _process(folder: Folder) -> int:
    """The process that holds the folder, as the system knows it."""
    for entry in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if entry.readlink() == folder.path / "lock":
                return int(entry.parent.parent.name)
        except OSError:
            continue
    pytest.fail("nobody holds it")
