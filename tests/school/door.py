"""A school behind its API: founded, its clock, who asks for what, and what was refused."""

from __future__ import annotations

import hashlib
import json
import warnings
from itertools import cycle
from pathlib import Path
from typing import Any

from api.app import create_app
from api.service.service import Service
from api.service.settings import Settings
from demo.clock import PlayedClock
from domain.words.fields import Decision, FirstHead
from domain.words.fields import School as SchoolFacts
from ledger.form.canonical import b64
from tests.school.plan import Plan
from tests.school.signer import Key
from tests.signed_in import cookie_of

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

HEAD = "hieu"
DIGEST = b64(bytes(range(32)))
HANDED_IN = b"quyet dinh, ban quet"
FILES = {b64(hashlib.sha256(HANDED_IN).digest()): "đã nộp tệp", DIGEST: "chưa nộp tệp", None: "lưu bản giấy"}
"""What decisions name in turn, and what is shown of it."""


class ApiSchool:
    """The school, its clock, and every answer of the API by what was asked for."""

    def __init__(self, dsn: str, home: Path, plan: Plan) -> None:
        self.plan, self.code = plan, f"tr-{plan.level.lower()}"
        self.settings = Settings(home)
        self.clock = PlayedClock(plan.calendar.at("08-20", "01:00:00"))
        self.service = Service(self.settings, self.clock, dsn)
        self.service.migrate()
        self.client = TestClient(create_app(self.settings, self.service), raise_server_exceptions=False)
        self.tokens: dict[str, str] = {}
        self.calls = 0
        self.refused: dict[str, Any] = {}
        """Code -> the answer to a request that was made to be refused by it."""
        facts = SchoolFacts(code=self.code, name="Trường Mẫu", province="62", level=plan.level)  # type: ignore[arg-type]
        paper = Decision(no="01/QĐ", date=self.day("08-01"), digest=DIGEST)
        self.service.create_school(
            facts, FirstHead(person=HEAD, name="Hiệu trưởng", start=self.day("08-01")), paper
        )
        self._papers = cycle(FILES)
        self._hand_in()

    @property
    def school(self) -> Any:
        """With its log, once it is founded."""
        return self.service.school(self.code)

    def go(self, month_day: str, time: str = "02:00:00") -> None:
        """Moves the clock to that time (UTC) of a day of the school year."""
        self.clock.set(self.plan.calendar.at(month_day, time))

    def day(self, month_day: str) -> str:
        """Of the school year, by month and day."""
        return self.plan.calendar.day(month_day)

    def midnight(self, month_day: str) -> str:
        """When a day begins here."""
        return self.plan.calendar.midnight(month_day)

    def five(self, month_day: str) -> str:
        """Five in the afternoon here."""
        return self.plan.calendar.five(month_day)

    def token(self, person: str) -> str:
        """Issued at the first call."""
        if person not in self.tokens:
            self.tokens[person] = self.service.tokens.issue(self.school.log.school, person, self.clock.now())
        return self.tokens[person]

    def ask(self, person: str, method: str, path: str, /, **body: Any) -> Any:
        """A request and its answer, whatever it is; a write gets a command id."""
        self.calls += 1
        headers = {"Authorization": f"Bearer {self.token(person)}"}
        sent = {"cmd": f"c{self.calls}", **body} if method != "GET" else None
        query = body if method == "GET" else None
        return self.client.request(
            method, f"/api/v1/schools/{self.code}{path}", headers=headers, json=sent, params=query
        )

    def page(self, person: str, path: str, /, **query: str) -> Any:
        """What they see at an address of the pages, signed in."""
        headers = cookie_of(self.service, self.code, person)
        return self.client.get(path, headers=headers, params=query or None)

    def do(self, person: str, method: str, path: str, /, **body: Any) -> Any:
        """The same, which must be taken."""
        answer = self.ask(person, method, path, **body)
        assert answer.status_code in (200, 201), (person, method, path, answer.text[:800])
        if (paper := body.get("decision") or body.get("letter")) is not None:
            told = answer.json()
            acts = [each["saved"] for each in told if each["saved"]] if isinstance(told, list) else [told]
            assert {act["decision_file"]["text"] for act in acts} == {FILES[paper["digest"]]}, path
        return answer.json()

    def sign(self, person: str, key: Key, method: str, path: str, /, **body: Any) -> Any:
        """A write that the person signs: what would be written, and the same with a signature over it."""
        self.calls += 1
        body = {"cmd": f"c{self.calls}", **body}
        headers = {"Authorization": f"Bearer {self.token(person)}"}
        address = f"/api/v1/schools/{self.code}{path}"
        shown = self.client.request(method, f"{address}?dry_run=true", headers=headers, json=body)
        assert shown.status_code == 200, (person, path, shown.text[:800])
        sign = key.sign(body["cmd"], shown.json())
        answer = self.client.request(method, address, headers=headers, json={**body, "sign": sign})
        assert answer.status_code in (200, 201), (person, path, answer.text[:800])
        return answer.json()

    def refuse(self, code: str, person: str, method: str, path: str, /, **body: Any) -> None:
        """A request that should be refused; its answer is kept for the tests."""
        self.refused[code] = self.ask(person, method, path, **body)

    def post(self, person: str, path: str, /, **body: Any) -> Any:
        """A write that must be taken."""
        return self.do(person, "POST", path, **body)

    def put(self, person: str, path: str, /, **body: Any) -> Any:
        """A change that must be taken."""
        return self.do(person, "PUT", path, **body)

    def get(self, person: str, path: str, /, **query: Any) -> Any:
        """A reading that must be answered."""
        return self.do(person, "GET", path, **query)

    def rows(self, name: str, **query: Any) -> list[dict[str, Any]]:
        """A list, as the head reads it."""
        return list(self.get(HEAD, f"/lists/{name}", **query)["rows"])

    @property
    def paper(self) -> dict[str, Any]:
        """A decision: its file handed in, or named and never seen, or kept on paper, by turns."""
        return {"no": "12/QĐ", "date": self.day("08-15"), "digest": next(self._papers)}

    def _hand_in(self) -> None:
        """The one file that there is."""
        headers = {"Authorization": f"Bearer {self.token(HEAD)}"}
        files = {"file": ("qd.pdf", HANDED_IN)}
        path = f"/api/v1/schools/{self.code}/attachments"
        assert self.client.post(path, headers=headers, files=files).status_code == 201

    def entries(self) -> list[dict[str, Any]]:
        """As objects, from the first."""
        return [json.loads(line) for line in self.school.log.lines(0, self.school.log.head().size)]
