"""Runs the vectors of a file: each kind is judged by the code in use."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from verify.proof.canonical import unb64_padded

Vector = dict[str, Any]
Kinds = Mapping[str, Callable[[Vector], None]]


class Refused(ValueError):
    """The thing that the vector describes must not be accepted."""


class Differs(Exception):
    """It was read, and as something else than the vector says."""


def same(got: Any, want: Any) -> None:
    """Raises `Differs` unless the two are equal."""
    if got != want:
        raise Differs(f"got {got!r}, want {want!r}")


def run(raw: bytes, kinds: Kinds) -> tuple[int, list[str]]:
    """How many vectors of a file passed, and which failed, with the reason. Any other kind fails."""
    failed: list[str] = []
    try:
        document = json.loads(raw)
        vectors = [_whole(vector, document) for vector in document["vectors"]]
        names = [f"{number}: {vector['desc']}" for number, vector in enumerate(vectors)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return 0, [f"file: {type(error).__name__}: {error}"]
    for name, vector in zip(names, vectors):
        fault = _judge(vector, kinds)
        if fault:
            failed.append(f"{name}: {fault}")
    return len(vectors) - len(failed), failed


def _whole(vector: Vector, document: dict[str, Any]) -> Vector:
    """A vector told as a change: of a log that begins like one of `logs`, of a file of `files`."""
    if "base" in vector:
        begun = document["logs"][vector["base"]][: vector["take"]]
        vector = {**vector, "lines": [*begun, *vector["lines"]]}
    if "edits" in vector:  # `file` alone is where a public vector was found
        base = unb64_padded(document["files"][vector["file"]])
        vector = {**vector, "content": spliced(base, vector["edits"])}
    return vector


def spliced(base: bytes, edits: list[Any]) -> bytes:
    """`base` after its edits [from, to, base64 of what stands there instead], one by one."""
    for start, stop, other in edits:
        base = base[:start] + unb64_padded(other) + base[stop:]
    return base


def _kind(vector: Vector) -> str:
    if "kind" in vector:
        return str(vector["kind"])
    return "inclusion" if "leafIdx" in vector else "consistency" if "size1" in vector else ""


def _judge(vector: Vector, kinds: Kinds) -> str | None:
    check = kinds.get(_kind(vector))
    if check is None:
        return "unknown kind"
    try:
        check(vector)
        refused = None
    except Differs as error:
        return str(error)
    except ValueError as error:  # the refusals of all parsers and of BadProof
        refused = str(error)
    except (KeyError, TypeError, AttributeError) as error:
        return f"malformed vector: {error!r}"
    if "wantErr" in vector and bool(refused) != vector["wantErr"]:
        return f"refused: {refused}" if refused else "accepted"
    return None
