"""A large body is read and judged in a thread of its own, and answered as a small one."""

import json
from typing import Any

import pytest

from api.http.api_route import READ_AT_ONCE
from api.texts.clear_text import tidied
from domain.words.characters import LONGEST_LOOKED_AT, composed
from tests.api.conftest import BOOK, TEACHER, Stage

CELL = {"pupil": "HS0001", "col": "tx1", "value": "8,5", "base": 0}


def put(stage: Stage, body: str) -> Any:
    headers = {**stage.as_(TEACHER), "Content-Type": "application/json"}
    return stage.client.put(f"{BOOK}/cells", content=body.encode(), headers=headers)


@pytest.mark.parametrize("blanks", [0, READ_AT_ONCE])
@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        ({"cmd": "a b", "cells": [CELL]}, "cmd", "string_pattern_mismatch"),
        ({"cmd": "a", "cells": [CELL], "more": 1}, "more", "extra_forbidden"),
        ({"cmd": "a", "cells": [{**CELL, "base": -1}]}, "cells.0.base", "greater_than_equal"),
        ([CELL], "", "model_attributes_type"),
    ],
)
def test_what_is_wrong_is_told_whatever_the_size(
    stage: Stage, body: Any, field: str, rule: str, blanks: int
) -> None:
    """The same faults, and what was typed comes back."""
    answer = put(stage, json.dumps(body) + " " * blanks)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "BODY_INVALID"), answer.text
    assert [(fault["field"], fault["rule"]) for fault in told["faults"]] == [(field, rule)]
    assert told["input"] == body


@pytest.mark.parametrize("blanks", [0, READ_AT_ONCE])
def test_a_key_twice_is_refused_whatever_the_size(stage: Stage, blanks: int) -> None:
    told = put(stage, '{"cmd": "a", "cmd": "b", "cells": []}' + " " * blanks).json()
    assert [(fault["field"], fault["rule"]) for fault in told["faults"]] == [("cmd", "duplicate_key")]


@pytest.mark.parametrize("blanks", [0, READ_AT_ONCE])
def test_what_is_no_json_is_refused_whatever_the_size(stage: Stage, blanks: int) -> None:
    told = put(stage, '{"cmd": "a", ' + " " * blanks).json()
    assert [fault["rule"] for fault in told["faults"]] == ["json_invalid"]


def test_a_large_body_is_taken(stage: Stage) -> None:
    """The same command in a small body is the same command."""
    body = json.dumps({"cmd": "large-1", "cells": [CELL]})
    first, again = put(stage, body + " " * READ_AT_ONCE), put(stage, body)
    assert first.status_code == 200 and not first.json()["replayed"], first.text
    assert again.json() == {**first.json(), "replayed": True}


def test_no_call_works_on_a_text_that_no_field_takes() -> None:
    """Neither spaces nor marks of ten million characters are looked at: it is refused as it came."""
    text = "a\u0323\u2003\u0301" * (LONGEST_LOOKED_AT // 4 + 1)
    assert composed(text) is text and tidied(text) is text
    short = text[: LONGEST_LOOKED_AT - LONGEST_LOOKED_AT % 4]
    assert composed(short) != short and tidied(short) != short
