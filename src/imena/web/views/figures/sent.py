"""What was sent of a form about figures, and what is wrong with it: the input is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from imena.language import Words
from imena.registry.vocabulary import vocabulary
from imena.web.refusing import SaidInTheForm
from imena.web.request import Request


class Sent:
    """One form. ``problems`` are pairs of a field’s id and its message, ``error`` a sentence."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.problems: list[tuple[str, str]] = []
        self.error = ""

    def text(self, field: str) -> str:
        """Words, without the blanks around them."""
        return self.request.POST.get(field, "").strip()

    def wrong(self, field: str, said: str) -> None:
        """A message beside a field, said in the reader's language already."""
        self.problems.append((field, said))

    def choice(self, field: str, of: Iterable[str]) -> str:
        """One of these codes."""
        chosen = self.text(field)
        if chosen not in set(of):
            self.wrong(
                field, Words("web_figures", self.request.language)("Choose one of the list.")
            )
        return chosen

    def whole(self, field: str) -> int | None:
        """A whole number; nothing where the field is empty."""
        typed = self.text(field)
        if typed and not (typed.isascii() and typed.isdigit()):
            self.wrong(field, Words("web_figures", self.request.language)("Write a whole number."))
            return None
        return int(typed) if typed else None

    def done(self, act: Callable[[], str], again: Callable[[], HttpResponse]) -> HttpResponse:
        """Do it and go on to the address that the act hands over; where it is refused for another
        reason than whose it is, the form says so."""
        with SaidInTheForm(self.request) as refusal:
            return HttpResponseRedirect(act())
        self.error = refusal.said
        return again()

    def shown(self, template: str, **given: object) -> HttpResponse:
        """The form, empty or as it was sent."""
        wrong = bool(self.problems or self.error)
        more = {"problems": self.problems, "error": self.error, "typed": self.request.POST}
        return render(self.request, template, more | given, status=400 if wrong else 200)


def codes(name: str) -> list[str]:
    """What may be written today of a vocabulary."""
    return [term.code for term in vocabulary(name).current]


def worded(request: Request, name: str) -> list[tuple[str, str]]:
    """The same with their words, for a list to choose from."""
    return [(term.code, term.said(request.language)) for term in vocabulary(name).current]
