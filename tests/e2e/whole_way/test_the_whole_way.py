"""One man’s way from a lead to a grave under his name and back, and every refusal on it.

Read the stages in their files: each says what is done, and what refuses it while something is
missing. Nothing is written past the services; at the end the ledger is gone through.
"""

from __future__ import annotations

import pytest

from imena.registry.ledger import sequencer
from imena.registry.ledger.verify import verify
from tests.e2e.whole_way.way import Way


@pytest.mark.slow
def test_from_a_lead_to_a_grave_and_back(way: Way) -> None:
    from tests.e2e.whole_way import deciding, families, ground, home, mortuary

    ground.from_a_lead_to_the_store(way)
    mortuary.from_the_store_to_the_laboratory(way)
    families.those_who_search(way)
    mortuary.read_by_code(way)
    deciding.from_a_profile_to_a_name(way)
    home.from_a_name_to_a_grave(way)
    home.the_way_back(way)
    sequencer.link_waiting()
    assert verify().findings == []
