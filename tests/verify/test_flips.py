"""Every byte of a small bag, flipped in turn: each flip is a finding or an unreadable; none crashes."""

import pytest

from tests.verify.story import Story
from verify.compare import compare
from verify.files.sources import BytesBlob
from verify.proof.note import parse_vkey
from verify.proof.policy import KeyRange, Policy
from verify.report import Report
from verify.targets import Loader

STORY = Story()
TAR = STORY.all[2]
PARTS = 8
KEY = Policy(log_keys=[KeyRange(parse_vkey(STORY.log.signer.vkey))])


def judge(raw: bytes, name: str) -> Report:
    report = Report()
    compare([Loader(report, outside=False).blob(BytesBlob(raw), name, name)], KEY, report)
    return report


def test_the_bag_is_small_and_sound():
    """At most 40 entries and 64 kB, as the promise says; unflipped it passes with the key."""
    assert len(STORY.log.lines) <= 40
    assert len(TAR) <= 64 * 1024
    assert judge(TAR, "all.tar").exit_code() == 0


@pytest.mark.parametrize("part", range(PARTS))
def test_no_flipped_byte_passes(part):
    """All bytes; the bit that is flipped changes from byte to byte, so that each bit has its turn."""
    passed, faulty = [], []
    for index in range(part * len(TAR) // PARTS, (part + 1) * len(TAR) // PARTS):
        raw = bytearray(TAR)
        raw[index] ^= 1 << index % 8
        report = judge(bytes(raw), "all.tar")
        if report.exit_code() != 1:
            passed.append(index)
        if any(item["code"] == "VERIFIER_FAULT" for item in report.findings):
            faulty.append(index)
    assert (passed, faulty) == ([], [])


@pytest.mark.nightly
@pytest.mark.parametrize("bit", range(8))
def test_no_flipped_bit_passes(bit):
    """Every bit of every byte."""
    for index in range(len(TAR)):
        raw = bytearray(TAR)
        raw[index] ^= 1 << bit
        assert judge(bytes(raw), "all.tar").exit_code() == 1, (index, bit)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("checkpoint", STORY.log.checkpoint()),
        ("receipt.json", STORY.log.receipt(3)),
        ("entries.jsonl", STORY.log.jsonl(4)),
    ],
)
def test_no_flipped_byte_of_a_lone_file_is_sound(name, raw):
    """In a file of its own every byte counts too."""
    for index in range(len(raw)):
        flipped = bytearray(raw)
        flipped[index] ^= 1 << index % 8
        report = judge(bytes(flipped), name)
        assert report.exit_code() != 0, index
        assert report.findings or name == "entries.jsonl", index


def test_no_flipped_byte_of_a_proof_is_sound():
    """A proof with its receipt beside it."""
    raw, receipt = STORY.log.proof(9, 26), STORY.log.receipt(9)
    for index in range(-1, len(raw)):
        flipped = bytearray(raw)
        if index >= 0:
            flipped[index] ^= 1 << index % 8
        report = Report()
        loader = Loader(report, outside=False)
        pieces = (("a.tlog-proof", bytes(flipped)), ("receipt.json", receipt))
        compare([loader.blob(BytesBlob(content), name, name) for name, content in pieces], KEY, report)
        assert (report.exit_code() == 0) == (index < 0), index


@pytest.mark.parametrize("step", [1, 2, 3])
def test_cut_and_stretched_bags(step):
    """Removing or doubling bytes anywhere is seen as well."""
    for index in range(0, len(TAR), 199):
        assert judge(TAR[:index] + TAR[index + step :], "all.tar").exit_code() == 1, index
        assert judge(TAR[:index] + TAR[index : index + step] + TAR[index:], "all.tar").exit_code() == 1, index
