"""``imena validate``: what a case holds, or everything that is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from imena.cli.validate import command
from tests.exchange.small_case import tree, written

BROKEN = Path(__file__).parent.parent / "exchange" / "broken"


def validate(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_a_sound_case_is_counted_unit_by_unit(tmp_path: Path) -> None:
    path = written(tmp_path, tree())
    result = validate(path, "--language", "en")
    assert result.exit_code == 0
    counted = "complete – 0, half or more – 1, less than half – 1, nothing read – 0"
    assert [line.strip() for line in result.stdout.split("\n")][:9] == [
        "Case: invented",
        "Markers: 3, of them on the X: 1",
        "Families: 2",
        "People in the families: 7",
        "of them missing: 2",
        "of them with a profile: 2",
        "Bodies: 2",
        f"Profiles of relatives: {counted}",
        f"Profiles of bodies: {counted}",
    ]
    assert "No problems found." in result.stdout


def test_ukrainian_by_request(tmp_path: Path) -> None:
    result = validate(written(tmp_path, tree()), "--language", "uk")
    assert "Помилок не знайдено." in result.stdout


def test_all_problems_and_exit_code_one() -> None:
    result = validate(BROKEN / "several-things-at-once.json", "--language", "uk")
    assert result.exit_code == 1
    assert result.stdout == ""
    lines = result.stderr.strip().split("\n")
    assert len(lines) == 6
    assert lines[-1] == "Знайдено 5 помилок; нічого не обчислено."


def test_unlisted_alleles_are_refused_with_the_remedy_that_then_works() -> None:
    path = BROKEN / "allele-not-in-the-table.json"
    refused = validate(path, "--language", "en")
    assert refused.exit_code == 1
    assert "--unlisted-alleles minimum" in refused.stderr
    for remedy in (
        ("minimum", "--sample-size", "200"),
        ("add", "--minimum-frequency", "0.001"),
    ):
        accepted = validate(path, "--language", "en", "--unlisted-alleles", *remedy)
        assert accepted.exit_code == 0
        assert "Added to the table of TH01: 8" in accepted.stdout


def test_a_remedy_needs_its_number() -> None:
    for remedy in ("minimum", "add"):
        result = validate(BROKEN / "allele-not-in-the-table.json", "--unlisted-alleles", remedy)
        assert result.exit_code == 2


def test_the_largest_file_is_an_option(tmp_path: Path) -> None:
    path = tmp_path / "big.json"
    path.write_bytes(b" " * 1_100_000)
    assert "1.1 MB" in validate(path, "--largest-file", "1", "--language", "en").stderr


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from imena.cli import main\n"
        "try:\n    main(['validate', '--help'])\n"
        "except SystemExit:\n    pass\n"
        "assert not {'numpy', 'numba', 'scipy'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
