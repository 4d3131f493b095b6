"""Every address, in a young school and in one where ten times as much has happened: what it reads stays.

Counted, not timed: rows that the database gives, and calls of functions. What must grow is named, with why.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from api.demo.people import BOARD, DEPUTY, HEAD, pupil_id
from projections.lists import LISTS
from tests.api.conftest import HOMEROOM_6A, ROOT, TEACHER, Stage
from tests.api.cost import Cost, cost_of
from tests.api.test_openapi import addresses
from tests.api.test_put_right import Mender

MORE_ROWS, TIMES_CALLS = 8, 1.5
SHOWN = "what is shown is what has become more; it comes in pages"
GROWS = {
    ("/dossiers", "dossiers"): SHOWN,
    ("/rectifications", "rectifications"): SHOWN,
    ("/archives", "archives"): SHOWN,
    ("/people", "appointments"): SHOWN,
    ("/classes", "classes"): SHOWN,
    ("lists/appointments", "appointments"): SHOWN,
    (
        "lists/substitutes",
        "appointments",
    ): "substitutes are told beside the appointments that they stand in for",
    ("lists/journal", "notes"): SHOWN,
    ("lists/journal", "policies"): SHOWN,
    ("lists/journal", "rectifications"): SHOWN,
    ("lists/journal", "archives"): SHOWN,
    ("lists/rectifications", "rectifications"): SHOWN,
    ("lists/register", "rectifications"): SHOWN,
    ("lists/members", "rectifications"): SHOWN,
    ("lists/movements", "rectifications"): SHOWN,
    ("lists/months", "rectifications"): SHOWN,
    ("/progress", "classes"): SHOWN,
    ("page of beginning", "classes"): "a school's classes of a year; former years have pages of their own",
    ("page of a mark", "dossiers"): "as the page of the book",
    ("page of a published mark", "dossiers"): "as the page of the book",
    ("page of a book", "dossiers"): "a book's page tells of every correction of its cells",
    ("page of a book as of", "dossiers"): "as the page of the book",
    ("page of verification", "policies"): "the keys stand in the stream of the school's own few acts",
}
"""(address, what has become more) -> why what it costs may grow with it."""
WHOLE = {"/health/ready", "/health/live"}
BINARY = ("/logs/", "/evidence/")


class Young:
    """The school when little has happened, and how each thing becomes more."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.mender, self.made = stage, Mender(stage), 0
        self.bases: dict[int, int] = {}
        paper = self.mender.paper
        spans = [{"from": "2020-09-05", "to": "2021-01-16"}, {"from": "2021-01-18", "to": "2021-05-31"}]
        self.mender.do(HEAD.person, "years", year="2020-2021", semesters=spans, decision=paper)
        span = {"from": "2020-10-19T00:00:00.000000Z", "to": "2020-11-14T10:00:00.000000Z"}
        place = {"window": "nx", "year": "2020-2021", "semester": 1, "cols": ["nx"], "classes": ["*"]}
        self.mender.do(HEAD.person, "windows", **place, **span, decision=paper)
        stage.demo.enter(["tx1", "tx2"], ["6A"])
        self.mender.do(TEACHER, "books/6A/toan/1/columns/tx2/publish")
        self.enrolled = {
            each.data["pupil"]: each.pos
            for each in stage.school.log.entries()
            if each.type == "PupilEnrolled"
        }

    def number(self) -> int:
        self.made += 1
        return self.made

    def rewrites(self, times: int) -> None:
        """A column of the book, again and again."""
        for _ in range(times):
            rows = list(range(10, 31))
            for row in rows:
                self.bases.setdefault(row, self.stage.cell(pupil_id(row), "tx1")["pos"])
            value = {"tenths": self.number() % 100}
            cells = [
                (pupil_id(row), "tx1", {"tenths": (value["tenths"] + row) % 100}, self.bases[row])
                for row in rows
            ]
            pos = self.stage.save(TEACHER, *cells).json()["pos"]
            self.bases = {row: pos + place for place, row in enumerate(rows)}

    def notes(self, times: int) -> None:
        """Lines of the journal."""
        for _ in range(times):
            self.mender.do(HEAD.person, "journal", text="Kiểm tra máy chủ.")

    def appointments(self, times: int) -> None:
        """People who come, with a right."""
        for _ in range(times):
            person = f"p{self.number()}"
            self.mender.do(HEAD.person, "people", person=person, name="Người")
            right = {
                "person": person,
                "role": "teacher",
                "class": "6C",
                "subject": "toan",
                "from": "2020-09-05",
            }
            self.mender.do(HEAD.person, "appointments", **right, decision=self.mender.paper)

    def policies(self, times: int) -> None:
        """The session of witnesses is longer, and shorter."""
        proof = {"entry": "token", "decide": "token", "witness": "token"}
        for _ in range(times):
            lapse = 5 + self.number() % 10
            assert (
                self.stage.send(HEAD.person, "PUT", f"{ROOT}/policy", proof=proof, lapse=lapse).status_code
                == 200
            )

    def dossiers(self, times: int) -> None:
        """Corrections of one cell, each by four persons."""
        for _ in range(times):
            name = self.dossier("HS0001")
            self.mender.do(DEPUTY.person, f"dossiers/{name}/permit")
            for person, seat in (
                (HEAD.person, "leadership"),
                (BOARD[0].person, "board"),
                (HOMEROOM_6A, "homeroom"),
            ):
                self.mender.do(person, f"dossiers/{name}/witness", seat=seat)

    def dossier(self, pupil: str) -> str:
        """A proposal."""
        name, base = f"D{self.number()}", self.stage.cell(pupil, "tx2")["pos"]
        value = {"tenths": (int(self.stage.cell(pupil, "tx2")["value"]) + 7) % 100}
        item = {"pupil": pupil, "col": "tx2", "value": value, "base": base, "reason": "Cộng nhầm"}
        place = {"dossier": name, "class": "6A", "subject": "toan", "semester": 1, "kind": "sua"}
        evidence = [{"content": base64.b64encode(b"x").decode()}]
        self.mender.do(TEACHER, "dossiers", **place, items=[item], evidence=evidence)
        return name

    def rectifications(self, times: int) -> None:
        """Births that were written wrongly, in another class than the one that is looked at."""
        for _ in range(times):
            number = self.number()
            self.mender.mend(
                self.enrolled[pupil_id(41 + number % 40)], {"born": f"2009-02-{1 + number % 28:02}"}
            )

    def archives(self, times: int) -> None:
        """Bags on demand."""
        for _ in range(times):
            assert (
                self.stage.client.post(f"{ROOT}/archives", headers=self.stage.as_(HEAD.person)).status_code
                == 201
            )

    def classes(self, times: int) -> None:
        """Classes."""
        plan = {
            "subject": "toan",
            "name": "Toán",
            "kind": "score",
            "periods": 1400,
            "tx": 4,
            "semesters": [1, 2],
        }
        for _ in range(times):
            name = f"L{self.number()}"
            place = {"class": name, "name": name, "grade": 6, "year": "2020-2021"}
            self.mender.do(BOARD[0].person, "classes", **place, subjects=[plan])


KINDS = ("rewrites", "notes", "appointments", "policies", "dossiers", "rectifications", "archives", "classes")
YOUNG, OLD = 2, 20


def test_an_address_costs_more_the_more_has_happened(
    fresh_stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    """One thing after the other becomes ten times as much; no address reads more for it but those named."""
    young = Young(fresh_stage)
    for kind in KINDS:
        getattr(young, kind)(YOUNG)
    asks = {**_reads(young), **_pages(young), **_writes(young)}
    before, found = _measured(young, asks), []
    for kind in KINDS:
        getattr(young, kind)(OLD - YOUNG)
        after = _measured(young, asks)
        for name, cost in after.items():
            was = before[name]
            grew = cost.rows > was.rows + MORE_ROWS or cost.calls > TIMES_CALLS * was.calls
            if grew and (name, kind) not in GROWS:
                found.append((name, kind, was, cost))
        before = after
    with capsys.disabled():
        print(f"{len(asks)} addresses, {len(KINDS)} things ten times as much ", end="")
    assert not found, "\n".join(map(str, found))


def _measured(young: Young, asks: dict[str, Callable[[], None]]) -> dict[str, Cost]:
    young.stage.school.views()
    young.stage.school.seal()
    return {name: cost_of(ask) for name, ask in asks.items()}


def _reads(young: Young) -> dict[str, Callable[[], None]]:
    """Every GET of the API, and every list, whole and of a class."""
    stage, prefix = young.stage, "GET /api/v1/schools/{school}"
    name, size = young.dossier("HS0009"), stage.school.log.head().size
    evidence = stage.get(HEAD.person, f"{ROOT}/dossiers/{name}").json()["evidence"][0]
    bags = stage.get(HEAD.person, f"{ROOT}/archives").json()
    place = {"klass": "6A", "subject": "toan", "semester": "1", "pupil": "HS0003", "col": "tx1", "stage": "1"}
    place |= {"dossier": name, "digest": evidence, "id": bags[0]["id"], "rectification": "DC-1"}
    place |= {"pos": str(stage.cell("HS0003", "tx1")["pos"])}
    asks = {}
    for address in (each for each in addresses(stage) if each.startswith(prefix)):
        path = address.removeprefix(prefix)
        if path == "/lists/{name}":
            for each in LISTS:
                asks[f"lists/{each}"] = _get(stage, f"{ROOT}/lists/{each}")
                asks[f"lists/{each} of a class"] = _get(stage, f"{ROOT}/lists/{each}?class=6A")
            continue
        asks[path] = _get(
            stage, ROOT + path.format(**place) + (f"?at=@{size}" if path.endswith("as-of") else "")
        )
        if path.endswith(("/sign-offs", "/missing", "/traces", "/report-card")):
            asks[f"{path} as of"] = _get(stage, f"{ROOT}{path.format(**place)}?at=@{size}")
    return asks


def _pages(young: Young) -> dict[str, Callable[[], None]]:
    stage, size = young.stage, young.stage.school.log.head().size
    mark = stage.cell("HS0003", "tx1")["pos"]
    addresses = {
        "page of beginning": "/",
        "page of a book": "/truong/demo/so/6A/toan/1",
        "page of a book as of": f"/truong/demo/so/6A/toan/1?tai=@{size}",
        "page of a mark": "/truong/demo/diem/6A/toan/1/HS0003/tx1",
        "page of a published mark": "/truong/demo/diem/6A/toan/1/HS0004/tx2",
        "page of a receipt": f"/truong/demo/bien-nhan/{mark}",
        "page of verification": "/truong/demo/xac-minh",
    }
    return {name: _get(stage, path, page=True) for name, path in addresses.items()}


def _get(stage: Stage, path: str, *, page: bool = False) -> Callable[[], None]:
    token = stage.demo.token(HEAD.person)
    headers = {"Cookie": f"socai={token}"} if page else {"Authorization": f"Bearer {token}"}

    def ask() -> None:
        answer = stage.client.get(path, headers=headers)
        assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])

    return ask


def _writes(young: Young) -> dict[str, Callable[[], None]]:
    """One of each family: a mark, a comment, one that somebody else changed, a dossier, a person, a note."""
    stage, mender = young.stage, young.mender
    held: dict[str, int] = {"tx1": stage.cell("HS0005", "tx1")["pos"], "nx": 0}

    def save(col: str, value: Callable[[], Any]) -> Callable[[], None]:
        def ask() -> None:
            answer = stage.save(TEACHER, ("HS0005", col, value(), held[col]))
            assert answer.status_code == 200, answer.text
            held[col] = answer.json()["pos"]

        return ask

    def conflict() -> None:
        assert stage.save(TEACHER, ("HS0006", "tx1", "3", 1)).status_code == 409

    def dossier() -> None:
        mender.do(TEACHER, f"dossiers/{young.dossier('HS0009')}/withdraw")

    return {
        "a mark saved": save("tx1", lambda: {"tenths": young.number() % 100}),
        "a comment saved": save("nx", lambda: f"Em {young.number()} ngoan"),
        "a mark that somebody else changed": conflict,
        "a dossier proposed and withdrawn": dossier,
        "a person registered": lambda: mender.do(
            HEAD.person, "people", person=f"w{young.number()}", name="Người"
        ),
        "a note": lambda: young.notes(1),
    }
