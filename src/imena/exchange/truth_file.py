"""The truth of an invented site, as the JSON file that stands beside its case."""

from __future__ import annotations

from pathlib import Path

from imena import __version__
from imena.exchange.atomic import write_json
from imena.invented.truth import Truth


def truth_path(case: Path) -> Path:
    """Where the truth of a case, file or folder, is kept: ``a.json`` → ``a.truth.json``."""
    return case.with_name(f"{case.stem}.truth.json")


def write_truth(truth: Truth, path: Path) -> None:
    """Write ``truth``, as a whole or not at all; the same truth always gives the same bytes.

    ``identities`` has each body's missing person, ``null`` = somebody nobody reported.
    """
    tree = {
        "format": "imena-truth",
        "version": 1,
        "made_by": f"imena {__version__}",
        "seed": truth.seed,
        "identities": dict(truth.identities),
        "not_among": list(truth.not_among),
        "sampled_twice": [list(pair) for pair in truth.sampled_twice],
        "related_unlisted": [list(pair) for pair in truth.related_unlisted],
        "misrecorded": [
            {"family": family, "member": member} for family, member in truth.misrecorded
        ],
    }
    write_json(tree, path)
