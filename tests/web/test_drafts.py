"""What the device keeps of a form: under a name that says nothing, for one person alone."""

from __future__ import annotations

import re

import pytest

from imena.web.filling import drafts
from tests.registry.cast import Cast
from tests.web.at_work import AtWork
from tests.web.served import browser_of


@pytest.fixture
def work(cast: Cast) -> AtWork:
    return AtWork(cast)


def told(page: str) -> tuple[str, str]:
    """The draft's name and its key, as a page tells the browser."""
    found = re.search(r' data-draft="([^"]+)" data-draft-key="([^"]+)"', page)
    assert found is not None
    return found.group(1), found.group(2)


def test_each_form_and_each_person_has_a_draft_of_their_own(work: AtWork) -> None:
    site = f"/sites/{work.ground.site.code}/record-grave"
    grave = f"/graves/{work.ground.grave.number}/do/describe"
    mine = [told(work.field.get(address).content.decode()) for address in (site, grave)]
    prosecutor = work.browser("prosecutor")
    theirs = [told(prosecutor.get(address).content.decode()) for address in (site, grave)]
    assert len({name for name, _ in (*mine, *theirs)}) == 4
    assert {key for _, key in mine} & {key for _, key in theirs} == set()
    assert all(work.ground.site.code not in name for name, _ in mine)
    assert mine == [told(work.field.get(address).content.decode()) for address in (site, grave)]


def test_a_new_password_opens_no_old_draft(work: AtWork) -> None:
    site = f"/sites/{work.ground.site.code}/record-grave"
    name, key = told(work.field.get(site).content.decode())
    work.password_of(work.team)
    again, other = told(browser_of(work.team).get(site).content.decode())
    assert again == name
    assert other != key


def test_what_was_saved_and_what_was_signed_out_of_leaves_the_device(work: AtWork) -> None:
    unit = work.ground.recovered()
    name = drafts.name(work.team, f"bodies/{unit.number}/describe")
    refused = work.do(work.field, unit, "describe")
    assert drafts.SAVED_COOKIE not in refused.cookies
    saved = work.do(work.field, unit, "describe", kind="body_part")
    assert saved.cookies[drafts.SAVED_COOKIE].value == name
    out = work.field.post("/account/sign-out")
    assert out.headers["Clear-Site-Data"] == '"storage"'
