"""A photograph that is not what was kept is found by the doctor, down to one byte."""

from __future__ import annotations

import pytest

from imena.registry.engine.judgement import Level
from imena.registry.models import FilePart, Photograph
from imena.registry.pictures.damage import judge_photographs
from imena.registry.pictures.examining import Picture, examined
from imena.registry.services import photographs
from tests.registry.cast import Cast
from tests.registry.ground import Ground
from tests.registry.photographs.brought import drawn, from_a_telephone


@pytest.fixture(scope="module")
def pictures() -> tuple[Picture, Picture]:
    """The first of several stretches, so that their order counts."""
    noise = drawn("PNG", (640, 480), compress_level=0)
    assert len(noise) > 2 * 65_536
    return examined(noise), examined(from_a_telephone())


@pytest.fixture
def of_remains(cast: Cast, pictures: tuple[Picture, Picture]) -> tuple[Photograph, str]:
    """One of remains beside one of a grave, and the number of the remains."""
    ground = Ground.opened(cast)
    unit = ground.recovered()
    photographs.keep(ground.team, ground.grave, pictures[1], shows="marker", said="Хрест.")
    first = photographs.keep(ground.team, unit, pictures[0], shows="clothing", said="Куртка.")
    return first, unit.number


def test_what_is_whole_is_good(of_remains: tuple[Photograph, str]) -> None:
    found = judge_photographs()
    assert (found.level, found.values) == (Level.OK, {"all": 2, "n": 0})


def test_one_other_byte_is_found_and_it_is_said_whose(of_remains: tuple[Photograph, str]) -> None:
    photograph, number = of_remains
    last = FilePart.objects.filter(file=photograph.file, copy="original").order_by("-place")[0]
    spoiled = bytearray(last.data)
    spoiled[-1] ^= 1
    FilePart.objects.filter(pk=last.pk).update(data=bytes(spoiled))
    found = judge_photographs()
    assert found.level is Level.REFUSE
    assert found.values == {"all": 2, "n": 1, "which": number}


def test_a_file_without_its_bytes_is_found(of_remains: tuple[Photograph, str]) -> None:
    photograph, number = of_remains
    FilePart.objects.filter(file=photograph.file, copy="original").delete()
    assert judge_photographs().values["which"] == number


def test_a_copy_that_is_only_shown_is_not_the_original(of_remains: tuple[Photograph, str]) -> None:
    FilePart.objects.filter(file=of_remains[0].file, copy="blurred").update(data=b"other")
    assert judge_photographs().level is Level.OK
