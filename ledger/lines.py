"""Making lines: the canonical bytes of a command's entries, put together from parts made once per command.

The bytes equal `canonical.encode` of the whole object (tests/ledger/test_lines.py); this way costs a third.
"""

import binascii
import hashlib
from collections.abc import Sequence
from types import NoneType
from typing import Any, NamedTuple

import orjson

from domain.entry import Actor, Draft, Entry
from ledger.canonical import MAX_LINE_BYTES, NotCanonical, encode, leaf_hash

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
    """One command as its lines name it."""

    cmd: str
    at: str
    actor: Actor
    drafts: Sequence[Draft]


def make_lines(origin: str, tail: Tail, act: Act, versions: Sequence[int], salts: bytes) -> list[Made]:
    """The entries of `act` behind `tail`; `versions[i]` is the place of draft i in its stream.

    `salts` are 16 random bytes for each draft. Raises NotCanonical outside the profile of FORMAT §1.
    """
    actor = act.actor.model_dump()
    count = len(act.drafts)
    before = encode({"actor": actor, "at": act.at, "cmd": act.cmd})[:-1] + b',"data":'
    log = encode({"log": origin, "n": count})[1:-1]
    names: dict[tuple[str, str], bytes] = {}
    made: list[Made] = []
    prev = tail.leaf
    for i, (draft, ver) in enumerate(zip(act.drafts, versions, strict=True)):
        pos = tail.size + i
        name = names.get((draft.stream, draft.type))
        if name is None:
            name = names[draft.stream, draft.type] = encode({"stream": draft.stream, "type": draft.type})[
                1:-1
            ]
        salt = salts[SALT_BYTES * i : SALT_BYTES * (i + 1)]
        line = b'%b%b,"i":%d,%b,"pos":%d,"prev":"%b","salt":"%b",%b,"v":1,"ver":%d}' % (
            before,
            encode_data(draft.data),
            i,
            log,
            pos,
            binascii.b2a_base64(prev, newline=False)[:43],
            binascii.b2a_base64(salt, newline=False)[:22],
            name,
            ver,
        )
        if len(line) > MAX_LINE_BYTES:
            raise NotCanonical("length", f"{len(line)} bytes, at most {MAX_LINE_BYTES}")
        prev = hashlib.sha256(b"\x00" + line).digest()
        entry = Entry(pos, act.at, draft.stream, ver, draft.type, actor, act.cmd, i, count, prev, draft.data)
        made.append(Made(draft.stream, ver, entry, line))
    return made


def encode_data(data: dict[str, Any]) -> bytes:
    """The canonical bytes of an entry's `data`. Raises NotCanonical.

    Flat objects that turn out as plain ASCII need no look at each string; all others are walked.
    """
    if _PLAIN.issuperset(map(type, data.values())):
        try:
            encoded = orjson.dumps(data, option=_OPTIONS)
        except orjson.JSONEncodeError:
            pass
        else:
            if encoded.isascii() and b"\\" not in encoded and b"\x7f" not in encoded:
                return encoded
    # Inside an object, because `data` is one level below the top of the line.
    return encode({"data": data})[8:-1]


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
    )
