"""The documentation is a contract: what it names exists, what exists it names, examples run."""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import click
import pytest

from house.pages import Page, commands, findings, pages
from imena import __version__
from imena.cli import COMMANDS
from tests.architecture.checkout import ROOT

PAGES = pages()
VERBS = ("bench", "demo", "docs", "help", "imena", "lint", "messages", "test", "verify")

#: What the glossary must bind to its Ukrainian word.
TERMS = {
    "adventitious match", "allele", "antemortem", "body", "candidate", "chain of custody",
    "drop-in", "dropout", "exclusion", "founder", "genotype", "identification", "joint assignment",
    "likelihood ratio", "marginal", "marker", "missing person", "mutation", "pedigree", "posterior",
    "postmortem", "prior", "profile", "reconciliation", "reference sample", "remains",
    "silent allele", "symmetric set", "theta", "threshold",
}  # fmt: skip


def _name(page: Page) -> str:
    return page.name


def test_links_lead_somewhere_and_the_two_languages_agree() -> None:
    assert findings() == []


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_of_run_is_documented(verb: str) -> None:
    reference = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert f"`./run {verb}" in reference
    assert f"\n    {verb} |" in _run() or f"\n    {verb})" in _run()


def _run() -> str:
    return (ROOT / "run").read_text(encoding="utf-8")


def _command(name: str) -> click.Command:
    command = importlib.import_module(COMMANDS[name]).command
    assert isinstance(command, click.Command)
    return command


def _options(command: click.Command) -> set[str]:
    own = {o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")}
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return own.union({"--help"}, *(_options(c) for c in inner))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_and_option_is_documented(name: str) -> None:
    text = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    section = re.search(rf"^## `imena {name}`$(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    assert section, f"docs/reference/cli.md has no section on imena {name}"
    named = set(re.findall(r"--[a-z][a-z-]*", section[1]))
    assert _options(_command(name)) - {"--help"} <= named
    assert named <= _options(_command(name))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_command_a_reader_is_told_to_type_exists(page: Page) -> None:
    for line in commands(page):
        words = shlex.split(line, comments=True)
        if words[0] == "./run":
            assert words[1] in VERBS, line
            words = words[1:] if words[1] == "imena" else ["imena", words[1], *words[2:]]
        if words[0] == "imena" and words[1] in COMMANDS:
            told = {word.split("=")[0] for word in words if word.startswith("--")}
            allowed = _options(_command(words[1])) | {"--all", "--check"}
            assert told <= allowed, line


@pytest.mark.parametrize("page", [p for p in PAGES if any(p.fences("python", "pycon"))], ids=_name)
def test_every_example_runs(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The blocks of one page run in order, as one session beside the examples folder."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    session: dict[str, object] = {}
    for block in page.fences("python", "pycon"):
        if ">>> " in block:
            _check_session(block, session, page.name)
        else:
            exec(compile(block, page.name, "exec"), session)


def _check_session(block: str, session: dict[str, object], name: str) -> None:
    test = doctest.DocTestParser().get_doctest(block, session, name, name, 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    runner.run(test, out=said.append, clear_globs=False)
    session.update(test.globs)
    assert not runner.failures, "".join(said)


def _glossary() -> list[list[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return [row for row in rows if not set(row[0]) <= set("- :")][1:]


def test_the_glossary_binds_each_term_to_its_ukrainian_word_and_both_meanings() -> None:
    rows = _glossary()
    assert {row[0] for row in rows} >= TERMS
    for row in rows:
        assert len(row) == 4, row
        assert all(row), row
        assert re.search("[а-яіїєґ]", row[1]), row
        assert re.search("[а-яіїєґ]", row[3]), row
        assert not re.search("[а-яіїєґ]", row[0] + row[2]), row
        assert (row[2][-1], row[3][-1]) == (".", "."), row


def test_no_term_stands_in_the_glossary_twice() -> None:
    english = [row[0] for row in _glossary()]
    ukrainian = [row[1] for row in _glossary()]
    assert len(set(english)) == len(english)
    assert len(set(ukrainian)) == len(ukrainian)


def test_the_glossary_is_in_order() -> None:
    english = [row[0].lower() for row in _glossary()]
    assert english == sorted(english)


def test_the_changelog_and_the_package_speak_of_the_version_there_is() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## {re.escape(__version__)}\b", changelog, re.MULTILINE)
