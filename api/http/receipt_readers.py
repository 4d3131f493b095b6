"""Whose receipts a person may take home: those of the entries that the pages show to them."""

from api.http.caller import Caller
from domain.words.entry import Entry
from projections.tables.corrections import fold


def may_have_receipt(caller: Caller, pos: int) -> bool:
    """Whether the person may read entry `pos`; who reads all is told that there is none."""
    log = caller.school.log
    if caller.reads_all or not 0 <= pos < log.head().size:
        return caller.reads_all
    (entry,) = log.entries(pos, pos + 1)
    return entry.actor["person"] == caller.person or _reads(caller, entry)


def _reads(caller: Caller, entry: Entry) -> bool:
    """By the right to a book: its own entries, its dossiers, and when it was locked and opened again."""
    kind, *place = entry.stream.split("/")
    if kind == "book":
        return caller.reads_book(place[0], place[1])
    if kind == "dossier":
        dossier = fold(caller.school.log, caller.facts, entry.stream, entry.pos + 1)
        return caller.reads_book(dossier.klass, dossier.subject)
    return kind == "close" and any(
        caller.reads_book(place[0], subject) for subject in caller.facts.classes[place[0]].subjects
    )
