"""The shares of a search handed to a Dask cluster, and what comes back of them.

The only place that knows Dask. A share is some families with all bodies: what a worker needs of
the bodies is scattered once, its answer is the pairs it keeps, and nothing depends on which worker
answered or when. Dask's own messages are pickles: whoever can write to the scheduler's port can
run programs on every machine of the cluster and on this one.
"""

from __future__ import annotations

import hashlib
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from distributed import Client, Future, KilledWorker, get_worker, wait

from imena import __version__
from imena.matching.case import Family
from imena.matching.search.columns import FamilyColumns
from imena.matching.search.numbering import Numbering
from imena.matching.search.screen import Found, screen
from imena.matching.search.tables import blocks_of

#: Seconds to wait for a scheduler to answer, and for a worker while there is none at all.
TO_CONNECT = 10
PATIENCE = 300
#: Seconds after which the cluster is looked at even where no answer has come.
_LOOK = 1.0
#: Shares handed out for each thread of the cluster: one at work, one ready.
_AHEAD = 2


class Trouble(Enum):
    """Why a cluster could not do the work."""

    UNREACHABLE = "unreachable"
    OTHER_VERSION = "other version"
    NO_WORKERS = "no workers"
    SCHEDULER_GONE = "scheduler gone"
    KILLED = "killed"


class ClusterError(Exception):
    """The cluster could not do the work; what came back before stands.

    ``named`` holds what there is to say: ``reason``, or ``who``, ``theirs`` and ``ours``.
    """

    def __init__(self, trouble: Trouble, **named: str) -> None:
        self.trouble, self.named = trouble, named
        super().__init__(f"{trouble.value} {named or ''}".rstrip())


@dataclass(frozen=True, eq=False)
class Share:
    """What a worker is given at a time: families, to be compared with all bodies of a numbering."""

    numbering: Numbering
    families: tuple[Family, ...]


class _Client(Client):  # type: ignore[misc]
    """Closed by whoever opened it; one that could not be opened is not waited for at the end."""

    def __del__(self) -> None:
        pass


@dataclass(eq=False)
class Cluster:
    """A cluster that answered. Make one with :meth:`connected`.

    Parameters
    ----------
    patience
        Seconds without a single worker after which the search stops.
    waiting
        Called once whenever no worker is left.
    rounds_otherwise
        Whether some answer came from a machine whose last bits differ from this one's: another kind
        of processor, say. Its values are as exact, but not to the last bit what would come of a
        search here.
    """

    client: Client
    patience: float = PATIENCE
    waiting: Callable[[], None] | None = None
    rounds_otherwise: bool = False
    _known: set[str] = field(default_factory=set)
    _scattered: dict[int, Future] = field(default_factory=dict)

    @classmethod
    @contextmanager
    def connected(
        cls,
        address: str,
        *,
        patience: float = PATIENCE,
        waiting: Callable[[], None] | None = None,
    ) -> Iterator[Cluster]:
        """The cluster whose scheduler listens at ``address``, such as ``tcp://192.0.2.5:8786``;
        ``tls://`` takes its certificates from Dask's configuration.

        Raises
        ------
        ClusterError
            Where no scheduler answers, or it or a worker has another version of Imena or NumPy.
        """
        with warnings.catch_warnings():
            # Of differing versions, those that matter here are looked at below.
            warnings.simplefilter("ignore")
            try:
                client = _Client(address, timeout=TO_CONNECT, set_as_default=False)
            except Exception as error:  # what answers may be anything at all
                raise ClusterError(Trouble.UNREACHABLE, reason=str(error)) from error
        try:
            with client.as_current():
                cluster = cls(client, patience, waiting)
                cluster._check_versions()
                yield cluster
        finally:
            client.close()

    def spread(
        self, shares: Sequence[Share], *, best: int, threshold: float
    ) -> Iterator[tuple[int, Found]]:
        """Each share's position and what it found, as they come back, in any order.

        ``best`` and ``threshold`` are those of :func:`imena.matching.search.screen.search`; the
        missing people's positions are those within the share's own families. The work of a worker
        that is lost is done by others.

        Raises
        ------
        ClusterError
            Where no worker is left for longer than ``patience``, the scheduler is gone, a share
            ended one worker after another, or a worker has another version.
        """
        self._scattered.clear()
        left = list(range(len(shares)))[::-1]
        out: dict[Future, int] = {}
        idle = 0.0
        while left or out:
            threads = self._threads()
            while left and len(out) < _AHEAD * threads:
                future = self._handed_out(shares[left[-1]], best, threshold)
                if future is None:
                    threads = 0
                else:
                    out[future] = left.pop()
            if not threads:
                idle = self._idle(idle)
                continue
            idle = 0.0
            self._await(list(out))
            for future in [future for future in out if future.done()]:
                share = out.pop(future)
                if future.status == "cancelled":
                    # Whoever held what it needs is gone: it is scattered anew.
                    self._scattered.clear()
                    left.append(share)
                else:
                    yield share, self._answer(future)

    def _idle(self, since: float) -> float:
        """Wait a little while there are no workers; for how long that has been."""
        self._scattered.clear()
        if not since and self.waiting is not None:
            self.waiting()
        if since >= self.patience:
            raise ClusterError(Trouble.NO_WORKERS)
        threading.Event().wait(_LOOK)
        return since + _LOOK

    def _handed_out(self, share: Share, best: int, threshold: float) -> Future | None:
        """The answer to come, or ``None`` where workers went while they were told."""
        key = id(share.numbering)
        try:
            if key not in self._scattered:
                self._scattered[key] = self.client.scatter(
                    share.numbering.without_people(), broadcast=True, hash=False
                )
            return self.client.submit(
                _answer_of, self._scattered[key], share.families, best, threshold, pure=False
            )
        except (OSError, TimeoutError):
            return None

    def _await(self, futures: list[Future]) -> None:
        """Until one of them is done, or for as long as the cluster need not be looked at."""
        if any(future.done() for future in futures):
            return
        try:
            wait(futures, timeout=_LOOK, return_when="FIRST_COMPLETED")
        except TimeoutError:
            pass
        except Exception:
            if not any(future.status == "cancelled" for future in futures):
                raise

    def _answer(self, future: Future) -> Found:
        try:
            found, who, version, rounding = future.result()
        except KilledWorker as error:
            raise ClusterError(Trouble.KILLED) from error
        except (ImportError, AttributeError):
            self._check_versions()
            raise
        if version != _version():
            raise ClusterError(Trouble.OTHER_VERSION, who=who, theirs=version, ours=_version())
        self.rounds_otherwise |= rounding != _rounding()
        assert isinstance(found, Found)
        return found

    def _threads(self) -> int:
        """How many shares the cluster works at at a time; workers not seen before are checked."""
        with _scheduler_there():
            threads: dict[str, int] = self.client.nthreads()
        if threads.keys() - self._known:
            self._check_versions()
        self._known |= threads.keys()
        return sum(threads.values())

    def _check_versions(self) -> None:
        with _scheduler_there():
            told = self.client.get_versions(packages=["imena", "numpy"])
        for who, one in (("scheduler", told["scheduler"]), *told["workers"].items()):
            theirs = _said(one["packages"]["imena"], one["packages"]["numpy"])
            if theirs != _version():
                raise ClusterError(Trouble.OTHER_VERSION, who=who, theirs=theirs, ours=_version())


@contextmanager
def _scheduler_there() -> Iterator[None]:
    try:
        yield
    except (OSError, TimeoutError) as error:
        raise ClusterError(Trouble.SCHEDULER_GONE) from error


def _said(imena: str | None, numpy: str | None) -> str:
    return f"Imena {imena or '–'}, NumPy {numpy or '–'}"


def _version() -> str:
    return _said(__version__, np.__version__)


def _rounding() -> str:
    """A digest of what this machine's rounding makes of some sums and logarithms."""
    numbers = np.linspace(1e-9, 1.0, 4099)
    products = np.einsum("ck,k->c", np.multiply.outer(numbers[:97], numbers), np.sqrt(numbers))
    return hashlib.sha256(np.concatenate([np.log(numbers), products]).tobytes()).hexdigest()


def _answer_of(
    numbering: Numbering, families: tuple[Family, ...], best: int, threshold: float
) -> tuple[Found, str, str, str]:
    """Done by a worker, on one thread: what is found, the worker, its versions, its rounding."""
    columns = FamilyColumns(numbering.of_families(families), parts=1)
    blocks = blocks_of(columns, numbering.starts)
    kept = screen(numbering.rows, blocks, best=best, threshold=threshold, workers=1)
    return Found(kept, columns.impossible), get_worker().address, _version(), _rounding()
