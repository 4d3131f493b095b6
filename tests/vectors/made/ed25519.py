"""spec/vectors/ed25519.json: signatures and keys that are malleable, degenerate or spelled a second way (FORMAT §2).

The first three are tests 1 to 3 of RFC 8032 7.1. The others are made anew, after the kinds of cases in which
public implementations are known to differ.
"""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.vectors.made.schoolbook import (
    ED_EIGHT,
    ED_G,
    ED_L,
    ED_P,
    Affine,
    ed_add,
    ed_challenge,
    ed_raw,
    ed_times,
)
from tests.vectors.made.tools import Document, Vector, b64, document_of, sha

FIELDS = (
    "ed25519: `public` is the key, `message` what was signed, `sig` R ‖ S. wantErr: it is no signature by this key, "
    "or none in the one spelling. public_key: `public` as of a registered key of `alg`. wantErr: it is no key."
)
RFC = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
)
SECRET, NONCE, MESSAGE = 0x5C0CA1, 0x50_CA1_2026, b"8,5"
PUBLIC = ed_raw(ed_times(SECRET, ED_G))
NEUTRAL: Affine = (0, 1)
TOP = 1 << 255


def _little(number: int) -> bytes:
    return number.to_bytes(32, "little")


def _signed(
    message: bytes = MESSAGE, *, key: bytes = PUBLIC, begun: bytes | None = None, nonce: int = NONCE
) -> tuple[bytes, int]:
    """R as it is written, S: of the secret, whatever was added to key and R."""
    begun = ed_raw(ed_times(nonce, ED_G)) if begun is None else begun
    return begun, (nonce + ed_challenge(key, message, begun) * SECRET) % ED_L


BEGUN, S = _signed()
SIG = BEGUN + _little(S)


def _vector(
    desc: str, sig: bytes, wrong: bool = True, public: bytes = PUBLIC, message: bytes = MESSAGE
) -> Vector:
    said = {"public": b64(public), "message": b64(message), "sig": b64(sig)}
    return {"kind": "ed25519", "desc": desc, **said, "wantErr": wrong}


def _sound() -> Iterator[Vector]:
    for number, each in enumerate(RFC, 1):
        public, message, sig = map(bytes.fromhex, each)
        yield _vector(f"RFC 8032 7.1, test {number}", sig, False, public, message)
    yield _vector("an ordinary one", SIG, wrong=False)
    begun, s = _signed(nonce=0)
    yield _vector("R is the neutral point: the equation holds", begun + _little(s), wrong=False)
    begun, s = _signed(nonce=SECRET)
    yield _vector("R is the key", begun + _little(s), wrong=False)
    begun, s = _signed(nonce=1)
    yield _vector("R is the base point", begun + _little(s), wrong=False)


def _of_s() -> Iterator[Vector]:
    for times in range(1, 16):
        if S + times * ED_L < 1 << 256 and times in (1, 2, 7, 15):
            yield _vector(f"S + {times}·L in place of S", BEGUN + _little(S + times * ED_L))
    for desc, s in (
        ("0", 0),
        ("1", 1),
        ("L-1", ED_L - 1),
        ("L", ED_L),
        ("L - S", ED_L - S),
        ("2^256-1", 2**256 - 1),
    ):
        yield _vector(f"S is {desc}", BEGUN + _little(s))
    yield _vector("S with its highest bit set", BEGUN + _little(S | TOP))
    yield _vector("S with the highest byte first", BEGUN + _little(S)[::-1])


def _of_r() -> Iterator[Vector]:
    number = int.from_bytes(BEGUN, "little")
    yield _vector("R mirrored in x", _little(number ^ TOP) + _little(S))
    yield _vector("R mirrored in y", _little(number & TOP | ED_P - (number & TOP - 1)) + _little(S))
    yield _vector("R is no point", _little(2) + _little(S))
    for desc, second in (
        ("y is p + 1", ED_P + 1),
        ("y is 1, the sign of x = 0 set", 1 | TOP),
        ("y is p + 1, the sign of x = 0 set", ED_P + 1 | TOP),
    ):
        begun, s = _signed(begun=_little(second), nonce=0)
        yield _vector(f"R is the neutral point spelled again: {desc}", begun + _little(s))
    for order, point in ((2, ed_times(4, ED_EIGHT)), (4, ed_times(2, ED_EIGHT)), (8, ED_EIGHT)):
        begun = ed_raw(ed_add(ed_times(NONCE, ED_G), point))
        _, s = _signed(begun=begun)
        yield _vector(f"R with a part of order {order}: holds with cofactor only", begun + _little(s))
        begun, s = _signed(begun=ed_raw(point), nonce=0)
        yield _vector(f"R is of order {order}: holds with cofactor only", begun + _little(s))


def _of_mixed_keys() -> Iterator[Vector]:
    """A key with a part of small order: what holds without cofactor depends on the message alone."""
    for order, point in ((2, ed_times(4, ED_EIGHT)), (4, ed_times(2, ED_EIGHT)), (8, ED_EIGHT)):
        key = ed_raw(ed_add(ed_times(SECRET, ED_G), point))
        for falls_out in (True, False):
            for number in range(1 << 10):
                message = b"%d" % number
                begun, s = _signed(message, key=key)
                if (ed_challenge(key, message, begun) % order == 0) is falls_out:
                    break
            how = "falls out of the equation" if falls_out else "stays: holds with cofactor only"
            sig = begun + _little(s)
            yield _vector(
                f"the key has a part of order {order}, which {how}", sig, not falls_out, key, message
            )


def _of_form() -> Iterator[Vector]:
    yield _vector("R and S swapped", _little(S) + BEGUN)
    yield _vector("a byte too few", SIG[:-1])
    yield _vector("a byte too many", SIG + b"\0")
    yield _vector("R alone", BEGUN)
    yield _vector("nothing", b"")
    yield _vector("in hexadecimal", SIG.hex().encode())
    for bit in (0, 255, 256, 511):
        yield _vector(f"bit {bit} another", (int.from_bytes(SIG, "little") ^ 1 << bit).to_bytes(64, "little"))


def _of_another() -> Iterator[Vector]:
    yield _vector("another message", SIG, message=b"9,5")
    yield _vector("the empty message", SIG, message=b"")
    yield _vector("another key", SIG, public=ed_raw(ed_times(SECRET + 1, ED_G)))
    yield _vector("the key mirrored", SIG, public=ed_raw(ed_times(ED_L - SECRET, ED_G)))
    begun, s = _signed(sha(MESSAGE))
    yield _vector("signed over the message's SHA-256", begun + _little(s))
    begun, s = _signed(b"SigEd25519 no Ed25519 collisions\0\0" + MESSAGE)
    yield _vector("signed as Ed25519ctx", begun + _little(s))
    begun, s = _signed(key=b"")
    yield _vector("k is computed without the key", begun + _little(s))
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    yield _vector("the seed is taken for the key", key.sign(MESSAGE), public=bytes(32))


def _bad_keys() -> Iterator[tuple[str, bytes]]:
    for number in range(8):
        point = ed_times(number, ED_EIGHT)
        yield f"of small order: {number} times a point of order 8", ed_raw(point)
    yield "y is p, a second spelling of 0", _little(ED_P)
    yield "y is p, the sign of x set", _little(ED_P | TOP)
    yield "y is p + 1, a second spelling of 1", _little(ED_P + 1)
    yield "y is 1, the sign of x = 0 set", _little(1 | TOP)
    yield "y is p - 1, the sign of x = 0 set", _little(ED_P - 1 | TOP)
    yield "y is p + 3, a second spelling of a point of large order", _little(ED_P + 3)
    yield "y is 2^255-1", _little(TOP - 1)
    yield "all bits set", b"\xff" * 32
    yield "no point has this y", _little(2)
    yield "a byte too few", PUBLIC[:-1]
    yield "a byte too many", PUBLIC + b"\0"
    yield "nothing", b""


def _of_the_key() -> Iterator[Vector]:
    """R is neutral and S is 0: under a key of small order it fits a message in eight, without the secret."""
    for desc, public in _bad_keys():
        for number in range(1 << 10):
            message = b"%d" % number
            if ed_challenge(public, message, ed_raw(NEUTRAL)) % 8 == 0:
                break
        yield _vector(f"key: {desc}", ed_raw(NEUTRAL) + bytes(32), public=public, message=message)
    kind = {"kind": "public_key", "alg": -8}
    mixed = ed_raw(ed_add(ed_times(SECRET, ED_G), ED_EIGHT))
    for desc, public in (
        ("a key", PUBLIC),
        ("the base point", ed_raw(ED_G)),
        ("with a part of order 8 besides", mixed),
        ("y is 3", _little(3)),
    ):
        yield {**kind, "desc": desc, "public": b64(public), "wantErr": False}
    for desc, public in _bad_keys():
        yield {**kind, "desc": f"key: {desc}", "public": b64(public), "wantErr": True}
    yield {**kind, "desc": "key: of another algorithm", "alg": -7, "public": b64(PUBLIC), "wantErr": True}
    yield {
        **kind,
        "desc": "key: of an unknown algorithm",
        "alg": -257,
        "public": b64(PUBLIC),
        "wantErr": True,
    }


def document() -> Document:
    """The whole file as a value."""
    parts = (_sound, _of_s, _of_r, _of_mixed_keys, _of_form, _of_another, _of_the_key)
    return document_of("ed25519", FIELDS, [vector for part in parts for vector in part()])
