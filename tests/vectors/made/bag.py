"""spec/vectors/bag.json: the sample school's bag (spec/sample), and bags in which one thing is another.

Each is whole in itself where it can be: manifests, checksums and lengths are made again after a change, so that
only what the change is about can give it away.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.vectors.made.sample import PUBLISHED_SEED
from tests.vectors.made.tools import (
    Document,
    Signer,
    Vector,
    b64,
    canonical,
    document_of,
    key_row,
    sha,
    splices,
)
from tests.verify.bag_builder import Member, bag_members, tar_bytes
from tests.verify.story import EVIDENCE, Story

STORY = Story(seed=PUBLISHED_SEED)
ID, MEMBERS, TAR = STORY.all
AT = "2020-11-05T03:00:00.000000Z"
BOOK, TILE, PAPER = "data/books/6A.json", "data/tile/0/000.p/26", f"data/attachments/{sha(EVIDENCE).hex()}"
TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
FIELDS = (
    "bag: the tar is `files`[file] (base64) after its `edits` (as in tar.json); its name is `name`. want: null if "
    "nothing is wrong with it by itself (no key or evidence is given), else the codes that are found, sorted."
)
Change = Callable[[Member], object]


def vector(desc: str, raw: bytes, *want: str) -> Vector:
    held = {"kind": "bag", "desc": desc, "file": "all", "name": f"{ID}.tar", "edits": splices(TAR, raw)}
    return {**held, "want": sorted(want) or None}


def changed(desc: str, change: Change, *want: str) -> Vector:
    """The payload changed, and the bag made anew around it."""
    payload = {name: raw for name, raw in MEMBERS.items() if name.startswith("data/")}
    change(payload)
    made = bag_members(payload) | {name: MEMBERS[name] for name in TAGS[:1]}
    return vector(desc, tar_bytes(ID, made, AT), *want)


def tags(desc: str, change: Change, *want: str) -> Vector:
    """Other tag files, and a tag manifest that knows them."""
    members = dict(MEMBERS)
    change(members)
    if members.get(TAGS[3]) == MEMBERS[TAGS[3]]:
        lines = [f"{sha(members[name]).hex()}  {name}\n" for name in sorted(TAGS[:3]) if name in members]
        members[TAGS[3]] = "".join(lines).encode()
    return vector(desc, tar_bytes(ID, members, AT), *want)


def put(name: str, raw: bytes) -> Change:
    return lambda members: members.update({name: raw})


def drop(name: str) -> Change:
    return lambda members: members.pop(name)


def value(name: str, edit: Callable[[dict[str, Any]], Any]) -> Change:
    """A JSON member with one thing in it changed, and canonical again."""

    def change(members: Member) -> None:
        held = json.loads(members[name])
        edit(held)
        members[name] = canonical(held) + b"\n"

    return change


def field(name: str, key: str, other: Any) -> Change:
    return value(name, lambda held: held.update({key: other}))


def within(name: str, part: Callable[[dict[str, Any]], Any], key: str, other: Any) -> Change:
    """One field of a part of a JSON member."""
    return value(name, lambda held: part(held).update({key: other}))


def books() -> Iterator[Vector]:
    cell, row = "BOOK_MISMATCH", "RESULT_WRONG"

    def cells(held: dict[str, Any]) -> Any:
        return held["cells"]

    def result(held: dict[str, Any]) -> Any:
        return held["results"][whole]

    yield changed("a mark is another", value(BOOK, lambda b: cells(b)[0].update(value=80)), cell)
    yield changed("a mark's position is another", value(BOOK, lambda b: cells(b)[0].update(pos=0)), cell)
    yield changed("a mark is missing", value(BOOK, lambda b: cells(b).pop()), cell)
    yield changed("a mark is another pupil's", value(BOOK, lambda b: cells(b)[-1].update(pupil="hs03")), cell)
    yield changed("a mark stands twice", value(BOOK, lambda b: cells(b).append(cells(b)[-1])), cell)
    yield changed("marks out of order", value(BOOK, lambda b: cells(b).reverse()), cell)
    yield changed(
        "a mark has a further field", value(BOOK, lambda b: cells(b)[0].update(x=1)), "BOOK_MALFORMED"
    )
    other: Any
    for key, other in (("class", "6B"), ("name", "Lớp 6A"), ("year", "2021-2022"), ("size", 25), ("v", 2)):
        yield changed(f"the book's {key} is another", field(BOOK, key, other), cell)
    yield changed("the book has a further field", field(BOOK, "note", ""), "BOOK_MALFORMED")
    yield changed("the book has no results", value(BOOK, lambda b: b.pop("results")), "BOOK_MALFORMED")
    yield changed("the book is indented", put(BOOK, json.dumps(json.loads(MEMBERS[BOOK])).encode() + b"\n"),
                  "BOOK_MALFORMED")  # fmt: skip
    yield changed("the book has no line feed", put(BOOK, MEMBERS[BOOK][:-1]), "BOOK_MALFORMED")
    yield changed("the book is empty", put(BOOK, b""), "BOOK_MALFORMED")
    yield changed("the book is missing", drop(BOOK), "BAG_FILE_MISSING")
    yield changed("a book of no class", put("data/books/6B.json", MEMBERS[BOOK]), "BAG_FILE_UNKNOWN")
    whole = next(at for at, held in enumerate(json.loads(MEMBERS[BOOK])["results"]) if held["trace"])
    for key, other in (("value", 75), ("status", "CHUA_DU"), ("trace", None)):
        yield changed(f"a result's {key} is another", within(BOOK, result, key, other), row)
    for key, other in (("rule", "TT58-Đ11"), ("num", 533), ("den", 6), ("value", 75)):
        edit = within(BOOK, lambda b: result(b)["trace"], key, other)
        yield changed(f"a result's {key} in the trace is another", edit, row)
    yield changed("a result's terms are exchanged",
                  value(BOOK, lambda b: b["results"][whole]["trace"]["terms"].reverse()), row)  # fmt: skip
    yield changed("a result is missing", value(BOOK, lambda b: b["results"].pop()), row)


def register() -> Iterator[Vector]:
    name, code = "data/corrections.json", "CORRECTIONS_MISMATCH"

    def first(edit: Callable[[dict[str, Any]], Any]) -> Change:
        return value(name, lambda held: edit(held["dossiers"][0]))

    def field_of(part: Callable[[dict[str, Any]], Any], key: str, other: Any) -> Change:
        return first(lambda held: part(held).update({key: other}))

    other: Any

    yield changed("a dossier is missing", field(name, "dossiers", []), code)
    yield changed(
        "a dossier stands twice", value(name, lambda r: r["dossiers"].append(r["dossiers"][0])), code
    )
    for key, other in (
        ("state", "permitted"), ("permitter", "bd01"), ("permitter", None), ("proposer", "cn01"), ("kind", "bosung"),
        ("class", "6B"), ("subject", "VAN"), ("semester", 2), ("applied", []), ("dossier", "hs2"), ("witnesses", []),
    ):  # fmt: skip
        yield changed(f"the dossier's {key} is {other!r}", field_of(lambda held: held, key, other), code)
    yield changed("the witnesses in another order", first(lambda held: held["witnesses"].reverse()), code)
    yield changed("a witness less", first(lambda held: held["witnesses"].pop()), code)
    for key, other in (("person", "bd02"), ("seat", "board"), ("standing", "second_leader"), ("pos", 20)):
        edit = field_of(lambda held: held["witnesses"][0], key, other)
        yield changed(f"a witness's {key} is another", edit, code)
    for key, other in (("old", 60), ("value", 90), ("base", 1), ("col", "ck"), ("pupil", "hs02")):
        edit = field_of(lambda held: held["items"][0], key, other)
        yield changed(f"the item's {key} is another", edit, code)
    yield changed("a further field that is null", first(lambda held: held.update(note=None)), code)
    yield changed("a field less", first(lambda held: held.pop("kind")), code)
    yield changed("a position less", first(lambda held: held["pos"].pop()), code)
    yield changed("the register's size is another", field(name, "size", 25), code)
    yield changed("the register is missing", drop(name), "BAG_FILE_MISSING")


def description() -> Iterator[Vector]:
    name, swapped, bad = "data/manifest.json", "ARCHIVE_SWAPPED", "BAG_META_WRONG"
    other: Any
    for key, other, code in (
        ("origin", "62.socai/khac", swapped), ("school", "khac", swapped),
        ("year", "2020-2021", swapped), ("semester", 1, swapped), ("classes", [], swapped),
        ("size", 25, swapped), ("root", "A" * 43, "ROOT_MISMATCH"), ("v", 2, bad),
        ("planned", 25, bad), ("planned", -1, bad), ("at", "2020-11-05", bad), ("cause", {"kind": "x", "ref": ""}, bad),
        ("cause", {"kind": "manual"}, bad), ("classes", "6A", bad), ("root", "", bad), ("semester", 3, bad),
        ("note", "x", bad),
    ):  # fmt: skip
        yield changed(f"manifest.json: {key} is {other!r}", field(name, key, other), code)
    # Its own texts name the archive as well.
    yield changed("manifest.json: id is 'all2'", field(name, "id", "all2"), swapped, bad)
    lock = {"kind": "lock", "ref": "6A/1"}
    yield changed("the cause is a lock that the lines do not hold", field(name, "cause", lock), swapped)
    yield changed("a manual cause has a ref", field(name, "cause", {"kind": "manual", "ref": "x"}), bad)
    yield changed("manifest.json lacks a field", value(name, lambda held: held.pop("planned")), bad)
    yield changed("manifest.json is missing", drop(name), "BAG_FILE_MISSING")
    keys = "data/keys.json"
    stranger = [key_row(Signer(7))]
    for desc, other in (
        ("another key", stranger),
        ("no key", []),
        ("a further key", [*json.loads(MEMBERS[keys])["keys"], *stranger]),
        ("an end", [{**json.loads(MEMBERS[keys])["keys"][0], "to": 26}]),
        ("another beginning", [{**json.loads(MEMBERS[keys])["keys"][0], "from": 1}]),
    ):
        yield changed(f"keys.json: {desc}", field(keys, "keys", other), "BAG_KEYS_WRONG")
    yield changed("keys.json is missing", drop(keys), "BAG_FILE_MISSING")


def payload() -> Iterator[Vector]:
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
    yield vector("the bag as it is", TAR)
    late = AT.replace("03:00:00", "03:00:01")
    yield vector("the members' time is not the plan's", tar_bytes(ID, MEMBERS, late), "BAG_TAR_WRONG")
    yield vector("a byte behind the end", TAR[:-1] + b"x", "BAG_TAR_WRONG")


def document() -> Document:
    """The whole file as a value."""
    made = [*tars(), *books(), *register(), *description(), *payload(), *spelled_otherwise(), *bagit()]
    return document_of("bag", FIELDS, made, files={"all": b64(TAR)})
