"""Where the sites are, without a tile from anywhere: points, their precision, a scale and north."""

from __future__ import annotations

import math
from collections.abc import Sequence

from imena.language import Words
from imena.registry.queries.sites import Point
from imena.reports.markup import Html, element
from imena.web.targets import address

_WIDTH, _HEIGHT, _MARGIN = 640.0, 360.0, 48.0
_KM_PER_DEGREE = 111.32
#: Never closer than this many km across.
_LEAST_KM = 4.0


def draw(points: Sequence[Point], levels: dict[str, str], words: Words) -> Html | None:
    """The map of ``points``; ``None`` for fewer than two, which a map would say nothing of.

    An equirectangular map about the middle of the sites: its errors within one region are below
    the width of a mark.
    """
    if len(points) < 2:
        return None
    lon = [point.longitude for point in points]
    lat = [point.latitude for point in points]
    middle_lon, middle_lat = (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2
    east = _KM_PER_DEGREE * math.cos(math.radians(middle_lat))
    across = max((max(lon) - min(lon)) * east, _LEAST_KM)
    up = max((max(lat) - min(lat)) * _KM_PER_DEGREE, _LEAST_KM / 2)
    scale = min((_WIDTH - 2 * _MARGIN) / across, (_HEIGHT - 2 * _MARGIN) / up)
    marks = []
    for point in points:
        x = _WIDTH / 2 + (point.longitude - middle_lon) * east * scale
        y = _HEIGHT / 2 - (point.latitude - middle_lat) * _KM_PER_DEGREE * scale
        radius = (point.precision_m or 0) / 1000 * scale
        marks.append(_mark(point.code, x, y, radius, levels[point.work_state]))
    return element(
        "svg",
        element("rect", class_="fsunk", width=_WIDTH, height=_HEIGHT),
        *marks,
        _bar(scale, words),
        class_="map",
        viewBox=f"0 0 {_WIDTH:.0f} {_HEIGHT:.0f}",
        role="group",
        aria_label=words("Map of the sites, north up"),
    )


def _mark(code: str, x: float, y: float, radius: float, level: str) -> Html:
    about = (
        element("circle", class_="ln dash", cx=f"{x:.1f}", cy=f"{y:.1f}", r=f"{radius:.1f}")
        if radius > 8
        else None
    )
    return element(
        "a",
        about,
        element("circle", class_=f"f-{level}", cx=f"{x:.1f}", cy=f"{y:.1f}", r=7),
        element("text", code, x=f"{x + 12:.1f}", y=f"{y + 5:.1f}", class_="t1"),
        href=address("site", code),
    )


def _bar(scale: float, words: Words) -> Html:
    steps = [m * 10**p for p in range(-1, 4) for m in (1, 2, 5)]
    km = max((s for s in steps if s * scale <= _WIDTH / 4), default=steps[0])
    end = _MARGIN / 2 + km * scale
    y = _HEIGHT - 16
    line = f"M24 {y - 4:.0f}V{y + 4:.0f}M24 {y:.0f}H{end:.1f}M{end:.1f} {y - 4:.0f}V{y + 4:.0f}"
    return element(
        "g",
        element("path", class_="lk", d=line),
        element("text", words("{n} km", n=f"{km:g}"), x=f"{end + 8:.1f}", y=f"{y + 4:.0f}"),
        aria_hidden="true",
    )
