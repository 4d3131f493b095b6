"""Making lines: the canonical bytes of a command's entries, put together from parts made once per command.

The bytes equal `canonical.encode` of the whole object (tests/ledger/test_lines.py); this way costs a third.
"""

import binascii
import hashlib
from collections.abc import Sequence
from itertools import chain
from types import NoneType
from typing import Any, NamedTuple

import orjson

from domain.words.entry import Actor, Draft, Entry
from ledger.form.canonical import MAX_LINE_BYTES, NotCanonical, encode, leaf_hash

SALT_BYTES = 16
_PLAIN = frozenset((str, int, bool, NoneType))
_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class Made(NamedTuple):
    """An entry and its line, named as the eventsourcing library wants to see an event of an aggregate."""

    originator_id: str
    originator_version: int
    entry: Entry
    line: bytes


class Tail(NamedTuple):
    """The end of a log to which lines are made: its size and its last leaf hash (32 zero bytes if empty)."""

    size: int
    leaf: bytes


class Act(NamedTuple):
    """One command as its lines name it; `sign`: the person's own signature over it, canonical JSON."""

    cmd: str
    at: str
    actor: Actor
    drafts: Sequence[Draft]
    sign: bytes | None = None


def make_lines(origin: str, tail: Tail, act: Act, versions: Sequence[int], salts: bytes) -> list[Made]:
    """The entries of `act` behind `tail`; `versions[i]` is the place of draft i in its stream.

    `salts` are 16 random bytes for each draft. Raises NotCanonical outside the profile of FORMAT §1.
    """
    cmd, at, actor, count = act.cmd, act.at, act.actor.model_dump(), len(act.drafts)
    before = _encode_typed({"actor": actor, "at": at, "cmd": cmd})[:-1] + b',"data":'
    log = _encode_typed({"log": origin, "n": count})[1:-1]
    names: dict[tuple[str, str], bytes] = {}
    made: list[Made] = []
    prev = tail.leaf
    encoded = encode_all([draft.data for draft in act.drafts])
    signed = b'"sign":%b,' % act.sign if act.sign else b""
    sign = orjson.loads(act.sign) if act.sign else None
    for i, (draft, ver) in enumerate(zip(act.drafts, versions, strict=True)):
        pos = tail.size + i
        stream, type_, data = draft
        name = names.get((stream, type_))
        if name is None:
            name = names[stream, type_] = _encode_typed({"stream": stream, "type": type_})[1:-1]
        salt = salts[SALT_BYTES * i : SALT_BYTES * (i + 1)]
        line = b'%b%b,"i":%d,%b,"pos":%d,"prev":"%b","salt":"%b",%b%b,"v":1,"ver":%d}' % (
            before,
            encoded[i],
            i,
            log,
            pos,
            binascii.b2a_base64(prev, newline=False)[:43],
            binascii.b2a_base64(salt, newline=False)[:22],
            signed,
            name,
            ver,
        )
        if len(line) > MAX_LINE_BYTES:
            raise NotCanonical("length", f"{len(line)} bytes, at most {MAX_LINE_BYTES}")
        prev = hashlib.sha256(b"\x00" + line).digest()
        entry = Entry(pos, at, stream, ver, type_, actor, cmd, i, count, prev, data, sign)
        made.append(Made(stream, ver, entry, line))
        signed, sign = b"", None  # it stands once a command, in its first entry
    return made


def encode_all(datas: Sequence[dict[str, Any]]) -> list[bytes]:
    """The canonical bytes of the `data` of entries. Raises NotCanonical.

    If all are flat and turn out as plain ASCII, no string needs a look of its own; else all are walked.
    """
    if _PLAIN.issuperset(map(type, chain.from_iterable(map(dict.values, datas)))):
        try:
            encoded = [orjson.dumps(data, option=_OPTIONS) for data in datas]
        except orjson.JSONEncodeError:
            pass
        else:
            if _is_plain(b"".join(encoded)):
                return encoded
    # Inside an object, because `data` is one level below the top of the line.
    return [encode({"data": data})[8:-1] for data in datas]


def _encode_typed(obj: dict[str, Any]) -> bytes:
    """As `encode`, for objects whose values are strings and integers by the types of what they came from."""
    try:
        encoded = orjson.dumps(obj, option=_OPTIONS)
    except orjson.JSONEncodeError:
        return encode(obj)
    return encoded if _is_plain(encoded) else encode(obj)


def _is_plain(encoded: bytes) -> bool:
    """Whether no string in it can break the profile: all printable ASCII, nothing escaped."""
    return encoded.isascii() and b"\\" not in encoded and b"\x7f" not in encoded


def read_line(line: bytes) -> Entry:
    """The entry of a stored line. Trusts the form: judging lines is the verifier's work."""
    read = orjson.loads(line)
    return Entry(
        read["pos"],
        read["at"],
        read["stream"],
        read["ver"],
        read["type"],
        read["actor"],
        read["cmd"],
        read["i"],
        read["n"],
        leaf_hash(line),
        read["data"],
        read.get("sign"),
    )
