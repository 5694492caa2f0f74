"""Findings for an invented site: what families and records tell, what examiners see.

They are drawn under the very models that weigh them, with a stated share of what nobody examined;
or under wrong ones, to see what the weighing does then. Everybody is invented.
"""
