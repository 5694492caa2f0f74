"""The sheets of an operation and their columns: what each holds, and what it is called.

The names in both languages are understood when read; one of them is written. A row is known by its
``label``, which is what the sheet calls it: our own numbers are given when it is taken in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "label", "code", "term", "date", "partial_date", "whole", "degrees", "ref"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``of`` is the vocabulary of a ``term``, or the sheet that a ``ref`` points to; ``low`` and
    ``high`` bound a ``whole`` number or ``degrees``, both included.
    """

    key: str
    uk: str
    en: str
    kind: Kind = "text"
    required: bool = False
    of: str = ""
    low: float = 0
    high: float = 0


@dataclass(frozen=True, slots=True)
class Form:
    """One sheet: its names, its columns, and the column by which its rows are known.

    ``within`` names the column inside whose value the label is unique; empty = everywhere.
    """

    key: str
    uk: str
    en: str
    columns: tuple[Column, ...]
    label: str
    within: str = ""

    def column(self, key: str) -> Column:
        """The column called ``key``."""
        return next(column for column in self.columns if column.key == key)


#: Where remains of a list may be: nothing else is in custody.
HELD = frozenset({"site", "store", "examination", "laboratory"})

_SITE = Column("site", "місце", "site", "ref", required=True, of="sites")

FORMS: Mapping[str, Form] = {
    form.key: form
    for form in (
        Form(
            "sites",
            "місця",
            "sites",
            (
                Column("code", "код", "code", "code", required=True),
                Column("name_uk", "назва", "name", required=True),
                Column("name_ru", "назва російською", "name in Russian"),
                Column("name_latin", "назва латинкою", "name in Latin letters"),
                Column("site_type", "вид", "kind", "term", of="site_type"),
                Column("latitude", "широта", "latitude", "degrees", low=-90, high=90),
                Column("longitude", "довгота", "longitude", "degrees", low=-180, high=180),
                Column("precision_m", "точність, м", "precision, m", "whole", low=0, high=100_000),
                Column("discovered_on", "виявлено", "discovered on", "partial_date"),
                Column("discovered_by", "хто виявив", "discovered by"),
                Column(
                    "hazard_state", "вибухонебезпека", "explosive hazard", "term", of="hazard_state"
                ),
            ),
            label="code",
        ),
        Form(
            "graves",
            "могили",
            "graves",
            (
                _SITE,
                Column("label", "позначення", "label", "label", required=True),
                Column("kind", "вид", "kind", "term", of="burial_kind"),
                Column("container", "у чому", "container", "term", of="burial_container"),
                Column("depth_cm", "глибина, см", "depth, cm", "whole", low=0, high=1_500),
                Column(
                    "orientation_deg", "напрямок, °", "orientation, °", "whole", low=0, high=359
                ),
                Column("state", "стан", "state", "term", of="burial_state"),
                Column("floor_reached_on", "сягнули дна", "floor reached on", "date"),
                Column("empty_reason", "чому порожня", "why empty", "term", of="empty_reason"),
                Column("marker_number", "номер на табличці", "marker number"),
                Column("marker_text", "напис на табличці", "marker text"),
                Column("note", "примітка", "note"),
            ),
            label="label",
            within="site",
        ),
        Form(
            "remains",
            "останки",
            "remains",
            (
                _SITE,
                Column("grave", "могила", "grave", "ref", of="graves"),
                Column("label", "позначення", "label", "label", required=True),
                Column("kind", "вид", "kind", "term", required=True, of="unit_kind"),
                Column("human", "людські", "human", "term", of="yes_no_undetermined"),
                Column("stage", "стан тіла", "condition", "term", of="decomposition_stage"),
                Column(
                    "completeness_percent",
                    "повнота, %",
                    "completeness, %",
                    "whole",
                    low=0,
                    high=100,
                ),
                Column("recovered_on", "вилучено", "recovered on", "date", required=True),
                Column("place", "де", "place", "term", of="place_kind"),
                Column("custodian", "у кого", "in the hands of"),
                Column("note", "примітка", "note"),
            ),
            label="label",
            within="site",
        ),
        Form(
            "missing",
            "зниклі",
            "missing",
            (
                Column("label", "позначення", "label", "label", required=True),
                Column("family", "прізвище", "family name", required=True),
                Column("given", "ім’я", "given name", required=True),
                Column("patronymic", "по батькові", "patronymic"),
                Column("sex", "стать", "sex", "term", of="sex_reported"),
                Column("born", "народження", "born", "partial_date"),
                Column("birth_place", "місце народження", "birth place"),
                Column("last_seen", "востаннє бачили", "last seen", "partial_date"),
                Column("last_seen_place", "де бачили", "last seen at"),
                Column(
                    "population",
                    "цивільні чи військові",
                    "civilian or military",
                    "term",
                    of="population",
                ),
                Column("same_as", "та сама людина, що", "same person as", "ref", of="missing"),
            ),
            label="label",
        ),
        Form(
            "relatives",
            "родичі",
            "relatives",
            (
                Column("label", "позначення", "label", "label", required=True),
                Column(
                    "missing", "зникла людина", "missing person", "ref", required=True, of="missing"
                ),
                Column("family", "прізвище", "family name", required=True),
                Column("given", "ім’я", "given name", required=True),
                Column("patronymic", "по батькові", "patronymic"),
                Column(
                    "relationship",
                    "ким доводиться",
                    "relationship",
                    "term",
                    required=True,
                    of="relationship",
                ),
                Column("born", "народження", "born", "partial_date"),
                Column("phone", "телефон", "telephone"),
            ),
            label="label",
            within="missing",
        ),
    )
}
