"""Keys of persons: registered, confirmed, revoked, and the devices that they certify (LAW 52 to 55)."""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.drafts.keys import device, key_confirmed, key_revoked, passkey_of, program_of
from tests.vectors.law.keyed import OTHER, PROGRAM, TABLET, TEACHER, Keys, registered
from tests.vectors.law.log import Draft, Log, b64, sha, unb64
from tests.vectors.law.school import appoint, base
from tests.vectors.law.signing import EDDSA, Secret, by_passkey
from tests.vectors.law.told import Actor, Builder, Told

OFF_CURVE = b64(bytes(64))
SMALL_ORDER = b64(bytes([1]) + bytes(31))
Make = Callable[[Keys], Draft]


def _whole(log: Log) -> None:
    """Passkeys of both algorithms, a program, a device; one revoked by either, and another key after it."""
    keys = Keys(log)
    keys.program()
    keys.program(Secret("second program"))
    keys.tablet()
    second = keys.signed("teacher", passkey_of("t1", Secret("t1 2", EDDSA)))
    log.do("board", key_confirmed(log, "t1", second))
    log.do("teacher", key_revoked("t1", keys.teacher))
    log.do("head", key_revoked("t1", second))
    registered(log, "teacher", Secret("t1 3"), "board")


def _keyed(who: str, make: Make) -> Builder:
    """Signed by the passkey of who acts."""

    def build(log: Log) -> int:
        keys = Keys(log)
        return keys.signed(who, make(keys))

    return build


def _plain(who: Actor, make: Make, method: str = "passkey") -> Builder:
    """Without a signature."""

    def build(log: Log) -> int:
        keys = Keys(log)
        return log.do(who, make(keys), method=method)

    return build


def _itself(**over: Any) -> Builder:
    """A teacher's first passkey, signed by itself."""

    def build(log: Log) -> int:
        base(log)
        return log.do(
            "teacher", passkey_of("t1", TEACHER, **over), method="signed", sign=by_passkey(TEACHER, None)
        )

    return build


def _by_wrong_right(make: Make) -> Builder:
    """The teacher signs, and names the first head's right."""

    def build(log: Log) -> int:
        keys = Keys(log)
        return log.do(("t1", "teacher", 0), make(keys), method="signed", sign=keys.hand("teacher"))

    return build


def _for_another(log: Log) -> int:
    """The head registers a key in the teacher's name, and signs that as the head."""
    base(log)
    head = registered(log, "head", Secret("h1 1"), "board")
    sign = by_passkey(Secret("h1 1"), head)
    return log.do("head", passkey_of("t1", OTHER), method="signed", sign=sign)


def _by_device(make: Callable[[Log], Draft]) -> Builder:
    def build(log: Log) -> int:
        keys = Keys(log)
        return keys.typed(keys.tablet(), make(log))

    return build


def _own(log: Log) -> int:
    base(log)
    pos = registered(log, "head", OTHER, None)
    return log.do("head", key_confirmed(log, "h1", pos))


def _confirmed_by_the_teacher(log: Log) -> int:
    keys = Keys(log)
    return log.do("teacher", key_confirmed(log, "h1", keys.signed("head", passkey_of("h1", OTHER))))


def _confirmed_again(log: Log) -> int:
    keys = Keys(log)
    return log.do("board", key_confirmed(log, "t1", keys.teacher))


def _confirmed_by_place(log: Log) -> int:
    """Who confirms names the key that they were shown; another stands there."""
    base(log)
    pos = registered(log, "teacher", TEACHER, None)
    return log.do("board", key_confirmed(log, "t1", pos, public=OTHER.public))


def _confirmed_after_its_end(log: Log) -> int:
    base(log)
    pos = registered(log, "teacher", TEACHER, None)
    log.do("teacher", key_revoked("t1", pos))
    return log.do("board", key_confirmed(log, "t1", pos))


def _revoked_again(log: Log) -> int:
    keys = Keys(log)
    log.do("teacher", key_revoked("t1", keys.teacher))
    return log.do("board", key_revoked("t1", keys.teacher))


def _revoked_by_the_clerk(log: Log) -> int:
    keys = Keys(log)
    appoint(log, "clerk", "c1", "clerk")
    return log.do("clerk", key_revoked("t1", keys.teacher))


def _certified_again(secret: Secret, **over: Any) -> Builder:
    """A second one, after the tablet."""

    def build(log: Log) -> int:
        keys = Keys(log)
        keys.tablet()
        return keys.signed("teacher", device(log, "t1", secret, **over))

    return build


def _from_a_device_s_key(log: Log) -> int:
    keys = Keys(log)
    keys.tablet()
    return keys.signed("teacher", program_of("t1", TABLET))


SMALL: tuple[Told, ...] = (
    ("keys of persons, their ends, and what comes after", None, _whole),
    (
        "a key registered by a right of another",
        "NO_RIGHT",
        _by_wrong_right(lambda _k: program_of("t1", PROGRAM)),
    ),
    ("a key registered in another's name", "NO_RIGHT", _for_another),
    (
        "a key registered on the server's word",
        "SIGNATURE_MISSING",
        _plain("teacher", lambda _k: passkey_of("t1", OTHER)),
    ),
    (
        "a key registered by a device",
        "SIGNATURE_MISSING",
        _by_device(lambda _log: passkey_of("t1", OTHER)),
    ),
    ("a passkey off its curve", "BAD_DATA", _itself(public=OFF_CURVE)),
    (
        "a program's key off its curve",
        "BAD_DATA",
        _keyed("teacher", lambda _k: program_of("t1", PROGRAM, alg=-7, public=OFF_CURVE)),
    ),
    (
        "a key of small order, under which anything is signed",
        "BAD_DATA",
        _keyed("teacher", lambda _k: program_of("t1", PROGRAM, public=SMALL_ORDER)),
    ),
    ("a key of another algorithm than it says", "BAD_DATA", _itself(alg=-8)),
    ("a passkey of no host", "BAD_DATA", _itself(rp=None)),
    ("a passkey without a credential", "BAD_DATA", _itself(cred=None)),
    ("a passkey that ends by itself", "BAD_DATA", _itself(until="2027-01-01")),
    (
        "a program's key without an end",
        "BAD_DATA",
        _keyed("teacher", lambda _k: program_of("t1", PROGRAM, until=None)),
    ),
    (
        "a program's key for a host",
        "BAD_DATA",
        _keyed("teacher", lambda _k: program_of("t1", PROGRAM, rp="socai.example")),
    ),
    (
        "a key of another person registered again",
        "ALREADY_EXISTS",
        _keyed("teacher", lambda _k: passkey_of("t1", Secret("b1 1"))),
    ),
    ("a device's key registered for a program", "ALREADY_EXISTS", _from_a_device_s_key),
    (
        "a program's key that has ended",
        "BAD_PERIOD",
        _keyed("teacher", lambda _k: program_of("t1", PROGRAM, until="2026-09-06")),
    ),
    (
        "a program's key for more than 400 days",
        "BAD_PERIOD",
        _keyed("teacher", lambda _k: program_of("t1", PROGRAM, until="2027-10-13")),
    ),
    ("a key confirmed by a teacher", "NO_RIGHT", _confirmed_by_the_teacher),
    ("a key confirmed by its owner", "SELF_GRANT", _own),
    ("a key confirmed that is none", "KEY_UNKNOWN", _plain("head", lambda k: key_confirmed(k.log, "t1", 1))),
    (
        "a key confirmed of another person",
        "KEY_UNKNOWN",
        _plain("head", lambda k: key_confirmed(k.log, "b1", k.teacher)),
    ),
    ("a key confirmed twice", "KEY_UNKNOWN", _confirmed_again),
    ("a key confirmed after its end", "KEY_UNKNOWN", _confirmed_after_its_end),
    (
        "a key revoked by a right of another",
        "NO_RIGHT",
        _plain(("t1", "teacher", 0), lambda k: key_revoked("t1", k.teacher)),
    ),
    ("a key revoked by the clerk", "NO_RIGHT", _revoked_by_the_clerk),
    ("a key revoked that is none", "KEY_UNKNOWN", _plain("head", lambda _k: key_revoked("t1", 1))),
    (
        "a key revoked of another person",
        "KEY_UNKNOWN",
        _plain("head", lambda k: key_revoked("b1", k.teacher)),
    ),
    ("a key revoked twice", "KEY_UNKNOWN", _revoked_again),
    (
        "a device certified by a right of another",
        "NO_RIGHT",
        _by_wrong_right(lambda k: device(k.log, "t1", TABLET)),
    ),
    (
        "a device certified in another's name",
        "NO_RIGHT",
        _keyed("head", lambda k: device(k.log, "t1", TABLET)),
    ),
    (
        "a device certified on the server's word",
        "SIGNATURE_MISSING",
        _plain("teacher", lambda k: device(k.log, "t1", TABLET)),
    ),
    ("a device certified by a device", "SIGNATURE_MISSING", _by_device(lambda log: device(log, "t1", OTHER))),
    (
        "a device certified twice",
        "ALREADY_EXISTS",
        _certified_again(OTHER, device=sha(unb64(TABLET.public)).hex()[:32]),
    ),
    ("a device with the key of another", "ALREADY_EXISTS", _certified_again(TABLET, device="d2")),
    (
        "a device whose key is off its curve",
        "BAD_DATA",
        _keyed("teacher", lambda k: device(k.log, "t1", TABLET, public=OFF_CURVE)),
    ),
    (
        "a device for more than twelve hours",
        "BAD_PERIOD",
        _keyed("teacher", lambda k: device(k.log, "t1", TABLET, until=k.log.at(hours=12, minutes=2))),
    ),
    (
        "a device whose hours are over",
        "BAD_PERIOD",
        _keyed("teacher", lambda k: device(k.log, "t1", TABLET, until=k.log.at(minutes=1))),
    ),
    ("a key confirmed by its place, and another named", "KEY_UNKNOWN", _confirmed_by_place),
)
