"""Asked first: what would be written is shown, and nothing is written, whichever route that writes."""

import hashlib
import json
from typing import Any

import pytest

from demo.people import BOARD, HEAD
from ledger.form.canonical import b64
from tests.api.conftest import BOOK, ROOT, TEACHER, Stage

COMMENT = "Em tiến bộ rõ rệt trong học kỳ này."


@pytest.fixture(scope="module", autouse=True)
def open_texts(stage: Stage) -> None:
    """A window for comments and fields of a profile."""
    cols = ["dien_thoai", "nx", "ten"]
    body = {"window": "w-1", "year": "2020-2021", "semester": 1, "cols": cols, "classes": ["*"]}
    times = {"from": "2020-10-01T00:00:00Z", "to": "2020-12-01T00:00:00Z"}
    made = stage.post(HEAD.person, f"{ROOT}/windows", **body, **times, decision=stage.decision())
    assert made.status_code == 201, made.text


def ask(stage: Stage, person: str, method: str, path: str, /, **body: Any) -> Any:
    return stage.send(person, method, f"{path}?dry_run=true", **body)


def cells(*rows: tuple[str, str, Any, int]) -> list[dict[str, Any]]:
    return [{"pupil": p, "col": c, "value": v, "base": b} for p, c, v, b in rows]


def committed(salt: bytes, text: str) -> str:
    return b64(hashlib.sha256(salt + text.encode()).digest())


def test_what_would_be_written_is_shown_as_it_would_be_signed(stage: Stage) -> None:
    """Streams, types and data of the entries; who, as what, when, and a line that may be named as seen."""
    head = stage.school.log.head()
    asked = ask(stage, TEACHER, "PUT", f"{BOOK}/cells", cells=cells(("HS0001", "tx1", "8,5", 0)))
    assert asked.status_code == 200, asked.text
    shown = asked.json()
    data = {"pupil": "HS0001", "col": "tx1", "value": 85, "late": None}
    assert shown["entries"] == [["book/6A/toan/1", "MarkEntered", data]]
    assert (shown["origin"], shown["person"], shown["role"]) == (stage.school.log.origin, TEACHER, "teacher")
    assert shown["head"] == {"pos": head.size - 1, "leaf": b64(head.leaf)} and shown["salts"] == []
    assert shown["now"] >= head.at
    assert stage.school.log.head() == head


def test_what_was_asked_first_is_written_by_the_same_command(stage: Stage) -> None:
    """A look is no use of the command id; and a written command is told as written, not shown again."""
    body = {"cmd": "look-1", "cells": cells(("HS0002", "tx1", "7", 0))}
    assert ask(stage, TEACHER, "PUT", f"{BOOK}/cells", **body).status_code == 200
    written = stage.send(TEACHER, "PUT", f"{BOOK}/cells", **body)
    assert written.status_code == 200 and not written.json()["replayed"]
    again = ask(stage, TEACHER, "PUT", f"{BOOK}/cells", **body).json()
    assert again["replayed"] and again["receipt"]["pos"] == written.json()["pos"]
    other = {**body, "cells": cells(("HS0002", "tx1", "8", 0))}
    assert ask(stage, TEACHER, "PUT", f"{BOOK}/cells", **other).json()["code"] == "COMMAND_REUSED"


def test_a_look_at_what_is_refused_is_refused(stage: Stage) -> None:
    """By the same rules, with the same words, and as little is told to who may not."""
    head = stage.school.log.head()
    stale = ask(stage, TEACHER, "PUT", f"{BOOK}/cells", cells=cells(("HS0001", "tx1", "8", 999)))
    assert stale.json()["code"] == "STALE_BASE"
    other = ask(stage, BOARD[0].person, "PUT", f"{BOOK}/cells", cells=cells(("HS0001", "tx1", "8", 0)))
    assert other.json()["code"] == "NO_RIGHT"
    assert stage.school.log.head() == head


@pytest.mark.parametrize(
    "query", ["dry_run", "dry_run=", "dry_run=1", "dry_run=True", "dry_run=true&dry_run=false"]
)
def test_a_look_that_is_asked_for_unclearly_writes_nothing(stage: Stage, query: str) -> None:
    """Whoever writes so believes that nothing is written."""
    head = stage.school.log.head()
    answer = stage.send(TEACHER, "PUT", f"{BOOK}/cells?{query}", cells=cells(("HS0003", "tx1", "8", 0)))
    assert answer.json()["code"] == "BODY_INVALID"
    assert stage.school.log.head() == head


@pytest.mark.parametrize("path", ["archives", "keys", "fsck"])
def test_where_nothing_can_be_shown_first_nothing_is_done(stage: Stage, path: str) -> None:
    """No entry of the asker is written there, so there is nothing to sign, and no promise is broken."""
    head = stage.school.log.head()
    answer = stage.client.post(f"{ROOT}/{path}?dry_run=true", headers=stage.as_(HEAD.person))
    assert (answer.status_code, answer.json()["code"]) == (422, "NO_DRY_RUN")
    assert stage.school.log.head() == head


def test_texts_are_shown_by_their_commitments_with_the_salts_that_open_them(stage: Stage) -> None:
    """Whoever signs computes them anew: nobody puts another text under a signature."""
    body = {
        "cells": cells(("HS0004", "nx", COMMENT, 0), ("HS0004", "tx1", "9", 0), ("HS0005", "nx", "Khá.", 0))
    }
    shown = ask(stage, TEACHER, "PUT", f"{BOOK}/cells", **body).json()
    assert "entries" in shown, shown
    first, mark, second = (said for _, _, said in shown["entries"])
    salts = [bytes.fromhex("00" * 16), bytes(range(16))]
    given = {**body, "sign": {"salts": [b64(salt) for salt in salts]}}
    own = ask(stage, TEACHER, "PUT", f"{BOOK}/cells", **given).json()
    assert own["salts"] == [b64(salt) for salt in salts]
    values = [said["value"] for _, _, said in own["entries"]]
    assert values == [f"c:{committed(salts[0], COMMENT)}", 90, f"c:{committed(salts[1], 'Khá.')}"]
    assert len(shown["salts"]) == 2 and mark["value"] == 90
    assert (
        COMMENT not in json.dumps(shown)
        and first["value"].startswith("c:")
        and second["value"] != first["value"]
    )


def test_texts_beside_the_log_keep_their_salt_until_they_are_written(stage: Stage) -> None:
    """What is shown is what will be written: the second request finds the text with the salt of the first."""
    book = f"{ROOT}/books/6B/profile/1"
    body = {"cells": cells(("HS0046", "dien_thoai", "0912 345 678", 0), ("HS0046", "ten", "Trần An", 0))}
    shown = ask(stage, TEACHER, "PUT", f"{book}/cells", **body)
    assert shown.status_code == 200, shown.text
    again = ask(stage, TEACHER, "PUT", f"{book}/cells", **body).json()
    assert again["entries"] == shown.json()["entries"] and again["salts"] == shown.json()["salts"]


def test_a_look_tells_no_more_of_a_dossier_than_the_act_would(stage: Stage) -> None:
    """Whether there is such a dossier: the same answer to who may not read it, asked first or done."""
    for path in (f"{ROOT}/dossiers/none/permit", f"{ROOT}/dossiers/none/withdraw"):
        for person in (TEACHER, HEAD.person):
            done, looked = stage.post(person, path), stage.post(person, f"{path}?dry_run=true")
            assert looked.json()["code"] == done.json()["code"], (person, path)
