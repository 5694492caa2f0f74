"""The benchmark of the pages leaves none of them out."""

from __future__ import annotations

from benchmarks.page_addresses import pages
from tests.web.served import ADDRESSES

#: Asked for, these do something; they answer to a form and not to a visit.
FORMS = {
    "sign_out", "preferences", "original", "passkey_add", "passkey_ask", "passkey_options",
    "passkey_sign_in", "code",
}  # fmt: skip


def test_every_page_is_measured() -> None:
    assert pages() == set(ADDRESSES) - FORMS
