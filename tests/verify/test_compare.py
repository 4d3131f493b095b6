"""Evidence from outside: what the key's owner rewrote, cut or forked is caught, and the records are named."""

from pathlib import Path

import pytest

from tests.verify.bag_builder import ORIGIN, LogBuilder, Signer, b64, signed_note, tar_bytes
from tests.verify.files.test_bag import rebuilt
from tests.verify.story import Story

W1 = "w1"
AT_W1 = "2020-10-31T17:01:00.000000Z"


def rewritten(story, change=None) -> LogBuilder:
    """The whole log re-hashed after one mark was changed; whoever has the key signs it anew."""
    return story.log.rewrite(story.gk, change or (lambda entry: entry["data"].update({"value": 95})))


def named(report, code="HISTORY_REWRITTEN"):
    keys = ("pos", "school", "class", "pupil", "subject", "column", "old", "new")
    return [
        tuple(item[key] for key in keys) for item in report.findings if item["code"] == code and item["pupil"]
    ]


def test_the_attacker_with_the_key_is_not_caught_without_evidence(desk, story):
    """What we do not promise: re-signed by the true key it is consistent with itself, and so it is said."""
    before_the_dossier = LogBuilder(story.log.signer, lines=story.log.lines[: story.dossier[0]])
    other = before_the_dossier.rewrite(story.gk, lambda entry: entry["data"].update({"value": 95}))
    other.export(desk.folder / "forged")
    report = desk.run("forged")
    assert report.findings == []
    assert (report.verdict(), report.exit_code()) == ("not_compared", 2)


@pytest.mark.parametrize("evidence", ["w1.tar", "all.tar", "export"])
def test_a_rewritten_mark_is_named_by_an_archive(desk, story, evidence):
    """A1, A9, A11: school, class, pupil, subject, column, old and new value; nothing else is accused."""
    rewritten(story).export(desk.folder / "forged")
    report = desk.run("forged", against=[evidence])
    assert named(report) == [(story.gk, "demo", "6A", "hs01", "TOAN", "gk", 65, 95)]
    assert (report.verdict(), report.exit_code()) == ("tampered", 1)
    assert {item["evidence"] for item in report.findings if item["code"] == "HISTORY_REWRITTEN"} == {
        str(desk.folder / evidence)
    }


def test_targets_are_compared_with_each_other(desk, story):
    """Two targets of one origin that disagree are a finding even with nothing from outside."""
    rewritten(story).export(desk.folder / "forged")
    assert named(desk.run("forged", "w1.tar")) == [(story.gk, "demo", "6A", "hs01", "TOAN", "gk", 65, 95)]


def test_a_rewritten_envelope_is_named(desk, story):
    """A3: who entered the mark is part of the record."""
    rewritten(story, lambda entry: entry["actor"].update({"person": "khac"})).export(desk.folder / "forged")
    report = desk.run("forged", against=["w1.tar"])
    [found] = [item for item in report.findings if item["code"] == "HISTORY_REWRITTEN" and item["pupil"]]
    assert (found["pos"], found["fields"]) == (story.gk, "actor")
    assert "gv01" in found["old"]
    assert "khac" in found["new"]


@pytest.mark.parametrize("where", [3, 12])
def test_a_deleted_entry_is_named_and_the_rest_is_not(desk, story, where):
    """A6 by the key's owner: positions made dense again."""
    log = LogBuilder(story.log.signer, lines=story.log.lines[:where] + story.log.lines[where + 1 :])
    for pos in range(where, len(log.lines)):
        log = log.rewrite(pos, lambda entry, pos=pos: entry.update({"pos": pos}))
    log.export(desk.folder / "forged")
    report = desk.run("forged", against=["w1.tar"])
    changed = [
        item
        for item in report.findings
        if item["code"] == "HISTORY_REWRITTEN" and not item.get("first_difference")
    ]
    assert [(item["pos"], item.get("change")) for item in changed] == [(where, "removed")]


def test_an_inserted_entry_is_named(desk, story):
    """A8, A9: a back-dated entry between the old ones."""
    story2 = LogBuilder(story.log.signer, lines=story.log.lines[:12], salts=500)
    story2.versions, story2.commands = {}, 300
    entry = ("book/6A/TOAN/1", "MarkEntered", {"col": "tx1", "late": None, "pupil": "hs02", "value": 90})
    story2.write("2020-09-01T01:00:00.000000Z", story.teacher, entry)
    log = LogBuilder(story.log.signer, lines=story2.lines + story.log.lines[12:])
    for pos in range(13, len(log.lines)):
        log = log.rewrite(pos, lambda e, pos=pos: e.update({"pos": pos}))
    log.export(desk.folder / "forged")
    report = desk.run("forged", against=["w1.tar"])
    changed = [item for item in report.findings if item.get("change") == "inserted"]
    assert [(item["pos"], item["pupil"], item["new"]) for item in changed] == [(12, "hs02", 90)]


def test_an_old_checkpoint_catches_a_rewriting(desk, story):
    """A11: a note of any size that somebody kept."""
    rewritten(story).export(desk.folder / "forged")
    for size in (story.gk + 1, 20, 28):
        name = desk.put(f"checkpoint-{size}", story.log.checkpoint(size))
        codes = desk.codes("forged", against=[name])
        assert codes - {"STALE_BASE", "INTENT_WRONG"} == {"FORK" if size == 28 else "HISTORY_REWRITTEN"} | (
            {"HISTORY_REWRITTEN"} if size == 28 else set()
        )
    before = desk.put("checkpoint-early", story.log.checkpoint(story.gk))
    assert not desk.codes("forged", against=[before]) & {"HISTORY_REWRITTEN", "FORK"}


def test_a_fork_needs_no_entries(desk, story):
    """A10: two notes of one size are proof of misconduct by themselves."""
    desk.put("checkpoint-a", story.log.checkpoint(20))
    desk.put("checkpoint-b", rewritten(story).checkpoint(20))
    assert desk.codes("checkpoint-a", against=["checkpoint-b"], keys=[story.log.signer.vkey]) == {"FORK"}
    both = desk.run("checkpoint-a", "checkpoint-b", keys=[story.log.signer.vkey]).findings
    named = [(each["code"], Path(each["source"]).name, Path(each["evidence"]).name) for each in both]
    assert named == [("FORK", "checkpoint-b", "checkpoint-a")], (
        "of two equals the later is told by the earlier"
    )


@pytest.mark.parametrize("size", [0, 5, 20])
def test_a_log_cut_or_restored_from_a_backup(desk, story, size):
    """A4, A5, A20: shorter than what is known outside, by bag, note or receipt."""
    old = LogBuilder(story.log.signer, lines=story.log.lines[:size])
    old.export(desk.folder / "old")
    note = desk.put("checkpoint-new", story.log.checkpoint())
    receipt = desk.put("receipt.json", story.log.receipt(25))
    if size:
        assert "LOG_SHRANK" in desk.codes("old", against=[note])
        assert "LOG_SHRANK" in desk.codes("old", against=["all.tar"])
        assert "LOG_SHRANK" in desk.codes("old", "all.tar")
        assert "RECEIPT_DENIED" in desk.codes("old", against=[receipt])
    assert desk.run("old", against=["all.tar"]).exit_code() != 0


def test_an_older_archive_is_no_shrunken_log(desk, story):
    """A bag is of its moment: a later note does not accuse it."""
    note = desk.put("checkpoint-new", story.log.checkpoint())
    assert desk.run("w1.tar", against=["all.tar"]).verdict() == "sound"
    assert desk.codes("w1.tar", against=[note]) == {"EVIDENCE_NOT_COMPARED"}


def test_a_new_log_under_the_old_name(desk, story):
    """A5, A13: a fresh genesis is refused where any evidence of the old one is at hand."""
    Story(salts=1000).log.export(desk.folder / "new")
    assert "HISTORY_REWRITTEN" in desk.codes("new", against=["w1.tar"])
    genesis = f"quorum none\n#socai genesis {ORIGIN} {b64(story.log.leaves[0])}\n"
    desk.put("policy", genesis.encode())
    assert desk.codes("new", policy="policy") == {"GENESIS_MISMATCH"}
    assert desk.codes("export", policy="policy") == set()


def test_a_log_rewritten_under_a_new_key(desk, story):
    """A12: the pinned key decides, whatever keys.json and entry 0 say."""
    forged = Story(seed=2)
    desk.put("forged/all.tar", forged.all[2])
    assert desk.codes("forged/all.tar") == set()
    report = desk.run("forged/all.tar", keys=[story.log.signer.vkey])
    assert {item["code"] for item in report.findings} == {"CHECKPOINT_UNKNOWN_KEY"}
    assert (report.verdict(), report.anchored) == ("tampered", False)


def test_receipts(desk, story):
    """A stored receipt that the log denies is evidence of misconduct, and the verifier takes it."""
    good = desk.put("receipt.json", story.log.receipt(story.first_mark, 5))
    report = desk.run("export", against=[good])
    assert report.findings == []
    assert report.coverage.entries_anchored == story.first_mark + 5
    assert desk.run(good, against=["all.tar"]).verdict() == "sound"
    assert desk.run(good, keys=[story.log.signer.vkey]).verdict() == "sound"
    rewritten(story).export(desk.folder / "forged")
    report = desk.run("forged", against=[good])
    denied = [(item["code"], item["pos"]) for item in report.findings if item["code"] == "RECEIPT_DENIED"]
    assert denied == [("RECEIPT_DENIED", story.first_mark + 4)]


@pytest.mark.parametrize("change", [{"cmd": "other"}, {"at": "2020-09-20T01:00:00.000001Z"}])
def test_a_receipt_of_another_command(desk, story, change):
    """Signed by the log, yet not what the entry says."""
    name = desk.put("receipt.json", story.log.receipt(story.first_mark, 5, change=change))
    assert desk.codes("export", against=[name]) == {"RECEIPT_DENIED"}


def test_a_receipt_that_the_log_did_not_sign_accuses_nobody(desk, story):
    """A forged receipt is itself the finding."""
    name = desk.put("receipt.json", story.log.receipt(3, signer=Signer(9), change={"leaf": b64(bytes(32))}))
    assert desk.codes("export", against=[name]) == {"RECEIPT_BAD_SIGNATURE"} | {"EVIDENCE_NOT_COMPARED"}
    assert desk.codes(name) == {"SIGNATURE_UNREAD"}
    assert desk.codes(desk.put("receipt.json", b"{}\n")) == {"RECEIPT_MALFORMED"}


def test_proofs(desk, story):
    """A proof file proves with its entry or with the receipt that it seals, and nothing alone."""
    key = story.log.signer.vkey
    proof = desk.put("a.tlog-proof", story.log.proof(15, 26))
    receipt = desk.put("receipt.json", story.log.receipt(15))
    assert desk.codes(proof, keys=[key]) == {"PROOF_WITHOUT_ENTRY"}
    assert desk.run(proof, receipt, keys=[key]).verdict() == "sound"
    assert desk.run(proof, "all.tar", keys=[key]).verdict() == "sound"
    wrong = desk.put("b.tlog-proof", story.log.proof(15, 26).replace(b"index 15", b"index 14"))
    assert desk.codes(wrong, "all.tar", keys=[key]) == {"PROOF_WRONG"}
    forged = desk.put("c.tlog-proof", rewritten(story).proof(15, 26))
    assert {"FORK", "PROOF_WRONG"} <= desk.codes(forged, "all.tar", keys=[key])
    extra = story.log.proof(15, 26).replace(b"index", b"extra AA==\nindex")
    assert "SIGNATURE_UNREAD" in desk.codes(desk.put("d.tlog-proof", extra), receipt, keys=[key])


def test_an_archive_overwritten_by_a_forgery(desk, story):
    """A16: the superuser with disk and key writes a new bag under the old id."""
    forged = Story(salts=1000)
    desk.put("forged/w1.tar", forged.w1[2])
    assert "ARCHIVE_OVERWRITTEN" in desk.codes("forged/w1.tar", against=["w1.tar"])
    assert "ARCHIVE_OVERWRITTEN" in desk.codes("forged/w1.tar", against=["export"])


def test_an_archive_overwritten_by_a_later_genuine_one(desk, story):
    """A18: the circular's core rule, with nothing forged but the id."""
    later = rebuilt(story.all[1])
    manifest = later["data/manifest.json"].replace(b'"id":"all"', b'"id":"w1"')
    desk.put(
        "later/w1.tar",
        tar_bytes(W1, rebuilt(later, **{"manifest.json": manifest}), "2020-11-05T03:00:00.000000Z"),
    )
    codes = desk.codes("later/w1.tar", against=["w1.tar"])
    assert codes == {"ARCHIVE_OVERWRITTEN", "BAG_META_WRONG"}
    assert {"ARCHIVE_OVERWRITTEN", "ARCHIVE_NOT_PLANNED"} <= desk.codes("later/w1.tar", against=["export"])


def test_an_archive_that_the_log_never_planned(desk, story):
    """Also when nothing else disagrees."""
    manifest = story.w1[1]["data/manifest.json"].replace(b'"id":"w1"', b'"id":"w2"')
    raw = tar_bytes("w2", rebuilt(story.w1[1], **{"manifest.json": manifest}), AT_W1)
    assert desk.codes(desk.put("w2.tar", raw), against=["export"]) == {
        "ARCHIVE_NOT_PLANNED",
        "BAG_META_WRONG",
    }


def test_an_archived_bag_unpacked_has_the_digest_of_the_log(desk, story):
    """A bag folder is held against SnapshotArchived too."""
    for name, raw in story.w1[1].items():
        desk.put(f"w1/{name}", raw)
    assert desk.codes("w1", against=["export"]) == set()
    desk.put("w1/bag-info.txt", b"x")
    assert "ARCHIVE_OVERWRITTEN" in desk.codes("w1", against=["export"])


def test_another_school_s_evidence_proves_nothing(desk, story):
    """A52: evidence of another origin is said to be unused."""
    other = LogBuilder(Signer(5, "62.socai/khac"), "62.socai/khac")
    other.lines = [line.replace(b"62.socai/demo", b"62.socai/khac") for line in story.log.lines]
    note = desk.put("checkpoint-khac", other.checkpoint())
    report = desk.run("all.tar", against=[note])
    assert {item["code"] for item in report.findings} == {"EVIDENCE_NOT_COMPARED", "SIGNATURE_UNREAD"}
    assert not report.anchored


def test_a_lone_checkpoint(desk, story):
    """Known key: sound. No key: unread. Flipped: refused."""
    note = desk.put("checkpoint", story.log.checkpoint(20))
    assert desk.run(note, keys=[story.log.signer.vkey]).verdict() == "sound"
    assert desk.codes(note) == {"SIGNATURE_UNREAD"}
    assert desk.run(note).exit_code() == 2
    flipped = story.log.checkpoint(20).replace(b"\n20\n", b"\n21\n")
    assert desk.codes(desk.put("checkpoint", flipped), keys=[story.log.signer.vkey]) == {
        "CHECKPOINT_BAD_SIGNATURE"
    }
    unknown = story.log.checkpoint(20, story.log.signer, Signer(9, "w.example", 4))
    assert desk.codes(desk.put("checkpoint", unknown), keys=[story.log.signer.vkey]) == {"SIGNATURE_UNREAD"}


def test_a_quorum(desk, story):
    """A49: the policy asks for a witness; its cosignature may come in a file beside the bag."""
    witness = Signer(9, "phong.example", 4)
    policy = f"log {story.log.signer.vkey}\nwitness phong {witness.vkey}\nquorum phong\n"
    desk.put("policy", policy.encode())
    report = desk.run("all.tar", policy="policy")
    assert {item["code"] for item in report.findings} == {"QUORUM_NOT_MET"}
    assert (report.verdict(), report.anchored) == ("incomplete", False)
    side = desk.put("checkpoint-side", story.log.checkpoint(26, story.log.signer, witness))
    assert desk.run("all.tar", side, policy="policy").verdict() == "sound"
    other = desk.put(
        "checkpoint-side", story.log.checkpoint(26, story.log.signer, Signer(10, "phong.example", 4))
    )
    assert desk.run("all.tar", other, policy="policy").verdict() != "sound"
    text = story.log.checkpoint(26).partition(b"\n\n")[0] + b"\n"
    bad = signed_note(text, story.log.signer) + witness.note_line(text + b"x")
    assert "CHECKPOINT_BAD_SIGNATURE" in desk.codes(
        "all.tar", desk.put("checkpoint-side", bad), policy="policy"
    )


def test_a_policy_that_cannot_be_read_anchors_nothing(desk):
    """Never judged by half a policy."""
    desk.put("policy", b"log x\n")
    assert desk.codes("all.tar", policy="policy") == {"POLICY_MALFORMED"}
    assert desk.codes("all.tar", keys=["x"]) == {"POLICY_MALFORMED"}
    assert desk.run("all.tar", policy="nothing-there").exit_code() == 2


def test_targets_do_not_vouch_for_each_other(desk, story):
    """A log that names the bag's digest anchors the bag only where the log itself comes from outside."""
    for targets in (("export", "w1.tar"), ("w1.tar", "export")):
        report = desk.run(*targets)
        assert (report.verdict(), report.exit_code()) == ("not_compared", 2)
        assert report.coverage.entries_anchored == 0
    report = desk.run("w1.tar", against=["export"])
    assert report.verdict() == "sound"
    assert report.coverage.entries_anchored == report.coverage.entries
