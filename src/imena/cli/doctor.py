"""``imena doctor``: may this machine be trusted with a case file?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from imena.cli.reading import language_option
from imena.language import Words, message, preferred

if TYPE_CHECKING:
    from imena.registry.engine.judgement import Judgement

say = Words("doctor", preferred())

_LEVELS = {"ok": message("good"), "warn": message("mind"), "refuse": message("refused")}
_REFUSED, _WARNED = 2, 1


@click.command(
    "doctor",
    help=say(
        "Judge this machine and the database: what is in order, what to mind, and for what reason "
        "the case file is not opened for writing. Changes nothing but what an option asks for. "
        "Ends with 2 when something is refused, and with --strict also when something is to be "
        "minded (1)."
    ),
)
@click.option("--strict", is_flag=True, help=say("Let a warning count."))
@click.option(
    "--quick",
    is_flag=True,
    help=say("Do not read every page of the file and every photograph for damage."),
)
@click.option("--json", "as_json", is_flag=True, help=say("Say it to a program."))
@click.option("--keep-ballast", is_flag=True, help=say("Put room aside for a full disk."))
@click.option("--release-ballast", is_flag=True, help=say("Give the room back that was put aside."))
@language_option
def command(
    strict: bool,
    quick: bool,
    as_json: bool,
    keep_ballast: bool,
    release_ballast: bool,
    language: str,
) -> None:
    """Judge."""
    from imena.registry.start import start

    start()
    from imena.registry.doctor import examine

    speak = Words("doctor", language)
    if keep_ballast or release_ballast:
        _ballast(speak, keep=keep_ballast)
    judgements = examine(thorough=not quick)
    if as_json:
        click.echo(json.dumps([_as_tree(j, speak) for j in judgements], ensure_ascii=False))
    else:
        for line in lines(judgements, speak):
            click.echo(line)
    levels = {j.level.value for j in judgements}
    if "refuse" in levels:
        raise SystemExit(_REFUSED)
    if strict and "warn" in levels:
        raise SystemExit(_WARNED)


def _ballast(speak: Words, *, keep: bool) -> None:
    from django.conf import settings

    from imena.registry.engine.place import MIB, keep_ballast, release_ballast

    if not keep:
        freed = release_ballast(settings.HOME) // MIB
        click.echo(speak("{freed} MiB are given back.", freed=freed), err=True)
        return
    try:
        settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        keep_ballast(settings.HOME, settings.ROOM)
    except OSError as error:
        raise click.ClickException(speak("Nothing was put aside: {reason}", reason=error)) from None


def lines(judgements: Sequence[Judgement], speak: Words) -> list[str]:
    """What is said of each, with what to do under it."""
    width = max(len(speak(label)) for label in _LEVELS.values())
    said = []
    for judgement in judgements:
        label = speak(_LEVELS[judgement.level.value])
        said.append(f"{label:<{width}}  {speak(judgement.says, **judgement.values)}")
        if judgement.advice:
            said.append(f"{'':<{width}}  → {speak(judgement.advice, **judgement.values)}")
    return said


def unopened(error: Exception) -> click.ClickException:
    """Why a case file is not opened, and what to do, as the doctor says it."""
    from imena.registry.doctor import refusals

    said = lines(refusals(error), say)
    return click.ClickException("\n".join([say("The case file is not opened."), *said]))


def _as_tree(judgement: Judgement, speak: Words) -> dict[str, str]:
    return {
        "check": judgement.check,
        "level": judgement.level.value,
        "says": speak(judgement.says, **judgement.values),
        "advice": speak(judgement.advice, **judgement.values) if judgement.advice else "",
    }
