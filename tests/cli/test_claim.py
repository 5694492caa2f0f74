"""`imena claim read`: a proposal in words, and nothing recorded."""

from __future__ import annotations

from click.testing import CliRunner

from imena.cli.claim import command


def told(text: str, language: str) -> str:
    result = CliRunner().invoke(command, ["read", text, "--language", language])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_sentence_taken_apart_in_both_languages() -> None:
    text = "436 bodies, including 5 children; does not include burials not yet exhumed"
    english = told(text, "en")
    assert "what is counted: bodies" in english
    assert "of them children: 5" in english
    assert "leaves out: those not yet exhumed" in english
    assert "so of everything: from 436, no upper limit" in english
    ukrainian = told("Майже 50 неідентифікованих тіл", "uk")
    assert "слово: майже" in ukrainian
    assert "за правилом figures-1: від 45 до 49" in ukrainian
    assert "у якому значенні" in ukrainian


def test_what_cannot_be_computed_says_what_it_needs() -> None:
    said = told("Загиблих у рази більше, ніж у Бучі", "en")
    assert "at least 3 times what is said of Бучі" in said
    assert "by the word alone: any number" in said


def test_a_text_without_a_number_says_so() -> None:
    result = CliRunner().invoke(command, ["read", "Нічого не відомо", "--language", "en"])
    assert result.exit_code == 1
    assert "No number" in result.output
