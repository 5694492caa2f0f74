"""The policies that come with the program. An office adopts them; they bind nobody before."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Shipped:
    """A policy ready to be adopted: its rules as data, its words in both languages."""

    code: str
    rules: dict[str, Any]
    text_uk: str
    text_en: str


def shipped() -> dict[str, Shipped]:
    """The policies in this folder, by code."""
    found = {}
    for file in sorted(files(__package__).iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".toml"):
            tree = tomllib.loads(file.read_text(encoding="utf-8"))
            found[tree["code"]] = Shipped(
                tree["code"], tree["rules"], tree["text_uk"], tree["text_en"]
            )
    return found
