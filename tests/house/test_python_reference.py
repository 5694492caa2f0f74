"""The reference of the Python interface is written from docstrings and signatures."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from house.python_reference import section


@dataclass
class Body:
    """A body."""

    id: str
    tags: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """Its code."""
        return self.id

    def renamed(self, name: str | None = None) -> Body:
        """The same, called otherwise.

        More is said here.
        """
        return Body(name or self.id)


class Sex(Enum):
    """A sex."""

    MALE = "M"


def weigh(case: str, *, prior: str = "flat", sex: Sex = Sex.MALE) -> float:
    """Weigh a case."""
    return len(case + prior + sex.value)


def test_a_function_is_shown_with_its_signature_and_its_docstring() -> None:
    assert "".join(section(weigh)) == (
        "## `imena.weigh`\n\n```text\n"
        "weigh(case: str, *, prior: str = 'flat', sex: Sex = Sex.MALE) -> float\n\n"
        "Weigh a case.\n```\n\n"
    )


def test_a_thing_is_shown_under_the_name_it_is_public_under() -> None:
    assert "".join(section(weigh, "weigh_case")).startswith(
        "## `imena.weigh_case`\n\n```text\nweigh_case("
    )


def test_a_class_lists_what_it_offers_with_the_first_sentence() -> None:
    text = "".join(section(Body))
    assert "Body(id: str, tags: list[str] = …)\n" in text
    assert "| `code` | Its code. |" in text
    assert r"| `renamed(name: str \| None = None) -> Body` | The same, called otherwise. |" in text


def test_an_error_is_shown_with_what_it_is_a_kind_of() -> None:
    class GraveError(ValueError):
        """A grave error."""

    text = "".join(section(GraveError))
    assert "\n\n```text\nGraveError: ValueError\n\nA grave error.\n```\n\n" in text


def test_an_enumeration_lists_its_values() -> None:
    assert "Sex: MALE = 'M'\n" in "".join(section(Sex))
