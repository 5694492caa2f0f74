"""All remains beside all missing people: one array of log10 LRs, and each pair group by group.

What is weighed of remains and of a person stands in `records`; each group of evidence has a module
that weighs all pairs at once and, when asked, one pair with everything a reader must be told. The
two say the same. The dead who are not on the list are taken to resemble the list.
"""
