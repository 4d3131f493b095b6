"""LAW 51 beyond the vectors: what nobody signed is counted as the server's, and no fault is told twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.law import signing
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.keys import device, key_confirmed, passkey_of, policy_lowered, policy_proposed
from tests.vectors.law.keyed import HEAD, OTHER, TABLET, TEACHER, Keys, registered
from tests.vectors.law.log import Log, Sign
from tests.vectors.law.school import base
from tests.vectors.law.unit import policy, signed
from tests.verify.bag_builder import bag_members, tar_bytes
from verify.__main__ import verify
from verify.files.sources import BytesBlob
from verify.judged import Judged
from verify.law.signed import statement
from verify.law.table import TYPES
from verify.proof.canonical import encode
from verify.report import Report, Signed
from verify.text import render

Lines = list[str]
ROOT = Path(__file__).parents[3]


def judged(lines: Lines) -> tuple[list[tuple[str, int]], tuple[int, int]]:
    """Codes with positions; entries that people caused, and those that they signed."""
    report = Report()
    log = Judged(BytesBlob("".join(f"{line}\n" for line in lines).encode()), "lines", report).read()
    return [(one["code"], one["pos"]) for one in report.findings], (log.people, log.persons)


def column() -> tuple[Log, int]:
    """Four marks of p1 and p2 by a device; the first one's position."""
    log = Log()
    keys = Keys(log)
    first = keys.typed(keys.tablet(), mark(), mark(70, "p2"), mark(40, col="tx1"), mark(50, "p2", "tx1"))
    return log, first


def changed(lines: Lines, pos: int, change: Callable[[dict[str, Any]], object]) -> Lines:
    """The line at a position with another content; hashes are another matter."""
    entry = json.loads(lines[pos])
    change(entry)
    return [*lines[:pos], encode(entry).decode(), *lines[pos + 1 :]]


LOG, FIRST = column()
SIGNED = 3 + 1 + 4
"""Three passkeys, the device's certificate, four marks."""


def law_alone(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [one for one in found if one[0] != "CHAIN_BROKEN"]


def test_what_may_be_sealed_is_what_the_spec_says() -> None:
    """Two writers' tables, made apart; and each field that EVENTS.md gives to class T alone."""
    assert {kind: names for kind, names in statement.SEALED.items() if names} == signing.SEALED
    events = (ROOT / "spec" / "EVENTS.md").read_text("utf-8")
    told = {
        (kind, name)
        for kind, parts in re.findall(r"^\| `([A-Z]\w+)` \|[^|]*\| (.+) \|$", events, re.M)
        for name in re.findall(r"`(\w+)` (?:R/)?T\b", parts)
    }
    assert told and told <= {(kind, name) for kind, names in signing.SEALED.items() for name in names}


def test_a_sound_column_is_the_person_s() -> None:
    """All that was signed is counted so, and nothing else."""
    assert judged(LOG.lines) == ([], (len(LOG.lines), SIGNED))


@pytest.mark.parametrize("pos", range(FIRST, FIRST + 4))
@pytest.mark.parametrize(
    "change",
    [
        lambda e: e["data"].update(value=99),
        lambda e: e["data"].update(pupil="p1" if e["data"]["pupil"] == "p2" else "p2"),
        lambda e: e["data"].update(late=3),
        lambda e: e["data"].update(more=None),
        lambda e: e.update(stream="book/6A/toan/2"),
        lambda e: e.update(type="MarkCleared"),
    ],
)
def test_no_entry_of_a_signed_command_is_another(
    pos: int, change: Callable[[dict[str, Any]], object]
) -> None:
    """Value, pupil, field, book, type of each of the four: whatever else is found, the signature fails."""
    found, (_, persons) = judged(changed(LOG.lines, pos, change))
    assert ("SIGNATURE_WRONG", FIRST) in found
    assert persons == SIGNED - 4


@pytest.mark.parametrize(("name", "value"), [("role", "homeroom"), ("person", "b1"), ("basis", 0)])
def test_no_signature_speaks_for_another_actor(name: str, value: Any) -> None:
    """Person and role are signed, and the key is one person's; the basis is the law's question (4)."""
    lines = LOG.lines
    for pos in range(FIRST, FIRST + 4):
        lines = changed(lines, pos, lambda e: e["actor"].update({name: value}))
    found, (_, persons) = judged(lines)
    codes = {code for code, pos in found if pos == FIRST}
    assert codes & {"SIGNATURE_WRONG", "SIGNATURE_KEY", "NO_RIGHT"}
    assert persons == SIGNED - (4 if name != "basis" else 0)


def test_no_command_of_another_school_is_replayed() -> None:
    """The statement has the origin."""
    lines = LOG.lines
    for pos in range(len(lines)):
        lines = changed(lines, pos, lambda e: e.update(log="kontum.socai/thcs-2"))
    lines = changed(lines, 0, lambda e: e["data"]["school"].update(code="thcs-2"))
    found, (_, persons) = judged(lines)
    assert ("SIGNATURE_WRONG", FIRST) not in found  # no key holds any more: all are registered there
    assert ("SIGNATURE_KEY", FIRST) in found
    assert persons == 0


def test_a_command_cut_at_the_end_is_told_once_and_signed_by_nobody() -> None:
    """COMMAND_BROKEN, and no other."""
    assert judged(LOG.lines[:-1]) == ([("COMMAND_BROKEN", FIRST + 2)], (len(LOG.lines) - 1, SIGNED - 4))


def test_a_command_that_begins_in_its_midst_is_signed_by_nobody() -> None:
    """Its first line, with the signature, is gone."""
    found, (_, persons) = judged([*LOG.lines[:FIRST], *LOG.lines[FIRST + 1 :]])
    assert "COMMAND_BROKEN" in {code for code, _ in found}
    assert not {code for code, _ in found if code.startswith("SIGNATURE")}
    assert persons == SIGNED - 4


def test_a_line_that_is_no_entry_inside_a_command_is_told_once() -> None:
    """The rest of the command is not accused of it."""
    lines = [*LOG.lines[: FIRST + 1], "{rubbish", *LOG.lines[FIRST + 2 :]]
    found, (_, persons) = judged(lines)
    assert {code for code, _ in found} == {"LINE_NOT_CANONICAL", "CHAIN_BROKEN"}
    assert persons == SIGNED - 4


def test_a_line_spelled_otherwise_is_told_by_its_form_alone() -> None:
    """What it says is what was signed."""
    line = LOG.lines[FIRST + 1]
    found, (_, persons) = judged(
        [*LOG.lines[: FIRST + 1], line.replace('"value":', '"value": '), *LOG.lines[FIRST + 2 :]]
    )
    assert {code for code, _ in found} == {"LINE_NOT_CANONICAL", "CHAIN_BROKEN"}
    assert persons == SIGNED


def test_lines_that_are_missing_do_not_accuse_who_signed_after_them() -> None:
    """A signer's line is found by the position that it says, not by its place in the file."""
    log = Log()
    keys = Keys(log)
    keys.signed("head", policy_proposed())
    lost = log.next - 1
    tablet = keys.tablet()
    for number in range(5):
        keys.typed(
            tablet, mark(40 + number, "p1" if number % 2 else "p2", ("gk", "tx1", "gk", "tx1", "nx")[number])
        )
    found, _ = judged([*log.lines[:lost], *log.lines[lost + 1 :]])
    told = [(code, pos) for code, pos in found if code.startswith("SIGNATURE")]
    assert told == [("SIGNATURE_SEEN", lost + 1)]  # the certificate's signer had seen the line that is gone


def test_an_unknown_type_in_a_signed_command_is_unknown_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Older than the log, it does not know which texts are sealed; what it can settle, it settles."""
    log = Log()
    keys = Keys(log)
    known = keys.signed("head", policy_proposed())
    monkeypatch.delitem(TYPES, "PolicyProposed")
    assert judged(log.lines) == ([("UNKNOWN_TYPE", known)], (log.next, 4))
    bent = changed(log.lines, known, lambda e: e["data"].update(reason="khác"))
    assert judged(bent) == ([("UNKNOWN_TYPE", known)], (log.next, 3))


def test_a_key_that_nobody_signed_as_it_must_be_signs_nothing() -> None:
    """A forged certificate is told, and so is each command that rests on it."""
    log = Log()
    keys = Keys(log)
    spoiled = lambda entries: entries[0]["data"].update(public=OTHER.public)  # noqa: E731
    pos = keys.signed("teacher", device(log, "t1", TABLET, device="d1"), edit=spoiled)
    mine = keys.typed(pos, mark(), secret=OTHER)
    assert judged(log.lines) == ([("SIGNATURE_WRONG", pos), ("SIGNATURE_KEY", mine)], (log.next, 3))


def test_a_statement_ends_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is longer was not signed, and is not held."""
    monkeypatch.setattr(statement, "MAX_STATEMENT", 300)
    found, (_, persons) = judged(LOG.lines)
    assert ("SIGNATURE_WRONG", FIRST) in found
    assert persons < SIGNED


def test_the_report_says_how_much_people_signed(tmp_path: Path) -> None:
    """In JSON and in words; of one school's logs the longest counts, and no entry twice."""
    (tmp_path / "long.jsonl").write_text("".join(f"{line}\n" for line in LOG.lines), "utf-8")
    (tmp_path / "short.jsonl").write_text("".join(f"{line}\n" for line in LOG.lines[:FIRST]), "utf-8")
    report = verify([str(tmp_path)])
    assert report.signed == Signed(SIGNED, len(LOG.lines) - SIGNED)
    assert report.to_json()["signed"] == {"persons": SIGNED, "server": len(LOG.lines) - SIGNED}
    assert f"Signed by persons: {SIGNED} of {len(LOG.lines)} entries" in render(report, "en")
    assert f"Người tự ký {SIGNED}/{len(LOG.lines)} mục" in render(report, "vi")


def test_of_a_bag_the_report_says_it_class_by_class(tmp_path: Path) -> None:
    """Of the entries about each class; a bag that is whole in nothing else tells this all the same."""
    payload = {"data/entries.jsonl": "".join(f"{line}\n" for line in LOG.lines).encode()}
    (tmp_path / "all.tar").write_bytes(tar_bytes("all", bag_members(payload), "2026-11-05T03:00:00.000000Z"))
    report = verify([str(tmp_path)])
    (row,) = report.signed_classes
    assert (row["class"], row["persons"]) == ("6A", 4)
    assert f"class 6A: signed by persons: 4 of {row['persons'] + row['server']}" in render(report, "en")
    assert "lớp 6A: người tự ký 4/" in render(report, "vi")


def test_where_nobody_signed_the_report_says_so_and_asks_nobody_for_keys() -> None:
    """0 of n."""
    report = Report(signed=Signed(0, 7))
    assert "Signed by persons: 0 of 7 entries" in render(report, "en")
    assert "KeyRegistered" not in render(report, "en")
    assert "Signed by persons" not in render(Report(), "en")


def test_a_policy_that_fell_is_told_for_ever(tmp_path: Path) -> None:
    """LAW 57: a note, by whom; no finding."""
    log = Log()
    policy.school(log)
    pos = log.do("board", policy_lowered(log, log.do("head", policy_proposed())))
    (tmp_path / "log.jsonl").write_text("".join(f"{line}\n" for line in log.lines), "utf-8")
    report = verify([str(tmp_path / "log.jsonl")])
    (note,) = [one for one in report.notes if one["note"] == "policy_lowered"]
    assert (note["pos"], note["proposer"], note["person"]) == (pos, "h1", "b1")
    assert report.findings == []
    for lang in ("vi", "en"):
        assert "b1" in render(report, lang)


def test_every_sound_vector_of_signatures_is_signed() -> None:
    """Nothing passes because it was not looked at."""
    for desc, code, build in signed.SMALL:
        log = Log()
        build(log)
        if code is None:
            people, persons = judged(log.lines)[1]
            methods = [json.loads(line)["actor"]["proof"]["method"] for line in log.lines]
            assert persons == sum(one in ("device", "signed") for one in methods) > 3, desc
            assert people == len(log.lines)


def _confirmed(shown: signing.Secret, confirms: Sign | None = None) -> tuple[Log, int, dict[str, Any]]:
    """The teacher's key is registered, and confirmed by the head, who was given an older line as the newest.

    The log, where the confirmation stands, and its signature.
    """
    log, made = Log(), {}
    base(log)
    head = registered(log, "head", HEAD, "board")
    own = signing.by_passkey(shown, None)
    pos = log.do("teacher", passkey_of("t1", shown), method="signed", sign=own)

    def sign(log: Log, entries: list[dict[str, Any]]) -> dict[str, Any]:
        made.update((confirms or signing.by_passkey(HEAD, head, seen=pos - 1))(log, entries))
        return made

    at = log.do("head", key_confirmed(log, "t1", pos), method="signed", sign=sign)
    return log, at, made


def test_a_confirmed_key_is_not_exchanged_for_another_at_its_place() -> None:
    """Who holds server and log key puts an own key where the confirmed one stood; nobody saw that line."""
    log, at, sign = _confirmed(TEACHER)
    assert judged(log.lines)[0] == []
    forged, _, _ = _confirmed(OTHER, lambda _log, _entries: sign)
    assert judged(forged.lines)[0] == [("SIGNATURE_WRONG", at)]


def test_a_proposed_policy_is_not_exchanged_once_another_person_put_it_into_force() -> None:
    """The same by who proposed it: what the second person signed is the policy that they were shown."""

    def lowered(proof: dict[str, str], sign: Sign | None = None) -> tuple[Log, int, dict[str, Any]]:
        log, made = Log(), {}
        keys = Keys(log)
        pos = keys.signed("head", policy_proposed(proof=proof))

        def signing_it(log: Log, entries: list[dict[str, Any]]) -> dict[str, Any]:
            made.update((sign or keys.hand("board", seen=pos - 1))(log, entries))
            return made

        return log, log.do("board", policy_lowered(log, pos), method="signed", sign=signing_it), made

    log, at, sign = lowered({"entry": "token", "decide": "passkey", "witness": "signed"})
    assert judged(log.lines)[0] == []
    forged, _, _ = lowered(
        dict.fromkeys(("entry", "decide", "witness"), "token"), lambda _log, _entries: sign
    )
    assert judged(forged.lines)[0] == [("SIGNATURE_WRONG", at)]
