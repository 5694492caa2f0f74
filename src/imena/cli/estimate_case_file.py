"""``imena estimate case-file``: how many there are, and how many are not found yet."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from imena.cli.reading import language_option
from imena.cli.signing_in import Caller, refusals, signing_in
from imena.language import Words, preferred

if TYPE_CHECKING:
    from imena.registry.queries.estimating import Estimated

say = Words("estimate", preferred())


@click.command(
    "case-file",
    help=say(
        "Estimate from the case file: reports of the missing, registers and bodies are lists that "
        "overlap. Who is who is drawn by its probability, from names, the last reconciliation and "
        "what was decided; then how many are not found yet, and how many lie in known graves. It "
        "prints figures only. For figures officers and analysts."
    ),
)
@click.option(
    "--without-bodies", is_flag=True, help=say("Take all reports and the registers, and no bodies.")
)
@click.option(
    "--by",
    "period",
    type=click.Choice(("year", "month")),
    default=None,
    help=say("Part people by when they were last seen or buried, and add the parts (no bodies)."),
)
@click.option(
    "--graves-at-random",
    is_flag=True,
    help=say("The graves opened first were chosen without regard to what lies in them."),
)
@click.option(
    "--linkages",
    type=click.IntRange(1, 1000),
    default=20,
    show_default=True,
    help=say("In how many ways who is who is settled anew."),
)
@click.option(
    "--replicates",
    type=click.IntRange(20, 100_000),
    default=100,
    show_default=True,
    help=say("How often the people are drawn again in each of these ways."),
)
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help=say("The seed."))
@click.option("--latent", is_flag=True, help=say("Also hidden classes of people (slow)."))
@click.option("--json", "as_json", is_flag=True, help=say("Print JSON."))
@language_option
@signing_in
def case_file(
    caller: Caller,
    without_bodies: bool,
    period: str | None,
    graves_at_random: bool,
    linkages: int,
    replicates: int,
    seed: int,
    latent: bool,
    as_json: bool,
    language: str,
) -> None:
    """Estimate from the case file."""
    actor = caller.signed_in()
    from imena.exchange.provenance import begun, finished
    from imena.registry.queries.estimating import estimated

    words = Words("estimate", language)
    parameters = {
        "bodies": not without_bodies,
        "by": period,
        "graves_at_random": graves_at_random,
        "linkages": linkages,
        "replicates": replicates,
        "latent": latent,
    }
    made = begun("imena estimate case-file", [], parameters=parameters, seed=seed)
    with refusals():
        found = estimated(
            actor,
            bodies=not without_bodies,
            period=period or "",
            graves_at_random=graves_at_random,
            linkages=linkages,
            replicates=replicates,
            seed=seed,
            latent=latent,
            progress=_counted if sys.stderr.isatty() else None,
        )
    if as_json:
        tree = {**_tree(found), "made_by": finished(made).to_json()}
        click.echo(json.dumps(tree, ensure_ascii=False, indent=2))
        return
    click.echo("\n".join(_lines(words, language, found)))
    click.echo(
        words(
            "Imena {version}, seed {seed}, {linkages} linkages, {n} replicates each; {events} "
            "events were known.",
            version=made.version, seed=seed, linkages=found.whole.tables, n=replicates,
            events=found.known_at,
        )
    )  # fmt: skip


def _counted(share: float) -> None:
    click.echo(f"\r{share:4.0%}", nl=False, err=True)


def _lines(words: Words, language: str, found: Estimated) -> list[str]:
    from imena.language.numbers import whole
    from imena.registry.words.estimates import (
        IMPOSSIBLE_FROM,
        expansion,
        list_of,
        more_may_exist,
        not_found,
        reported,
        taken_for_granted,
        totals,
    )

    said = [words("Lists:"), *(f"  {list_of(words, one)}" for one in found.lists)]
    if found.aside:
        said.append("  " + words("registers left aside, being more than five lists: {n}",
                                 n=found.aside))  # fmt: skip
    said.append(words("Together {people} people on the lists.",
                      people=whole(language, found.whole.observed)))  # fmt: skip
    for name, one in found.strata:
        said.append(
            words("  of {period}: {people}", period=name or words("no date"),
                  people=whole(language, one.observed))
        )  # fmt: skip
    if found.left and all(one.impossible > IMPOSSIBLE_FROM for one in found.left.values()):
        said.append(
            words("THE TOTALS CONTRADICT WHAT WAS FOUND: more people were exhumed. The lists are "
                  "about a part of the people only, the same part each time.")
        )  # fmt: skip
    said += totals(words, language, found.whole)
    said += ["", words("Exhumed: {exhumed} people, of them named: {named}.",
                       exhumed=whole(language, found.exhumed),
                       named=whole(language, found.named))]  # fmt: skip
    if found.left:
        said.append(words("Not found yet, of everybody:"))
        said += [not_found(words, language, name, left) for name, left in found.left.items()]
    if found.reported is not None:
        said += reported(words, found.reported)
    if found.graves is not None:
        said += ["", *expansion(words, language, found.graves.expansion)]
    if found.elsewhere:
        said.append(words("Of those not found yet, in no known grave:"))
        said += [not_found(words, language, name, left) for name, left in found.elsewhere.items()]
    return [*said, more_may_exist(words), "", taken_for_granted(words)]


def _tree(found: Estimated) -> dict[str, Any]:
    from imena.registry.words.estimates import expansion_tree, not_found_tree, totals_tree

    told, graves = found.reported, found.graves
    return {
        "lists": [
            {"list": o.code, "title": o.title or None, "entries": o.entries, "left_out": o.left_out}
            for o in found.lists
        ],
        "registers_left_aside": found.aside,
        "run": found.run or None,
        "known_at": found.known_at,
        "exhumed": found.exhumed,
        "named": found.named,
        **totals_tree(found.whole),
        "strata": [{"period": name or None, **totals_tree(one)} for name, one in found.strata],
        "not_yet_found": {name: not_found_tree(left) for name, left in found.left.items()},
        "in_no_known_grave": {name: not_found_tree(one) for name, one in found.elsewhere.items()},
        "reported": None
        if told is None
        else {
            "reported": told.reported,
            "named": told.named,
            "not_yet_found": not_found_tree(told.left),
        },
        "graves": None if graves is None else expansion_tree(graves.expansion),
        "more_sites_may_exist": True,
    }
