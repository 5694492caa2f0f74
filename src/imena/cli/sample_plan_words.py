"""A plan of samples as lines for a terminal."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from imena.language import Words, message
from imena.language.numbers import decimal, log10_of, percent, rounded_up, stated_percent

if TYPE_CHECKING:
    from imena.matching.sampling.prospects import Outlook
    from imena.reconciliation.sample_plan.plan import AskAgain, BoneOffer, FamilyPlan, Offer, Plan

#: What is said of a family, by its verdict.
VERDICTS = {
    "reached": message("a body reaches the threshold already: people decide, not samples"),
    "suffices": message("the samples suffice"),
    "one": message("one recorded relative’s sample would suffice"),
    "several": message("all recorded relatives who may be asked would suffice together"),
    "not_enough": message("not enough, even with all recorded relatives who may be asked"),
    "nobody_to_ask": message("not enough, and nobody recorded may be asked"),
    "contradicts_itself": message("its own profiles contradict the stated kinships"),
}
#: Why somebody is not to be asked.
NOT_TO_BE_ASKED = {
    "asked_not_to_be": message("asked not to be contacted"),
    "consent_withdrawn": message("withdrew the consent"),
    "dead": message("died"),
    "erased": message("had their data erased"),
}
#: Why a family is asked again.
AGAIN = {
    "reopened": message("{missing}: the decision {decision} that named them does not stand"),
    "other_remains": message("{missing} is named by a decision, and {individuals} speaks for them"),
    "kin_of_closed": message(
        "{missing} is named by a decision, and {individuals} looks like a brother or sister nobody "
        "reported"
    ),
    "open_between": message("{individuals} is open between families: {missing}"),
    "open_within": message("{individuals} is one of {missing}, and nothing tells which"),
}
#: What no figure takes in.
NOT_COMPUTED = {
    "non_genetic": message(
        "what is not DNA; examinations that were never made are named beside the remains"
    ),
    "jointly": message(
        "that several missing of one family help to find each other, and that families compete for "
        "the same remains, beyond what stands against each pair"
    ),
    "yield": message("whether another bone gives the whole profile: it is taken to"),
    "kinship_wrong": message("that a stated kinship may not hold"),
    "theta": message("co-ancestry: it is taken as none, which says a little too much"),
    "linkage": message("linked markers: one of each group counts, which says a little too little"),
}


def plan_in_words(
    words: Words, plan: Plan, *, draws: int, top: int, figures: bool = False
) -> Iterator[str]:
    """The whole plan: samples by rank, families, relatives to be found, whom to ask again.

    ``figures``: with likelihood ratios and false alarms, also for those to whom nothing changes.
    """
    yield from _made(words, plan, draws)
    yield ""
    if plan.ranked:
        yield words("Samples that bring most, in names expected for each sample (± standard error)")
        for rank, offer in enumerate(plan.ranked[:top], start=1):
            yield f"{rank:4d}  {_ranked(words, offer, draws, figures)}"
        yield from _more(words, len(plan.ranked) - top)
    else:
        yield words("Nobody recorded, and no remains, could bring another name by a sample.")
    yield ""
    yield from _families(words, plan, draws, top)
    if plan.to_be_found:
        yield ""
        yield words("If there are such relatives or things: ask the families")
        for offer in plan.to_be_found[:top]:
            yield f"      {_ranked(words, offer, draws, figures)}"
        yield from _more(words, len(plan.to_be_found) - top)
    yield ""
    yield from _again(words, plan.again, top)
    yield ""
    yield words("Not computed")
    for what in plan.not_computed:
        yield f"  {words(NOT_COMPUTED[what])}"
    yield words("This plan is nobody’s identity: it says where to look.")


def _made(words: Words, plan: Plan, draws: int) -> Iterator[str]:
    yield words(
        "What to sample next, as of event {index} of the ledger; snapshot {digest}",
        index=plan.known_at,
        digest=plan.digest[:16],
    )
    size = (
        words.count(
            "{n} missing person without a name",
            "{n} missing people without a name",
            sum(len(family.missing) for family in plan.families),
        ),
        words.count("{n} family", "{n} families", len(plan.families)),
        words.count("{n} individual without a name", "{n} individuals without a name", plan.bodies),
    )
    yield f"  {', '.join(size)}"
    yield words(
        "  prior {prior}; named from {threshold}; enough from {enough}; {draws} draws a figure; "
        "seed {seed}",
        prior=plan.parameters["prior"],
        threshold=stated_percent(words.language, float(str(plan.parameters["threshold"]))),
        enough=stated_percent(words.language, float(str(plan.parameters["enough"]))),
        draws=draws,
        seed=plan.parameters["seed"],
    )


def _ranked(words: Words, offer: Offer | BoneOffer, draws: int, figures: bool) -> str:
    found = offer.prospect
    gained = words(
        "{names} ± {error}",
        names=_rounded(words, found.gained),
        error=_rounded(words, math.ceil(found.gained_mcse * 1000) / 1000),
    )
    from imena.reconciliation.sample_plan.plan import BoneOffer

    if isinstance(offer, BoneOffer):
        return f"{gained}  {_bone(words, offer, figures)}"
    return f"{gained}  {_sample(words, offer, draws, figures)}"


def _bone(words: Words, offer: BoneOffer, figures: bool) -> str:
    said = words(
        "{individual}: another sample of the remains, {read} → {all} markers",
        individual=offer.individual,
        read=offer.prospect.read,
        all=offer.prospect.read + offer.prospect.added,
    )
    if figures:
        said += words(", log10 LR {lr} more", lr=log10_of(words.language, offer.prospect.log10_lr))
    if offer.unexamined:
        fields = ", ".join(term_in_words(words, "discipline", one) for one in offer.unexamined)
        said += words("; never examined: {fields}", fields=fields)
    return said


def _sample(words: Words, offer: Offer, draws: int, figures: bool) -> str:
    parts = [_who(words, offer)]
    for before, after in zip(offer.prospect.before, offer.prospect.after, strict=True):
        if figures:
            parts.append(_in_figures(words, before, after, draws))
        elif _share(words, before.named, draws) != _share(words, after.named, draws):
            parts.append(_change(words, before, after, draws))
    if offer.kind == "consent":
        parts.append(words("the sample is there, the consent is not"))
    elif offer.recorded and not offer.consent:
        parts.append(words("consent to identification is to be asked for"))
    if offer.recorded and not offer.contact:
        parts.append(words("consent to being contacted is not recorded"))
    if offer.failed:
        parts.append(words("an earlier sample gave no profile"))
    return "; ".join(parts)


def _who(words: Words, offer: Offer) -> str:
    if offer.kind == "direct" and not offer.recorded:
        return words("a direct sample of {missing}, such as a toothbrush", missing=offer.of)
    relation = relation_in_words(words, offer.relation)
    who = f"{offer.person} – " if offer.recorded else ""
    return words("{who}{relation} of {missing}", who=who, relation=relation, missing=offer.of)


def _change(words: Words, before: Outlook, after: Outlook, draws: int) -> str:
    return words(
        "{missing}: named {before} → {after}",
        missing=after.missing,
        before=_share(words, before.named, draws),
        after=_share(words, after.named, draws),
    )


def _in_figures(words: Words, before: Outlook, after: Outlook, draws: int) -> str:
    said = words(
        "{missing}: log10 LR {was} → {now}, named {before} → {after}",
        missing=after.missing,
        was=log10_of(words.language, before.log10_lr),
        now=log10_of(words.language, after.log10_lr),
        before=_share(words, before.named, draws),
        after=_share(words, after.named, draws),
    )
    if after.false_alarms > 0:
        said += words(
            ", strangers named instead at most {number}",
            number=rounded_up(words.language, after.false_alarms + 2 * after.false_alarms_mcse),
        )
    return said


def _families(words: Words, plan: Plan, draws: int, top: int) -> Iterator[str]:
    counts = Counter(family.verdict for family in plan.families)
    yield words("Families with somebody without a name")
    for verdict, said in VERDICTS.items():
        if counts[verdict]:
            yield f"  {counts[verdict]} × {words(said)}"
        if verdict in ("not_enough", "nobody_to_ask", "contradicts_itself"):
            short = [family for family in plan.families if family.verdict == verdict]
            for family in short[:top]:
                yield f"      {_short_of(words, family, plan, draws)}"
            yield from _more(words, len(short) - top)
    waiting = sum(len(family.waiting) for family in plan.families)
    if waiting:
        yield "  " + words.count(
            "{n} sample of a relative waits for its result",
            "{n} samples of relatives wait for their results",
            waiting,
        )
    barred: Counter[str] = Counter()
    for family in plan.families:
        barred.update(family.not_to_be_asked)
    if barred:
        yield "  " + words("not to be asked, and not listed: {people}", people=_why(words, barred))


def _short_of(words: Words, family: FamilyPlan, plan: Plan, draws: int) -> str:
    said = ", ".join(family.targets or family.missing)
    if family.now:
        now = min(outlook.in_full for outlook in family.now)
        said += words(": {share} as it is", share=_share(words, now, draws))
    if family.together:
        least = min(family.together, key=lambda one: one.named)
        share = _share(words, least.named, least.families)
        said += words(", {share} with all of them", share=share)
    enough = float(str(plan.parameters["enough"]))
    would = [
        _who(words, offer)
        for offer in family.would
        if min(outlook.in_full for outlook in offer.prospect.after) >= enough
    ]
    if would:
        said += words("; would do: {whom}", whom=", ".join(would))
    elif family.would:
        said += words("; no single further relative would do either")
    return said


def _again(words: Words, again: Sequence[AskAgain], top: int) -> Iterator[str]:
    if not again:
        yield words("No family has to be asked again.")
        return
    yield words("To be asked again")
    for one in again[:top]:
        said = words(
            AGAIN[one.why],
            missing=", ".join(one.missing),
            individuals=", ".join(one.individuals),
            decision=one.decision,
        )
        if one.log10_lr is not None:
            said += words(" (log10 LR {lr})", lr=log10_of(words.language, one.log10_lr))
        people = ", ".join(one.people) or words("nobody recorded")
        yield f"  {said}: {people}"
        if one.not_to_be_asked:
            barred = _why(words, one.not_to_be_asked)
            yield "    " + words("not to be asked, and not listed: {people}", people=barred)
    yield from _more(words, len(again) - top)


def _why(words: Words, counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n} × {words(NOT_TO_BE_ASKED[why])}" for why, n in counts.items())


def _more(words: Words, n: int) -> Iterator[str]:
    if n > 0:
        yield words("      and {n} more", n=n)


def relation_in_words(words: Words, relation: str) -> str:
    """What somebody is to a missing person."""
    return (
        words("son or daughter")
        if relation == "child"
        else term_in_words(words, "relationship", relation)
    )


def _rounded(words: Words, number: float) -> str:
    return decimal(words.language, round(number, 3))


def _share(words: Words, share: float, draws: int) -> str:
    """An estimate from so many draws; none or all of them bound it (the rule of three)."""
    least = 3 / draws
    if share > 1 - least:
        return words("over {share}", share=percent(words.language, 1 - least))
    if share < least:
        return words("under {share}", share=percent(words.language, least))
    return percent(words.language, share)


def term_in_words(words: Words, vocabulary: str, code: str) -> str:
    """A term of a vocabulary."""
    from imena.registry.vocabulary import said

    return said(vocabulary, code, words.language)
