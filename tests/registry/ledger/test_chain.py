"""A chain: each event names the hash of the one before it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.registry.ledger.canonical import Plain, canonical
from imena.registry.ledger.chain import EMPTY, Head, hash_of, line_of, linked

KNOWN_FIRST = "5c94611964e44de97d070c1efbff1d5e94708e7cfd3290eb06e5d0fe7225677c"
KNOWN_SECOND = "6112f5262f009e50b985ff6b57755011cc52f46ba88a045e1ed86a53531b0559"
BODY = (
    '{"actor":null,"approvers":[],"at":{"boot":"b","tick":"1","wall":"2026-04-02T08:00:00.000000Z"},'
    '"base":{},"device":"field-1","erased":[],"fields":{},"files":[],'
    '"from":"2026-04-02T08:00:00.000000Z","id":"d3b07384-0000-4000-8000-0000000000aa","key":null,'
    '"policy":null,"subjects":[],"type":"scene.open","v":1}'
)


def test_known_answers() -> None:
    """Computed with ``printf`` and ``sha256sum``."""
    line, head = linked(BODY, EMPTY)
    assert '"policy":null,"prev":"' + "0" * 64 + '","seq":1,"subjects":[]' in line
    assert head == Head(1, KNOWN_FIRST)
    line, head = linked(BODY, head)
    assert f'"prev":"{KNOWN_FIRST}","seq":2' in line
    assert head == Head(2, KNOWN_SECOND)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 2**53 - 1))
def test_a_line_is_as_canonical_as_its_body(policy: str, seq: int) -> None:
    """Whatever text stands in an event, number and hash get into their own places."""
    body: dict[str, Plain] = {
        "actor": "a",
        "fields": {"r/subjects": "c"},
        "policy": policy,
        "subjects": [],
        "v": 1,
    }
    line = line_of(canonical(body).decode(), seq, EMPTY.hash)
    assert line == canonical({**body, "prev": EMPTY.hash, "seq": seq}).decode()


@given(st.integers(0, len(BODY) - 1), st.characters(exclude_categories=["Cs"]))
def test_any_other_character_anywhere_changes_the_hash(at: int, other: str) -> None:
    line, head = linked(BODY, EMPTY)
    changed = line[:at] + other + line[at + 1 :]
    assert (hash_of(changed) == head.hash) == (changed == line)


@pytest.mark.parametrize("body", ["{}", "", BODY + BODY])
def test_what_is_no_body_is_not_linked(body: str) -> None:
    with pytest.raises(ValueError, match="not the body"):
        line_of(body, 1, EMPTY.hash)
