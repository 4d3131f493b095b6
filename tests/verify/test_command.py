"""The command: JSON and exit codes as FORMAT.md 7 says, texts in two languages, codes in one table."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from verify.__main__ import main
from verify.codes import table
from verify.report import MAX_PER_CODE, Report
from verify.text import render

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"\b[A-Z][A-Z]+(?:_[A-Z]+)+\b|\bUNREADABLE\b|\bFORK\b")
VALUES = {
    "CHO_KIEM_TRA_BU",
    "CHUA_DU",
    "KHONG_HOC",
    "LEN_LOP",
    "KIEM_TRA_LAI",
    "REN_LUYEN_HE",
    "O_LAI_LOP",
    "GIAY_KHEN",
    "THCS_THPT",
}
"""Words of the law that are values and no codes."""
FIELDS = {"verdict", "anchors", "rests_on", "anchored", "coverage", "signed", "findings", "notes"}


def test_the_table_for_people_is_the_table_for_programs():
    """CODES.md and codes.json agree word for word."""
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (\w+) \| (.+) \| (.+) \|$", (ROOT / "spec/CODES.md").read_text(), re.M
    )
    assert {code: tuple(rest) for code, *rest in rows} == {
        name: tuple(code) for name, code in table().items()
    }


def test_every_code_of_the_law_and_of_the_verifier_is_in_the_table():
    """No finding without a text: neither one that LAW.md names nor one that the program may say."""
    law = set(CODE.findall((ROOT / "spec/LAW.md").read_text())) - VALUES
    sources = [path.read_text() for path in (ROOT / "verify").rglob("*.py")]
    said = {
        text for source in sources for text in re.findall(r'"([A-Z]{2,}(?:_[A-Z0-9]+)+)"', source)
    } - VALUES
    assert law - set(table()) == set()
    assert said - set(table()) == set()


def test_every_code_of_the_table_can_be_said():
    """No dead codes: each is in LAW.md or in the program."""
    text = (ROOT / "spec/LAW.md").read_text() + "".join(
        p.read_text() for p in (ROOT / "verify").rglob("*.py")
    )
    assert {code for code in table() if code not in text} == set()


def test_severities_and_texts_are_whole():
    """Two severities, two languages, never empty; unknown things are warnings and never errors."""
    for name, code in table().items():
        assert code.severity in ("error", "warning"), name
        assert len(code.vi) > 10 < len(code.en), name
    assert table()["UNKNOWN_TYPE"].severity == "warning"


def test_json_has_the_promised_fields(desk, capsys):
    """One object, one line, all fields of a finding present."""
    other = desk.story.log.rewrite(desk.story.gk, lambda e: e["data"].update({"value": 95}))
    other.export(desk.folder / "forged")
    code = main([str(desk.folder / "forged"), "--against", str(desk.folder / "w1.tar"), "--json"])
    out = capsys.readouterr().out
    answer = json.loads(out)
    assert (code, out.count("\n"), set(answer)) == (1, 1, FIELDS)
    assert answer["verdict"] == "tampered"
    assert {"entries", "entries_verified", "files", "files_verified", "percent"} <= set(answer["coverage"])
    fields = {
        "code",
        "severity",
        "origin",
        "pos",
        "school",
        "class",
        "pupil",
        "subject",
        "column",
        "old",
        "new",
    }
    for finding in answer["findings"]:
        assert fields <= set(finding)


def test_texts_name_the_record_in_both_languages(desk):
    """Vietnamese with a decimal comma, English with a point, the pupil by name."""
    other = desk.story.log.rewrite(desk.story.gk, lambda e: e["data"].update({"value": 95}))
    other.export(desk.folder / "forged")
    report = desk.run("forged", against=["w1.tar"])
    vi, en = render(report, "vi"), render(report, "en")
    assert "lớp 6A, học sinh hs01 (Nguyễn Văn An), môn TOAN" in vi
    assert "trước: 6,5 → nay: 9,5" in vi
    assert "Kết luận: ĐÃ BỊ SỬA ĐỔI" in vi
    assert "was: 6.5 → now: 9.5" in en
    assert "Verdict: TAMPERED WITH" in en


def test_names_from_a_target_cannot_move_the_terminal():
    """A38: direction marks and escapes are shown, not obeyed."""
    report = Report()
    report.add("BOOK_MISMATCH", "x\x1b[2J", pupil="p", name="A\u202eB", detail="\u200b")
    text = render(report, "vi")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\u202e" in text


def test_exit_codes(desk, story):
    """0 sound, 1 tampered, 2 not compared, incomplete or not there."""
    bag = str(desk.folder / "all.tar")
    assert main([bag, "--key", story.log.signer.vkey]) == 0
    assert main([bag]) == 2
    assert main([bag, str(desk.folder / "none")]) == 2
    desk.put("bad.tar", story.all[2][:-1])
    assert main([str(desk.folder / "bad.tar"), "--key", story.log.signer.vkey]) == 1
    with pytest.raises(SystemExit) as usage:
        main([])
    assert usage.value.code == 2


def test_a_file_of_no_known_kind_is_never_sound(desk, story):
    """Beside a good target it takes the verdict down to incomplete."""
    name = desk.put("disc/readme.txt", b"hello")
    report = desk.run("all.tar", "disc", keys=[story.log.signer.vkey])
    assert [item["code"] for item in report.findings] == ["UNKNOWN_FILE"]
    assert (report.verdict(), report.exit_code()) == ("incomplete", 2)
    assert desk.codes(name) == {"UNKNOWN_FILE"}
    (desk.folder / "empty").mkdir()
    assert desk.run("empty").exit_code() == 2


def test_findings_are_said_once_and_not_without_end():
    """A thousand of one kind are cut, and the cut is said."""
    report = Report()
    for pos in range(1000):
        report.add("CHAIN_BROKEN", "x", "o", pos)
        report.add("CHAIN_BROKEN", "x", "o", 0)
    codes = [item["code"] for item in report.findings]
    assert (codes.count("CHAIN_BROKEN"), codes.count("MORE_FINDINGS")) == (MAX_PER_CODE, 1)


def test_our_own_fault_is_never_a_pass(desk, story, monkeypatch):
    """Should the verifier itself fail, that is said, and the verdict is not sound."""
    monkeypatch.setattr("verify.targets.Loader._path", lambda *_: 1 / 0)
    report = desk.run("all.tar", keys=[story.log.signer.vkey])
    assert [item["code"] for item in report.findings] == ["VERIFIER_FAULT"]
    assert report.exit_code() == 2


def test_two_builds_of_the_zipapp_are_equal_and_it_runs_isolated(desk, story, tmp_path):
    """Stdlib only: it runs with `python3 -I` from another folder, and knows its codes and texts."""
    for name in ("one.pyz", "two.pyz"):
        subprocess.run(
            [sys.executable, ROOT / "scripts/zipapp.py", tmp_path / name], check=True, capture_output=True
        )
    assert (tmp_path / "one.pyz").read_bytes() == (tmp_path / "two.pyz").read_bytes()

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", str(tmp_path / "one.pyz"), *words]
        return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False, encoding="utf-8")

    bag = str(desk.folder / "all.tar")
    sound = run(bag, "--key", story.log.signer.vkey)
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "NGUYÊN VẸN" in sound.stdout
    assert run(bag, "--json").returncode == 2
    cut = run(desk.put("cut.tar", story.all[2][:-1]) and str(desk.folder / "cut.tar"))
    assert (cut.returncode, "BAG_TAR_WRONG" in cut.stdout) == (1, True)
    vectors = run("vectors", str(ROOT / "spec/vectors/merkle.json"))
    assert vectors.stdout.endswith(" passed, 0 failed\n")
    assert vectors.returncode == 0


def test_the_verifier_imports_the_standard_library_only():
    """Nothing third-party and nothing of ours but itself."""
    for path in (ROOT / "verify").rglob("*.py"):
        for name in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(), re.M):
            assert name == "verify" or name in sys.stdlib_module_names, (path.name, name)


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", "kẻ trộm được khóa ký"), ("en", "a thief of the signing key")]
)
def test_a_sound_verdict_by_a_key_alone_says_so(desk, capsys, lang, words):
    """A public key cannot tell the school from a thief of its key; the reader of «sound» must know."""
    bag, key = str(desk.folder / "all.tar"), desk.story.log.signer.vkey
    assert main([bag, "--key", key, "--lang", lang]) == 0
    assert words in capsys.readouterr().out
    assert main([bag, "--key", key, "--lang", lang, "--against", str(desk.folder / "w1.tar")]) == 0
    assert words in capsys.readouterr().out, "evidence that ends before the bag leaves the rest to the key"
    note = str(desk.folder / desk.put("kept", desk.story.log.checkpoint(26)))
    assert main([bag, "--key", key, "--lang", lang, "--against", note]) == 0
    assert words not in capsys.readouterr().out
