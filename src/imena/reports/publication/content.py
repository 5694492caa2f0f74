"""What a publication pack carries, as data: everything that anybody needs to compute it again.

Nobody is named in it: neither the people it counts nor those who drafted and approved it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from imena import __version__
from imena.registry.actor import Actor
from imena.registry.ledger.canonical import as_plain, canonical
from imena.registry.queries.figures.answers import Answer
from imena.registry.queries.figures.notices import Notice, notice
from imena.registry.queries.figures.statements import Said, published, said_of, statement

FORMAT = "imena-statement"
FORMAT_VERSION = 1


class NotAPackError(ValueError):
    """Something that is no publication pack of ours."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A statement with the notices about it and about the one it corrects; ``made_by`` is the
    version of the program that wrote it."""

    said: Said
    notices: tuple[Notice, ...] = ()
    made_by: str = __version__

    def tree(self) -> dict[str, Any]:
        """As plain data; :func:`pack_of` reads it again."""
        return {
            "format": FORMAT,
            "formatVersion": FORMAT_VERSION,
            "program": self.made_by,
            "statement": self.said.tree(),
            "notices": [as_plain(asdict(one)) for one in self.notices],
        }


def gathered(actor: Actor, number: str) -> Pack:
    """The pack of an approved statement.

    Raises
    ------
    NotYours
        Where there is no such statement that the actor may see.
    Refused
        Where nobody has approved it yet.
    """
    said = published(actor, number)
    about = [one for one in (said.corrects, said.number) if one]
    found = tuple(one for one in (notice(actor, number) for number in about) if one is not None)
    return Pack(without_names(said), found)


def differences(actor: Actor, number: str, pack: Pack) -> tuple[str, ...]:
    """The fields in which a pack says otherwise than the case file of that statement. That it was
    corrected since it was packed is none.

    Raises
    ------
    NotYours
        Where there is no such statement that the actor may see.
    """
    ours, theirs = without_names(statement(actor, number)).tree(), pack.said.tree()
    return tuple(name for name in ours if name != "corrected_by" and ours[name] != theirs[name])


def without_names(said: Said) -> Said:
    """The statement without who drafted and approved it."""
    return replace(said, author="", approver="")


def as_read(pack: Pack) -> Pack:
    """The pack as it comes out of its file: what is told is what is carried."""
    return pack_of(json.loads(canonical(pack.tree())))


def pack_of(tree: Mapping[str, Any]) -> Pack:
    """A pack from :meth:`Pack.tree`.

    Raises
    ------
    NotAPackError
        For data that are none, or of a format of another version.
    """
    try:
        if (tree["format"], tree["formatVersion"]) != (FORMAT, FORMAT_VERSION):
            raise NotAPackError("no pack, or one of another format")
        notices = tuple(_notice_of(one) for one in tree["notices"])
        return Pack(said_of(tree["statement"]), notices, str(tree["program"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise NotAPackError(f"not the data of a pack: {error}") from error
    except ValueError as error:
        raise NotAPackError(str(error)) from error


def _notice_of(tree: Mapping[str, Any]) -> Notice:
    if set(tree) != {field.name for field in fields(Notice)}:
        raise ValueError("not the fields of a notice")
    said, known = (_answer_of(tree[name]) for name in ("said", "known"))
    repeated = tuple(tree["repeated_in"])
    return Notice(**{**tree, "said": said, "known": known, "repeated_in": repeated})


def _answer_of(tree: Mapping[str, Any]) -> Answer:
    return Answer(tree["unit"], tree["result"], tuple(tree["partition"]), tuple(tree["exclusions"]))
