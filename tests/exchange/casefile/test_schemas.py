"""The JSON Schemas say the same as the readers and the writers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from imena.exchange.casefile.as_json import case_json
from imena.exchange.casefile.read import read_case, read_kinship
from imena.matching.case import Case
from tests.exchange.case_strategies import cases
from tests.exchange.schemas import NAMES, schema, validator
from tests.exchange.small_case import tree, written

ROOT = Path(__file__).parent.parent.parent.parent
BROKEN = Path(__file__).parent.parent / "broken"


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_one(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=cases())
def test_every_case_written_fits_its_schema(case: Case) -> None:
    validator("case-1").validate(case_json(case))


def test_the_small_case_fits(tmp_path: Path) -> None:
    validator("case-1").validate(tree())
    read_case(written(tmp_path, tree()))


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.json")), ids=lambda p: p.name)
def test_examples_fit_and_are_read(path: Path) -> None:
    kinship = "kinship" in path.name
    contents = json.loads(path.read_text("utf-8"))
    validator("kinship-1" if kinship else "case-1").validate(contents)
    (read_kinship if kinship else read_case)(path)


def test_there_are_examples() -> None:
    assert len(list((ROOT / "examples").glob("*.json"))) >= 2


#: Broken files whose fault a schema can see: a shape, a type or a range.
VISIBLE = (
    "allele-as-number",
    "allele-blank",
    "alleles-none",
    "bodies-none",
    "dropout-above-one",
    "families-as-object",
    "families-none",
    "field-without-meaning",
    "format-of-others",
    "frequency-as-text",
    "frequency-negative",
    "id-as-number",
    "id-empty",
    "linkage-rho-too-large",
    "markers-left-out",
    "markers-none",
    "mutation-model-unknown",
    "mutation-one-matrix",
    "mutation-rate-of-two",
    "one-allele",
    "sex-in-words",
    "sex-left-out",
    "silent-frequency-of-one",
    "theta-of-one",
    "three-alleles",
    "version-of-tomorrow",
)


@pytest.mark.parametrize("name", VISIBLE)
def test_the_schema_refuses_what_it_can_see(name: str) -> None:
    contents = json.loads((BROKEN / f"{name}.json").read_text("utf-8"))
    assert not validator("case-1").is_valid(contents)
