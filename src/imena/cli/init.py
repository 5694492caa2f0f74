"""``imena init``: begin a case file."""

from __future__ import annotations

import click

from imena.cli.signing_in import refusals
from imena.language import Words, preferred

say = Words("registry", preferred())


@click.command(
    "init",
    help=say(
        "Begin a case file: make the database, or bring an earlier one up to this release, and "
        "begin the operation CODE with its first two administrators. Two, since nobody gives "
        "access alone. Their passwords are asked for."
    ),
)
@click.argument("code")
@click.option("--name", "name_uk", required=True, help=say("The operation’s name in Ukrainian."))
@click.option("--name-en", default="", help=say("The same in English."))
@click.option(
    "--administrator",
    "administrators",
    nargs=2,
    multiple=True,
    metavar="USER NAME",
    help=say("A user name and the person’s name; give it twice."),
)
def command(
    code: str, name_uk: str, name_en: str, administrators: tuple[tuple[str, str], ...]
) -> None:
    """Begin."""
    if len(administrators) != 2:
        raise click.UsageError(say("Give --administrator twice."))
    from imena.registry.start import start

    start()
    from django.conf import settings
    from django.core.management import call_command

    from imena.registry.services.people import begin_operation

    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    call_command("migrate", verbosity=0, interactive=False)
    people = [
        (
            user,
            name,
            str(
                click.prompt(
                    say("Password of {user}", user=user),
                    hide_input=True,
                    confirmation_prompt=True,
                    err=True,
                )
            ),
        )
        for user, name in administrators
    ]
    with refusals():
        begin_operation(code=code, name_uk=name_uk, name_en=name_en, administrators=people)
    click.echo(say("Operation {code} has begun.", code=code))
    click.echo(say("Kept in: {path}", path=settings.HOME))
    click.echo(say("imena doctor says whether this machine may be trusted with it."))
