"""spec/vectors/ecdsa.json: signatures over P-256 with SHA-256 (FORMAT §2, "Signed acts"), most to be refused.

The first two are those of RFC 6979 A.2.5. The others are made anew, after the kinds of faults that public
collections of such vectors know.
"""

from collections.abc import Iterator
from hashlib import sha1, sha512
from itertools import count

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.vectors.made.schoolbook import B, G, N, P, Point, add, both, digest, raw, sign, times, with_x
from tests.vectors.made.tools import Document, Vector, b64, document_of, sha

FIELDS = (
    "ecdsa: `public` is the key x ‖ y, `message` what was signed, `sig` r ‖ s. wantErr: it is no signature by this "
    "key, or none in the one spelling. public_key: `public` as of a registered key of `alg`. wantErr: it is no key."
)
RFC_KEY = bytes.fromhex(
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
)
RFC_TEST = bytes.fromhex(
    "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
    "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
)
RFC_SAMPLE = bytes.fromhex(
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
)
SECRET, NONCE, MESSAGE = 0x5C0CA1, 0x50_CA1_2026, b"8,5"
NUMBER = digest(MESSAGE)
PUBLIC = times(SECRET, G)
R, S = sign(SECRET, NUMBER, NONCE)
SIG = both(R, S)


def _vector(desc: str, public: bytes, message: bytes, sig: bytes, wrong: bool = True) -> Vector:
    said = {"public": b64(public), "message": b64(message), "sig": b64(sig)}
    return {"kind": "ecdsa", "desc": desc, **said, "wantErr": wrong}


def _sound(desc: str, secret: int, nonce: int, message: bytes = MESSAGE) -> Vector:
    r, s = sign(secret, digest(message), nonce)
    return _vector(desc, raw(times(secret, G)), message, both(r, s), wrong=False)


def _key_for(point: Point, r: int, s: int) -> bytes:
    """The key under which r and s sign MESSAGE with `point` as R (SEC 1, 4.1.6)."""
    inverse = pow(r, -1, N)
    return raw(add(times(s * inverse % N, point), times(-NUMBER * inverse % N, G)))


def _of_s(desc: str, s: int, wrong: bool = False) -> Vector:
    """A signature with the s that is wanted, by the key that it makes."""
    return _vector(desc, _key_for(times(NONCE, G), R, s), MESSAGE, both(R, s), wrong)


def _lower(s: int) -> int:
    return min(s % N, -s % N)


def _known() -> Iterator[Vector]:
    yield _vector("RFC 6979 A.2.5, SHA-256, message test", RFC_KEY, b"test", RFC_TEST, wrong=False)
    r, s = RFC_SAMPLE[:32], N - int.from_bytes(RFC_SAMPLE[32:], "big")
    lower = r + s.to_bytes(32, "big")
    yield _vector("RFC 6979 A.2.5, message sample, with the lower s", RFC_KEY, b"sample", lower, wrong=False)


def _of_the_sum() -> Iterator[Vector]:
    """Where the addition of both parts meets its odd cases."""
    yield _sound("an ordinary one", SECRET, NONCE)
    yield _sound("the empty message", SECRET, NONCE, b"")
    yield _sound("a message of 1,000 bytes", SECRET, NONCE, b"socai\0" * 166 + b"wxyz")
    zeros = next(m for m in map(b"%d".__mod__, count()) if digest(m) >> 240 == 0)
    yield _sound("a digest that begins with two zero bytes", SECRET, NONCE, zeros)
    yield _sound("the key is the base point", 1, NONCE)
    yield _sound("the key is the base point mirrored", N - 1, NONCE)
    yield _sound("the key is twice the base point", 2, NONCE)
    yield _sound("the nonce is 1: R is the base point", SECRET, 1)
    yield _sound("the nonce is the key: R is the key", SECRET, SECRET)
    yield _sound("the nonce is 2^64", SECRET, 2**64)
    low = next(n for n in count(2) if raw(times(n, G))[0] == 0)
    yield _sound("the key's x begins with a zero byte", low, NONCE)
    low = next(n for n in count(2) if raw(times(n, G))[32] == 0)
    yield _sound("the key's y begins with a zero byte", low, NONCE)
    same = NUMBER * pow(R, -1, N) % N
    yield _sound("both parts of the sum are the same point", same, NONCE)
    for desc, s in (
        ("u1 is 1 or n-1", _lower(NUMBER)),
        ("u2 is 1 or n-1", _lower(R)),
        ("u1 is 2^128 or its mirror", _lower(NUMBER * pow(2**128, -1, N))),
        ("u2 is 2^192 or its mirror", _lower(R * pow(2**192, -1, N))),
        ("s is 1", 1),
        ("s is 2", 2),
        ("s is (n-1)/2, the highest that is taken", (N - 1) // 2),
    ):
        yield _of_s(desc, s)


def _of_small_r() -> Iterator[Vector]:
    """R whose x is below p - n or beyond n: there r is x - n."""
    x = next(x for x in count(1) if with_x(x))
    yield _vector(
        "r is the lowest x of the curve", _key_for(with_x(x), x, S), MESSAGE, both(x, S), wrong=False
    )
    x = next(x for x in range(P - 1, N, -1) if with_x(x))
    key = _key_for(with_x(x), x - N, S)
    yield _vector("x of R is beyond n, r is x - n", key, MESSAGE, both(x - N, S), wrong=False)
    yield _vector("x of R is beyond n, and r is x itself", key, MESSAGE, both(x, S))
    x = next(x for x in count(N) if with_x(x))
    key = _key_for(with_x(x), x - N, S)
    yield _vector("x of R is the first beyond n", key, MESSAGE, both(x - N, S), wrong=False)
    x = next(x for x in count(1) if with_x(x))
    yield _vector("r + n in place of r", _key_for(with_x(x), x, S), MESSAGE, both(x + N, S))


def _of_range() -> Iterator[Vector]:
    yield _vector("RFC 6979 A.2.5, message sample, as published: s above n/2", RFC_KEY, b"sample", RFC_SAMPLE)
    yield _vector("n - s in place of s", raw(PUBLIC), MESSAGE, both(R, N - S))
    yield _of_s("s is (n+1)/2, the lowest that is not taken", (N + 1) // 2, wrong=True)
    yield _of_s("s is n-1", N - 1, wrong=True)
    yield _vector("s + n in place of s", _key_for(times(NONCE, G), R, 1), MESSAGE, both(R, 1 + N))
    for desc, r in (
        ("0", 0), ("1", 1), ("n-1", N - 1), ("n", N), ("n+1", N + 1), ("p", P), ("2^256-1", 2**256 - 1), ("n-r", N - R),
    ):  # fmt: skip
        yield _vector(f"r is {desc}", raw(PUBLIC), MESSAGE, both(r, S))
    for desc, s in (
        ("0", 0),
        ("1", 1),
        ("n-1", N - 1),
        ("n", N),
        ("n+1", N + 1),
        ("p", P),
        ("2^256-1", 2**256 - 1),
    ):
        yield _vector(f"s is {desc}, of another", raw(PUBLIC), MESSAGE, both(R, s))
    for r, s in ((0, 0), (1, 1), (0, 1), (1, 0), (N, 1), (N, N)):
        name = {0: "0", 1: "1", N: "n"}
        yield _vector(f"r is {name[r]}, s is {name[s]}", raw(PUBLIC), MESSAGE, both(r, s))


def _of_form() -> Iterator[Vector]:
    yield _vector("r and s swapped", raw(PUBLIC), MESSAGE, both(S, R))
    yield _vector("r and s with the lowest byte first", raw(PUBLIC), MESSAGE, SIG[31::-1] + SIG[:31:-1])
    yield _vector("in DER", raw(PUBLIC), MESSAGE, encode_dss_signature(R, S))
    yield _vector("in hexadecimal", raw(PUBLIC), MESSAGE, SIG.hex().encode())
    yield _vector("a byte too few", raw(PUBLIC), MESSAGE, SIG[:-1])
    yield _vector("a byte too many", raw(PUBLIC), MESSAGE, SIG + b"\0")
    yield _vector("a zero byte in front", raw(PUBLIC), MESSAGE, b"\0" + SIG)
    yield _vector("r alone", raw(PUBLIC), MESSAGE, SIG[:32])
    yield _vector("nothing", raw(PUBLIC), MESSAGE, b"")
    yield _vector("the first bit another", raw(PUBLIC), MESSAGE, bytes([SIG[0] ^ 0x80]) + SIG[1:])
    yield _vector("the last bit another", raw(PUBLIC), MESSAGE, SIG[:-1] + bytes([SIG[-1] ^ 1]))


def _of_another() -> Iterator[Vector]:
    yield _vector("another message", raw(PUBLIC), b"9,5", SIG)
    yield _vector("the message and a line feed", raw(PUBLIC), MESSAGE + b"\n", SIG)
    yield _vector("another key", raw(times(SECRET + 1, G)), MESSAGE, SIG)
    yield _vector("the key mirrored", raw(times(N - SECRET, G)), MESSAGE, SIG)
    yield _vector("the key doubled", raw(times(2 * SECRET, G)), MESSAGE, SIG)
    for desc, number in (
        ("signed over the digest's digest", digest(sha(MESSAGE))),
        ("signed over SHA-512, cut off", int.from_bytes(sha512(MESSAGE).digest()[:32], "big")),
        ("signed over SHA-1", int.from_bytes(sha1(MESSAGE, usedforsecurity=False).digest(), "big")),
        ("signed over the message as a number", int.from_bytes(MESSAGE, "big")),
    ):
        yield _vector(desc, raw(PUBLIC), MESSAGE, both(*sign(SECRET, number, NONCE)))
    x = int.from_bytes(raw(PUBLIC)[:32], "big") % N
    yield _vector("made without the secret: fits a digest of 0", raw(PUBLIC), MESSAGE, both(x, _lower(x)))
    point = add(times(5, G), times(7, PUBLIC))
    made = int.from_bytes(raw(point)[:32], "big") % N
    yield _vector(
        "made without the secret: fits some digest",
        raw(PUBLIC),
        MESSAGE,
        both(made, _lower(made * pow(7, -1, N))),
    )
    nothing = -NUMBER * pow(SECRET, -1, N) % N
    yield _vector("the sum is at infinity", raw(PUBLIC), MESSAGE, both(nothing, 1))


def _keys() -> Iterator[tuple[str, bytes]]:
    x, y = raw(PUBLIC)[:32], raw(PUBLIC)[32:]
    small = next(x for x in count(1) if with_x(x))
    off = (int.from_bytes(y, "big") + 1) % P
    yield "a point that is not on the curve", x + off.to_bytes(32, "big")
    yield "x and y swapped", y + x
    yield "the lowest byte first", x[::-1] + y[::-1]
    yield "zeros, as if it were infinity", bytes(64)
    yield "x + p in place of x", (small + P).to_bytes(32, "big") + raw(with_x(small))[32:]
    yield "x is p, y that of x = 0", P.to_bytes(32, "big") + raw(with_x(0))[32:]
    yield "y is 2^256-1", x + b"\xff" * 32
    yield "x and y are 2^256-1", b"\xff" * 64
    yield "a point of the curve with b + 1", _of_curve(B + 1)
    yield "with 0x04 in front", b"\x04" + x + y
    yield "compressed", bytes([2 + (y[-1] & 1)]) + x
    yield "compressed, filled with zeros", bytes([2 + (y[-1] & 1)]) + x + bytes(31)
    yield "x alone", x
    yield "a byte too few", x + y[:-1]
    yield "a byte too many", x + y + b"\0"
    yield "nothing", b""
    yield (
        "the base point of secp256k1",
        bytes.fromhex(
            "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
        ),
    )


def _of_order_two() -> Vector:
    """Twice it is infinity, on the curve where it lies: an even u2 leaves u1·G, which anybody can make."""
    for u1 in count(1):
        r = raw(times(u1, G))[:32]
        s = NUMBER * pow(u1, -1, N) % N
        if s <= N // 2 and int.from_bytes(r, "big") * pow(s, -1, N) % N % 2 == 0:
            return _vector(
                "key: a point of order 2 of another curve", both(1, 0), MESSAGE, r + s.to_bytes(32, "big")
            )
    raise AssertionError


def _of_curve(b: int) -> bytes:
    """A point of y² = x³ - 3x + b."""
    for x in count(1):
        square = (x**3 - 3 * x + b) % P
        y = pow(square, (P + 1) // 4, P)
        if y * y % P == square:
            return both(x, y)
    raise AssertionError


def _of_the_key() -> Iterator[Vector]:
    for desc, public in _keys():
        yield _vector(f"key: {desc}", public, MESSAGE, SIG)
    yield _of_order_two()
    kind = {"kind": "public_key", "alg": -7}
    for desc, public in (
        ("a key", raw(PUBLIC)),
        ("the base point", raw(G)),
        ("a point of x = 0", raw(with_x(0))),
    ):
        yield {**kind, "desc": desc, "public": b64(public), "wantErr": False}
    for desc, public in _keys():
        yield {**kind, "desc": f"key: {desc}", "public": b64(public), "wantErr": True}


def document() -> Document:
    """The whole file as a value."""
    parts = (_known, _of_the_sum, _of_small_r, _of_range, _of_form, _of_another, _of_the_key)
    return document_of("ecdsa", FIELDS, [vector for part in parts for vector in part()])
