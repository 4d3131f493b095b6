"""Bags with other files, files spelled otherwise, other tag files, and another tar around them."""

from collections.abc import Iterator
from typing import Any

from tests.vectors.made.bag.changes import (
    AT,
    BOOK,
    ID,
    MEMBERS,
    PAPER,
    STORY,
    TAGS,
    TAR,
    TILE,
    changed,
    drop,
    field,
    put,
    tags,
    value,
    vector,
)
from tests.vectors.made.tools import Vector, sha
from tests.verify.bag_builder import tar_bytes
from tests.verify.story import EVIDENCE


def payload() -> Iterator[Vector]:
    """Files that are not theirs."""
    log, lines = STORY.log, "data/entries.jsonl"
    root, tile = "ROOT_MISMATCH", "TILE_MISMATCH"
    note = "data/checkpoint"
    yield changed("the note is of a smaller size", put(note, log.checkpoint(25)), root)
    yield changed("the note is of a larger size", put(note, log.checkpoint(27)), root)
    yield changed(
        "the note lacks its blank line", put(note, MEMBERS[note].replace(b"\n\n", b"\n")), "NOTE_MALFORMED"
    )
    yield changed("the note is empty", put(note, b""), "NOTE_MALFORMED")
    yield changed("the note is missing", drop(note), "BAG_FILE_MISSING")
    yield changed(
        "the tile has another bit", put(TILE, MEMBERS[TILE][:-1] + bytes([MEMBERS[TILE][-1] ^ 1])), tile
    )
    yield changed("the tile lacks a hash", put(TILE, MEMBERS[TILE][:-32]), tile)
    yield changed("the tile is missing", drop(TILE), tile)
    yield changed("a tile of an earlier size", put(TILE[:-2] + "25", MEMBERS[TILE][:-32]), "BAG_FILE_UNKNOWN")
    yield changed("an entry bundle", put("data/tile/entries/000.p/26", b"x"), "BAG_FILE_UNKNOWN")
    yield changed("the evidence is another", put(PAPER, EVIDENCE + b" "), "ATTACHMENT_WRONG")
    yield changed("the evidence is missing", drop(PAPER), "ATTACHMENT_MISSING")
    other = f"data/attachments/{sha(b'x').hex()}"
    yield changed("evidence that no entry names", put(other, b"x"), "BAG_FILE_UNKNOWN")
    yield changed("evidence under an upper-case name", lambda held: held.update({PAPER.upper().replace(
        "DATA/ATTACHMENTS", "data/attachments"): held.pop(PAPER)}),
        "ATTACHMENT_MISSING", "BAG_FILE_UNKNOWN")  # fmt: skip
    twice = MEMBERS[note] + MEMBERS[note][MEMBERS[note].rindex(b"\n\n") + 2 :]
    yield changed("the note's signature line stands twice", put(note, twice), "NOTE_MALFORMED")
    yield changed("a file of another kind", put("data/notes.txt", b"x"), "BAG_FILE_UNKNOWN")
    yield changed("the lines are missing", drop(lines), *_no_lines())
    cut = MEMBERS[lines].rindex(b"\n", 0, -1) + 1
    yield changed("the last line is missing", put(lines, MEMBERS[lines][:cut]), *_cut())
    yield changed("the last line feed is missing", put(lines, MEMBERS[lines][:-1]), "LINE_UNENDED")


def _no_lines() -> tuple[str, ...]:
    """Without lines nothing else in the bag is what it should be."""
    return (
        "ARCHIVE_SWAPPED", "BAG_FILE_MISSING", "BAG_FILE_UNKNOWN", "BAG_KEYS_WRONG", "BAG_META_WRONG",
        "CORRECTIONS_MISMATCH", "ORIGIN_MISMATCH", "ROOT_MISMATCH",
    )  # fmt: skip


def _cut() -> tuple[str, ...]:
    """The last line is the application of the correction: a command cut, another root, tile, book, register."""
    return (
        "ARCHIVE_SWAPPED", "BAG_FILE_UNKNOWN", "BAG_META_WRONG", "BOOK_MISMATCH", "COMMAND_BROKEN",
        "CORRECTIONS_MISMATCH", "RESULT_WRONG", "ROOT_MISMATCH", "TILE_MISMATCH",
    )  # fmt: skip


def spelled_otherwise() -> Iterator[Vector]:
    """`true` and `false` where 1 and 0 belong: equal to some readers."""
    register_, manifest, keys = "data/corrections.json", "data/manifest.json", "data/keys.json"
    yield changed("true for the book's v", field(BOOK, "v", True), "BOOK_MISMATCH")
    yield changed("true for a mark's semester", value(BOOK, lambda b: b["cells"][0].update(semester=True)),
                  "BOOK_MALFORMED")  # fmt: skip
    yield changed("true for a result's semester",
                  value(BOOK, lambda b: _first(b, 1).update(semester=True)),
                  "BOOK_MALFORMED")  # fmt: skip
    yield changed("false for a result's semester 0",
                  value(BOOK, lambda b: _first(b, 0).update(semester=False)),
                  "BOOK_MALFORMED")  # fmt: skip
    terms = value(BOOK, lambda b: _first(b, 1)["trace"]["terms"][0].__setitem__(1, True))
    yield changed("true for a coefficient", terms, "RESULT_WRONG")
    yield changed("true for the register's v", field(register_, "v", True), "CORRECTIONS_MISMATCH")
    yield changed(
        "true for a dossier's semester",
        value(register_, lambda r: r["dossiers"][0].update(semester=True)),
        "CORRECTIONS_MISMATCH",
    )
    yield changed("true for the manifest's v", field(manifest, "v", True), "BAG_META_WRONG")
    yield changed("true for the manifest's semester", field(manifest, "semester", True), "BAG_META_WRONG")
    yield changed(
        "false for a key's first size",
        value(keys, lambda k: k["keys"][0].update({"from": False})),
        "BAG_KEYS_WRONG",
    )


def _first(book: dict[str, Any], semester: int) -> dict[str, Any]:
    return next(row for row in book["results"] if row["semester"] == semester)


def bagit() -> Iterator[Vector]:
    """Tag files and their sums."""
    wrong, manifest = "BAG_MANIFEST_WRONG", TAGS[2]
    right = MEMBERS[manifest]
    first = right[: right.index(b"\n") + 1]
    yield tags("bagit.txt of another version", put(TAGS[0], MEMBERS[TAGS[0]].replace(b"1.0", b"0.97")), wrong)
    yield tags("bagit.txt is missing", drop(TAGS[0]), "BAG_FILE_MISSING")
    yield tags("bag-info.txt is missing", drop(TAGS[1]), "BAG_FILE_MISSING")
    info, meta = MEMBERS[TAGS[1]], "BAG_META_WRONG"
    for label in ("Bagging-Date", "External-Identifier", "Payload-Oxum", "Source-Organization"):
        other = info.replace(f"{label}: ".encode(), f"{label}: 1".encode())
        yield tags(f"bag-info.txt has another {label}", put(TAGS[1], other), meta)
    yield tags("bag-info.txt has a further line", put(TAGS[1], info + b"Contact-Name: x\n"), meta)
    yield tags("bag-info.txt is in another order", put(TAGS[1], b"".join(info.splitlines(True)[::-1])), meta)
    payload = b"".join(right.splitlines(keepends=True)[::-1])
    yield tags("the payload's manifest is in another order", put(manifest, payload), wrong)
    guide = MEMBERS["data/VERIFY.txt"]
    yield changed("VERIFY.txt has a further line", put("data/VERIFY.txt", guide + b"x\n"), meta)
    yield changed(
        "VERIFY.txt names another key", put("data/VERIFY.txt", guide.replace(b"--key", b"--kex")), meta
    )
    yield changed("VERIFY.txt is empty", put("data/VERIFY.txt", b""), meta)
    yield tags("a further tag file", put("readme.txt", b"x"), "BAG_FILE_UNKNOWN")
    yield tags("a manifest of another algorithm", put("manifest-md5.txt", b""), "BAG_FILE_UNKNOWN")
    yield tags("the manifest lacks a file", put(manifest, right[len(first) :]), "BAG_FILE_UNKNOWN")
    yield tags("the manifest names a file twice", put(manifest, first + right), wrong)
    yield tags("the manifest names a file that is not there",
               put(manifest, first + first.replace(b".txt", b".txz") + right[len(first) :]), "BAG_FILE_MISSING")  # fmt: skip
    yield tags("a digest is another", put(manifest, bytes([right[0] ^ 1]) + right[1:]), "BAG_FILE_CHANGED")
    yield tags("a digest in capitals", put(manifest, right[:64].upper() + right[64:]), wrong)
    yield tags("one space in the manifest", put(manifest, right.replace(b"  ", b" ", 1)), wrong)
    yield tags("carriage returns in the manifest", put(manifest, right.replace(b"\n", b"\r\n")), wrong)
    yield tags("no line feed at the manifest's end", put(manifest, right[:-1]), wrong)
    yield tags("the manifest is missing", drop(manifest), "BAG_FILE_MISSING")
    yield tags("the tag manifest is missing", drop(TAGS[3]), "BAG_FILE_MISSING")
    yield tags("the tag manifest is empty", put(TAGS[3], b""), "BAG_FILE_UNKNOWN")


def tars() -> Iterator[Vector]:
    """Around the same files."""
    yield vector("the bag as it is", TAR)
    late = AT.replace("03:00:00", "03:00:01")
    yield vector("the members' time is not the plan's", tar_bytes(ID, MEMBERS, late), "BAG_TAR_WRONG")
    yield vector("a byte behind the end", TAR[:-1] + b"x", "BAG_TAR_WRONG")
