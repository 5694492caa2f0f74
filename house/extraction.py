"""Find what a source file says to people: the texts given to `imena.language.Words`.

The names bound to a ``Words`` are followed through assignments and annotations, so a file may call
its ``Words`` as it likes. ``message("…")`` marks a text that is only stored.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: ``{% say "…" %}`` and ``{% count "…" "…" n %}`` in a template.
_TAG = re.compile(r'{%\s*(?:say\s+"([^"]*)"|count\s+"([^"]*)"\s+"([^"]*)")')


@dataclass(frozen=True)
class Found:
    """One message: its domain, text, plural text if any, or what is wrong with it."""

    line: int
    domain: str
    message: str = ""
    plural: str | None = None
    problem: str | None = None


def messages_of(
    source: str, room: str | None, room_of: Callable[[str], str | None]
) -> Iterator[Found]:
    """The messages of one file.

    ``room`` is the domain of a ``Words`` whose own is not in sight; ``room_of`` tells the room of a
    module from which a ``Words`` is imported.
    """
    tree = ast.parse(source)
    speakers = _speakers(tree, room, room_of)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, speakers, room)


def messages_of_template(source: str, room: str) -> Iterator[Found]:
    """The messages of one template of the web."""
    for tag in _TAG.finditer(source):
        line = source.count("\n", 0, tag.start()) + 1
        said, one, many = tag.groups()
        yield Found(line, room, said) if one is None else Found(line, room, one, many)


def _speakers(
    tree: ast.Module, room: str | None, room_of: Callable[[str], str | None]
) -> dict[str, str | None]:
    """Name → domain, of every variable, parameter or attribute that holds a ``Words``."""
    names: dict[str, str | None] = {"words": room}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            shared = [a.asname or a.name for a in node.names if a.name in ("say", "words")]
            names.update(dict.fromkeys(shared, room_of(node.module)))
        elif isinstance(node, ast.Assign):
            domain = _constructed(node.value, room)
            if domain is not None:
                names.update({_last(t): domain for t in node.targets if _last(t)})
        elif isinstance(node, ast.AnnAssign) and _last(node.annotation) == "Words":
            constructed = None if node.value is None else _constructed(node.value, room)
            names[_last(node.target)] = constructed or room
        elif isinstance(node, ast.arg) and _last(node.annotation) == "Words":
            names.setdefault(node.arg, room)
    return names


def _constructed(node: ast.expr, room: str | None) -> str | None:
    if not (isinstance(node, ast.Call) and _last(node.func) == "Words" and node.args):
        return None
    domain = node.args[0]
    return _last(domain) if _is_text(domain) else room


def _last(node: ast.expr | None) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _of_call(call: ast.Call, speakers: dict[str, str | None], room: str | None) -> Iterator[Found]:
    function = call.func
    if isinstance(function, ast.Attribute) and function.attr == "count":
        domain = _domain(function.value, speakers, room)
        if domain is not None and len(call.args) >= 2:
            one, many = call.args[:2]
            if _is_text(one) and _is_text(many):
                yield Found(call.lineno, domain, _last(one), _last(many))
            else:
                yield from _unclear(call.lineno, domain, one, many)
        return
    marked = _last(function) == "message" and isinstance(function, ast.Name)
    domain = room if marked else _domain(function, speakers, room)
    if domain is None or not call.args:
        return
    yield from _of_text(call.args[0], domain)


def _domain(function: ast.expr, speakers: dict[str, str | None], room: str | None) -> str | None:
    if isinstance(function, ast.Call):
        return _constructed(function, room)
    return speakers.get(_last(function)) if isinstance(function, ast.Name | ast.Attribute) else None


def _of_text(node: ast.expr, domain: str) -> Iterator[Found]:
    if _is_text(node):
        yield Found(node.lineno, domain, _last(node))
    elif isinstance(node, ast.IfExp):
        yield from _of_text(node.body, domain)
        yield from _of_text(node.orelse, domain)
    else:
        yield from _unclear(node.lineno, domain, node)


def _unclear(line: int, domain: str, *nodes: ast.expr) -> Iterator[Found]:
    """A name stands for a message marked elsewhere; a text put together here is never found."""
    if any(isinstance(node, ast.JoinedStr | ast.BinOp) for node in nodes):
        yield Found(line, domain, problem="a text put together in place cannot be translated")
