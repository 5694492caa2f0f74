"""The tiles of a plan computed by a cluster; what goes wrong there said with its remedy."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from imena.exchange.search_run.plan import Step
from imena.exchange.search_run.refusal import RunRefused
from imena.language import message
from imena.matching.pairwise import Readings
from imena.matching.search.numbering import Numbering
from imena.matching.search.screen import Found

if TYPE_CHECKING:
    from imena.matching.search.cluster import Cluster

_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@contextmanager
def connected(address: str, waiting: Callable[[], None]) -> Iterator[Cluster]:
    """The cluster at ``address``; ``waiting`` is called whenever it has no worker left.

    Raises
    ------
    RunRefused
        Where Dask is not installed or the cluster cannot do the work, also while it is used.
    """
    try:
        from imena.matching.search.cluster import PATIENCE, Cluster, ClusterError, Trouble
    except ModuleNotFoundError as error:
        if error.name not in ("dask", "distributed"):
            raise
        raise RunRefused(
            message(
                "--cluster needs Dask, which is not installed here. In the folder of Imena: "
                ".tools/uv/bin/uv sync --locked --inexact --no-default-groups --extra cluster"
            )
        ) from error
    # Of a scheduler that is gone Dask would tell in its own words before ours.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        with Cluster.connected(address, waiting=waiting) as cluster:
            yield cluster
    except ClusterError as error:
        said = {
            Trouble.UNREACHABLE: message(
                "No Dask scheduler answers at {address} ({reason}). The address is written where "
                "the scheduler was started, such as tcp://192.0.2.5:8786."
            ),
            Trouble.OTHER_VERSION: message(
                "The cluster is not of one version: {who} has {theirs}, this machine has {ours}. "
                "Install the same everywhere."
            ),
            Trouble.NO_WORKERS: message(
                "The cluster at {address} had no worker for {minutes} minutes. What is finished is "
                "saved: start workers and repeat the command with --resume, with or without "
                "--cluster."
            ),
            Trouble.SCHEDULER_GONE: message(
                "The scheduler at {address} is gone. What is finished is saved: start it again and "
                "repeat the command with --resume, with or without --cluster."
            ),
            Trouble.KILLED: message(
                "One part of the search ended worker after worker at {address}: too little memory? "
                "What is finished is saved: repeat the command with --resume, with fewer workers a "
                "machine or without --cluster."
            ),
        }[error.trouble]
        values = {"address": address, "minutes": PATIENCE // 60, **error.named}
        raise RunRefused(said, values) from error


def is_open(address: str) -> bool:
    """Whether what goes to ``address`` passes over a network unencrypted and unauthenticated."""
    split = urlsplit(address if "://" in address else f"tcp://{address}")
    return split.scheme != "tls" and split.hostname not in _THIS_MACHINE


def found_by_cluster(
    cluster: Cluster, readings: Readings, steps: Sequence[Step], *, best: int, threshold: float
) -> Iterator[tuple[Step, Found]]:
    """What each step found, as it comes back; missing people numbered within the step."""
    from imena.matching.search.cluster import Share

    numbering = Numbering.of(readings)
    families = readings.case.families
    shares = [Share(numbering, tuple(families[f] for f in step.families)) for step in steps]
    for number, found in cluster.spread(shares, best=best, threshold=threshold):
        yield steps[number], found
