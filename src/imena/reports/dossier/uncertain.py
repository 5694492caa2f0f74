"""What is not certain, in plain words: what was not seen, what was assumed, what has changed."""

from __future__ import annotations

from collections.abc import Iterator

from imena.reports.dossier.opening import to_read
from imena.reports.dossier.page import Listing, Section, Text, text
from imena.reports.dossier.sides import differences
from imena.reports.dossier.teller import Teller, probability


def uncertain_section(teller: Teller) -> Section:
    """Everything that could make the answer wrong, as far as the case file knows."""
    items = tuple(_items(teller))
    if not items:
        said = teller.words("Nothing beyond the probability is known that speaks against it.")
        items = (text(said),)
    return Section(teller.words("What is uncertain"), (Listing(items),))


def _items(teller: Teller) -> Iterator[Text]:
    for line in teller.dossier.lines:
        said = to_read(teller, line)
        if said and line.rule != "custody":
            yield text(said, "stop" if line.standing == "lacking" else "")
    yield from _probability(teller)
    yield from _evidence(teller)
    yield from _told(teller)
    yield from _since(teller)


def _probability(teller: Teller) -> Iterator[Text]:
    words, leading = teller.words, teller.leading
    if leading is None and not teller.dossier.decision:
        yield text(words("Nobody is known whom this may be."))
        return
    posterior = probability(leading.posterior) if leading else None
    if leading is None or posterior is None:
        yield text(words("No probability was computed; what stands are the comparisons of people."))
        return
    yield text(
        words("The probability holds if the frequencies, kinships and error rates it uses hold.")
    )
    threshold = teller.threshold
    if threshold is not None and not leading.reached and posterior < threshold:
        yield text(words("The run’s threshold was not reached."), "stop")
    if leading.rests_on and set(leading.rests_on) <= {"secondary"}:
        yield text(
            words("It rests on secondary evidence alone: neither DNA, teeth nor fingerprints.")
        )


def _evidence(teller: Teller) -> Iterator[Text]:
    words, leading = teller.words, teller.leading
    if leading is None:
        return
    unseen = [c for c in leading.contributions if not c.examined]
    if unseen:
        count = len(unseen)
        yield text(
            words.count(
                "{n} group of evidence without data, not examined or not told of: it says nothing.",
                "{n} groups of evidence without data, not examined or not told of: they say "
                "nothing.",
                count,
            )
        )
    if not leading.contributions and not leading.log10_lr_other:
        yield text(words("Nothing but DNA was weighed by this run."))
    if any(c.capped for c in leading.contributions):
        yield text(words("A cap binds: the model says more than was counted."))
    if leading.among:
        yield text(
            words("The data cannot tell some people apart; which of them it is rests on less.")
        )


def _told(teller: Teller) -> Iterator[Text]:
    words, dossier = teller.words, teller.dossier
    differing = differences(teller)
    if differing:
        yield text(
            words("In life and after death do not agree: {what}.", what=", ".join(differing)),
            "stop",
        )
    donors = {code for ground in dossier.grounds for code in ground.donors}
    claimed = [k.code for k in dossier.kin if k.code in donors and k.standing == "claimed"]
    if claimed:
        yield text(
            words(
                "Kinship only by word, neither documents nor DNA: {codes}.",
                codes=", ".join(claimed),
            )
        )
    if any(k.standing == "contradicted" for k in dossier.kin):
        yield text(words("A stated kinship was found not to hold; nothing rests on it."))
    withdrawn = [one.number for one in dossier.grounds if one.withdrawn]
    if withdrawn:
        yield text(
            words("Withdrawn since the proposal: {numbers}.", numbers=", ".join(withdrawn)), "stop"
        )
    if any(not gap.explained for line in dossier.custody for gap in line.gaps):
        yield text(words("Custody has a gap that nobody has explained."), "stop")


def _since(teller: Teller) -> Iterator[Text]:
    words, dossier = teller.words, teller.dossier
    if dossier.runs and dossier.made.since_run:
        yield text(
            words.count(
                "{n} event was recorded after run {run}, which did not know of it.",
                "{n} events were recorded after run {run}, which did not know of them.",
                dossier.made.since_run,
                run=max(run.number for run in dossier.runs),
            )
        )
    if dossier.policy and dossier.policy.retired_on:
        yield text(words("The policy it was made under is not in force any more."))
