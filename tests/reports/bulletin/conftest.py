"""Statements are told in the office's time zone: Django has to know it."""

from __future__ import annotations

from imena.registry.start import start

start()
