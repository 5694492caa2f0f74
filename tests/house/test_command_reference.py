"""The reference of a command is written from the command."""

from __future__ import annotations

import click

from house.command_reference import section


@click.command("weigh", help="Weigh CASE.")
@click.argument("case")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="How many.")
@click.option("--as", "form", type=click.Choice(["json", "html"]), help="The form | shape.")
def _weigh() -> None:
    """Weigh."""


def test_a_command_is_described_by_its_help_its_usage_and_its_options() -> None:
    text = "".join(section(_weigh, "imena weigh", 2))
    assert text == (
        "## `imena weigh`\n\nWeigh CASE.\n\n```text\nimena weigh [OPTIONS] CASE\n```\n\n"
        "| option | means |\n| --- | --- |\n"
        "| `--limit N` | How many. [default: 50; x>=1] |\n"
        "| `--as [json or html]` | The form \\| shape. |\n\n"
    )


def test_a_group_lists_its_commands_below_it() -> None:
    group = click.Group("verify", commands=[_weigh], help="Prove.")
    text = "".join(section(group, "imena verify", 2))
    assert "## `imena verify`" in text
    assert "### `imena verify weigh`" in text
