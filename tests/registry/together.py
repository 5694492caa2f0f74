"""Several people at once: each in a thread and a connection of their own, let go together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def together(doings: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """What each did, or the exception it met, in the order given. Nobody begins before all may."""
    barrier = threading.Barrier(len(doings))

    def done(doing: Callable[[], T]) -> T | Exception:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=180)
            return doing()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(done, doings))


def done_by(results: Sequence[T | Exception]) -> list[T]:
    """The results of those that succeeded."""
    return [result for result in results if not isinstance(result, Exception)]


def refused(results: Sequence[T | Exception]) -> list[Exception]:
    """What the others met."""
    return [result for result in results if isinstance(result, Exception)]
