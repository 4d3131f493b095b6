"""A correction: proposed, amended, decided, withdrawn (LAW 17 to 19)."""

from typing import Any

from tests.vectors.law.drafts.books import mark, published
from tests.vectors.law.drafts.dossier import (
    amended,
    applied,
    item,
    permitted,
    proposed,
    refused,
    withdrawn,
    witnessed,
)
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.school import (
    appoint,
    appoint_head,
    corrected,
    marked,
    music,
    of_record,
    permitted_dossier,
    proposed_dossier,
    two_witnesses,
)
from tests.vectors.law.told import Start, Told, by, then


def _two_items(log: Log) -> None:
    """A value changed and a value removed; then the empty cell is filled by a dossier of kind bosung."""
    first = of_record(log)
    second = log.do("teacher", mark(70, "p2", "tx1"))
    log.do("teacher", published(log, "tx1"))
    items = item(60, "K", first), item(70, None, second, "p2", "tx1")
    log.do("teacher", proposed(2), *items)
    log.do("head", permitted(log))
    log.do("head", witnessed(log, "head", "leadership"))
    log.do("homeroom", witnessed(log, "homeroom", "homeroom"))
    last = log.do("board", witnessed(log, "board", "board"), *map(applied, items))
    log.do("teacher", proposed(1, "d2", kind="bosung"), item(None, 75, last + 2, "p2", "tx1", dossier="d2"))


def _amend_voids(log: Log) -> None:
    one = item(60, 85, int(str(two_witnesses(log)[2]["base"])))
    log.do("teacher", amended(), one)
    log.do("head", permitted(log))
    for who, seat in (("homeroom", "homeroom"), ("board", "board")):
        log.do(who, witnessed(log, who, seat))
    log.do("head", witnessed(log, "head", "leadership"), applied(one))


def _refusal(log: Log) -> None:
    pos = of_record(log)
    log.do("teacher", proposed(), item(60, 80, pos))
    log.do("head", refused())


def _withdrawal(log: Log) -> None:
    permitted_dossier(log)
    log.do("teacher", withdrawn())


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


def _seated(log: Log) -> Draft:
    """The proposer also sits in the board."""
    one = proposed_dossier(log)
    appoint(log, "own seat", "t1", "board", new=False)
    return one


def _amended_by_other(log: Log) -> int:
    one = proposed_dossier(log)
    appoint(log, "other", "t2", "teacher", "6A", "toan")
    return log.do("other", amended(), one)


def _withdrawn_by_other(log: Log) -> None:
    proposed_dossier(log)
    appoint(log, "other", "t2", "teacher", "6A", "toan")
    log.do("other", withdrawn())


def _amend_with(who: str, *, count: int = 1, start: Any = proposed_dossier) -> Start:
    def build(log: Log) -> int:
        one = start(log)
        return log.do(who, amended(count), one)

    return build


def _refused_dossier(log: Log) -> Draft:
    one = proposed_dossier(log)
    log.do("head", refused())
    return one


def _stranger_between(log: Log) -> int:
    """A mark entered in the command that proposes."""
    one = item(60, 80, of_record(log))
    return log.do("teacher", proposed(2), one, mark(70, col="tx1")) + 2


def _permit(who: str, start: Start, **over: Any) -> Start:
    return by(who, start, lambda log, _: permitted(log, who, **over))


def _old_intent(log: Log) -> None:
    """What was permitted is not what the dossier says now."""
    base_pos = int(proposed_dossier(log)[2]["base"])
    seen = permitted(log)[2]["intent"]
    log.do("teacher", amended(), item(60, 90, base_pos))
    log.do("head", permitted(log, intent=seen))


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


SMALL: tuple[Told, ...] = (
    ("a dossier of two items, one a removal; then one of kind bosung", None, _two_items),
    ("an amendment voids permission and confirmations", None, _amend_voids),
    ("a refused dossier", None, _refusal),
    ("a withdrawn dossier", None, _withdrawal),
    ("CorrectionProposed by the homeroom teacher", "NO_RIGHT", _proposed_by_homeroom),
    ("a dossier id used twice", "ALREADY_EXISTS", _id_again),
    ("fewer items than the proposal counts", "DOSSIER_BROKEN", _item_missing),
    ("something else in the command that proposes", "DOSSIER_BROKEN", _stranger_between),
    ("an item of no dossier", "DOSSIER_BROKEN", then(of_record, "teacher", item(60, 80, 12))),
    ("an item added later", "DOSSIER_BROKEN", then(proposed_dossier, "teacher", item(60, 80, 12))),
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
    ("CorrectionPermitted by the board", "NO_RIGHT", _permit("board", proposed_dossier)),
    ("permitted twice", "DOSSIER_STATE", _permit("head", permitted_dossier)),
    ("a dossier permitted that nobody proposed", "DOSSIER_STATE", _permit("head", of_record)),
    ("permitted by the proposer", "PROPOSER_PERMITS", _head_permits_own),
    ("permitted before the amendment was seen", "INTENT_WRONG", _old_intent),
    (
        "a permission that signs nothing",
        "INTENT_WRONG",
        _permit("head", proposed_dossier, intent=digest("x")),
    ),
    ("CorrectionRefused by the board", "NO_RIGHT", then(proposed_dossier, "board", refused())),
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
