"""Open one picture and draw it anew; run as a process of its own, from which nothing but its answer
comes back.

Reads the file from standard input. Writes a line of JSON (what the camera wrote, how many bytes the
clear copy has), then the clear copy and the blurred one as JPEG; a word and exit code 1 where there
is no picture to be drawn: ``cut``, ``large``, ``small`` or ``other``.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from typing import Any

_MEMORY = 768 * 1024**2
_CPU_SECONDS = 20
#: Longest side of the copy that is shown, and of the blurred one.
_CLEAR, _BLURRED = 1_600, 480
#: Across the blurred copy there are only so many values: nobody can undo that.
_GRAINS = 12
_SMALLEST = 16
#: Kinds of points that can be made fewer as they are.
_SMOOTH = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})


def main() -> int:
    """Answer for the form and the number of pixels that are named on the command line."""
    form, most = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    data = sys.stdin.buffer.read()
    from PIL import Image, UnidentifiedImageError

    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = None
    try:
        # Only the reader of the form that the first bytes told: no other is asked.
        with Image.open(io.BytesIO(data), formats=[form]) as picture:
            if picture.width * picture.height > most:
                return _refused("large")
            if min(picture.size) < _SMALLEST:
                return _refused("small")
            told = _written_by_camera(picture)
            clear, blurred = _copies(picture)
    except UnidentifiedImageError:
        return _refused("other")
    except (OSError, SyntaxError, ValueError, MemoryError):
        return _refused("cut")
    out = sys.stdout.buffer
    out.write(json.dumps(told | {"clear": len(clear)}).encode() + b"\n" + clear + blurred)
    return 0


def _refused(word: str) -> int:
    sys.stdout.write(word + "\n")
    return 1


def _copies(picture: Any) -> tuple[bytes, bytes]:
    """Clear and blurred, upright, of plain colours and nothing else."""
    from PIL import Image, ImageFilter, ImageOps

    picture.draft("RGB", (_CLEAR, _CLEAR))
    # Made small before anything else, so that a large one is in memory once.
    drawn = (
        picture if picture.mode in ("RGB", "RGBA", "L", "LA", "CMYK") else picture.convert("RGB")
    )
    drawn.thumbnail((_CLEAR, _CLEAR))
    drawn = ImageOps.exif_transpose(drawn).convert("RGB")
    # A new picture: nothing that belonged to the old one comes along.
    plain = Image.new("RGB", drawn.size)
    plain.paste(drawn)
    wide, high = plain.size
    scale = _BLURRED / max(wide, high)
    grains = (max(1, round(_GRAINS * wide / max(wide, high))),
              max(1, round(_GRAINS * high / max(wide, high))))  # fmt: skip
    size = (max(1, round(wide * scale)), max(1, round(high * scale)))
    blurred = plain.resize(grains, Image.Resampling.BOX).resize(size, Image.Resampling.BICUBIC)
    return _jpeg(plain, 86), _jpeg(blurred.filter(ImageFilter.GaussianBlur(8)), 70)


def _jpeg(picture: Any, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _written_by_camera(picture: Any) -> dict[str, Any]:
    """When, by what and where, as far as the camera wrote it and it can be read."""
    told: dict[str, Any] = {}
    try:
        exif = picture.getexif()
        inner, place = exif.get_ifd(0x8769), exif.get_ifd(0x8825)
    except Exception:  # whatever is wrong with it, the picture is there
        return told
    device = " ".join(str(exif[tag]).strip("\0 ") for tag in (0x010F, 0x0110) if tag in exif)
    if device:
        told["device"] = device[:100]
    taken = str(inner.get(0x9003, "")).strip("\0 ")
    if len(taken) == 19:
        told["taken_at"] = taken[:10].replace(":", "-") + "T" + taken[11:]
        zone = str(inner.get(0x9011, "")).strip("\0 ")
        if len(zone) == 6:
            told["taken_at"] += zone
    for name, sign, value in (("latitude", 1, 2), ("longitude", 3, 4)):
        degrees = _degrees(place.get(value), str(place.get(sign, "")))
        if degrees is not None:
            told[name] = degrees
    return told


def _degrees(parts: Any, side: str) -> str | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
        found = degrees + minutes / 60 + seconds / 3600
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    if not 0 <= found <= 180:
        return None
    return f"{-found if side[:1] in ('S', 'W') else found:.6f}"


if __name__ == "__main__":
    sys.exit(main())
