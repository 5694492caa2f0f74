"""``imena demo``: invent a site, name its dead, play its operation, compare with the truth."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from imena.cli.assuming import prior_option, seed_option, threshold_option
from imena.cli.match_words import STEPS
from imena.language import LANGUAGES, Words, message, preferred

if TYPE_CHECKING:
    from imena.cli.demo_case_file import Kept
    from imena.exchange.casefile.read import CaseFile
    from imena.exchange.provenance import Provenance
    from imena.invented.site import InventedSite
    from imena.matching.identification import Identification

say = Words("cli", preferred())

CASE_FILE = "case-file"
MARKERS = "markers.json"
#: Bins of the calibration table printed: coarser than those verified, one site is few people.
PRINTED_EDGES = (0.0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.99, 0.999, 1.0)


@click.command(
    "demo",
    help=say(
        "Show it on an invented site of about 447 bodies: identify, write the report, play the "
        "operation into a case file, compare with the truth. Ends with 1 when a claim at the "
        "threshold is not true."
    ),
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo"),
    show_default=True,
    help=say("Folder for everything it writes."),
)
@seed_option
@prior_option
@threshold_option
@click.option(
    "--language",
    type=click.Choice([*LANGUAGES, "both"]),
    default="both",
    show_default=True,
    help=say("What to speak while working; the report is written in both languages."),
)
@click.option(
    "--serve/--no-serve",
    default=True,
    show_default=True,
    help=say("End by serving the pages of the invented case file on this machine alone."),
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help=say("The port of the pages; where it is taken, any free one."),
)
def command(
    out: Path,
    seed: int,
    prior: str | None,
    threshold: float,
    language: str,
    serve: bool,
    port: int,
) -> None:
    """Run the demonstration."""
    from imena.matching.identify import DEFAULT_PRIOR

    said = prior or DEFAULT_PRIOR
    voices = tuple(Words("cli", one) for one in LANGUAGES if language in (one, "both"))
    clock = _Clock(voices)
    out.mkdir(parents=True, exist_ok=True)
    site, read, provenance = _invent(out, seed, said, threshold, voices, clock)
    with clock.step(message("the sampler compiled for this machine, the first time only")):
        _compile()
    identification, provenance = _identify(read, provenance, said, seed, clock)
    _write(out, read, identification, provenance, threshold, clock)
    kept = _play(out, site, identification, threshold, voices, clock)
    clock.told(message("all together"), time.perf_counter() - clock.started)
    wrong = _compare(site, identification, threshold, voices)
    if kept is not None:
        _say_kept(kept, out, voices)
    for words in voices:
        click.echo(words("The report: {path}", path=(out / _report(words.language)).resolve()))
    if wrong or (kept is not None and kept.faults):
        raise SystemExit(1)
    if kept is not None and serve:
        _serve(kept, out, port, voices)


@dataclass
class _Clock:
    """Says each step when it is done, and how long it took."""

    voices: tuple[Words, ...]
    started: float = field(default_factory=time.perf_counter)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """Time a block and say ``text``."""
        begun = time.perf_counter()
        yield
        self.told(text, time.perf_counter() - begun)

    def told(self, text: str, seconds: float) -> None:
        """Say that a step took so long."""
        said = " / ".join(words(text) for words in self.voices)
        click.echo(f"{seconds:7.1f} s  {said}")


@dataclass
class _Progress:
    """Turns the calls of one identification into timed steps; counts up where somebody watches."""

    clock: _Clock
    watched: bool = field(default_factory=lambda: sys.stderr.isatty())
    current: str | None = None
    begun: float = 0.0

    def __call__(self, step: str, share: float) -> None:
        if step != self.current:
            self.done()
            self.current, self.begun = step, time.perf_counter()
        if self.watched:
            click.echo(f"\r{share:7.0%}  \r", nl=False, err=True)

    def done(self) -> None:
        """Say the step that has just ended."""
        if self.current in STEPS:
            self.clock.told(STEPS[self.current], time.perf_counter() - self.begun)


def _invent(
    out: Path, seed: int, prior: str, threshold: float, voices: Iterable[Words], clock: _Clock
) -> tuple[InventedSite, CaseFile, Provenance]:
    from imena.cli.demo_words import site_in_words
    from imena.exchange.casefile.read import read_case
    from imena.exchange.casefile.write import write_case
    from imena.exchange.provenance import begun
    from imena.exchange.truth_file import truth_path, write_truth
    from imena.invented.markers import invented_markers
    from imena.invented.plan import DEMO_SITE
    from imena.invented.site import invent_site

    path = out / "site.json"
    with clock.step(message("the site invented, written and read back")):
        site = invent_site(DEMO_SITE, invented_markers(), seed)
        write_case(site.case, path)
        write_truth(site.truth, truth_path(path))
        read = read_case(path)
    for words in voices:
        _echo(site_in_words(words, DEMO_SITE, site.case))
    parameters = {"prior": prior, "threshold": threshold}
    return site, read, begun("imena demo", read.inputs, parameters=parameters, seed=seed)


def _compile() -> None:
    from imena.matching.joint.solve import warm_up

    warm_up()


def _identify(
    read: CaseFile, provenance: Provenance, prior: str, seed: int, clock: _Clock
) -> tuple[Identification, Provenance]:
    from imena.exchange.provenance import finished
    from imena.matching.identify import identify

    progress = _Progress(clock)
    with clock.step(message("the identification, all steps together")):
        try:
            identification = identify(read.case, prior=prior, seed=seed, progress=progress)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--prior") from error
        progress.done()
    return identification, finished(provenance)


def _write(
    out: Path,
    read: CaseFile,
    identification: Identification,
    provenance: Provenance,
    threshold: float,
    clock: _Clock,
) -> None:
    from imena.exchange.atomic import write_json, write_text
    from imena.exchange.casefile.results import identification_json
    from imena.reports.identification import render

    with clock.step(message("the result written for machines")):
        write_json(identification_json(read.case, identification, provenance), out / "match.json")
    with clock.step(message("the report written in both languages")):
        for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
            text = render(
                read.case,
                identification,
                provenance=provenance.to_json(),
                language=language,
                threshold=threshold,
                other_language_href=_report(other),
            )
            write_text(out / _report(language), text)


def _play(
    out: Path,
    site: InventedSite,
    identification: Identification,
    threshold: float,
    voices: Iterable[Words],
    clock: _Clock,
) -> Kept | None:
    """Play the operation into a case file; ``None``, and why, where that cannot be."""
    from imena.cli.demo_case_file import NotOursError, play_into
    from imena.matching.answer import classify
    from imena.rehearsal.parts import TooFewPartsError, choose

    identities = site.truth.identities
    reached = {
        found.body: found.posterior
        for found in classify(site.case, identification, threshold).reached
        if identities[found.body] == found.missing
    }
    try:
        choose(site, reached)
        with clock.step(message("half a year of an operation played into a case file")):
            return play_into(out / CASE_FILE, site, reached, _marker_set(out, site))
    except TooFewPartsError:
        for words in voices:
            click.echo(words("Too few names reached the threshold: no case file is played."))
    except NotOursError as error:
        for words in voices:
            click.echo(
                words("No case file is played: the demonstration did not make {path}.", path=error)
            )
    return None


def _marker_set(out: Path, site: InventedSite) -> Path:
    """The markers in a file of their own, with the rates at which old bone is misread here."""
    from imena.exchange.atomic import write_json
    from imena.exchange.casefile.as_json import marker_json, rates_json
    from imena.invented.plan import DEMO_SITE
    from imena.kinship.observation import ReadingRates

    old_bone = ReadingRates(dropout=DEMO_SITE.dropout, drop_in=DEMO_SITE.drop_in)
    path = out / MARKERS
    markers = [marker_json(marker, {}) for marker in site.case.markers]
    write_json({"markers": markers, "rates": {"pm": rates_json(old_bone)}}, path)
    return path


def _say_kept(kept: Kept, out: Path, voices: Iterable[Words]) -> None:
    from imena.cli.demo_case_words import case_file_in_words

    for words in voices:
        _echo(case_file_in_words(words, kept, out / CASE_FILE))
        click.echo()
    for fault in kept.faults:
        click.echo(fault, err=True)


def _serve(kept: Kept, out: Path, port: int, voices: Iterable[Words]) -> None:
    """Say who can sign in and serve the played case file until interrupted."""
    from imena.cli.demo_case_file import open_instead
    from imena.cli.demo_case_words import sign_ins_in_words
    from imena.cli.serve import HOST, answer, is_free

    for words in voices:
        click.echo()
        _echo(sign_ins_in_words(words, kept))
    click.echo()
    open_instead(out / CASE_FILE)
    answer(HOST, port if is_free(HOST, port) else 0)


def _report(language: str) -> str:
    return f"report.{language}.html"


def _compare(
    site: InventedSite, identification: Identification, threshold: float, voices: Iterable[Words]
) -> bool:
    """Say how the answer compares with the truth; whether anything it claims is not true."""
    from imena.cli.demo_words import calibration_in_words, outcome_in_words, planted_in_words
    from imena.invented.calibration import reliability, statements
    from imena.invented.truth import compare, planted_found
    from imena.matching.answer import classify

    answer = classify(site.case, identification, threshold)
    outcome = compare(answer, identification.joint, site.truth)
    planted = planted_found(identification.checks, site.truth)
    names = statements(identification.joint, site.truth)["name"]
    bins = reliability(names, edges=PRINTED_EDGES)
    for words in voices:
        for lines in (
            outcome_in_words(words, outcome, answer.expected_false),
            planted_in_words(words, planted),
            calibration_in_words(words, bins),
        ):
            click.echo()
            _echo(lines)
    click.echo()
    return outcome.any_wrong


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)
