"""The check systems of ISO/IEC 7064 from their definitions, for comparison."""

from __future__ import annotations

from collections.abc import Sequence


def pure(values: Sequence[int], modulus: int, radix: int) -> int:
    """The check value c for which sum of value × radix^place, c at place 0, is 1 mod modulus."""
    return (
        1 - sum(v * pow(radix, n + 1, modulus) for n, v in enumerate(reversed(values)))
    ) % modulus


def hybrid(values: Sequence[int], size: int) -> int:
    """The check value of the hybrid system MOD size+1,size."""
    product = size
    for value in values:
        product = ((product + value) % size or size) * 2 % (size + 1)
    return (size + 1 - product) % size
