"""Implants: a serial number beside a hospital's record, or only what kind it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from imena.evidence.caps import Caps
from imena.evidence.contribution import Contribution, contribution, nothing_examined
from imena.evidence.densities import Densities, two_outcomes
from imena.evidence.rates import Rate, banded

MATCHES, DIFFERS = "matches", "differs"
_NAME = "implant"


@dataclass(frozen=True)
class SerialRates:
    """How a serial number may disagree with the right record, or agree with a wrong one.

    Proposals of ours: ``misread`` in reading or in the register; ``wrong_record``, the number is in
    the register under another person's name; ``coincident``, another implant has the number.
    """

    misread: Rate = field(default=Rate(0.01))
    wrong_record: Rate = field(default=Rate(1e-4))
    coincident: float = 1e-6

    def densities(self, at: Mapping[str, float] | None = None) -> Densities:
        """Of the number agreeing or not; ``at`` replaces mean rates by name."""
        rates = {"misread": self.misread.mean, "wrong_record": self.wrong_record.mean}
        rates |= dict(at or {})
        return two_outcomes(
            (MATCHES, DIFFERS), 1 - rates["misread"], self.coincident + rates["wrong_record"]
        )


def serial_number(found: str | None, caps: Caps, rates: SerialRates | None = None) -> Contribution:
    """What a serial number says that was read off an implant; ``None`` where it was not.

    Raises
    ------
    DensityError
        For something else than ``matches`` or ``differs``.
    """
    if found is None:
        return nothing_examined(_NAME, ["serial_number"], caps)
    rates = rates or SerialRates()
    return contribution(
        _NAME,
        banded(
            lambda at: rates.densities(at).log10_lr(found),
            {"misread": rates.misread, "wrong_record": rates.wrong_record},
        ),
        caps,
        kinds=[_NAME],
        examined=["serial_number"],
        source="proposed",
    )


def implant_type(
    found: str | None, prevalence: Rate, caps: Caps, misread: Rate | None = None
) -> Contribution:
    """What the kind of implant says where no number can be compared; ``None``: not examined.

    ``prevalence`` is the share of the unlisted with such an implant there; a femoral nail is had by
    0.5 to 2 % (a proposal of ours).

    Raises
    ------
    DensityError
        For something else than ``matches`` or ``differs``.
    """
    if found is None:
        return nothing_examined(_NAME, ["implant_type"], caps)

    def log10_lr(at: Mapping[str, float]) -> float:
        person, unlisted = 1 - at["misread"], at["prevalence"]
        return two_outcomes((MATCHES, DIFFERS), person, unlisted).log10_lr(found)

    return contribution(
        _NAME,
        banded(log10_lr, {"misread": misread or Rate(0.01), "prevalence": prevalence}),
        caps,
        kinds=[_NAME],
        examined=["implant_type"],
        source="proposed",
    )
