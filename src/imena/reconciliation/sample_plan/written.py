"""A plan as files: a table, a workbook, JSON; and the list for those who speak with families."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from imena.exchange.provenance import Provenance
from imena.reconciliation.sample_plan.plan import BoneOffer, Offer, Plan

FORMAT = "imena-sample-plan"
LIST_FORMAT = "imena-ask-list"
VERSION = 1

#: Of each sample: what it is, of whom, and in names gained per sample with its standard error.
SAMPLES = (
    "rank", "kind", "sample_of", "relation", "missing", "names_gained", "names_gained_mcse",
    "log10_lr_now", "log10_lr_then", "named_now", "named_then", "named_in_full_now",
    "named_in_full_then", "false_alarms_then", "markers_read", "markers_added", "consent",
    "contact", "failed_before", "unexamined",
)  # fmt: skip
FAMILIES = (
    "family", "missing", "named", "targets", "verdict", "typed", "named_in_full",
    "named_in_full_together", "samples_waiting", "not_to_be_asked",
)  # fmt: skip
AGAIN = (
    "why", "missing", "individuals", "people", "log10_lr", "decision", "status", "not_to_be_asked",
)  # fmt: skip

Cell = str | int | float | bool | None


def sample_rows(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    """Every sample in the order of its rank; those of nobody recorded come after, unranked."""
    for rank, offer in enumerate(plan.ranked, start=1):
        yield _bone_row(rank, offer) if isinstance(offer, BoneOffer) else _offer_row(rank, offer)
    for found in plan.to_be_found:
        yield _offer_row(None, found)


def family_rows(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    """Every family with somebody without a name."""
    for one in plan.families:
        yield (
            one.family,
            _several(one.missing),
            _several(one.named),
            _several(one.targets),
            one.verdict,
            _several(one.typed),
            min((outlook.in_full for outlook in one.now), default=None),
            min((t.named for t in one.together), default=None),
            _several(one.waiting),
            _counted(one.not_to_be_asked),
        )


def again_rows(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    """Every family to be asked again."""
    for one in plan.again:
        yield (
            one.why,
            _several(one.missing),
            _several(one.individuals),
            _several(one.people),
            one.log10_lr,
            one.decision,
            one.status,
            _counted(one.not_to_be_asked),
        )


def as_csv(plan: Plan) -> bytes:
    """The samples as a table; families and who is asked again are in the other forms."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SAMPLES)
    for row in sample_rows(plan):
        writer.writerow(["" if cell is None else _plain(cell) for cell in row])
    return out.getvalue().encode()


def as_workbook(plan: Plan, provenance: Provenance) -> bytes:
    """A workbook: samples, families, whom to ask again, how it was made."""
    book = Workbook(write_only=True)
    for name, header, rows in (
        ("samples", SAMPLES, sample_rows(plan)),
        ("families", FAMILIES, family_rows(plan)),
        ("ask_again", AGAIN, again_rows(plan)),
        ("provenance", ("what", "value"), _origin(plan, provenance)),
    ):
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        for row in ([*header], *rows):
            cells = []
            for value in row:
                cell = WriteOnlyCell(sheet, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # never a formula, however it begins
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_json(plan: Plan, provenance: Provenance) -> dict[str, Any]:
    """The whole plan as a JSON tree, with how it was made."""
    return {
        "format": FORMAT,
        "version": VERSION,
        **made(plan, provenance),
        "bodies": plan.bodies,
        "samples": [dict(zip(SAMPLES, row, strict=True)) for row in sample_rows(plan)],
        "families": [asdict(one) for one in plan.families],
        "ask_again": [asdict(one) for one in plan.again],
        "not_computed": list(plan.not_computed),
    }


def ask_list(plan: Plan, provenance: Provenance) -> dict[str, Any]:
    """Whom to ask for what, by codes and numbers: no figure, and nothing of why a family is asked
    again. It is for those who speak with families."""
    asks = [
        {"person": o.person, "what": o.kind, "relation": o.relation, "missing": [o.of]}
        for o in plan.ranked
        if isinstance(o, Offer)
    ]
    for family in plan.families:
        if family.verdict in ("not_enough", "nobody_to_ask"):
            asks += [
                {"person": "", "what": o.kind, "relation": o.relation, "missing": [o.of]}
                for o in family.would
            ]
    listed = {str(one["person"]) for one in asks}
    for again in plan.again:
        for person in again.people:
            if person not in listed:
                listed.add(person)
                what = {"person": person, "what": "again", "relation": ""}
                asks.append({**what, "missing": list(again.missing)})
    return {"format": LIST_FORMAT, "version": VERSION, **made(plan, provenance), "asks": asks}


def made(plan: Plan, provenance: Provenance) -> dict[str, Any]:
    """What the plan rests on and how it was computed."""
    return {
        "digest": plan.digest,
        "known_at": plan.known_at,
        "parameters": dict(plan.parameters),
        "provenance": provenance.to_json(),
    }


def _offer_row(rank: int | None, offer: Offer) -> tuple[Cell, ...]:
    before, after = offer.prospect.before, offer.prospect.after
    return (
        rank,
        offer.kind,
        offer.person,
        offer.relation,
        _several([o.missing for o in after]),
        offer.prospect.gained,
        offer.prospect.gained_mcse,
        _mean([o.log10_lr for o in before]),
        _mean([o.log10_lr for o in after]),
        _mean([o.named for o in before]),
        _mean([o.named for o in after]),
        _mean([o.in_full for o in before]),
        _mean([o.in_full for o in after]),
        sum(o.false_alarms for o in after),
        None,
        None,
        offer.consent if offer.recorded else None,
        offer.contact if offer.recorded else None,
        offer.failed if offer.recorded else None,
        "",
    )


def _bone_row(rank: int, offer: BoneOffer) -> tuple[Cell, ...]:
    found = offer.prospect
    named = (None,) * 4
    return (
        rank, "bone", offer.individual, "", "", found.gained, found.gained_mcse,
        None, found.log10_lr, *named, None, found.read, found.added, None, None, None,
        _several(offer.unexamined),
    )  # fmt: skip


def _origin(plan: Plan, provenance: Provenance) -> Iterator[tuple[str, Cell]]:
    for name, value in made(plan, provenance).items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", str(held)) for inner, held in value.items())
        else:
            yield name, value
    yield "not_computed", _several(plan.not_computed)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _plain(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return repr(cell) if isinstance(cell, float) else str(cell)


def _several(values: Sequence[str]) -> str:
    return " ".join(values)


def _counted(counts: Mapping[str, int]) -> str:
    return " ".join(f"{why}={n}" for why, n in counts.items())
