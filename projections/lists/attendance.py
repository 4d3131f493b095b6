"""Lists of attendance: absences, and how far each month of a class is confirmed and signed (S65)."""

from collections.abc import Iterable
from typing import NamedTuple

from projections.tables.deeds import Deed

_MOVES = ("PupilEnrolled", "PupilPlaced", "PupilLeft")


class AbsenceRow(NamedTuple):
    """A session (`S` morning, `C` afternoon) missed, with (`P`) or without (`K`) leave."""

    pos: int
    at: str
    person: str
    klass: str
    pupil: str
    date: str
    session: str
    value: str


class MonthRow(NamedTuple):
    """`state`: `open`, `confirmed`, `changed` (since the confirmation), `signed`.

    `remark` is the head's, `reopened` the reason of the last reopening.
    """

    klass: str
    month: str
    state: str
    absences: int
    confirmed_by: str | None
    confirmed_at: str | None
    signed_by: str | None
    signed_at: str | None
    remark: str | None
    reopened: str | None


Sight = tuple[frozenset[tuple[tuple[str, str, str], int]], frozenset[tuple[str, int]]]
"""The absences and the movements of a month, with their positions."""


class _Month:
    """What stands in a month, and what stood in it when the homeroom teacher confirmed."""

    def __init__(self, klass: str, month: str) -> None:
        self.row = MonthRow(klass, month, "open", 0, None, None, None, None, None, None)
        self.absent: dict[tuple[str, str, str], int] = {}
        self.moves: set[tuple[str, int]] = set()
        self.seen: tuple[frozenset[tuple[tuple[str, str, str], int]], frozenset[tuple[str, int]]] | None = (
            None
        )

    def sight(self) -> Sight:
        return frozenset(self.absent.items()), frozenset(self.moves)

    def result(self) -> MonthRow:
        changed = self.row.state == "confirmed" and self.seen != self.sight()
        return self.row._replace(absences=len(self.absent), state="changed" if changed else self.row.state)


def absences(deeds: Iterable[Deed]) -> list[AbsenceRow]:
    """The absences that stand, by day, pupil and session."""
    rows: dict[tuple[str, str, str, str], AbsenceRow] = {}
    for deed in deeds:
        data = deed.data
        key = (data["class"], data["date"], data["pupil"], data["session"])
        rows.pop(key, None)
        if data["value"] is not None:
            rows[key] = AbsenceRow(
                *(deed.pos, deed.at, deed.person, data["class"]),
                *(data["pupil"], data["date"], data["session"], data["value"]),
            )
    return [rows[key] for key in sorted(rows)]


def months(deeds: Iterable[Deed]) -> list[MonthRow]:
    """The months in which something was recorded, by class and month. Movements count to both classes."""
    found: dict[tuple[str, str], _Month] = {}
    stands: dict[str, str] = {}
    for deed in deeds:
        for klass, month in _months_of(deed, stands):
            _take(found.setdefault((klass, month), _Month(klass, month)), deed)
    return [found[key].result() for key in sorted(found)]


def _months_of(deed: Deed, stands: dict[str, str]) -> list[tuple[str, str]]:
    """The (class, month) that a deed concerns; `stands` is where each pupil is."""
    data = deed.data
    if deed.type not in _MOVES:
        return [(data["class"], data.get("month") or data["date"][:7])]
    pupil, month = data["pupil"], str(data.get("from") or data.get("last"))[:7]
    classes = {data["class"], *([stands[pupil]] if pupil in stands else [])}
    stands.pop(pupil, None)
    if deed.type != "PupilLeft":
        stands[pupil] = data["class"]
    return [(klass, month) for klass in sorted(classes)]


def _take(month: _Month, deed: Deed) -> None:
    data = deed.data
    if deed.type in _MOVES:
        month.moves.add((data["pupil"], deed.pos))
    elif deed.type == "AbsenceSet":
        key = (data["pupil"], data["date"], data["session"])
        month.absent.pop(key, None)
        if data["value"] is not None:
            month.absent[key] = deed.pos
    elif deed.type == "MonthConfirmed":
        month.seen = month.sight()
        month.row = month.row._replace(state="confirmed", confirmed_by=deed.person, confirmed_at=deed.at)
    elif deed.type == "MonthSigned":
        month.row = month.row._replace(
            state="signed", signed_by=deed.person, signed_at=deed.at, remark=data["remark"]
        )
    else:
        month.row = month.row._replace(
            state="confirmed", signed_by=None, signed_at=None, reopened=data["reason"]
        )
