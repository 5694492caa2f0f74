"""An office's own terms: added in both languages, retired, never taken back."""

from __future__ import annotations

from imena.language import message
from imena.registry.actor import Actor
from imena.registry.models import Term
from imena.registry.queries.vocabulary import terms
from imena.registry.refusals import Refused
from imena.registry.services.act import act
from imena.registry.services.acts import declare
from imena.registry.vocabulary import Term as Word
from imena.registry.vocabulary import VocabularyError, check_own

ADD_TERM = declare("vocabulary.add_term", "vocabulary", message("added a term"))
RETIRE_TERM = declare("vocabulary.retire_term", "vocabulary", message("retired a term"))

_FAULTS = {
    "closed": message("Rules of the program rest on the list “{vocabulary}”: it takes no terms."),
    "taken": message("The code “{code}” is taken, and a code never changes its meaning."),
    "code": message("A code is Latin letters, digits, “_” and “-”, at most 64 of them."),
    "words": message("A term needs its words in Ukrainian and in English."),
    "same": message("Another term of the list “{vocabulary}” says the same."),
}


def add_term(actor: Actor, *, vocabulary: str, code: str, uk: str, en: str) -> Term:
    """A term that the program does not have, from now on written like any other.

    Raises
    ------
    Refused
        For a closed list, a code that is taken or malformed, words that are missing or another
        term's.
    imena.registry.vocabulary.VocabularyError
        Where there is no such vocabulary.
    """
    with act(actor, ADD_TERM) as doing:
        try:
            check_own(terms(actor, vocabulary), Word(code, uk, en))
        except VocabularyError as error:
            if error.fault not in _FAULTS:
                raise
            raise Refused(_FAULTS[error.fault], vocabulary=vocabulary, code=code) from error
        return doing.create(Term, vocabulary=vocabulary, code=code, uk=uk, en=en)


def retire_term(actor: Actor, term: Term, *, seen: int) -> Term:
    """Write the term no more. What was written with it is read as before."""
    with act(actor, RETIRE_TERM) as doing:
        return doing.change(term, seen=seen, retired=True)
