"""An interrupted writing leaves what was there before and nothing besides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imena.exchange.atomic import laid_out, write_json, write_text, write_texts


def test_a_file_is_written_as_utf8_with_a_line_end(tmp_path: Path) -> None:
    write_json({"ім’я": ["а", 1.5, None]}, tmp_path / "a.json")
    assert (tmp_path / "a.json").read_bytes() == '{"ім’я": ["а", 1.5, null]}\n'.encode()


def test_ctrl_c_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "a.json"
    target.write_text("old")

    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("imena.exchange.atomic.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_text(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_of_several_files_none_is_replaced_before_all_are_written(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "nowhere" / "b"
    first.write_text("old")
    with pytest.raises(FileNotFoundError):
        write_texts({first: "new", second: "new"})
    assert first.read_text() == "old"
    assert list(tmp_path.iterdir()) == [first]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=30,
)


@given(tree=JSON, width=st.integers(1, 120))
def test_the_layout_does_not_change_what_is_said(tree: object, width: int) -> None:
    assert json.loads(laid_out(tree, width=width)) == tree


def test_what_fits_stands_on_one_line() -> None:
    tree = {"a": [1, 2, 3], "b": {"c": "x" * 90}}
    assert laid_out(tree).split("\n") == [
        "{",
        ' "a": [1, 2, 3],',
        ' "b": {"c": "' + "x" * 90 + '"}',
        "}",
    ]
