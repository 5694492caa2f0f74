"""A small invented case as its JSON tree, to be varied by tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def tree() -> dict[str, Any]:
    """Three markers, two families, two bodies."""
    return {
        "format": "imena-case",
        "version": 1,
        "name": "invented",
        "markers": [
            {
                "name": "D3S1358",
                "alleles": ["14", "15", "16", "17"],
                "frequencies": [0.1, 0.2, 0.3, 0.4],
            },
            {"name": "TH01", "alleles": ["6", "7", "9.3"], "frequencies": [0.3, 0.3, 0.4]},
            {
                "name": "DXS10103",
                "alleles": ["16", "17", "18"],
                "frequencies": [0.2, 0.3, 0.5],
                "xlinked": True,
            },
        ],
        "families": [
            {
                "id": "F1",
                "members": [
                    {"id": "Father", "father": None, "mother": None, "sex": "M"},
                    {"id": "Mother", "father": None, "mother": None, "sex": "F"},
                    {"id": "Taras", "father": "Father", "mother": "Mother", "sex": "M"},
                ],
                "typed": {"Mother": {"D3S1358": ["14", "15"], "DXS10103": ["16", "17"]}},
                "missing": ["Taras"],
            },
            {
                "id": "F2",
                "members": [
                    {"id": "Sister", "father": "Dad", "mother": "Mum", "sex": "F"},
                    {"id": "Olena", "father": "Dad", "mother": "Mum", "sex": "F"},
                    {"id": "Dad", "father": None, "mother": None, "sex": "M"},
                    {"id": "Mum", "father": None, "mother": None, "sex": "F"},
                ],
                "typed": {"Sister": {"D3S1358": ["16", "16"], "TH01": ["7", None]}},
                "missing": ["Olena"],
            },
        ],
        "pm": [
            {"id": "B1", "sex": "M", "profile": {"D3S1358": ["14", "17"], "TH01": ["6", "6"]}},
            {"id": "B2", "sex": "F", "profile": {"D3S1358": ["16", "17"]}},
        ],
    }


def written(folder: Path, contents: object, name: str = "case.json") -> Path:
    """``contents`` as a JSON file."""
    path = folder / name
    path.write_text(json.dumps(contents, ensure_ascii=False), encoding="utf-8")
    return path
