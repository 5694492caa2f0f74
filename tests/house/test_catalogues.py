"""`./run messages` finds every message and every fault of a catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from house.catalogues import compiled, domain_of, findings, gather, read, updated, written
from house.extraction import Found, messages_of


def _elsewhere(module: str) -> str | None:
    return {"imena.cli.reading": "casefile"}.get(module)


def _texts(source: str, room: str | None = "cli") -> list[tuple[str | None, str, str | None]]:
    return [(f.domain, f.message, f.plural) for f in messages_of(source, room, _elsewhere)]


def test_a_call_of_words_is_a_message() -> None:
    assert _texts('words("open between")') == [("cli", "open between", None)]
    assert _texts('self.words("one {n}", n=3)') == [("cli", "one {n}", None)]
    assert _texts('Words("report", "uk")("a name")') == [("report", "a name", None)]


def test_a_count_is_a_message_with_its_plural() -> None:
    assert _texts('words.count("{n} body", "{n} bodies", 5)') == [("cli", "{n} body", "{n} bodies")]
    assert _texts('text.count("a")') == []


def test_a_name_bound_to_words_is_followed() -> None:
    assert _texts('say = Words("casefile", "uk")\nsay("no such file")') == [
        ("casefile", "no such file", None)
    ]
    assert _texts('def f(w: Words) -> str:\n    return w("here")') == [("cli", "here", None)]


def test_an_imported_words_speaks_from_the_room_it_comes_from() -> None:
    source = "from imena.cli.reading import words\nwords('a file')"
    assert _texts(source) == [("casefile", "a file", None)]


def test_a_marked_text_belongs_to_its_room() -> None:
    assert _texts('X = message("stored")', "casefile") == [("casefile", "stored", None)]


def test_both_sides_of_a_choice_are_messages() -> None:
    assert _texts('words("yes" if x else "no")') == [("cli", "yes", None), ("cli", "no", None)]


def test_a_text_put_together_in_place_is_a_fault() -> None:
    (found,) = messages_of('words(f"case {x}")', "cli", _elsewhere)
    assert isinstance(found, Found)
    assert found.problem


@pytest.mark.parametrize(
    ("path", "domain"),
    [
        ("exchange/casefile/read.py", "casefile"),
        ("cli/validate.py", "casefile"),
        ("cli/match.py", "cli"),
        ("reports/identification.py", "report"),
        ("language/numbers.py", "numbers"),
        ("kinship/likelihood.py", None),
    ],
)
def test_each_room_speaks_from_its_catalogue(path: str, domain: str | None) -> None:
    assert domain_of(Path("pkg") / path, Path("pkg")) == domain


class _House:
    """An invented package that says two things, and its catalogues."""

    def __init__(self, folder: Path) -> None:
        self.package, self.locale = folder / "package", folder / "locale"
        (self.package / "cli").mkdir(parents=True)
        self.locale.mkdir()
        self.says('words("a name")\nwords.count("{n} body of {m}", "{n} bodies of {m}", n)\n')

    def says(self, source: str) -> None:
        (self.package / "cli" / "match.py").write_text(source, encoding="utf-8")

    def translated(self, name: str, *forms: str, stale: bool = False) -> None:
        catalogue = updated(gather(self.package)["cli"], read("cli", self.locale))
        catalogue["a name"].string = name
        catalogue["{n} body of {m}"].string = forms
        (self.locale / "cli.po").write_bytes(written(catalogue))
        if not stale:
            (self.locale / "cli.mo").write_bytes(compiled(catalogue))

    @property
    def faults(self) -> list[str]:
        return findings(self.package, self.locale)


@pytest.fixture
def house(tmp_path: Path) -> _House:
    return _House(tmp_path)


GOOD = ("ім’я", "{n} тіло з {m}", "{n} тіла з {m}", "{n} тіл з {m}")


def test_a_whole_catalogue_has_no_faults(house: _House) -> None:
    house.translated(*GOOD)
    assert house.faults == []


def test_a_missing_catalogue_is_a_fault(house: _House) -> None:
    assert house.faults == ["cli.po: there is no such catalogue"]


def test_a_message_without_ukrainian_is_a_fault(house: _House) -> None:
    house.translated("", *GOOD[1:])
    assert house.faults == ["cli.po: 'a name' has no Ukrainian"]


def test_a_form_that_loses_a_placeholder_is_a_fault(house: _House) -> None:
    house.translated("ім’я", "{n} тіло", *GOOD[2:])
    (fault,) = house.faults
    assert "placeholders" in fault


def test_one_body_may_be_said_without_the_number(house: _House) -> None:
    house.translated("ім’я", "одне тіло з {m}", *GOOD[2:])
    assert house.faults == []


def test_a_new_message_and_a_dropped_one_are_faults(house: _House) -> None:
    house.translated(*GOOD)
    house.says('words("another")\nwords.count("{n} body of {m}", "{n} bodies of {m}", n)\n')
    assert sorted(house.faults) == ["cli.po: lacks 'another'", "cli.po: nobody says 'a name'"]


def test_a_compiled_catalogue_left_behind_is_a_fault(house: _House) -> None:
    house.translated(*GOOD)
    house.translated("назва", *GOOD[1:], stale=True)
    assert house.faults == ["cli.mo: differs from the .po at 'a name'"]


def test_updating_keeps_what_was_translated(house: _House) -> None:
    house.translated(*GOOD)
    house.says('words("another")\nwords("a name")\n')
    catalogue = updated(gather(house.package)["cli"], read("cli", house.locale))
    assert catalogue["a name"].string == "ім’я"
    assert catalogue["another"].string == ""
    assert "{n} body of {m}" not in catalogue
