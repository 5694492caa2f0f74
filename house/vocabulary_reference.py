"""The reference of the vocabularies is written from their data, both languages in one table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from house.pages import ROOT
from imena.registry.vocabulary import Term, Vocabulary, vocabularies

PAGE = ROOT / "docs" / "reference" / "vocabularies.md"
_HEAD = """# Vocabularies · Словники

What may be written where a term exists. Codes are stored and exchanged, words are shown. A list
marked *closed* carries rules of the program; to the others an office adds its own terms, in both
languages, which never replace these. This page is written from the data by `./run docs`.

Що можна записати там, де є термін. Зберігають і передають коди, показують слова. На списках із
позначкою *closed* стоять правила програми; до решти установа додає власні терміни двома мовами, і
вони ніколи не замінюють цих. Сторінку складає з даних `./run docs`.

"""


def written() -> str:
    """The page as it must read."""
    return _HEAD + "\n".join(
        "".join(section(vocabularies()[name])) for name in sorted(vocabularies())
    )


def findings(path: Path = PAGE) -> list[str]:
    """Whether the page has fallen behind the vocabularies."""
    if path.exists() and written() == path.read_text(encoding="utf-8"):
        return []
    return ["docs/reference/vocabularies.md has fallen behind the data: ./run docs writes it anew"]


def section(vocabulary: Vocabulary) -> Iterator[str]:
    """One vocabulary: its name, what it is about, its terms."""
    closed = "" if vocabulary.extensible else " *closed*"
    yield f"## `{vocabulary.name}`\n\n{vocabulary.en} · {vocabulary.uk}.{closed}\n\n"
    if vocabulary.description_en:
        yield f"{vocabulary.description_en}\n\n{vocabulary.description_uk}\n\n"
    grouped = any(term.group for term in vocabulary.terms)
    headings = [
        "code",
        "English",
        "українською",
        *(["group"] if grouped else []),
        *vocabulary.facts,
    ]
    yield _row(headings) + _row(["---"] * len(headings))
    for term in vocabulary.terms:
        facts = [str(term.facts[fact]).lower() for fact in vocabulary.facts]
        yield _row(
            [
                f"`{term.code}`" + (" (retired)" if term.retired else ""),
                _with_description(term, "en"),
                _with_description(term, "uk"),
                *([term.group] if grouped else []),
                *facts,
            ]
        )


def _with_description(term: Term, language: str) -> str:
    described = term.described(language)
    return f"{term.said(language)}. {described}" if described else term.said(language)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |\n"
