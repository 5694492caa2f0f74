"""Imena."""
