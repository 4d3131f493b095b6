"""What a reader is shown: deceptive names (A38), an "upgraded" log (A44), a tampered verifier (A50)."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from demo.attackers import Line
from demo.school import CODE
from domain.acts.unit.appointments import Appoint, RegisterPerson
from domain.words.refusal import Refusal
from ledger.form.canonical import decode, encode_trusted
from scripts.zipapp import build
from tests.attacks.forged import append, forge
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SOUND, SeizedSchool, judge, outcome, tampered
from tests.signed_in import cookie_of
from verify import text
from verify.__main__ import verify

ROOT = Path(__file__).parents[2]
HEAD = "ht.y-blin"
CHANGED = 855
DECEPTIVE = {
    "direction": ("Võ \u202eoảB\u202c", "Võ \\u202eoảB\\u202c"),
    "isolate": ("\u2067Võ Bảo\u2069", "\\u2067Võ Bảo\\u2069"),
    "zero width": ("Võ Bả\u200bo", "Võ Bả\\u200bo"),
    "soft hyphen": ("Võ Bả\u00ado", "Võ Bả\\u00ado"),
    "tag": ("Võ Bảo\U000e0041", "Võ Bảo\\ue0041"),
}


@pytest.mark.parametrize("kind", DECEPTIVE)
def test_a38_a_name_that_deceives_the_eye_is_shown_as_what_it_is(
    school: SeizedSchool, held: Held, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused today, and spelled out on every page of a log in which it stands: no fault of the log's."""
    name, shown = DECEPTIVE[kind]
    with pytest.raises(Refusal, match="TEXT_UNCLEAR"):
        school.acting.act(HEAD, RegisterPerson(person="gia", name=name), "gia")
    monkeypatch.setattr(
        "api.service.acting.refuse_unfit", lambda *_: None
    )  # a log from before there was this rule
    school.acting.act(HEAD, RegisterPerson(person="gia", name=name), "gia")
    paper, since = school.acting.decision("03/QĐ-gia"), school.acting.calendar.day
    clerk = {"role": "clerk", "klass": None, "subject": None}
    school.acting.act(HEAD, Appoint(person="gia", **clerk, start=since, decision=paper), "gia-2")
    school.school.seal()
    assert outcome(school.judged(*held.all())) == SOUND
    app = create_app(school.service.settings, school.service)
    page = TestClient(app).get("/", headers=cookie_of(school.service, CODE, "gia")).text
    assert shown in page
    assert not set(name) & set("\u202e\u202c\u2067\u2069\u200b\u00ad\U000e0041") & set(page)


def test_a38_a_forged_name_does_not_turn_the_report_round(school: SeizedSchool) -> None:
    """The superuser renames a pupil so that the line that accuses reads as something else."""
    hidden = "Võ\u202e Bảo"
    forged = append(school, CHANGED, **change_of_a_mark())

    def rename(lines: list[Line]) -> None:
        for line in lines:
            if line["type"] == "PupilEnrolled" and line["data"]["pupil"] == "HS0059":
                line["data"]["name"] = hidden

    forge(school, rename, 1)
    for lang in text.languages():
        report = verify([str(school.exported())])
        shown = text.render(report, lang)
        assert str(forged) in shown and "Võ\\u202e Bảo" in shown
        assert hidden not in shown


def change_of_a_mark() -> dict[str, object]:
    """What the rules forbid after the window."""
    data = {"base": CHANGED, "col": "gk", "late": None, "old": 24, "pupil": "HS0059", "value": 85}
    return {"type": "MarkChanged", "data": data}


def upcast(line: Line) -> None:
    """The entry in the form of a later program: a version more, and a field with its default."""
    line["v"] = 2
    line["data"]["scale"] = 10


def compacted(lines: list[Line]) -> None:
    """A change becomes an entry of its last value, as if there had never been another."""
    line = lines[CHANGED]
    line["data"] = {**line["data"], "value": 85}


def test_a44_an_upgraded_copy_is_judged_by_the_bytes_that_were_hashed(
    school: SeizedSchool, held: Held
) -> None:
    """An export "converted to the new format": each line is another than the one that was signed."""
    folder = school.exported()
    lines = [decode(line) for line in (folder / "entries.jsonl").read_bytes().splitlines()]
    upcast(lines[CHANGED])
    (folder / "entries.jsonl").write_bytes(b"".join(encode_trusted(line) + b"\n" for line in lines))
    judged = judge([folder], [held.newest], held.key)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert [each["pos"] for each in judged.found("LEAF_MISMATCH")] == [CHANGED]
    assert judged.answer["coverage"]["percent"] < 100


REWRITERS: dict[str, Callable[[list[Line]], None]] = {
    "upcast": lambda lines: upcast(lines[CHANGED]),
    "compacted": compacted,
}


@pytest.mark.parametrize("how", REWRITERS)
def test_a44_a_log_migrated_in_place_is_another_log(school: SeizedSchool, held: Held, how: str) -> None:
    """The server rewrites its own past in a new form and signs it: whoever holds the old form tells."""
    forge(school, REWRITERS[how], CHANGED)
    for piece in (held.newest, *held.bags.values()):
        judged = school.judged(piece)
        assert (judged.verdict, judged.exit_code) == ("tampered", 1), piece.name
        assert judged.found("HISTORY_REWRITTEN"), piece.name
    if how == "upcast":
        assert [each["pos"] for each in school.judged().found("UNKNOWN_TYPE")] == [CHANGED]
        assert school.judged().verdict != "sound"


SOURCES = ("verify", "spec")
TAMPERED = b'        return "sound"\n'


def copied(folder: Path) -> Path:
    """The sources elsewhere, written at another time."""
    for name in SOURCES:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    for path in folder.rglob("*"):
        os.utime(path, (1, 1))
    return folder


def test_a50_the_verifier_is_one_file_of_one_digest(tmp_path: Path) -> None:
    """Built from the same sources in another folder at another time, it is the same to the byte."""
    assert build(copied(tmp_path / "clone")) == build(ROOT)


def test_a50_every_changed_byte_of_its_sources_changes_the_digest(tmp_path: Path) -> None:
    """Code, table of codes, rights, licence: nothing goes in that the digest does not cover."""
    clone = copied(tmp_path / "clone")
    genuine = hashlib.sha256(build(clone)).digest()
    parts = [*sorted((clone / "verify").rglob("*.py")), clone / "verify/LICENSE"]
    for path in [*parts, clone / "spec/codes.json", clone / "spec/permissions.json"]:
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert hashlib.sha256(build(clone)).digest() != genuine, path.name
        path.write_bytes(before)
    (clone / "verify/more.py").write_bytes(b"")
    assert hashlib.sha256(build(clone)).digest() != genuine


def test_a50_a_verifier_that_calls_everything_sound_is_told_by_its_digest_alone(
    school: SeizedSchool, honest: HonestSchool, held: Held, tmp_path: Path
) -> None:
    """It says "sound" where the true one says "tampered", and looks the same: hence the published digest."""
    with school.intruder() as intruder:
        intruder.edit_line(honest.crime.cell.pos, honest.crime.commit)
    folder = school.exported()
    clone = copied(tmp_path / "clone")
    report = clone / "verify/report.py"
    source = report.read_bytes()
    head = source.index(b"\n", source.index(b"    def verdict(")) + 1
    report.write_bytes(source[:head] + TAMPERED + source[head:])
    codes = {}
    for name, root in (("true", ROOT), ("false", clone)):
        (tmp_path / name).write_bytes(build(root))
        command = [sys.executable, "-I", str(tmp_path / name), str(folder), "--key", held.key]
        codes[name] = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path).returncode
    assert codes == {"true": 1, "false": 0}
    assert outcome(judge([folder], key=held.key)) == tampered(
        "LEAF_MISMATCH", "CHAIN_BROKEN", "ROOT_MISMATCH"
    )
    assert (tmp_path / "true").read_bytes() != (tmp_path / "false").read_bytes()
