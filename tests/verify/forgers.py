"""Schools for the adversary matrix of spec/VERDICT.md 6: an honest one, and what attackers make of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.verify.bag_builder import ORIGIN, Signer, b64
from tests.verify.story import HEAD, Story, day

FIRST, SECOND, OWN = Signer(1), Signer(7), Signer(66)
"""The log's key until early in the year, its key since, and the attacker's own."""
NEVER = "PersonRegistered"


@dataclass(frozen=True)
class Plan:
    """How a log is made: its first key, the key that follows, a rotation to the attacker's, soon or last.

    `signs` signs every note from the first rotation on; `hands` are the signers of the note that hands over.
    """

    name: str
    value: int = 95
    founder: Signer = FIRST
    second: Signer | None = SECOND
    soon: Signer | None = None
    own: Signer | None = None
    signs: Signer = SECOND
    hands: tuple[Signer, ...] = ()


HONEST = Plan("honest", value=65, hands=(FIRST, SECOND))


class Town(Story):
    """The story of test_compare with a key rotation before its marks, told by a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(value=plan.value)
        self.size = self.all_size

    def people(self) -> None:
        self.log.signer = self.plan.founder
        self.keys = [{"from": 0, "to": None, "vkey": self.plan.founder.vkey}]
        super().people()

    def before_marks(self) -> None:
        if self.plan.second is not None:
            self.rotate(day(9, 1), self.plan.second, *self.plan.hands)
        else:
            self.fill("gv07")
        self.before = len(self.log.lines)
        if self.plan.soon is not None:
            self.rotate(day(9, 1), self.plan.soon)
        else:
            self.fill("gv08")
        self.log.signer = self.plan.signs

    def before_all(self) -> None:
        # Room for a rotation of the attacker's, so that all towns have logs of one size.
        if self.plan.own is not None:
            self.rotate(day(11, 4), self.plan.own)
        else:
            self.fill("gv09")
        self.all_size = len(self.log.lines)

    def fill(self, person: str) -> None:
        at = day(11, 4) if person == "gv09" else day(9, 1)
        self.log.write(at, HEAD, (f"person/{person}", NEVER, {"name": "Ai Đó", "person": person}))


FORGED_BY_NOBODY = (
    Plan("own founding", founder=OWN, second=None, signs=OWN),
    Plan("own founding, the school's names", founder=OWN, signs=OWN),
    Plan("rotated to the own key at the end", own=OWN, signs=OWN),
    Plan("rotated to the own key before the marks", soon=OWN, signs=OWN),
    Plan("rotated to the own key early", second=OWN, signs=OWN, hands=(OWN,)),
    Plan("the genuine names, an own signature", signs=OWN),
)
FORGED_BY_OLD_KEY = (
    Plan("never rotated, signed by the old key", second=None, signs=FIRST),
    Plan("rotated, signed by the old key", signs=FIRST),
    Plan("handed over to the own key", second=OWN, signs=OWN, hands=(FIRST, OWN)),
)
FORGED_BY_SERVER = (
    Plan("signed by the key in force", hands=(FIRST, SECOND)),
    Plan("signed by the key in force, which rotated to the own key", own=OWN, hands=(FIRST, SECOND)),
)
PLANS = {
    "honest": (HONEST,),
    "nothing": FORGED_BY_NOBODY,
    "database": FORGED_BY_NOBODY,
    "backup": FORGED_BY_NOBODY,
    "old key": (*FORGED_BY_NOBODY, *FORGED_BY_OLD_KEY),
    "server": (*FORGED_BY_NOBODY, *FORGED_BY_SERVER),
}


def notes_beside(attacker: str, honest: Town, forged: Town) -> Iterator[dict[str, bytes]]:
    """What the attacker lays beside the bag: nothing; genuine notes; the same with an own signature added."""
    yield {}
    if attacker in ("honest", "nothing"):
        return
    genuine = {
        f"checkpoint-{size}": honest.log.checkpoint(size, *signers)
        for size, signers in (
            (min(honest.handovers), (FIRST, SECOND)),
            (honest.size, (SECOND,)),
            (len(honest.log.lines), (SECOND,)),
        )
    }
    if attacker == "backup":
        # Notes of days after the backup: larger than any log that the attacker has.
        genuine["checkpoint-later"] = honest.log.checkpoint(honest.size + 1, SECOND)
    yield genuine
    yield {name: note + _own_line(note) for name, note in genuine.items()}
    yield (
        {"checkpoint": honest.log.checkpoint(honest.size + 1, FIRST, SECOND)} if attacker == "old key" else {}
    )
    del forged


def _own_line(note: bytes) -> bytes:
    return OWN.note_line(note.partition(b"\n\n")[0] + b"\n")


def evidence(honest: Town, folder: Path) -> dict[str, tuple[list[str], list[str], str | None]]:
    """Row of VERDICT.md 6 -> keys, files of --against, policy file."""

    def put(name: str, raw: bytes) -> str:
        (folder / name).write_bytes(raw)
        return str(folder / name)

    before = put("before", honest.log.checkpoint(honest.before))
    after = put("after", honest.log.checkpoint(honest.size))
    bag = put("all.tar", honest.all[2])
    receipt = put("kept.json", honest.log.receipt(honest.size - 1))
    logs = f"log {FIRST.vkey}\nlog {SECOND.vkey}\nquorum none\n"
    last = honest.keys[0]["to"]
    ranges = f"#socai key {FIRST.vkey} 0 {last}\n#socai key {SECOND.vkey} {int(str(last)) + 1} -\n"
    genesis = f"quorum none\n#socai genesis {ORIGIN} {b64(honest.log.leaves[0])}\n"
    return {
        "none": ([], [], None),
        "key in force": ([SECOND.vkey], [], None),
        "first key only": ([FIRST.vkey], [], None),
        "genesis": ([], [], put("genesis", genesis.encode())),
        "checkpoint before": ([], [before], None),
        "checkpoint after": ([], [after], None),
        "two checkpoints": ([], [before, after], None),
        "bag after": ([], [bag], None),
        "receipt after": ([], [receipt], None),
        "policy, no ranges": ([], [], put("policy", logs.encode())),
        "policy with ranges": ([], [], put("policy-ranges", (logs + ranges).encode())),
    }
