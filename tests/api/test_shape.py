"""How deep and full a body is, told piece by piece: the same as of the whole, wherever it is cut."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.shape import DEEPEST, MOST_VALUES, Shape

TEXT = st.text(alphabet='ab,[]{}"\\\n:\u1e9f', max_size=8)
LEAF = st.none() | st.booleans() | st.integers(-9, 9) | TEXT
JSON = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=30
)


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def faults(body: bytes, cuts: list[int]) -> set[str | None]:
    shape, at = Shape(), [0, *sorted(cut % (len(body) + 1) for cut in cuts), len(body)]
    return {shape.fault(body[start:stop]) for start, stop in itertools.pairwise(at)}


@given(JSON, st.integers(0, 2 * DEEPEST), st.lists(st.integers(0, 10**6), max_size=5), st.booleans())
def test_no_cut_hides_a_level(value: Any, around: int, cuts: list[int], ascii_only: bool) -> None:
    """Also within a text, within an escape, within a letter of several bytes."""
    for _ in range(around):
        value = [value]
    body = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert ("too_deep" in faults(body, cuts)) == (depth(value) > DEEPEST)


@pytest.mark.parametrize("piece", [b"0,", b"[],", b'"",', b'"a":{},'])
def test_no_more_values_come_than_any_act_has(piece: bytes) -> None:
    shape = Shape()
    told = [shape.fault(piece * 1000) for _ in range(MOST_VALUES // 1000 + 1)]
    assert told[-1] == "too_many_values"


def test_what_stands_in_texts_counts_nothing() -> None:
    """A comment may be all brackets."""
    assert faults(json.dumps({"a": '[{,"\\' * 50_000}).encode(), [1000, 2001, 77777]) == {None}


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_no_other_coding_hides_brackets(coding: str) -> None:
    """JSON is UTF-8 (RFC 8259); Python's reader would take these, too."""
    assert "json_invalid" in faults('"\u2200[[["'.encode(coding), [])
