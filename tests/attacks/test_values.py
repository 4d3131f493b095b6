"""Heads that agree over values that nobody read (A43), and values that nobody can read (A55)."""

import json
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from demo.attackers import Line
from ledger.form.canonical import encode
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, record, tampered
from verify import text
from verify.__main__ import verify

BAG = "window-giua-ky-1"


def test_a43_a_value_edited_in_the_file_is_read_and_named_though_every_head_agrees(
    school: SeizedSchool, held: Held, honest: HonestSchool
) -> None:
    """The checkpoint of the export is genuine and equals the held one: only the lines tell the edit."""
    cell = honest.crime.cell
    folder = school.exported()
    lines = (folder / "entries.jsonl").read_bytes().split(b"\n")
    lines[cell.pos] = lines[cell.pos].replace(b'"value":24', b'"value":85')
    (folder / "entries.jsonl").write_bytes(b"\n".join(lines))
    assert (folder / "checkpoint").read_bytes() == held.newest.read_bytes()
    judged = judge([folder], [held.newest], held.key)
    wanted = tampered("LEAF_MISMATCH", "CHAIN_BROKEN", "ROOT_MISMATCH", "HISTORY_REWRITTEN")
    assert outcome(judged) == wanted
    assert record(judged, "LEAF_MISMATCH") == [
        (cell.pos, "demo", "6B", cell.pupil, "toan", "gk", None, honest.crime.new)
    ]
    assert judged.answer["coverage"]["percent"] < 100


def test_a43_a_mark_edited_in_a_bag_s_book_is_read_and_named(
    school: SeizedSchool, held: Held, honest: HonestSchool
) -> None:
    """The book that people open, not the lines that prove it; checkpoint, tiles and lines are genuine."""
    forged = school.bag(BAG).parent.parent / f"{BAG}.tar"
    rewrite(held.bags[BAG], forged, f"{BAG}/data/books/6B.json", with_other_mark(honest))
    judged = judge([forged], key=held.key)
    assert outcome(judged) == tampered("BAG_FILE_CHANGED", "BOOK_MISMATCH")
    cell = honest.crime.cell
    assert record(judged, "BOOK_MISMATCH") == [
        (cell.pos, "demo", "6B", cell.pupil, "toan", "gk", cell.value, honest.crime.new)
    ]


def with_other_mark(honest: HonestSchool) -> Callable[[bytes], bytes]:
    """A book in which the crime's cell shows what the attacker wants."""
    cell = honest.crime.cell

    def change(content: bytes) -> bytes:
        book = json.loads(content)
        (shown,) = [
            each
            for each in book["cells"]
            if (each["subject"], each["pupil"], each["col"]) == ("toan", cell.pupil, "gk")
        ]
        shown["value"] = honest.crime.new
        return encode(book) + b"\n"

    return change


def rewrite(source: Path, target: Path, name: str, change: Callable[[bytes], bytes]) -> None:
    """Copies a tar with one member changed."""
    with tarfile.open(source) as old, tarfile.open(target, "w", format=tarfile.USTAR_FORMAT) as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            content = file.read()
            if member.name == name:
                content = change(content)
                member.size = len(content)
            new.addfile(member, BytesIO(content))


def test_a43_an_audit_of_heads_alone_says_that_it_read_no_line(school: SeizedSchool, held: Held) -> None:
    """Two equal checkpoints agree, and that is all: the count of lines is 0, and the words say so."""
    head = school.exported() / "checkpoint"
    judged = judge([head], [held.newest], held.key)
    assert (judged.answer["coverage"]["entries"], judged.answer["coverage"]["files"]) == (0, 1)
    report = verify([str(head)], [str(held.newest)], [held.key])
    assert "Không dòng nào của sổ được đọc" in text.render(report, "vi")
    assert "No line of the log was read" in text.render(report, "en")
    both = verify([str(school.exported())], [str(held.newest)], [held.key])
    assert "Không dòng nào" not in text.render(both, "vi")


@pytest.mark.parametrize("change", [{"v": 2}, {"type": "MarkBlessed"}], ids=str)
def test_a55_an_entry_of_an_unknown_kind_is_never_verified(
    school: SeizedSchool, change: dict[str, Any]
) -> None:
    """A signed line of a future version or type at the end: nothing is wrong, and nothing is sound."""
    with school.intruder() as intruder:
        lines = intruder.lines()
        pos = len(lines)
        intruder.insert(pos, unknown(lines, change))
        intruder.rehash_from(pos)
        school.resign(intruder)
    judged = school.judged()
    assert outcome(judged) == ("incomplete", 2, "–")
    assert record(judged, "UNKNOWN_TYPE") == [(pos, "demo", None, None, None, None, None, None)]
    coverage = judged.answer["coverage"]
    assert (coverage["entries"] - coverage["entries_verified"], coverage["percent"]) == (1, 99)


def unknown(lines: list[Line], change: dict[str, Any]) -> Line:
    """A lawful registration of a person but for `change`."""
    line = next(each for each in lines if each["type"] == "PersonRegistered")
    data = {"person": "moi", "name": "Người mới"}
    again = {"data": data, "stream": "person/moi", "cmd": "moi", "at": lines[-1]["at"], "i": 0, "n": 1}
    return {**line, **again, "salt": "A" * 22, **change}


def test_a55_a_file_of_an_unknown_kind_beside_the_export_is_not_passed_over(
    school: SeizedSchool, held: Held
) -> None:
    """What the verifier cannot read lowers the coverage, and the verdict is not "sound"."""
    mystery = school.service.settings.home / "goi.v2"
    mystery.write_bytes(b"\x00\x01\x02")
    assert outcome(judge([school.exported()], key=held.key)) == SOUND
    judged = judge([school.exported(), mystery], key=held.key)
    assert outcome(judged) == ("incomplete", 2, "–")
    assert [each["source"] for each in judged.found("UNKNOWN_FILE")] == [str(mystery)]
    assert judged.answer["coverage"]["percent"] < 100


def test_a55_a_line_that_is_no_entry_is_an_error(school: SeizedSchool, held: Held) -> None:
    """Canonical JSON of another form, behind all that is signed."""
    folder = school.exported()
    with (folder / "entries.jsonl").open("ab") as file:
        file.write(b'{"future":1}\n')
    judged = judge([folder], key=held.key)
    assert outcome(judged) == tampered("ENVELOPE_WRONG")
    assert [each["pos"] for each in judged.found("ENVELOPE_WRONG")] == [school.school.log.head().size]
