"""Pictures are taken of each kind of page once."""

from __future__ import annotations

import pytest

from house.looks import kind_of


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/", "/"),
        ("/graves?stage=empty", "/graves"),
        ("/sites/PTX", "/sites/*"),
        ("/bodies/PTX-0018-C/do/describe", "/bodies/*/do/describe"),
        ("/examinations/bbe51274-effc-4b87-b4e8-6b5c76435ab4", "/examinations/*"),
        ("/administration/vocabularies/hazard_state", "/administration/vocabularies/*"),
        ("/families/MP-0400-X/talk", "/families/*/talk"),
    ],
)
def test_a_kind_is_an_address_without_its_codes(address: str, kind: str) -> None:
    assert kind_of(address) == kind
