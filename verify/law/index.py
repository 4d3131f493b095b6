"""Look-ups for the law, so that no entry asks everything that was there before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

Key = tuple[str, str, "str | None"]


@dataclass
class Posts:
    """Positions of rights, those of substitutes too, by who holds them; `right` of the state tells each."""

    holders: dict[Key, list[tuple[str, int]]] = field(default_factory=dict)
    """(person, role, class) -> heap of (first day, position)."""
    of_class: dict[tuple[str, str | None], list[int]] = field(default_factory=dict)
    of_role: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """(person, role) -> positions."""

    def add(self, pos: int, right: Any) -> None:
        """A right that was given at the position."""
        key = (right.person, right.role, right.klass)
        heappush(self.holders.setdefault(key, []), (right.first, pos))
        self.of_class.setdefault(key[1:], []).append(pos)
        self.of_role.setdefault(key[:2], []).append(pos)

    def holds(self, key: Key, day: str, t_day: str, right: Callable[[int], Any]) -> bool:
        """Whether one of them is in force. `t_day` never falls, so what has expired is dropped for good."""
        heap = self.holders.get(key, [])
        while heap:
            one = right(heap[0][1])
            if one is not None and (one.person, one.role, one.klass) == key and t_day <= one.last:
                return bool(one.first <= day)  # the others begin later
            heappop(heap)
        return False


@dataclass
class Leaders:
    """Appointments of heads and of the body above that were given without a last day."""

    waiting: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """Role -> heap of (first day, position)."""
    above: bool = False
    """Whether an appointment to the body above stands: the last one does not end, it becomes void only."""

    def add(self, pos: int, post: Any) -> None:
        """An appointment of any role."""
        self.above = self.above or post.role == "superior"
        if post.role in ("head", "superior") and post.last == "9999-12-31":
            heappush(self.waiting.setdefault(post.role, []), (post.first, pos))

    def first_but(self, role: str, pos: int, posts: dict[int, Any]) -> str | None:
        """The first day of the earliest that has not ended, but for the one at `pos`; None without any."""
        heap, kept = self.waiting.get(role, []), []
        while heap and (heap[0][1] == pos or posts[heap[0][1]].ended_at):
            one = heappop(heap)
            if one[1] == pos:
                kept.append(one)
        first = heap[0][0] if heap else None
        for one in kept:
            heappush(heap, one)
        return first


@dataclass
class Windows:
    """Windows by school year, semester, column and class, or `*`; the first one set counts."""

    found: dict[tuple[str, int, str, str], tuple[int, Any]] = field(default_factory=dict)
    columns: set[tuple[str, int, str]] = field(default_factory=set)

    def add(self, window: Any) -> None:
        """One more, after all others."""
        for col in window.columns:
            self.columns.add((window.year, window.semester, col))
            for klass in window.classes:
                place = (window.year, window.semester, col, klass)
                self.found.setdefault(place, (len(self.found), window))

    def drop(self, window: Any) -> None:
        """The window is over nothing any more."""
        self.found = {place: held for place, held in self.found.items() if held[1] is not window}
        self.columns = {place[:3] for place in self.found}

    def over(self, year: str, semester: int, col: str, klass: str) -> Any:
        """The first window over the column for the class; None if there is none."""
        both = (self.found.get((year, semester, col, name)) for name in (klass, "*"))
        return min((one for one in both if one is not None), default=(0, None), key=lambda one: one[0])[1]

    def meets(self, year: str, semester: int, cols: list[str], classes: list[str]) -> bool:
        """Whether any window is over one of the columns for one of the classes; `*` is all of them."""
        return any(self._taken(year, semester, col, classes) for col in cols)

    def _taken(self, year: str, semester: int, col: str, classes: list[str]) -> bool:
        if "*" in classes:
            return (year, semester, col) in self.columns
        return any((year, semester, col, name) in self.found for name in (*classes, "*"))


@dataclass
class Absences:
    """What stands in the days of one pupil of one class, by (date, session)."""

    cells: dict[tuple[str, str], dict[tuple[str, str], Any]] = field(default_factory=dict)

    def put(self, klass: str, pupil: str, day: tuple[str, str], value: Any) -> None:
        """None empties the cell."""
        self.cells.setdefault((klass, pupil), {})[day] = value

    def days(self, klass: str, pupil: str) -> Iterator[str]:
        """The date of each absence that stands."""
        cells = self.cells.get((klass, pupil), {})
        return (date for (date, _), value in cells.items() if value is not None)
