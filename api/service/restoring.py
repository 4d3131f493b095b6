"""What is done with a log whose database was put back: filled again from a copy, or its loss told.

The head file goes first and the lines after it, so that a crash leaves a log that still takes no writes.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from api.service.school import School
from domain.acts.unit.school import RESTORED, NoteRestore
from domain.words.entry import Proof
from domain.words.streams import OF_THE_LOG
from ledger.archive.copies import open_copy
from ledger.form.canonical import b64
from ledger.form.note import NoteError, parse_note
from ledger.pgtiles import newest_note
from ledger.signing.checkpoint import BadCheckpoint, parse_body
from ledger.writing.refilling import Judged, Refill


class Refilled(NamedTuple):
    """`written` lines were filled in, the log has `size`; `signed` is the largest size known to be signed.

    `restored`: the database had been put back, and the log should tell so.
    """

    written: int
    size: int
    signed: int
    restored: bool


class Lost(NamedTuple):
    """How many lines are lost, and the digest of the note that knew them (`Restored.checkpoint`)."""

    lines: int
    digest: str


class NotLost(Exception):
    """Nothing is lost, or not only lost: the lines at hand are not those that were signed."""


def refill(school: School, path: Path) -> Refilled:
    """Fills the log again from the copy at `path`; done twice it is done once.

    Raises BadCopy and RefillRefused with nothing changed, SwapLost if somebody else writes meanwhile.
    """
    copy, broken = open_copy(path), school.whole.fault() is not None
    work = Refill(school.log, school.keys)
    bare = next(copy.lines(), None) is None

    def lines() -> Iterator[bytes]:
        """A note by itself is compared with the lines at hand."""
        return school.log.lines() if bare else copy.lines()

    kept = [note for note in (school.head_file.read(), _published(school)) if _size(note)]
    judged = work.judge(lines(), [*copy.notes, *(note for note in kept if note is not None)])
    _know_newest(school, judged)
    written = work.fill(lines(), judged)
    school.whole.doubt()
    if school.whole.fault() is None:
        school.seal()
        _publish(school, judged)
    return Refilled(written, school.log.head().size, judged.newest[0], broken or written > 0)


def tell_restored(school: School, person: str, proof: Proof, source: str) -> None:
    """Writes `Restored` (LAW 10): from which copy the log was filled, and under which note."""
    size = school.log.head().size
    command = NoteRestore(size=size, source=source, checkpoint=_digest(school.head_file.read() or b""))
    school.execute(person, proof, command, f"restored-{size}")


def accept_loss(school: School, reason: str, person: str = "", proof: Proof | None = None) -> Lost:
    """Goes on without lines that nobody has any more. Raises NotLost.

    The log tells it first (`Restored`, with the digest of the note that knew them), then the note is put
    aside; without a person it is to be told as the very next entry. Whoever holds anything about the lost
    lines can show for ever that they are gone.
    """
    size, note, published = school.log.head().size, school.head_file.read(), _published(school)
    if school.whole.fault() is None or school.whole.see(published, published, size) is not None:
        raise NotLost(school.log.origin)
    lost = Lost(max((_size(note) or 0) - size, 0), _digest(note or published or b""))
    if proof is not None and not _told(school, lost.digest):
        source = f"MẤT {lost.lines} bản ghi. {reason}"
        command = NoteRestore(size=size, source=source, checkpoint=lost.digest)
        with school.whole.waived():
            school.execute(person, proof, command, f"lost-{size}")
    # A crash here leaves the loss told and the note in force: still no writes, and the next run goes on.
    with school.head_file.locked():
        if note is not None:
            school.head_file.keep_aside(_size(note) or 0)
        if published is not None:
            school.head_file.write(published)
        else:
            school.head_file.forget()
    school.whole.doubt()
    school.seal()
    return lost


def _know_newest(school: School, judged: Judged) -> None:
    """The file knows the newest note, whoever brought it; until the log reaches it, nobody else writes."""
    size, note = judged.newest
    with school.head_file.locked():
        if size > (_size(school.head_file.read()) or 0):
            school.head_file.write(note)


def _publish(school: School, judged: Judged) -> None:
    """Notes of a copy that the database lacks: whoever knows an old key alone needs the handovers.

    Once their lines are sealed, so that no note stands in the database without its tiles.
    """
    for size, note in sorted(judged.notes.items()):
        if newest_note(school.log.db, school.log.school, size) is None:
            with school.log.db.pool.connection() as connection:
                connection.execute(
                    school.log.db.sql("SELECT @schema@.put_checkpoint(%s, %s, %s)"),
                    (school.log.school, size, note),
                )


def _told(school: School, digest: str) -> bool:
    entries = school.log.stream(OF_THE_LOG)
    return any(each.type == RESTORED.name and each.data["checkpoint"] == digest for each in entries)


def _published(school: School) -> bytes | None:
    return newest_note(school.log.db, school.log.school)


def _size(note: bytes | None) -> int | None:
    """How many lines a note speaks of; None of none, and of one that cannot be read."""
    try:
        return parse_body(parse_note(note)[0]).size if note is not None else None
    except (NoteError, BadCheckpoint):
        return None


def _digest(note: bytes) -> str:
    return b64(hashlib.sha256(note).digest())
