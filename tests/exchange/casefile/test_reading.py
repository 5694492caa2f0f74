"""What a case file may say, and what the case then holds."""

from __future__ import annotations

import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from imena.exchange.casefile.problems import CaseFileError
from imena.exchange.casefile.read import read_case
from imena.kinship.observation import ReadingRates
from imena.kinship.pedigree import Sex
from imena.matching.case import Case
from tests.exchange.small_case import tree, written


def read(tmp_path: Path, contents: object) -> Case:
    return read_case(written(tmp_path, contents)).case


def codes(refused: pytest.ExceptionInfo[CaseFileError]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_small_case(tmp_path: Path) -> None:
    case = read(tmp_path, tree())
    assert case.name == "invented"
    assert [m.name for m in case.markers] == ["D3S1358", "TH01", "DXS10103"]
    assert [m.x_linked for m in case.markers] == [False, False, True]
    assert case.missing == ("Taras", "Olena")
    assert case.families[1].samples["Sister"].genotypes["TH01"] == ("7", None)
    assert case.body_of["B1"].sample.genotypes == {"D3S1358": ("14", "17"), "TH01": ("6", "6")}
    assert case.pairings is None
    assert case.details == {}


def test_the_bare_form_needs_neither_format_nor_version_nor_name(tmp_path: Path) -> None:
    bare = {key: tree()[key] for key in ("markers", "families", "pm")}
    assert read(tmp_path, bare).name == "case"


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, tree())
    (file,) = read_case(path).inputs
    assert file.name == "case.json"
    assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(tree()), encoding="utf-8-sig")
    assert read_case(path).case.name == "invented"


def test_one_recorded_parent_is_enough(tmp_path: Path) -> None:
    contents = tree()
    contents["families"][1]["members"][0]["father"] = None
    pedigree = read(tmp_path, contents).families[1].pedigree
    father = pedigree["Sister"].father
    assert father in pedigree.unnamed


def test_a_parent_of_unknown_sex_gets_the_sex_of_the_role(tmp_path: Path) -> None:
    contents = tree()
    contents["families"][0]["members"][0]["sex"] = "U"
    assert read(tmp_path, contents).families[0].pedigree["Father"].sex is Sex.MALE


def test_missing_people_and_bodies_of_unknown_sex_are_accepted(tmp_path: Path) -> None:
    contents = tree()
    contents["families"][1]["members"][1]["sex"] = "U"
    contents["pm"][0]["sex"] = "U"
    case = read(tmp_path, contents)
    assert case.comparable("B1", "Olena")


def test_a_marker_of_which_nothing_was_read_is_left_out(tmp_path: Path) -> None:
    contents = tree()
    contents["pm"][0]["profile"]["TH01"] = [None, None]
    assert "TH01" not in read(tmp_path, contents).body_of["B1"].sample.genotypes


def test_a_body_without_any_reading_is_kept(tmp_path: Path) -> None:
    contents = tree()
    contents["pm"][0]["profile"] = {}
    assert read(tmp_path, contents).body_of["B1"].sample.genotypes == {}


def test_frequencies_that_nearly_sum_to_one_are_rescaled(tmp_path: Path) -> None:
    contents = tree()
    contents["markers"][1]["frequencies"] = [0.3, 0.3, 0.39995]
    p = read(tmp_path, contents).markers[1].frequencies
    assert p.sum() == pytest.approx(1, abs=1e-15)
    assert p[0] == pytest.approx(0.3 / 0.99995)


def test_a_silent_frequency_adds_a_silent_allele(tmp_path: Path) -> None:
    contents = tree()
    contents["markers"][1]["silentFrequency"] = 0.02
    marker = read(tmp_path, contents).markers[1]
    assert marker.alleles == ("6", "7", "9.3", "silent")
    assert marker.silent == 3
    np.testing.assert_allclose(marker.frequencies, [0.294, 0.294, 0.392, 0.02])


def test_an_allele_named_silent_is_the_silent_one(tmp_path: Path) -> None:
    contents = tree()
    contents["markers"][1].update(alleles=["6", "silent", "7", "9.3"], frequencies=[0.3, 0.1] * 2)
    contents["markers"][1]["frequencies"] = [0.3, 0.1, 0.3, 0.3]
    assert read(tmp_path, contents).markers[1].silent == 1


def test_rates_come_from_the_sample_then_from_the_case(tmp_path: Path) -> None:
    contents = tree()
    contents["rates"] = {"am": {"typingError": 0.001}, "pm": {"dropout": 0.1, "dropIn": 0.01}}
    contents["families"][0]["rates"] = {"Mother": {"dropout": 0.02}}
    contents["pm"][1]["dropout"] = 0.3
    case = read(tmp_path, contents)
    assert case.families[0].samples["Mother"].rates == ReadingRates(0.02, 0, 0.001)
    assert case.families[1].samples["Sister"].rates == ReadingRates(0, 0, 0.001)
    assert case.body_of["B1"].sample.rates == ReadingRates(0.1, 0.01, 0)
    assert case.body_of["B2"].sample.rates == ReadingRates(0.3, 0.01, 0)


def test_what_the_format_does_not_define_is_carried_through(tmp_path: Path) -> None:
    contents = tree()
    contents["site"] = {"graves": 3}
    contents["markers"][0]["kit"] = "invented kit"
    contents["families"][0]["village"] = "Вигадане"
    contents["families"][0]["members"][2]["name"] = "Тарас Вигадько"
    contents["pm"][0]["grave"] = 17
    case = read(tmp_path, contents)
    assert case.details == {
        "site": {"graves": 3},
        "markers": {"D3S1358": {"kit": "invented kit"}},
        "families": {"F1": {"village": "Вигадане"}},
    }
    assert case.families[0].details == {"Taras": {"name": "Тарас Вигадько"}}
    assert case.bodies[0].details == {"grave": 17}


def test_pairings_leave_out_nobody(tmp_path: Path) -> None:
    contents = tree()
    contents["pairings"] = {"B1": ["*", "Taras"]}
    case = read(tmp_path, contents)
    assert case.pairings == {"B1": ("Taras",)}
    assert not case.comparable("B2", "Olena")


def test_evidence_may_be_impossible_and_may_say_more(tmp_path: Path) -> None:
    contents = tree()
    contents["evidence"] = [
        {"victim": "B1", "missing": "Taras", "log10_lr": "-inf", "why": "stature"},
        {"victim": "B2", "missing": "Olena", "log10_lr": 1.5},
    ]
    case = read(tmp_path, contents)
    assert case.evidence == {("B1", "Taras"): -math.inf, ("B2", "Olena"): 1.5}
    assert case.details["evidence"] == [{"victim": "B1", "missing": "Taras", "why": "stature"}]


def test_linked_markers_may_form_a_chain(tmp_path: Path) -> None:
    contents = tree()
    contents["markers"].append({"name": "vWA", "alleles": ["1", "2"], "frequencies": [0.5, 0.5]})
    contents["linkage"] = [
        {"marker1": "D3S1358", "marker2": "TH01", "rho": 0.1},
        {"marker1": "TH01", "marker2": "vWA", "rho": 0.5},
    ]
    assert [(pair.second, pair.rho) for pair in read(tmp_path, contents).linkage] == [
        ("TH01", 0.1),
        ("vWA", 0.5),
    ]


def test_founders_may_be_inbred(tmp_path: Path) -> None:
    contents = tree()
    contents["families"][0]["founderInbreeding"] = {"Father": 0.25, "Mother": 0}
    assert read(tmp_path, contents).families[0].founder_inbreeding == {"Father": 0.25}


def test_an_unreadable_marker_is_not_blamed_on_profiles(tmp_path: Path) -> None:
    contents = tree()
    contents["markers"][0]["name"] = 3
    with pytest.raises(CaseFileError) as refused:
        read(tmp_path, contents)
    assert codes(refused) == ["field-type"]


def test_an_unreadable_person_is_not_blamed_on_relatives(tmp_path: Path) -> None:
    contents = tree()
    contents["families"][0]["members"][1]["id"] = None
    with pytest.raises(CaseFileError) as refused:
        read(tmp_path, contents)
    assert codes(refused) == ["field-missing"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError) as refused:
        read_case(tmp_path / "nowhere.json")
    assert codes(refused) == ["file-missing"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError) as refused:
        read_case(written(tmp_path, tree()), largest=100)
    assert codes(refused) == ["file-too-large"]
    assert refused.value.problems[0].values["limit"] == pytest.approx(1e-4)


@pytest.mark.parametrize("path", ["a" * 5000, "a\0b"])
def test_a_path_that_no_system_knows(path: str) -> None:
    with pytest.raises(CaseFileError) as refused:
        read_case(Path(path))
    assert codes(refused) == ["file-unreadable"]


@pytest.mark.parametrize("digits", ["1" * 400, "1e999", "-1e999"])
def test_endless_numbers_are_refused(tmp_path: Path, digits: str) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(tree()).replace("0.1,", f"{digits},", 1), encoding="utf-8")
    with pytest.raises(CaseFileError) as refused:
        read_case(path)
    assert codes(refused) == ["json-not-finite"]


def test_messages_never_carry_control_characters(tmp_path: Path) -> None:
    contents: dict[str, Any] = tree()
    contents["pm"][0]["id"] = "\x1b[2J" + "x" * 500
    with pytest.raises(CaseFileError) as refused:
        read(tmp_path, contents)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 500
