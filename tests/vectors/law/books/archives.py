"""Archives: planned, made, spent, and the windows that wait for theirs (LAW 25, 26)."""

from typing import Any

from tests.vectors.law.drafts.books import mark, window
from tests.vectors.law.drafts.close import archived, close, locked, planned, spent
from tests.vectors.law.drafts.unit import person
from tests.vectors.law.log import SYSTEM, Draft, Log
from tests.vectors.law.school import base
from tests.vectors.law.told import Start, Told


def _tries(log: Log) -> None:
    """A spent try, then the archive of an ended window, then one by hand."""
    base(log)
    log.do("teacher", mark())
    log.wait(days=14)
    log.do("system", planned(log, "s1", "w1"))
    log.do("system", spent("s1"))
    log.do("system", planned(log, "s2", "w1"))
    log.do("system", archived("s2"))
    log.wait(days=2)
    log.do("system", planned(log, "s3"))


def _snapshots(*drafts: Any, who: Any = SYSTEM) -> Start:
    def build(log: Log) -> None:
        base(log)
        for draft in drafts[:-1]:
            log.do(SYSTEM, draft(log))
        log.do(who, drafts[-1](log))

    return build


def _plan(log: Log) -> Draft:
    return planned(log)


def _two_windows(log: Log, other_to: str = "2026-09-20T00:00:00.000000Z") -> int:
    """`w1` and `w2` with a mark each; the position of `w1`."""
    base(log)
    first = log.next - 1
    log.do("head", window("w2", cols=["ck"], to=other_to))
    log.do("teacher", mark())
    log.do("teacher", mark(70, "p1", "ck"))
    return first


def _wrote(log: Log, days: int) -> None:
    """People go on with other things, once a day."""
    for _ in range(days):
        log.wait(days=1)
        log.do("head", person(f"x{log.next}"))


def _archive(log: Log, name: str, ref: str | None = None, **over: Any) -> None:
    log.do(SYSTEM, planned(log, name, ref, **over))
    log.do(SYSTEM, archived(name))


def _off_over_the_weekend(log: Log) -> None:
    """Two windows end together, the server is off for three days, then archives one after the other."""
    _two_windows(log)
    log.wait(days=16)
    _archive(log, "s1", "w1")
    _archive(log, "s2", "w2")


def _late_while_people_write(log: Log) -> None:
    """No archive could be made for twenty days in which people wrote; then all are, the oldest first."""
    _two_windows(log, "2026-09-21T00:00:00.000000Z")
    log.wait(days=13)
    _wrote(log, 20)
    log.do(SYSTEM, planned(log, "s1", "w1"))
    log.do(SYSTEM, spent("s1"))
    _archive(log, "s2", "w1")
    _archive(log, "s3", "w2")
    _archive(log, "s4", cause={"kind": "lock", "ref": "6A/1"})


def _by_hand_first(log: Log) -> None:
    """An archive by hand may come at any time; six days of writing in two months give no window up."""
    _two_windows(log)
    log.wait(days=15)
    _wrote(log, 6)
    log.wait(days=40)
    _archive(log, "s1")


def _lock_takes_its_turn(log: Log) -> int:
    first = _two_windows(log)
    log.wait(days=15)
    log.do("head", locked(log, log.do("board", close())))
    _archive(log, "s1", "w2")
    _archive(log, "s2", cause={"kind": "lock", "ref": "6A/1"})
    return first


def _later_window_takes_its_turn(log: Log) -> int:
    first = _two_windows(log, "2026-09-21T00:00:00.000000Z")
    log.wait(days=16)
    _archive(log, "s1", "w2")
    _archive(log, "s2", "w1")
    return first


def _passed_over_after_it_was_spent(log: Log) -> int:
    first = _two_windows(log, "2026-09-21T00:00:00.000000Z")
    log.wait(days=16)
    log.do(SYSTEM, planned(log, "s1", "w1"))
    log.do(SYSTEM, spent("s1"))
    _archive(log, "s2", "w2")
    return first


def _planned_beside(log: Log) -> int:
    """The first window's plan is in the log, but not in what the second archive holds."""
    first = _two_windows(log, "2026-09-21T00:00:00.000000Z")
    log.wait(days=16)
    size = log.next
    _archive(log, "s1", "w1")
    _archive(log, "s2", "w2", size=size)
    return first


def _given_up(log: Log) -> int:
    first = _two_windows(log)
    log.wait(days=14)
    _archive(log, "s1", "w2")
    _wrote(log, 6)
    log.wait(days=40)
    _wrote(log, 1)
    return first


def _planned_and_given_up(log: Log) -> int:
    base(log)
    first = log.next - 1
    log.wait(days=14)
    log.do(SYSTEM, planned(log, "s1", "w1"))
    _wrote(log, 31)
    return first


def _last_mark_left_out(log: Log) -> int:
    """The mark is the last entry, and the archive ends before it."""
    base(log)
    first = log.next - 1
    log.do("teacher", mark())
    log.wait(days=14)
    _archive(log, "s1", "w1", size=log.next - 1)
    return first


def _planned_too_soon(log: Log) -> None:
    base(log)
    log.do(SYSTEM, planned(log, "s1", "w1"))


def _of_no_window(log: Log) -> None:
    base(log)
    log.do(SYSTEM, planned(log, "s1", "w9"))


SMALL: tuple[Told, ...] = (
    ("snapshots: one spent, one of an ended window, one by hand", None, _tries),
    ("two windows end together, and the server is off over the weekend", None, _off_over_the_weekend),
    ("archives fail for twenty days while people write", None, _late_while_people_write),
    ("an archive by hand before that of a window", None, _by_hand_first),
    ("SnapshotPlanned by the head", "NO_RIGHT", _snapshots(_plan, who="head")),
    ("an archive id planned twice", "SNAPSHOT_TWICE", _snapshots(_plan, _plan)),
    ("an archive of what is not yet written", "BAD_DATA", _snapshots(lambda log: planned(log, size=99))),
    ("SnapshotArchived by the head", "NO_RIGHT", _snapshots(_plan, lambda _: archived(), who="head")),
    ("an archive that nobody planned", "SNAPSHOT_TWICE", _snapshots(lambda _: archived())),
    (
        "an archive id with two files",
        "SNAPSHOT_TWICE",
        _snapshots(_plan, lambda _: archived(), lambda _: archived()),
    ),
    (
        "a spent archive id archived",
        "SNAPSHOT_TWICE",
        _snapshots(_plan, lambda _: spent(), lambda _: archived()),
    ),
    (
        "a spent archive id spent again",
        "SNAPSHOT_TWICE",
        _snapshots(_plan, lambda _: spent(), lambda _: spent()),
    ),
    (
        "an archive of a window whose reference is none",
        "BAD_DATA",
        _snapshots(lambda log: planned(log, cause={"kind": "window", "ref": "w 1"})),
    ),
    (
        "an archive of a lock in a third semester",
        "BAD_DATA",
        _snapshots(lambda log: planned(log, cause={"kind": "lock", "ref": "6A/3"})),
    ),
    ("SnapshotSpent by the head", "NO_RIGHT", _snapshots(_plan, lambda _: spent(), who="head")),
    ("an archived id spent", "SNAPSHOT_TWICE", _snapshots(_plan, lambda _: archived(), lambda _: spent())),
    (
        "a lock is archived, and a window that ended before it never was",
        "ARCHIVE_MISSING",
        _lock_takes_its_turn,
    ),
    (
        "a window is archived before one that ended a day earlier",
        "ARCHIVE_MISSING",
        _later_window_takes_its_turn,
    ),
    ("a window whose try was spent is passed over", "ARCHIVE_MISSING", _passed_over_after_it_was_spent),
    ("an archive that does not hold the plan of the window before", "ARCHIVE_MISSING", _planned_beside),
    ("people wrote on seven days in two months, and a window waits", "ARCHIVE_MISSING", _given_up),
    ("a planned archive that is never made", "ARCHIVE_MISSING", _planned_and_given_up),
    ("the window's archive leaves its last mark out", "ARCHIVE_MISSING", _last_mark_left_out),
    ("the archive of a window that goes on", "BAD_PERIOD", _planned_too_soon),
    ("the archive of a window that nobody set", "UNKNOWN_WINDOW", _of_no_window),
)
