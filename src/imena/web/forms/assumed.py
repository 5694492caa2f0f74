"""What a reconciliation assumes, as it is typed: shares in percent, a seed, a remedy, what for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from imena.language import Words
from imena.reconciliation.apart.asked import Asked
from imena.web.forms.typed import Typed

#: The fields as they stand before anybody types: those of the terminal.
_DEFAULTS = {"prior": "recovered", "recovered": "50", "threshold": "99.9", "seed": "1"}
#: No allele is rarer than this many observations in the table’s chromosomes (NRC, 1996).
_LEAST_SEEN = 5
_LARGEST_SEED = 2**32 - 1


class Assumed(Typed):
    """The form of a comparison, whose page lays out its fields."""

    def defaults(self) -> Mapping[str, str]:
        """What stands in the fields: what was typed, or the usual."""
        if self.request.method == "POST":
            return {name: self.text(name) for name in _DEFAULTS}
        comma = self.request.language == "uk"
        return {n: v.replace(".", ",") if comma else v for n, v in _DEFAULTS.items()}

    def asked(self) -> Asked:
        """What was typed, the markers still to be named; what is wrong stands in ``problems``."""
        say = Words("web_assumed", self.request.language)
        prior = self.choice("prior", ("recovered", "flat"))
        if prior == "recovered":
            share = self._percent("recovered", 0)
            prior = f"recovered={share}"
        threshold = self._percent("threshold", 50)
        seed = self.whole("seed")
        if seed is None or seed > _LARGEST_SEED:
            self.wrong("seed", say("Write a whole number, such as 1."))
        if not self.text("why"):
            self.wrong("why", say("Say what this comparison is for: it stands in the log."))
        return Asked("", prior, seed or 0, float(threshold), self._unlisted(), self.text("why"))

    def _unlisted(self) -> str:
        """As `imena.reconciliation.run.unlisted_of` reads it."""
        say = Words("web_assumed", self.request.language)
        remedy = self.choice("unlisted", ("minimum", "add"), needed=False)
        if remedy == "minimum":
            people = self.whole("sample_size")
            if people is None or people < 10:
                self.wrong(
                    "sample_size", say("Say how many people the table comes from: 10 or more.")
                )
                return ""
            return f"minimum {_LEAST_SEEN / (2 * people)!r}"
        if remedy == "add":
            frequency = self._number("minimum_frequency")
            if frequency is None or not 0 < frequency <= Decimal("0.5"):
                self.wrong("minimum_frequency", say("Write a frequency between 0 and 0.5."))
                return ""
            return f"add {float(frequency)!r}"
        return ""

    def _percent(self, field: str, least: int) -> Decimal:
        """A share, of what was typed in percent."""
        typed = self._number(field)
        if typed is None or not least < typed < 100:
            say = Words("web_assumed", self.request.language)
            self.wrong(field, say("Write a percentage between {n} and 100.", n=least))
            return Decimal("0.5")
        return typed / 100

    def _number(self, field: str) -> Decimal | None:
        try:
            found = Decimal(self.text(field).replace(",", "."))
        except InvalidOperation:
            return None
        return found if found.is_finite() else None
