"""``imena simulate``: an invented case of any size, and the truth beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from imena.cli.assuming import seed_option
from imena.language import Words, message, preferred

if TYPE_CHECKING:
    from imena.invented.plan import PlanError

say = Words("cli", preferred())

MUTATION_MODELS = ("stepwise", "onestep", "equal", "proportional", "none")

#: What is wrong with a plan, by the code of its error.
CONTRADICTIONS = {
    "absent": message("More people are absent than missing."),
    "bodies": message(
        "{bodies} bodies, {unlisted} of them of people nobody reported, leave {recovered} for "
        "{missing} missing people. Give --bodies or --absent, not both."
    ),
    "families": message(
        "{missing} missing people do not fit into {families} families of one to five each."
    ),
    "misrecorded": message(
        "Only {provable} families have a typed brother or sister beside a typed parent; {asked} "
        "wrong records were asked for."
    ),
    "profiles": message("More profiles are partial or failed than there are bodies."),
    "related": message("Each pair of unlisted relatives needs two unlisted bodies."),
    "sampled_twice": message("There are too few good profiles for so many bodies sampled twice."),
}


@click.command(
    "simulate",
    help=say(
        "Invent a case and write it to OUT, with the truth beside it in OUT’s name and "
        ".truth.json. All people and all allele frequencies are invented. The same seed gives the "
        "same files, byte for byte."
    ),
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option(
    "--missing",
    type=click.IntRange(1),
    default=20,
    show_default=True,
    help=say("Missing people whom families search for."),
)
@click.option(
    "--families",
    type=click.IntRange(1),
    help=say("Families; five for every six missing people unless given."),
)
@click.option(
    "--bodies",
    type=click.IntRange(1),
    help=say("Bodies; follows from the other numbers unless given."),
)
@click.option(
    "--unlisted",
    type=click.IntRange(0),
    default=2,
    show_default=True,
    help=say("Bodies of people nobody reported."),
)
@click.option(
    "--absent",
    type=click.IntRange(0),
    help=say("Missing people who are not among the bodies; 2 unless --bodies is given."),
)
@click.option(
    "--partial",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help=say("Bodies with a partial profile."),
)
@click.option(
    "--failed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help=say("Bodies whose profile all but failed."),
)
@click.option(
    "--dropout",
    type=click.FloatRange(0, 0.3),
    default=0.08,
    show_default=True,
    help=say("Rate at which a partial profile loses an allele; up to three times it in the worst."),
)
@click.option(
    "--drop-in",
    type=click.FloatRange(0, 0.2),
    default=0.005,
    show_default=True,
    help=say("Rate at which a spurious allele appears at a marker of a partial profile."),
)
@click.option(
    "--sampled-twice",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help=say("Bodies that stand in the case twice, as two."),
)
@click.option(
    "--related-unlisted",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help=say("Pairs of brothers among the people nobody reported."),
)
@click.option(
    "--misrecorded",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help=say("Families in which a typed brother or sister is related to nobody."),
)
@click.option(
    "--markers",
    type=click.IntRange(1, 23),
    default=23,
    show_default=True,
    help=say("Autosomal markers."),
)
@click.option("--x", "x_linked", is_flag=True, help=say("Four X-linked markers as well."))
@click.option(
    "--mutation",
    type=click.Choice(MUTATION_MODELS),
    default="stepwise",
    show_default=True,
    help=say("Mutation model."),
)
@seed_option
@click.option(
    "--folder", is_flag=True, help=say("Write a folder of tables in place of one JSON file.")
)
def command(
    out: Path,
    missing: int,
    families: int | None,
    bodies: int | None,
    unlisted: int,
    absent: int | None,
    partial: int,
    failed: int,
    dropout: float,
    drop_in: float,
    sampled_twice: int,
    related_unlisted: int,
    misrecorded: int,
    markers: int,
    x_linked: bool,
    mutation: str,
    seed: int,
    folder: bool,
) -> None:
    """Invent a case and write it with its truth."""
    from imena.exchange.casefile.write import write_case, write_folder
    from imena.exchange.truth_file import truth_path, write_truth
    from imena.invented.markers import invented_markers
    from imena.invented.plan import PlanError, SitePlan
    from imena.invented.site import invent_site

    try:
        plan = SitePlan(
            missing=missing,
            families=families or max(1, round(missing * 5 / 6)),
            unlisted=unlisted,
            absent=_absent(missing, bodies, unlisted, absent),
            partial=partial,
            failed=failed,
            dropout=dropout,
            drop_in=drop_in,
            sampled_twice=sampled_twice,
            related_unlisted=related_unlisted,
            misrecorded=misrecorded,
        )
        site = invent_site(
            plan, invented_markers(markers, mutation=mutation, x_linked=x_linked), seed
        )
    except PlanError as error:
        raise _usage(error) from error
    out.parent.mkdir(parents=True, exist_ok=True)
    (write_folder if folder else write_case)(site.case, out)
    write_truth(site.truth, truth_path(out))
    click.echo(say("Written: {path}", path=out))
    click.echo(
        say(
            "  bodies: {bodies}; missing people: {missing}, in families: {families}; markers: "
            "{markers}",
            bodies=plan.bodies,
            missing=plan.missing,
            families=plan.families,
            markers=len(site.case.markers),
        )
    )
    click.echo(say("The truth: {path}", path=truth_path(out)))


def _absent(missing: int, bodies: int | None, unlisted: int, absent: int | None) -> int:
    from imena.invented.plan import PlanError

    if bodies is None:
        return min(2, missing) if absent is None else absent
    recovered = bodies - unlisted
    if not 0 <= recovered <= missing or absent not in (None, missing - recovered):
        raise PlanError(
            "bodies",
            "the numbers of bodies contradict each other",
            bodies=bodies,
            unlisted=unlisted,
            recovered=recovered,
            missing=missing,
        )
    return missing - recovered


def _usage(error: PlanError) -> click.UsageError:
    return click.UsageError(say(CONTRADICTIONS[error.code], **error.values))
