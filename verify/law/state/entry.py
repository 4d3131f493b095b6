"""The entry that is judged, and the book of one that has none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from verify.law.slotted import slotted
from verify.law.state.cells import Book, Term
from verify.law.state.dossiers import Dossier

NO_BOOK = Book("", "", 0, Term())
"""In place of the book of an entry that has none; no rule of such an entry asks for it."""


@slotted
@dataclass
class Entry:
    """The entry being judged. The same object is filled anew for each entry of a command: never keep it."""

    command: int
    """Number of the command in the log: two entries with the same number are of one command."""
    at: str
    day: str
    t: str
    """The highest `at` up to here, also before a `ClockReset`: by it ends are judged."""
    t_day: str
    cmd: str
    n: int
    person: str
    role: str
    basis: int
    method: str
    i: int
    pos: int = 0
    stream: str = ""
    type: str = ""
    leaf: bytes = b""
    data: dict[str, Any] = field(default_factory=dict)
    klass: str | None = None
    subject: str | None = None
    book: Book = field(default_factory=lambda: NO_BOOK)
    dossier: Dossier | None = None
    allowed: tuple[str, str] | None = None
    """Type and stream of the marks of this command of which who, when and where were found right."""
