"""spec/vectors/intent.json: what a person signs who permits or witnesses a correction (FORMAT §2)."""

from collections.abc import Iterator
from typing import Any

from tests.vectors.made.tools import ORIGIN, Document, Vector, b64, canonical, document_of, sha, unpadded

LEAVES = [sha(b"\0dossier entry %d" % number) for number in range(8)]
ACTS = ("permit", "witness:leadership", "witness:board", "witness:homeroom")
FIELDS = (
    "intent: `entries` are the leaf hashes (padded base64) of the dossier's stream so far, in order; "
    "`intent` is what the entry says. wantErr: it is not the intent of this act."
)
SAID: dict[str, Any] = {
    "act": "witness:board",
    "cmd": "lam-chung-2",
    "dossier": "hs1",
    "entries": LEAVES[:4],
    "origin": ORIGIN,
    "person": "bd01",
}


def _digest(label: str = "socai/intent/v1", **over: Any) -> str:
    said = {**SAID, "label": label, **over}
    said["entries"] = list(map(unpadded, said["entries"]))
    return unpadded(sha(canonical(said)))


def _vector(desc: str, intent: str, wrong: bool = True, **over: Any) -> Vector:
    said = {**SAID, **over}
    said["entries"] = list(map(b64, said["entries"]))
    return {"kind": "intent", "desc": desc, **said, "intent": intent, "wantErr": wrong}


def _sound() -> Iterator[Vector]:
    for act in ACTS:
        yield _vector(f"act {act}", _digest(act=act), wrong=False, act=act)
    yield _vector("one entry so far", _digest(entries=LEAVES[:1]), wrong=False, entries=LEAVES[:1])
    yield _vector(
        "after an amendment: all entries, from the first", _digest(entries=LEAVES), False, entries=LEAVES
    )


def _wrong() -> Iterator[Vector]:
    for desc, name, other in (
        ("a permission, signed for a seat", "act", "permit"),
        ("another seat", "act", "witness:leadership"),
        ("another command", "cmd", "lam-chung-3"),
        ("another dossier", "dossier", "hs2"),
        ("another school", "origin", "62.socai/khac"),
        ("another person", "person", "bd02"),
        ("an entry too few", "entries", LEAVES[:3]),
        ("an entry too many", "entries", LEAVES[:5]),
        ("no entry", "entries", []),
        ("the entries from the last to the first", "entries", LEAVES[3::-1]),
        ("another first entry", "entries", [LEAVES[3], *LEAVES[1:4]]),
    ):
        yield _vector(desc, _digest(**dict[str, Any]({name: other})))
    yield _vector("under the label of a receipt", _digest("socai/receipt/v1"))
    padded = {**SAID, "label": "socai/intent/v1", "entries": list(map(b64, SAID["entries"]))}
    yield _vector("leaf hashes with padding", unpadded(sha(canonical(padded))))
    spelled = {**SAID, "label": "socai/intent/v1"}
    spelled["entries"] = list(map(unpadded, SAID["entries"]))
    yield _vector("a line feed behind the object", unpadded(sha(canonical(spelled) + b"\n")))
    yield _vector("hashed like a leaf", unpadded(sha(b"\0" + canonical(spelled))))
    yield _vector("with padding", _digest() + "=")
    yield _vector("nothing", "")


def document() -> Document:
    """The whole file as a value."""
    return document_of("intent", FIELDS, [*_sound(), *_wrong()])
