"""What is not DNA as likelihood ratios: each a pair of densities, each with its limits stated.

Every model says how probable a finding is if the body is a person with this record,
``p(E | person)``, and if it is a dead person who is not on the list, ``p(E | unlisted)``. Both are
densities over one stated outcome space, so that among the unlisted the LR has mean 1. What was not
examined has an LR of exactly 1.
"""
