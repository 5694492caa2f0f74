"""The work in a process of its own: it ends by itself, or is killed and gone on with."""

from __future__ import annotations

import os
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from imena.reconciliation.apart import launch
from imena.reconciliation.apart.asked import Asked
from imena.reconciliation.apart.folder import Folder
from imena.registry.models import Hypothesis, Membership, Run
from imena.registry.refusals import Refused
from tests.reconciliation.apart.asking import over
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


@contextmanager
def nobody_answers() -> Iterator[None]:
    """Whoever opens the case file from elsewhere waits for a server that never says a word."""
    with (
        tempfile.TemporaryDirectory(prefix="imena-") as here,
        socket.socket(socket.AF_UNIX) as server,
        pytest.MonkeyPatch.context() as patch,
    ):
        server.bind(f"{here}/.s.PGSQL.5432")
        server.listen()
        patch.setenv("DATABASE_URL", f"postgresql://imena@/imena?host={here}")
        yield


def test_what_says_nothing_for_long_is_ended_where_somebody_stops_it(
    site: Site, asked: Asked, folder: Folder
) -> None:
    with nobody_answers():
        launch.begin(site.analyst, asked)
        launch.stop(site.analyst)
        over(folder)
    told = folder.told()
    assert told is not None
    assert (told.ended, told.step) == ("stopped", "freezing")
    assert not Run.objects.exists()


def test_killed_it_leaves_the_way_free_and_cut_off_it_is_gone_on_with(
    site: Site, asked: Asked, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    played(site)
    with nobody_answers():
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
