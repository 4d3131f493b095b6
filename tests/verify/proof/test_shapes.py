"""The small shapes of FORMAT.md 1: exactly these texts and numbers, and no other type."""

import pytest

from verify.proof.shapes import is_command_id, is_count, is_identifier, is_instant, is_origin

RIGHT = {
    is_identifier: ("6A", "a", "A.b_c-9", "x" * 32),
    is_origin: ("62.socai/demo", f"{'a' * 32}.socai/{'b' * 32}"),
    is_command_id: ("_", "-", "a" * 36),
    is_count: (0, 1, 2**53 - 1),
    is_instant: ("2020-09-01T01:02:03.000000Z", "2024-02-29T23:59:59.999999Z"),
}
WRONG = {
    is_identifier: ("", "-a", ".a", "_a", "a b", "a/b", "a\n", "ă", "x" * 33),
    is_origin: ("62.socai", "62.socai/", ".socai/demo", "62.socai/a/b", "62xsocai/demo", "62.socai/demo\n"),
    is_command_id: ("", "a.b", "a b", "a" * 37, "a\n"),
    is_count: (-1, 1.0, "1"),
    is_instant: (
        "2020-09-01T01:02:03Z",
        "2020-09-01T01:02:03.000000",
        "2020-09-01T24:00:00.000000Z",
        "2020-02-30T01:02:03.000000Z",
        "0000-01-01T01:02:03.000000Z",
        "2020-09-01 01:02:03.000000Z",
        "2020-09-01T01:02:03.000000Z\n",
    ),
}
OF_NO_TYPE = (None, True, False, [], {}, b"6A", 1.5)
"""Never a fault of the program either: what is asked is any JSON value."""


@pytest.mark.parametrize("shape", RIGHT, ids=lambda shape: shape.__name__)
def test_nothing_but_its_own_values_has_a_shape(shape):
    """Empty, too long, with a line end, of another alphabet or no real moment: it is none."""
    assert [value for value in RIGHT[shape] if not shape(value)] == []
    assert [value for value in (*WRONG[shape], *OF_NO_TYPE) if shape(value)] == []


@pytest.mark.parametrize("shape", [one for one in RIGHT if one is not is_count], ids=lambda one: one.__name__)
def test_a_number_has_no_shape_of_a_text(shape):
    """An identifier that is written as a number is none, though it would print alike."""
    assert not shape(20)
