"""Bags whose books, register of corrections or description say another thing than their lines."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.vectors.made.bag.changes import BOOK, MEMBERS, Change, changed, drop, field, put, value, within
from tests.vectors.made.tools import Signer, Vector, key_row


def books() -> Iterator[Vector]:
    """Another book of the class."""
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
    """Another register of corrections."""
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
    """Another manifest, other keys."""
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
