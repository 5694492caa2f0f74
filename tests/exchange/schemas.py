"""The repository's JSON Schemas as validators."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

NAMES = ("case-1", "kinship-1", "match-1", "kinship-result-1")


def schema(name: str) -> dict[str, Any]:
    """One schema as it is shipped."""
    text = (files("imena.exchange.casefile") / "schemas" / f"{name}.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def validator(name: str) -> Draft202012Validator:
    """The validator of one schema; the schemas may refer to one another."""
    loaded = [schema(other) for other in NAMES]
    registry: Registry[Any] = Registry().with_resources(
        [(one["$id"], Resource.from_contents(one)) for one in loaded]
    )
    return Draft202012Validator(schema(name), registry=registry)
