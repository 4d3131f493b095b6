"""What of a `Model` is of record, by the table of LAW "Of record", and what an act changed of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from domain.words.entry import Entry
from tests.domain.adversary import righted
from tests.domain.adversary.figures import judgement, recorded_wrongly
from tests.domain.adversary.model import Cell, Model, Stay

METHODS = ("token", "password", "totp", "passkey")
Values = dict[tuple[Any, ...], Any]
PupilCell = tuple[str, str, str, int, str]
"""Pupil, year, subject, semester, column."""


class Before(NamedTuple):
    """What was of record, and what followed from it."""

    values: Values
    judged: Values
    faults: set[str]


def effective(m: Model, pupil: str, year: str, subject: str, semester: int, col: str) -> Cell | None:
    """Where the pupil's mark stands: in the present class, else in a former one of the year."""
    places = [(klass, subject, semester, pupil, col) for klass in m.classes_of(pupil, year)]
    held = [place for place in places if place in m.cells and m.cells[place].value is not None]
    emptied = [place for place in places if place in m.cells and m.cells[place].emptied]
    return next(iter([*held, *emptied, *places]), None)


def observe(m: Model) -> Before:
    """What is of record now."""
    _note_recorded(m)
    values: Values = {}
    _cells(m, values)
    _absences(m, values)
    _facts(m, values)
    return Before(values, judged(m, values), set(faults(m)))


def judged(m: Model, values: Values) -> Values:
    """What would be approved of each subject and semester by the cells among `values` alone."""
    wanted: dict[tuple[str, str, str, int], list[str]] = {}
    for key, value in values.items():
        if key[0] == "cell" and value is not None:
            wanted.setdefault(key[1:5], []).append(key[5])
        elif key[0] == "result" and key[3]:
            named = [*value["scores"], *value["comments"]]
            for subject, _ in named:
                wanted.setdefault((key[1], key[2], subject, key[3]), [])
        elif key[0] == "result":
            for pupil, year, semester, subject in m.brought:
                if (pupil, year) == key[1:3] and subject != "absent":
                    wanted.setdefault((pupil, year, subject, semester), [])
    return {("judged", *place): judgement(m, *place, cols) for place, cols in wanted.items()}


def _note_recorded(m: Model) -> None:
    for place, held in m.cells.items():
        if held.value is not None and _of_record(m, place, held.late):
            m.recorded_cells.add(place)


def _of_record(m: Model, place: Cell, late: bool) -> bool:
    klass, subject, semester, _, col = place
    if place in m.recorded_cells or late or (klass, subject, semester, col) in m.published:
        return True
    end = m.window_end(klass, semester, col)
    if any((place[3], m.year(klass), each) in m.results for each in (semester, 0)):
        return True
    return (klass, semester) in m.closed or (end is not None and end <= m.t)


def _cells(m: Model, values: Values) -> None:
    for pupil, stays in m.stays.items():
        for year in {m.year(stay.klass) for stay in stays}:
            for subject, semester, cols in _plans(m, pupil, year):
                for col in cols:
                    place = effective(m, pupil, year, subject, semester, col)
                    held = m.cells.get(place) if place else None
                    if not (held and (held.emptied or held.value is not None)) and _open_elsewhere(m, place):
                        continue  # a test sat in the former class is still typed there
                    if place and _of_record(m, place, bool(held and held.late)):
                        values["cell", pupil, year, subject, semester, col] = held.value if held else None


def _open_elsewhere(m: Model, place: Cell | None) -> bool:
    """Whether a window may still let it in, in a class of the year in which the pupil is or was."""
    if place is None:
        return False
    klass, subject, semester, pupil, col = place
    classes = m.classes_of(pupil, m.year(klass))
    windowed = (each for each in classes if m.window_end(each, semester, col) is not None)
    return any(not _of_record(m, (each, subject, semester, pupil, col), False) for each in windowed)


def _plans(m: Model, pupil: str, year: str) -> Iterator[tuple[str, int, list[str]]]:
    """Subject, semester and columns of every class of the pupil in the year."""
    found: dict[tuple[str, int], set[str]] = {}
    for klass in m.classes_of(pupil, year):
        for semester in (1, 2):
            found.setdefault(("conduct", semester), set()).update(("hk", "cn") if semester == 2 else ("hk",))
            for plan in m.classes[klass]["subjects"]:
                if semester in plan["semesters"]:
                    cols = {f"tx{number}" for number in range(1, plan["tx"] + 1)} | {"gk", "ck"}
                    found.setdefault((plan["subject"], semester), set()).update(cols)
    for (subject, semester), cols in found.items():
        yield subject, semester, sorted(cols)


def _absences(m: Model, values: Values) -> None:
    """What a signed month holds; a held session counts whatever moves; how many a year's result has."""
    of_month: dict[tuple[str, str], set[tuple[str, ...]]] = {place: set() for place in m.months}
    for (klass, pupil, day, session), value in m.absences.items():
        inside = any(stay.klass == klass and stay.start <= day <= stay.end for stay in m.stays[pupil])
        if value is not None:
            values["counted", klass, pupil, day, session] = inside
            if (klass, day[:7]) in of_month and inside:
                of_month[klass, day[:7]].add((pupil, day, session, value))
    for place, held in of_month.items():
        values["month", *place] = frozenset(held)
    for (pupil, year, semester), (_, data) in m.results.items():
        if semester == 0:
            values["absences", pupil, year] = m.sessions(pupil, data["class"])


def _facts(m: Model, values: Values) -> None:
    for (pupil, year, semester), (_, data) in m.results.items():
        values["result", pupil, year, semester] = {k: v for k, v in data.items() if k != "class"}
    for (pupil, year, stage), data in m.decisions.items():
        values["decision", pupil, year, stage] = (data["outcome"], data["learning"], data["conduct"])
    for exemption in m.exemptions.values():
        pupil, year = exemption["pupil"], m.year(exemption["class"])
        for semester in exemption["semesters"]:
            if (pupil, year, semester) in m.results and exemption["part"] == "whole":
                values["exempt", pupil, year, exemption["subject"], semester] = not exemption["ended"]
    for place, titles in m.titles.items():
        values["title", *place] = frozenset(titles)
    for (pupil, year, subject), (value, end) in m.retests.items():
        if end <= m.t or any(stage == 2 and m.year(klass) == year for klass, stage in m.boards):
            values["retest", pupil, year, subject] = value
    for place, conduct in m.summer.items():
        values["summer", *place] = conduct


def faults(m: Model) -> Iterator[str]:
    """What must never be so, however it came about."""
    yield from m.wronged
    for pupil, stays in m.stays.items():
        for before, after in pairwise(stays):
            year = m.year(before.klass)
            if m.year(after.klass) < year:
                yield f"{pupil} placed back into {after.klass}"
            elif pupil in m.unbound:
                continue
            elif m.year(after.klass) > year and (said := _moved_up_wrongly(m, pupil, year, before, after)):
                yield f"{pupil} placed into {after.klass}: {said}"
    for klass, data in m.classes.items():
        first = int(data["year"][:4])
        since = {6: 2021, 7: 2022, 8: 2023, 9: 2024, 10: 2022, 11: 2023, 12: 2024}[data["grade"]]
        if data["regime"] != ("TT22_2021" if first >= since else "TT58_26"):
            yield f"regime of {klass}"
    for data, figures in m.ratings:
        if (data["entered"], data["expected"]) != figures:
            yield f"rating {data}"


def _moved_up_wrongly(m: Model, pupil: str, year: str, before: Stay, after: Stay) -> str | None:
    """Whom a transfer took through other schools' years, may be as many grades further."""
    first, second = (m.decisions.get((pupil, year, stage)) for stage in (1, 2))
    final = second or first
    up = m.classes[after.klass]["grade"] - m.classes[before.klass]["grade"]
    between = int(m.year(after.klass)[:4]) - int(year[:4]) - 1
    if final is None:
        result = m.results.get((pupil, year, 0))
        if year not in m.years and after.written < f"{m.year(after.klass)[:4]}-06-01":
            return "placed ahead of a year that may yet be opened"
        judged = result is not None and None not in [
            result[1][key] for key in ("learning", "conduct", "absent")
        ]
        here = year in m.years and before.left is None and result is None
        return "not decided" if judged or here else None
    if final["outcome"] in ("KIEM_TRA_LAI", "REN_LUYEN_HE"):
        return "pending"
    least = int(final["outcome"] == "LEN_LOP")
    most = least + (
        between if before.left == "transfer" and after.start >= f"{m.year(after.klass)[:4]}-06-01" else 0
    )
    return None if least <= up <= most else str(final["outcome"])


def weaker(old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether a proof fell."""
    return any(METHODS.index(a) > METHODS.index(b) for a, b in zip(old, new, strict=False))


def changed(m: Model, before: Before, entries: list[Entry]) -> tuple[list[str], Before]:
    """Takes a command in. What it changed of what was of record, but for two persons' acts of the table."""
    proofs, free, months, wrong = m.proofs, set(), dict(m.months), []
    for entry in entries:
        free |= _allowed(m, entry, before.values, months)
        m.take(entry)
        if entry.type == "ResultRecorded":
            wrong += recorded_wrongly(m, entry.data)
    after = observe(m)
    found = wrong + [fault for fault in after.faults if fault not in before.faults]
    found += ["policy weaker"] if weaker(proofs, m.proofs) else []
    for key, value in before.values.items():
        gone = key[0] == "counted" and any(entry.type == "AbsenceSet" for entry in entries)
        followed = key[0] in ("absences", "result") and (key[1], key[2]) in m.touched
        if _now(m, key, after.values) != value and key not in free and not gone and not followed:
            found.append(f"{key}: {value} -> {after.values.get(key)}")
    now = judged(m, before.values)
    for key, value in before.judged.items():
        was_free = value[0] == "exempt" and (key[1], key[2], key[4]) not in m.results
        if now.get(key) != value and not was_free and (key[1], key[2]) not in m.touched:
            found.append(f"{key}: {value} -> {now.get(key)}")
    return found, after


def _now(m: Model, key: tuple[Any, ...], values: Values) -> Any:
    """The value, of a cell wherever it stands now and whether or not that is of record."""
    place = effective(m, *key[1:]) if key[0] == "cell" else None
    if place is None:
        return values.get(key)
    held = m.cells.get(place)
    return held.value if held else None


def _decided_again(m: Model, kind: str, data: dict[str, Any]) -> set[tuple[Any, ...]]:
    """What may be decided and awarded anew: where the result says something else than it did then."""
    pupil, year = data["pupil"], m.year(data["class"])
    if kind == "TitleAwarded":
        place = (pupil, year, data["semester"])
        return {("title", *place)} if m.titled.get(place) != m.figures(*place) else set()
    again = data["stage"] == 1 and m.rests.get((pupil, year, 0)) != m.figures(pupil, year, 0)
    return {("decision", pupil, year, stage) for stage in (1, 2)} if again else set()


def _allowed(m: Model, entry: Entry, values: Values, months: dict[Any, Any]) -> set[tuple[Any, ...]]:
    """Keys that this entry may change: by another's late permission, in a month that another reopened."""
    data, me = entry.data, entry.actor["person"]
    if entry.type in ("MarkEntered", "MarkChanged") and data["late"] is not None:
        _, klass, subject, semester = entry.stream.split("/")
        key = ("cell", data["pupil"], m.year(klass), subject, int(semester), data["col"])
        place = effective(m, key[1], key[2], subject, int(semester), data["col"])
        emptied = place in m.cells and m.cells[place].emptied
        permitter, until = m.permissions.get(data["late"], (me, ""))
        another = permitter != me and max(m.t, entry.at) < until
        approved = (key[1], key[2], key[4]) in m.results
        if not another or emptied or approved or values.get(key, "") not in (None, "P"):
            return set()
        m.touched.add((key[1], key[2]))
        return {key}
    if entry.type == "CorrectionApplied" and me not in m.dishonest:  # the third witness, and not one of them
        klass, subject, semester = entry.stream.split("/")[1:]
        m.touched.add((data["pupil"], m.year(klass)))
        return {("cell", data["pupil"], m.year(klass), subject, int(semester), data["col"])}
    if entry.type == "RectificationDecided":
        return righted.freed(m, entry)
    if entry.type in ("PromotionDecided", "TitleAwarded"):
        return _decided_again(m, entry.type, data)
    if entry.type == "AbsenceSet":
        month, year = months.get((data["class"], data["date"][:7])), m.year(data["class"])
        result = m.results.get((data["pupil"], year, 0))
        fresh = result is None or (month is not None and month.reopened > result[0])
        decided = (data["pupil"], year, 1) in m.decisions
        if month and month.reopener not in (None, me) and fresh and not decided:
            m.touched.add((data["pupil"], year))
            return {("month", data["class"], data["date"][:7])}
    return set()
