"""The command line: one file a command, loaded only when it is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import click

from imena import __version__

#: command → module that defines a ``click.Command`` named ``command``
COMMANDS = {
    "audit": "imena.cli.audit",
    "backup": "imena.cli.backup",
    "bulletin": "imena.cli.bulletin",
    "burial": "imena.cli.deciding.burial",
    "claim": "imena.cli.claim",
    "comparison": "imena.cli.deciding.comparison",
    "decisions": "imena.cli.deciding.decisions",
    "demo": "imena.cli.demo",
    "doctor": "imena.cli.doctor",
    "dossier": "imena.cli.dossier",
    "duplicates": "imena.cli.duplicates",
    "estimate": "imena.cli.estimate",
    "export": "imena.cli.operation_export",
    "figures": "imena.cli.figures",
    "find": "imena.cli.find",
    "hypotheses": "imena.cli.hypotheses",
    "import": "imena.cli.operation_import",
    "init": "imena.cli.init",
    "invariants": "imena.cli.invariants",
    "kinship": "imena.cli.kinship",
    "labels": "imena.cli.labels",
    "ledger": "imena.cli.ledger",
    "match": "imena.cli.match",
    "notify": "imena.cli.deciding.notify",
    "numbers": "imena.cli.numbers",
    "propose": "imena.cli.deciding.propose",
    "reads": "imena.cli.reads",
    "reconcile": "imena.cli.reconcile",
    "release": "imena.cli.deciding.release",
    "remains": "imena.cli.remains",
    "restore": "imena.cli.restore",
    "reverse": "imena.cli.deciding.reverse",
    "review": "imena.cli.deciding.review",
    "sample-plan": "imena.cli.sample_plan",
    "search": "imena.cli.search",
    "show": "imena.cli.show",
    "sign": "imena.cli.deciding.sign",
    "serve": "imena.cli.serve",
    "simulate": "imena.cli.simulate",
    "team": "imena.cli.team",
    "user": "imena.cli.user",
    "validate": "imena.cli.validate",
    "verify": "imena.cli.verify",
    "wishes": "imena.cli.deciding.wishes",
}


class _OnDemand(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. A case file that must not be opened here is an answer, not a crash."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not type(error).__module__.startswith("imena.registry.engine."):
                raise
            from imena.cli.doctor import unopened

            raise unopened(error) from error


@click.group(cls=_OnDemand, name="imena")
@click.version_option(__version__, prog_name="imena")
def imena() -> None:
    """Imena: from the ground to a name, saying honestly what is known and what is not."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    imena(args=arguments, prog_name="imena")
