"""Names as people write them: in three languages, two alphabets, in full, short and misspelt.

How far two names agree is a likelihood ratio: how often one person is written so, twice, against
how often two people are. Among the names of unrelated people its mean is 1.
"""
