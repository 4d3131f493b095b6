"""Key rotation: which key counts at which size, and how trust in the old key reaches the new one."""

import pytest

from tests.verify.bag_builder import Signer
from tests.verify.story import DECISION, HEAD, Story

OLD, NEW = Signer(1), Signer(7)


@pytest.fixture(scope="module")
def rotated() -> Story:
    story = Story()
    data = {"decision": DECISION, "new": NEW.vkey, "old": OLD.vkey}
    story.rotation = story.log.write("2020-11-06T01:00:00.000000Z", HEAD, ("school", "KeyRotated", data))
    person = {"name": "Ai Đó", "person": "gv02"}
    story.log.write("2020-11-06T02:00:00.000000Z", HEAD, ("person/gv02", "PersonRegistered", person))
    return story


def export(desk, story, *signers):
    story.log.export(desk.folder / "rotated", checkpoint=story.log.checkpoint(None, *signers))
    return "rotated"


def test_the_new_key_signs_beyond_the_rotation(desk, rotated):
    """By the log's own word, and with the new key pinned."""
    target = export(desk, rotated, NEW)
    assert desk.run(target).findings == []
    assert desk.run(target, keys=[NEW.vkey]).verdict() == "sound"


def test_the_old_key_alone_does_not(desk, rotated):
    """A24: a stolen old key signs nothing larger."""
    assert desk.codes(export(desk, rotated, OLD)) == {"CHECKPOINT_KEY_RANGE"}
    assert "CHECKPOINT_KEY_RANGE" in desk.codes("rotated", keys=[OLD.vkey])


def test_the_new_key_does_not_sign_smaller_trees(desk, rotated):
    """Nor may the new key re-sign the past."""
    note = desk.put("checkpoint", rotated.log.checkpoint(rotated.rotation, NEW))
    export(desk, rotated, NEW)
    assert "CHECKPOINT_KEY_RANGE" in desk.codes("rotated", note)


def test_who_pinned_the_old_key_needs_a_note_signed_by_both(desk, rotated):
    """A12: a key change counts only if the old key signed it over."""
    target = export(desk, rotated, NEW)
    assert desk.codes(target, keys=[OLD.vkey]) == {"CHECKPOINT_UNKNOWN_KEY"}
    both = desk.put("checkpoint-both", rotated.log.checkpoint(rotated.rotation + 1, OLD, NEW))
    assert desk.run(target, both, keys=[OLD.vkey]).verdict() == "sound"


def test_a_policy_with_ranges(desk, rotated):
    """`#socai key` says the same from outside."""
    lines = f"log {OLD.vkey}\nlog {NEW.vkey}\nquorum none\n#socai key {OLD.vkey} 0 {rotated.rotation}\n"
    desk.put("policy", f"{lines}#socai key {NEW.vkey} {rotated.rotation + 1} -\n".encode())
    target = export(desk, rotated, NEW)
    assert desk.run(target, "all.tar", policy="policy").verdict() == "sound"
    desk.put("policy", f"{lines}#socai key {NEW.vkey} 100 -\n".encode())
    assert "CHECKPOINT_KEY_RANGE" in desk.codes(target, policy="policy")


def test_a_rotation_against_the_policy_is_named_where_it_stands(desk, rotated):
    """VERDICT 3.2: the ranges bind; the finding is about the line of the rotation, and says who denies it."""
    desk.put("policy", f"log {OLD.vkey}\nquorum none\n#socai key {OLD.vkey} 0 1000\n".encode())
    found = desk.run(export(desk, rotated, OLD, NEW), policy="policy").findings
    denied = [each["pos"] for each in found if each["detail"] == "policy"]
    assert denied == [rotated.rotation]
