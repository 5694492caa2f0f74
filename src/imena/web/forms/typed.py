"""What was typed into a form, and what is wrong with it: the input is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString

from imena.language import Words, message
from imena.registry import clock
from imena.registry.vocabulary import vocabulary
from imena.web.filling import drafts
from imena.web.refusing import SaidInTheForm
from imena.web.request import Request

_DAY = message("Write a day, such as 2026-03-14.")
_CHOOSE = message("Choose one of the list.")
_WHOLE = message("Write a whole number.")


class Typed:
    """One form whose page lays out its fields itself; `imena.web.filling` has those that are
    lists of fields. ``problems`` are pairs of a field’s id and its message, ``error`` a sentence.

    ``about`` names form and record for the draft; without it none is kept.
    """

    def __init__(self, request: Request, about: str = "") -> None:
        self.request = request
        self._about = about
        self._words = Words("web_typed", request.language)
        self.problems: list[tuple[str, str]] = []
        self.error = ""

    def text(self, field: str) -> str:
        """Words, without the blanks around them."""
        return self.request.POST.get(field, "").strip()

    def wrong(self, field: str, said: str) -> None:
        """A message beside a field, said in the reader's language already."""
        self.problems.append((field, said))

    def choice(self, field: str, of: Iterable[str], *, needed: bool = True) -> str:
        """One of the codes; empty where none was chosen and none is needed."""
        chosen = self.request.POST.get(field, "")
        if chosen not in set(of) and (needed or chosen):
            self.wrong(field, self._words(_CHOOSE))
        return chosen

    def day(self, field: str, otherwise: date | None = None) -> date | None:
        """A whole day."""
        typed = self.text(field)
        if not typed and otherwise is not None:
            return otherwise
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self.wrong(field, self._words(_DAY))
            return None

    def whole(self, field: str) -> int | None:
        """A whole number, nothing where the field is empty."""
        typed = self.text(field)
        if not typed:
            return None
        if not typed.isdecimal():
            self.wrong(field, self._words(_WHOLE))
            return None
        return int(typed)

    def done(
        self,
        address: str | Callable[[Any], str],
        act: Callable[[], object],
        again: Callable[[], HttpResponse],
    ) -> HttpResponse:
        """Do it and go on to ``address``, which may depend on what came of it; what is refused for
        another reason than the role is said in the form."""
        with SaidInTheForm(self.request) as refusal:
            made = act()
        if refusal.said:
            self.error = refusal.said
            return again()
        where = address if isinstance(address, str) else address(made)
        answer = HttpResponseRedirect(where)
        if not self._about:
            return answer
        return drafts.saved(answer, drafts.name(self.request.actor, self._about))

    def shown(self, template: str, *, answer: int = 0, **given: object) -> HttpResponse:
        """The form, empty or as it was sent."""
        wrong = bool(self.problems or self.error)
        more = {
            "problems": self.problems,
            "error": self.error,
            "typed": self.request.POST,
            "draft": self._draft(),
        }
        return render(
            self.request, template, more | given, status=answer or (400 if wrong else 200)
        )

    def _draft(self) -> SafeString:
        """What the tag of the form says for its draft."""
        if not self._about:
            return SafeString()
        fresh = self.request.method != "POST"
        return drafts.attributes(self.request, self._about, fresh=fresh)


def today() -> date:
    """In the office's time zone."""
    return timezone.localtime(clock.now()).date()


def codes(name: str) -> list[str]:
    """What may be written today of a vocabulary."""
    return [term.code for term in vocabulary(name).current]


def worded(request: Request, name: str) -> list[tuple[str, str]]:
    """The same with their words, for a list to choose from."""
    return [(term.code, term.said(request.language)) for term in vocabulary(name).current]
