"""Every value in every JSON file of a bag has its type and range: what Python holds for equal is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.verify.bag_builder import bag_members, canonical

FILES = ("data/manifest.json", "data/keys.json", "data/corrections.json", "data/books/6A.json")
WRONG = (True, False, None, 0, 1, -1, 2**53 - 1, "", "1", "x", [], {}, [[]])


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each value in a JSON value, itself the first."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    if isinstance(value, list):
        for index in range(min(len(value), 2)):
            yield from places(value[index], (*path, index))


def changed(value: Any, path: tuple[Any, ...], to: Any) -> Any:
    if not path:
        return to
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(copy[path[0]], path[1:], to)
    return copy


@pytest.mark.parametrize("name", FILES)
def test_no_value_of_another_type_or_range_passes(desk, story, name):
    """Each value of each file in turn, with the bag's manifests made anew: always an error, never a crash."""
    payload = {each: raw for each, raw in story.all[1].items() if each.startswith("data/")}
    right = json.loads(payload[name])
    tried = 0
    for path in places(right):
        for wrong in WRONG:
            bad = canonical(changed(right, path, wrong)) + b"\n"
            if bad == payload[name] or (path, wrong) == (("planned",), 2**53 - 1):
                continue  # where it was planned says a line beyond the bag, in whatever log has it
            tried += 1
            desk.bag("bad/all.tar", bag_members({**payload, name: bad}))
            report = desk.run("bad/all.tar", keys=[story.log.signer.vkey])
            assert report.verdict() == "tampered", (path, wrong)
            assert "VERIFIER_FAULT" not in {item["code"] for item in report.findings}, (path, wrong)
    assert tried > 20
    for raw in (b"{}\n", b"[]\n", b"null\n", b"1\n", b"", b"{}", b'{"v":1}\n'):
        desk.bag("bad/all.tar", bag_members({**payload, name: raw}))
        assert desk.run("bad/all.tar").verdict() == "tampered", raw


@pytest.mark.parametrize("field", ["at", "cmd", "kind", "leaf", "n", "origin", "pos", "sig", "v"])
def test_no_receipt_with_a_value_of_another_type(desk, story, field):
    """A receipt is read whole or not at all."""
    genuine = json.loads(story.log.receipt(story.gk))
    for wrong in (*WRONG, 1.0, 2**53, 2**63):
        if genuine[field] == wrong and type(genuine[field]) is type(wrong):
            continue
        name = desk.put(
            "r.json", json.dumps({**genuine, field: wrong}, separators=(",", ":")).encode() + b"\n"
        )
        report = desk.run("all.tar", against=[name], keys=[story.log.signer.vkey])
        codes = {item["code"] for item in report.findings}
        assert codes & {"RECEIPT_MALFORMED", "RECEIPT_BAD_SIGNATURE", "EVIDENCE_NOT_COMPARED"}, (field, wrong)
        assert report.verdict() != "sound"
        assert "VERIFIER_FAULT" not in codes
