"""How much is examined and told, and what goes wrong beyond the models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

#: The time in which the invented dead died: shortly after they were last seen.
FIRST_DAY, LAST_DAY = date(2025, 2, 1), date(2025, 11, 30)


@dataclass(frozen=True, slots=True)
class FindingsPlan:
    """Shares of people of whom something is examined or told, and wrong models.

    Parameters
    ----------
    profile, teeth, marks, colours, things, dates
        Share of remains of which each group is examined.
    told_stature, told_teeth, told_marks, told_colours, told_things
        Share of missing people of whom it is told. Sex and year of birth are always known.
    exchanged_clothes
        Share of bodies that wear the clothes of another body of the site, two by two, beyond what
        the model allows for.
    shifted_charts
        Share of charts before death that are one tooth off in every quadrant, or left for right.
    overstated_cm
        By how much more relatives overstate statures than the model says.
    """

    profile: float = 0.9
    teeth: float = 0.8
    marks: float = 0.8
    colours: float = 0.5
    things: float = 0.8
    dates: float = 0.5
    told_stature: float = 0.7
    told_teeth: float = 0.35
    told_marks: float = 0.7
    told_colours: float = 0.8
    told_things: float = 0.7
    exchanged_clothes: float = 0.0
    shifted_charts: float = 0.0
    overstated_cm: float = 0.0


#: Much is told and seen, and nothing goes wrong that the models do not know of.
AS_MODELLED = FindingsPlan()
#: What goes wrong, by name.
WRONG = {
    "exchanged_clothes": FindingsPlan(exchanged_clothes=0.3),
    "shifted_charts": FindingsPlan(shifted_charts=0.3),
    "overstated_stature": FindingsPlan(overstated_cm=6.0),
}
