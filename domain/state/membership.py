"""Who is and was in which class, and what a pupil is excused from (LAW 29-31)."""

from domain.state.facts import OPEN_END, Membership, Pupil, Said
from domain.state.state import State
from domain.words.days import covers


def memberships(state: State, pupil: str) -> list[Membership]:
    """Every stay of a pupil, oldest first; [] for a pupil whom the log does not name."""
    found = state.pupils.get(pupil)
    return stays_of(found) if found else []


def stays_of(pupil: Pupil) -> list[Membership]:
    """Every stay, oldest first."""
    return [*pupil.past, Membership(pupil.klass, pupil.start, pupil.end, pupil.pos, pupil.cause)]


def is_member(state: State, pupil: str, klass: str, day: str) -> bool:
    """Whether the pupil is in the class on the local day (LAW 29)."""
    found = state.pupils.get(pupil)
    if found is None:
        return False
    if found.klass == klass and found.start <= day <= found.end:
        return True
    return any(stay.klass == klass and covers(day, stay.start, stay.end) for stay in found.past)


def members(state: State, klass: str, day: str) -> list[str]:
    """The pupils of the class on the local day, sorted."""
    return sorted(pupil for pupil in state.rosters.get(klass, ()) if is_member(state, pupil, klass, day))


def counted_day(state: State, year: str, semester: int, day: str) -> str:
    """The day by which a semester's pupils are told: its last one, the local day while that is to come.

    Semester 0 is the year. Where the year is not opened nobody knows its days.
    """
    opened = state.years.get(year)
    return min(day, opened.semesters[(semester or 2) - 1][1]) if opened else day


def listed(state: State, klass: str, semester: int, day: str) -> list[str]:
    """Who stands on the list of a class in a semester (0: the year), sorted."""
    return sorted(
        pupil for pupil in state.rosters[klass] if listed_stay(state, pupil, klass, semester, day) is not None
    )


def listed_stay(state: State, pupil: str, klass: str, semester: int, day: str) -> Membership | None:
    """The stay by which the pupil is on the list: that of the counted day, or one that begins after it in
    the semester. Whoever has left before is not on it."""
    last = counted_day(state, state.classes[klass].year, semester, OPEN_END)
    since = min(day, last)
    stays = (stay for stay in memberships(state, pupil) if stay.klass == klass)
    return next((stay for stay in stays if stay.start <= last and since <= stay.end), None)


def pupils_of(state: State, klass: str, semester: int, day: str) -> list[str]:
    """The pupils of a class and semester (LAW "The school year"): its members on the last day of it; while
    that is not past, or where nobody knows it, on the day."""
    return members(state, klass, counted_day(state, state.classes[klass].year, semester, day))


def was_member(state: State, pupil: str, klass: str, semester: int, day: str) -> bool:
    """Whether the pupil was in the class on a day of the semester up to the local day; in a year that is not
    opened on any day up to it (LAW 11)."""
    year = state.years.get(state.classes[klass].year)
    first, last = year.semesters[semester - 1] if year else ("", day)
    return any(
        stay.klass == klass and max(first, stay.start) <= min(last, stay.end, day)
        for stay in memberships(state, pupil)
    )


def placement(state: State, pupil: str, klass: str, day: str) -> Membership | None:
    """The stay in the class that covers the day."""
    stays = reversed(memberships(state, pupil))
    return next((s for s in stays if s.klass == klass and covers(day, s.start, s.end)), None)


def classes_of_year(state: State, pupil: str, year: str) -> list[str]:
    """The pupil's classes of a school year, newest first, each once; [] for a pupil unknown here."""
    found: list[str] = []
    for stay in reversed(memberships(state, pupil)):
        if state.classes[stay.klass].year == year and stay.klass not in found:
            found.append(stay.klass)
    return found


def exempt(state: State, pupil: str, klass: str, subject: str, semester: int) -> str | None:
    """`whole` or `practical` if a standing exemption covers the subject and semester (TT58 Đ12, TT22 Đ10)."""
    year = state.classes[klass].year
    for each in state.exemptions.get(pupil, ()):
        stands = not each.ended and state.classes[each.klass].year == year
        if stands and each.subject == subject and semester in each.semesters:
            return each.part
    return None


def brought(state: State, pupil: str, year: str, semester: int, subject: str) -> int | str | None:
    """The value brought from another school (LAW 30)."""
    return state.brought.get(pupil, {}).get((year, semester, subject))


def one_semester_allowed(state: State, pupil: str, klass: str, subject: str) -> bool:
    """Whether the pupil is judged by semester 2 alone in the subject (LAW 31)."""
    year = state.classes[klass].year
    return any(
        (who, named) == (pupil, subject) and state.classes[place].year == year
        for who, place, named in state.one_semester
    )


def class_of(state: State, said: Said) -> str | None:
    """The class that an act is about: its own, else the newest of its pupil, None where there is neither."""
    named = said.data.get("class")
    if named is not None:
        return str(named)
    pupil = state.pupils.get(said.data.get("pupil", ""))
    return pupil.klass if pupil else None
