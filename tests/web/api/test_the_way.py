"""Machines read the way as the page shows it: kept where it is slow, and with its time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache

from imena.registry import clock
from imena.web import counted as counting
from tests.web.api.machine import Machine, machine
from tests.web.served import Served


def lanes(machine: Machine) -> list[str]:
    return [lane["unit"] for lane in said(machine)["lanes"]]


def said(machine: Machine) -> Any:
    answer = machine.get("/way")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_what_is_kept_says_its_time_and_stays_with_its_rights(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    monkeypatch.setattr(counting, "SLOW_SECONDS", 0.0)
    whole, narrow = machine(served, "prosecutor"), machine(served, "prosecutor", ["sites:read"])
    first = said(whole)
    assert datetime.fromisoformat(first["counted_at"]) <= clock.now()
    assert said(whole) == first
    assert lanes(narrow) == ["sites", "graves"]
    assert lanes(whole) == ["sites", "graves", "remains", "named", "missing"]
