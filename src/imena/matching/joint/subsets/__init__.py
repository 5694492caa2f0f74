"""Exact sums and maxima over the sets of bodies, or of people, that a component is about."""
