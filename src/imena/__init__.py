"""Imena (Ukrainian for "names"): from the ground to a name, saying what is known and what is not."""

__version__ = "0.1.0"
