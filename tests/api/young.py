"""A school in which everything happened once, what makes each thing more, and all that can be read there."""

from __future__ import annotations

import base64

from demo.people import BOARD, DEPUTY, HEAD, pupil_id
from projections.lists import LISTS
from tests.api.conftest import HOMEROOM_6A, ROOT, TEACHER, Stage
from tests.api.table_addresses import shown
from tests.api.test_openapi import addresses
from tests.api.test_put_right import Mender


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
"""What becomes more."""


def reads_of(young: Young) -> dict[str, str]:
    """Every GET of the API, and every list, whole and of a class."""
    stage, prefix = young.stage, "GET /api/v1/schools/{school}"
    name, size = young.dossier("HS0009"), stage.school.log.head().size
    evidence = stage.get(HEAD.person, f"{ROOT}/dossiers/{name}").json()["evidence"][0]
    bags = stage.get(HEAD.person, f"{ROOT}/archives").json()
    place = {"klass": "6A", "subject": "toan", "semester": "1", "pupil": "HS0003", "col": "tx1", "stage": "1"}
    place |= {"dossier": name, "digest": evidence, "id": bags[0]["id"], "rectification": "DC-1"}
    place |= {"pos": str(stage.cell("HS0003", "tx1")["pos"])}
    found = {}
    for address in (each for each in addresses(stage) if each.startswith(prefix)):
        path = address.removeprefix(prefix)
        if path == "/decisions/{decision}/file":
            continue  # one entry and a file, which nobody handed in here
        if path == "/lists/{name}":
            for each in LISTS:
                found[f"lists/{each}"] = f"{ROOT}/lists/{each}"
                found[f"lists/{each} of a class"] = f"{ROOT}/lists/{each}?class=6A"
            continue
        found[path] = ROOT + path.format(**place) + (f"?at=@{size}" if path.endswith("as-of") else "")
        if path.endswith(("/sign-offs", "/missing", "/traces", "/report-card")):
            found[f"{path} as of"] = f"{ROOT}{path.format(**place)}?at=@{size}"
    return found


def pages_of(young: Young) -> dict[str, str]:
    """Every page for whoever is signed in."""
    stage, size = young.stage, young.stage.school.log.head().size
    mark = stage.cell("HS0003", "tx1")["pos"]
    told = {
        "page of beginning": "/",
        "page of a book": "/truong/demo/so/6A/toan/1",
        "page of a book as of": f"/truong/demo/so/6A/toan/1?tai=@{size}",
        "page of a mark": "/truong/demo/diem/6A/toan/1/HS0003/tx1",
        "page of a published mark": "/truong/demo/diem/6A/toan/1/HS0004/tx2",
        "page of a receipt": f"/truong/demo/bien-nhan/{mark}",
        "page of verification": "/truong/demo/xac-minh",
    }
    mine = ("start", "book", "life", "status")
    return told | {f"page {name}": path for name, path in shown().items() if name not in mine}
