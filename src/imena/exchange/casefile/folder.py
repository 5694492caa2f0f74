"""The folder form of a case: tables that a spreadsheet can keep, read into the same tree.

``markers.json`` holds the markers and every field of the case that is not a table;
``members.csv``, ``profiles.csv`` and ``pm.csv`` hold people, profiles and bodies.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imena.exchange.casefile.decode import Path_, damage, parse_json, read_text
from imena.exchange.casefile.problems import CaseFileError, Place, Problem
from imena.exchange.casefile.profile_fields import RATE_FIELDS
from imena.exchange.casefile.source import Source, refusal
from imena.exchange.casefile.table import Row, Table, read_table
from imena.exchange.casefile.tree import Node, Report, json_place
from imena.exchange.provenance import InputFile

MARKERS, MEMBERS, PROFILES, BODIES = "markers.json", "members.csv", "profiles.csv", "pm.csv"
FILES = (MARKERS, MEMBERS, PROFILES, BODIES)

MEMBER_COLUMNS = ("family", "id", "father", "mother", "sex", "missing")
PROFILE_COLUMNS = ("kind", "family", "id", "marker", "allele1", "allele2")
BODY_COLUMNS = ("id", "sex")

#: An allele that is not known, in a cell.
UNKNOWN_ALLELE = "?"

FOUNDER_INBREEDING = "founderInbreeding"
_YES = frozenset({"yes", "true", "x", "так"})
_NO = frozenset({"", "no", "false", "0", "ні"})


@dataclass
class _Assembly:
    """The tree under construction, and for each path of it the file and line it comes from."""

    tree: dict[str, Any] = field(default_factory=dict)
    origins: dict[Path_, tuple[str, int | Path_]] = field(default_factory=dict)
    extras: object = None
    problems: list[Problem] = field(default_factory=list)

    def locate(self, path: Path_) -> tuple[str, Place]:
        """The place of the longest known beginning of ``path``."""
        for length in range(len(path), 0, -1):
            origin = self.origins.get(path[:length])
            if origin is None:
                continue
            file, where = origin
            if isinstance(where, int):
                column = path[length] if len(path) > length else None
                return file, Place(line=where, column=column if isinstance(column, str) else None)
            return file, json_place(self.extras, (*where, *path[length:]))
        return MARKERS, json_place(self.extras, path)

    def note(self, code: str, file: str, line: int, column: str | None, **values: object) -> None:
        """Note a problem of one cell or row."""
        self.problems.append(Problem(code, file, Place(line=line, column=column), values))


def is_folder(path: Path) -> bool:
    """Whether ``path`` is a folder that can be looked at; never raises."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def open_folder(folder: Path, largest: int) -> Source:
    """A case folder as a source in the JSON form.

    Raises
    ------
    CaseFileError
        Where a file or a column is missing, a row has too few or too many cells, or a file cannot
        be read at all; with the problems of all four files. What the rows say is not checked
        then: it would blame people for rows that could not be read.
    """
    made = _Assembly()
    absent = [name for name in FILES if not _is_there(folder / name)]
    for name in absent:
        made.problems.append(
            Problem("folder-file", folder.resolve().name, Place(), {"missing": name})
        )
    inputs: list[InputFile] = []
    extras = None if MARKERS in absent else _read_extras(folder / MARKERS, largest, made, inputs)
    tables: dict[str, Table] = {}
    for name, columns in (
        (MEMBERS, MEMBER_COLUMNS),
        (PROFILES, PROFILE_COLUMNS),
        (BODIES, BODY_COLUMNS),
    ):
        if name in absent:
            continue
        try:
            table = read_table(folder / name, columns, largest, made.problems)
        except CaseFileError as error:
            made.problems.extend(error.problems)
            continue
        if table is not None:
            tables[name] = table
            inputs.append(table.file)
    if extras is None or len(tables) < 3 or any(not t.whole for t in tables.values()):
        raise CaseFileError(made.problems)
    made.tree.update({k: v for k, v in extras.items() if k not in ("families", "pm")})
    made.tree.setdefault("name", folder.resolve().name)
    made.tree.update(families=[], pm=[])
    made.origins["families",], made.origins["pm",] = (MEMBERS, 1), (BODIES, 1)
    _add_members(made, tables[MEMBERS])
    _add_bodies(made, tables[BODIES])
    _add_profiles(made, tables[PROFILES])
    _merge(made, extras, "families", MEMBERS)
    _merge(made, extras, "pm", BODIES)
    report = Report(made.locate)
    report.problems.extend(made.problems)
    return Source(Node(made.tree, (), report), tuple(inputs))


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return True  # then reading it says why it cannot be read


def _read_extras(
    path: Path, largest: int, made: _Assembly, inputs: list[InputFile]
) -> dict[str, Any] | None:
    try:
        text, file = read_text(path, MARKERS, largest)
        tree = parse_json(text, MARKERS)
        if isinstance(tree, list):
            tree = {"markers": tree}
        if not isinstance(tree, dict):
            raise refusal("field-missing", MARKERS, field="markers")
    except CaseFileError as error:
        made.problems.extend(error.problems)
        return None
    inputs.append(file)
    made.extras = tree
    for code, place, values in damage(tree):
        made.problems.append(Problem(code, MARKERS, json_place(tree, place), values))
    return tree


def _add_members(made: _Assembly, table: Table) -> None:
    families: dict[str, int] = {}
    missing: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    for row in table.rows:
        family_id = row.cells["family"]
        at = families.setdefault(family_id, len(families))
        if at == len(made.tree["families"]):
            made.tree["families"].append(
                {"id": family_id, "members": [], "typed": {}, "missing": []}
            )
            made.origins["families", at] = (MEMBERS, row.line)
        family = made.tree["families"][at]
        place = ("families", at, "members", len(family["members"]))
        made.origins[place] = (MEMBERS, row.line)
        member = {name: row.get(name) for name in ("id", "father", "mother", "sex")}
        own = (*MEMBER_COLUMNS, *RATE_FIELDS, FOUNDER_INBREEDING)
        member.update(_further(row, table, own))
        family["members"].append(member)
        person = row.cells["id"]
        turn = _turn(made, row)
        if turn is not None and person:
            missing[at].append((turn, row.line, person))
        rates = _numbers(made, MEMBERS, row, RATE_FIELDS)
        if rates and person:
            family.setdefault("rates", {})[person] = rates
            made.origins["families", at, "rates", person] = (MEMBERS, row.line)
        for f in _numbers(made, MEMBERS, row, (FOUNDER_INBREEDING,)).values():
            family.setdefault(FOUNDER_INBREEDING, {})[person] = f
            made.origins["families", at, FOUNDER_INBREEDING, person] = (MEMBERS, row.line)
    for at, turns in missing.items():
        for i, (_, line, person) in enumerate(sorted(turns)):
            made.tree["families"][at]["missing"].append(person)
            made.origins["families", at, "missing", i] = (MEMBERS, line)


def _add_bodies(made: _Assembly, table: Table) -> None:
    for row in table.rows:
        body: dict[str, Any] = {"id": row.get("id"), "sex": row.get("sex"), "profile": {}}
        body.update(_numbers(made, BODIES, row, RATE_FIELDS))
        body.update(_further(row, table, (*BODY_COLUMNS, *RATE_FIELDS)))
        made.origins["pm", len(made.tree["pm"])] = (BODIES, row.line)
        made.tree["pm"].append(body)


def _add_profiles(made: _Assembly, table: Table) -> None:
    families = {family["id"]: i for i, family in enumerate(made.tree["families"])}
    bodies: dict[str, int] = {}
    for i, body in enumerate(made.tree["pm"]):
        bodies.setdefault(body["id"], i)
    strangers: set[tuple[str, str]] = set()
    for row in table.rows:
        kind, family_id, owner = row.cells["kind"].lower(), row.cells["family"], row.cells["id"]
        if kind not in ("am", "pm"):
            made.note("csv-kind", PROFILES, row.line, "kind", value=row.cells["kind"])
            continue
        at = families.get(family_id) if kind == "am" else bodies.get(owner)
        if at is None:
            known_as = (family_id, MEMBERS) if kind == "am" else (owner, BODIES)
            if known_as not in strangers:
                strangers.add(known_as)
                column = "family" if kind == "am" else "id"
                values = {"id": known_as[0], "table": known_as[1]}
                made.note("profile-stranger", PROFILES, row.line, column, **values)
            continue
        if kind == "am":
            place: Path_ = ("families", at, "typed", owner)
            profile = made.tree["families"][at]["typed"].setdefault(owner, {})
        else:
            place = ("pm", at, "profile")
            profile = made.tree["pm"][at]["profile"]
        made.origins.setdefault(place, (PROFILES, row.line))
        marker = row.cells["marker"]
        alleles = _alleles(row, table)
        if marker in profile:
            made.note("profile-row-twice", PROFILES, row.line, None, id=owner, marker=marker)
        elif alleles:
            profile[marker] = alleles
            made.origins[(*place, marker)] = (PROFILES, row.line)


def _alleles(row: Row, table: Table) -> list[str | None]:
    """The alleles of a row, ``None`` for one that is written as unknown; empty if none is."""
    columns = [c for c in table.columns if c.startswith("allele")]
    written = [cell for cell in (row.get(column) for column in columns) if cell is not None]
    return [None if cell == UNKNOWN_ALLELE else cell for cell in written]


def _turn(made: _Assembly, row: Row) -> int | None:
    """When a missing person's turn is among the missing of the family: all at once for yes, by
    number where the column numbers them; ``None`` for a person who is not missing."""
    said = row.cells["missing"].lower()
    if said in _YES:
        return 1
    if said in _NO:
        return None
    if said.isdecimal() and len(said) < 10:
        return int(said)
    made.note("csv-yes-no", MEMBERS, row.line, "missing", value=row.cells["missing"])
    return None


def _numbers(made: _Assembly, file: str, row: Row, columns: tuple[str, ...]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for column in columns:
        cell = row.get(column)
        if cell is None:
            continue
        try:
            numbers[column] = float(cell.replace(",", "."))
        except ValueError:
            made.note("csv-number", file, row.line, column, value=cell)
            continue
        if not abs(numbers[column]) < float("inf"):
            made.note("csv-number", file, row.line, column, value=cell)
    return numbers


def _further(row: Row, table: Table, own: tuple[str, ...]) -> dict[str, str]:
    """Cells of columns the format does not define: carried through as they are."""
    cells = {column: row.get(column) for column in table.columns if column not in own}
    return {column: cell for column, cell in cells.items() if cell is not None}


def _merge(made: _Assembly, extras: dict[str, Any], where: str, table: str) -> None:
    """Add what ``markers.json`` says of families, members and bodies beyond the tables."""
    node = Node(extras, (), Report(lambda path: (MARKERS, json_place(extras, path)))).get(where)
    if node is None or node.as_list() is None:
        made.problems.extend([] if node is None else node.report.problems)
        return
    own = ("members", "typed", "missing") if where == "families" else ("sex", "profile")
    index = _index(made.tree[where])
    for item in node.items():
        _merge_one(made, item, (where,), index, own, table)
    made.problems.extend(node.report.problems)


def _merge_one(
    made: _Assembly,
    item: Node,
    where: Path_,
    index: dict[str, tuple[int, dict[str, Any]]],
    own: tuple[str, ...],
    table: str,
) -> None:
    if item.as_object() is None:
        return
    id_node = item.need("id")
    wanted = None if id_node is None else id_node.as_text()
    if wanted is None:
        return
    if wanted not in index:
        item.add("folder-stranger", id=wanted)
        return
    at, target = index[wanted]
    for name, inner in item.fields():
        place = (*where, at, name)
        if name == "id":
            continue
        if name == "members" and where == ("families",) and inner.as_list() is not None:
            people = _index(target["members"])
            for member in inner.items():
                _merge_one(made, member, place, people, ("father", "mother", "sex"), table)
        elif name in own or name in target:
            inner.add("folder-conflict", field=name, id=wanted, table=table)
        else:
            target[name] = inner.value
            made.origins[place] = (MARKERS, inner.path)


def _index(listed: list[dict[str, Any]]) -> dict[str, tuple[int, dict[str, Any]]]:
    """Position and object by id; the first where an id stands twice."""
    index: dict[str, tuple[int, dict[str, Any]]] = {}
    for at, known in enumerate(listed):
        index.setdefault(known["id"], (at, known))
    return index
