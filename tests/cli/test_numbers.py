"""``imena numbers``: numbers are read by anybody, and issued and explained by two people."""

from __future__ import annotations

from click.testing import CliRunner, Result

from imena.cli.numbers import command


def numbers(*arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))


def test_a_number_is_told_with_what_it_is_of() -> None:
    result = numbers("read", "ptx 0187 b", "MP-0338-B", "--language", "en")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "PTX-0187-B: remains or belonging",
        "MP-0338-B: missing person",
    ]


def test_what_was_read_differently_stands_beside_it() -> None:
    result = numbers("read", "PTX-О187-B", "--language", "uk")
    assert result.stdout == "PTX-0187-B: останки або річ; знак 5: «О» прочитано як цифру 0\n"


def test_a_text_that_is_no_number_fails_and_the_others_are_told() -> None:
    result = numbers("read", "PTX-0187-K", "MP-0338-B", "--language", "en")
    assert result.exit_code == 1
    assert "does not agree with PTX-0187" in result.stderr
    assert "MP-0338-B: missing person" in result.stdout


def test_only_kinds_of_numbers_are_issued() -> None:
    result = numbers("issue", "bone", "5", "--team", "T", "--approver", "b", "--as", "a")
    assert result.exit_code == 2
    assert "recovered_unit" in result.output
