"""The words for what each group of evidence says: groups, findings, and what a reader must know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from imena.language import Words, message
from imena.registry.vocabulary import knows, said

#: Groups of evidence, by the name of their contribution.
GROUPS: Mapping[str, str] = {
    "dna": message("DNA"),
    "profile": message("sex, age and stature"),
    "dental": message("teeth"),
    "marks": message("marks, scars and tattoos"),
    "pigmentation": message("hair and eyes"),
    "belongings": message("clothes and things"),
    "fingerprint": message("fingerprints"),
    "implant": message("implants"),
    "place_time": message("place and time"),
    "secondary": message("secondary evidence"),
}
_FINDINGS: Mapping[str, str] = {
    "sex": message("sex"),
    "age": message("age"),
    "stature": message("stature"),
    "hair": message("hair"),
    "eyes": message("eyes"),
    "document": message("documents"),
    "place": message("place"),
    "time": message("time"),
    "fingerprint": message("fingerprints"),
    "serial_number": message("serial number"),
}
_MARKS: Mapping[str, str] = {
    "tattoo": message("tattoo"),
    "large_scar": message("scar"),
    "healed_fracture": message("healed fracture"),
    "appendectomy": message("trace of an operation"),
    "missing_finger": message("missing finger"),
}
#: What a reader must know of a contribution, by its code.
REMARKS: Mapping[str, str] = {
    "examiners_disagree": message("two findings contradict each other: neither is relied on"),
    "exclusion_for_a_person_to_decide": message(
        "teeth that nothing explains: a person decides whether it excludes"
    ),
    "teeth_from_memory_left_out": message("teeth told from memory are not weighed"),
    "deciduous_teeth_left_out": message("milk teeth are not weighed"),
    "date_of_chart_taken": message("the date of the chart is not known: three years are taken"),
    "few_reference_charts": message(
        "fewer than 25 reference charts: how rare a mouth is may be overstated"
    ),
    "colours_taken_as_independent": message("hair and eyes are taken as independent"),
    "sex_counted_with_dna": message("the sex by DNA is counted with the DNA"),
    "age_mimicry": message("the ages of the reference sample are not known"),
    "interval_taken_as_90": message("the stated interval is taken to hold nine in ten"),
    "secondary_evidence": message("secondary evidence: no name by itself"),
    "documents_for_a_person_to_compare": message("documents are for a person to compare"),
}
_PLACE_MODEL = "place_model_version_"


def group_said(language: str, name: str) -> str:
    """A group; its code where it has no words."""
    return Words("evidence", language)(GROUPS[name]) if name in GROUPS else name


def finding_said(language: str, name: str) -> str:
    """What was examined, or was not: a tooth by its number, a mark with its place."""
    words = Words("evidence", language)
    if name in _FINDINGS:
        return words(_FINDINGS[name])
    kind, _, region = name.partition("/")
    if kind in _MARKS:
        where = f" ({said('body_region', region, language)})" if region else ""
        return words(_MARKS[kind]) + where
    if knows("belonging_category", name):
        return said("belonging_category", name, language)
    return name


def findings_said(language: str, names: Iterable[str], *, places: bool = True) -> str:
    """Several, each once with how often: teeth are counted and not listed, and marks told apart by
    where they are only with ``places``."""
    teeth, others = [], Counter[str]()
    for name in names:
        if name.isdecimal():
            teeth.append(name)
        else:
            others[finding_said(language, name if places else name.partition("/")[0])] += 1
    found = [what if n == 1 else f"{what} × {n}" for what, n in others.items()]
    if teeth:
        words = Words("evidence", language)
        found.append(words.count("{n} tooth", "{n} teeth", len(teeth)))
    return ", ".join(found)


def remark_said(language: str, code: str) -> str:
    """What a reader must know; the code where it has no words."""
    words = Words("evidence", language)
    if code.startswith(_PLACE_MODEL):
        version = code.removeprefix(_PLACE_MODEL)
        return words("place model, version {version}", version=version)
    return words(REMARKS[code]) if code in REMARKS else code
