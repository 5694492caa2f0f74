"""Whether a code is a term: of a vocabulary that comes with the program, or of the office's own."""

from __future__ import annotations

from imena.registry.models.vocabulary import Term
from imena.registry.vocabulary import knows


def is_term(vocabulary: str, code: str) -> bool:
    """Whether ``code`` may be written as a term of ``vocabulary``; a retired one may not."""
    if knows(vocabulary, code):
        return True
    return Term.objects.filter(vocabulary=vocabulary, code=code, retired=False).exists()
