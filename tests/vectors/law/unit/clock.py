"""The clock is set back, and what had ended before is used again (LAW "Of record", P2)."""

from tests.vectors.law.drafts.books import late, mark, moved, window
from tests.vectors.law.drafts.close import planned, unlocked
from tests.vectors.law.drafts.dossier import applied, item, proposed, witnessed
from tests.vectors.law.drafts.unit import clock_reset, delegated, opened, post_ended
from tests.vectors.law.log import SYSTEM, Log
from tests.vectors.law.school import (
    appoint,
    base,
    closing,
    head_only,
    permitted_dossier,
    school,
    there_and_back,
    two_witnesses,
)
from tests.vectors.law.told import Told


def _clock_goes_back(log: Log) -> None:
    school(log)
    log.wait(hours=-5)
    log.do("board", clock_reset())
    log.do("head", window("w1"))


def _after_window(log: Log) -> None:
    base(log)
    there_and_back(log, days=13)


def _mark_in_ended_window(log: Log) -> int:
    _after_window(log)
    return log.do("teacher", mark())


def _ended_window_moved(log: Log) -> int:
    _after_window(log)
    return log.do("head", moved("w1", "2026-10-25T00:00:00.000000Z"))


def _window_set_in_the_past(log: Log) -> int:
    school(log)
    there_and_back(log, days=13)
    return log.do("head", window("w1"))


def _archive_missing(log: Log) -> int:
    """A day after the end by the clock as it once stood; then the archive of a lock takes its turn."""
    base(log)
    first = log.next - 1
    there_and_back(log, days=15)
    log.do(SYSTEM, planned(log, cause={"kind": "lock", "ref": "6A/1"}))
    return first


def _unlocking_revived(log: Log) -> int:
    closing(log)
    log.do("head", unlocked(log.at(days=2)))
    given = log.do("head", late(log, "p2"))
    there_and_back(log, days=3)
    return log.do("teacher", mark(70, "p2", late=given))


def _unlocked_in_the_past(log: Log) -> int:
    closing(log)
    there_and_back(log, days=5)
    return log.do("head", unlocked(log.at(days=2)))


def _permission_revived(log: Log) -> int:
    base(log)
    given = log.do("head", late(log, "p2", until=log.at(days=2)))
    there_and_back(log, days=3)
    return log.do("teacher", mark(70, "p2", late=given))


def _permitted_in_the_past(log: Log) -> int:
    base(log)
    there_and_back(log, days=3)
    return log.do("head", late(log, "p2", until=log.at(days=2)))


def _appointment_revived(log: Log) -> int:
    head_only(log)
    appoint(log, "board", "b1", "board", to="2026-09-10")
    there_and_back(log, days=5)
    return log.do("board", opened())


def _ended_appointment_revived(log: Log) -> int:
    head_only(log)
    appoint(log, "board", "b1", "board")
    log.do("head", post_ended("b1", log.rights["board"][2], "2026-09-10"))
    there_and_back(log, days=5)
    return log.do("board", opened())


def _delegation_revived(log: Log) -> int:
    head_only(log)
    appoint(log, "d1", "d1", "deputy")
    pos = log.do("head", delegated("d1", "windows", to="2026-09-10"))
    there_and_back(log, days=5)
    return log.do(("d1", "deputy", pos), window("w1"))


def _deputy_revived(log: Log) -> int:
    head_only(log)
    appoint(log, "d1", "d1", "deputy", to="2026-09-10")
    pos = log.do("head", delegated("d1", "windows"))
    there_and_back(log, days=5)
    return log.do(("d1", "deputy", pos), window("w1"))


def _session_over_reset(log: Log) -> int:
    """The clock is set back by some minutes while two of three have confirmed."""
    one = two_witnesses(log)
    log.wait(minutes=-3)
    log.do("head", clock_reset())
    return log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one)) + 1


def _window_still_open(log: Log) -> None:
    """The clock is set back within the window: marks, permissions and rights go on."""
    base(log)
    given = log.do("head", late(log, "p2", until=log.at(days=6)))
    there_and_back(log, days=5)
    log.do("teacher", mark(60), mark(70, "p2", late=given))


def _of_record_stays(log: Log) -> None:
    """What was of record by the window's end is so after a reset: a dossier, not the window."""
    base(log)
    pos = log.do("teacher", mark())
    there_and_back(log, days=13)
    log.do("teacher", proposed(), item(60, 80, pos))


def _session_begun_anew(log: Log) -> None:
    """After a clock reset all three confirm once more."""
    one = permitted_dossier(log)
    log.do("head", witnessed(log, "head", "leadership"))
    log.wait(minutes=-2)
    log.do("head", clock_reset())
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("board", witnessed(log, "board", "board"))
    log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one))


SMALL: tuple[Told, ...] = (
    ("a clock reset begins a new epoch", None, _clock_goes_back),
    ("the clock set back within a window that is still open", None, _window_still_open),
    ("of record by a window that ended before the clock was set back", None, _of_record_stays),
    ("a clock reset ends a session, and a new one fills all three seats", None, _session_begun_anew),
    ("a mark in a window that ended before the clock was set back", "WINDOW_CLOSED", _mark_in_ended_window),
    ("a window prolonged that ended before the clock was set back", "WINDOW_ENDED", _ended_window_moved),
    ("a window that ends before an instant already in the log", "BAD_PERIOD", _window_set_in_the_past),
    ("the clock set back under a window without archive", "ARCHIVE_MISSING", _archive_missing),
    ("an unlocking used that expired before the clock was set back", "BOOK_LOCKED", _unlocking_revived),
    ("an unlocking that ends before an instant already in the log", "BAD_PERIOD", _unlocked_in_the_past),
    (
        "a permission used that expired before the clock was set back",
        "LATE_NOT_PERMITTED",
        _permission_revived,
    ),
    ("a permission that ends before an instant already in the log", "BAD_PERIOD", _permitted_in_the_past),
    (
        "a right used whose last day passed before the clock was set back",
        "RIGHT_NOT_IN_FORCE",
        _appointment_revived,
    ),
    (
        "a right used that had ended before the clock was set back",
        "RIGHT_NOT_IN_FORCE",
        _ended_appointment_revived,
    ),
    ("a power used that had ended before the clock was set back", "RIGHT_NOT_IN_FORCE", _delegation_revived),
    (
        "a power used whose deputy was none any more before the clock was set back",
        "RIGHT_NOT_IN_FORCE",
        _deputy_revived,
    ),
    ("a session of witnesses that goes on over a clock reset", "WITNESSES_MISSING", _session_over_reset),
)
