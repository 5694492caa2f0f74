"""Markup is built from values; what is not markup is escaped."""

from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from imena.reports.markup import Html, element, filled, joined


@given(st.text())
def test_text_comes_out_as_it_went_in(text: str) -> None:
    html = element("p", text)
    assert unescape(html.removeprefix("<p>").removesuffix("</p>")) == text
    assert html.count("<") == 2


@given(st.text(min_size=1))
def test_an_attribute_cannot_break_out(text: str) -> None:
    assert element("p", title=text).count('"') == 2


def test_markup_is_not_escaped_twice() -> None:
    assert joined(element("b", "a & b"), " < ", None) == "<b>a &amp; b</b> &lt; "


def test_attributes_lose_what_python_needs_of_them() -> None:
    html = element("td", "x", class_="num", data_l="a:", hidden=False, title=None, inert=True)
    assert html == '<td class="num" data-l="a:" inert>x</td>'


def test_a_sentence_is_filled_with_markup_and_with_text() -> None:
    who = element("b", "Остап")
    assert filled("{who} & {other}", who=who, other="<Лука>") == "<b>Остап</b> &amp; &lt;Лука&gt;"


def test_joining_puts_nothing_round_what_is_left_out() -> None:
    assert joined("a", None, Html(""), "b", between=", ") == "a, b"
