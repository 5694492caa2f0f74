"""The search over the whole case file: freeze it, compare everybody, record what may be."""
