"""The two databases a case file can live in, each made safe before it is written.

``sqlite`` and ``postgresql`` are Django database backends; the rest says which of them an address
means, with what key, and whether this machine may be trusted with it.
"""
