"""Binary parameters reach PostgreSQL as they were."""

import struct
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.pq import ExecStatus, Format

from ledger.database import Connection
from ledger.form.arrays import BYTEAS, INT4, INT4S, TEXTS, byteas, int4, int4s, texts

AWKWARD = ["", "NULL", "a,b", "{a}", '"', "\\", " x ", "Nguyễn Thị Hạnh", "\n\t", "'"]
WITHIN_TEXT = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=6)
WITHIN_INT4 = st.integers(-(2**31), 2**31 - 1)
on_a_server = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def connection(module_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(module_dsn, autocommit=True) as opened:
        yield opened


def unnested(connection: Connection, type_: int, value: bytes) -> list[bytes | None]:
    result = connection.pgconn.exec_params(
        b"SELECT element FROM unnest($1) WITH ORDINALITY AS each (element, nr) ORDER BY nr",
        [value],
        [type_],
        [Format.BINARY],
        Format.BINARY,
    )
    assert result.status == ExecStatus.TUPLES_OK, result.get_error_message()
    return [result.get_value(row, 0) for row in range(result.ntuples)]


@on_a_server
@given(st.lists(WITHIN_TEXT, min_size=1, max_size=5))
def test_any_texts_come_back(connection: Connection, values: list[str]) -> None:
    assert unnested(connection, TEXTS, texts(values)) == [value.encode() for value in values]


def test_no_text_is_taken_for_syntax(connection: Connection) -> None:
    assert unnested(connection, TEXTS, texts(AWKWARD)) == [value.encode() for value in AWKWARD]


@on_a_server
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_any_bytes_come_back(connection: Connection, values: list[bytes]) -> None:
    assert unnested(connection, BYTEAS, byteas(values)) == values


@on_a_server
@given(st.lists(WITHIN_INT4, min_size=1, max_size=5))
def test_any_integers_come_back(connection: Connection, values: list[int]) -> None:
    assert unnested(connection, INT4S, int4s(values)) == [struct.pack("!i", value) for value in values]


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1])
def test_an_integer_that_does_not_fit_is_refused(value: int) -> None:
    with pytest.raises(struct.error):
        int4(value)
    with pytest.raises(struct.error):
        int4s([value])


def test_a_text_with_nul_is_refused(connection: Connection) -> None:
    with pytest.raises(AssertionError, match="invalid byte sequence"):
        unnested(connection, TEXTS, texts(["a\x00b"]))


def test_int4_is_read_as_one(connection: Connection) -> None:
    result = connection.pgconn.exec_params(b"SELECT $1 + 1", [int4(-7)], [INT4], [Format.BINARY], Format.TEXT)
    assert result.get_value(0, 0) == b"-6"
