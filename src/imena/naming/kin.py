"""What two reports say if they are of two relatives: neither one person nor strangers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from imena.naming.vocabulary import FloatArray


@dataclass(frozen=True)
class Kin:
    """A kind of relatives: its ``share`` among pairs of relatives in such lists, and for each field
    the probability that they have it in common because they are relatives. Others: 0.
    """

    kind: str
    share: float
    shares: Mapping[str, float]


#: Relatives in one list often went missing together.
_TOGETHER = {"seen_place": 0.7, "seen_on": 0.7}
#: Proposals of ours. Relatives never bear one given name for being relatives.
KIN = (
    Kin("siblings", 0.47, {"surname": 0.9, "patronymic": 0.98, "place": 0.8} | _TOGETHER),
    Kin(
        "twins",
        0.02,
        {"surname": 0.98, "patronymic": 0.98, "place": 0.95, "year": 0.99, "day": 0.98} | _TOGETHER,
    ),
    Kin("others", 0.51, {"surname": 0.6, "place": 0.6} | _TOGETHER),
)


def log10_lr_of_kin(fields: Sequence[str], log10_lrs: FloatArray) -> FloatArray:
    """log10 of the LR of two relatives against two strangers, a pair a row.

    ``log10_lrs`` is (pairs, fields), for one person against strangers. A field that relatives share
    with probability r agrees, with probability r, as one person with themselves, else as strangers;
    the kinds of relatives are a mixture. Its mean among strangers is 1 if theirs is.
    """
    lrs = 10.0**log10_lrs
    total = np.zeros(len(lrs))
    for kin in KIN:
        shared = np.array([kin.shares.get(field, 0.0) for field in fields])
        total += kin.share * np.prod(1 + shared * (lrs - 1), axis=1)
    return np.log10(total)
