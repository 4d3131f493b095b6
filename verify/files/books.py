"""The book files and the correction register of a bag against what the lines fold to, spec/FORMAT.md 5."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from verify.files.bagit import Fence
from verify.files.sources import Blob, TooLarge, read_all
from verify.proof.canonical import NotCanonical, decode_file, encode, same

MAX_BOOK = 1 << 25
CELL = {"subject", "semester", "pupil", "col", "value", "pos"}
RESULT = {"subject", "semester", "pupil", "value", "status", "trace"}

Fault = Callable[..., None]
Cell = dict[str, Any]
Key = tuple[Any, ...]


class Books(Protocol):
    """What the lines fold to, in the form of the files."""

    def class_book(self, class_id: str) -> dict[str, Any]:
        """The book of a class."""
        ...

    def corrections(self) -> dict[str, Any]:
        """The correction register."""
        ...


def check_books(members: dict[str, Blob], fold: Books, classes: set[str], fault: Fault, fence: Fence) -> None:
    """Compare each class's file cell by cell and result by result, and the register dossier by dossier."""
    for name in sorted(classes):
        path = f"data/books/{name}.json"
        if path not in members:
            fault("BAG_FILE_MISSING", path)
            continue
        with fence(path):
            book = _read(members[path], path, "BOOK_MALFORMED", fault)
            if book is not None:
                _check_book(book, fold.class_book(name), Faults(fault, path, name))
    path = "data/corrections.json"
    if path in members:
        with fence(path):
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


class Faults:
    """The findings about one class's book."""

    def __init__(self, fault: Fault, path: str, klass: str) -> None:
        self._fault, self._path, self._class, self.told = fault, path, klass, 0

    def __call__(self, code: str, **fields: Any) -> None:
        self.told += 1
        self._fault(code, self._path, **{"class": self._class, **fields})


def _check_book(book: dict[str, Any], right: dict[str, Any], fault: Faults) -> None:
    if same(book, right):
        return
    cells = _rows(book.get("cells"), CELL, ("subject", "semester", "pupil", "col"))
    results = _rows(book.get("results"), RESULT, ("subject", "semester", "pupil"))
    if set(book) != set(right) or cells is None or results is None:
        fault("BOOK_MALFORMED", detail=_members(book, right))
        return
    for key in ("v", "class", "name", "year", "size"):
        if not same(book[key], right[key]):
            fault("BOOK_MISMATCH", field=key, old=_short(right[key]), new=_short(book[key]))
    _compare(cells, right["cells"], ("subject", "semester", "pupil", "col"), fault, _cell_differs)
    _compare(results, right["results"], ("subject", "semester", "pupil"), fault, _result_differs)
    if not same(book.get("recorded"), right.get("recorded")):
        fault("RESULT_WRONG", field="recorded", old=_short(right["recorded"]), new=_short(book["recorded"]))
    if not fault.told:
        fault("BOOK_MISMATCH", detail="not sorted, or written twice")


def _members(book: dict[str, Any], right: dict[str, Any]) -> str | None:
    """Which members are too many or missing."""
    return ", ".join(sorted(set(book) ^ set(right))) or None


def _compare(
    found: list[Cell],
    right: list[Cell],
    key: tuple[str, ...],
    fault: Faults,
    differs: Callable[[Faults, Key, Cell | None, Cell | None], None],
) -> None:
    """Each row against the one of its key."""
    was = {tuple(row[name] for name in key): row for row in right}
    now = {tuple(row[name] for name in key): row for row in found}
    for place in sorted(was.keys() | now.keys()):
        old, new = was.get(place), now.get(place)
        if old is None or new is None or not same(old, new):
            differs(fault, place, old, new)


def _result_differs(fault: Faults, key: Key, was: Cell | None, now: Cell | None) -> None:
    """Tell a result that is not what the lines give, and which of its parts differ."""
    where = dict(zip(("subject", "semester", "pupil"), key))
    parts = [name for name in ("value", "status", "trace") if was and now and was[name] != now[name]]
    values = {"old": was and was["value"], "new": _short(now and now["value"])}
    fault("RESULT_WRONG", **where, **values, detail=", ".join(parts) or None)


def _cell_differs(fault: Faults, key: Key, was: Cell | None, now: Cell | None) -> None:
    """Tell a cell that is not what the lines give."""
    where = dict(zip(("subject", "semester", "pupil", "column"), key))
    values = {"old": was and was["value"], "new": _short(now and now["value"])}
    places = {"pos": was and was["pos"], "file_pos": _short(now and now["pos"])}
    fault("BOOK_MISMATCH", **where, **values, **places)


def _rows(value: Any, fields: set[str], key: tuple[str, ...]) -> list[Cell] | None:
    """None unless it is a list of objects with these fields, whose keys can be told apart."""
    if not isinstance(value, list):
        return None
    texts = [name for name in key if name != "semester"]
    for row in value:
        if not isinstance(row, dict) or set(row) != fields or type(row["semester"]) is not int:
            return None
        if not all(isinstance(row[name], str) for name in texts):
            return None
    return value


def _check_register(register: dict[str, Any], right: dict[str, Any], path: str, fault: Fault) -> None:
    if same(register, right):
        return
    by_id = _dossiers(register.get("dossiers"))
    if set(register) != set(right) or by_id is None:
        fault("CORRECTIONS_MISMATCH", path, detail="malformed")
        return
    for key in ("v", "size"):
        if not same(register[key], right[key]):
            fault("CORRECTIONS_MISMATCH", path, field=key, old=right[key], new=_short(register[key]))
    expected = {item["dossier"]: item for item in right["dossiers"]}
    for dossier in sorted(by_id.keys() | expected.keys()):
        _check_dossier(dossier, expected.get(dossier, {}), by_id.get(dossier, {}), path, fault)
    if [item["dossier"] for item in register["dossiers"]] != sorted(by_id):
        fault("CORRECTIONS_MISMATCH", path, detail="not sorted, or one twice")


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
        # A missing field is not null.
        if (key in right) != (key in found) or not same(was, now):
            values = {"old": _short(was), "new": _short(now)}
            fault("CORRECTIONS_MISMATCH", path, dossier=dossier, field=key, **place, **values)


def _short(value: Any) -> Any:
    return encode(value).decode()[:200] if isinstance(value, (list, dict)) else value
