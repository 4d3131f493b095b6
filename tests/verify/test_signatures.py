"""Whose signature counts on a note: nothing beside the log's own is passed over, wherever the note lies."""

import pytest

from tests.verify.bag_builder import Signer, bag_members

STRANGER = Signer(2)


def note_in(desk, story, kind: str, *signers: Signer) -> str:
    """A whole log or archive whose note these have signed."""
    note = story.log.checkpoint(26 if kind == "bag" else None, *signers)
    if kind == "export":
        story.log.export(desk.folder / "signed", checkpoint=note)
        return "signed"
    payload = {name: raw for name, raw in story.all[1].items() if name.startswith("data/")}
    return desk.bag("signed/all.tar", bag_members({**payload, "data/checkpoint": note}))


@pytest.mark.parametrize("kind", ["export", "bag"])
@pytest.mark.parametrize("pinned", [True, False])
def test_a_stranger_s_signature_beside_the_log_s_is_unread(desk, story, kind, pinned):
    """Nothing covers its bytes: the rest may be sound, this file is not."""
    target = note_in(desk, story, kind, story.log.signer, STRANGER)
    report = desk.run(target, keys=[story.log.signer.vkey] if pinned else [])
    assert [item["code"] for item in report.findings] == ["SIGNATURE_UNREAD"]
    assert report.exit_code() == 2
    assert report.coverage.files_verified == report.coverage.files - 1


@pytest.mark.parametrize(
    ("kind", "codes"),
    [("export", ["SIGNATURE_UNREAD", "CHECKPOINT_UNKNOWN_KEY"]), ("bag", ["CHECKPOINT_UNKNOWN_KEY"])],
)
@pytest.mark.parametrize("pinned", [True, False])
def test_a_stranger_alone_does_not_sign_for_the_log(desk, story, kind, codes, pinned):
    """Two findings about one note cost one file; of a bag the one says it all."""
    report = desk.run(note_in(desk, story, kind, STRANGER), keys=[story.log.signer.vkey] if pinned else [])
    assert [item["code"] for item in report.findings] == codes
    assert report.verdict() == "tampered"
    assert report.coverage.files_verified == report.coverage.files - 1
