"""Where each grave of the invented forest lies, in the site’s own measure: rows and a road."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_IN_A_ROW = 32
_ALONG, _BETWEEN = 3.0, 4.6
#: After this row the graves stop for the width of a forest road.
_ROAD_AFTER, _ROAD = 7, 5.0
ERROR_CM = 15


def surveyed(serial: int) -> Mapping[str, Any]:
    """The place and axis of the grave with this serial number, as ``record_grave`` takes them.

    Centimetres east and north of the first grave, degrees from north; each a little off its row,
    always in the same way.
    """
    row, column = divmod(serial - 1, _IN_A_ROW)
    east = column * _ALONG + _off(serial, 7919, 0.5)
    north = -row * _BETWEEN - (_ROAD if row >= _ROAD_AFTER else 0) + _off(serial, 6101, 0.5)
    return {
        "position": {
            "x_cm": round(east * 100),
            "y_cm": round(north * 100),
            "error_cm": ERROR_CM,
        },
        "orientation_deg": 90 + round(_off(serial, 4337, 16)),
    }


def pit_outline() -> Mapping[str, Any]:
    """Where the pit lies: its corners, at the south-eastern end of the rows."""
    corners = ((7900, -6950), (9000, -6800), (9450, -7300), (9000, -7850), (8000, -7750))
    return {"position": {"outline_cm": [list(c) for c in corners], "error_cm": 50}}


def _off(serial: int, by: int, width: float) -> float:
    """Between minus and plus half the width, scattered but the same each time."""
    return ((serial * by) % 101 / 100 - 0.5) * width
