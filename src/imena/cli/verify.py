"""``imena verify reference``: the engine against results other programs computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from imena.cli.reading import language_option
from imena.language import Words, message, preferred

if TYPE_CHECKING:
    from imena.exchange.reference.comparison import Comparison, Deviation

say = Words("verify", preferred())

#: What was compared, by the code of the comparison.
QUANTITIES = {
    "assignments": message("number of joint assignments"),
    "category": message("category of a difference"),
    "confusion": message("probability of one colour seen as another"),
    "correlation": message("Matthews’ correlation"),
    "divergence": message("divergence, log10"),
    "excluded_by": message("markers that exclude"),
    "exclusions": message("number of markers that exclude without mutation"),
    "false_negative": message("share of the same people missed or found"),
    "false_positive": message("share of other people found or not"),
    "frequency": message("frequency"),
    "glr": message("generalised LR"),
    "hypotheses": message("names of the hypotheses"),
    "impossible_assignment": message("impossible joint assignment"),
    "impossible_families": message("families whose own readings are impossible"),
    "length_given_stature": message("length of a bone given stature"),
    "log_likelihood": message("log-likelihood"),
    "log_likelihood_by_marker": message("log-likelihood of a marker"),
    "log_likelihood_null": message("log-likelihood of nobody identified"),
    "log_likelihood_of_assignment": message("log-likelihood of a joint assignment"),
    "log_lr": message("log LR"),
    "log_lr_by_marker": message("log LR of a marker"),
    "log_sum": message("log of the sum over all joint assignments"),
    "lr": message("LR"),
    "lr_peer": message("LR by the other program’s convention"),
    "markers": message("names of the markers"),
    "method": message("method of the joint answer"),
    "nobody": message("probability of nobody on the list"),
    "order_of_assignments": message("order of the joint assignments"),
    "pairs": message("pairs compared"),
    "people": message("number of people"),
    "people_estimate": message("estimate of the number of people"),
    "people_interval": message("end of an interval of the number of people"),
    "possible_assignments": message("number of possible joint assignments"),
    "posterior": message("posterior of a pair"),
    "probability_if_person": message("probability if it is the person"),
    "probability_if_unlisted": message("probability if it is nobody on the list"),
    "published": message("published number"),
    "same_person": message("LR of one person sampled twice"),
    "stature": message("stature, mm"),
    "transliteration": message("name in Latin letters"),
}

#: Numbers beyond the tolerance that are shown of each case.
_SHOWN = 5


@click.group("verify", help=say("Prove the engine against results kept outside it."))
def command() -> None:
    """Prove."""


@command.command(
    "reference",
    help=say(
        "Run every reference suite found in DIR. Prints the largest difference of each case and "
        "ends with 1 when one is beyond the tolerance, a relative 1e-9 unless the file rounds and "
        "says so; impossible must agree with impossible. Folders with suites that are not run yet "
        "are named."
    ),
)
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--json", "out", type=click.Path(path_type=Path), help=say("Write all of it to a file.")
)
@language_option
def reference(folder: Path, out: Path | None, language: str) -> None:
    """Compare with reference results."""
    from imena.exchange.casefile.problems import CaseFileError
    from imena.exchange.reference.registry import not_run, suites_in
    from imena.exchange.reference.stated import SuiteError

    speak = Words("verify", language)
    results: dict[str, list[Comparison]] = {}
    try:
        for name, suite in suites_in(folder).items():
            click.echo(speak("Suite: {place}", place=suite.place))
            results[name] = []
            for comparison in suite.compared(folder):
                results[name].append(comparison)
                for line in _lines(comparison, speak):
                    click.echo(line)
            click.echo(_summary(results[name], speak) + "\n")
        for room, files in not_run(folder).items():
            click.echo(
                speak.count(
                    "Not run yet: {room}, {n} file.",
                    "Not run yet: {room}, {n} files.",
                    files,
                    room=room,
                )
            )
    except SuiteError as error:
        raise click.ClickException(speak(error.text, **error.values)) from error
    except CaseFileError as error:
        raise click.ClickException(error.said(Words("casefile", language))) from error
    if out is not None:
        _write(results, out)
    everything = [comparison for of_suite in results.values() for comparison in of_suite]
    if any(comparison.beyond or not comparison.numbers for comparison in everything):
        click.echo(speak("Some results differ from the reference."))
        raise SystemExit(1)
    click.echo(speak("All results agree with the reference."))


def _lines(comparison: Comparison, speak: Words) -> Iterator[str]:
    largest = comparison.largest
    if largest is None:
        yield speak("  {case}: the reference states nothing to compare", case=comparison.case)
        return
    numbers = speak.count("{n} result", "{n} results", comparison.numbers)
    where = "" if largest.size == 0 else f"  ({_named(largest, speak)})"
    yield f"  {comparison.case:<42} {numbers:>18} {_size(largest.size):>9}{where}"
    for deviation in comparison.beyond[:_SHOWN]:
        yield speak(
            "    BEYOND: {what}: expected {expected}, found {found}",
            what=_named(deviation, speak),
            expected=_value(deviation.expected),
            found=_value(deviation.found),
        )
    more = len(comparison.beyond) - _SHOWN
    if more > 0:
        yield speak.count("    and {n} more", "    and {n} more", more)


def _summary(comparisons: list[Comparison], speak: Words) -> str:
    cases = speak.count("{n} case", "{n} cases", len(comparisons))
    numbers = speak.count("{n} result", "{n} results", sum(c.numbers for c in comparisons))
    largest = max((c.largest.size for c in comparisons if c.largest is not None), default=0.0)
    return speak(
        "  {cases}, {numbers}; the largest difference is {largest}",
        cases=cases,
        numbers=numbers,
        largest=_size(largest),
    )


def _named(deviation: Deviation, speak: Words) -> str:
    return ", ".join((speak(QUANTITIES[deviation.quantity]), *deviation.place))


def _size(size: float) -> str:
    return "0" if size == 0 else f"{size:.1e}"


def _value(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _write(results: Mapping[str, list[Comparison]], out: Path) -> None:
    from imena.exchange.atomic import write_json

    write_json(
        {
            name: [_tree(comparison) for comparison in of_suite]
            for name, of_suite in results.items()
        },
        out,
    )


def _tree(comparison: Comparison) -> dict[str, Any]:
    largest = comparison.largest
    return {
        "case": comparison.case,
        "file": comparison.file,
        "compared": dict(comparison.compared),
        "largest": None if largest is None else _deviation(largest),
        "beyond": [_deviation(deviation) for deviation in comparison.beyond],
    }


def _deviation(deviation: Deviation) -> dict[str, Any]:
    return {
        "quantity": deviation.quantity,
        "place": list(deviation.place),
        "expected": _plain(deviation.expected),
        "found": _plain(deviation.found),
        "difference": _plain(deviation.size),
    }


def _plain(value: object) -> object:
    """As JSON can hold it: numbers that are not finite, and sets, as text."""
    if isinstance(value, int) or (isinstance(value, float) and abs(value) < float("inf")):
        return value
    return str(value)
