"""Invented sites whose truth is known, and how an answer compares with it."""
