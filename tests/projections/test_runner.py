"""Views follow positions in batches, each batch with its position in one transaction."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import pytest

from domain.words.entry import Entry
from ledger.database import READER, Database
from ledger.log import LogDamaged
from projections.fsck.check import fsck
from projections.gradebook import gradebook
from projections.tables import runner as runner_module
from projections.tables.cells import GradebookProjection
from projections.tables.place import Place, Table
from projections.tables.runner import STEPS, ProjectionFault, Runner, run_forever
from tests.projections.played_school import TOAN, PlayedSchool, projections

pytestmark = pytest.mark.each_postgres

DRIVER = """
import sys
from ledger.database import Database
from ledger.log import logs
from projections.tables.runner import Runner
from tests.projections.played_school import projections
db = Database(sys.argv[1])
Runner(logs(db)["demo"], projections()).catch_up()
"""


def contents(school: PlayedSchool) -> list[tuple[object, ...]]:
    """Every row of every view, without order."""
    rows: list[tuple[object, ...]] = []
    with school.db.pool.connection() as connection:
        for table in [table.name for projection in projections() for table in projection.tables]:
            query = school.db.sql(f"SELECT '{table}', to_jsonb(held)::text FROM @views@.{table} held")
            rows += connection.execute(query).fetchall()
        rows += connection.execute(school.db.sql("SELECT * FROM @views@.p_position")).fetchall()
    return sorted(rows, key=repr)


def marks(school: PlayedSchool) -> int:
    """Two columns, a correction."""
    base = school.save(TOAN, "gk", ("hs01", 80, 0), ("hs02", 75, 0))
    school.publish(TOAN, "gk")
    school.correct("d1", TOAN, "hs01", "gk", 90, base)
    return base


@pytest.mark.parametrize("batch", [1, 2, 7])
def test_the_size_of_batches_does_not_show(
    school: PlayedSchool, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    """Commands cut in two by the end of a batch, a dossier over many: the rows are the same."""
    marks(school)
    school.runner.catch_up()
    whole = contents(school)
    monkeypatch.setattr(runner_module, "BATCH", batch)
    assert school.runner.rebuild() == school.log.head().size
    assert contents(school) == whole


def test_catching_up_twice_takes_in_nothing_more(school: PlayedSchool) -> None:
    """Also by a runner that knows nothing of the first."""
    marks(school)
    assert school.runner.catch_up() == school.log.head().size
    before = contents(school)
    assert school.runner.catch_up() == 0
    assert Runner(school.log, projections()).catch_up() == 0
    assert contents(school) == before


class NewGradebook(GradebookProjection):
    """The next version."""

    version = GradebookProjection.version + 1


class WiderGradebook(GradebookProjection):
    """Another form of the same version."""

    tables = (*GradebookProjection.tables, Table("p_more", "school int4, pos int4", ("school",)))


@pytest.mark.parametrize("changed", [NewGradebook(), WiderGradebook()])
def test_another_version_or_form_is_dropped_and_rebuilt(
    school: PlayedSchool, changed: GradebookProjection
) -> None:
    """No migrations; views of the same version are left alone."""
    marks(school)
    school.runner.catch_up()
    school.superuser("UPDATE @views@.p_column SET marks = '{}'")
    school.superuser("UPDATE @views@.p_act SET person = 'kept'")
    runner = Runner(school.log, [changed, *projections()[1:]])
    runner.catch_up()
    assert gradebook(school.log, *TOAN).cells["hs01", "gk"].value == 90
    assert "kept" in repr(contents(school))


def test_a_table_that_a_version_no_longer_has_is_dropped(school: PlayedSchool) -> None:
    """Nothing stale stays behind."""
    Runner(school.log, [WiderGradebook()]).catch_up()
    school.runner.catch_up()
    with school.db.pool.connection() as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'p_more'").fetchone()
    assert row == (0,)


def test_a_view_that_falls_behind_catches_up_alone(school: PlayedSchool) -> None:
    """A view added later starts at 0 while the others go on."""
    marks(school)
    Runner(school.log, projections()[:1]).catch_up()
    school.save(TOAN, "tx1", ("hs01", 10, 0))
    Runner(school.log, projections()).catch_up()
    assert fsck(school.log, projections()) == []


class FailsLate(GradebookProjection):
    """Breaks after it has written its rows."""

    def apply(self, place: Place, entries: Sequence[Entry]) -> None:
        super().apply(place, entries)
        raise RuntimeError("power cut")


def test_a_batch_that_fails_leaves_neither_rows_nor_position(school: PlayedSchool) -> None:
    """Rows and position are one transaction, of all views together."""
    school.runner.catch_up()
    before = contents(school)
    marks(school)
    with pytest.raises(RuntimeError, match="power cut"):
        Runner(school.log, [*projections()[1:], FailsLate()]).catch_up()
    assert contents(school) == before


def test_a22_a_reader_that_skips_an_entry_is_refused(
    school: PlayedSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A22: positions are dense, so that a gap is no other school's entry but a fault."""
    marks(school)
    whole = Place.rows

    def skips(place: Place, query: str, *values: object) -> list[tuple[object, ...]]:
        rows = whole(place, query, *values)
        return [row for row in rows if row not in rows[12:13]] if "SELECT line" in query else rows

    monkeypatch.setattr(Place, "rows", skips)
    with pytest.raises(LogDamaged):
        school.runner.catch_up()
    monkeypatch.undo()
    school.runner.catch_up()
    assert fsck(school.log, projections()) == []


class SkipsMarks(GradebookProjection):
    """A fold with a hole: says that it took an entry in, and did not."""

    def apply(self, place: Place, entries: Sequence[Entry]) -> None:
        super().apply(place, [entry for entry in entries if entry.data.get("pupil") != "hs02"])


def test_a22_a_view_that_swallows_an_entry_is_caught(school: PlayedSchool) -> None:
    """A22: count and sum agree, the rows do not."""
    base = marks(school)
    Runner(school.log, [SkipsMarks()]).catch_up()
    assert base + 1 in {each.pos for each in fsck(school.log, [GradebookProjection()])}


def test_views_ahead_of_a_restored_log_stop_the_runner(school: PlayedSchool) -> None:
    """Rebuilding is the way out."""
    school.runner.catch_up()
    school.superuser("UPDATE @views@.p_position SET pos = 900")
    fresh = Runner(school.log, projections())
    with pytest.raises(ProjectionFault):
        fresh.catch_up()
    fresh.rebuild()
    assert fsck(school.log, projections()) == []


@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_any_step_applies_nothing_twice(school: PlayedSchool, step: str) -> None:
    """SIGKILL between applying and saving, before and after COMMIT: the next run goes on rightly."""
    marks(school)
    environment = {**os.environ, "SOCAI_DIE_AT": step}
    died = subprocess.run([sys.executable, "-c", DRIVER, school.db.dsn], env=environment, check=False)
    assert died.returncode == -signal.SIGKILL
    school.runner.catch_up()
    assert fsck(school.log, projections()) == []
    acts = [row for row in contents(school) if row[0] == "p_act"]
    assert len(acts) == len({row[1] for row in acts})


def test_two_runners_at_once_take_each_entry_in_once(
    school: PlayedSchool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row lock lets one work at a time."""
    marks(school)
    monkeypatch.setattr(runner_module, "BATCH", 2)
    applied: list[int] = []
    runners = [Runner(school.log, projections()) for _ in range(3)]
    threads = [threading.Thread(target=lambda r=r: applied.append(r.catch_up())) for r in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(applied) == school.log.head().size
    assert fsck(school.log, projections()) == []


@pytest.mark.parametrize("threads", [6, 24])
def test_a_read_says_broken_while_others_write(school: PlayedSchool, threads: int) -> None:
    """A size read before the lock may be older than the views: 35 of 753 reads said "run fsck" (D8).

    More readers than the pool has connections: none of them waits for a row with a connection in its hand.
    """
    school.runner.catch_up()
    runners = [Runner(school.log, projections()), Runner(school.log, projections())]
    stop, faults, reads = threading.Event(), list[BaseException](), list[int]()

    def read(runner: Runner) -> None:
        while not stop.is_set():
            try:
                reads.append(runner.catch_up())
            except BaseException as fault:
                faults.append(fault)

    readers = [threading.Thread(target=read, args=(runners[nr % 2],)) for nr in range(threads)]
    for reader in readers:
        reader.start()
    base = 0
    for nr in range(60):
        base = school.save(TOAN, "tx1", ("hs01", nr, base))
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == [], f"{len(faults)} of {len(reads)}"
    assert fsck(school.log, projections()) == []


def test_run_forever_follows_until_it_is_stopped(school: PlayedSchool) -> None:
    """A school whose views fail does not keep the others from their turn."""
    stop = threading.Event()
    broken = Runner(school.log, [FailsLate()])
    broken.catch_up = lambda: (_ for _ in ()).throw(RuntimeError("broken"))  # type: ignore[method-assign]
    thread = threading.Thread(target=run_forever, args=(lambda: [broken, school.runner], stop, 0.01))
    thread.start()
    pos = school.save(TOAN, "gk", ("hs01", 80, 0))
    deadline = time.monotonic() + 10
    while not gradebook_has(school, pos) and time.monotonic() < deadline:
        time.sleep(0.01)
    stop.set()
    thread.join()
    assert gradebook_has(school, pos)


def gradebook_has(school: PlayedSchool, pos: int) -> bool:
    """Whether the entry has arrived in the view."""
    try:
        return pos in {cell.pos for cell in gradebook(school.log, *TOAN).cells.values()}
    except Exception:
        return False  # the tables are not made yet


def test_a_reader_may_read_views_and_change_none(school: PlayedSchool) -> None:
    """The reader's role sees every table of every view."""
    school.runner.catch_up()
    reader = Database(school.db.dsn, role=READER)
    with reader.pool.connection() as connection:
        for table in [table.name for projection in projections() for table in projection.tables]:
            connection.execute(reader.sql(f"SELECT * FROM @views@.{table}"))
            with pytest.raises(Exception, match="permission denied"):
                connection.execute(reader.sql(f"DELETE FROM @views@.{table}"))
    reader.close()
