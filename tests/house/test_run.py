"""`run` is a plain POSIX script that says what it lacks and how to get it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.architecture.checkout import ROOT
from tests.house.machine import install, machine, pretend, run

__all__ = ["machine"]


def test_help_names_every_verb_in_the_language_asked_for(machine: Path) -> None:
    english = run(machine, "help").stdout
    for verb in ("demo", "test", "lint", "docs", "bench", "verify", "messages", "imena"):
        assert f"./run {verb}" in english
    ukrainian = run(machine, "help", IMENA_LANGUAGE="uk").stdout
    assert "від землі до імені" in ukrainian
    assert "from the ground" not in ukrainian


def test_both_languages_are_said_when_nothing_tells_which(machine: Path) -> None:
    said = run(machine, "help", IMENA_LANGUAGE="", LANG="C").stdout
    assert "від землі" in said
    assert "from the ground" in said


def test_an_unknown_verb_is_refused(machine: Path) -> None:
    ran = run(machine, "dmeo")
    assert ran.returncode == 2
    assert "Unknown command: dmeo" in ran.stderr


def test_no_python_names_the_packages_toinstall(machine: Path) -> None:
    ran = run(machine, "imena", "--version", IMENA_LANGUAGE="", LANG="C.UTF-8")
    assert ran.returncode == 1
    assert ran.stderr.count("sudo apt install python3 python3-venv") == 2
    assert "Потрібен Python 3.11" in ran.stderr


def test_an_old_python_is_not_taken(machine: Path) -> None:
    pretend(machine, "python3", "exit 1")
    ran = run(machine, "imena", "--version")
    assert ran.returncode == 1
    assert "Python 3.11 or newer is needed" in ran.stderr


def test_a_python_without_venv_names_its_package(machine: Path) -> None:
    pretend(machine, "python3.12", 'case "$*" in *ensurepip*) exit 1 ;; esac')
    ran = run(machine, "imena", "--version")
    assert ran.returncode == 1
    assert "sudo apt install python3.12-venv" in ran.stderr


def test_an_unreachable_index_is_said_and_leaves_nothing_half_made(machine: Path) -> None:
    pretend(machine, "python3", 'mkdir -p "$3/bin"; [ "$2" = venv ] && exit 1; exit 0')
    ran = run(machine, "imena", "--version")
    assert ran.returncode == 1
    assert "package index" in ran.stderr
    assert not (machine / ".tools" / "uv").exists()


@pytest.mark.parametrize("level", ["use", "all"])
def test_a_second_start_resolves_and_installs_nothing(machine: Path, level: str) -> None:
    install(machine, level, 'printf "%s\\n" "$@"')
    pretend(machine, "uv", "echo uv was called >&2; exit 1")
    ran = run(machine, "imena", "match", "a case.json", PYTHONPATH="elsewhere")
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == ["-P", "-m", "imena.cli", "match", "a case.json"]


def _uv_version() -> str:
    lines = (ROOT / "run").read_text("utf-8").splitlines()
    return next(line.split("=")[1] for line in lines if line.startswith("uv_version="))


@pytest.mark.parametrize("changed", ["pyproject.toml", "uv.lock"])
def test_a_changed_lock_installs_again_with_what_was_there_before(
    machine: Path, changed: str
) -> None:
    install(machine, "all", "exit 0")
    with (machine / changed).open("a", encoding="utf-8") as file:
        file.write("\n")
    asked = machine / "asked"
    pretend(
        machine,
        "uv",
        f'[ "$1" = --version ] && echo "uv {_uv_version()} (x)" && exit; echo "$@" > "{asked}"',
    )
    assert run(machine, "imena", "--version").returncode == 0
    assert "sync --locked --all-groups" in asked.read_text("utf-8")


def test_caches_stay_inside_and_foreign_settings_stay_outside(machine: Path) -> None:
    install(machine, "use", "env")
    said = run(machine, "imena", PYTHONPATH="/x", UV_CACHE_DIR="/y", VIRTUAL_ENV="/z").stdout
    seen = dict(line.split("=", 1) for line in said.splitlines() if "=" in line)
    assert "PYTHONPATH" not in seen
    assert "VIRTUAL_ENV" not in seen
    for name in ("UV_CACHE_DIR", "PIP_CACHE_DIR", "NUMBA_CACHE_DIR", "IMENA_CACHE"):
        assert seen[name].startswith(f"{machine.resolve()}{os.sep}.cache")


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not here")
def test_the_scripts_pass_shellcheck() -> None:
    subprocess.run(["shellcheck", ROOT / "run", ROOT / ".ci" / "run"], check=True)
