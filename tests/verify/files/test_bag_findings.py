"""A file of a bag that is not what the lines give: which record, which field, what it was and says now."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.verify.bag_builder import bag_members, canonical

Change = Callable[[dict[str, Any]], object]
TOLD = ("code", "field", "dossier", "class", "subject", "pupil", "column", "old", "new", "detail")


def told(desk, story, name: str, change: Change) -> list[dict[str, Any]]:
    """What is told of each finding when one file of the bag is made another and spelled canonically."""
    payload = {each: raw for each, raw in story.all[1].items() if each.startswith("data/")}
    value = json.loads(payload[f"data/{name}"])
    change(value)
    desk.bag("all.tar", bag_members({**payload, f"data/{name}": canonical(value) + b"\n"}))
    found = desk.run("all.tar").findings
    return [{key: item[key] for key in TOLD if item.get(key) is not None} for item in found]


def dossier(value: dict[str, Any]) -> dict[str, Any]:
    return value["dossiers"][0]


PLACE = {"code": "CORRECTIONS_MISMATCH", "dossier": "hs1", "class": "6A", "subject": "TOAN"}


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda r: r.update(size=25), {"field": "size", "old": 24, "new": 25}),
        (lambda r: r.update(v=2), {"field": "v", "old": 1, "new": 2}),
        (lambda r: r.pop("size"), {"detail": "malformed"}),
        (lambda r: r.update(other=1), {"detail": "malformed"}),
        (lambda r: r["dossiers"].append(dossier(r)), {"detail": "not sorted, or one twice"}),
        (
            lambda r: dossier(r).update(kind="bosung"),
            {**PLACE, "field": "kind", "old": "sua", "new": "bosung"},
        ),
        (lambda r: dossier(r).update(pos=[]), {**PLACE, "field": "pos", "new": "[]"}),
        (lambda r: dossier(r).pop("state"), {**PLACE, "field": "state", "old": "applied"}),
        (lambda r: dossier(r).update(other=None), {**PLACE, "field": "other"}),
    ],
)
def test_a_register_is_named_by_what_differs_in_it(desk, story, change, wanted):
    """One finding for one thing changed, of this dossier and field; a missing field is not null."""
    right = json.loads(story.all[1]["data/corrections.json"])
    wanted = {"code": "CORRECTIONS_MISMATCH", **wanted}
    if wanted.get("field") == "size":
        wanted |= {"old": right["size"]}
    if wanted.get("field") == "pos":
        wanted |= {"old": json.dumps(dossier(right)["pos"], separators=(",", ":"))}
    assert told(desk, story, "corrections.json", change) == [wanted]


@pytest.mark.parametrize("count", [0, 2])
def test_a_dossier_left_out_or_made_up_is_told_field_by_field(desk, story, count):
    """Each field that the lines have and the file has not, or the other way round."""
    right = dossier(json.loads(story.all[1]["data/corrections.json"]))

    def change(register: dict[str, Any]) -> None:
        register["dossiers"] = [right, {**right, "dossier": "hs2"}][:count]

    found = told(desk, story, "corrections.json", change)
    assert [item["field"] for item in found] == sorted(right)
    assert {item["dossier"] for item in found} == {"hs1" if count == 0 else "hs2"}
    assert all(("old" in item) == (count == 0) and ("new" in item) == (count == 2) for item in found)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        (lambda b: (b.pop("year"), b.pop("name")), {"code": "BOOK_MALFORMED", "detail": "name, year"}),
        (lambda b: b.update(other=1), {"code": "BOOK_MALFORMED", "detail": "other"}),
        (lambda b: b.update(name="6B"), {"field": "name", "old": "6A", "new": "6B"}),
        (lambda b: b["cells"].reverse(), {"detail": "not sorted, or written twice"}),
        (
            lambda b: b["cells"][0].update(value=99),
            {"subject": "TOAN", "pupil": "hs01", "column": "ck", "old": 70, "new": 99},
        ),
        (
            lambda b: b["cells"].pop(0),
            {"subject": "TOAN", "pupil": "hs01", "column": "ck", "old": 70},
        ),
    ],
)
def test_a_class_book_is_named_by_what_differs_in_it(desk, story, change, wanted):
    """The member, or the cell by subject, pupil and column."""
    wanted = {"code": "BOOK_MISMATCH", "class": "6A", **wanted}
    assert told(desk, story, "books/6A.json", change) == [wanted]
