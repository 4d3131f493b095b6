"""What a reader with paper and pencil takes from a log's entries. Shares nothing with domain or verifier.

Plain dicts, folded entry by entry; `tests.domain.adversary.record` says which of it is of record.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from domain.words.entry import Entry
from tests.domain.adversary import righted

Cell = tuple[str, str, int, str, str]
"""Class, subject, semester, pupil, column."""


class Held(NamedTuple):
    """The last entry of a cell; `emptied`: a dossier took the value away."""

    value: Any
    pos: int
    late: bool = False
    emptied: bool = False


class Stay(NamedTuple):
    klass: str
    start: str
    end: str
    pos: int
    left: str | None = None
    """Cause of the leaving that ended it."""
    written: str = ""
    """The local day of the entry that began it."""


class Month(NamedTuple):
    """`signed` once; `reopened` by whom, at which position."""

    signed: bool = False
    reopener: str | None = None
    reopened: int = -1


def local_day(at: str) -> str:
    ahead = date.fromisoformat(at[:10]) + timedelta(days=at[11:13] >= "17")
    return ahead.isoformat()


class Model:
    """`t` is the highest instant ever written."""

    def __init__(self) -> None:
        self.t = ""
        self.dishonest: frozenset[str] = frozenset()
        self.cells: dict[Cell, Held] = {}
        self.recorded_cells: set[Cell] = set()
        """Cells whose value was of record once: that never ends."""
        self.published: set[tuple[str, str, int, str]] = set()
        self.permissions: dict[int, tuple[str, str]] = {}
        """Who permitted late entries, until when."""
        self.years: set[str] = set()
        self.windows: dict[str, dict[str, Any]] = {}
        self.closed: set[tuple[str, int]] = set()
        """Class and semester that were locked or approved once."""
        self.classes: dict[str, dict[str, Any]] = {}
        self.stays: dict[str, list[Stay]] = {}
        self.brought: dict[tuple[str, str, int, str], Any] = {}
        self.exemptions: dict[int, dict[str, Any]] = {}
        self.one_semester: set[tuple[str, str, str]] = set()
        self.absences: dict[tuple[str, str, str, str], Any] = {}
        self.months: dict[tuple[str, str], Month] = {}
        self.results: dict[tuple[str, str, int], tuple[int, dict[str, Any]]] = {}
        """Pupil, year, semester -> position and data of the newest result."""
        self.decisions: dict[tuple[str, str, int], dict[str, Any]] = {}
        self.rests: dict[tuple[str, str, int], dict[str, Any]] = {}
        """Pupil, year, 0 -> the figures of the year's result as the newest decision found it."""
        self.titles: dict[tuple[str, str, int], set[str]] = {}
        self.titled: dict[tuple[str, str, int], dict[str, Any]] = {}
        """The same of titles."""
        self.retests: dict[tuple[str, str, str], tuple[Any, str]] = {}
        self.retest_windows: list[tuple[str, str, str]] = []
        self.boards: set[tuple[str, int]] = set()
        self.summer: dict[tuple[str, str], str] = {}
        self.proofs: tuple[str, ...] = ()
        self.posts: dict[int, tuple[str, dict[str, Any], str | None]] = {}
        self.checks: dict[int, tuple[str, list[list[Any]], dict[tuple[str, str], set[str]]]] = {}
        self.touched: set[tuple[str, str]] = set()
        """Pupils and years of which two persons changed something of record: results may follow it."""
        self.ratings: list[tuple[dict[str, Any], tuple[int, int]]] = []
        self.acts: dict[int, Entry] = {}
        """Position -> what may be put right, with the data that count; `void` of them."""
        self.void: set[int] = set()
        self.slips: dict[str, righted.Slip] = {}
        self.wronged: list[str] = []
        self.unbound: set[str] = set()
        """Pupils of whom three persons put a movement or a decision right."""

    def take(self, entry: Entry) -> None:
        self.t = max(self.t, entry.at)
        if not entry.stream.startswith(("book/", "term/", "dossier/")) or entry.type == "LateEntryPermitted":
            self.acts[entry.pos] = entry
        self.told(entry)

    def told(self, entry: Entry) -> None:
        """What it says, whenever it was written."""
        if (change := _TAKE.get(entry.type)) is not None:
            change(self, entry, entry.data)

    def figures(self, pupil: str, year: str, semester: int) -> dict[str, Any]:
        """What the newest result says, but for the class that said it."""
        _, data = self.results.get((pupil, year, semester), (0, {}))
        return {name: value for name, value in data.items() if name != "class"}

    def year(self, klass: str) -> str:
        return str(self.classes[klass]["year"])

    def classes_of(self, pupil: str, year: str) -> list[str]:
        """Newest first, each once."""
        found = [stay.klass for stay in reversed(self.stays.get(pupil, [])) if self.year(stay.klass) == year]
        return list(dict.fromkeys(found))

    def plan(self, klass: str, subject: str) -> dict[str, Any] | None:
        found: list[dict[str, Any]] = self.classes[klass]["subjects"]
        return next((plan for plan in found if plan["subject"] == subject), None)

    def window_end(self, klass: str, semester: int, col: str) -> str | None:
        for window in self.windows.values():
            fits = (
                window["year"] == self.year(klass)
                and window["semester"] == semester
                and col in window["cols"]
            )
            if fits and (klass in window["classes"] or "*" in window["classes"]):
                return str(window["to"])
        return None

    def exempt(self, pupil: str, year: str, subject: str, semester: int) -> bool:
        return any(
            e["pupil"] == pupil and e["subject"] == subject and semester in e["semesters"]
            and e["part"] == "whole" and not e["ended"] and self.year(e["class"]) == year
            for e in self.exemptions.values()
        )  # fmt: skip

    def sessions(self, pupil: str, klass: str) -> int:
        """Missed in the year of the class (LAW 34)."""
        year, days = self.year(klass), []
        for (place, who, day, _), value in self.absences.items():
            inside = any(stay.klass == place and stay.start <= day <= stay.end for stay in self.stays[pupil])
            if who == pupil and value is not None and self.year(place) == year and inside:
                days.append(day)
        along = sum(self.brought.get((pupil, year, semester, "absent"), 0) for semester in (1, 2))
        return along + (len(set(days)) if self.classes[klass]["regime"] == "TT22_2021" else len(days))


Taken = Callable[[Model, Entry, dict[str, Any]], None]


def _book(entry: Entry) -> tuple[str, str, int]:
    _, klass, subject, semester = entry.stream.split("/")
    return klass, subject, int(semester)


def _mark(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    emptied = entry.type == "CorrectionApplied" and data["value"] is None
    late = entry.type != "CorrectionApplied" and data.get("late") is not None
    m.cells[*_book(entry), data["pupil"], data["col"]] = Held(data.get("value"), entry.pos, late, emptied)


def _publish(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    m.published.add((*_book(entry), data["col"]))


def _permit(m: Model, entry: Entry, _data: dict[str, Any]) -> None:
    m.permissions[entry.pos] = (entry.actor["person"], entry.data["until"])


def _window(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.windows[data["window"]] = {**m.windows.get(data["window"], {}), **data}


def _close(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.closed.add((data["class"], data["semester"]))


def _open(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.classes[data["class"]] = data


def _open_year(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.years.add(data["year"])


def _place(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    stays = m.stays.setdefault(data["pupil"], [])
    if stays and stays[-1].left is None:
        day = date.fromisoformat(data["from"]) - timedelta(days=1)
        stays[-1] = stays[-1]._replace(end=day.isoformat())
    elif stays and stays[-1].end >= local_day(entry.at):
        stays[-1] = stays[-1]._replace(left=None)  # announced, but the pupil is still here
    day = local_day(entry.at)
    stays.append(Stay(data["class"], data["from"], "9999-12-31", entry.pos, None, day))


def _leave(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    stays = m.stays[data["pupil"]]
    stays[-1] = stays[-1]._replace(end=data["last"], left=data["cause"])


def _bring(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.brought[data["pupil"], data["year"], data["semester"], data["subject"]] = data["value"]


def _exempt(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    m.exemptions[entry.pos] = {**data, "ended": False}


def _end_exemption(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.exemptions[data["exemption"]]["ended"] = True


def _allow(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.one_semester.add((data["pupil"], m.year(data["class"]), data["subject"]))


def _absence(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.absences[data["class"], data["pupil"], data["date"], data["session"]] = data["value"]


def _sign_month(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.months[data["class"], data["month"]] = Month(signed=True)


def _reopen(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    m.months[data["class"], data["month"]] = Month(True, entry.actor["person"], entry.pos)


def _result(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    m.results[data["pupil"], m.year(data["class"]), data["semester"]] = (entry.pos, data)


def _board(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.boards.add((data["class"], data["stage"]))


def _decide(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    pupil, year = data["pupil"], m.year(data["class"])
    m.decisions[pupil, year, data["stage"]] = data
    if data["stage"] == 1:  # what stage 2 said of the decision before counts no more
        m.decisions.pop((pupil, year, 2), None)
        m.rests[pupil, year, 0] = m.figures(pupil, year, 0)


def _title(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    if data["title"] != "GIAY_KHEN":
        place = (data["pupil"], m.year(data["class"]), data["semester"])
        m.titles.setdefault(place, set()).add(data["title"])
        m.titled[place] = m.figures(*place)


def _open_retests(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.retest_windows.append((data["year"], data["from"], data["to"]))


def _retest(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    """Of record when the last of the windows ends in which it was entered."""
    year = m.year(data["class"])
    ends = [to for of, start, to in m.retest_windows if of == year and start <= entry.at < to]
    m.retests[data["pupil"], year, data["subject"]] = (data["value"], max(ends, default=""))


def _summer(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.summer[data["pupil"], m.year(data["class"])] = data["conduct"]


def _policy(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    m.proofs = tuple(data["proof"][kind] for kind in ("entry", "decide", "witness"))


def _post(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    m.posts[entry.pos] = (data["person"], data, None)


def _end_post(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    if data["appointment"] in m.posts:
        person, post, _ = m.posts[data["appointment"]]
        m.posts[data["appointment"]] = (person, post, data["on"])


def _check(m: Model, entry: Entry, data: dict[str, Any]) -> None:
    """Who taught which book on that day, as far as it was written by then."""
    day, latest, taught = local_day(entry.at), local_day(m.t), {}
    for person, post, ended in m.posts.values():
        ends = [each for each in (post["to"], ended) if each is not None]
        if post["role"] == "teacher" and post["from"] <= day and all(latest <= end for end in ends):
            taught.setdefault((post["class"], post["subject"]), set()).add(person)
    m.checks[entry.pos] = (day, data["figures"], taught)


def _rate(m: Model, _entry: Entry, data: dict[str, Any]) -> None:
    entered = expected = 0
    for pos in data["checks"]:
        _, figures, taught = m.checks[pos]
        for klass, subject, done, due in figures:
            if data["person"] in taught.get((klass, subject), ()):
                entered, expected = entered + done, expected + due
    m.ratings.append((data, (entered, expected)))


_TAKE: dict[str, Taken] = {
    **dict.fromkeys(("MarkEntered", "MarkChanged", "MarkCleared", "CorrectionApplied"), _mark),
    "YearOpened": _open_year,
    "ColumnPublished": _publish, "LateEntryPermitted": _permit, "WindowSet": _window, "WindowMoved": _window,
    "BookLocked": _close, "ResultsApproved": _close, "ClassOpened": _open, "PupilEnrolled": _place,
    "PupilPlaced": _place, "PupilLeft": _leave, "ResultBrought": _bring, "ExemptionGranted": _exempt,
    "ExemptionEnded": _end_exemption, "OneSemesterAllowed": _allow, "AbsenceSet": _absence,
    "MonthSigned": _sign_month, "MonthReopened": _reopen, "ResultRecorded": _result, "BoardOpened": _board,
    "PromotionDecided": _decide, "TitleAwarded": _title, "RetestOpened": _open_retests,
    "RetestEntered": _retest, "SummerConductJudged": _summer, "PolicySet": _policy, "Appointed": _post,
    "AppointmentEnded": _end_post, "ProgressChecked": _check, "TeacherRated": _rate,
    "ActWithdrawn": righted.withdraw, "RectificationProposed": righted.propose,
    "RectificationWitnessed": righted.witness, "RectificationDecided": righted.decide,
}  # fmt: skip
