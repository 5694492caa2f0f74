"""A file is taken for what its bytes are; of a picture two copies are drawn anew, and no more."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from PIL import Image

from imena.registry.pictures.examining import examined
from imena.registry.refusals import Refused
from tests.registry.photographs.brought import BAD, CAMERA, POLYGLOT, SECRET, from_a_telephone


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_and_said_why(name: str) -> None:
    data, words = BAD[name]
    with pytest.raises(Refused, match=words):
        examined(data)


@pytest.mark.parametrize("name", POLYGLOT)
def test_what_hides_behind_a_picture_is_in_no_copy(name: str) -> None:
    picture = examined(POLYGLOT[name])
    assert picture.original == POLYGLOT[name]
    for copy in (picture.clear, picture.blurred):
        assert copy.startswith(b"\xff\xd8\xff")
        assert SECRET not in copy
        assert b"script" not in copy


def test_what_the_camera_wrote_is_read_and_in_no_copy() -> None:
    data = from_a_telephone()
    picture = examined(data)
    assert picture.sha256 == hashlib.sha256(data).hexdigest()
    assert picture.captured_at == datetime(2031, 6, 2, 8, 30, tzinfo=UTC)
    assert picture.camera == {"device": CAMERA, "latitude": "49.208333", "longitude": "37.250000"}
    for copy in (picture.clear, picture.blurred):
        assert SECRET not in copy
        with Image.open(io.BytesIO(copy)) as shown:
            assert dict(shown.getexif()) == {}
            assert {"exif", "icc_profile", "comment"} & shown.info.keys() == set()


def test_the_copies_stand_upright_and_the_blurred_one_holds_no_detail() -> None:
    picture = examined(from_a_telephone())
    with (
        Image.open(io.BytesIO(picture.clear)) as clear,
        Image.open(io.BytesIO(picture.blurred)) as blurred,
    ):
        assert clear.size == (480, 640)
        # Neighbours differ by stripes in the one and hardly at all in the other.
        steps = [_largest_step(one.convert("L").resize((480, 640))) for one in (clear, blurred)]
    assert steps[0] > 60
    assert steps[1] < 20


def _largest_step(picture: Image.Image) -> int:
    middle = [int(picture.getpixel((240, y))) for y in range(picture.height)]  # type: ignore[arg-type]
    return max(abs(a - b) for a, b in pairwise(middle))
