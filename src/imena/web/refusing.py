"""What refuses an act that a form asked for: said in the form, or a page of its own."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from imena.registry.refusals import NotAllowed, NotYours, Refused, Stale
from imena.web.request import Request


class SaidInTheForm:
    """``with SaidInTheForm(request) as refusal``: what refuses an act inside is kept, for its form
    to say it with the input left as it was. ``said`` is why, empty while nothing was refused.

    Raises
    ------
    NotAllowed
    NotYours
    Stale
        As they come: no other input would help, and each has a page of its own.
    """

    def __init__(self, request: Request) -> None:
        self.said = ""
        self._language = request.language

    def __enter__(self) -> Self:
        """Nothing is refused yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        """Keep a refusal; let everything else through."""
        if not isinstance(error, Refused) or isinstance(error, NotAllowed | NotYours | Stale):
            return False
        self.said = error.said(self._language)
        return True
