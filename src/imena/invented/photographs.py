"""Photographs that nobody took: drawn, with a scale beside what they show, of nobody's remains.

They are for a rehearsal, where a photograph has to be brought, blurred and opened as a true one is.
The same picture is the same bytes.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter

_Colour: TypeAlias = tuple[int, int, int]

_WIDE, _HIGH = 640, 480
_SAND, _SOIL, _GRASS = (186, 160, 118), (112, 88, 64), (104, 116, 72)
_WOOD, _WOOD_DARK = (140, 106, 72), (92, 68, 46)
_CLOTH, _PAPER, _STEEL = (88, 94, 104), (228, 224, 214), (150, 152, 150)
_LEATHER, _SOLE = (46, 42, 40), (26, 24, 24)
_BLACK, _WHITE = (20, 20, 20), (244, 244, 240)
_ORANGE, _BLUE = (208, 108, 36), (38, 74, 120)
#: Tags of EXIF that a camera writes: who made it, which one; then when, and by which zone.
_MAKER, _MODEL, _TAKEN, _ZONE, _INNER = 0x010F, 0x0110, 0x9003, 0x9011, 0x8769


def drawn(what: str, taken_at: datetime) -> bytes:
    """A JPEG of one of :data:`SUBJECTS`, with the time in it at which a camera would have taken it.

    Raises
    ------
    KeyError
        Of a subject that cannot be drawn.
    """
    ground, draw_on = SUBJECTS[what]
    picture = Image.new("RGB", (_WIDE, _HIGH), ground)
    draw_on(ImageDraw.Draw(picture))
    soft = _grained(picture, random.Random(what)).filter(ImageFilter.GaussianBlur(1.2))
    exif = Image.Exif()
    exif[_MAKER], exif[_MODEL] = "Vyhadana", "Kamera 1"
    zone = taken_at.strftime("%z") or "+0000"
    exif.get_ifd(_INNER).update(
        {_TAKEN: f"{taken_at:%Y:%m:%d %H:%M:%S}", _ZONE: f"{zone[:3]}:{zone[3:5]}"}
    )
    out = io.BytesIO()
    soft.save(out, "JPEG", quality=82, exif=exif.tobytes())
    return out.getvalue()


def _grained(picture: Image.Image, grain: random.Random) -> Image.Image:
    """With coarse and fine grain over it, as earth, cloth and paper have."""
    for step, depth in ((16, 22), (3, 18)):
        size = (_WIDE // step + 1, _HIGH // step + 1)
        noise = Image.frombytes("L", size, grain.randbytes(size[0] * size[1]))
        noise = noise.point([128 + (value - 128) * depth // 128 for value in range(256)])
        noise = noise.resize((_WIDE, _HIGH), Image.Resampling.BICUBIC)
        picture = ImageChops.add(picture, noise.convert("RGB"), scale=1, offset=-128)
    return picture


def _scale(draw: ImageDraw.ImageDraw, x: int, y: int, parts: int, part: int) -> None:
    """A photographer's scale: so many black and white parts, so many pixels each."""
    draw.rectangle((x - 3, y - 3, x + parts * part + 3, y + 17), fill=_WHITE)
    for i in range(0, parts, 2):
        draw.rectangle((x + i * part, y, x + (i + 1) * part - 1, y + 14), fill=_BLACK)


def _arrow_to_north(draw: ImageDraw.ImageDraw, x: int, y: int) -> None:
    draw.line((x, y + 60, x, y + 14), fill=_WHITE, width=8)
    draw.polygon(((x - 15, y + 20), (x + 15, y + 20), (x, y - 8)), fill=_WHITE)


def _marker(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 330, _WIDE, _HIGH), fill=_SAND)
    draw.ellipse((160, 350, 480, 450), fill=_SOIL)
    draw.rectangle((306, 70, 336, 400), fill=_WOOD, outline=_WOOD_DARK, width=3)
    draw.rectangle((214, 120, 428, 214), fill=_WOOD, outline=_WOOD_DARK, width=3)
    for row, wide in ((146, 90), (182, 150)):
        draw.line((321 - wide // 2, row, 321 + wide // 2, row), fill=_WOOD_DARK, width=8)
    for part in range(10):
        fill = _BLACK if part % 2 else _WHITE
        draw.rectangle((520, 100 + 30 * part, 534, 129 + 30 * part), fill=fill)


def _unopened(draw: ImageDraw.ImageDraw) -> None:
    edge = ((248, 70), (392, 64), (416, 366), (228, 374))
    draw.polygon(edge, fill=_SOIL)
    draw.line((*edge, edge[0]), fill=_WHITE, width=2)
    _arrow_to_north(draw, 560, 80)
    _scale(draw, 190, 410, 10, 26)


def _tag(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon(((150, 130), (450, 120), (456, 300), (152, 312)), fill=_ORANGE)
    draw.ellipse((168, 196, 198, 226), fill=_CLOTH)
    for row in (170, 210, 250):
        draw.line((226, row, 420, row - 3), fill=_BLACK, width=12)
    draw.line((182, 210, 60, 120, 40, 30), fill=_BLUE, width=6)
    draw.rectangle((500, 210, 560, 300), fill=_BLUE)
    draw.line((530, 210, 510, 130, 560, 110), fill=_BLUE, width=5)
    _scale(draw, 170, 380, 10, 28)


def _shoes(draw: ImageDraw.ImageDraw) -> None:
    for x in (150, 350):
        draw.ellipse((x, 70, x + 120, 230), fill=_SOLE)
        draw.ellipse((x + 12, 210, x + 108, 370), fill=_SOLE)
        draw.ellipse((x + 8, 78, x + 112, 222), fill=_LEATHER)
        draw.ellipse((x + 20, 216, x + 100, 362), fill=_LEATHER)
        draw.rectangle((x + 18, 170, x + 102, 290), fill=_LEATHER)
        for row in range(150, 260, 26):
            draw.line((x + 40, row, x + 80, row + 8), fill=_STEEL, width=4)
    _scale(draw, 180, 410, 10, 28)


#: What can be drawn → the ground under it, and what lies there.
SUBJECTS: Mapping[str, tuple[_Colour, Callable[[ImageDraw.ImageDraw], None]]] = {
    "marker": (_GRASS, _marker),
    "unopened grave": (_SAND, _unopened),
    "tag and seal": (_CLOTH, _tag),
    "shoes": (_PAPER, _shoes),
}
