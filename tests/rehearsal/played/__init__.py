"""Tests that look at one play and change nothing: a package, so that pytest plays once for all."""
