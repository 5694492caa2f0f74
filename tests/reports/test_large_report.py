"""A report of a whole site stays small and fast, and is folded."""

from __future__ import annotations

import time

from imena.reports.identification import render
from tests.reports import invented
from tests.reports.invented_large import large
from tests.reports.pages import Page, invented_page


def test_a_site_of_447_bodies_fits_in_8_megabytes_and_10_seconds() -> None:
    case, identification = large(447, 10)
    before = time.process_time()
    html = render(case, identification, provenance=invented.PROVENANCE)
    assert time.process_time() - before < 10
    assert len(html.encode()) < 8_000_000


def test_many_bodies_are_folded_and_linked_inside_their_fold() -> None:
    case, identification = large(13, 2)
    page = Page(render(case, identification, provenance=invented.PROVENANCE, language="en"))
    folds = page.all("details")
    assert len(folds) == 13
    assert not any("open" in attributes for attributes in folds)
    # a browser opens what is folded only round a fragment that stands inside
    assert not any("id" in attributes for attributes in folds)
    assert {"id": "b13", "class": "in"} in page.all("div")
    assert len(page.all("nav")) == 1


def test_few_bodies_stand_open() -> None:
    assert not invented_page("en").all("details")
