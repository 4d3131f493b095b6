"""What is refused to persons about keys, accounts and a lower policy, and the duty that each names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.acts.unit.accounts import AskReset, GrantReset
from domain.acts.unit.keys import CertifyDevice, ConfirmKey, RegisterKey, RevokeKey
from domain.acts.unit.policy import LowerPolicy, ProposePolicy
from domain.grounds.command import Command
from domain.words.days import later
from domain.words.fields import ProofPolicy
from tests.domain.schoolhouse import Schoolhouse, school
from tests.domain.signatures import Pen, passkey
from tests.school.signer import Key, Passkey, b64, registration
from tests.school.small import BOARD, DURING, HEAD

TEACHER = "toan"
Asked = tuple[str, Command, Pen | None]


def keyed() -> tuple[Schoolhouse, Pen]:
    """The teacher has a passkey that counts to 5."""
    house, key = school(), passkey()
    house.now, key.counter = DURING, 5
    house.do(TEACHER, register(key), pen=Pen(key, None))
    pos = len(house.log) - 1
    house.do(HEAD, ConfirmKey(person=TEACHER, key=pos))
    return house, Pen(key, pos)


def register(key: Key, person: str = TEACHER, **fields: Any) -> RegisterKey:
    return RegisterKey(person=person, **{**registration(key, until="2021-05-31"), **fields})


def certify(key: Key, person: str = TEACHER, **fields: Any) -> CertifyDevice:
    told = {"device": key.device, "public": key.public, "until": later(DURING, minutes=60), **fields}
    return CertifyDevice(person=person, **told)


def house_and(make: Callable[[Schoolhouse, Pen], Asked]) -> Callable[[], tuple[Schoolhouse, Asked]]:
    def build() -> tuple[Schoolhouse, Asked]:
        house, pen = keyed()
        return house, make(house, pen)

    return build


def counted(pen: Pen) -> Pen:
    """The passkey counts on from there."""
    assert isinstance(pen.key, Passkey)
    pen.key.counter = 9
    return pen


def by(pen: Pen, **how: Any) -> Pen:
    return counted(pen)._replace(by=how)


def asked_reset(house: Schoolhouse, asker: str) -> int:
    house.do(asker, AskReset(person=TEACHER, reason="Mất máy"))
    return len(house.log) - 1


def proposed(house: Schoolhouse) -> int:
    proof = ProofPolicy(entry="token", decide="token", witness="token")
    house.do(HEAD, ProposePolicy(proof=proof, lapse=10, reason="Thiếu khóa"))
    return len(house.log) - 1


def taken(house: Schoolhouse, pen: Pen) -> Key:
    """A device that is certified already."""
    key = Key()
    house.do(TEACHER, certify(key), pen=counted(pen))
    assert isinstance(pen.key, Passkey)
    pen.key.counter = 10
    return key


STRANGER = {"leaf": b64(bytes(32)), "pos": 0}
OVER = "2020-10-04"
UNHEARD = RevokeKey(person="a", key=1, reason="Mất máy")
ROWS: tuple[tuple[str, str, Callable[[], tuple[Schoolhouse, Asked]]], ...] = (
    ("NO_RIGHT", "S13", house_and(lambda _h, p: (HEAD, register(Key()), counted(p)))),
    ("NO_RIGHT", "S13", house_and(lambda _h, p: ("nhac", revoking(p), None))),
    ("SIGNATURE_MISSING", "S13", house_and(lambda _h, _p: (TEACHER, register(Key()), None))),
    ("BAD_DATA", "S13", house_and(lambda _h, p: (TEACHER, register(Key(), public="A" * 86), counted(p)))),
    ("ALREADY_EXISTS", "S13", house_and(lambda _h, p: (TEACHER, register(p.key), counted(p)))),
    ("BAD_PERIOD", "S13", house_and(lambda _h, p: (TEACHER, register(Key(), until=OVER), counted(p)))),
    ("KEY_UNKNOWN", "S13", house_and(lambda _h, p: (BOARD, ConfirmKey(person=TEACHER, key=at(p)), None))),
    ("KEY_UNKNOWN", "S13", house_and(lambda _h, _p: (BOARD, UNHEARD, None))),
    ("ALREADY_EXISTS", "S13", house_and(lambda h, p: (TEACHER, again(h, p), p))),
    ("BAD_PERIOD", "S13", house_and(lambda _h, p: (TEACHER, certify(Key(), until=DURING), counted(p)))),
    ("SIGNATURE_KEY", "S13", house_and(lambda h, p: (TEACHER, h.mark(), counted(p)._replace(pos=0)))),
    ("SIGNATURE_SEEN", "S13", house_and(lambda h, p: (TEACHER, h.mark(), by(p, seen=STRANGER)))),
    ("SIGNATURE_TIME", "S13", house_and(lambda h, p: (TEACHER, h.mark(), by(p, time=later(DURING, days=1))))),
    ("SIGNATURE_COUNTER", "S13", house_and(lambda h, p: (TEACHER, h.mark(), p))),
    ("UNKNOWN_ACT", "S54", house_and(lambda _h, _p: (HEAD, GrantReset(person=TEACHER, ask=3), None))),
    ("PROPOSER_DECIDES", "S54", house_and(lambda h, _p: (BOARD, granting(h), None))),
    ("UNKNOWN_ACT", "S57", house_and(lambda _h, _p: (BOARD, LowerPolicy(proposal=3), None))),
    ("PROPOSER_DECIDES", "S57", house_and(lambda h, _p: (HEAD, LowerPolicy(proposal=proposed(h)), None))),
)  # fmt: skip
"""Code, duty, and the school with who then asks for what, signed with which pen."""


def at(pen: Pen) -> int:
    assert pen.pos is not None
    return pen.pos


def revoking(pen: Pen) -> RevokeKey:
    return RevokeKey(person=TEACHER, key=at(pen), reason="Mất máy")


def granting(house: Schoolhouse) -> GrantReset:
    return GrantReset(person=TEACHER, ask=asked_reset(house, BOARD))


def again(house: Schoolhouse, pen: Pen) -> CertifyDevice:
    """The name of another device."""
    return certify(Key(), device=taken(house, pen).device)
