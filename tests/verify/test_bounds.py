"""VERDICT.md, Bounds: ten times as much takes about ten times as long, not a hundred times."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.vectors.law.drafts.books import change, mark
from tests.vectors.law.drafts.keys import device
from tests.vectors.law.drafts.unit import opened
from tests.vectors.law.keyed import Keys
from tests.vectors.law.log import Draft, Log
from tests.vectors.law.signing import Secret
from tests.vectors.law.story import subject
from tests.verify.bag_builder import LogBuilder, tar_bytes
from tests.verify.law.test_fuzz import SOUND, judge
from verify.__main__ import verify

MOST = 25


def best(run: Callable[[], object]) -> float:
    """The better of two runs."""
    times = []
    for _ in range(2):
        begun = time.process_time()
        run()
        times.append(time.process_time() - begun)
    return min(times)


def scales(small: Callable[[], object], large: Callable[[], object]) -> None:
    assert best(large) < MOST * max(best(small), 0.02)


def repeated(kind: str, count: int, change: Callable[[dict, int], None]) -> list[dict]:
    """A sound log, then its first entry of that type over and over with other data."""
    log = next(log for log in SOUND if any(entry["type"] == kind for entry in log))
    sample = next(entry for entry in log if entry["type"] == kind)
    more = []
    for number in range(count):
        data = dict(sample["data"])
        entry = {**sample, "data": data, "cmd": f"again-{number}", "i": 0, "n": 1, "at": log[-1]["at"]}
        change(entry, number)
        more.append(entry)
    return [*log, *more]


def window(entry: dict, number: int) -> None:
    entry["data"] |= {"window": f"w{number}", "classes": [f"c{number}"]}
    entry["stream"] = f"window/w{number}"


def placed(entry: dict, number: int) -> None:
    entry["data"]["from"] = f"2020-{number % 12 + 1:02}-{number % 28 + 1:02}"


def same(entry: dict, number: int) -> None:
    """Just again."""


CASES: dict[str, Callable[[dict, int], None]] = {
    "WindowSet": window,
    "Appointed": same,
    "Delegated": same,
    "PupilPlaced": placed,
    "AbsenceSet": same,
    "CorrectionItem": same,
    "SubstituteNamed": same,
    "RetestRegistered": same,
    "BoardFounded": same,
    "MarkEntered": same,
}


@pytest.mark.parametrize("kind", CASES)
def test_many_entries_of_a_type_cost_no_square(kind):
    """Each is judged by what it is about, and not by all that came before."""
    small, large = (repeated(kind, count, CASES[kind]) for count in (300, 3_000))
    scales(lambda: judge(small), lambda: judge(large))


def test_many_members_and_many_children_cost_no_square(tmp_path, story):
    """Tiny members of a tar, tiny files of a folder."""
    bags, folders = [], []
    for count in (300, 3_000):
        members = {**story.all[1], **{f"data/x/{number:05}": b"" for number in range(count)}}
        bags.append(tmp_path / f"{count}" / "all.tar")
        bags[-1].parent.mkdir()
        bags[-1].write_bytes(tar_bytes("all", members, "2020-11-05T03:00:00.000000Z"))
        folders.append(tmp_path / f"folder-{count}")
        folders[-1].mkdir()
        for number in range(count):
            (folders[-1] / f"f{number}").write_bytes(b"?")
    scales(lambda: verify([str(bags[0])]), lambda: verify([str(bags[1])]))
    scales(lambda: verify([str(folders[0])]), lambda: verify([str(folders[1])]))


def test_many_notes_of_one_log_cost_no_square(tmp_path: Path, story):
    """A disc of notes, compared with the log."""
    log = LogBuilder(story.log.signer, lines=story.log.lines)
    folders = []
    for count in (40, 400):
        folders.append(tmp_path / f"notes-{count}")
        log.export(folders[-1] / "export")
        for number in range(count):
            (folders[-1] / f"checkpoint-{number}").write_bytes(log.checkpoint(number % len(log.lines) + 1))
    scales(lambda: verify([str(folders[0])]), lambda: verify([str(folders[1])]))


def signed_log(path: Path, commands: int) -> Path:
    """So many marks, set and changed, each signed by a device of its own that the passkey certifies."""
    log = Log()
    keys, base = Keys(log), 0
    for number in range(commands):
        secret = Secret(f"device {number}")
        device_s = keys.signed("teacher", device(log, "t1", secret))
        made = change(number % 2 + 60, (number + 1) % 2 + 60, base) if number else mark(61)
        base = keys.typed(device_s, made, secret=secret)
    path.write_text("".join(f"{line}\n" for line in log.lines), "utf-8")
    return path


def test_many_signatures_by_many_keys_cost_no_square(tmp_path: Path):
    """A certificate and a mark each, by keys that are met once: what is kept of keys is bounded."""
    small, large = (signed_log(tmp_path / f"{count}.jsonl", count) for count in (30, 300))
    scales(lambda: verify([str(small)]), lambda: verify([str(large)]))
    assert verify([str(large)]).findings == []


def test_a_command_of_many_megabytes_is_not_held(tmp_path: Path):
    """Its statement ends at 4 MiB: what it says beyond was not signed, and the log is judged on."""
    log = Log()
    keys = Keys(log)
    first = keys.signed("board", *(opened_with_everything(f"6-{number}") for number in range(700)))
    (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in log.lines), "utf-8")
    tracemalloc.start()
    report = verify([str(tmp_path / "log.jsonl")])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ("SIGNATURE_WRONG", first) in {(one["code"], one["pos"]) for one in report.findings}
    assert peak < 96 * 2**20


def opened_with_everything(klass: str) -> Draft:
    """A class with as many subjects as there may be."""
    subjects = [subject(f"mon-{number:02}" + "x" * 20, "score", 1400, 4) for number in range(50)]
    return opened(klass, subjects=subjects)
