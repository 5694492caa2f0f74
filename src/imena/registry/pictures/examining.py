"""What a file is, told by its bytes, and the copies of a picture that may be shown.

A picture is opened by another process (:mod:`imena.registry.pictures.child`) with little memory and
time, which draws it anew: neither a fault in a picture's reader nor what is hidden in the file gets
further than that.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from imena.language import message
from imena.registry.refusals import Refused

#: A photograph of a telephone has 3 to 8 MB.
MOST_BYTES = 15_000_000
#: Sixty megapixels: more is no camera's, or a bomb.
MOST_PIXELS = 60_000_000
_SECONDS = 30

_PICTURES = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif"})
_VIDEO = frozenset({b"isom", b"mp41", b"mp42", b"qt  ", b"3gp4", b"3gp5"})
#: Beginnings of what is no picture of ours, and what to do about it.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", message("This is a PDF file. Photograph or scan its pages as pictures.")),
    (b"PK", message("This is an archive. Take the pictures out of it and add them one by one.")),
    (b"GIF8", message("This is a GIF picture. Save it as JPEG or PNG.")),
    (b"II*\x00", message("This is a TIFF picture. Save it as JPEG or PNG.")),
    (b"MM\x00*", message("This is a TIFF picture. Save it as JPEG or PNG.")),
    (b"BM", message("This is a BMP picture. Save it as JPEG or PNG.")),
)
_EMPTY = message("The file is empty: it was not copied whole. Take it from the camera again.")
_HEIC_SAID = message(
    "This is a HEIC picture. Set the telephone’s camera to “most compatible” (JPEG), or save it "
    "as JPEG."
)
_VIDEO_SAID = message("This is a video. Only photographs are kept here.")
_DRAWN = message("This is a drawing or a page with text in it, not a photograph.")
_UNKNOWN = message("This is no JPEG, PNG or WebP picture, whatever its name says.")
_FAULTS: Mapping[str, str] = {
    "cut": message("The picture is damaged or cut short. Take it from the camera again."),
    "large": message("The picture has more than {n} megapixels. Save it smaller."),
    "small": message("The picture is only a few points wide: it is no photograph."),
    "other": message("This is no JPEG, PNG or WebP picture, whatever its name says."),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be kept: the file as it came, and two copies drawn anew, without whatever
    the camera wrote. ``captured_at`` is by the camera's clock."""

    original: bytes
    sha256: str
    media_type: str
    clear: bytes
    blurred: bytes
    captured_at: datetime | None
    camera: Mapping[str, Any] = field(default_factory=dict)


def media_type(data: bytes) -> str:
    """Which kind of picture these bytes begin, whatever the file is called.

    Raises
    ------
    Refused
        Where they are none of ours, saying what to do.
    """
    if not data:
        raise Refused(_EMPTY)
    for beginning, kind in _PICTURES:
        if data.startswith(beginning):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        brand = data[8:12]
        raise Refused(
            _HEIC_SAID if brand in _HEIC else _VIDEO_SAID if brand in _VIDEO else _UNKNOWN
        )
    for beginning, sentence in _OTHERS:
        if data.startswith(beginning):
            raise Refused(sentence)
    if data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Refused(_DRAWN)
    raise Refused(_UNKNOWN)


def examined(data: bytes) -> Picture:
    """The picture in a file, with the copies that are shown.

    Raises
    ------
    Refused
        Where the file is too large, no picture of ours, damaged, or larger drawn than a camera's.
    """
    if len(data) > MOST_BYTES:
        raise Refused(
            message("The file has more than {n} MB. Save it smaller."), n=MOST_BYTES // 1_000_000
        )
    kind = media_type(data)
    told, clear, blurred = _drawn_anew(data, kind)
    return Picture(
        original=data,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=kind,
        clear=clear,
        blurred=blurred,
        captured_at=_moment(told.pop("taken_at", "")),
        camera=told,
    )


def _drawn_anew(data: bytes, kind: str) -> tuple[dict[str, Any], bytes, bytes]:
    form = kind.removeprefix("image/").upper()
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "imena.registry.pictures.child", form, str(MOST_PIXELS)],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(_FAULTS["cut"]) from None
    head, _, rest = done.stdout.partition(b"\n")
    if done.returncode or not rest:
        fault = head.decode("ascii", "replace")
        raise Refused(_FAULTS.get(fault, _FAULTS["cut"]), n=MOST_PIXELS // 1_000_000)
    told: dict[str, Any] = json.loads(head)
    length = told.pop("clear")
    return told, rest[:length], rest[length:]


def _moment(written: str) -> datetime | None:
    """What a camera's clock said; without a zone it is taken for the office's."""
    try:
        said = datetime.fromisoformat(written)
    except ValueError:
        return None
    return said if said.tzinfo else timezone.make_aware(said)
