"""Figures for everybody: claims on their scales, series over time, the way, a generalised map."""
