"""A marker set is kept once, as it was brought, by who compares everybody."""

from __future__ import annotations

import hashlib

import pytest

from imena.registry.models import MarkerSet
from imena.registry.queries.marker_sets import marker_set_of, marker_sets
from imena.registry.refusals import NotAllowed, Refused
from imena.registry.services import marker_sets as service
from tests.registry.cast import Cast

WRITTEN = "[]\n".encode("utf-8-sig")


def test_the_bytes_that_were_brought_are_kept_and_kept_once(cast: Cast) -> None:
    kept = service.keep(cast.analyst, name="markers.json", content=WRITTEN)
    again = service.keep(cast.analyst, name="інша назва", content=WRITTEN)
    assert again.pk == kept.pk
    (found,) = marker_sets(cast.board)
    assert found.content.encode() == WRITTEN
    assert found.sha256 == hashlib.sha256(WRITTEN).hexdigest()
    assert marker_set_of(cast.board, found.sha256) == found
    assert marker_set_of(cast.board, "0" * 64) is None


@pytest.mark.parametrize("role", ["examiner", "laboratory", "board", "administrator"])
def test_who_does_not_compare_everybody_keeps_none(cast: Cast, role: str) -> None:
    with pytest.raises(NotAllowed):
        service.keep(cast.actors[role], name="markers.json", content=WRITTEN)
    assert not MarkerSet.objects.exists()


def test_what_is_no_text_or_has_no_end_is_not_kept(cast: Cast) -> None:
    with pytest.raises(Refused, match="UTF-8"):
        service.keep(cast.analyst, name="markers.json", content=b"\xff\xfe\x00")
    with pytest.raises(Refused, match="900 kB"):
        service.keep(cast.analyst, name="markers.json", content=b" " * (service.MOST_BYTES + 1))
    assert not MarkerSet.objects.exists()
