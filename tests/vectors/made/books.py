"""spec/vectors/books.json: class books of a bag (FORMAT §5) beside the lines that they are made of.

The right books are the verifier's own; tests/vectors holds their results against the service's.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.vectors.law.documents import year_logs
from tests.vectors.law.log import Log
from tests.vectors.law.topics import told
from tests.vectors.made.tools import Document, Vector, b64, canonical, document_of, splices
from verify.law.fold import Fold
from verify.law.replay import LawReplay

FIELDS = (
    "books: the log is the first `take` lines of `logs`[base]; the file is `files`[file] (base64) after its `edits` (as "
    "in tar.json), the member data/books/<class>.json of a bag of that size. want: null, or the codes that are found, sorted."
)
AT = {"TT58_26": (30, 60, 90, 120, 150, 184), "ranks TT22_2021": (207,)}
LOGS = {name: lines for name, lines in year_logs().items() if name in AT}
LATE = "a year of who came in its second half with results"
"""Music of p9 counts of semester 2 alone: a vector of law_year.json."""
_late = Log()
next(build for desc, _, build in told("YEAR") if desc == LATE)(_late)
LOGS[LATE] = _late.lines
AT[LATE] = (len(LOGS[LATE]),)
Book = dict[str, Any]
Edit = Callable[[Book], object]


def _folded(name: str, size: int) -> Fold:
    replay = LawReplay(lambda *_, **__: None)
    for line in LOGS[name][:size]:
        raw = line.encode()
        replay.entry(raw, json.loads(line), hashlib.sha256(b"\0" + raw).digest())
    return Fold(replay)


FOLDS = {
    (name, size): _folded(name, size)
    for name, sizes in AT.items()
    for size in sizes
    if size <= len(LOGS[name])
}
BOOKS = {
    f"{name} {size} {klass}": (name, size, klass, canonical(fold.class_book(klass)) + b"\n")
    for (name, size), fold in FOLDS.items()
    for klass in fold.classes()
}


def _vector(desc: str, key: str, raw: bytes, *want: str) -> Vector:
    name, size, klass, base = BOOKS[key]
    log = {"base": name, "take": size, "lines": [], "class": klass}
    return {
        "kind": "books",
        "desc": desc,
        **log,
        "file": key,
        "edits": splices(base, raw),
        "want": sorted(want) or None,
    }


def _sound() -> Iterator[Vector]:
    for key, (name, size, klass, raw) in BOOKS.items():
        yield _vector(f"class {klass} under {name} at size {size}", key, raw)


LAST = max(
    (key for key in BOOKS if key.startswith("TT58_26")), key=lambda key: (BOOKS[key][1], len(BOOKS[key][3]))
)


def _changed(desc: str, edit: Edit, *want: str) -> Vector:
    book = json.loads(BOOKS[LAST][3])
    edit(book)
    return _vector(desc, LAST, canonical(book) + b"\n", *want)


def _row(book: Book, **where: Any) -> dict[str, Any]:
    """The first result of which all that is said holds."""
    return next(each for each in book["results"] if all(each[name] == value for name, value in where.items()))


def _computed(book: Book, semester: int) -> dict[str, Any]:
    return next(each for each in book["results"] if each["semester"] == semester and each["trace"])


def _of_semester(semester: int, edit: Callable[[dict[str, Any]], object]) -> Edit:
    """Changes the first result of that semester that was computed."""
    return lambda book: edit(_computed(book, semester))


def _field_of(part: Callable[[Book], dict[str, Any]], name: str, other: Any) -> Edit:
    """One field of a part of the book says another thing."""
    return lambda book: part(book).update({name: other})


def _called(status: str, other: str) -> Edit:
    """The first result of that status has another."""
    return lambda book: _row(book, status=status).update(status=other)


def _computed_wrong() -> Iterator[Vector]:
    result, cell = "RESULT_WRONG", "BOOK_MISMATCH"
    for semester in (0, 1, 2):
        what = f"semester {semester}"
        for desc, edit in (
            ("a tenth more, trace and all", _better),
            ("no trace", lambda held: held.update(trace=None)),
            ("another rule", lambda held: held["trace"].update(rule="x")),
            ("no value", lambda held: held.update(value=None)),
            ("a term less", _less),
        ):
            yield _changed(f"{what}: {desc}", _of_semester(semester, edit), result)
    for status in sorted({each["status"] for each in json.loads(BOOKS[LAST][3])["results"]}):
        for other in ("OK", "CHUA_DU", "MIEN", "KHONG_HOC", "CHO_KIEM_TRA_BU", "XONG"):
            if other != status:
                yield _changed(f"{status} is called {other}", _called(status, other), result)
    yield _changed("a result less", lambda b: b["results"].pop(), result)
    yield _changed(
        "a result of nobody", lambda b: b["results"].append({**b["results"][-1], "pupil": "zz"}), result
    )
    yield _changed(
        "a result of a reserved book",
        lambda b: b["results"].append({**b["results"][-1], "subject": "conduct"}),
        result,
    )
    yield _changed("results by pupil, then subject", _by_pupil, cell)
    yield _changed(
        "a value as a text", lambda b: _computed(b, 1).update(value=str(_computed(b, 1)["value"])), result
    )
    yield _changed("a comment for a score", lambda b: _computed(b, 1).update(value="D", trace=None), result)


def _recorded_wrong() -> Iterator[Vector]:
    other: Any
    result, cell = "RESULT_WRONG", "BOOK_MISMATCH"
    yield _changed("the recorded results are missing", lambda b: b.pop("recorded"), "BOOK_MALFORMED")
    yield _changed("no recorded results", lambda b: b.update(recorded=[]), result)
    for name, other in (
        ("average", 1),
        ("learning", "G"),
        ("conduct", "Y"),
        ("absent", 46),
        ("clause", "a"),
        ("pos", 0),
    ):
        edit = _field_of(lambda b: b["recorded"][-1], name, other)
        yield _changed(f"a recorded {name} is another", edit, result)
    yield _changed("a recorded result less", lambda b: b["recorded"].pop(), result)
    for name, other in (("value", 10), ("pos", 1), ("col", "tx9"), ("pupil", "zz"), ("subject", "x")):
        edit = _field_of(lambda b: b["cells"][0], name, other)
        yield _changed(f"a cell's {name} is another", edit, cell)
    yield _changed("a cell less", lambda b: b["cells"].pop(0), cell)
    yield _changed("a profile's field that is no record", lambda b: b["cells"].append(_aside(b)), cell)
    yield _changed("the size of another bag", lambda b: b.update(size=b["size"] - 1), cell)


def _by_pupil(book: Book) -> None:
    book["results"].sort(key=lambda held: (held["pupil"], held["subject"], held["semester"]))


def _better(held: dict[str, Any]) -> None:
    held["value"] += 1
    held["trace"]["value"] += 1


def _less(held: dict[str, Any]) -> None:
    value, weight = held["trace"]["terms"].pop()
    held["trace"]["num"] -= value * weight
    held["trace"]["den"] -= weight


def _aside(book: Book) -> dict[str, Any]:
    return {**book["cells"][0], "subject": "profile", "col": "email", "value": "h:" + "A" * 43}


def document() -> Document:
    """The whole file as a value."""
    files = {key: b64(held[3]) for key, held in BOOKS.items()}
    return document_of(
        "books", FIELDS, [*_sound(), *_computed_wrong(), *_recorded_wrong()], logs=LOGS, files=files
    )
