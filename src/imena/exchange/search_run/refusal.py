"""Why a run folder cannot be used, and what to do: said by the command line."""

from __future__ import annotations

from dataclasses import dataclass, field

from imena.language import Words, message


@dataclass
class RunRefused(Exception):  # noqa: N818
    """A run folder that is left as it is; ``text`` is a message of the catalogue ``search``."""

    text: str
    values: dict[str, object] = field(default_factory=dict)
    #: What differs, each a message of the same catalogue.
    differing: tuple[str, ...] = ()

    def said(self, words: Words) -> str:
        """The refusal in words."""
        named = ", ".join(words(text) for text in self.differing)
        return words(self.text, **self.values, differing=named)


#: What can differ between two runs, by the name it has on disk.
DIFFERENCES = {
    "best": message("--best"),
    "threshold": message("--threshold"),
    "since": message("--since"),
    "markers": message("markers, frequencies or mutation"),
    "theta": message("theta"),
    "linkage": message("linkage"),
    "alleles": message("alleles nobody was read with before"),
    "bodies": message("bodies"),
    "families": message("families"),
}
