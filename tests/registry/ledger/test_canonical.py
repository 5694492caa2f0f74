"""One value has one spelling, and no two values share one."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.registry.ledger.canonical import NotCanonicalError, Plain, as_plain, canonical, parsed

_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
_NAMES = st.text(st.characters(max_codepoint=0xD7FF))
_NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
PLAIN = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "spelling"),
    [
        ({"b": 1, "a": [None, True, False]}, '{"a":[null,true,false],"b":1}'),
        ("Ґанна О’Ніл", '"Ґанна О’Ніл"'),
        ('"\\/\b\f\n\r\t\0\x1f\x7f', '"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f"'),
        ({"я": 1, "a": 2, "A": 3, "": 4}, '{"":4,"A":3,"a":2,"я":1}'),
        (-(2**53) + 1, "-9007199254740991"),
        ("e\u0301", '"e\u0301"'),
    ],
)
def test_known_spellings(value: Plain, spelling: str) -> None:
    assert canonical(value) == spelling.encode()


@given(PLAIN)
def test_what_is_spelled_reads_back_as_it_was(value: Plain) -> None:
    assert parsed(canonical(value).decode()) == value


@given(PLAIN, PLAIN)
def test_distinct_values_have_distinct_bytes(one: Plain, other: Plain) -> None:
    # Python holds True and 1 for equal; the ledger does not.
    same = repr(one) == repr(other) or json.dumps(one, sort_keys=True) == json.dumps(
        other, sort_keys=True
    )
    assert (canonical(one) == canonical(other)) == same


@given(st.dictionaries(_NAMES, _NUMBERS, min_size=2))
def test_the_order_in_which_fields_came_does_not_matter(value: dict[str, int]) -> None:
    turned = dict(reversed(value.items()))
    assert canonical(value) == canonical(turned)


@pytest.mark.parametrize(
    "value", [1.0, 2**53, "\ud800", {"\ue000": 1}, {1: 2}, b"bytes", {"a": [0.5]}, {1, 2}]
)
def test_what_has_no_settled_spelling_is_refused(value: Plain) -> None:
    with pytest.raises(NotCanonicalError):
        canonical(value)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        '"\\u0436"',
        "1.0",
        "1e3",
        "NaN",
        "01",
        '{"a":1}\n',
        "",
        "[" * 100_000,
    ],
)
def test_another_spelling_is_not_read(text: str) -> None:
    with pytest.raises(NotCanonicalError):
        parsed(text)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (date(2022, 3, 14), "2022-03-14"),
        (
            datetime(2022, 3, 14, 9, 5, tzinfo=timezone(timedelta(hours=2))),
            "2022-03-14T07:05:00.000000Z",
        ),
        (datetime(33, 4, 3, 0, 0, 0, 7, tzinfo=UTC), "0033-04-03T00:00:00.000007Z"),
        (time(7, 30), "07:30:00"),
        (Decimal("1.500"), "1.5"),
        (Decimal("100"), "100"),
        (Decimal("-0.00"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("0.12345678901234567890123456789012345"), "0.12345678901234567890123456789012345"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (memoryview(b"\x00\xff"), "00ff"),
        ([date(2022, 1, 1), {"a": (UUID(int=0),)}],
         ["2022-01-01", {"a": ["00000000-0000-0000-0000-000000000000"]}]),
    ],
)  # fmt: skip
def test_values_of_fields(value: object, plain: Plain) -> None:
    assert as_plain(value) == plain


@pytest.mark.parametrize(
    "value", [1.5, datetime(2022, 3, 14), Decimal("NaN"), {1: 2}, {1, 2}, timedelta(1)]
)
def test_values_that_have_no_place_in_the_ledger(value: object) -> None:
    with pytest.raises(NotCanonicalError):
        as_plain(value)
