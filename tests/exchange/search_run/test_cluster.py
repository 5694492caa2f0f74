"""A search shared by a cluster gives what one machine gives, whatever becomes of its workers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from imena import Case, SitePlan, invent_site, invented_markers
from imena.exchange.search_run import plan as planning
from imena.exchange.search_run.compute import completed
from imena.exchange.search_run.contents import Contents, in_order
from imena.exchange.search_run.folder import Parameters, RunFolder
from imena.exchange.search_run.refusal import RunRefused
from imena.exchange.search_run.result import table
from imena.exchange.search_run.spread import connected, is_open
from imena.language import Words
from imena.matching.search import cluster as module
from imena.matching.search.cluster import Cluster, ClusterError, Trouble
from tests.exchange.search_run.changed import two_days, with_every_allele
from tests.matching.search.local_cluster import LocalCluster, local_cluster
from tests.matching.search.simulated import case

ASKED = Parameters(2, 3.0)
Told = Callable[[int, int], None]


@pytest.fixture
def two_workers(tmp_path: Path) -> Iterator[LocalCluster]:
    with local_cluster(tmp_path, 2) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def site() -> Case:
    """A case of ten tiles."""
    plan = SitePlan(missing=150, families=120, unlisted=10, absent=10, partial=40, failed=5)
    return in_order(invent_site(plan, invented_markers(16), 3).case)


@pytest.fixture(scope="module")
def expected(site: Case, tmp_path_factory: pytest.TempPathFactory) -> str:
    return searched(site, begun(site, tmp_path_factory.mktemp("here") / "run"))


def begun(made: Case, folder: Path) -> RunFolder:
    return RunFolder.begun(folder, ASKED, Contents.of(made), [])


def searched(
    made: Case, run: RunFolder, cluster: Cluster | None = None, told: Told | None = None
) -> str:
    """The table of a search."""
    plan = planning.whole(run.contents)
    return table(made, completed(made, plan, run, cluster=cluster, told=told), ASKED)


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_nothing(
    site: Case, expected: str, two_workers: LocalCluster, tmp_path: Path
) -> None:
    run = begun(site, tmp_path / "run")

    def kill_one(compared: int, of: int) -> None:
        if len(run.done) == 2:
            two_workers.kill_worker(0)

    with Cluster.connected(two_workers.address) as cluster:
        assert searched(site, run, cluster, kill_one) == expected
    assert len(run.done) == 10
    assert searched(site, RunFolder.opened(run.path)) == expected


@pytest.mark.slow
def test_others_take_over_when_every_worker_is_killed(
    site: Case, expected: str, two_workers: LocalCluster, tmp_path: Path
) -> None:
    run = begun(site, tmp_path / "run")

    def kill_all(compared: int, of: int) -> None:
        if len(run.done) == 3:
            two_workers.kill_worker(0)
            two_workers.kill_worker(1)

    waited: list[int] = []

    def waiting() -> None:
        if run.done:
            waited.append(len(run.done))
            two_workers.start_worker()

    with Cluster.connected(two_workers.address, waiting=waiting) as cluster:
        assert searched(site, run, cluster, kill_all) == expected
    assert waited == [3]


@pytest.mark.slow
def test_without_workers_it_stops_with_what_is_finished_and_goes_on_here(
    site: Case, expected: str, tmp_path: Path
) -> None:
    run = begun(site, tmp_path / "run")
    with local_cluster(tmp_path, 1) as one:

        def kill_it(compared: int, of: int) -> None:
            if len(run.done) == 2:
                one.kill_worker(0)

        with Cluster.connected(one.address, patience=2) as cluster:
            # A worker takes some seconds to start, longer than this search has patience.
            cluster.client.wait_for_workers(1)
            with pytest.raises(ClusterError) as stopped:
                searched(site, run, cluster, kill_it)
    assert stopped.value.trouble is Trouble.NO_WORKERS
    again = RunFolder.opened(run.path)
    assert len(again.done) == 2
    assert searched(site, again) == expected


@pytest.mark.slow
def test_news_are_computed_by_a_cluster_too(two_workers: LocalCluster, tmp_path: Path) -> None:
    yesterday, today = two_days(with_every_allele(case("x_linked", 7)), np.random.default_rng(7))
    yesterday, today = in_order(yesterday), in_order(today)
    full = searched(today, begun(today, tmp_path / "full"))
    with Cluster.connected(two_workers.address) as cluster:
        earlier = begun(yesterday, tmp_path / "1")
        searched(yesterday, earlier, cluster)
        earlier.finish()
        contents = Contents.of(today)
        plan = planning.since(contents, ASKED, earlier)
        run = RunFolder.begun(tmp_path / "2", ASKED, contents, [])
        found = completed(today, plan, run, cluster=cluster)
    assert {step.bodies is None for step in plan.steps} == {True, False}
    assert table(today, found, ASKED) == full


@pytest.mark.slow
def test_the_scheduler_can_go_too(
    site: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TO_CONNECT", 2)
    run = begun(site, tmp_path / "run")
    with local_cluster(tmp_path, 1) as one:

        def kill_it(compared: int, of: int) -> None:
            if len(run.done) == 1:
                one.scheduler.kill()

        with (
            pytest.raises(RunRefused) as stopped,
            connected(one.address, lambda: None) as cluster,
        ):
            searched(site, run, cluster, kill_it)
        said = stopped.value.said(Words("search", "en"))
        assert f"The scheduler at {one.address} is gone. What is finished is saved" in said


def test_other_versions_are_named(
    site: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with local_cluster(tmp_path, 1) as one:
        monkeypatch.setattr(module, "__version__", "0.0.9")
        with pytest.raises(RunRefused) as refused, connected(one.address, lambda: None):
            pass
        said = refused.value.said(Words("search", "en"))
        assert "scheduler has Imena 0.1.0, NumPy" in said
        assert "this machine has Imena 0.0.9, NumPy" in said
        # A worker that came in unseen is found out by its first answer.
        monkeypatch.setattr(Cluster, "_check_versions", lambda self: None)
        run = begun(site, tmp_path / "run")
        with (
            pytest.raises(ClusterError) as late,
            Cluster.connected(one.address) as cluster,
        ):
            searched(site, run, cluster)
        assert late.value.trouble is Trouble.OTHER_VERSION
        assert late.value.named["who"].startswith("tcp://127.0.0.1:")
        assert run.done == []


def test_machines_that_round_otherwise_are_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = in_order(invent_site(SitePlan(missing=20, families=20), invented_markers(4), 3).case)
    with local_cluster(tmp_path, 1) as one, Cluster.connected(one.address) as cluster:
        searched(made, begun(made, tmp_path / "1"), cluster)
        assert not cluster.rounds_otherwise
        monkeypatch.setattr(module, "_rounding", lambda: "otherwise")
        searched(made, begun(made, tmp_path / "2"), cluster)
        assert cluster.rounds_otherwise


@pytest.mark.parametrize(
    "address", ["nowhere", "http://127.0.0.1:1", "127.0.0.1:1", "tls://127.0.0.1:1"]
)
def test_a_wrong_address_is_one_sentence(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TO_CONNECT", 1)
    with pytest.raises(RunRefused) as refused, connected(address, lambda: None):
        pass
    said = refused.value.said(Words("search", "en"))
    assert said.startswith(f"No Dask scheduler answers at {address} (")
    assert "\n" not in said


def test_without_dask_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, module.__name__)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RunRefused) as refused, connected("127.0.0.1:1", lambda: None):
        pass
    assert "--extra cluster" in refused.value.said(Words("search", "uk"))


@pytest.mark.parametrize(
    ("address", "open_to_all"),
    [
        ("tcp://192.0.2.5:8786", True),
        ("scheduler.office:8786", True),
        ("tls://192.0.2.5:8786", False),
        ("127.0.0.1:8786", False),
        ("tcp://[::1]:8786", False),
    ],
)
def test_traffic_that_others_can_read_is_known(address: str, open_to_all: bool) -> None:
    assert is_open(address) is open_to_all
