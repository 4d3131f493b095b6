"""The book files and the correction register of a bag against what the lines fold to, spec/FORMAT.md 5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from verify.books import Fold
from verify.canonical import NotCanonical, decode_file, encode
from verify.results import check_results
from verify.sources import Blob, TooLarge, read_all

MAX_BOOK = 1 << 28
CELL = {"subject", "semester", "pupil", "col", "value", "pos"}
BOOK = {"v", "class", "name", "year", "size", "cells", "results"}

Fault = Callable[..., None]
Cell = dict[str, Any]
Key = tuple[str, int, str, str]


def check_books(members: dict[str, Blob], fold: Fold, classes: set[str], fault: Fault) -> None:
    """Compare each class's file cell by cell, and the register dossier by dossier."""
    for name in sorted(classes):
        path = f"data/books/{name}.json"
        if path not in members:
            fault("BAG_FILE_MISSING", path)
            continue
        book = _read(members[path], path, "BOOK_MALFORMED", fault)
        if book is not None:
            _check_book(book, fold.class_book(name), name, path, fault)
    path = "data/corrections.json"
    if path in members:
        register = _read(members[path], path, "CORRECTIONS_MISMATCH", fault)
        if register is not None:
            _check_register(register, fold.corrections(), path, fault)


def _read(blob: Blob, path: str, code: str, fault: Fault) -> dict[str, Any] | None:
    try:
        value = decode_file(read_all(blob, MAX_BOOK), MAX_BOOK)
    except (NotCanonical, TooLarge) as error:
        fault(code, path, detail=str(error))
        return None
    if not isinstance(value, dict):
        fault(code, path)
        return None
    return value


def _check_book(book: dict[str, Any], right: dict[str, Any], name: str, path: str, fault: Fault) -> None:
    cells = _cells(book.get("cells"))
    if set(book) != BOOK or cells is None or not isinstance(book["results"], list):
        fault("BOOK_MALFORMED", path, **{"class": name})
        return
    for key in ("v", "class", "name", "year", "size"):
        if book[key] != right[key]:
            more = {"class": name, "old": right[key], "new": book[key]}
            fault("BOOK_MISMATCH", path, field=key, **more)
    expected = {_key(cell): cell for cell in right["cells"]}
    for cell_key in sorted(cells.keys() | expected.keys()):
        was, now = expected.get(cell_key), cells.get(cell_key)
        if was != now:
            fault("BOOK_MISMATCH", path, **{"class": name}, **_difference(cell_key, was, now))
    check_results(book, lambda code, **more: fault(code, path, **{"class": name}, **more))


def _difference(key: Key, was: Cell | None, now: Cell | None) -> dict[str, Any]:
    where = dict(zip(("subject", "semester", "pupil", "column"), key))
    values = {"old": was and was["value"], "new": now and now["value"]}
    return {**where, **values, "pos": was and was["pos"], "file_pos": now and now["pos"]}


def _key(cell: Cell) -> Key:
    return cell["subject"], cell["semester"], cell["pupil"], cell["col"]


def _cells(value: Any) -> dict[Key, Cell] | None:
    """None unless it is a list of cells, sorted and each once."""
    if not isinstance(value, list):
        return None
    for cell in value:
        if not isinstance(cell, dict) or set(cell) != CELL or type(cell["semester"]) is not int:
            return None
        if not all(isinstance(cell[name], str) for name in ("subject", "pupil", "col")):
            return None
    keys = [_key(cell) for cell in value]
    return dict(zip(keys, value)) if keys == sorted(set(keys)) else None


def _check_register(register: dict[str, Any], right: dict[str, Any], path: str, fault: Fault) -> None:
    found = register.get("dossiers")
    by_id = _dossiers(found)
    if set(register) != set(right) or by_id is None:
        fault("CORRECTIONS_MISMATCH", path, detail="malformed")
        return
    for key in set(right) - {"dossiers"}:
        if register[key] != right[key]:
            fault("CORRECTIONS_MISMATCH", path, field=key, old=right[key], new=register[key])
    expected = {item["dossier"]: item for item in right["dossiers"]}
    for dossier in sorted(by_id.keys() | expected.keys()):
        _check_dossier(dossier, expected.get(dossier, {}), by_id.get(dossier, {}), path, fault)
    if [item["dossier"] for item in found or []] != sorted(by_id):
        fault("CORRECTIONS_MISMATCH", path, detail="not sorted")


def _dossiers(value: Any) -> dict[str, dict[str, Any]] | None:
    if not isinstance(value, list):
        return None
    if not all(isinstance(item, dict) and isinstance(item.get("dossier"), str) for item in value):
        return None
    return {item["dossier"]: item for item in value}


def _check_dossier(
    dossier: str, right: dict[str, Any], found: dict[str, Any], path: str, fault: Fault
) -> None:
    known = right or found
    place = {name: known.get(name) for name in ("class", "subject")}
    for key in sorted(right.keys() | found.keys()):
        was, now = right.get(key), found.get(key)
        if was != now:
            values = {"old": _short(was), "new": _short(now)}
            fault("CORRECTIONS_MISMATCH", path, dossier=dossier, field=key, **place, **values)


def _short(value: Any) -> Any:
    return encode(value).decode()[:200] if isinstance(value, (list, dict)) else value
