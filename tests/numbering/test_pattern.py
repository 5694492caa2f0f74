"""Every numbered thing has one way of being written, and no two are written alike."""

from __future__ import annotations

import pytest

from imena.numbering.pattern import (
    BEGINNINGS,
    PATTERNS,
    Kind,
    Number,
    is_site_code,
    number,
)


def test_every_kind_but_the_site_itself_has_a_pattern() -> None:
    assert set(PATTERNS) == set(Kind) - {Kind.SITE}


@pytest.mark.parametrize(
    ("made", "printed"),
    [
        (number(Kind.RECOVERED_UNIT, 187, site="PTX"), "PTX-0187-B"),
        (number(Kind.RECOVERED_UNIT, 123456, site="PTX"), "PTX-123456-X"),
        (number(Kind.BURIAL_UNIT, 214, site="PTX"), "PTX-G214-X"),
        (number(Kind.LEAD, 12), "LEAD-0012-H"),
        (number(Kind.REGISTER_LINE, 3, 17, 12), "REG-03-0017-12-T"),
        (number(Kind.MISSING_PERSON, 338), "MP-0338-B"),
        (number(Kind.LABORATORY_SAMPLE, 482, 7703), "0482-7703-H"),
        (number(Kind.FIGURE, 20261112, 1), "FIG-20261112-1-C"),
        (Number(Kind.SITE, (), "PTX"), "PTX"),
    ],
)
def test_how_numbers_are_printed(made: Number, printed: str) -> None:
    assert str(made) == printed


def test_kinds_are_told_apart_by_how_they_begin() -> None:
    assert len(BEGINNINGS) == sum(1 for p in PATTERNS.values() if p.beginning)
    unmarked = [k for k, p in PATTERNS.items() if not p.beginning]
    assert unmarked == [Kind.RECOVERED_UNIT, Kind.BURIAL_UNIT, Kind.LABORATORY_SAMPLE]


@pytest.mark.parametrize(
    ("kind", "values", "site", "says"),
    [
        (Kind.RECOVERED_UNIT, (187,), "", "needs site"),
        (Kind.MISSING_PERSON, (187,), "PTX", "has no site"),
        (Kind.MISSING_PERSON, (0,), "", "does not fit"),
        (Kind.MISSING_PERSON, (-1,), "", "does not fit"),
        (Kind.MISSING_PERSON, (10**6,), "", "does not fit"),
        (Kind.REGISTER_LINE, (3, 17), "", "3 groups, not 2"),
    ],
)
def test_a_number_that_cannot_be_printed_is_refused(
    kind: Kind, values: tuple[int, ...], site: str, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        number(kind, *values, site=site)


def test_a_drawn_code_may_begin_with_noughts() -> None:
    assert str(number(Kind.LABORATORY_SAMPLE, 0, 0)).startswith("0000-0000-")


@pytest.mark.parametrize("code", ["PTX", "ABC", "KKKK", "HEM"])
def test_site_codes(code: str) -> None:
    assert is_site_code(code)


@pytest.mark.parametrize(
    "code", ["", "PT", "PTXAB", "PT1", "ptx", "РТХ", "GTX", "PTY", "CMP", "CMT", "MCP", "HAM"]
)
def test_what_is_no_site_code(code: str) -> None:
    assert not is_site_code(code)


def test_only_a_running_number_has_a_serial() -> None:
    assert number(Kind.RECOVERED_UNIT, 187, site="PTX").serial == 187
    for unnumbered in (Number(Kind.SITE, (), "PTX"), number(Kind.LABORATORY_SAMPLE, 1, 2)):
        with pytest.raises(ValueError, match="no running number"):
            _ = unnumbered.serial
