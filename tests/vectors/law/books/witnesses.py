"""A correction: confirmed by three, applied, lapsed (LAW 20 to 22)."""

from typing import Any

from tests.vectors.law.drafts.books import change, late, mark, published
from tests.vectors.law.drafts.close import close, locked
from tests.vectors.law.drafts.dossier import applied, item, lapsed, permitted, proposed, witnessed
from tests.vectors.law.drafts.unit import clock_reset, policy
from tests.vectors.law.log import Log, digest
from tests.vectors.law.school import (
    appoint,
    appoint_head,
    base,
    corrected,
    permitted_dossier,
    proposed_dossier,
    two_witnesses,
)
from tests.vectors.law.told import Start, Told, by


def _lapse_and_again(log: Log) -> None:
    one = two_witnesses(log)
    since = log.next - 2
    log.wait(minutes=20)
    log.do("system", lapsed(since))
    for who, seat in (("homeroom", "homeroom"), ("board", "board")):
        log.do(who, witnessed(log, who, seat))
    log.do("head", witnessed(log, "head", "leadership"), applied(one))


def _policy_within_session(log: Log) -> None:
    """A shorter session is decided while one is open: that one keeps its 15 minutes."""
    one = two_witnesses(log)
    log.do("head", policy())
    log.wait(minutes=9)
    log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one))


def _witness(who: str, seat: str, start: Start = permitted_dossier, **over: Any) -> Start:
    return by(who, start, lambda log, _: witnessed(log, who, seat, **over))


def _third(change_application: Any, shift: int = 1) -> Start:
    """The third confirmation with the applications that `change_application(item)` gives."""

    def build(log: Log) -> int:
        one = two_witnesses(log)
        return log.do("homeroom", witnessed(log, "homeroom", "homeroom"), *change_application(one)) + shift

    return build


def _teacher_sits_in_board(log: Log) -> None:
    permitted_dossier(log, lambda log: appoint(log, "own seat", "t1", "board", new=False))
    log.do("own seat", witnessed(log, "own seat", "board"))


def _colleague(log: Log) -> None:
    permitted_dossier(log, lambda log: appoint(log, "colleague", "t2", "teacher", "6A", "toan"))
    log.do("colleague", witnessed(log, "colleague", "board", standing="board"))


def _second_deputy(log: Log) -> None:
    permitted_dossier(log, lambda log: appoint(log, "deputy", "d1", "deputy"))
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("deputy", witnessed(log, "deputy", "leadership"))


def _two_hats(log: Log) -> None:
    """The homeroom teacher also sits in the board and takes both seats."""
    permitted_dossier(log, lambda log: appoint(log, "board hat", "g1", "board", new=False))
    log.do("homeroom", witnessed(log, "homeroom", "homeroom"))
    log.do("board hat", witnessed(log, "board hat", "board"))


def _permitter_in_board(log: Log) -> None:
    permitted_dossier(log, lambda log: appoint_head(log, "board hat", "board"))
    log.do("board hat", witnessed(log, "board hat", "board"))


def _second_leader_unneeded(log: Log) -> None:
    permitted_dossier(log, lambda log: appoint(log, "deputy", "d1", "deputy"))
    log.do("deputy", witnessed(log, "deputy", "homeroom", standing="second_leader"))


def _other_homeroom(log: Log) -> None:
    permitted_dossier(log)
    right = log.rights["homeroom"]
    log.do((right[0], right[1], log.rights["board"][2]), witnessed(log, "homeroom", "homeroom"))


def _locked_meanwhile(log: Log) -> None:
    permitted_dossier(log)
    log.do("head", locked(log, log.do("board", close())))
    log.do("head", witnessed(log, "head", "leadership"))


def _before_permission(log: Log) -> None:
    proposed_dossier(log)
    log.do("board", witnessed(log, "board", "board"))


def _two_seats_applied(log: Log) -> None:
    one = two_witnesses(log)
    log.do("board", applied(one))


def _late_third(log: Log) -> int:
    """The third confirmation comes after the session: it begins a new one, and applies nothing."""
    one = two_witnesses(log)
    log.wait(minutes=20)
    return log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one)) + 1


def _applied_again(log: Log) -> None:
    corrected(log)
    log.do("teacher", applied(item(80, 90, log.next - 1)))


def _stale_application(log: Log) -> int:
    """The make-up mark came in, by permission, after the dossier was permitted."""
    base(log)
    appoint(log, "homeroom", "g1", "homeroom", "6A")
    absent = log.do("teacher", mark("P"))
    log.do("teacher", published(log))
    one = item("P", 50, absent)
    log.do("teacher", proposed(), one)
    log.do("head", permitted(log))
    given = log.do("head", late(log, "p1"))
    log.do("teacher", change("P", 70, absent, late=given))
    for who, seat in (("head", "leadership"), ("board", "board")):
        log.do(who, witnessed(log, who, seat))
    return log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one)) + 1


def _lapse(minutes: int, since: int = -2, who: str = "system", again: bool = False) -> Start:
    def build(log: Log) -> None:
        two_witnesses(log)
        first = log.next + since
        log.wait(minutes=minutes)
        log.do(who, lapsed(first))
        if again:
            log.do(who, lapsed(first))

    return build


def _after_noted_lapse(log: Log) -> int:
    """The clock is set back into a session whose lapse was noted: the third confirmation begins a new one."""
    one = two_witnesses(log)
    first = log.next - 2
    log.wait(minutes=20)
    log.do("system", lapsed(first))
    log.wait(minutes=-18)
    log.do("board", clock_reset())
    return log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one)) + 1


def _late_by_policy(log: Log) -> int:
    """The third confirmation comes 12 minutes after the first, where the school allows 10."""
    one = permitted_dossier(log)
    log.do("head", policy())
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("board", witnessed(log, "board", "board"))
    log.wait(minutes=10)
    return log.do("homeroom", witnessed(log, "homeroom", "homeroom"), applied(one)) + 1


SMALL: tuple[Told, ...] = (
    ("a dossier, whole: proposed, permitted, three confirmations, applied", None, corrected),
    ("a session lapses and a new one fills all three seats", None, _lapse_and_again),
    ("a shorter lapse does not end the session that is open", None, _policy_within_session),
    ("CorrectionWitnessed by somebody else's right", "NO_RIGHT", _other_homeroom),
    ("confirmed before it was permitted", "DOSSIER_STATE", _before_permission),
    ("confirmed by the proposer", "PROPOSER_WITNESSES", _teacher_sits_in_board),
    ("two for the leadership", "SEAT_TAKEN", _second_deputy),
    ("one person in two seats", "WITNESS_TWICE", _two_hats),
    ("the permitter in the board's seat", "WITNESS_TWICE", _permitter_in_board),
    ("confirmed in a locked book", "BOOK_LOCKED", _locked_meanwhile),
    (
        "a confirmation that signs another seat",
        "INTENT_WRONG",
        _witness("head", "leadership", intent=digest("x")),
    ),
    ("the board in the leadership's seat", "WRONG_SEAT", _witness("board", "leadership")),
    ("the proposer's colleague in the board's seat", "WRONG_SEAT", _colleague),
    ("a standing that the role is not", "WRONG_SEAT", _witness("board", "leadership", standing="head")),
    ("a second leader though the homeroom teacher could", "WRONG_SEAT", _second_leader_unneeded),
    ("the third confirmation applies nothing", "DOSSIER_BROKEN", _third(lambda _: (), 0)),
    ("applied after two confirmations", "WITNESSES_MISSING", _two_seats_applied),
    ("applied by a third confirmation after the session", "WITNESSES_MISSING", _late_third),
    ("applied after the lapse was noted and the clock set back", "WITNESSES_MISSING", _after_noted_lapse),
    ("applied after the shorter session of the school's policy", "WITNESSES_MISSING", _late_by_policy),
    (
        "another value applied than the item's",
        "DOSSIER_BROKEN",
        _third(lambda one: (applied(one, value=90),)),
    ),
    ("applied once more", "DOSSIER_BROKEN", _applied_again),
    ("applied over a make-up mark", "STALE_BASE", _stale_application),
    ("a lapse noted by the head", "NO_RIGHT", _lapse(20, who="head")),
    ("a lapse noted while the session is open", "DOSSIER_STATE", _lapse(5)),
    ("a lapse that names another witness", "DOSSIER_STATE", _lapse(20, since=-1)),
    ("a lapse noted twice", "DOSSIER_STATE", _lapse(20, again=True)),
)
