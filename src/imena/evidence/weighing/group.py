"""What a group of evidence can do: weigh every pair, or say everything of one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from imena.evidence.contribution import Contribution
from imena.evidence.densities import FloatArray
from imena.evidence.dental.teeth import BoolArray


@dataclass(frozen=True, eq=False)
class AllPairs:
    """log10 LRs after the caps, and where anything was examined on both sides (elsewhere the LR is
    1); both of shape (bodies, people)."""

    log10_lr: FloatArray
    examined: BoolArray


class Group(Protocol):
    """One group of evidence over some remains and some missing people, by their numbers."""

    @property
    def name(self) -> str:
        """The group's name, as in its contributions."""

    def all_pairs(self) -> AllPairs:
        """Every pair."""

    def contribution(self, body: int, person: int) -> Contribution:
        """One pair, with bands and caps."""
