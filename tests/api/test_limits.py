"""What the contract takes can be stored: limits of bodies, of the digest of a request and of lines agree."""

from __future__ import annotations

import json
from typing import Any

from api.service.request_digest import request_digest
from demo.people import HEAD, pupil_id
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.grounds.reserved import ASIDE, CLEAR, SEALED
from ledger.form.canonical import b64
from tests.api.conftest import HOMEROOM_6A, ROOT, Stage

LONGEST = ("Gia đình khó khăn, cần được quan tâm. " * 6)[:200]
MOST_CELLS = 1000


def test_a_class_of_forty_with_all_seventeen_fields_is_refused(fresh_stage: Stage) -> None:
    """One save of 680 texts of 200 characters: the digest of a request has no longest line (D4)."""
    columns = [*CLEAR, *SEALED, *ASIDE]
    times = {"from": "2020-10-01T00:00:00.000000Z", "to": "2020-12-01T00:00:00.000000Z"}
    body = {"window": "w-1", "year": "2020-2021", "semester": 1, "cols": columns, "classes": ["6A"], **times}
    opened = fresh_stage.post(HEAD.person, f"{ROOT}/windows", **body, decision=fresh_stage.decision())
    assert opened.status_code == 201, opened.text
    cells = [_cell(pupil, col) for pupil in range(1, 41) for col in columns]
    book = f"{ROOT}/books/6A/profile/1/cells"
    saved = fresh_stage.send(HOMEROOM_6A, "PUT", book, cmd="all", cells=cells)
    assert saved.status_code == 200, saved.text
    assert saved.json()["n"] == len(cells) == 680
    again = fresh_stage.send(HOMEROOM_6A, "PUT", book, cmd="all", cells=cells)
    assert again.status_code == 200 and again.json()["replayed"]


def test_a_thousand_sealed_comments_have_no_digest() -> None:
    """As many cells as a body may have, each with the longest sealed text: same texts, same digest."""
    sealed = [b64(number.to_bytes(2) * 414) for number in range(MOST_CELLS)]
    edits = [
        CellEdit(pupil=f"HS{number:04}", col="nx", value=text, base=0) for number, text in enumerate(sealed)
    ]
    command = SaveMarks(klass="6A", subject="conduct", semester=1, cells=edits)
    tags = {text: f"{number:064x}" for number, text in enumerate(sealed)}
    assert len(request_digest(command, None, tags)) == 32
    assert request_digest(command, None, tags) == request_digest(command, None, dict(tags))
    assert request_digest(command, None, tags) != request_digest(command, None, {**tags, sealed[7]: "0" * 64})


def _cell(pupil: int, col: str) -> dict[str, Any]:
    value = {"ten": f"A Lơi {pupil}", "sinh": "02/01/2009"}.get(col, LONGEST)
    return {"pupil": pupil_id(pupil), "col": col, "value": value, "base": 0}


def test_the_longest_body_of_cells_is_too_large(fresh_stage: Stage) -> None:
    """A thousand texts, each character escaped as a client may do it: judged by the rules, not by size."""
    cells = [
        {"pupil": f"HS{number:04}", "col": "nx", "value": "\u1ec7" * 200, "base": 0}
        for number in range(MOST_CELLS)
    ]
    body = json.dumps({"cmd": "c" * 36, "cells": cells}).encode()  # six bytes for each character
    headers = {**fresh_stage.as_(HOMEROOM_6A), "Content-Type": "application/json"}
    told = fresh_stage.client.put(f"{ROOT}/books/6B/conduct/1/cells", content=body, headers=headers)
    assert told.status_code in {403, 404, 409, 422}, told.text[:500]
    assert told.json()["code"] not in {"BODY_INVALID", "BODY_TOO_LARGE"}, told.text[:500]
