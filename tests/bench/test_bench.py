"""`python -m bench`: each kind answers with one JSON object of figures that can be, on a tiny log.

No figure is judged here but those that no load can change.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench import verify
from bench.biglog import BigLog
from bench.figures import p95_ms
from bench.peer import SCHEMA, SocaiPeer
from bench.place import Place

FULL_CLASS = 13 * 2 * 6 * 44
"""Entries of a class whose books are all full: the least that a large log holds."""


def bench(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        env={**os.environ, "SOCAI_DATABASE_URL": dsn},
        capture_output=True,
        text=True,
        check=False,
    )


def figures(dsn: str, kind: str, n: int) -> dict[str, Any]:
    """The one object that a kind prints, silent otherwise."""
    done = bench(dsn, kind, "--json", "--n", str(n))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    (line,) = done.stdout.splitlines()
    answer: dict[str, Any] = json.loads(line)
    return answer


def test_append_compares_with_every_baseline(module_dsn: str) -> None:
    """Every ratio is there and is that of the times beside it; each book as of its date is right."""
    found = figures(module_dsn, "append", 3)
    ours = found["systems"]["socai"]
    for name in ("bare", "event_table", "eventsourcing", "audit_jsonb"):
        theirs = found["systems"][name]
        expected = (theirs["enter_ms"] + theirs["change_ms"]) / (ours["enter_ms"] + ours["change_ms"])
        assert found[f"ratio_to_{name}"] == pytest.approx(expected, abs=0.002)
    assert found["asof_right"] == found["asof_asked"] == 3
    assert 250 < found["line_bytes"] < 600
    # Fewer classes than a page of each table holds: more than the line, never less.
    assert found["bytes_per_mark"] > found["line_bytes"]


def test_verify_reads_every_line_three_ways(module_dsn: str) -> None:
    found = figures(module_dsn, "verify", 1)
    assert found["lines"] > FULL_CLASS
    assert found["lines_per_s"] > found["lines_per_s_replay"] > 0
    # Chain and tree hash each line once and half a node more, so they cannot beat one hash a line.
    assert 0 < found["ratio_to_sha256"] < 1
    assert 5 < found["peak_mib"] < 300


def test_a_signature_is_weighed_in_lines(module_dsn: str) -> None:
    """It costs more than to hash a line or to parse one, and a known key less than a fresh one."""
    found = figures(module_dsn, "signatures", 4)
    assert found["keys"] == 4
    assert (
        found["sha256_line_ms"] < found["parsed_line_ms"] < found["es256_known_ms"] < found["es256_fresh_ms"]
    )
    weighed = found["es256_fresh_ms"] / found["parsed_line_ms"]
    book = found["book_lines_per_s"]
    assert book["lines"] > 5 * 40
    assert 0 < book["bytes_more_a_mark"] < 25
    assert found["lines_parsed_for_one"] == pytest.approx(weighed, abs=0.06)


def test_a_signed_column_is_weighed_beside_an_unsigned_one(admin_dsn: str) -> None:
    """Each save is one that the server took; a signature is stored once a command, not once a mark."""
    found = figures(admin_dsn, "signed_saves", 2)
    assert found["ratio"] == pytest.approx(found["signed_ms"] / found["unsigned_ms"], abs=0.01)
    assert 0 < found["more_bytes_a_mark"] < 25


def test_asof_reads_full_books(module_dsn: str) -> None:
    found = figures(module_dsn, "asof", 1)
    assert found["entries"] > FULL_CLASS
    assert 0 < found["p95_ms"] < found["year_p95_ms"]


def test_proofs_of_an_odd_number_of_leaves_hold(module_dsn: str) -> None:
    """Each proof is checked by the bench itself; here that it ran."""
    found = figures(module_dsn, "proofs", 777)
    assert found["leaves"] == 777
    assert min(found["inclusion_ms"], found["consistency_ms"], found["cold_first_ms"]) > 0


def test_http_stands_beside_a_trivial_route_and_the_database(admin_dsn: str) -> None:
    """The named figures are there, and each answer of the load was a 200: the generator takes no other."""
    found = figures(admin_dsn, "http", 2)
    named = {"single_ratio_to_trivial", "single_p95_ms", "column_marks_per_s", "page_ms", "api_book_ms"}
    assert all(found[name] > 0 for name in named | {"single_ratio_to_postgres", "column_ratio_to_postgres"})
    assert found["single_ratio_to_trivial"] == pytest.approx(
        found["single_ms"] / found["trivial_ms"], rel=0.01
    )
    assert found["clients"] == 20


def test_growth_measures_before_and_after(admin_dsn: str) -> None:
    """Each reading was answered, and its growth is the ratio of the processor times beside it."""
    found = figures(admin_dsn, "growth", 60)
    assert (found["notes"], found["book_entries"]) == (60, 120)
    for name in ("note", "page", "api_book"):
        ratio = found[f"{name}_cpu_ms"] / found[f"{name}_first_cpu_ms"]
        assert found[f"{name}_growth"] == pytest.approx(ratio, abs=0.01)


def test_signin_lets_everybody_in(admin_dsn: str) -> None:
    """Each of them was answered with a session: the bench takes nothing else."""
    found = figures(admin_dsn, "signin", 1)
    assert min(found[name] for name in ("signins_per_minute", "signin_ms", "argon2id_ms")) > 0


def test_rebuild_takes_in_every_entry(module_dsn: str) -> None:
    found = figures(module_dsn, "rebuild", 1)
    assert found["entries"] > FULL_CLASS
    assert found["entries_per_s"] == pytest.approx(found["entries"] / found["seconds"], rel=0.1)


@pytest.mark.parametrize("wrong", [["speed"], ["append", "--n", "0"], ["append", "--n", "x"], []])
def test_wrong_arguments_measure_nothing(wrong: list[str]) -> None:
    done = bench("host=nowhere.invalid", *wrong)
    assert (done.returncode, done.stdout) == (2, "")


def test_no_database_is_an_error_and_no_figure() -> None:
    done = bench("host=127.0.0.1 port=1 connect_timeout=2", "append", "--json")
    assert done.returncode != 0
    assert done.stdout == ""


def test_the_table_names_each_figure_on_a_line(module_dsn: str) -> None:
    done = bench(module_dsn, "proofs", "--n", "300")
    assert {"inclusion_ms", "consistency_ms", "cold_first_ms"} <= {
        line.split()[0] for line in done.stdout.splitlines() if line
    }


def test_p95_is_the_95th_of_a_hundred() -> None:
    assert p95_ms([each / 1000 for each in range(101)]) == 95.0


@pytest.fixture(scope="module")
def log_file(module_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("biglog")
    big = BigLog(Place(module_dsn, folder, None), 1, lambda _text: None)
    path = folder / "entries.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in big.log.lines(0, big.size)))
    big.db.close()
    return path


def changed(path: Path, folder: Path, old: bytes, new: bytes) -> Path:
    whole = path.read_bytes()
    at = whole.index(old, len(whole) // 2)
    forged = folder / "forged.jsonl"
    forged.write_bytes(whole[:at] + new + whole[at + len(old) :])
    return forged


@pytest.mark.parametrize("reading", [verify.chain, verify.replay])
def test_verify_measures_no_log_that_is_not_sound(log_file: Path, tmp_path: Path, reading: Any) -> None:
    """A fast verifier that let a forged mark pass would be no figure at all."""
    assert reading(log_file) > FULL_CLASS
    with pytest.raises(AssertionError):
        reading(changed(log_file, tmp_path, b'"col":"tx', b'"col":"zz'))


class SmallPeer(SocaiPeer):
    classes = 2


@contextmanager
def peer(dsn: str) -> Iterator[SmallPeer]:
    """As the comparison script does it, beside a table of another peer."""
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
        admin.execute(f"CREATE SCHEMA {SCHEMA}")
        admin.execute(f"CREATE TABLE {SCHEMA}.bare_mark (id int)")
    small = SmallPeer(dsn)
    small.setup()
    try:
        yield small
    finally:
        small.close()


def test_the_peer_answers_with_the_book_before_its_changes(admin_dsn: str) -> None:
    """The marks of the script, quarter points included, as entered and then as changed."""
    rows = [(f"pupil-0001-{j:02d}", "essay 3", f"{1 + j / 5:.1f}") for j in range(0, 40, 5)]
    fixes = [(pupil, work, f"{float(mark) + 0.25:.2f}") for pupil, work, mark in rows[:2]]
    with peer(admin_dsn) as socai:
        socai.enter("class-00001", "teacher-1", rows)
        between = datetime.now(UTC)
        socai.correct("class-00001", "teacher-1", fixes)
        assert socai.as_of("class-00001", between) == {(p, w): m for p, w, m in rows}
        after = socai.as_of("class-00001", datetime.now(UTC))
        assert after != {(p, w): m for p, w, m in rows}


def test_the_peer_shows_all_its_tables_and_no_others(admin_dsn: str) -> None:
    """Lines, indexes, tiles and current marks are all counted."""
    with peer(admin_dsn) as socai:
        assert {"entry", "head", "command", "run", "tile", "checkpoint", "p_column"} <= set(socai.tables)
        assert "bare_mark" not in socai.tables


def test_the_peer_keeps_to_the_rules(admin_dsn: str) -> None:
    """What is measured refuses a teacher without the right."""
    with peer(admin_dsn) as socai, pytest.raises(Exception, match="OUT_OF_SCOPE"):
        socai.enter("class-00001", "teacher-0", [("pupil-0001-00", "essay 3", "5.0")])
