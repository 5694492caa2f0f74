"""The vocabularies as this office has them: the program's terms, then its own."""

from __future__ import annotations

from collections.abc import Iterator

from imena.registry.actor import Actor
from imena.registry.models import Term
from imena.registry.queries.visible import visible
from imena.registry.vocabulary import Term as Word
from imena.registry.vocabulary import Vocabulary, vocabulary


def terms(actor: Actor, name: str) -> Vocabulary:
    """The vocabulary ``name`` with the office's own terms, retired ones among them.

    Raises
    ------
    imena.registry.vocabulary.VocabularyError
        Where there is no such vocabulary.
    """
    shipped = vocabulary(name)
    own = visible(actor, Term).filter(vocabulary=name).order_by("recorded_at", "code")
    return shipped.extended(_words(own.iterator()))


def _words(own: Iterator[Term]) -> Iterator[Word]:
    for term in own:
        yield Word(term.code, term.uk, term.en, retired=term.retired, own=True)
