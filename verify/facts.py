"""What later checks need to know of a log, collected while its entries pass by.

The law judges the entries; here whatever cannot be read is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from verify.proof.canonical import NotCanonical, unb64
from verify.proof.note import NoteError, parse_vkey
from verify.proof.policy import KeyRange

Data = dict[str, Any]


class Reach(NamedTuple):
    """What an archive is about (FORMAT §4); `year` and `semester` are null where no single one is meant."""

    year: Any
    semester: Any
    classes: set[str]


@dataclass
class Facts:
    """`planned` and `archived`: archive id → entries (position, data); `windows`: id → data of WindowSet.

    `classes`: class → school year. `locks`: `<class>/<semester>` of every lock.
    """

    school: str | None = None
    keys: list[KeyRange] = field(default_factory=list)
    pupils: dict[str, str] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    windows: dict[str, Data] = field(default_factory=dict)
    locks: set[str] = field(default_factory=set)
    planned: dict[str, list[tuple[int, Data]]] = field(default_factory=dict)
    archived: dict[str, list[tuple[int, Data]]] = field(default_factory=dict)
    evidence: dict[bytes, int] = field(default_factory=dict)
    _enrolled: dict[int, str] = field(default_factory=dict)
    _changes: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """Rectification → the act that it is about, and what is right in it."""

    def entry(self, pos: int, kind: str, data: Data) -> None:
        """Take note of one entry."""
        take = _TAKERS.get(kind)
        if take is None:
            return
        try:
            take(self, pos, data)
        except (KeyError, TypeError, AttributeError, NoteError, NotCanonical):
            return  # malformed data: BAD_DATA is the law's finding

    def reach(self, cause: Data) -> Reach:
        """The year, semester and classes of an archive with this cause, `{"kind","ref"}`."""
        ref = str(cause["ref"])
        if cause["kind"] == "window":
            window = self.windows.get(ref, {})
            year, named = window.get("year"), window.get("classes", [])
            of_year = {name for name, its in self.classes.items() if its == year}
            classes = of_year if named == ["*"] else of_year.intersection(map(str, named))
            return Reach(year, window.get("semester"), classes)
        if cause["kind"] == "lock":
            name, _, semester = ref.rpartition("/")
            number = {"1": 1, "2": 2}.get(semester)
            return Reach(self.classes.get(name), number, {name} & set(self.classes))
        return Reach(None, None, set(self.classes))

    def has_cause(self, cause: Data) -> bool:
        """Whether the lines hold what the archive was made for: the window, the lock, or nothing."""
        kind, ref = cause["kind"], cause["ref"]
        return ref in {"window": self.windows, "lock": self.locks}.get(kind, ("",))

    def _created(self, _pos: int, data: Data) -> None:
        if not self.keys:
            self.keys = [KeyRange(parse_vkey(data["key"]))]
            self.school = str(data["school"]["code"])

    def _rotated(self, pos: int, data: Data) -> None:
        new = parse_vkey(data["new"])
        if self.keys:
            last = self.keys[-1]
            self.keys[-1] = KeyRange(last.key, last.first, pos)
        self.keys.append(KeyRange(new, pos + 1))

    def _pupil(self, pos: int, data: Data) -> None:
        self.pupils.setdefault(str(data["pupil"]), str(data["name"]))
        self._enrolled[pos] = str(data["pupil"])

    def _proposed(self, _pos: int, data: Data) -> None:
        self._changes[str(data["rectification"])] = data["of"], data["change"]

    def _decided(self, _pos: int, data: Data) -> None:
        """The pupil's name is the right one from here on."""
        if data["outcome"] == "applied":
            of, change = self._changes[str(data["rectification"])]
            self.pupils[self._enrolled[of]] = str(change["name"])

    def _class(self, _pos: int, data: Data) -> None:
        self.classes.setdefault(str(data["class"]), str(data["year"]))

    def _window(self, _pos: int, data: Data) -> None:
        if type(data["classes"]) is list:
            self.windows.setdefault(str(data["window"]), data)

    def _locked(self, _pos: int, data: Data) -> None:
        self.locks.add(f"{data['class']}/{data['semester']}")

    def _planned(self, pos: int, data: Data) -> None:
        self.planned.setdefault(str(data["id"]), []).append((pos, data))

    def _archived(self, pos: int, data: Data) -> None:
        self.archived.setdefault(str(data["id"]), []).append((pos, data))

    def _evidence(self, pos: int, data: Data) -> None:
        for item in data["evidence"]:
            self.evidence.setdefault(unb64(item, 32), pos)


_TAKERS = {
    "LogCreated": Facts._created,
    "KeyRotated": Facts._rotated,
    "PupilEnrolled": Facts._pupil,
    "RectificationProposed": Facts._proposed,
    "RectificationDecided": Facts._decided,
    "ClassOpened": Facts._class,
    "WindowSet": Facts._window,
    "BookLocked": Facts._locked,
    "SnapshotPlanned": Facts._planned,
    "SnapshotArchived": Facts._archived,
    "CorrectionProposed": Facts._evidence,
    "CorrectionAmended": Facts._evidence,
}
