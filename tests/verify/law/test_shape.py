"""The forms of single values: each has one spelling, and what only looks like it is refused."""

import base64
import hashlib

import pytest

from verify.law.fields import rows
from verify.law.shape import (
    ascending,
    between,
    is_date,
    is_digest,
    is_id,
    is_instant,
    is_sealed,
    is_text,
    is_value,
    is_vkey,
    later,
)
from verify.law.table import TYPES
from verify.proof.shapes import local_day


def vkey(kind: int = 1, name: str = "kontum.socai/thcs-1", key_name: str | None = None) -> str:
    raw = bytes([kind]) + bytes(32)
    key_id = hashlib.sha256((key_name or name).encode() + b"\n" + raw).hexdigest()[:8]
    return f"{name}+{key_id}+{base64.b64encode(raw).decode()}"


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (is_id, "a" * 33),
        (is_id, ".a"),
        (is_id, "a/b"),
        (is_id, "a\n"),
        (is_id, "é"),
        (is_id, ""),
        (is_text, ""),
        (is_text, " a"),
        (is_text, "a" * 201),
        (is_text, "a\u00a0"),
        (is_instant, "2026-09-07T01:00:00Z"),
        (is_instant, "2026-02-29T01:00:00.000000Z"),
        (is_instant, "2026-09-07T24:00:00.000000Z"),
        (is_instant, "2026-09-07T01:00:60.000000Z"),
        (is_instant, "2026-09-07 01:00:00.000000Z"),
        (is_instant, "2026-09-07T01:00:00.000000+"),
        (is_instant, "２026-09-07T01:00:00.000000Z"),
        (is_date, "2026-9-7"),
        (is_date, "20260907"),
        (is_date, "2026-W36-1"),
        (is_date, "2026-02-30"),
        (is_digest, "A" * 42 + "B"),
        (is_digest, "A" * 43 + "="),
        (is_digest, "-" * 43),
        (is_sealed, "A" * 37),
        (is_sealed, "A" * 37 + "B"),
        (is_sealed, "A" * 40 + "="),
        (is_sealed, "A" * 41),
        (is_value, 101),
        (is_value, -1),
        (is_value, True),
        (is_value, "8.0"),
        (is_value, "Đ"),
        (is_value, None),
        (is_vkey, vkey(kind=2)),
        (is_vkey, vkey(key_name="other")),
        (is_vkey, vkey()[:-1]),
        (is_vkey, vkey(name="a b")),
    ],
)
def test_what_only_looks_like_it_is_refused(check, value):
    """Every one of these would be a second spelling or no value at all."""
    assert not check(value)


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (is_id, "2026-6A.x_y"),
        (is_text, "Trần Thị Đào"),
        (is_instant, "2024-02-29T23:59:59.999999Z"),
        (is_date, "2024-02-29"),
        (is_digest, "A" * 43),
        (is_sealed, "A" * 38),
        (is_value, 0),
        (is_value, 100),
        (is_value, "CD"),
        (is_vkey, vkey()),
    ],
)
def test_the_one_spelling_is_taken(check, value):
    """And the right spelling passes."""
    assert check(value)


def test_the_local_day_begins_at_seventeen_hours_utc():
    """Vietnam is seven hours ahead: the last minute of its day is 16:59 UTC."""
    assert local_day("2026-09-07T16:59:59.999999Z") == "2026-09-07"
    assert local_day("2026-09-07T17:00:00.000000Z") == "2026-09-08"


def test_the_end_of_time_is_no_crash():
    """An instant whose local day or end lies beyond year 9999 is refused or capped, never an exception."""
    last = "9999-12-31T23:59:59.999999Z"
    assert local_day(last) is None
    assert later(last, days=30) == last
    assert later("2026-09-07T23:50:00.000001Z", minutes=15) == "2026-09-08T00:05:00.000001Z"


def test_numbers_between_two_limits_take_both_limits():
    """And nothing beyond, and no truth value."""
    check = between(2, 5)
    assert [value for value in (1, 2, 3, 5, 6, True, "3", 3.0, None) if check(value)] == [2, 3, 5]


def test_a_list_of_at_most_three_takes_three():
    """Sorted, each once, not empty."""
    check = ascending(is_id, 3)
    assert [n for n in range(5) if check(["a", "b", "c", "d"][:n])] == [1, 2, 3]
    assert not any(map(check, (["b", "a"], ["a", "a"], ["a", "-"], ("a",), "a", None)))


def test_rows_are_counted_measured_and_sorted_by_their_key():
    """At most three rows of two members, by the first; an empty list is one."""
    check = rows(2, 3, lambda row: is_id(row[0]) and type(row[1]) is int, 1)
    many = [["a", 3], ["b", 2], ["c", 1], ["d", 0]]
    assert [n for n in range(5) if check(many[:n])] == [0, 1, 2, 3]
    wrong = ([["a"]], [["a", 1, 1]], [("a", 1)], [["a", "1"]], [["a", 1], ["a", 2]], many[1::-1], "ab", None)
    assert not any(map(check, wrong))


SPAN = {"from": "2020-09-01", "to": "2021-01-15"}


@pytest.mark.parametrize(
    ("kind", "field", "fits", "wrong"),
    [
        (
            "ProgressChecked",
            "figures",
            [[], [["6A", "toan", 0, 0]], [["6A", "toan", 3, 3], ["6A", "van", 1, 3]]],
            [
                [["", "toan", 1, 2]], [["6A", "", 1, 2]], [["6A", "toan", -1, 2]], [["6A", "toan", 1, "2"]],
                [["6A", "toan", 3, 2]], [["6A", "toan", 1, 2], ["6A", "toan", 1, 2]],
                [["6A", "toan", 1]], [["6A", "toan", True, 2]],
            ],
        ),
        (
            "BoardOpened",
            "members",
            [["a", "b", "c"]],
            [[], ["a", "b"], ["a", "c", "b"], ["a", "b", "b"], [1, 2, 3]],
        ),
        (
            "YearOpened",
            "semesters",
            [[SPAN] * 2],
            [[], [SPAN], [SPAN] * 3, [{**SPAN, "to": "x"}] * 2, [{"from": "2020-09-01"}] * 2, {}],
        ),
        ("TeacherRated", "expected", [1, 2], [0, -1, True, "1", None]),
        (
            "ResultRecorded",
            "scores",
            [[], [["toan", 0]], [["toan", 100]]],
            [[["toan", 101]], [["toan", None]], [["", 1]]],
        ),
        ("ResultRecorded", "clause", [None, "a", "a" * 16], ["", "a" * 17, 1]),
        ("ResultRecorded", "semester", [0, 1, 2], [-1, 3, None]),
        ("ResultBrought", "value", [0, 100, "P", "T", "CD"], [101, -1, "K!", "", None, "GIOI"]),
    ],
)  # fmt: skip
def test_a_field_of_the_year_takes_what_events_says_and_no_more(kind, field, fits, wrong):
    """EVENTS.md: on either side of each limit."""
    check = TYPES[kind].fields[field]
    assert [value for value in fits if not check(value)] == []
    assert [value for value in wrong if check(value)] == []
