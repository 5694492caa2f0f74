"""Teeth from the notations people write into FDI's two digits (ISO 3950), which are stored.

Universal numbers run from the person's upper right third molar (1) along the upper jaw and back
along the lower one (32), letters A to T likewise for deciduous teeth. Palmer's say the quadrant
(``UR``, ``UL``, ``LL``, ``LR``) and count from the midline, letters A to E for deciduous teeth.
"""

from __future__ import annotations

from imena.language import message
from imena.registry.refusals import Refused
from imena.registry.vocabulary import knows

_PALMER = {"UR": 0, "UL": 1, "LL": 2, "LR": 3}


def fdi(tooth: str, notation: str) -> str:
    """The FDI code of a tooth written in ``notation`` ("fdi", "universal" or "palmer").

    >>> fdi("3", "universal"), fdi("K", "universal"), fdi("LL6", "palmer"), fdi("URA", "palmer")
    ('16', '75', '36', '51')

    Raises
    ------
    Refused
        For what is no tooth in that notation.
    """
    written = tooth.strip().upper()
    read = {"fdi": _same, "universal": _universal, "palmer": _palmer}[notation]
    found = read(written)
    if not knows("tooth", found):
        raise Refused(message("“{tooth}” is no tooth in this notation."), tooth=tooth)
    return found


def _same(written: str) -> str:
    return written


def _universal(written: str) -> str:
    if written.isdecimal():
        return _along(int(written) - 1, of_quadrant=8, first=1)
    if len(written) == 1 and "A" <= written <= "T":
        return _along(ord(written) - ord("A"), of_quadrant=5, first=5)
    return ""


def _along(place: int, *, of_quadrant: int, first: int) -> str:
    """The tooth at ``place`` from the upper right, quadrants one after another."""
    quadrant, step = divmod(place, of_quadrant)
    if not 0 <= quadrant <= 3:
        return ""
    outward = quadrant in (1, 3)
    return f"{first + quadrant}{step + 1 if outward else of_quadrant - step}"


def _palmer(written: str) -> str:
    quadrant, place = _PALMER.get(written[:2]), written[2:]
    if quadrant is None or len(place) != 1:
        return ""
    if "A" <= place <= "E":
        return f"{5 + quadrant}{ord(place) - ord('A') + 1}"
    return f"{1 + quadrant}{place}"
