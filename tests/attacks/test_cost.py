"""Input made to cost: ten times as much takes about ten times as long, in little memory (VERDICT.md)."""

import base64
import hashlib
import json
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from verify.__main__ import verify
from verify.proof.canonical import encode
from verify.report import Report

LAW = Path(__file__).parents[2] / "spec" / "vectors" / "law.json"
MOST = 25
"""How much longer ten times the size may take; a square would take a hundred times."""
MOST_MEMORY = 96 * 2**20


def seconds(make: Callable[[Path, int], None], path: Path, size: int) -> tuple[float, Report]:
    """The better of two runs."""
    make(path, size)
    best = float("inf")
    for _ in range(2):
        begun = time.process_time()
        report = verify([str(path)])
        best = min(best, time.process_time() - begun)
    return best, report


def scales(make: Callable[[Path, int], None], folder: Path, size: int) -> Report:
    """Judge it at one and at ten times the size."""
    small, _ = seconds(make, folder / "one.jsonl", size)
    large, report = seconds(make, folder / "ten.jsonl", 10 * size)
    assert large < MOST * max(small, 0.02)
    return report


def combining(path: Path, size: int) -> None:
    """Lines of 20,000 combining characters in a name, as raw text and as escapes."""
    name = "x" + "\u0323\u0301" * 10_000
    lines = [json.dumps({"name": name[:6_000]}), json.dumps({"name": name}, ensure_ascii=False)]
    path.write_text("".join(f"{lines[number % 2]}\n" for number in range(size)), "utf-8")


def test_a64_runs_of_combining_characters_are_refused_before_they_are_normalised(tmp_path: Path) -> None:
    """Bringing such a run to NFC costs its square; here the whole file costs a pass."""
    report = scales(combining, tmp_path, 30)
    assert {each["code"] for each in report.findings} >= {"LINE_NOT_CANONICAL"}
    assert report.verdict() == "tampered"


def line_feeds(path: Path, size: int) -> None:
    path.write_bytes(b"\n" * size)


def one_line(path: Path, size: int) -> None:
    path.write_bytes(b"x" * size)


def nested(path: Path, size: int) -> None:
    path.write_bytes((b'{"a":' * 13_000 + b"\n" + b"[" * 65_000 + b"\n") * size)


def digits(path: Path, size: int) -> None:
    path.write_bytes((b'{"a":' + b"9" * 65_000 + b"}\n") * size)


@pytest.mark.parametrize(
    ("make", "size"), [(line_feeds, 4_000), (one_line, 8_000_000), (nested, 20), (digits, 30)]
)
def test_a65_floods_and_overlong_lines_cost_their_length(
    tmp_path: Path, make: Callable[[Path, int], None], size: int
) -> None:
    """Line feeds, a line of 80 MB, nesting, numbers of 65,000 digits."""
    report = scales(make, tmp_path, size)
    assert report.verdict() == "tampered"
    assert "VERIFIER_FAULT" not in {each["code"] for each in report.findings}


def test_a65_a_hundred_megabytes_of_line_feeds_are_no_log(tmp_path: Path) -> None:
    """It is read until it is clear that it is none."""
    line_feeds(tmp_path / "lf.jsonl", 100_000_000)
    tracemalloc.start()
    report = verify([str(tmp_path / "lf.jsonl")])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.verdict() == "tampered"
    assert {each["code"] for each in report.findings} >= {"LINE_NOT_CANONICAL", "UNREADABLE"}
    assert peak < MOST_MEMORY


def appointments(path: Path, size: int) -> None:
    """One deputy is appointed for past days and delegated to, over and over, with windows beside them."""
    vectors = json.loads(LAW.read_bytes())["vectors"]
    sound = next(
        v["lines"] for v in vectors if v["want"] is None and any("Delegated" in x for x in v["lines"])
    )
    entries = [json.loads(line) for line in sound]
    sample = {kind: next(e for e in entries if e["type"] == kind) for kind in ("Appointed", "Delegated")}
    lines, versions = list(sound), {entry["stream"]: entry["ver"] for entry in entries}
    for number in range(size):
        kind = "Appointed" if number % 2 else "Delegated"
        data = dict(sample[kind]["data"], person=sample["Delegated"]["data"]["person"])
        if kind == "Appointed":
            data |= {
                "role": "deputy",
                "class": None,
                "subject": None,
                "from": "2001-01-01",
                "to": "2001-01-02",
            }
        stream = f"person/{data['person']}"
        versions[stream] = versions.get(stream, 0) + 1
        leaf = hashlib.sha256(b"\0" + lines[-1].encode()).digest()
        again = {"cmd": f"c{number}", "data": data, "stream": stream, "ver": versions[stream], "i": 0, "n": 1}
        again |= {
            "pos": len(lines),
            "prev": base64.b64encode(leaf).decode().rstrip("="),
            "at": entries[-1]["at"],
        }
        lines.append(encode({**sample[kind], **again}).decode())
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def test_a66_a_person_with_thousands_of_appointments_costs_no_square(tmp_path: Path) -> None:
    """Every right is looked up; none is searched among all that ever were."""
    report = scales(appointments, tmp_path, 600)
    assert "VERIFIER_FAULT" not in {each["code"] for each in report.findings}


def test_a69_a_flood_of_findings_is_told_in_little_memory(tmp_path: Path) -> None:
    """Each code is told 200 times of a file, values are cut, and the rest is said to be more."""
    name = "ẩ" * 9_000
    text = "".join(f'{{"name":"{name}","n":{number}}}\n' for number in range(600))
    (tmp_path / "flood.jsonl").write_text(text, "utf-8")
    tracemalloc.start()
    report = verify([str(tmp_path / "flood.jsonl")])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "MORE_FINDINGS" in {each["code"] for each in report.findings}
    assert peak < MOST_MEMORY
    assert len(json.dumps(report.to_json())) < 2_000_000
