"""``imena invariants``: what must never happen, what holds it, and which tests try to break it."""

from __future__ import annotations

import json

import click

from imena.cli.reading import language_option
from imena.language import Words, preferred

say = Words("registry", preferred())


@click.command(
    "invariants",
    help=say(
        "List the rules of the case file, with the services and constraints that hold each and "
        "the tests that try to break it, as the code itself has them."
    ),
)
@click.option("--json", "as_json", is_flag=True, help=say("Say it to a program."))
@language_option
def command(as_json: bool, language: str) -> None:
    """List the rules."""
    from imena.registry.invariants import invariants

    words = Words("registry", language)
    if as_json:
        tree = [
            {
                "rule": rule.code,
                "sentence": words(rule.sentence),
                "held_by": rule.held_by,
                "guarded_by": rule.guarded_by,
            }
            for rule in invariants()
        ]
        click.echo(json.dumps(tree, ensure_ascii=False, indent=1))
        return
    for rule in invariants():
        click.echo(f"{rule.code}  {words(rule.sentence)}")
        for where in rule.held_by or (words("not held yet"),):
            click.echo(f"      {where}")
        for test in rule.guarded_by or (words("no test yet"),):
            click.echo(f"      ← {test}")
