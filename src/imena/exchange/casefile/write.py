"""Writing a case as one JSON file or as a folder of tables."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from imena.exchange.atomic import laid_out, write_json, write_texts
from imena.exchange.casefile.as_json import case_json
from imena.exchange.casefile.case_fields import BODY_FIELDS, FAMILY_FIELDS
from imena.exchange.casefile.folder import (
    BODIES,
    BODY_COLUMNS,
    FOUNDER_INBREEDING,
    MARKERS,
    MEMBER_COLUMNS,
    MEMBERS,
    PROFILE_COLUMNS,
    PROFILES,
    UNKNOWN_ALLELE,
)
from imena.exchange.casefile.people_fields import MEMBER_FIELDS
from imena.exchange.casefile.profile_fields import RATE_FIELDS
from imena.exchange.casefile.tree import is_id
from imena.matching.case import Case


def write_case(case: Case, path: Path) -> None:
    """Write the JSON form; reading it gives the same case.

    ``details`` must hold JSON values. The file is replaced as a whole or not at all.
    """
    write_json(case_json(case), path)


def write_folder(case: Case, folder: Path) -> None:
    """Write the folder form; reading it gives the same case.

    Text that is said of a person or a body beyond the format becomes a column of its table;
    what no cell can hold goes into ``markers.json``. A new folder appears as a whole.
    """
    texts = _folder_texts(case)
    if folder.is_dir():
        write_texts({folder / name: text for name, text in texts.items()})
        return
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
    try:
        write_texts({temporary / name: text for name, text in texts.items()})
        temporary.chmod(0o755)
        temporary.rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _folder_texts(case: Case) -> dict[str, str]:
    tree = case_json(case)
    families, bodies = tree.pop("families"), tree.pop("pm")
    members, of_families = _member_rows(families)
    body_rows, of_bodies = _body_rows(bodies)
    if of_families:
        tree["families"] = of_families
    if of_bodies:
        tree["pm"] = of_bodies
    return {
        MARKERS: laid_out(tree) + "\n",
        MEMBERS: _csv(MEMBER_COLUMNS, members),
        PROFILES: _csv(PROFILE_COLUMNS, _profile_rows(families, bodies)),
        BODIES: _csv(BODY_COLUMNS, body_rows),
    }


def _member_rows(
    families: Sequence[dict[str, Any]],
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    rows, of_families = [], []
    taken = {*MEMBER_COLUMNS, *RATE_FIELDS, FOUNDER_INBREEDING}
    for family in families:
        rates, inbreeding = family.get("rates", {}), family.get(FOUNDER_INBREEDING, {})
        more = []
        missing = _turns(family)
        for member in family["members"]:
            person = member["id"]
            row = {
                "family": family["id"],
                "missing": missing.get(person, ""),
                **{column: member[column] or "" for column in ("id", "father", "mother", "sex")},
                **{name: repr(rate) for name, rate in rates.get(person, {}).items()},
            }
            if person in inbreeding:
                row[FOUNDER_INBREEDING] = repr(inbreeding[person])
            beyond = _split(row, _without(member, MEMBER_FIELDS), taken)
            if beyond:
                more.append({"id": person, **beyond})
            rows.append(row)
        extra = _without(family, FAMILY_FIELDS)
        if more:
            extra["members"] = more
        if extra:
            of_families.append({"id": family["id"], **extra})
    return rows, of_families


def _turns(family: dict[str, Any]) -> dict[str, str]:
    """``yes`` for each missing person; numbers where they stand in another order than members."""
    in_table = [member["id"] for member in family["members"] if member["id"] in family["missing"]]
    if in_table == family["missing"]:
        return dict.fromkeys(in_table, "yes")
    return {person: str(i + 1) for i, person in enumerate(family["missing"])}


def _body_rows(
    bodies: Sequence[dict[str, Any]],
) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    rows, of_bodies = [], []
    for body in bodies:
        row = {"id": body["id"], "sex": body["sex"]}
        row.update({name: repr(body[name]) for name in RATE_FIELDS if name in body})
        beyond = _split(row, _without(body, BODY_FIELDS), {*BODY_FIELDS})
        if beyond:
            of_bodies.append({"id": body["id"], **beyond})
        rows.append(row)
    return rows, of_bodies


def _profile_rows(
    families: Sequence[dict[str, Any]], bodies: Sequence[dict[str, Any]]
) -> Iterable[dict[str, str]]:
    owners = [
        ("am", family["id"], member, profile)
        for family in families
        for member, profile in family["typed"].items()
    ]
    owners += [("pm", "", body["id"], body["profile"]) for body in bodies]
    for kind, family, owner, profile in owners:
        for marker, alleles in profile.items():
            first, second = (UNKNOWN_ALLELE if a is None else a for a in alleles)
            cells = (kind, family, owner, marker, first, second)
            yield dict(zip(PROFILE_COLUMNS, cells, strict=True))


def _split(row: dict[str, str], further: dict[str, Any], taken: set[str]) -> dict[str, Any]:
    """Put further fields that a cell can hold into ``row``; give back the others."""
    beyond = {}
    for name, value in further.items():
        cell = isinstance(value, str) and value != "" and value == value.strip()
        cell = cell and "\r" not in value  # some spreadsheets take it for the end of the row
        if cell and is_id(name) and name not in taken:
            row[name] = value
        else:
            beyond[name] = value
    return beyond


def _without(source: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {name: value for name, value in source.items() if name not in fields}


def _csv(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    listed = list(rows)
    further = dict.fromkeys(name for row in listed for name in row if name not in columns)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, [*columns, *further], restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()
