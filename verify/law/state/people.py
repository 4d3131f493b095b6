"""People and their rights, as the decisions gave them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, NamedTuple

from verify.law.slotted import slotted
from verify.law.state.entry import Entry


@slotted
@dataclass
class Appointment:
    """A right that a decision gave, or that of who stands in for its holder."""

    person: str
    role: str
    klass: str | None
    subject: str | None
    first: str
    last: str
    ended_at: int = 0
    """Position of its `AppointmentEnded`, which set `last`; 0 if there is none."""
    given_last: str = ""
    """What `last` was before it."""

    def in_force(self, day: str, t_day: str) -> bool:
        """Begun by the local day of `at`, not ended by that of `t`."""
        return self.first <= day and t_day <= self.last

    def stood(self, pos: int, day: str, t_day: str) -> bool:
        """As `in_force`, as the entries before that position had it."""
        last = self.given_last if self.ended_at > pos else self.last
        return self.first <= day and t_day <= last


@slotted
@dataclass
class Delegation:
    """Powers of the head that a deputy may use."""

    person: str
    powers: frozenset[str]
    first: str
    last: str

    def in_force(self, day: str, t_day: str) -> bool:
        """Begun by the local day of `at`, not ended by that of `t`."""
        return self.first <= day and t_day <= self.last


@slotted
@dataclass
class Substitute:
    """`person` stands in for the holder of `appointment`."""

    person: str
    appointment: int
    first: str
    last: str
    withdrawn_at: int = 0
    """Position of the `ActWithdrawn`, which set `last`; 0 if there is none."""
    given_last: str = ""
    """What `last` was before it."""


@slotted
@dataclass
class Founded:
    """An administration board."""

    members: frozenset[str]
    first: str
    last: str


class Reset(NamedTuple):
    """What somebody asked for a person who has lost a factor."""

    pos: int
    person: str


class PolicyProposal(NamedTuple):
    """A policy that a second person may put into force, though it is a weaker one."""

    pos: int
    person: str
    data: dict[str, Any]
    lasts: str
    """The last instant at which one may."""


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


@slotted
@dataclass
class People:
    """Who is known, and who may what by which decision."""

    persons: set[str] = field(default_factory=set)
    appointments: dict[int, Appointment] = field(default_factory=dict)
    substitutes: dict[int, Substitute] = field(default_factory=dict)
    posts: Posts = field(default_factory=Posts)
    """Of the appointments and substitutes."""
    leaders: Leaders = field(default_factory=Leaders)
    delegations: dict[int, Delegation] = field(default_factory=dict)
    founded: list[Founded] = field(default_factory=list)
    """The administration boards, in the order in which they were founded."""
    profiles: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    """(person, field) -> value, position."""
    resets: dict[str, Reset] = field(default_factory=dict)
    """Person -> the newest that was asked and not granted."""

    def right(self, basis: int) -> Appointment | None:
        """The appointment at a position, or the one in which the substitute named there stands (LAW 4)."""
        held = self.appointments.get(basis)
        if held is not None:
            return held
        named = self.substitutes.get(basis)
        if named is None:
            return None
        place = self.appointments[named.appointment]
        first, last = max(named.first, place.first), min(named.last, place.last)
        ended_at = max(place.ended_at, named.withdrawn_at)
        whole = named.given_last if named.withdrawn_at else named.last
        given = min(whole, place.given_last if place.ended_at else place.last) if ended_at else ""
        return Appointment(named.person, place.role, place.klass, place.subject, first, last, ended_at, given)

    def rights_of_class(self, role: str, klass: str) -> Iterator[tuple[int, Appointment]]:
        """Every right of that role ever given for the class, those of substitutes too, by position."""
        for pos in self.posts.of_class.get((role, klass), ()):
            held = self.right(pos)
            if held is not None and (held.role, held.klass) == (role, klass):
                yield pos, held

    def held_by(self, person: str, role: str, e: Entry, klass: str | None = None) -> bool:
        """Whether the person has an appointment of that role (for that class) in force at the entry."""
        return self.posts.holds((person, role, klass), e.day, e.t_day, self.right)

    def sits(self, person: str, e_day: str, t_day: str) -> bool:
        """Whether the newest board that has begun names the person and has not ended; true without any."""
        begun = next((board for board in reversed(self.founded) if board.first <= t_day), None)
        return begun is None or (person in begun.members and begun.first <= e_day and t_day <= begun.last)
