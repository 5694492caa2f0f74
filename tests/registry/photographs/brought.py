"""Files as people bring them, good and bad: drawn or put together here, byte by byte."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping

from PIL import Image

#: Marks that must not be found in any copy that is shown.
SECRET = b"GPS-OF-THE-GRAVE-49.2"
CAMERA = "Vyhadana Kamera 5"


def drawn(form: str = "JPEG", size: tuple[int, int] = (640, 480), **more: object) -> bytes:
    """A picture of stripes, in which details can be made out."""
    picture = Image.new("RGB", size, "white")
    for x in range(0, size[0], 8):
        picture.paste((x % 255, 30, 90), (x, 0, min(x + 4, size[0]), size[1]))
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


def from_a_telephone() -> bytes:
    """A JPEG in which the telephone wrote where and when it was, turned on its side."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Vyhadana", "Kamera 5"
    exif[0x0112] = 6
    exif[0x010E] = SECRET.decode()
    exif.get_ifd(0x8769).update({0x9003: "2031:06:02 11:30:00", 0x9011: "+03:00"})
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (49.0, 12.0, 30.0), 3: "E", 4: (37.0, 15.0, 0.0)}  # degrees, minutes, seconds
    )
    return drawn(exif=exif.tobytes())


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def bomb() -> bytes:
    """Eight thousand points square in a few kilobytes, and more than it says behind them."""
    row = b"\0" + bytes(3 * 30_000)
    packed = zlib.compressobj(9)
    body = b"".join(packed.compress(row) for _ in range(200)) + packed.flush()
    return _png(30_000, 30_000, body)


def script() -> bytes:
    return b'<svg xmlns="urn:x"><script>alert(1)</script></svg>'


#: Name → (bytes, words of what is said about it).
BAD: Mapping[str, tuple[bytes, str]] = {
    "empty.jpg": (b"", "empty"),
    "script.svg": (script(), "drawing or a page"),
    "script-called.jpg": (script(), "drawing or a page"),
    "page.png": (b"\xef\xbb\xbf  <!DOCTYPE html><script>alert(1)</script>", "drawing or a page"),
    "text.jpg": (b"just words, and no picture at all", "whatever its name says"),
    "report.pdf": (b"%PDF-1.7 /JavaScript (app.alert(1))", "PDF"),
    "photos.zip": (b"PK\x03\x04" + bytes(40), "archive"),
    "moving.gif": (b"GIF89a" + bytes(40), "GIF"),
    "scan.tif": (b"II*\x00" + bytes(40), "TIFF"),
    "big-endian.tif": (b"MM\x00*" + bytes(40), "TIFF"),
    "old.bmp": (b"BM" + bytes(60), "BMP"),
    "telephone.heic": (b"\0\0\0\x18ftypheic" + bytes(40), "HEIC"),
    "telephone.avif": (b"\0\0\0\x18ftypavif" + bytes(40), "HEIC"),
    "film.mp4": (b"\0\0\0\x18ftypisom" + bytes(40), "video"),
    "film.jpg": (b"\0\0\0\x18ftypqt  " + bytes(40), "video"),
    "program.jpg": (b"\x7fELF" + bytes(60), "whatever its name says"),
    "cut.jpg": (drawn()[:4000], "cut short"),
    "cut.png": (drawn("PNG")[:900], "cut short"),
    "cut.webp": (drawn("WEBP")[:300], "cut short"),
    "head-only.jpg": (b"\xff\xd8\xff\xe0" + bytes(30), "no JPEG"),
    "noise.png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "whatever its name says"),
    "changed.png": (drawn("PNG").replace(b"IDAT", b"IDA\xd4", 1), "whatever"),
    "bomb.png": (bomb(), "megapixels"),
    "huge.png": (_png(100_000, 100_000, zlib.compress(bytes(9))), "megapixels"),
    "wide.jpg": (drawn(size=(4000, 8)), "few points"),
    "one-point.png": (drawn("PNG", size=(1, 1)), "few points"),
    "none-by-none.png": (_png(0, 0, zlib.compress(b"")), "whatever its name says"),
    "heavy.jpg": (drawn() + bytes(15_000_001), "more than 15 MB"),
}

#: Files in which something is hidden behind or inside a picture: the picture is taken, and nothing
#: of the rest comes into a copy that is shown.
POLYGLOT: Mapping[str, bytes] = {
    "picture-and-archive.jpg": drawn() + b"PK\x03\x04" + SECRET + bytes(60),
    "picture-and-page.jpg": drawn() + b"<script>" + SECRET + b"</script>",
    "page-in-the-comment.jpg": drawn(comment=b"<script>" + SECRET + b"</script>"),
    "words-in-the-chunks.png": drawn("PNG") + SECRET,
    "named-otherwise.txt": drawn("WEBP"),
    "colour-profile.jpg": drawn(icc_profile=SECRET + bytes(200)),
}
