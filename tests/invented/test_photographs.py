"""Invented photographs: the same each time, small, and read as a camera's are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from imena.invented.photographs import SUBJECTS, drawn
from imena.registry.pictures.examining import examined

AT = datetime(2031, 6, 2, 11, 30, tzinfo=UTC)


@pytest.mark.parametrize("what", SUBJECTS)
def test_a_picture_is_the_same_bytes_and_no_other_picture(what: str) -> None:
    first = drawn(what, AT)
    assert first == drawn(what, AT)
    assert len(first) < 60_000
    others = [drawn(other, AT) for other in SUBJECTS if other != what]
    assert first not in others


def test_it_is_taken_in_as_a_photograph_with_its_camera_and_time() -> None:
    picture = examined(drawn("marker", AT + timedelta(seconds=7)))
    assert picture.media_type == "image/jpeg"
    assert picture.captured_at == AT + timedelta(seconds=7)
    assert picture.camera["device"] == "Vyhadana Kamera 1"
