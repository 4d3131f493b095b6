"""Array parameters reach PostgreSQL as they were: no quote, backslash, comma or NULL changes its meaning."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.arrays import Blobs, integers, register, texts
from ledger.database import Connection

AWKWARD = ["", "NULL", "null", "a,b", "{a}", '"', "\\", '\\"', " x ", "Nguyễn Thị Hạnh", "\n\t", "'"]
WITHIN_TEXT = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=6)
slow_server = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def connection(module_dsn: str) -> Iterator[Connection]:
    with psycopg.connect(module_dsn, autocommit=True) as opened:
        register(opened)
        yield opened


def unnested(connection: Connection, parameter: str, value: object) -> list[object]:
    rows = connection.execute(f"SELECT * FROM unnest({parameter})", (value,), binary=True).fetchall()
    return [row[0] for row in rows]


def test_no_text_is_taken_for_syntax(connection: Connection) -> None:
    assert unnested(connection, "%s::text[]", texts(AWKWARD)) == AWKWARD


@slow_server
@given(st.lists(WITHIN_TEXT, max_size=5))
def test_any_texts_come_back(connection: Connection, values: list[str]) -> None:
    assert unnested(connection, "%s::text[]", texts(values)) == values


@slow_server
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5))
def test_any_bytes_come_back(connection: Connection, values: list[bytes]) -> None:
    assert unnested(connection, "%b", Blobs(values)) == values


def test_integers_come_back(connection: Connection) -> None:
    values = [0, -1, 2**31 - 1, -(2**31)]
    assert unnested(connection, "%s::int4[]", integers(values)) == values


def test_a_text_with_nul_is_refused(connection: Connection) -> None:
    with pytest.raises(psycopg.DataError):
        unnested(connection, "%s::text[]", texts(["a\x00b"]))
