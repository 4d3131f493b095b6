"""What the authenticator tells, the signature, and the key."""

from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from tests.vectors.made.passkey.assertion import (
    AT,
    BE,
    BS,
    CHALLENGE,
    CLIENT,
    ED,
    ED_SECRET,
    EDDSA,
    ES256,
    NONCE,
    PUBLIC,
    RP,
    SECRET,
    SOUND,
    STATEMENT,
    UP,
    UV,
    Assertion,
    auth_data,
    client_data,
    extensions,
    vector,
)
from tests.vectors.made.schoolbook import (
    ED_EIGHT,
    ED_L,
    G,
    N,
    both,
    digest,
    ed_raw,
    ed_times,
    raw,
    sign,
    times,
)
from tests.vectors.made.tools import Vector, sha


def of_rp() -> Iterator[Vector]:
    """The digest of the host name that the key was made for."""
    for desc, rp in (
        ("another host's", "so.khac.vn"),
        ("the host's above", "truong.vn"),
        ("the origin's", f"https://{RP}"),
    ):
        yield vector(f"rp: the digest is {desc}", SOUND._replace(auth=auth_data(rp=rp)))
    below = f"lop6a.{RP}"
    yield vector(
        "rp: the digest is of the host below",
        Assertion(auth_data(rp=below), client_data(origin=f"https://{below}")),
    )
    yield vector("rp: a bit another", SOUND._replace(auth=bytes([auth_data()[0] ^ 1]) + auth_data()[1:]))
    yield vector("rp: zeros", SOUND._replace(auth=bytes(32) + auth_data()[32:]))


def of_flags() -> Iterator[Vector]:
    """Present and verified, and nothing of a registration."""
    attested = bytes(16) + b"\0\x01x" + b"\xa0"
    for desc, flags, rest in (
        ("none", 0, b""),
        ("no UP", UV, b""),
        ("no UV", UP, b""),
        ("reserved bit 1", UP | UV | 0x02, b""),
        ("reserved bit 5", UP | UV | 0x20, b""),
        ("AT, with a credential: of a registration", UP | UV | AT, attested),
        ("AT, with nothing", UP | UV | AT, b""),
        ("AT and ED", UP | UV | AT | ED, attested + b"\xa0"),
        ("BS without BE", UP | UV | BS, b""),
        ("all", 0xFF, b"\xa0"),
    ):
        yield vector(f"flags: {desc}", SOUND._replace(auth=auth_data(flags, rest)))
    yield vector("flags: no UV, by Ed25519", SOUND._replace(auth=auth_data(UP), alg=EDDSA))


def of_auth() -> Iterator[Vector]:
    """As long as its flags say."""
    yield vector("form: ED with nothing behind", SOUND._replace(auth=auth_data(UP | UV | ED)))
    yield vector("form: an extension without ED", SOUND._replace(auth=auth_data(rest=b"\xa0")))
    yield vector("form: a byte behind the counter", SOUND._replace(auth=auth_data(rest=b"\0")))
    for length in (0, 32, 33, 36):
        yield vector(f"form: auth of {length} bytes", SOUND._replace(auth=auth_data()[:length]))
    yield vector(
        "form: auth of 1,025 bytes", SOUND._replace(auth=auth_data(UP | UV | ED, extensions(1_025 - 37)))
    )


def of_signature() -> Iterator[Vector]:
    """Over `auth` and the digest of `client`, in one spelling."""
    r, s = sign(SECRET, digest(SOUND.message), NONCE)
    right, first = both(r, s), b"signed before"
    other = SOUND._replace(auth=auth_data(counter=8))
    for desc, sig in (
        ("in DER, as authenticators send it", encode_dss_signature(r, s)),
        ("s above n/2", both(r, N - s)),
        ("r and s swapped", both(s, r)),
        ("zeros", bytes(64)),
        ("r is 0", both(0, s)),
        ("s is n", both(r, N)),
        ("a byte too few", right[:-1]),
        ("a byte too many", right + b"\0"),
        ("nothing", b""),
        ("of another counter", other.sig()),
        ("of other client data", SOUND._replace(client=client_data(crossOrigin=None)).sig()),
        ("over the statement, as a device signs", both(*sign(SECRET, digest(STATEMENT), NONCE))),
        ("over the challenge", both(*sign(SECRET, digest(CHALLENGE), NONCE))),
        ("over the client data alone", both(*sign(SECRET, digest(CLIENT), NONCE))),
        (
            "over auth and client data, not its digest",
            both(*sign(SECRET, digest(SOUND.auth + CLIENT), NONCE)),
        ),
        ("over the digest in front of auth", both(*sign(SECRET, digest(sha(CLIENT) + SOUND.auth), NONCE))),
        ("over something else", both(*sign(SECRET, digest(first), NONCE))),
        ("by another key", both(*sign(SECRET + 1, digest(SOUND.message), NONCE))),
    ):
        yield vector(f"signature: {desc}", sig=sig)
    yield vector("signature: the counter changed behind it", other, right)
    yield vector(
        "signature: BE and BS set behind it", SOUND._replace(auth=auth_data(UP | UV | BE | BS)), right
    )
    yield vector("signature: UV set behind it", sig=SOUND._replace(auth=auth_data(UP)).sig())


def of_algorithm() -> Iterator[Vector]:
    """That of the registered key, which is a key."""
    edwards = SOUND._replace(alg=EDDSA)
    sig = edwards.sig()
    s = int.from_bytes(sig[32:], "little")
    yield vector(
        "signature: Ed25519, S + L in place of S", edwards, sig[:32] + (s + ED_L).to_bytes(32, "little")
    )
    yield vector("signature: Ed25519, of another message", edwards, ED_SECRET.sign(b"x"))
    for number in range(8):
        key = ed_raw(ed_times(number, ED_EIGHT))
        neutral = (1).to_bytes(32, "little") + bytes(32)
        yield vector(f"signature: Ed25519, key {number} of small order", edwards, neutral, public=key)
    yield vector("signature: ES256, judged as Ed25519", alg=EDDSA)
    yield vector("signature: Ed25519, judged as ES256", edwards, alg=ES256)
    for alg in (-257, -35, -36, -47, -37, -9, 7, 0):
        yield vector(f"signature: algorithm {alg}", alg=alg)
    x, y = PUBLIC[ES256][:32], PUBLIC[ES256][32:]
    for desc, public in (
        ("not on the curve", x + y[:-1] + bytes([y[-1] ^ 1])),
        ("with 0x04 in front", b"\x04" + x + y),
        ("compressed", bytes([2 + (y[-1] & 1)]) + x),
        ("zeros", bytes(64)),
        ("mirrored", raw(times(N - SECRET, G))),
        ("of another", raw(times(SECRET + 1, G))),
        ("nothing", b""),
    ):
        yield vector(f"signature: the key is {desc}", public=public)
