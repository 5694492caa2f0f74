"""``imena verify reference`` runs what it finds, and fails on any number that is off."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from imena.cli.verify import QUANTITIES, command
from imena.exchange.reference.case_suite import suite as cases
from imena.exchange.reference.kinship_suite import suite as kinship
from tests.conftest import REFERENCE

MARKER = {
    "name": "M",
    "chrom": None,
    "alleles": ["a", "b"],
    "frequencies": [0.1, 0.9],
    "mutation": None,
    "xlinked": False,
}
MOTHER = {"id": "mother", "father": None, "mother": None, "sex": "F"}
LN = {"child": math.log(0.01), "mother": math.log(0.18)}
#: A mother a/b passes on a with probability 1/2, the father with 0.1.
PARENT_LR = 0.05 / 0.01


def kinship_suite() -> dict[str, Any]:
    """One case worked out by hand: is the woman the mother of the child?"""
    together = LN["mother"] + math.log(0.05)
    apart = LN["mother"] + LN["child"]
    father = {"id": "father", "father": None, "mother": None, "sex": "M"}
    child = {"id": "child", "father": "father", "mother": "mother", "sex": "F"}
    alone = {"id": "child", "father": None, "mother": None, "sex": "F"}
    return {
        "cases": [
            {
                "id": "by hand",
                "markers": [MARKER],
                "theta": 0,
                "linkage": None,
                "founderInbreeding": None,
                "hypotheses": {"mother": [MOTHER, father, child], "stranger": [MOTHER, alone]},
                "genotypes": {"mother": {"M": ["a", "b"]}, "child": {"M": ["a", "a"]}},
                "expected": {
                    "logLik": {
                        "mother": {"total": together, "perMarker": {"M": together}},
                        "stranger": {"total": apart, "perMarker": {"M": apart}},
                    },
                    "logLR": {"mother/stranger": math.log(PARENT_LR)},
                },
            }
        ]
    }


def case() -> dict[str, Any]:
    """One body, one missing daughter of a typed mother."""
    members = [
        MOTHER,
        {"id": "father", "father": None, "mother": None, "sex": "M"},
        {"id": "daughter", "father": "father", "mother": "mother", "sex": "F"},
    ]
    family = {
        "id": "F",
        "members": members,
        "typed": {"mother": {"M": ["a", "b"]}},
        "missing": ["daughter"],
    }
    body = {"id": "V", "sex": "F", "profile": {"M": ["a", "a"]}}
    return {
        "name": "tiny",
        "markers": [MARKER],
        "families": [family],
        "pm": [body],
        "pairings": None,
    }


def results() -> dict[str, Any]:
    """What is known of `case` by hand."""
    null = LN["mother"] + LN["child"]
    placed = null + math.log(PARENT_LR)
    posterior = PARENT_LR / (1 + PARENT_LR)
    top = [
        {"assignment": {"V": "daughter"}, "loglik": placed},
        {"assignment": {"V": "*"}, "loglik": null},
    ]
    return {
        "dataset": "tiny",
        "peer": "by hand",
        "asShipped": {
            "amLogLik": {"F": {"total": LN["mother"], "perMarker": {"M": LN["mother"]}}},
            "pmLogLik": {"V": {"total": LN["child"], "perMarker": {"M": LN["child"]}}},
            "loglik0": null,
            "LRmatrix": {"V": {"daughter": PARENT_LR}},
            "pairs": [
                {
                    "victim": "V",
                    "missing": "daughter",
                    "logLR": math.log(PARENT_LR),
                    "perMarkerLogLR": {"M": math.log(PARENT_LR)},
                }
            ],
            "exclusionMatrix": {"V": {"daughter": 0}},
            "pmDirectMatchLR": {},
            "nAssignments": {"size": 2, "type": "exact"},
            "joint": {
                "nFinite": 2,
                "logSumExpLoglik": math.log(math.exp(placed) + math.exp(null)),
                "top": top,
                "posteriorFlat": {"table": {"V": {"daughter": posterior, "*": 1 - posterior}}},
                "GLR": {"table": {"V": {"daughter": PARENT_LR, "*": None}}},
            },
        },
    }


def a_family_that_cannot_be(tree: dict[str, Any]) -> None:
    """The mother of `case` is b/b, and the typed daughter beside her is a/a."""
    family = tree["families"][0]
    family["members"].append({**family["members"][-1], "id": "sister"})
    family["typed"] = {"mother": {"M": ["b", "b"]}, "sister": {"M": ["a", "a"]}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A reference folder with one suite of each kind, both worked out by hand."""
    for name, tree in (
        ("kinship/suite.json", kinship_suite()),
        ("datasets/tiny.json", case()),
        ("results/tiny.json", results()),
    ):
        put(tmp_path, name, tree)
    return tmp_path


def put(folder: Path, name: str, tree: object) -> None:
    path = folder / "genetics" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tree), encoding="utf-8")


def verified(folder: Path, *options: str) -> Result:
    arguments = ["reference", str(folder), "--language", "en", *options]
    return CliRunner().invoke(command, arguments)


def changed(folder: Path, name: str, change: Callable[[Any], None]) -> Result:
    path = folder / "genetics" / name
    tree = json.loads(path.read_text(encoding="utf-8"))
    change(tree)
    put(folder, name, tree)
    return verified(folder)


def test_what_was_worked_out_by_hand_agrees(folder: Path) -> None:
    result = verified(folder)
    assert result.exit_code == 0, result.output
    assert "by hand" in result.output
    assert "tiny, asShipped" in result.output
    assert "All results agree with the reference." in result.output


@pytest.mark.parametrize(
    ("name", "change", "named"),
    [
        (
            "kinship/suite.json",
            lambda t: t["cases"][0]["expected"]["logLik"]["mother"].update(total=-4.7),
            "log-likelihood, mother",
        ),
        (
            "kinship/suite.json",
            lambda t: t["cases"][0]["expected"]["logLR"].update({"mother/stranger": "-Inf"}),
            "log LR, mother/stranger",
        ),
        (
            "results/tiny.json",
            lambda t: t["asShipped"]["LRmatrix"]["V"].update(daughter=PARENT_LR * (1 + 2e-9)),
            "LR, V, daughter",
        ),
        (
            "results/tiny.json",
            lambda t: t["asShipped"]["LRmatrix"]["V"].update(daughter=None),
            "pairs compared",
        ),
        (
            "results/tiny.json",
            lambda t: t["asShipped"]["joint"]["posteriorFlat"]["table"]["V"].update(daughter=0.5),
            "posterior of a pair, V, daughter",
        ),
        (
            "results/tiny.json",
            lambda t: t["asShipped"]["joint"]["top"].reverse(),
            "log-likelihood of a joint assignment, 1",
        ),
        (
            "results/tiny.json",
            lambda t: t["asShipped"]["joint"]["top"][0]["assignment"].update(V="*"),
            "order of the joint assignments, 1",
        ),
        (
            "results/tiny.json",
            lambda t: t["asShipped"]["joint"]["GLR"]["table"]["V"].update(daughter=0),
            "generalised LR, V, daughter",
        ),
        (
            "results/tiny.json",
            lambda t: t["asShipped"]["nAssignments"].update(size=3),
            "number of joint assignments",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "/" not in value else "",
)
def test_a_wrong_number_fails_and_is_named(
    folder: Path, name: str, change: Callable[[Any], None], named: str
) -> None:
    result = changed(folder, name, change)
    assert result.exit_code == 1
    assert f"BEYOND: {named}: expected" in result.output
    assert "Some results differ from the reference." in result.output


def test_assignments_of_one_likelihood_have_no_order(folder: Path) -> None:
    """Both alleles equally common and nothing read of the mother: every LR is 1."""
    tree, stated = case(), results()
    tree["families"][0]["typed"] = {"mother": {}}
    block = stated["asShipped"]
    block["amLogLik"]["F"] = {"total": 0, "perMarker": {"M": 0}}
    block["loglik0"] = LN["child"]
    block["LRmatrix"]["V"]["daughter"] = 1
    block["pairs"][0].update(logLR=0, perMarkerLogLR={"M": 0})
    joint = block["joint"]
    joint["logSumExpLoglik"] = LN["child"] + math.log(2)
    for item in joint["top"]:
        item["loglik"] = LN["child"]
    joint["posteriorFlat"]["table"]["V"] = {"daughter": 0.5, "*": 0.5}
    joint["GLR"]["table"]["V"]["daughter"] = 1
    put(folder, "datasets/tiny.json", tree)
    put(folder, "results/tiny.json", stated)
    assert verified(folder).exit_code == 0
    joint["top"].reverse()
    put(folder, "results/tiny.json", stated)
    assert verified(folder).exit_code == 0


def test_a_family_that_cannot_be_must_be_named_by_the_engine(folder: Path) -> None:
    tree, stated = case(), results()
    a_family_that_cannot_be(tree)
    block = stated["asShipped"]
    stated["asShipped"] = {
        "amLogLik": {"F": {"total": "-Inf", "perMarker": {"M": "-Inf"}}},
        "pmLogLik": block["pmLogLik"],
        "loglik0": "-Inf",
        "impossible": "the peer gives up",
    }
    put(folder, "datasets/tiny.json", tree)
    put(folder, "results/tiny.json", stated)
    result = verified(folder)
    assert result.exit_code == 0, result.output
    block = stated["asShipped"]
    block["amLogLik"]["F"] = {"total": -1.0, "perMarker": {"M": -1.0}}
    put(folder, "results/tiny.json", stated)
    result = verified(folder)
    assert result.exit_code == 1
    assert "BEYOND: families whose own readings are impossible" in result.output


def test_a_variant_nobody_knows_is_refused(folder: Path) -> None:
    result = changed(folder, "results/tiny.json", lambda t: t.update(asWished=t["asShipped"]))
    assert result.exit_code == 1
    assert "tiny.json: asWished is a variant that is not known here" in result.output


def test_a_result_left_out_is_named(folder: Path) -> None:
    result = changed(folder, "results/tiny.json", lambda t: t["asShipped"].pop("loglik0"))
    assert result.exit_code == 1
    assert "tiny.json: asShipped.loglik0 is not stated" in result.output


def test_results_of_a_case_that_is_not_there_are_refused(folder: Path) -> None:
    (folder / "genetics" / "datasets" / "tiny.json").unlink()
    result = verified(folder)
    assert result.exit_code == 1
    assert "tiny.json" in result.output


def test_a_folder_without_any_suite_is_refused(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    result = verified(tmp_path)
    assert result.exit_code == 1
    assert "no reference suite is here" in result.output
    assert "genetics/kinship/*.json" in result.output


def test_a_suite_nobody_runs_yet_is_named(folder: Path) -> None:
    put(folder, "../evidence/age.json", {})
    assert "Not run yet: evidence, 1 file." in verified(folder).output


def test_everything_can_be_written_to_a_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert verified(folder, "--json", str(out)).exit_code == 0
    written = json.loads(out.read_text(encoding="utf-8"))
    assert [c["case"] for c in written["kinship"]] == ["by hand"]
    assert written["cases"][0]["compared"]["lr"] == 1
    assert written["cases"][0]["beyond"] == []


@pytest.mark.reference
def test_every_kinship_result_of_the_reference_agrees() -> None:
    compared = list(kinship.compared(REFERENCE))
    assert len(compared) == 78
    assert [c.case for c in compared if c.beyond] == []
    assert {quantity for c in compared for quantity in c.compared} <= QUANTITIES.keys()


@pytest.mark.reference
@pytest.mark.slow
def test_every_case_of_the_reference_agrees() -> None:
    compared = list(cases.compared(REFERENCE))
    assert len(compared) == 27
    assert [c.case for c in compared if c.beyond] == []
    assert {quantity for c in compared for quantity in c.compared} <= QUANTITIES.keys()
