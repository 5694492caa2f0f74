"""The reference of the vocabularies says what the data say, in both languages."""

from __future__ import annotations

from pathlib import Path

from house.vocabulary_reference import findings, section, written
from imena.registry.vocabulary import Term, Vocabulary, vocabularies


def test_a_list_is_a_table_with_both_languages_groups_and_facts() -> None:
    bones = Vocabulary(
        "bone",
        "Кістка",
        "Bone",
        (Term("rib", "ребро", "rib", group="chest", facts={"sided": True}),),
        extensible=False,
        facts=("sided",),
    )
    assert "".join(section(bones)).split("\n\n") == [
        "## `bone`",
        "Bone · Кістка. *closed*",
        "| code | English | українською | group | sided |\n"
        "| --- | --- | --- | --- | --- |\n"
        "| `rib` | rib | ребро | chest | true |\n",
    ]


def test_a_description_stands_behind_its_term_and_a_retired_one_is_marked() -> None:
    list_of_one = Vocabulary(
        "colour", "Колір", "Colour", (Term("teal", "бірюза", "teal", "море", "sea", retired=True),)
    )
    assert "| `teal` (retired) | teal. sea | бірюза. море |\n" in "".join(section(list_of_one))


def test_every_list_is_on_the_page() -> None:
    page = written()
    assert all(f"\n## `{name}`\n" in page for name in vocabularies())


def test_a_page_that_fell_behind_is_found(tmp_path: Path) -> None:
    page = tmp_path / "vocabularies.md"
    assert findings(page), "there is none yet"
    page.write_text(written(), encoding="utf-8")
    assert findings(page) == []
    page.write_text(written().replace("ребро", "реброо"), encoding="utf-8")
    assert findings(page)
