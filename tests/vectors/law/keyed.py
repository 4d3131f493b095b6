"""The small school, whose head, board and teacher have passkeys, and the teacher a device and a program."""

from typing import Any

from tests.vectors.law.drafts.keys import device, key_confirmed, passkey_of, program_of
from tests.vectors.law.log import Draft, Edit, Log, Sign
from tests.vectors.law.school import appoint, base
from tests.vectors.law.signing import EDDSA, Secret, by, by_passkey

HEAD, BOARD, TEACHER, HOMEROOM = (Secret(f"{name} 1") for name in ("h1", "b1", "t1", "g1"))
TABLET = Secret("tablet")
PROGRAM = Secret("program", EDDSA)
OTHER = Secret("other")


def registered(log: Log, who: str, secret: Secret, confirms: str | None) -> int:
    """The person registers a first passkey, somebody else confirms it. The key's position."""
    name = log.rights[who][0]
    pos = log.do(who, passkey_of(name, secret), method="signed", sign=by_passkey(secret, None))
    if confirms is not None:
        log.do(confirms, key_confirmed(log, name, pos))
    return pos


class Keys:
    """Positions of what was registered."""

    def __init__(self, log: Log) -> None:
        base(log)
        self.log = log
        self.head = registered(log, "head", HEAD, "board")
        self.board = registered(log, "board", BOARD, "head")
        self.teacher = registered(log, "teacher", TEACHER, "head")

    def tablet(self) -> int:
        """A device of the teacher."""
        return self.signed("teacher", device(self.log, "t1", TABLET))

    def program(self, secret: Secret = PROGRAM) -> int:
        """A program of the teacher, confirmed by the board."""
        pos = self.signed("teacher", program_of("t1", secret))
        self.log.do("board", key_confirmed(self.log, "t1", pos))
        return pos

    def homeroom(self) -> int:
        """The homeroom teacher of 6A, with a passkey."""
        appoint(self.log, "homeroom", "g1", "homeroom", "6A")
        return registered(self.log, "homeroom", HOMEROOM, "board")

    def hand(self, who: str, **how: Any) -> Sign:
        """The passkey of one of the three."""
        secret, key = {
            "head": (HEAD, self.head),
            "board": (BOARD, self.board),
            "teacher": (TEACHER, self.teacher),
        }[who]
        return by_passkey(secret, key, **how)

    def signed(self, who: str, *drafts: Draft, edit: Edit | None = None, **how: Any) -> int:
        """A command signed by the person's passkey."""
        return self.log.do(who, *drafts, method="signed", sign=self.hand(who, **how), edit=edit)

    def typed(
        self, key: int, *drafts: Draft, secret: Secret = TABLET, edit: Edit | None = None, **how: Any
    ) -> int:
        """A command of the teacher, signed by the device."""
        return self.log.do("teacher", *drafts, method="device", sign=by(secret, key, **how), edit=edit)
