"""The statement: what a person signs of a command (spec/FORMAT.md §2, "Signed acts")."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from api.service.signed.signature import SaltedTexts, Signature
from domain.grounds.reserved import SEALED
from domain.words.entry import Actor, Draft
from ledger.form.canonical import b64, encode_trusted

LABEL = "socai/act/v1"
_SEALED_COLUMNS = frozenset(("nx", *SEALED))
_SEALED_REASON = frozenset(("CorrectionItem", "CorrectionRefused"))
_OLD = "old"


class Said(NamedTuple):
    """`[stream, type, said]` of each entry of a command, and the commitments of its sealed texts in order."""

    entries: list[Any]
    texts: list[str]


def commitment(salt: bytes, text: str) -> str:
    """What stands in a statement for a sealed text, behind its `c:`."""
    return b64(hashlib.sha256(salt + text.encode()).digest())


def said(drafts: Sequence[Draft], texts: SaltedTexts) -> Said:
    """What the entries say, as it is signed.

    Raises KeyError for a sealed text that did not come with the request: nobody could sign it.
    """
    commitments: list[str] = []
    return Said([[each.stream, each.type, _said(each, texts, commitments)] for each in drafts], commitments)


def statement(origin: str, cmd: str, actor: Actor, entries: list[Any], by: Signature) -> bytes:
    """The bytes that are signed.

    Its strings need no look here: those of the entries are made canonical with their lines, or nothing is
    written; `seen` and `time` have their form from the edge, and the domain compares them.
    """
    return encode_trusted(
        {
            "cmd": cmd,
            "entries": entries,
            "key": by.key,
            "label": LABEL,
            "origin": origin,
            "person": actor.person,
            "role": actor.role,
            "seen": by.seen._asdict(),
            "time": by.time,
        }
    )


def salts_of(drafts: Sequence[Draft], texts: SaltedTexts) -> list[bytes]:
    """The salts of the texts that the entries hold, in their order."""
    return [texts[value].salt for draft in drafts for value in _texts(draft) if value in texts]


def _said(draft: Draft, texts: SaltedTexts, commitments: list[str]) -> dict[str, Any]:
    data = draft.data
    sealed = _sealed_fields(draft)
    if not sealed:
        return data
    shown = dict(data)
    for name in sealed:
        if name == _OLD or draft.type == "CorrectionApplied":
            shown[name] = None
        else:
            commitments.append(texts[data[name]].commitment)
            shown[name] = f"c:{commitments[-1]}"
    return shown


def _sealed_fields(draft: Draft) -> list[str]:
    """The fields of an entry that hold a sealed text, by name."""
    data = draft.data
    reason = ["reason"] if draft.type in _SEALED_REASON else []
    if data.get("col") not in _SEALED_COLUMNS:
        return reason
    return [name for name in (_OLD, *reason, "value") if isinstance(data.get(name), str)]


def _texts(draft: Draft) -> Iterator[str]:
    """What stands for texts in an entry: fields by name."""
    for name in ("reason", "value"):
        if isinstance(value := draft.data.get(name), str):
            yield value
