"""Commands that persons sign (LAW 51): what holds, and each way in which a signature does not."""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.drafts.books import change, mark, published
from tests.vectors.law.drafts.dossier import applied, item, permitted, proposed, refused, witnessed
from tests.vectors.law.drafts.keys import key_confirmed, passkey_of
from tests.vectors.law.drafts.pupils import enrolled
from tests.vectors.law.drafts.unit import person, policy
from tests.vectors.law.keyed import HOMEROOM, PROGRAM, TEACHER, Keys
from tests.vectors.law.log import Edit, Log, b64, sealed, sha, unb64
from tests.vectors.law.school import base
from tests.vectors.law.signing import ORDER, by_passkey, commitment
from tests.vectors.law.told import Builder, Told

SIGNED = {"entry": "device", "decide": "signed", "witness": "signed"}
PUPILS = [f"q{number:02}" for number in range(1, 41)]


def _column(log: Log) -> None:
    """A column of forty marks by a device, a sealed remark by a program, both changed, all published."""
    keys = Keys(log)
    log.do("board", *(enrolled(name) for name in PUPILS))
    tablet, device_s = keys.tablet(), keys.program()
    first = keys.typed(tablet, *(mark(40 + n, name) for n, name in enumerate(PUPILS)))
    remark = keys.typed(device_s, mark(sealed("remark"), "q01", "nx"), mark("K"), secret=PROGRAM)
    changed = change(sealed("remark"), sealed("other"), remark, pupil="q01", col="nx")
    keys.typed(tablet, change(40, 45, first, pupil="q01"), changed, seen=first)
    keys.signed("teacher", published(log))


def dossier(log: Log, keys: Keys, homeroom: int, old: Any = 60, new: Any = 80, col: str = "gk") -> list[Any]:
    """A correction that two have confirmed: the third hand, its confirmation, the application."""
    pos = keys.signed("teacher", mark(old, col=col))
    keys.signed("teacher", published(log, col))
    one = item(old, new, pos, col=col)
    keys.signed("teacher", proposed(), one)
    keys.signed("head", permitted(log))
    keys.signed("head", witnessed(log, "head", "leadership"), counter=0)
    keys.signed("board", witnessed(log, "board", "board"))
    return [by_passkey(HOMEROOM, homeroom), witnessed(log, "homeroom", "homeroom"), applied(one)]


def _weight(log: Log) -> None:
    """Under a policy that asks for signatures a sealed remark is corrected, each act signed."""
    keys = Keys(log)
    homeroom = keys.homeroom()
    keys.signed("head", policy(proof=SIGNED))
    sign, *third = dossier(log, keys, homeroom, sealed("remark"), sealed("right remark"), "nx")
    log.do("homeroom", *third, method="signed", sign=sign)


def _refused(log: Log) -> None:
    """A refusal, whose reason is sealed."""
    keys = Keys(log)
    pos = keys.signed("teacher", mark())
    keys.signed("teacher", published(log))
    keys.signed("teacher", proposed(), item(60, 80, pos))
    keys.signed("head", refused())


def _counting(log: Log) -> None:
    """A counter that rises, and one that stays 0; a clock that is a little off; a page on a subdomain."""
    keys = Keys(log)
    keys.signed("teacher", mark(), counter=7)
    keys.signed("teacher", change(60, 70, log.next - 1), counter=9, origin="https://so.socai.example:8443")
    keys.signed("head", person("x1"), time=log.at(minutes=3))
    keys.signed("head", person("x2"), time=log.at(minutes=-14))


def _typed(edit: Edit | None = None, **how: Any) -> Builder:
    """A mark of the teacher's device, whose entry is spoiled when it is signed, or signed otherwise."""

    def build(log: Log) -> int:
        keys = Keys(log)
        return keys.typed(keys.tablet(), mark(), edit=edit, **how)

    return build


def _asserted(**how: Any) -> Builder:
    """A mark of the teacher's passkey, asserted otherwise."""

    def build(log: Log) -> int:
        return Keys(log).signed("teacher", mark(), **how)

    return build


def _two(edit: Edit) -> Builder:
    """Two marks in one command."""

    def build(log: Log) -> int:
        keys = Keys(log)
        return keys.typed(keys.tablet(), mark(), mark(70, "p2"), edit=edit)

    return build


def _remark(edit: Edit) -> Builder:
    """A sealed remark, by the device."""

    def build(log: Log) -> int:
        keys = Keys(log)
        return keys.typed(keys.tablet(), mark(sealed("remark"), col="nx"), edit=edit)

    return build


def _set(*path: Any, value: Any) -> Edit:
    """Another value somewhere in the command's entries."""

    def edit(entries: list[Any]) -> None:
        place: Any = entries
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return edit


def _unsigned(entries: list[Any]) -> None:
    del entries[0]["sign"]


def _higher(entries: list[Any]) -> None:
    """The other s that ECDSA takes."""
    raw = unb64(entries[0]["sign"]["sig"])
    other = ORDER - int.from_bytes(raw[32:], "big")
    entries[0]["sign"]["sig"] = b64(raw[:32] + other.to_bytes(32, "big"))


def _swapped(entries: list[Any]) -> None:
    one, two = entries
    one["data"], two["data"] = two["data"], one["data"]


def story(make: Callable[[Log, Keys], int]) -> Builder:
    """A story with keys; the position of the entry at fault."""
    return lambda log: make(log, Keys(log))


def _at(**ahead: float) -> Builder:
    """A mark signed so long after it is written; before it, with less than nothing."""

    def build(log: Log) -> int:
        keys = Keys(log)
        tablet = keys.tablet()
        return keys.typed(tablet, mark(), time=log.at(**{"minutes": 1, **ahead}))

    return build


def _seen_before_the_key(log: Log, keys: Keys) -> int:
    return keys.signed("teacher", mark(), seen=keys.teacher - 1)


def _counter_again(log: Log, keys: Keys) -> int:
    keys.signed("teacher", mark(), counter=7)
    return keys.signed("teacher", mark(70, "p2"), counter=7)


def _counter_of_its_registration(log: Log) -> int:
    """The registration tells one, too."""
    base(log)
    pos = log.do(
        "teacher", passkey_of("t1", TEACHER), method="signed", sign=by_passkey(TEACHER, None, counter=5)
    )
    log.do("head", key_confirmed(log, "t1", pos))
    return log.do("teacher", mark(), method="signed", sign=by_passkey(TEACHER, pos, counter=4))


def _replayed(log: Log, keys: Keys) -> int:
    """The signature over a mark of p1 stands in another command that says the same of the same cell."""
    tablet = keys.tablet()
    kept: dict[str, Any] = {}
    first = keys.typed(tablet, mark(), edit=lambda entries: kept.update(entries[0]["sign"]))
    keys.typed(tablet, change(60, 70, first))
    second = log.next - 1
    keys.typed(tablet, change(70, 60, second))
    return keys.typed(tablet, change(60, 70, log.next - 1), edit=_set(0, "sign", value=kept))


SMALL: tuple[Told, ...] = (
    ("a column of forty marks and a remark, signed by devices and programs", None, _column),
    ("a correction of a remark, signed by all who take part", None, _weight),
    ("a signed refusal, whose reason is sealed", None, _refused),
    ("counters, clocks and hosts within what is allowed", None, _counting),
    ("a device's mark without its signature", "SIGNATURE_MISSING", _typed(_unsigned)),
    (
        "a signature under a method that is the server's word",
        "SIGNATURE_WRONG",
        _typed(_set(0, "actor", "proof", value={"age": 5, "cred": "", "method": "token", "session": ""})),
    ),
    ("a line seen that is another", "SIGNATURE_SEEN", _typed(leaf=b64(sha(b"another")))),
    ("a line seen that comes later", "SIGNATURE_SEEN", _typed(seen=900)),
    ("a line seen from before the key", "SIGNATURE_SEEN", story(_seen_before_the_key)),
    (
        "signed more than two minutes after it was written",
        "SIGNATURE_TIME",
        _at(seconds=120, microseconds=1),
    ),
    (
        "signed a quarter of an hour and more before",
        "SIGNATURE_TIME",
        _at(seconds=-900, microseconds=-1),
    ),
    ("another mark than was signed", "SIGNATURE_WRONG", _typed(_set(0, "data", "value", value=100))),
    ("another pupil than was signed", "SIGNATURE_WRONG", _typed(_set(0, "data", "pupil", value="p2"))),
    (
        "another time than was signed",
        "SIGNATURE_WRONG",
        _typed(lambda entries: entries[0]["sign"].update(time=entries[0]["at"].replace("0Z", "1Z"))),
    ),
    ("the higher s", "SIGNATURE_WRONG", _typed(_higher)),
    ("marks of two pupils exchanged", "SIGNATURE_WRONG", _two(_swapped)),
    ("the signature over an earlier command", "SIGNATURE_WRONG", story(_replayed)),
    (
        "another commitment than was signed",
        "SIGNATURE_WRONG",
        _remark(_set(0, "sign", "texts", value=[commitment("x")])),
    ),
    (
        "no commitment to a sealed text",
        "SIGNATURE_WRONG",
        _remark(lambda entries: entries[0]["sign"].pop("texts")),
    ),
    ("a commitment to no text", "SIGNATURE_WRONG", _typed(_set(0, "sign", "texts", value=[commitment("x")]))),
    ("a passkey that did not verify its user", "SIGNATURE_WRONG", _asserted(flags=0x01)),
    (
        "a passkey asked on another site",
        "SIGNATURE_WRONG",
        _asserted(origin="https://socai.example.evil.example"),
    ),
    ("a passkey asked under another host name", "SIGNATURE_WRONG", _asserted(rp="evil.example")),
    ("a passkey's counter that stays", "SIGNATURE_COUNTER", story(_counter_again)),
    ("a passkey's counter below that of its registration", "SIGNATURE_COUNTER", _counter_of_its_registration),
)
