"""The list of whom to ask for what, read back by whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from imena.exchange.casefile.decode import LARGEST_FILE, parse_json, read_text
from imena.exchange.casefile.source import refusal
from imena.reconciliation.sample_plan.written import LIST_FORMAT

_WHAT = ("relative", "consent", "direct", "unrecorded", "again")


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing to ask: ``person`` is a code, empty where nobody is recorded; ``what`` as
    `imena.reconciliation.sample_plan.written.ask_list` writes it; ``missing`` are numbers."""

    person: str
    what: str
    relation: str
    missing: tuple[str, ...]


def read_ask_list(path: Path, largest: int = LARGEST_FILE) -> list[Ask]:
    """Read a list as `ask_list` writes it.

    Raises
    ------
    CaseFileError
        For a file that is not one.
    """
    name = path.name or str(path)
    text, _ = read_text(path, name, largest)
    tree = parse_json(text, name)
    if not isinstance(tree, dict) or tree.get("format") != LIST_FORMAT:
        raise refusal("field-missing", name, field="asks")
    asks = tree.get("asks")
    if not isinstance(asks, list):
        raise refusal("field-missing", name, field="asks")
    found = []
    for one in asks:
        if not isinstance(one, dict) or one.get("what") not in _WHAT:
            raise refusal("field-missing", name, field="what")
        missing = one.get("missing")
        numbers = missing if isinstance(missing, list) else []
        found.append(
            Ask(
                str(one.get("person") or ""),
                str(one["what"]),
                str(one.get("relation") or ""),
                tuple(str(number) for number in numbers),
            )
        )
    return found
