"""What a reconciliation found, left out and changed, as lines for a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from imena.language import Words
from imena.language.numbers import log10_of, percent, stated_percent
from imena.registry.words.evidence import findings_said, group_said, remark_said
from imena.registry.words.left_out import why_left_out

if TYPE_CHECKING:
    from imena.reconciliation.run import Reconciled
    from imena.registry.queries.frozen import LeftOut
    from imena.registry.queries.reconciliation import Change, Contribution, Listed, Ranked


def outcome(
    words: Words, done: Reconciled, changes: Sequence[Change] | None, *, every: bool
) -> Iterator[str]:
    """A run that has ended: what it was on, how many answers, what changed, what was left out."""
    case, answer = done.frozen.case, done.answer
    yield words("Run {n} is finished.", n=done.run.number)
    size = (
        words.count("{n} individual", "{n} individuals", len(case.bodies)),
        words.count("{n} missing person", "{n} missing people", len(case.missing)),
        words.count("{n} family", "{n} families", len(case.families)),
        words.count("{n} marker", "{n} markers", len(case.markers)),
    )
    yield f"  {', '.join(size)}"
    yield words(
        "  as of event {index} of the ledger; snapshot {digest}",
        index=done.frozen.known_at,
        digest=done.frozen.digest[:16],
    )
    threshold = stated_percent(words.language, answer.threshold)
    yield words.count(
        "  {n} individual reaches {threshold} for one name",
        "  {n} individuals reach {threshold} for one name",
        len(answer.reached),
        threshold=threshold,
    )
    yield words.count(
        "  {n} is open between several",
        "  {n} are open between several",
        len(answer.open_between),
    )
    yield from _doubtful(words, done)
    yield from _beside_dna(words, done)
    yield words("This is nobody’s identity yet: people compare, propose and sign.")
    if changes is None:
        yield words("It is the first run: there is nothing to compare it with.")
    else:
        yield from changed(words, changes)
    yield from left_out(words, done.frozen.left_out, every=every)


def _beside_dna(words: Words, done: Reconciled) -> Iterator[str]:
    """What was compared beside DNA, and what was not."""
    counts = done.frozen.weighed.counts
    compared = {name: both for name, both in counts.items() if all(both)}
    if not compared:
        yield words("Nothing was compared but DNA.")
        return
    yield words(
        "Compared beside DNA, each with its cap ({caps}):", caps=done.frozen.weighed.caps.version
    )
    for name, (remains, people) in compared.items():
        yield words(
            "  {group}: {individuals} with {missing}",
            group=group_said(words.language, name),
            individuals=words.count("{n} individual", "{n} individuals", remains),
            missing=words.count("{n} missing person", "{n} missing people", people),
        )
    rest = [group_said(words.language, name) for name in counts if name not in compared]
    if rest:
        yield words(
            "  not compared, for want of findings on one side: {groups}", groups=", ".join(rest)
        )
    only = sum(one.secondary_only for one in done.answer.open_between)
    if only:
        yield words.count(
            "  {n} individual is likely somebody by secondary evidence alone: no name",
            "  {n} individuals are likely somebody by secondary evidence alone: no names",
            only,
        )


def _doubtful(words: Words, done: Reconciled) -> Iterator[str]:
    """Families whose own profiles speak against what was said of them."""
    for check in done.identification.checks:
        if check.kind == "family_impossible":
            yield words(
                "  the family of {number} is not compared: its profiles contradict the kinships",
                number=check.subjects[0],
            )
        elif check.kind == "family_relation" and check.level == "warning":
            yield words(
                "  the family of {number} is doubtful: look at {people}",
                number=check.subjects[0],
                people=", ".join(check.subjects[1:]),
            )


def changed(words: Words, changes: Sequence[Change]) -> Iterator[str]:
    """What the run sees otherwise than the one before."""
    if not changes:
        yield words("Nothing has changed since the last run.")
        return
    yield words("Changed since the last run")
    for one in changes:
        pair = f"{one.individual} – {one.missing}"
        said = words(
            "{pair}: {before} → {after}",
            pair=pair,
            before=_share(words, one.before),
            after=_share(words, one.after),
        )
        if one.before is None:
            said += words(", new")
        if one.after is None:
            said += words(", gone")
        if one.crossed:
            said += (
                words(", now reaches the threshold")
                if one.crossed > 0
                else words(", no longer reaches the threshold")
            )
        yield f"  {said}"


def left_out(words: Words, found: Sequence[LeftOut], *, every: bool) -> Iterator[str]:
    """What was not used: how many of each kind, or each by number."""
    if not found:
        return
    yield words("Not used, or not as it stands")
    if every:
        for one in found:
            what = f"{one.number} ({one.other})" if one.other else one.number
            yield f"  {what}: {why_left_out(words.language, one.why)}"
        return
    for why, n in sorted(Counter(one.why for one in found).items()):
        yield f"  {n} × {why_left_out(words.language, why)}"
    yield words("--left-out lists each.")


def hypotheses(words: Words, listed: Listed) -> Iterator[str]:
    """Who may be whom: what excludes comes first (I18)."""
    if listed.exclusions:
        yield words("Excluded, until the exclusion is withdrawn by name")
        for one in listed.exclusions:
            yield words(
                "  {individual} is not {missing}: {method}, {comparison}",
                individual=one.individual,
                missing=", ".join(one.missing) or "—",
                method=_term(words, "identification_method", one.method),
                comparison=one.comparison,
            )
    if not listed.hypotheses:
        yield words("There are no possible names.")
        return
    yield words("Possible names, the likeliest first; none of them is an identity")
    for ranked in listed.hypotheses:
        yield f"  {_possible(words, ranked)}"
    if len(listed.hypotheses) == 1:
        yield from pair(words, listed.hypotheses[0])


def pair(words: Words, one: Ranked) -> Iterator[str]:
    """What speaks for and against one pair, group by group."""
    if one.log10_lr is not None:
        yield words("  DNA: log10 LR {lr}", lr=_log10(words, one.log10_lr))
    for part in one.contributions:
        yield f"  {_contributed(words, part)}"
        for code in part.remarks:
            yield f"    {remark_said(words.language, code)}"
    if one.posterior_dna is not None:
        yield words("  by DNA alone: {share}", share=_share(words, one.posterior_dna))
    if one.rests_on:
        groups = ", ".join(group_said(words.language, name) for name in one.rests_on)
        yield words("  for the name speak: {groups}", groups=groups)


def _contributed(words: Words, part: Contribution) -> str:
    language = words.language
    group = group_said(language, part.name)
    if not part.examined:
        missing = findings_said(language, part.not_examined, places=False)
        return words(
            "{group}: not examined ({findings}); LR 1", group=group, findings=missing or "—"
        )
    said = words(
        "{group}: log10 LR {lr} ({low} to {high}); {findings}",
        group=group,
        lr=_some(words, part.log10_lr),
        low=_some(words, part.low),
        high=_some(words, part.high),
        findings=findings_said(language, part.examined),
    )
    if part.not_examined:
        missing = findings_said(language, part.not_examined, places=False)
        said += words("; not examined: {findings}", findings=missing)
    if part.capped:
        said += words("; the model says {lr}, capped", lr=_some(words, part.uncapped))
    return said


def _some(words: Words, log10_lr: Decimal | None) -> str:
    return "—" if log10_lr is None else _log10(words, log10_lr)


def _possible(words: Words, one: Ranked) -> str:
    parts = [
        _term(words, "hypothesis_state", one.state),
        words("probability {share}", share=_share(words, one.posterior)),
    ]
    if one.log10_lr is not None:
        parts.append(words("log10 LR {lr}", lr=_log10(words, one.log10_lr)))
    if one.log10_lr_other:
        parts.append(words("beside DNA {lr}", lr=_log10(words, one.log10_lr_other)))
    if one.reached:
        parts.append(words("reaches the threshold"))
    if one.among and one.set_posterior is not None:
        parts.append(
            words(
                "one of {people}, who is who is open ({share})",
                people=", ".join(one.among),
                share=_share(words, one.set_posterior),
            )
        )
    if one.run:
        parts.append(words("run {n}", n=one.run))
    return f"{one.individual} – {one.missing}: {'; '.join(parts)}"


def _share(words: Words, posterior: Decimal | None) -> str:
    return "—" if posterior is None else percent(words.language, float(min(posterior, Decimal(1))))


def _log10(words: Words, log10_lr: Decimal) -> str:
    return "−∞" if log10_lr == Decimal("-Infinity") else log10_of(words.language, float(log10_lr))


def _term(words: Words, vocabulary: str, code: str) -> str:
    from imena.registry.vocabulary import said

    return said(vocabulary, code, words.language)
