"""What lies beside the files, answers at an address, or breaks a part of the verifier hides no finding."""

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.attacks.honest import Held
from tests.attacks.seized import Judgement, judge
from verify.__main__ import verify
from verify.files import remote

YEAR = Path(__file__).parents[2] / "spec" / "vectors" / "law_year.json"
BESIDE: dict[str, Callable[[Path], object]] = {
    "link": lambda place: place.symlink_to("nowhere"),
    "device": lambda place: place.symlink_to("/dev/zero"),
    "pipe": os.mkfifo,
    "folder": os.mkdir,
    "large": lambda place: place.write_bytes(bytes(2_000_000)),
    "rubbish": lambda place: place.write_bytes(b"\xff\x00" * 400),
}
NAMES = ("checkpoint", "entries.jsonl", "columns.csv", "bagit.txt", "x.tar", "note", "\udcff")


def forged(held: Held, target: Path) -> Path:
    """The genuine export with one mark changed and nothing else."""
    shutil.copytree(held.export, target)
    lines = (target / "entries.jsonl").read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if b'"type":"MarkEntered"' in line and b'"value":24' in line)
    lines[at] = lines[at].replace(b'"value":24', b'"value":85')
    (target / "entries.jsonl").write_bytes(b"".join(lines))
    return target


def errors(judged: Judgement) -> list[dict[str, object]]:
    return [each for each in judged.answer["findings"] if each["severity"] == "error"]


@pytest.mark.parametrize("kind", BESIDE)
def test_a61_nothing_beside_the_files_hides_a_changed_mark(held: Held, tmp_path: Path, kind: str) -> None:
    """Links, pipes, folders under the names of files, odd names: findings of their own, and none is lost."""
    school = forged(held, tmp_path / "school")
    plain = judge([school], [held.bags["window-giua-ky-1"]], held.key)
    assert plain.found("HISTORY_REWRITTEN")
    for name in NAMES:
        if not os.path.lexists(school / name):
            BESIDE[kind](school / name)
    noisy = judge([school], [held.bags["window-giua-ky-1"]], held.key)
    assert (noisy.verdict, noisy.found("VERIFIER_FAULT")) == ("tampered", [])
    assert [each for each in errors(plain) if each not in errors(noisy)] == []


def test_a62_a_date_that_no_calendar_has_before_it_does_not_stop_the_law(tmp_path: Path) -> None:
    """A move on the first day of year 1: found as such, and what was changed elsewhere is found as well."""
    genuine = json.loads(YEAR.read_bytes())["logs"]["TT58_26"]
    lines = [json.loads(line) for line in genuine]
    move = next(line for line in lines if line["type"] == "PupilPlaced")
    move["data"]["from"] = "0001-01-01"
    mark = next(line for line in lines if line["type"] == "MarkEntered")
    mark["data"]["value"] = "CD" if mark["data"]["value"] == "D" else 3
    for name, each in (("genuine.jsonl", map(json.loads, genuine)), ("forged.jsonl", lines)):
        text = (json.dumps(one, sort_keys=True, separators=(",", ":"), ensure_ascii=False) for one in each)
        (tmp_path / name).write_text("".join(f"{line}\n" for line in text), "utf-8")
    report = verify([str(tmp_path / "forged.jsonl")], [str(tmp_path / "genuine.jsonl")])
    codes = {each["code"] for each in report.findings}
    assert "VERIFIER_FAULT" not in codes
    rewritten = {each["pos"] for each in report.findings if each["code"] == "HISTORY_REWRITTEN"}
    assert {move["pos"], mark["pos"]} <= rewritten


ANSWERS: dict[str, bytes] = {
    "rubbish": b"\xff\x00\r\n" * 50,
    "drip": b"",
    "to a file": b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\n\r\n",
    "to ftp": b"HTTP/1.1 302 Found\r\nLocation: ftp://127.0.0.1/x\r\n\r\n",
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a63_a_hostile_address_hides_nothing_and_ends(
    held: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """It costs its share of time; no redirect is followed to another scheme; the bag at hand is compared."""
    monkeypatch.setattr(remote, "TOTAL_SECONDS", 2)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                one, _ = listening.accept()
                one.sendall(ANSWERS[kind] or b"HTTP/1.1 200 OK\r\n")
                while not ANSWERS[kind]:
                    one.sendall(b"x")
                    time.sleep(0.2)
                one.close()

    threading.Thread(target=serve, daemon=True).start()
    begun = time.monotonic()
    bag = str(held.bags["window-giua-ky-1"])
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/logs/demo"
    report = verify([str(forged(held, tmp_path / "school"))], [bag, url], [held.key])
    listening.close()
    codes = {each["code"] for each in report.findings}
    assert report.verdict() == "tampered"
    assert {"HISTORY_REWRITTEN", "REMOTE_FAILED"} <= codes
    assert time.monotonic() - begun < 60
