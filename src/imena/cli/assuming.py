"""Options that every command shares which decides who is who: what is assumed, and from where on
a name is said to be reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from imena.language import Words, preferred

say = Words("cli", preferred())

Command = TypeVar("Command", bound=Callable[..., Any])


def prior_option(command: Command) -> Command:
    """Give a command ``--prior``; ``None`` where it was not said."""
    option = click.option(
        "--prior",
        metavar="PRIOR",
        help=say(
            "“recovered=q”: each missing person is among these remains with probability q (0.5 "
            "unless said otherwise); “flat”: every joint assignment is equally likely."
        ),
    )
    return option(command)


def threshold_option(command: Command) -> Command:
    """Give a command ``--threshold``."""
    option = click.option(
        "--threshold",
        type=click.FloatRange(0.5, 1, min_open=True, max_open=True),
        default=0.999,
        show_default=True,
        help=say("Probability of a name from which it is said to reach the threshold."),
    )
    return option(command)


def seed_option(command: Command) -> Command:
    """Give a command ``--seed``."""
    option = click.option(
        "--seed", type=click.IntRange(0), default=1, show_default=True, help=say("Seed.")
    )
    return option(command)
