"""``./run messages``: bring the Ukrainian catalogues in step with what the sources say."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from house.catalogues import (
    UKRAINIAN,
    compiled,
    findings,
    gather,
    read,
    strings_of,
    updated,
    written,
)


def update() -> list[str]:
    """Rewrite every ``.po`` and ``.mo``; return the messages that still lack Ukrainian."""
    lacking: list[str] = []
    UKRAINIAN.mkdir(parents=True, exist_ok=True)
    for domain, gathered in gather().items():
        old = read(domain)
        new = updated(gathered, old)
        path = UKRAINIAN / f"{domain}.po"
        if not path.exists() or written(new) != path.read_bytes():
            new.revision_date = datetime.now(UTC)
            path.write_bytes(written(new))
        path.with_suffix(".mo").write_bytes(compiled(new))
        empty = [m for m in new if m.id and not all(strings_of(m))]
        lacking.extend(f"{domain}.po: {m.id!r}" for m in empty)
        print(f"{domain}: {len(gathered.messages)} messages, {len(empty)} without Ukrainian")
    return lacking


def main() -> int:
    """Update, or with ``--check`` only say what is wrong."""
    parser = argparse.ArgumentParser(prog="./run messages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail on any fault")
    found = findings() if parser.parse_args().check else update()
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
