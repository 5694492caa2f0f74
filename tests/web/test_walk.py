"""Every address, asked by every role and by nobody: who gets in, what they learn, what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from house.catalogues import UKRAINIAN, read
from imena.registry import clock
from imena.registry.models import BurialUnit, Event, RecoveredUnit, Sample
from imena.registry.permissions import ROLES, Reach, reach
from imena.web.access import access_of
from imena.web.middleware.headers import POLICY
from tests.web.page_check import seen
from tests.web.served import ADDRESSES, FAMILY, GRAVE, NOT_THEIRS, RELATIVE, Served, patterns

#: Asked for, these do something; they answer to a form and not to a visit.
FORMS = {
    "sign_out", "preferences", "original",
    "passkey_add", "passkey_ask", "passkey_options", "passkey_sign_in",
}  # fmt: skip
#: Only between the password and the one-time code; else it leads to the sign-in.
BETWEEN = {"code"}
#: No pages: files to keep, which carry their own style, and pictures.
FILES = {"bulletin_file", "dossier", "picture", "statement_pack"}
PAGES = sorted(set(ADDRESSES) - FORMS - BETWEEN - FILES)
#: Queries that a page may ask, whoever it is shown to and however much is recorded.
MOST_QUERIES = 40
#: A decision is judged anew, whole, whenever somebody reads it to sign: more, and as constant.
MOST_OF = {"decision": 150, "missing": 50}


def words(response: Any) -> str:
    return str(response.content.decode())


def test_the_walk_goes_everywhere_and_every_page_says_whom_it_is_for() -> None:
    """A page that is not walked is not tested: whoever adds one says in ``ADDRESSES`` where."""
    assert set(patterns()) == set(ADDRESSES)
    assert [name for name, at in patterns().items() if access_of(at.callback) is None] == []


def test_nobody_sees_anything_without_signing_in(served: Served) -> None:
    client = Client()
    for name, address in served.addresses().items():
        response = client.get(address)
        if name == "sign_in":
            assert response.status_code == 200
        elif name in FORMS:
            assert response.status_code == 405
        elif name in BETWEEN:
            assert response.headers["Location"] == "/account/sign-in"
        else:
            assert response.status_code == 302, name
            assert response.headers["Location"].startswith("/account/sign-in?next=%2F"), name


def test_each_role_gets_in_where_the_matrix_says(served: Served) -> None:
    for role in ROLES:
        client, actor = served.client(role), served.cast.actors[role]
        for name, address in served.addresses().items():
            access = access_of(patterns()[name].callback)
            assert access is not None
            if not access.open_to(actor):
                wanted = 403
            elif (role, name) in NOT_THEIRS:
                wanted = 404
            else:
                wanted = 200
            wanted = 405 if name in FORMS else 302 if name in BETWEEN else wanted
            assert client.get(address).status_code == wanted, (role, name)


@pytest.mark.invariant("I31")
def test_no_page_tells_a_role_what_it_must_not_know(served: Served) -> None:
    samples = set(Sample.objects.values_list("number", flat=True))
    hidden_from_laboratory = samples | {
        GRAVE, served.unit.number, served.body.number, served.missing.number,
    }  # fmt: skip
    for role in ROLES:
        client, actor = served.client(role), served.cast.actors[role]
        for name in PAGES:
            address = served.addresses()[name]
            # The address that was asked for is the asker's own word.
            told = words(client.get(address)).replace(address, "")
            if reach(actor, "antemortem") not in (Reach.OWN, Reach.ALL):
                assert FAMILY not in told, (role, name)
            if reach(actor, "persons") not in (Reach.OWN, Reach.ALL):
                assert RELATIVE not in told, (role, name)
            if role == "laboratory":
                assert {mark for mark in hidden_from_laboratory if mark in told} == set(), name


@pytest.mark.invariant("I32")
def test_a_name_is_shown_with_a_purpose_and_written_down_and_never_without(
    served: Served,
) -> None:
    address = served.addresses()["body"]
    told = words(served.client("analyst", purpose="").get(address))
    assert FAMILY not in told
    assert not Event.objects.filter(type__startswith="read.").exists()
    if served.missing.number in told:
        assert "/account/purpose?next=" in told


def test_every_answer_forbids_foreign_code_frames_and_copies(served: Served) -> None:
    client = served.client("examiner")
    for address in [*served.addresses().values(), "/nowhere", "/sites/QQQ"]:
        headers = client.get(address).headers
        assert headers["Content-Security-Policy"] == POLICY, address
        assert headers["Cache-Control"] == "no-store", address
        assert headers["X-Frame-Options"] == "DENY", address
        assert headers["X-Content-Type-Options"] == "nosniff", address
        assert headers["Referrer-Policy"] == "same-origin", address
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_page_is_well_made_in_both_languages(served: Served, language: str) -> None:
    for role in ("prosecutor", "mortuary", "laboratory"):
        client = served.client(role, language=language)
        for address in [*map(served.addresses().get, PAGES), "/nowhere"]:
            page = words(client.get(str(address)))
            assert f'<html lang="{language}"' in page, address
            assert seen(page).faults == [], address


def test_no_page_in_ukrainian_says_anything_in_english(served: Served) -> None:
    catalogues = [read(path.stem) for path in UKRAINIAN.glob("web*.po")]
    said = {str(m.id) for c in catalogues if c is not None for m in c if not m.pluralizable}
    long = {m for m in said if len(m) > 8 and "{" not in m}
    client = served.client("prosecutor", language="uk")
    for name in PAGES:
        texts = set(seen(words(client.get(served.addresses()[name]))).text)
        assert texts & long == set(), name


@pytest.fixture
def still() -> Iterator[None]:
    """A clock that stands still: no session is noted again while pages are counted."""
    with clock.use(clock.SetClock(clock.now())):
        yield


@pytest.mark.parametrize("role", ["prosecutor", "field_team"])
def test_no_page_asks_more_the_more_there_is(still: None, served: Served, role: str) -> None:
    client = served.client(role)
    for name in PAGES:
        # Who reads about somebody for the first time today is asked how many they have read about.
        asked(client, served.addresses()[name])
    before = {name: asked(client, served.addresses()[name]) for name in PAGES}
    for serial in range(3):
        grave = served.believed.row(
            BurialUnit, number=f"PTX-G10{serial}-H", site=served.believed.site
        )
        unit = served.believed.unit()
        RecoveredUnit.objects.filter(pk=unit.pk).update(burial_unit=grave)
        served.believed.remains(unit)
    after = {name: asked(client, served.addresses()[name]) for name in PAGES}
    assert after == before
    assert {n: m for n, m in after.items() if m > MOST_OF.get(n, MOST_QUERIES)} == {}


def asked(client: Client, address: str) -> int:
    """How many queries a page asks, nothing of it kept from before."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)
