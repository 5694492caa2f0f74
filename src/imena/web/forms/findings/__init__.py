"""Findings as forms ask for them: before death and after it the same controls."""
