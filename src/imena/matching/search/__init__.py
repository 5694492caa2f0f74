"""Blind search: every body against every missing person, exactly, however many there are."""
