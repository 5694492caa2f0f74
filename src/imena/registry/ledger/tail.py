"""Check the end of the ledger: what was recorded last, each time the case file is opened."""

from __future__ import annotations

from itertools import accumulate

from django.db.models.functions import Length

from imena.registry.ledger.chain import Head
from imena.registry.ledger.findings import Verified
from imena.registry.ledger.heads import Heads
from imena.registry.ledger.verify import verify_since
from imena.registry.models.ledger import Link


def verify_tail(events: int, *, characters: int = 500_000) -> Verified:
    """Go through the last ``events`` events of the office's order, as
    :func:`~imena.registry.ledger.verify.verify_since` does: fewer where they are longer than
    ``characters`` together, and one at least. What each chain ended with before them is taken as
    the ledger has it: whether that is whole, only the whole ledger shows.
    """
    last = Link.objects.order_by("-index").values_list("index", Length("line"))[:events]
    places, lengths = zip(*last, strict=True) if last else ((), ())
    within = sum(1 for together in accumulate(lengths) if together <= characters)
    begin = places[max(within, 1) - 1] - 1 if places else 0
    devices = Link.objects.filter(index__gt=begin).values_list("device", flat=True).distinct()
    ends = {}
    for device in devices.order_by("device"):
        before = Link.objects.filter(device=device, index__lte=begin).order_by("-seq")
        if head := before.values_list("seq", "hash").first():
            ends[device] = Head(*head)
    return verify_since(Heads(begin, ends))
