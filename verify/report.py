"""Findings, coverage and the verdict, spec/FORMAT.md 7."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from verify.codes import table
from verify.records import FIELDS, school_of

MAX_PER_CODE = 200
MAX_VALUE = 2000
"""Characters of one value of a finding: whatever a file says, the report stays small."""


def _short(value: Any) -> Any:
    text = value if isinstance(value, str) else repr(value)
    return text[:MAX_VALUE] + "…" if len(text) > MAX_VALUE else value


@dataclass
class Coverage:
    """What was to be read and what was verified without a finding."""

    entries: int = 0
    entries_verified: int = 0
    entries_anchored: int = 0
    files: int = 0
    files_verified: int = 0

    def percent(self) -> int:
        """Of entries and files together, rounded down; nothing read is nothing covered."""
        whole = self.entries + self.files
        return 100 * (self.entries_verified + self.files_verified) // whole if whole else 0

    def to_json(self) -> dict[str, int]:
        """The object of FORMAT.md 7."""
        return {**vars(self), "percent": self.percent()}


@dataclass(frozen=True)
class Rest:
    """What the lines of one target rest on: `anchored` of its `entries` on what came from outside.

    `rest` tells of the others: `named_key` (the signature of a key that an anchored line names), `nothing`,
    or None if there are no others.
    """

    source: str
    origin: str | None
    entries: int
    anchored: int
    rest: str | None

    @property
    def partly(self) -> bool:
        """Whether the outside knows some of its lines and not all."""
        return 0 < self.anchored < self.entries


class Signed(NamedTuple):
    """Entries that people caused: those that they signed, and those for which the server alone vouches."""

    persons: int = 0
    server: int = 0

    @property
    def people(self) -> int:
        """All of them."""
        return self.persons + self.server


@dataclass
class Report:
    """All findings of one run, each once, in the order in which they were met."""

    findings: list[dict[str, Any]] = field(default_factory=list)
    coverage: Coverage = field(default_factory=Coverage)
    anchors: list[dict[str, Any]] = field(default_factory=list)
    """Everything from outside that was used, by what it is."""
    rests: list[Rest] = field(default_factory=list)
    signed: Signed = field(default_factory=Signed)
    """Of the target logs, of one origin the longest."""
    signed_classes: list[dict[str, Any]] = field(default_factory=list)
    """The same of each class of a bag."""
    notes: list[dict[str, Any]] = field(default_factory=list)
    """What a reader may want to know or put right; it changes neither verdict nor exit code."""
    anchored: bool = False
    key_alone: bool = False
    """Some lines are anchored by nothing but a key: neither by evidence nor by a quorum of cosigners."""
    _seen: set[str] = field(default_factory=set)
    _counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(
        self, code: str, source: str, origin: str | None = None, pos: int | None = None, **more: Any
    ) -> None:
        """One finding. `more` are the record's fields of FORMAT.md 7 or further ones such as `detail`."""
        if self._counts.get((code, source), 0) > MAX_PER_CODE:
            return  # a million more cost no more than this
        severity = table()[code].severity
        finding: dict[str, Any] = {"code": code, "severity": severity, "origin": origin, "pos": pos}
        finding |= {name: more.pop(name, None) for name in FIELDS}
        finding["school"] = finding["school"] or school_of(origin)
        finding |= {"source": source, **{name: value for name, value in more.items() if value is not None}}
        finding = {name: _short(value) for name, value in finding.items()}
        if repr(finding) in self._seen:
            return
        count = self._counts[code, source] = self._counts.get((code, source), 0) + 1
        if count <= MAX_PER_CODE:
            self._seen.add(repr(finding))
            self.findings.append(finding)
        elif count == MAX_PER_CODE + 1:
            self.add("MORE_FINDINGS", source, origin, detail=code)

    def note(self, kind: str, source: str, **more: Any) -> None:
        """One note, of `verify/text.py`."""
        said = {"note": kind, "source": source, **more}
        if said not in self.notes[-MAX_PER_CODE:] and len(self.notes) < MAX_PER_CODE:
            self.notes.append(said)

    @contextmanager
    def fenced(self, source: str, **where: Any) -> Iterator[None]:
        """What cannot be read in the block, and our own fault in it, is a finding about `source`.

        What others find is never hidden by it: the code after the block goes on.
        """
        try:
            yield
        except OSError as error:
            self.add("UNREADABLE", source, detail=str(error), **where)
        except Exception as error:  # noqa: BLE001 - whatever it is, the rest is still judged
            self.add("VERIFIER_FAULT", source, detail=repr(error), **where)

    def has(self, severity: str) -> bool:
        """Whether any finding has this severity."""
        return any(finding["severity"] == severity for finding in self.findings)

    def verdict(self) -> str:
        """`tampered`, `incomplete`, `not_compared` or `sound` (spec/VERDICT.md 5)."""
        if self.has("error"):
            return "tampered"
        partly = any(rest.partly for rest in self.rests)
        if self.has("warning") or self.coverage.percent() < 100 or partly:
            return "incomplete"
        return "sound" if self.anchored else "not_compared"

    def exit_code(self) -> int:
        """1 tampered, 0 sound, 2 everything else."""
        return {"tampered": 1, "sound": 0}.get(self.verdict(), 2)

    def to_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {
            "verdict": self.verdict(),
            "anchors": self.anchors,
            "rests_on": [vars(rest) for rest in self.rests],
            "anchored": self.anchored,
            "coverage": self.coverage.to_json(),
            "signed": self.signed._asdict(),
            "findings": self.findings,
            "notes": self.notes,
        }
