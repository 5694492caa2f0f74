"""What is assumed, and how the report was made: enough to make it again and to dispute it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from imena.kinship.markers import Marker
from imena.kinship.observation import Sample
from imena.language import message, numbers
from imena.matching.answer import ABSENT_FROM, LISTED_FROM
from imena.reports.markup import Html, element, joined
from imena.reports.subject import Subject

_MODELS = {
    "equal": message("equal"),
    "proportional": message("proportional"),
    "stepwise": message("stepwise"),
    "onestep": message("one-step"),
    "twostep": message("two-step"),
    "dawid": message("stepwise, stationary"),
    "random": message("random"),
    "custom": message("given as a matrix"),
}
Facts = Iterable[tuple[str, Html | None]]


def assumptions_section(subject: Subject) -> Html:
    """Every assumption the numbers rest on, from the case and the identification themselves."""
    return _section(subject.words("What is assumed"), "assumed", _assumptions(subject))


def provenance_section(subject: Subject, provenance: Mapping[str, Any]) -> Html:
    """How the report was made: command, method, inputs, version, parameters."""
    return _section(subject.words("How it was made"), "made", _provenance(subject, provenance))


def _section(title: str, anchor: str, facts: Facts) -> Html:
    rows = [joined(element("dt", name), element("dd", said)) for name, said in facts if said]
    return element(
        "section",
        element("h2", title, id=anchor),
        element("dl", *rows, class_="facts"),
        class_="block",
    )


def _assumptions(subject: Subject) -> Facts:
    words, case, language = subject.words, subject.case, subject.language
    yield words("Starting point"), _prior(subject)
    yield (
        words("Words of the answer"),
        joined(
            words(
                "reached: probability at least {threshold}; nobody on the list and not among these "
                "bodies: at least {absent}; open between: everyone from {listed} up",
                threshold=subject.threshold,
                absent=numbers.stated_percent(language, ABSENT_FROM),
                listed=numbers.stated_percent(language, LISTED_FROM),
            )
        ),
    )
    yield words("Allele frequencies"), _frequencies(subject)
    yield words("Mutations"), _mutations(subject)
    theta = (
        words(
            "θ = {theta}, shared by all founders together",
            theta=numbers.decimal(language, case.theta),
        )
        if case.theta
        else words("not assumed (θ = 0)")
    )
    yield words("Common descent"), joined(theta)
    yield words("Loss and contamination"), _rates(subject)
    if case.linkage:
        pairs = "; ".join(
            f"{link.first} + {link.second}: ρ = {numbers.decimal(language, link.rho)}"
            for link in case.linkage
        )
        yield words("Linked markers"), joined(pairs)
    yield words("What is not DNA"), _other_evidence(subject)
    if case.pairings is not None:
        yield words("Whom a body may be"), joined(words("only the pairings given in the case file"))
    else:
        yield (
            words("Whom a body may be"),
            joined(words("anyone whose recorded sex does not differ")),
        )


def _prior(subject: Subject) -> Html:
    prior, words = subject.identification.joint.prior, subject.words
    if prior == "flat":
        return joined(words("flat: every joint answer is equally likely before the evidence"))
    name, _, value = prior.partition("=")
    try:
        share = float(value)
    except ValueError:
        return joined(prior)
    if name != "recovered":
        return joined(prior)
    return joined(
        words(
            "each missing person is among the bodies with probability {q}",
            q=numbers.decimal(subject.language, share),
        )
    )


def _frequencies(subject: Subject) -> Html:
    words, markers = subject.words, subject.case.markers
    count = words.count("{n} marker", "{n} markers", len(markers))
    x = sum(m.x_linked for m in markers)
    on_x = words.count("{n} of them on X", "{n} of them on X", x) if x else None
    silent = sum(m.silent is not None for m in markers)
    mute = (
        words.count("{n} with a silent allele", "{n} with a silent allele", silent)
        if silent
        else None
    )
    source = subject.recorded(subject.case.details, "frequencies")
    return joined(source, count, on_x, mute, between="; ")


def _mutations(subject: Subject) -> Html:
    words = subject.words
    models = Counter(m.mutation.model if m.mutation else "" for m in subject.case.markers)
    mutating = [m for m in subject.case.markers if m.mutation]
    if not mutating:
        return joined(words("not assumed: one disagreement excludes"))
    said = [
        words("none ({n})", n=n)
        if not model
        else f"{words(_MODELS[model]) if model in _MODELS else model} ({n})"
        for model, n in models.most_common()
    ]
    father, mother = (_mean_rate(mutating, sex) for sex in ("male", "female"))
    rates = words(
        "on average {father} from a father, {mother} from a mother",
        father=numbers.decimal(subject.language, father, 2),
        mother=numbers.decimal(subject.language, mother, 2),
    )
    return joined(words("model (markers)") + ": " + ", ".join(said), rates, between="; ")


def _mean_rate(markers: Sequence[Marker], sex: str) -> float:
    """Mean over markers of P(an allele drawn by frequency is transmitted changed)."""
    rates = []
    for marker in markers:
        if marker.mutation is not None:
            stays = np.diag(getattr(marker.mutation, sex))
            rates.append(1 - float(marker.frequencies @ stays))
    return sum(rates) / len(rates)


def _rates(subject: Subject) -> Html:
    words, case = subject.words, subject.case
    bodies = [b.sample for b in case.bodies]
    relatives = [s for f in case.families for s in f.samples.values()]
    return joined(
        words("bodies: {rates}", rates=_rates_of(subject, bodies)),
        words("relatives: {rates}", rates=_rates_of(subject, relatives)),
        between="; ",
    )


def _rates_of(subject: Subject, samples: Sequence[Sample]) -> str:
    words = subject.words
    if all(s.rates.exact for s in samples):
        return words("read without error")
    kinds = (
        (message("loss of an allele {range}"), [s.rates.dropout for s in samples]),
        (message("foreign allele {range}"), [s.rates.drop_in for s in samples]),
        (message("typing error {range}"), [s.rates.typing_error for s in samples]),
    )
    return ", ".join(
        words(said, range=_range(subject.language, rates))
        for said, rates in kinds
        if max(rates) > 0
    )


def _range(language: str, values: Sequence[float]) -> str:
    low, high = (numbers.decimal(language, r, 4) for r in (min(values), max(values)))
    return low if low == high else f"{low}–{high}"


def _other_evidence(subject: Subject) -> Html:
    n = len(subject.case.evidence)
    if n == 0:
        return joined(subject.words("not used"))
    return joined(
        subject.words.count(
            "a stated likelihood ratio for {n} pair, weighed in the joint answer",
            "stated likelihood ratios for {n} pairs, weighed in the joint answer",
            n,
        )
    )


def _provenance(subject: Subject, provenance: Mapping[str, Any]) -> Facts:
    words, language = subject.words, subject.language
    if provenance.get("command"):
        yield words("Command"), element("code", str(provenance["command"]))
    yield words("Method"), _method(subject)
    yield words("Inputs"), _inputs(provenance.get("inputs"))
    version = str(provenance.get("version", ""))
    if provenance.get("seconds") is not None:
        seconds = numbers.decimal(language, float(provenance["seconds"]), 2)
        version = words("Imena {version}; {seconds} s", version=version, seconds=seconds)
    elif version:
        version = words("Imena {version}", version=version)
    yield words("Version"), joined(version)
    yield words("Started"), joined(started(language, provenance.get("started")))
    given = provenance.get("parameters")
    if isinstance(given, Mapping) and given:
        said = "; ".join(f"{name} = {_plain(value)}" for name, value in given.items())
        yield words("Parameters"), element("code", said)


def _method(subject: Subject) -> Html:
    words, joint = subject.words, subject.identification.joint
    sampled = [c for c in joint.components if c.method != "exact"]
    said = [
        words("exact summation")
        if not sampled
        else words.count(
            "{n} group of bodies was sampled, the others summed exactly",
            "{n} groups of bodies were sampled, the others summed exactly",
            len(sampled),
        )
    ]
    if math.isfinite(joint.n_assignments):
        n = numbers.whole(subject.language, joint.n_assignments)
        said.append(words("joint answers possible: {n}", n=n))
    measured: dict[str, list[float]] = {}
    for component in sampled:
        for name, value in component.diagnostics.items():
            measured.setdefault(name, []).append(value)
    said += [f"{name} {_range(subject.language, values)}" for name, values in measured.items()]
    if joint.dropped_mass > 0:
        said.append(
            words(
                "probability of all answers left out: at most {mass}",
                mass=numbers.rounded_up(subject.language, joint.dropped_mass),
            )
        )
    else:
        said.append(words("none left out"))
    return joined(*said, between="; ")


def _inputs(inputs: object) -> Html | None:
    """File names with their SHA-256, from a mapping or a list of records or names."""
    if isinstance(inputs, Mapping):
        lines = [f"{name} · SHA-256 {digest}" for name, digest in inputs.items()]
    elif isinstance(inputs, Sequence) and not isinstance(inputs, str):
        lines = [
            " · ".join(
                f"{key} {value}" if key == "sha256" else str(value) for key, value in i.items()
            )
            if isinstance(i, Mapping)
            else str(i)
            for i in inputs
        ]
    else:
        lines = [str(inputs)] if inputs else []
    return joined(*(element("div", line, class_="hash") for line in lines)) if lines else None


def started(language: str, moment: object) -> str | None:
    """A start time as people write it; text that is no ISO time stays as it is."""
    if moment is None:
        return None
    text = str(moment)
    date, _, time = text.replace(" ", "T").partition("T")
    parts = date.split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return text
    day = ".".join(reversed(parts)) if language == "uk" else date
    zone = " UTC" if time.endswith(("Z", "+00:00")) else ""
    return f"{day}, {time[:5]}{zone}" if time else day


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_plain(v)}" for name, v in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_plain(v) for v in value)
    return str(value)
