"""The remains: which they are, in whose hands they were, what was sampled, why somebody died."""

from __future__ import annotations

from collections.abc import Iterator

from imena.language import message
from imena.registry.queries.dossier.content import Custody, Found, Gap, Sampled, Unit
from imena.reports.dossier.page import (
    Block,
    Facts,
    Moment,
    Paragraph,
    Section,
    Table,
    Text,
    Timeline,
    text,
)
from imena.reports.dossier.teller import Teller

_GAPS = {
    "late": message("received late: {length} after it was due"),
    "not_received": message("handed over and not received to this day"),
    "unannounced": message("arrived without a recorded hand-over: {length} without a record"),
    "other_hands": message("handed over by another than who held them: {length}"),
    "lost": message("whereabouts unknown for {length}"),
}
_LASTS = message("whereabouts unknown to this day")


def remains_section(teller: Teller) -> Section:
    """What the dossier is about, unit by unit."""
    words = teller.words
    rows = tuple(
        _unit(teller, one.number, unit) for one in teller.dossier.remains for unit in one.units
    )
    blocks: list[Block] = []
    if rows:
        head = (
            words("Individual"),
            words("Remains"),
            words("Kind"),
            words("Found"),
            words("Where now"),
        )
        blocks.append(Table(head, rows))
    if "place" in teller.dossier.unseen:
        said = words("Where they were found is not shown: whoever made this may not see it.")
        blocks.append(Paragraph(text(said), quiet=True))
    return Section(words("The remains"), tuple(blocks))


def _unit(teller: Teller, individual: str, unit: Unit) -> tuple[Text, ...]:
    words = teller.words
    kind = teller.term("unit_kind", unit.kind)
    if unit.completeness_percent is not None:
        kind += f", {unit.completeness_percent} %"
    if unit.evidence:
        kind += f"; {teller.term('association_evidence', unit.evidence)}"
    if teller.dossier.decision and not unit.signed:
        kind += f" ({words('added since the proposal')})"
    where = ", ".join(filter(None, (unit.site, unit.grave)))
    found = ", ".join(
        filter(None, (where, teller.day(unit.recovered_at) if unit.recovered_at else ""))
    )
    return (
        text(individual, "code"),
        text(unit.number, "code"),
        text(kind),
        text(found or "—"),
        text(
            ", ".join(
                filter(
                    None,
                    (
                        teller.term("place_kind", unit.place),
                        teller.term("remains_state", unit.state),
                    ),
                )
            )
        ),
    )


def custody_sections(teller: Teller) -> Iterator[Section]:
    """One line of custody for each unit, gaps in their places."""
    words = teller.words
    for line in teller.dossier.custody:
        open_ = sum(not gap.explained for gap in line.gaps)
        small = words("no gap")
        if line.gaps:
            small = words.count("{n} gap", "{n} gaps", len(line.gaps)) + (
                words(", explained") if not open_ else ""
            )
        yield Section(
            words("In whose hands {unit} was", unit=line.unit),
            (Timeline(tuple(_moments(teller, line))),),
            small,
        )


def _moments(teller: Teller, line: Custody) -> Iterator[Moment]:
    """Events in order; a gap stands before the event that ended it, or last."""
    gaps = sorted(line.gaps, key=lambda gap: gap.ended or "9")
    for event in line.events:
        while gaps and gaps[0].ended and gaps[0].ended <= event.at:
            yield _gap(teller, gaps.pop(0))
        hands = " → ".join(filter(None, (event.handed_by, event.taken_by)))
        seal = teller.words("seal {seal}", seal=event.seal) if event.seal else ""
        place = _place(teller, event.place)
        yield Moment(
            teller.at(event.at),
            text(teller.term("custody_event", event.kind)),
            text(", ".join(filter(None, (hands, place, seal)))),
        )
    for gap in gaps:
        yield _gap(teller, gap)


def _place(teller: Teller, place: str) -> str:
    return teller.term("place_kind", place) if place else ""


def _gap(teller: Teller, gap: Gap) -> Moment:
    words = teller.words
    sentence = _LASTS if gap.kind == "lost" and not gap.ended else _GAPS[gap.kind]
    said = words(sentence, length=teller.duration(gap.seconds))
    how = (
        words("explained: {how}", how=gap.explained)
        if gap.explained
        else words("nobody has explained it")
    )
    return Moment(
        teller.at(gap.began),
        text(said, "" if gap.explained else "stop"),
        text(how),
        "explained" if gap.explained else "open",
    )


def samples_section(teller: Teller) -> Section | None:
    """Samples with the laboratory's codes and outcomes; no genotype."""
    words, dossier = teller.words, teller.dossier
    if not dossier.samples:
        return None
    rows = tuple(_sample(teller, one) for one in dossier.samples)
    head = (
        words("Sample"),
        words("From"),
        words("Kind"),
        words("Taken"),
        words("Laboratory’s answer"),
    )
    blocks: list[Block] = [Table(head, rows)]
    if "results" in dossier.unseen:
        said = words(
            "Laboratory codes are not shown: whoever made this may not join them to samples."
        )
        blocks.append(Paragraph(text(said), quiet=True))
    if "genetics" in dossier.withheld:
        said = words("Samples and results of relatives are not in a dossier for the prosecutor.")
        blocks.append(Paragraph(text(said), quiet=True))
    return Section(words("Samples and laboratory codes"), tuple(blocks))


def _sample(teller: Teller, one: Sampled) -> tuple[Text, ...]:
    words = teller.words
    told: dict[str, list[str]] = {}
    for result in one.results:
        parts = [
            teller.term("lab_method", result.method),
            teller.term("lab_outcome", result.outcome),
        ]
        if result.markers_read is not None:
            parts.append(words.count("{n} marker", "{n} markers", result.markers_read))
        told.setdefault(f"{result.code}, {result.laboratory}", []).append(", ".join(parts))
    answers = [f"{code}: {'; '.join(said)}" for code, said in told.items()]
    return (
        text(one.number, "code"),
        text(one.of, "code"),
        text(teller.term("sample_kind", one.kind)),
        text(teller.day(one.taken_at) if one.taken_at else "—"),
        text("; ".join(answers) or "—"),
    )


def cause_section(teller: Teller) -> Section | None:
    """Why the person died, by the certificate's lines; manner and context apart from it."""
    words, dossier = teller.words, teller.dossier
    if not dossier.causes:
        if dossier.reader == "family":
            return None
        said = words("No cause of death is stated.")
        return Section(words("Cause of death"), (Paragraph(text(said), quiet=True),))
    blocks: list[Block] = []
    for one in dossier.causes:
        rows = [
            (
                teller.term("cause_line", line),
                text(f"{said} ({icd})" if icd else said),
            )
            for line, said, icd in one.chain
        ]
        if one.manner:
            rows.append((words("Manner"), text(teller.term("manner_of_death", one.manner))))
        if one.context:
            rows.append((words("Context"), text(teller.term("death_context", one.context))))
        rows.append((words("Standing"), text(teller.term("cause_status", one.status))))
        blocks.append(Facts(((words("Remains"), text(one.unit, "code")), *rows)))
    return Section(words("Cause of death"), tuple(blocks))


def injuries_section(teller: Teller) -> Section | None:
    """Injuries and signs of restraint or violence, as the examinations wrote them."""
    words, dossier = teller.words, teller.dossier
    title = words("Injuries and signs of violence")
    if "findings" in dossier.unseen:
        said = words("Findings are not shown: whoever made this may not see them.")
        return Section(title, (Paragraph(text(said), quiet=True),))
    found = [one for one in dossier.after if one.kind in ("injury", "sign")]
    if not found:
        return None
    rows = tuple(
        (
            text(one.of, "code"),
            text(_injury(teller, one)),
            text(teller.term("body_region", one.region) or "—"),
            text(teller.term("finding_status", one.status)),
        )
        for one in found
    )
    head = (words("Remains"), words("What was looked for"), words("Where"), words("Found so"))
    return Section(title, (Table(head, rows),))


def _injury(teller: Teller, one: Found) -> str:
    """A finding in the reader's language; what somebody wrote stays as they wrote it."""
    if one.kind == "sign":
        said = teller.term("sign", str(one.data.get("sign", "")))
        return ", ".join(filter(None, (said, str(one.data.get("description", "")), one.note)))
    parts = [
        teller.term(vocabulary, str(one.data[name]))
        for name, vocabulary in _OF_INJURIES.items()
        if one.data.get(name)
    ]
    number = one.data.get("number")
    if number:
        parts.append(f"× {number}")
    told = (str(one.data.get("organ", "")), str(one.data.get("description", "")), one.note)
    return ", ".join(filter(None, (*parts, *told))) or teller.term("finding_kind", "injury")


_OF_INJURIES = {
    "mechanism": "injury_mechanism",
    "timing": "injury_timing",
    "bone": "skeletal_element",
    "side": "side",
    "direction": "injury_direction",
    "confidence": "confidence",
}
