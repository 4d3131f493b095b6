"""Promise: whatever act names a decision, its paper has a file, or is kept at the school; nothing between."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.law import EVENTS
from domain.words.refusal import Refusal
from projections.decisions import TYPES
from verify.law.shape import holds
from verify.law.table import TYPES as KNOWN

SPEC = Path(__file__).resolve().parents[2] / "spec"
PLACES = (("decision",), ("letter",), ("change", "letter"))


def logs() -> Iterator[list[str]]:
    """The lines of the sound logs among the vectors."""
    spine = json.loads((SPEC / "vectors" / "law.json").read_text("utf-8"))["vectors"]
    yield from (vector["lines"] for vector in spine if vector["want"] is None)
    year = json.loads((SPEC / "vectors" / "law_year.json").read_text("utf-8"))
    yield from year["logs"].values()
    yield from (vector["lines"] for vector in year["vectors"] if vector["want"] is None)


def paper_in(data: dict[str, Any]) -> dict[str, Any] | None:
    for place in PLACES:
        node: Any = data
        for key in place:
            node = node.get(key) if isinstance(node, dict) else None
        if isinstance(node, dict):
            return node
    return None


def papers() -> dict[str, list[dict[str, Any]]]:
    """Type -> data of entries that name a decision; the first with a file, the first without."""
    found: dict[str, dict[bool, dict[str, Any]]] = {}
    for line in (line for lines in logs() for line in lines):
        entry = json.loads(line)
        paper = paper_in(entry["data"])
        if paper is not None:
            found.setdefault(entry["type"], {}).setdefault(paper["digest"] is None, entry["data"])
    return {type_: [each[False], each[True]] for type_, each in found.items() if len(each) == 2}


PAPERS = papers()


def test_an_act_by_decision_has_no_vector_of_a_paper_that_is_kept() -> None:
    """EVENTS.md: each type with a decision, or a letter, stands in sound vectors with a file and without."""
    text = (SPEC / "EVENTS.md").read_text("utf-8")
    rows = re.findall(r"^\| `([A-Za-z]+)` \|(.*)$", text, re.M)
    named = {kind for kind, rest in rows if re.search(r"`(decision|letter|change)`", rest)}
    assert named == set(TYPES) == set(PAPERS)


@pytest.mark.parametrize("type_", sorted(PAPERS.keys() - {"RectificationProposed"}))
def test_a_decision_is_taken_with_half_a_digest(type_: str) -> None:
    """LAW 1: in domain and verifier, of each type; what a rectified letter may hold is a vector."""
    for data in PAPERS[type_]:
        EVENTS[type_].read(data)
        assert holds(KNOWN[type_].shape, data)
        for digest in ("", "x", 7, False, [], {}, "A" * 42, "A" * 44, "A" * 42 + "B"):
            bent = copy.deepcopy(data)
            paper = paper_in(bent)
            assert paper is not None
            paper["digest"] = digest
            assert not holds(KNOWN[type_].shape, bent), digest
            with pytest.raises(Refusal) as refused:
                EVENTS[type_].read(bent)
            assert refused.value.code == "BAD_DATA" and "digest" in str(refused.value.detail["faults"])
