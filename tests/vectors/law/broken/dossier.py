"""Logs that break a rule about the correction dossier (17 to 22) in one entry."""

from typing import Any

from tests.vectors.law.broken.marks import marked, music
from tests.vectors.law.broken.school import Case, Start, then
from tests.vectors.law.drafts import (
    amended,
    applied,
    change,
    clock_reset,
    close,
    item,
    lapsed,
    late,
    locked,
    mark,
    permitted,
    policy,
    proposed,
    published,
    refused,
    withdrawn,
    witnessed,
)
from tests.vectors.law.flows import (
    appoint,
    appoint_head,
    base,
    corrected,
    of_record,
    permitted_dossier,
    two_witnesses,
)
from tests.vectors.law.log import Draft, Log, digest


def proposal(log: Log) -> Draft:
    """Dossier d1, not yet permitted. Its item."""
    one = item(60, 80, of_record(log))
    log.do("teacher", proposed(), one)
    return one


def _proposing(
    old: Any, value: Any, *, second: Any = None, start: Start = of_record, shift: int = 1, **over: Any
) -> Start:
    """A proposal of one change, with the right base. Gives the item's position."""

    def build(log: Log) -> int:
        base_pos = over.pop("base", None)
        filled = start(log)
        cell = {key: over.pop(key) for key in ("pupil", "col", "dossier") if key in over}
        one = item(old, value, filled if base_pos is None else base_pos, **cell)
        items = (one,) if second is None else (one, second(filled))
        return log.do("teacher", proposed(len(items), **over), *items) + shift

    return build


def _witness(who: str, seat: str, start: Start = permitted_dossier, **over: Any) -> Start:
    def build(log: Log) -> None:
        start(log)
        log.do(who, witnessed(log, who, seat, **over))

    return build


def _third(change_application: Any, shift: int = 1) -> Start:
    """The third confirmation with the applications that `change_application(item)` gives."""

    def build(log: Log) -> int:
        one = two_witnesses(log)
        return log.do("homeroom", witnessed(log, "homeroom", "homeroom"), *change_application(one)) + shift

    return build


def _both_roles(log: Log) -> None:
    """The head also teaches, and proposes."""
    pos = of_record(log)
    appoint_head(log, "teaching head", "teacher", "6A", "toan")
    log.do("teaching head", proposed(), item(60, 80, pos))


def _head_permits_own(log: Log) -> None:
    _both_roles(log)
    log.do("head", permitted(log))


def _head_refuses_own(log: Log) -> None:
    _both_roles(log)
    log.do("head", refused())


def _teacher_sits_in_board(log: Log) -> None:
    permitted_dossier(log, lambda log: appoint(log, "own seat", "t1", "board", new=False))
    log.do("own seat", witnessed(log, "own seat", "board"))


def _seated(log: Log) -> Draft:
    """The proposer also sits in the board."""
    one = proposal(log)
    appoint(log, "own seat", "t1", "board", new=False)
    return one


def _amended_by_other(log: Log) -> int:
    one = proposal(log)
    appoint(log, "other", "t2", "teacher", "6A", "toan")
    return log.do("other", amended(), one)


def _withdrawn_by_other(log: Log) -> None:
    proposal(log)
    appoint(log, "other", "t2", "teacher", "6A", "toan")
    log.do("other", withdrawn())


def _amend_with(who: str, *, count: int = 1, start: Any = proposal) -> Start:
    def build(log: Log) -> int:
        one = start(log)
        return log.do(who, amended(count), one)

    return build


def _refused_dossier(log: Log) -> Draft:
    one = proposal(log)
    log.do("head", refused())
    return one


def _stranger_between(log: Log) -> int:
    """A mark entered in the command that proposes."""
    one = item(60, 80, of_record(log))
    return log.do("teacher", proposed(2), one, mark(70, col="tx1")) + 2


def _permit(who: str, start: Start, **over: Any) -> Start:
    def build(log: Log) -> None:
        start(log)
        log.do(who, permitted(log, who, **over))

    return build


def _old_intent(log: Log) -> None:
    """What was permitted is not what the dossier says now."""
    base_pos = int(proposal(log)[2]["base"])
    seen = permitted(log)[2]["intent"]
    log.do("teacher", amended(), item(60, 90, base_pos))
    log.do("head", permitted(log, intent=seen))


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
    proposal(log)
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


def _proposed_by_homeroom(log: Log) -> int:
    one = item(60, 80, of_record(log))
    return log.do("homeroom", proposed(), one)


def _id_again(log: Log) -> int:
    corrected(log)
    one = item(80, 90, log.next - 1)
    return log.do("teacher", proposed(), one)


def _item_missing(log: Log) -> int:
    one = item(60, 80, of_record(log))
    return log.do("teacher", proposed(2), one)


def _music_dossier(log: Log) -> int:
    music(log)
    one = item("D", "CD", 9)
    return log.do("music", proposed(subject="nhac", semester=2), one) + 1


def _unnamed_item(log: Log) -> int:
    one = item(60, 80, of_record(log), dossier="d2")
    return log.do("teacher", proposed(), one) + 1


_PROPOSED: tuple[Case, ...] = (
    ("CorrectionProposed by the homeroom teacher", "NO_RIGHT", _proposed_by_homeroom),
    ("a dossier id used twice", "ALREADY_EXISTS", _id_again),
    ("fewer items than the proposal counts", "DOSSIER_BROKEN", _item_missing),
    ("something else in the command that proposes", "DOSSIER_BROKEN", _stranger_between),
    ("an item of no dossier", "DOSSIER_BROKEN", then(of_record, "teacher", item(60, 80, 12))),
    ("an item added later", "DOSSIER_BROKEN", then(proposal, "teacher", item(60, 80, 12))),
    ("an item of another dossier than the proposal's", "DOSSIER_BROKEN", _unnamed_item),
    ("an item in a semester without the subject", "UNKNOWN_SUBJECT", _music_dossier),
    ("an item in a column that is not", "UNKNOWN_COLUMN", _proposing(60, 80, col="tx5")),
    ("an item for a pupil nobody enrolled", "NOT_IN_CLASS", _proposing(60, 80, pupil="p9")),
    ("an item with a level for a score", "BAD_VALUE", _proposing(60, "D")),
    ("an item for a cell that can still be changed", "NOT_OF_RECORD", _proposing(60, 80, start=marked)),
    ("an item whose old value is not the cell's", "STALE_BASE", _proposing(50, 80)),
    ("an item that rests on another entry", "STALE_BASE", _proposing(60, 80, base=3)),
    ("kind sua for an empty cell", "BAD_DATA", _proposing(None, 80, base=0, pupil="p2")),
    ("kind bosung for a cell with a mark", "BAD_DATA", _proposing(60, 80, kind="bosung")),
    ("an item that changes nothing", "NO_CHANGE", _proposing(60, 60)),
    (
        "one cell in two items",
        "CELL_TWICE",
        _proposing(60, 80, second=lambda pos: item(60, 90, pos), shift=2),
    ),
    ("CorrectionAmended by the proposer in another role", "NO_RIGHT", _amend_with("own seat", start=_seated)),
    ("a refused dossier amended", "DOSSIER_STATE", _amend_with("teacher", start=_refused_dossier)),
    ("amended by another teacher", "NOT_PROPOSER", _amended_by_other),
    ("an amendment that counts wrongly", "DOSSIER_BROKEN", _amend_with("teacher", count=2)),
)

_DECIDED: tuple[Case, ...] = (
    ("CorrectionPermitted by the board", "NO_RIGHT", _permit("board", proposal)),
    ("permitted twice", "DOSSIER_STATE", _permit("head", permitted_dossier)),
    ("a dossier permitted that nobody proposed", "DOSSIER_STATE", _permit("head", of_record)),
    ("permitted by the proposer", "PROPOSER_PERMITS", _head_permits_own),
    ("permitted before the amendment was seen", "INTENT_WRONG", _old_intent),
    ("a permission that signs nothing", "INTENT_WRONG", _permit("head", proposal, intent=digest("x"))),
    ("CorrectionRefused by the board", "NO_RIGHT", then(proposal, "board", refused())),
    ("an applied dossier refused", "DOSSIER_STATE", then(corrected, "head", refused())),
    ("refused by the proposer", "PROPOSER_PERMITS", _head_refuses_own),
    (
        "CorrectionWithdrawn by the proposer in another role",
        "NO_RIGHT",
        then(_seated, "own seat", withdrawn()),
    ),
    ("a refused dossier withdrawn", "DOSSIER_STATE", then(_refused_dossier, "teacher", withdrawn())),
    ("withdrawn by another teacher", "NOT_PROPOSER", _withdrawn_by_other),
)

_WITNESSED: tuple[Case, ...] = (
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

CASES: tuple[Case, ...] = (*_PROPOSED, *_DECIDED, *_WITNESSED)
