"""The first page: the answer, what it must meet, what is uncertain, who has signed."""

from __future__ import annotations

from collections.abc import Iterator

from imena.language import message, numbers
from imena.registry.queries.dossier.content import Line, Signed
from imena.reports.dossier.page import (
    Answer,
    Block,
    Box,
    Boxes,
    Check,
    Checks,
    Facts,
    Paragraph,
    Section,
    Text,
    filled,
    joined,
    text,
)
from imena.reports.dossier.teller import Teller, number, probability

#: Of remains without a proposal, more exclusions than these are only counted.
_MOST_TOLD = 5
#: Demand → what it says when it is met.
_DEMANDS = {
    "recognition": message("Not by recognition alone"),
    "exclusion": message("No exclusion stands between them"),
    "alone": message("No other decision says otherwise"),
    "life": message("No sign that the person is alive"),
    "remains": message("The remains are those the decision was proposed with"),
    "custody": message("Custody without an unexplained gap"),
    "apart": message("Who signed took none of the samples"),
    "signatures": message("Signatures"),
}
_STANDING = {
    "met": message("met"),
    "explained": message("met, with an explanation"),
    "lacking": message("not met"),
    "waiting": message("not yet"),
}
#: What to read where a demand is lacking or explained.
_TO_READ = {
    ("need", "lacking"): message("The evidence that stands does not meet this."),
    ("recognition", "explained"): message(
        "The name rests on recognition: a sample is still to be taken."
    ),
    ("exclusion", "lacking"): message("An exclusion stands until it is withdrawn by name."),
    ("alone", "lacking"): message("Something contradicts this decision and is not settled."),
    ("life", "lacking"): message("There is a sign that this person is alive."),
    ("remains", "lacking"): message("Other remains belong to this individual now."),
    ("custody", "lacking"): message("Nobody has explained a gap: see the line of custody."),
    ("custody", "explained"): message("There was a gap, and it is explained: see the line."),
    ("apart", "lacking"): message("Somebody who signed took a sample it rests on."),
    ("apart", "explained"): message(
        "Somebody who signed also examined; without that examination the policy is met as well."
    ),
}
_BANNER = {
    "suspended": message("The decision is suspended: the name does not stand."),
    "superseded": message("The decision was replaced by another one."),
    "reversed": message("The decision was reversed: the name does not stand."),
    "rejected": message("The proposal was rejected."),
}


def heading(teller: Teller) -> Text:
    """The code of the remains, and their name once it is signed."""
    if teller.dossier.signed:
        return joined([teller.name(one) for one in teller.dossier.people])
    return teller.individuals()


def answer(teller: Teller) -> Answer:
    """The answer in one sentence, then how likely, then what it stands on."""
    dossier = teller.dossier
    if not dossier.decision:
        return Answer("open", _undecided(teller), tuple(_likely(teller)))
    standing = "signed" if dossier.signed else "open" if dossier.status == "proposed" else "stopped"
    return Answer(standing, _sentence(teller), (*_banner(teller), *_likely(teller)))


def _undecided(teller: Teller) -> Text:
    leading = teller.leading
    if leading is None:
        return filled(
            teller.words("{remains}: no name is proposed, and nobody is known whom this may be."),
            remains=teller.individuals(),
        )
    return filled(
        teller.words("{remains}: no name is proposed. The likeliest: {person}."),
        remains=teller.individuals(),
        person=teller.person(leading.person),
    )


def _sentence(teller: Teller) -> Text:
    dossier, words = teller.dossier, teller.words
    several = len(dossier.remains) > 1
    names = joined([_with_year(teller, i) for i in range(len(dossier.people))], "; ")
    if dossier.signed:
        said = (
            words("The remains {remains} are these people: {names}.")
            if several
            else words("The remains {remains} are {names}.")
        )
    elif dossier.status != "proposed":
        said = words("A decision named the remains {remains}: {names}. It does not stand.")
    else:
        said = (
            words("The remains {remains} are proposed to be these people: {names}.")
            if several
            else words("The remains {remains} are proposed to be {names}.")
        )
    return filled(said, remains=teller.individuals(), names=names)


def _with_year(teller: Teller, place: int) -> Text:
    one = teller.dossier.people[place]
    year = one.born[:4]
    return (*teller.name(one), *text(f", {year}" if year else ""))


def _banner(teller: Teller) -> Iterator[Text]:
    dossier = teller.dossier
    if dossier.signed:
        yield filled(
            teller.words("Decision {decision}, signed by two and confirmed on {day}."),
            decision=text(dossier.decision, "code"),
            day=teller.day(dossier.confirmed_at),
        )
    elif dossier.status == "proposed":
        yield filled(
            teller.words(
                "Proposal {decision} of {day}. The name does not stand before it is signed."
            ),
            decision=text(dossier.decision, "code"),
            day=teller.day(dossier.proposed_at),
        )
    else:
        said = teller.words(_BANNER.get(dossier.status, ""))
        reason = f" {dossier.ended_reason}" if dossier.ended_reason else ""
        yield (*text(f"{dossier.decision}: ", "code"), *text(said, "stop"), *text(reason))
    if dossier.statement:
        yield filled(teller.words("Stated: {statement}"), statement=dossier.statement)


def _likely(teller: Teller) -> Iterator[Text]:
    leading = teller.leading
    if leading is None:
        return
    log10_lr = number(leading.log10_lr)
    if probability(leading.posterior) is None and log10_lr is not None:
        yield filled(
            teller.words("The last run gave no probability; of the DNA it says: {strength}."),
            strength=text(numbers.verbal(teller.language, log10_lr), "b"),
        )
        return
    if probability(leading.posterior) is None:
        yield text(
            teller.words("No run has said how likely this is: weigh the comparisons themselves.")
        )
        return
    if leading.among and leading.set_posterior:
        yield filled(
            teller.words("One of a set that the data cannot tell apart, {people}: {set}."),
            people=teller.people(leading.among),
            set=teller.percent(leading.set_posterior),
        )
    yield filled(
        teller.words("Probability by the joint solution {percent}: {wrong}."),
        percent=teller.percent(leading.posterior),
        wrong=teller.wrong_of(leading.posterior),
    )


def exclusions(teller: Teller) -> Block:
    """What speaks against it, before anything that speaks for it."""
    dossier = teller.dossier
    bodies = {one.number for one in dossier.remains}
    people = {one.number for one in dossier.people}
    between = [
        one
        for one in dossier.exclusions
        if one.individual in bodies and (people & set(one.about) or not dossier.decision)
    ]
    others = len(dossier.exclusions) - len(between)
    if not dossier.decision and len(between) > _MOST_TOLD:
        said = teller.words.count(
            "{n} exclusion stands of these remains.",
            "{n} exclusions stand of these remains.",
            len(between),
        )
        return Paragraph(text(said), quiet=True)
    more = teller.words.count(
        "{n} other exclusion stands, of these remains or of these people.",
        "{n} other exclusions stand, of these remains or of these people.",
        others,
    )
    if not between:
        said = teller.words("No exclusion stands between them.") if dossier.decision else ""
        said = said or teller.words("No exclusion stands.")
        return Paragraph(text(f"{said} {more}" if others else said), quiet=True)
    told = joined([_exclusion(teller, i) for i in map(dossier.exclusions.index, between)], " ")
    return Paragraph((*told, *text(f" {more}" if others else "")), notice="stop")


def _exclusion(teller: Teller, place: int) -> Text:
    one = teller.dossier.exclusions[place]
    return filled(
        teller.words(
            "An exclusion stands: {number}, {method}, {individual} is not {people}. {note}"
        ),
        number=text(one.number, "code"),
        method=teller.term("identification_method", one.method),
        individual=text(one.individual, "code"),
        people=teller.people(one.about),
        note=one.note,
    )


def policy_section(teller: Teller) -> Section | None:
    """The policy and every other demand, line by line, what is lacking first."""
    policy = teller.dossier.policy
    if policy is None or not teller.dossier.lines:
        return None
    stated = policy.text_uk if teller.language == "uk" else policy.text_en
    words = teller.words
    exceptions = sum(one.standing in ("lacking", "explained") for one in teller.dossier.lines)
    small = (
        words.count("{n} exception, first", "{n} exceptions, first", exceptions)
        if exceptions
        else words("no exception")
    )
    retired = (
        words(" This policy was retired on {day}.", day=teller.day(policy.retired_on))
        if policy.retired_on
        else ""
    )
    checks = Checks(tuple(_check(teller, line) for line in teller.dossier.lines))
    title = words("Policy {code}, line by line", code=f"{policy.code}/{policy.edition}")
    return Section(title, (checks, Paragraph(text(stated + retired), quiet=True)), small)


def _check(teller: Teller, line: Line) -> Check:
    title = _need(teller, line) if line.rule == "need" else teller.words(_DEMANDS[line.rule])
    note = text(to_read(teller, line))
    if line.rule == "signatures":
        note = text(_asked(teller, line))
    return Check(
        line.standing, title, note, teller.words(_STANDING[line.standing]), teller.codes(line.by)
    )


def to_read(teller: Teller, line: Line) -> str:
    """What a reader must know of a demand that is lacking or was explained; else empty."""
    sentence = _TO_READ.get((line.rule, line.standing))
    return teller.words(sentence) if sentence else ""


def _need(teller: Teller, line: Line) -> str:
    """A need of the policy as a sentence: methods, outcome, donors."""
    words, need, least = teller.words, line.need, line.least
    said = words(
        "{methods}, outcome: {outcomes}",
        methods=teller.terms("identification_method", need.get("methods", ())),
        outcomes=teller.terms("comparison_outcome", need.get("outcomes", ())),
    )
    if least.get("comparisons", 1) > 1:
        said += "; " + words.count(
            "at least {n} comparison", "at least {n} comparisons", least["comparisons"]
        )
    if least.get("donors"):
        said += "; " + words.count("at least {n} donor", "at least {n} donors", least["donors"])
        kin = need.get("relationships", ())
        if kin and len(kin) <= 2:
            said += f" ({teller.terms('relationship', kin)})"
        elif kin:
            said += " " + words("of the relationships it names")
    if least.get("lab_methods", 0) > 1:
        said += "; " + words.count(
            "{n} laboratory method with one donor",
            "{n} laboratory methods with one donor",
            least["lab_methods"],
        )
    return said[:1].upper() + said[1:]


def _asked(teller: Teller, line: Line) -> str:
    said = teller.words(
        "{given} of {number}, by: {roles}",
        given=line.least.get("given", 0),
        number=line.least.get("number", 0),
        roles="; ".join(teller.term("role", role) for role in line.need.get("roles", ())),
    )
    each = [
        teller.words("at least {n}: {role}", n=least, role=teller.term("role", role))
        for role, least in line.least.items()
        if role not in ("given", "number")
    ]
    return "; ".join((said, *each))


def signatures_section(teller: Teller) -> Section:
    """Who has signed, and what is still to be signed."""
    dossier, words = teller.dossier, teller.words
    boxes = [_signature(teller, one) for one in dossier.signatures]
    wanted = dossier.policy.signatures if dossier.policy else 0
    for _ in range(max(0, wanted - len(boxes))):
        boxes.append(Box(False, words("Not signed"), (text(words("name, role, day")),)))
    digest = Facts(((words("Digest of what is signed"), text(dossier.digest, "code")),))
    return Section(words("Signatures"), (Boxes(tuple(boxes)), digest))


def _signature(teller: Teller, one: Signed) -> Box:
    words = teller.words
    same = words("signed what stands here") if one.same else words("signed something else")
    return Box(
        True,
        one.name or teller.term("role", one.role),
        (
            text(teller.term("role", one.role)) if one.name else (),
            text(teller.at(one.at)),
            text(same, "" if one.same else "stop"),
        ),
    )


def threshold_said(teller: Teller) -> str:
    """The threshold as a percentage; empty where no run says one."""
    found = teller.threshold
    return "" if found is None else numbers.stated_percent(teller.language, found)
