"""The notes that hand over to a later key: nothing in one is free, whoever signs beside."""

import pytest

from tests.verify.bag_builder import Signer, signed_note
from tests.verify.story import HEAD, Story
from verify.files.handover import read_handover
from verify.files.sources import BytesBlob
from verify.log import Log
from verify.proof.note import Checkpoint
from verify.report import Report

FIRST, SECOND, THIRD, STRANGER = Signer(1), Signer(7), Signer(8), Signer(9)


class Rotated(Story):
    """The key is changed twice, with an entry between, before the story's last archive."""

    def before_all(self) -> None:
        self.rotate("2020-11-02T01:00:00.000000Z", SECOND)
        self.handed = len(self.log.lines)
        person = {"name": "Ai Đó", "person": "gv02"}
        self.log.write("2020-11-02T02:00:00.000000Z", HEAD, ("person/gv02", "PersonRegistered", person))
        self.rotate("2020-11-02T03:00:00.000000Z", THIRD)


STORY = Rotated()
SIZE, END = STORY.handed, len(STORY.log.lines)


@pytest.fixture(scope="module")
def log() -> Log:
    read = Log(BytesBlob(STORY.log.jsonl()), "log", Report())
    read.scan()
    return read


def judged(log: Log, note: bytes, number: object = SIZE) -> str:
    found = read_handover(BytesBlob(note), str(number), log.origin, log.leaves, log.facts.keys)
    return "good" if isinstance(found, Checkpoint) else found


def test_the_old_and_the_new_key_hand_over_together(log):
    """At the first size past the rotation, at a later one, and to the third key."""
    for size, signers in ((SIZE, (FIRST, SECOND)), (END, (FIRST, SECOND)), (END, (SECOND, THIRD))):
        assert judged(log, STORY.log.checkpoint(size, *signers), size) == "good"


@pytest.mark.parametrize(
    "signers",
    [(FIRST,), (SECOND,), (STRANGER,), (FIRST, STRANGER), (FIRST, SECOND, STRANGER), (FIRST, SECOND, SECOND),
     (FIRST, THIRD), (THIRD,)],
)  # fmt: skip
def test_no_one_key_hands_over_and_nobody_signs_beside(log, signers):
    """One of the two, two that do not follow each other, a stranger beside both, or one of them twice."""
    assert judged(log, STORY.log.checkpoint(END, *signers), END) == "CHECKPOINT_UNKNOWN_KEY"


def test_a_key_does_not_hand_over_before_its_rotation(log):
    """The new key is none of the log's at that size yet."""
    note = STORY.log.checkpoint(SIZE - 1, FIRST, SECOND)
    assert judged(log, note, SIZE - 1) == "CHECKPOINT_UNKNOWN_KEY"
    note = STORY.log.checkpoint(SIZE, SECOND, THIRD)
    assert judged(log, note) == "CHECKPOINT_UNKNOWN_KEY"


def test_the_note_is_of_the_size_in_its_name_and_of_this_log(log):
    """Another size, a size beyond the log, another root, another school, and no note at all."""
    both = (FIRST, SECOND)
    origin, size, root = STORY.log.checkpoint(SIZE, *both).decode().split("\n")[:3]
    beyond = signed_note(f"{origin}\n{END + 1}\n{root}\n".encode(), *both)
    other_root = signed_note(f"{origin}\n{size}\n{'A' * 43}=\n".encode(), *both)
    other_school = signed_note(f"62.socai/khac\n{size}\n{root}\n".encode(), *both)
    assert judged(log, STORY.log.checkpoint(SIZE, *both), END) == "ROOT_MISMATCH"
    assert judged(log, beyond, END + 1) == "ROOT_MISMATCH"
    assert judged(log, other_root) == "ROOT_MISMATCH"
    assert judged(log, other_school) == "ORIGIN_MISMATCH"
    assert judged(log, STORY.log.checkpoint(SIZE, *both), f"0{SIZE}") == "NOTE_MALFORMED"
    for raw in (b"", b"x" * 2_000_000):
        assert judged(log, raw) == "NOTE_MALFORMED"


def test_a_signature_of_other_bytes_condemns_the_note(log):
    """Though both keys have signed as well (A29)."""
    other = STORY.log.checkpoint(END, FIRST).splitlines(keepends=True)[-1]
    assert judged(log, STORY.log.checkpoint(SIZE, FIRST, SECOND) + other) == "CHECKPOINT_BAD_SIGNATURE"
