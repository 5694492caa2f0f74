"""What the API offers: each endpoint is a typed function, declared with whom it is for."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar, get_type_hints

from imena.registry.permissions import Need

F = TypeVar("F", bound=Callable[..., Any])

_IN_PATH = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Endpoint:
    """One thing that can be asked or done.

    ``function`` takes the actor, then what stands in the path, then by name the query of a GET or
    the members of a body; ``seen`` among these is the version that If-Match names. ``summary`` is a
    message of ``web_api``. ``area`` and ``need`` are the scope and the rights it asks for.
    ``named``: it tells about named people, so a purpose is needed. ``coded``: who sees codes only
    may ask too.
    ``again`` answers a request that was done before, where that is not remains or a grave.
    """

    method: str
    path: str
    function: Callable[..., Any]
    summary: str
    area: str
    need: Need
    named: bool = False
    coded: bool = False
    again: Callable[..., Any] | None = None

    @property
    def name(self) -> str:
        """What clients made from the document call it."""
        return str(getattr(self.function, "__name__", self.path))

    @property
    def scope(self) -> str:
        """The scope that a token needs; empty where any token will do."""
        return f"{self.area}:{self.need.value}" if self.area else ""

    @cached_property
    def in_path(self) -> tuple[str, ...]:
        """The parameters in the path, in order."""
        return tuple(_IN_PATH.findall(self.path))

    @cached_property
    def given(self) -> Mapping[str, Any]:
        """The parameters of the query, or the members of the body, with their types."""
        told = get_type_hints(self.function, include_extras=True)
        return {p.name: told[p.name] for p in self._by_name if p.name != "seen"}

    @cached_property
    def needed(self) -> frozenset[str]:
        """Those of :attr:`given` that have no default."""
        return frozenset(p.name for p in self._by_name if p.default is p.empty and p.name != "seen")

    @cached_property
    def versioned(self) -> bool:
        """Whether it changes a record, and so needs the version that was looked at."""
        return any(p.name == "seen" for p in self._by_name)

    @cached_property
    def answers(self) -> Any:
        """The type of what it answers."""
        return get_type_hints(self.function)["return"]

    @cached_property
    def _by_name(self) -> tuple[inspect.Parameter, ...]:
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(p for p in parameters if p.kind is p.KEYWORD_ONLY)


#: Every endpoint, in the order in which they are shown.
ENDPOINTS: list[Endpoint] = []


def reads(
    path: str, area: str, summary: str, *, named: bool = False, coded: bool = False
) -> Callable[[F], F]:
    """Declare something to be asked with GET."""
    return _declared("GET", path, area, Need.READ, summary, named=named, coded=coded)


def writes(
    path: str,
    area: str,
    summary: str,
    *,
    method: str = "POST",
    coded: bool = False,
    again: Callable[..., Any] | None = None,
) -> Callable[[F], F]:
    """Declare something to be done: POST, sent with a key so that it is done once; or PATCH."""
    return _declared(method, path, area, Need.WRITE, summary, coded=coded, again=again)


def _declared(
    method: str, path: str, area: str, need: Need, summary: str, **more: Any
) -> Callable[[F], F]:
    def made(function: F) -> F:
        ENDPOINTS.append(Endpoint(method, path, function, summary, area, need, **more))
        return function

    return made
