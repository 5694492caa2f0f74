"""An invented dossier with everything a dossier can say. Nobody in it ever lived."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from imena.registry.queries.dossier.content import (
    FORM,
    Cause,
    Custody,
    Dossier,
    Found,
    Gap,
    Ground,
    Kin,
    Made,
    Named,
    Policy,
    Remains,
    Result,
    Run,
    Sampled,
    Unit,
)
from tests.reports.dossier.parts import (
    BODY,
    HASH,
    MISSING,
    NAME,
    OTHER,
    contribution,
    event,
    found,
    ground,
    line,
    signature,
    tooth,
    weighed,
)

__all__ = [
    "BODY",
    "MISSING",
    "NAME",
    "OTHER",
    "board",
    "confirmed",
    "family",
    "found",
    "tooth",
    "weighed",
]


def board(**changed: Any) -> Dossier:
    """A proposal with one signature, one unexplained gap, and every kind of evidence."""
    return replace(_PROPOSED, **changed)


def confirmed(**changed: Any) -> Dossier:
    """The same, signed by two."""
    given = (*_PROPOSED.signatures, signature("Захар Закон", "prosecutor", "2031-06-21T09:12:00"))
    signed = replace(
        _PROPOSED,
        status="confirmed",
        confirmed_at="2031-06-21T09:12:00+00:00",
        signatures=given,
        lines=tuple(
            replace(one, standing="met", least={**one.least, "given": 2})
            if one.rule == "signatures"
            else one
            for one in _PROPOSED.lines
        ),
    )
    return replace(signed, **changed)


def family() -> Dossier:
    """What the family is given."""
    return replace(
        confirmed(),
        reader="family",
        proposed_by="",
        statement="",
        grounds=tuple(
            replace(
                one,
                number="",
                individual="",
                about=(),
                examiner="",
                at="",
                note="",
                donors=(),
                lab_methods=(),
            )
            for one in _PROPOSED.grounds
        ),
        signatures=tuple(replace(s, name="") for s in confirmed().signatures),
        lines=(),
        exclusions=(),
        weighed=(),
        kin=(),
        before=(),
        after=(),
        custody=(),
        samples=(),
        causes=(),
        runs=(),
        withheld=("restricted", "genetics", "others", "findings", "cause", "custody"),
    )


_MARKERS = {
    "CSF1PO": "0.31", "D10S1248": "0.72", "D12S391": "1.45", "D13S317": "-0.04", "D16S539": "0.77",
    "D18S51": "0.57", "D19S433": "0.26", "D21S11": "0.96", "D2S441": "1.02", "D3S1358": "-0.05",
    "D5S818": "0.54", "D7S820": "0.32", "D8S1179": "-0.4", "FGA": "0.36", "SE33": "0.79",
    "TH01": "0.65", "TPOX": "0.41", "vWA": "0.01",
}  # fmt: skip

_TEETH_BEFORE = (
    tooth(MISSING, "17", "filled", "O", "2014-03"),
    tooth(MISSING, "16", "filled", "OD", "2014-03"),
    tooth(MISSING, "15", "present_sound", "", "2014-03"),
    tooth(MISSING, "18", "present_sound", "", "2014-03"),
    tooth(MISSING, "14", "present_sound", "", "2014-03"),
    tooth(MISSING, "21", "present_sound", "", "2014-03"),
    tooth(MISSING, "22", "present_sound", "", "2014-03"),
    tooth(MISSING, "25", "filled", "D", "2014-03"),
    tooth(MISSING, "26", "filled", "MOD", "2014-03"),
    tooth(MISSING, "36", "crown", "", "2014-03"),
    tooth(MISSING, "46", "missing_antemortem", "", "2014-03"),
    tooth(MISSING, "47", "present_sound", "", "2014-03"),
)
_TEETH_AFTER = (
    tooth("PTX-0187-T", "17", "filled", "O"),
    tooth("PTX-0187-T", "16", "filled", "OD"),
    tooth("PTX-0187-T", "15", "filled", "MO"),
    tooth("PTX-0187-T", "18", "missing_antemortem"),
    tooth("PTX-0187-T", "14", "present_sound"),
    tooth("PTX-0187-T", "21", "missing_postmortem"),
    tooth("PTX-0187-T", "22", "missing_postmortem"),
    tooth("PTX-0187-T", "25", "filled", "D"),
    tooth("PTX-0187-T", "26", "crown"),
    tooth("PTX-0187-T", "36", "crown"),
    tooth("PTX-0187-T", "46", "missing_antemortem"),
    tooth("PTX-0187-T", "47", "present_sound"),
    Found("PTX-0187-T", "tooth", "not_examined", "", {"tooth": "28"}, "odontology", "", ""),
)

_PROPOSED = Dossier(
    form=FORM,
    reader="board",
    operation="VYHADANA",
    operation_uk="Вигадана операція",
    operation_en="An invented operation",
    decision="DEC-0309-K",
    status="proposed",
    proposed_by="Ліна Вигадчук",
    proposed_at="2031-06-20T11:20:00+00:00",
    confirmed_at="",
    ended_at="",
    ended_reason="",
    statement="",
    supersedes="",
    later_sampling=False,
    digest=HASH,
    people=(
        Named(
            MISSING,
            True,
            (NAME, "Дивосвєт Марія"),
            "female",
            "1971-08",
            "2031-03-14",
            "Журавлине",
            "open",
        ),
    ),
    remains=(
        Remains(
            BODY,
            "associated",
            1,
            (
                Unit(
                    "PTX-0187-T",
                    "complete_body",
                    "associated",
                    "store",
                    90,
                    "Вигаданий яр",
                    "PTX-G188-A",
                    "2031-05-28T08:40:00+00:00",
                    "only_unit",
                    signed=True,
                ),
            ),
        ),
    ),
    policy=Policy(
        "UA-2026-02",
        1,
        "ДНК двох близьких родичів. Один із підписів – прокурора.",
        "DNA of two close relatives. One signature is the prosecutor’s.",
        "",
        2,
        {"prosecutor": 1},
    ),
    lines=(
        line("custody", "lacking", "CUS-0931-A"),
        line(
            "need",
            "met",
            "CMP-0611-A",
            "PER-0031-B",
            "PER-0033-T",
            need={
                "methods": ("dna",),
                "outcomes": ("established",),
                "relationships": ("daughter", "father", "full_sibling", "mother", "son"),
            },
            least={"comparisons": 1, "donors": 2},
        ),
        line("recognition"),
        line("exclusion"),
        line("alone"),
        line("life"),
        line("remains"),
        line("apart"),
        line(
            "signatures",
            "waiting",
            need={"roles": ("board", "prosecutor")},
            least={"given": 1, "number": 2, "prosecutor": 1},
        ),
    ),
    signatures=(signature("Соломон Байкар", "board", "2031-06-20T13:41:00"),),
    exclusions=(
        Ground(
            "CMP-0598-E",
            BODY,
            ("MP-0102-X",),
            "dental",
            "excluded",
            "Лев Кістяк",
            "2031-06-11T10:00:00+00:00",
            "пломба за життя, здоровий зуб після смерті",
            False,
            (),
            (),
        ),
    ),
    grounds=(
        ground(
            "CMP-0611-A", "dna", donors=("PER-0031-B", "PER-0033-T"), lab_methods=("autosomal_str",)
        ),
        ground("CMP-0640-X", "dental", examiner="Лев Кістяк", note="картка 2014 року"),
    ),
    weighed=(
        weighed(
            MISSING,
            "0.99998",
            proposed=True,
            state="proposed",
            log10_lr="5.61",
            log10_lr_other="2.0",
            reached=True,
            per_marker=_MARKERS,
            contributions=(
                contribution("profile", "0.62", "sex", "age", "stature", low="0.5", high="0.8"),
                contribution(
                    "dental",
                    "2.0",
                    "17",
                    "16",
                    "15",
                    "18",
                    "26",
                    low="1.4",
                    high="2.0",
                    uncapped="3.1",
                    capped=True,
                    not_examined=("28",),
                ),
                contribution("marks", "", not_examined=("tattoo",)),
                contribution(
                    "belongings",
                    "-0.62",
                    "clothing",
                    low="-1.0",
                    high="-0.2",
                    remarks=("secondary_evidence",),
                ),
            ),
        ),
        weighed(OTHER, "0.000018", log10_lr="2.2"),
        weighed(MISSING, "0.012", individual="IND-0231-P"),
    ),
    kin=(
        Kin("PER-0031-B", MISSING, "daughter", "documented", True),
        Kin("PER-0033-T", MISSING, "full_sibling", "claimed", True),
        Kin("PER-0034-X", MISSING, "mother", "claimed", False),
    ),
    before=(
        *_TEETH_BEFORE,
        found(MISSING, "stature", {"least_cm": "165", "most_cm": "170"}),
        found(MISSING, "hair", {"colour": "fair"}),
        found(MISSING, "mark", {"mark": "tattoo", "description": "якір"}, "upper_limb_left"),
        found(
            MISSING,
            "mark",
            {"mark": "healed_fracture", "description": "гіпс 2009 року"},
            "lower_limb_right",
        ),
        found(
            MISSING,
            "belonging",
            {"category": "clothing", "description": "куртка", "colour": "зелена"},
        ),
    ),
    after=(
        *_TEETH_AFTER,
        found(
            "PTX-0187-T",
            "injury",
            {"timing": "perimortem", "mechanism": "fragment", "number": 2},
            "thorax",
        ),
        found("PTX-0187-T", "sign", {"sign": "hands_bound"}, status="absent"),
        found(BODY, "sex", {"estimate": "female", "basis": "anatomical"}),
        found(BODY, "age", {"least_years": 50, "most_years": 65, "method": "pubic_symphysis"}),
        found(BODY, "stature", {"least_cm": "162.5", "most_cm": "168"}),
        found(BODY, "hair", {}, status="undetermined"),
        found(BODY, "mark", {"mark": "tattoo"}, "upper_limb_left", status="not_examined"),
        found(
            BODY,
            "mark",
            {"mark": "healed_fracture", "description": "загоєний, велика гомілкова"},
            "lower_limb_right",
        ),
        found(
            BODY,
            "belonging",
            {"category": "clothing", "description": "куртка, розмір 50", "colour": "синя"},
        ),
    ),
    custody=(
        Custody(
            "PTX-0187-T",
            (
                event("CUS-0901-T", "found", "2031-05-28T08:40:00", taken_by="Остап Земляний"),
                event(
                    "CUS-0902-X",
                    "packed",
                    "2031-05-28T09:10:00",
                    taken_by="Остап Земляний",
                    seal="ПЛ-118",
                ),
                event(
                    "CUS-0930-B",
                    "transferred",
                    "2031-05-28T12:00:00",
                    handed_by="Остап Земляний",
                    taken_by="Ярина Холод",
                ),
                event(
                    "CUS-0931-A",
                    "received",
                    "2031-05-28T14:41:00",
                    place="store",
                    handed_by="Остап Земляний",
                    taken_by="Ярина Холод",
                    seal="ПЛ-118",
                ),
                event(
                    "CUS-1015-H",
                    "removed_for_examination",
                    "2031-06-02T08:00:00",
                    place="examination",
                    handed_by="Ярина Холод",
                    taken_by="Лев Кістяк",
                ),
            ),
            (
                Gap(
                    "late",
                    "2031-05-28T14:00:00+00:00",
                    "2031-05-28T14:41:00+00:00",
                    2460,
                    "CUS-0931-A",
                    "",
                ),
            ),
        ),
    ),
    samples=(
        Sampled(
            "PTX-0187-T-S1",
            "PTX-0187-T",
            "femur",
            "2031-06-02T09:00:00+00:00",
            "retained",
            (
                Result(
                    "7Q4K-21",
                    "вигадана лабораторія",
                    "full_profile",
                    "autosomal_str",
                    23,
                    "2031-06-14T10:00:00+00:00",
                ),
            ),
        ),
        Sampled(
            "REF-0031-B-S1",
            "PER-0031-B",
            "buccal",
            "2031-05-30T09:00:00+00:00",
            "retained",
            (
                Result(
                    "8W2M-07",
                    "вигадана лабораторія",
                    "full_profile",
                    "autosomal_str",
                    23,
                    "2031-06-14T10:00:00+00:00",
                ),
            ),
        ),
    ),
    causes=(
        Cause(
            "PTX-0187-T",
            "final",
            (("Ia", "осколкове поранення грудної клітки", ""), ("Ib", "вибух", "Y36")),
            "homicide",
            "killed_by_weapon",
        ),
    ),
    runs=(
        Run(
            412,
            "2031-06-19T06:10:00+00:00",
            3400,
            HASH,
            HASH,
            {"prior": "recovered=0.5", "program": "0.1.0", "seed": "1", "threshold": "0.999"},
        ),
    ),
    withheld=("restricted",),
    unseen=(),
    made=Made("0.1.0", "2031-06-20T15:05:00+00:00", "Рада Підпис", 3494, 94),
)
