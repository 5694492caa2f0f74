"""The reference of the Python interface is written from its docstrings."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from enum import Enum, EnumType
from pathlib import Path

import imena
from house.pages import ROOT

PAGE = ROOT / "docs" / "reference" / "python-api.md"
_NAMES = re.compile(r"^## `imena\..*\Z", re.DOTALL | re.MULTILINE)


def written(path: Path = PAGE) -> str:
    """The page as it must read: its own words kept, the public names as they are now."""
    public = [name for name in imena.__all__ if not name.startswith("_")]
    sections = "".join(text for name in public for text in section(getattr(imena, name), name))
    return _NAMES.sub(lambda _: sections, path.read_text(encoding="utf-8"), count=1)


def findings(path: Path = PAGE) -> list[str]:
    """Whether the page has fallen behind the docstrings."""
    if written(path) == path.read_text(encoding="utf-8"):
        return []
    return ["docs/reference/python-api.md has fallen behind the code: ./run docs writes it anew"]


def section(thing: object, public: str | None = None) -> Iterator[str]:
    """One public name: how it is called and what its docstring says; then its methods.

    ``public`` is the name it is public under, where that is not its own.
    """
    name = public or getattr(thing, "__name__", type(thing).__name__)
    yield f"## `imena.{name}`\n\n```text\n"
    if isinstance(thing, EnumType):
        members: list[Enum] = list(thing)
        yield f"{name}: {', '.join(f'{m.name} = {m.value!r}' for m in members)}\n\n"
    elif isinstance(thing, type) and issubclass(thing, Exception):
        yield f"{name}: {', '.join(base.__name__ for base in thing.__bases__)}\n\n"
    elif callable(thing):
        yield f"{name}{_signature(thing)}\n\n"
    yield f"{inspect.getdoc(thing)}\n```\n\n"
    if inspect.isclass(thing) and not isinstance(thing, EnumType):
        yield from _members(thing)


def _members(kind: type) -> Iterator[str]:
    rows = [
        (name, member)
        for name, member in vars(kind).items()
        if not name.startswith("_") and (_is_method(member) or _is_property(member))
    ]
    if rows:
        yield f"| of `{kind.__name__}` | is |\n| --- | --- |\n"
        for name, member in rows:
            call = "" if _is_property(member) else _signature(getattr(kind, name), bound=True)
            first = (inspect.getdoc(member) or "").split("\n\n")[0].replace("\n", " ")
            yield f"| `{name}{call}` | {first} |\n".replace("``", "`")
        yield "\n"


def _is_method(member: object) -> bool:
    return inspect.isfunction(member) or isinstance(member, classmethod | staticmethod)


def _is_property(member: object) -> bool:
    return isinstance(member, property) or type(member).__name__ == "cached_property"


def _signature(thing: object, *, bound: bool = False) -> str:
    """The signature on one line, or one parameter a line where that would be too long."""
    assert callable(thing)
    signature = inspect.signature(thing)
    parameters = [p for p in signature.parameters.values() if p.name != "self"]
    shown = [_parameter(p) for p in parameters]
    named = [i for i, p in enumerate(parameters) if p.kind is p.KEYWORD_ONLY]
    if named and not any(p.kind is p.VAR_POSITIONAL for p in parameters):
        shown.insert(named[0], "*")
    returned = signature.return_annotation
    end = "" if returned in (None, "None", signature.empty) else f" -> {returned}"
    line = f"({', '.join(shown)}){end}"
    if bound:
        return line.replace("|", r"\|")
    return line if len(line) < 80 else "(\n" + "".join(f"    {p},\n" for p in shown) + f"){end}"


def _parameter(parameter: inspect.Parameter) -> str:
    text = str(parameter.replace(annotation=parameter.empty, default=parameter.empty))
    if parameter.annotation is not parameter.empty:
        text += f": {parameter.annotation}"
    if parameter.default is not parameter.empty:
        default = parameter.default
        if isinstance(default, Enum):
            text += f" = {type(default).__name__}.{default.name}"
        else:
            text += f" = {repr(default).replace('<factory>', '…')}"
    return text
