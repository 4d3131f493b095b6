"""spec/vectors/entry.json: single lines, and above all the shapes that `sign` may not have (FORMAT §1, §2)."""

from collections.abc import Iterator
from typing import Any

from tests.vectors.made.tools import ORIGIN, Document, Vector, b64, canonical, document_of, sha, unpadded

FIELDS = (
    "entry_line: `line` is a line without its LF, whatever stands around it. wantErr: it is no entry line. Else `sign` "
    "is what its field holds, null if it has none. Whether a signature holds is not asked here."
)
Sign = dict[str, Any]
HASH, SIG = unpadded(bytes(32)), unpadded(bytes(64))
DEVICE: Sign = {
    "key": 3,
    "seen": {"leaf": unpadded(sha(b"\0line")), "pos": 0},
    "sig": unpadded(b"\x02" * 64),
    "time": "2026-09-20T02:00:00.000000Z",
}
TEXTS: Sign = {**DEVICE, "texts": [unpadded(bytes([each]) * 32) for each in range(3)]}
PASSKEY: Sign = {**DEVICE, "auth": unpadded(b"\x03" * 37), "client": unpadded(b"{}"), "key": None}
ENTRY: dict[str, Any] = {
    "actor": {
        "basis": 2,
        "person": "gv01",
        "proof": {"age": 60, "cred": "may-1", "method": "device", "session": "s1"},
        "role": "teacher",
    },
    "at": "2026-09-20T02:00:01.000000Z",
    "cmd": "diem-1",
    "data": {"col": "tx1", "late": None, "pupil": "HS0001", "value": 85},
    "i": 0,
    "log": ORIGIN,
    "n": 2,
    "pos": 40,
    "prev": HASH,
    "salt": unpadded(bytes(16)),
    "stream": "book/6A/toan/1",
    "type": "MarkEntered",
    "v": 1,
    "ver": 7,
}
SOUND: dict[str, Sign] = {
    "of a device": DEVICE,
    "of a device, with sealed texts": TEXTS,
    "of a passkey that registers itself": PASSKEY,
    "of a passkey, with sealed texts": {**PASSKEY, "key": 12, "texts": [HASH]},
    "of the key at position 0": {**DEVICE, "key": 0},
    "400 commitments": {**DEVICE, "texts": [HASH] * 400},
    "the longest parts of a passkey": {
        **PASSKEY,
        "auth": unpadded(bytes(1_024)),
        "client": unpadded(bytes(2_048)),
    },
    "the shortest client data": {**PASSKEY, "client": unpadded(b"x")},
}
_OTHER_VALUES: dict[str, tuple[Sign, list[Any]]] = {
    "key": (DEVICE, [-1, True, "3", 10**15, [3]]),
    "seen": (
        DEVICE,
        [
            None, {}, HASH, {"leaf": HASH}, {"pos": 0}, {"leaf": HASH, "pos": 0, "x": 0}, {"leaf": HASH, "pos": -1},
            {"leaf": HASH, "pos": None}, {"leaf": HASH[:-1], "pos": 0}, {"leaf": HASH + "A", "pos": 0},
            {"leaf": HASH[:-1] + "B", "pos": 0}, {"leaf": HASH + "=", "pos": 0}, {"leaf": None, "pos": 0},
        ],
    ),
    "sig": (
        DEVICE,
        [
            None, "", unpadded(bytes(63)), unpadded(bytes(65)), SIG + "==", SIG[:-1] + "B", SIG[:-1] + "-", [1],
        ],
    ),
    "time": (
        DEVICE,
        [
            None, "", "2026-09-20T02:00:00Z", "2026-02-30T02:00:00.000000Z", "2026-09-20T24:00:00.000000Z",
            "2026-09-20T02:00:60.000000Z", "2026-09-20 02:00:00.000000Z", 1_789_000_000,
        ],
    ),
    "texts": (
        DEVICE,
        [
            None, [], HASH, [HASH] * 401, [None], [HASH[:-1]], [HASH + "A"], [HASH[:-1] + "B"], ["c:" + HASH],
            [[HASH]], {"0": HASH},
        ],
    ),
    "auth": (
        PASSKEY,
        [
            None, "", unpadded(bytes(36)), unpadded(bytes(1_025)), unpadded(bytes(37)) + "==",
            unpadded(bytes(37))[:-1] + "B", "A" * 53,
        ],
    ),
    "client": (
        PASSKEY,
        [None, "", unpadded(bytes(2_049)), "A", "AB", "e30=", {"type": "webauthn.get"}, "e3_0"],
    ),
}  # fmt: skip


def _broken() -> Iterator[tuple[str, Any]]:
    whole: tuple[Any, ...] = (None, {}, [], "", 1, True, [DEVICE])
    for value in whole:
        yield f"sign is {canonical(value).decode()}", value
    yield "sign has a further field", {**DEVICE, "more": 1}
    for name in DEVICE:
        yield f"sign has no {name}", {key: value for key, value in DEVICE.items() if key != name}
    for name in ("auth", "client"):
        yield f"of a passkey, without {name}", {key: value for key, value in PASSKEY.items() if key != name}
    for name, (base, values) in _OTHER_VALUES.items():
        for number, value in enumerate(values, 1):
            said = canonical(value).decode()
            short = said if len(said) <= 60 else f"{said[:30]}… ({len(said)} characters)"
            yield f"{name} is wrong, {number}: {short}", {**base, name: value}


BROKEN = dict(_broken())
"""What `sign` may not be."""


def line(sign: Any, **over: Any) -> bytes:
    """The line with this `sign`."""
    return canonical({**ENTRY, "sign": sign, **over})


def _vector(desc: str, raw: bytes, sign: Any = None, *, wrong: bool = True) -> Vector:
    held = {"kind": "entry_line", "desc": desc, "line": b64(raw)}
    return {**held, "wantErr": True} if wrong else {**held, "wantErr": False, "sign": sign}


def _misplaced() -> Iterator[Vector]:
    yield _vector("in the second entry of a command", line(DEVICE, i=1))
    plain, said = canonical(ENTRY), b'"sign":' + canonical(DEVICE) + b","
    for name in ("at", "data", "salt", "type", "v"):
        key = f'"{name}":'.encode()
        yield _vector(f"in front of {name}", plain.replace(key, said + key, 1))
    yield _vector("twice", plain.replace(b'"stream":', said * 2 + b'"stream":'))
    yield _vector("in actor", canonical({**ENTRY, "actor": {**ENTRY["actor"], "sign": DEVICE}}))
    turned = canonical(DEVICE).replace(b'{"key":3,', b"{").replace(b'"time":', b'"key":3,"time":')
    yield _vector("its fields in another order", line(DEVICE).replace(canonical(DEVICE), turned))
    yield _vector("a field of it twice", line(DEVICE).replace(b'"key":3', b'"key":3,"key":3'))
    yield _vector("a blank in it", line(DEVICE).replace(b'"key":3', b'"key": 3'))


def _of_the_line() -> Iterator[Vector]:
    yield _vector("no sign", canonical(ENTRY), wrong=False)
    yield _vector("no sign, the second entry of a command", canonical({**ENTRY, "i": 1}), wrong=False)
    yield _vector("a field sign in data is data", canonical({**ENTRY, "data": {"sign": DEVICE}}), wrong=False)
    for name in ENTRY:
        yield _vector(f"no {name}", canonical({key: value for key, value in ENTRY.items() if key != name}))
    yield _vector("a further field", canonical({**ENTRY, "signed": DEVICE}))
    odd: tuple[tuple[str, Any], ...] = (
        ("i", 2),
        ("n", 0),
        ("ver", 0),
        ("pos", -1),
        ("v", True),
        ("at", "2026-09-20T02:00:01Z"),
    )
    for name, value in odd:
        yield _vector(f"{name} is {value!r}", canonical({**ENTRY, name: value}))


def document() -> Document:
    """The whole file as a value."""
    return document_of(
        "entry",
        FIELDS,
        [
            *(_vector(desc, line(sign), sign, wrong=False) for desc, sign in SOUND.items()),
            *_of_the_line(),
            *_misplaced(),
            *(_vector(desc, line(sign)) for desc, sign in BROKEN.items()),
        ],
    )
