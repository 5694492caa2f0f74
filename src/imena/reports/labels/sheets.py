"""The papers and tags that labels are printed on. Lengths in millimetres."""

from __future__ import annotations

from dataclasses import dataclass

from imena.language import message


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of ``columns`` × ``rows`` equal labels without gaps between them.

    ``tag``: a single tag with a hole at its left end and lines to write on, which is filled in by
    hand in the field; a label is only stuck on.
    """

    name: str
    describes: str
    page: tuple[float, float]
    label: tuple[float, float]
    columns: int = 1
    rows: int = 1
    left: float = 0
    top: float = 0
    tag: bool = False

    @property
    def places(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows


SHEETS: dict[str, Sheet] = {
    sheet.name: sheet
    for sheet in (
        Sheet("a4-3x8", message("A4, 24 labels of 70 × 37 mm"), (210, 297), (70, 37), 3, 8, 0, 0.5),
        Sheet("a4-2x5", message("A4, 10 labels of 105 × 57 mm"), (210, 297), (105, 57), 2, 5, 0, 6),
        Sheet(
            "tag-90x50",
            message("waterproof tag of 90 × 50 mm, one a page"),
            (90, 50),
            (90, 50),
            tag=True,
        ),
    )
}
