"""Promise: no byte of a bag is free. Whatever member is edited, and however the bag is made good after it
(digests, tar, Payload-Oxum; only signatures are not made again), the verifier says so.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.verify.bag_builder import Member, Signer, bag_members, canonical, sha, tar_bytes
from tests.verify.story import Story
from verify.compare import compare
from verify.files.sources import BytesBlob
from verify.proof.note import parse_vkey
from verify.proof.policy import KeyRange, Policy
from verify.report import Report
from verify.targets import Loader

STORY = Story()
BAGS = {
    "w1": (STORY.w1[1], "2020-10-31T17:01:00.000000Z"),
    "all": (STORY.all[1], "2020-11-05T03:00:00.000000Z"),
}
KEY = Policy(log_keys=[KeyRange(parse_vkey(STORY.log.signer.vkey))])
NAMED_LATER = ("at", "planned")
"""Of the manifest: what a later log's SnapshotPlanned says, and nothing in the bag itself."""
TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
BYTES = 60
"""Of a larger member, as many bytes are changed."""
A_DAY = 40
"""Of a member, about as many edits are tried in `make test`."""


def judged(name: str, members: Member, *beside: tuple[str, bytes]) -> Report:
    report = Report()
    loader = Loader(report, outside=False)
    files = ((f"{name}.tar", tar_bytes(name, members, BAGS[name][1])), *beside)
    compare([loader.blob(BytesBlob(raw), file, file) for file, raw in files], KEY, report)
    return report


def with_member(members: Member, member: str, raw: bytes) -> Member:
    """The bag with this member, all digests made again."""
    if member.startswith("data/"):
        return bag_members(
            {key: value for key, value in members.items() if key[:5] == "data/"} | {member: raw}
        )
    changed = members | {member: raw}
    if member != "tagmanifest-sha256.txt":
        tags = sorted(name for name in TAGS[:3])
        changed[TAGS[3]] = "".join(f"{sha(changed[name]).hex()}  {name}\n" for name in tags).encode()
    return changed


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """(path, another value): of another type, another of the type, left out, twice, in another order."""
    if isinstance(value, dict):
        yield path, {**value, "more": None}
        for key in value:
            yield path, {name: part for name, part in value.items() if name != key}
            yield from leaves(value[key], (*path, key))
    elif isinstance(value, list):
        yield path, [*value, None]
        yield path, value[::-1] if value[::-1] != value else [*value, *value, 0]
        for index, part in enumerate(value):
            yield path, [*value[:index], *value[index + 1 :]]
            yield path, [*value[:index], part, *value[index:]]
            yield from leaves(part, (*path, index))
    else:
        others = (None, True, False, 0, 1, 2, "x", f"{value}0", [value], {"x": value})
        yield from ((path, one) for one in others if type(one) is not type(value) or one != value)


def replaced(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    if not path:
        return other
    changed = value.copy()
    changed[path[0]] = replaced(value[path[0]], path[1:], other)
    return changed


def as_json(raw: bytes) -> Iterator[bytes]:
    """Another value in canonical form, and the same value in another form."""
    value = json.loads(raw)
    for path, other in leaves(value):
        if path[:1] and path[0] in NAMED_LATER:
            continue
        yield canonical(replaced(value, path, other)) + b"\n"
    yield from (b"{}\n", b"[]\n", b"null\n", b"\n")
    yield json.dumps(value, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    yield json.dumps(value, sort_keys=True, separators=(",", ":")).encode() + b" \n"
    yield canonical(value)
    yield b"{" + canonical(value)[1:].replace(b'"v":1', b'"v":1,"v":1', 1).replace(
        b'"to":', b'"to":0,"to":', 1
    )


def as_lines(raw: bytes) -> Iterator[bytes]:
    """Lines that change places, are left out or stand twice."""
    lines = raw.splitlines(keepends=True)
    for index in range(len(lines)):
        yield b"".join([*lines[:index], *lines[index + 1 :]])
        yield b"".join([*lines[:index], lines[index], *lines[index:]])
    yield from (b"".join(lines[::-1]), b"".join(sorted(lines, reverse=True)), raw.replace(b"\n", b"\r\n"))


def as_bytes(raw: bytes) -> Iterator[bytes]:
    step = max(1, len(raw) // BYTES)
    for index in range(0, len(raw), step):
        yield raw[:index] + bytes([raw[index] ^ 1 << index % 8]) + raw[index + 1 :]
    yield from (raw + b"x", raw + b"\n", raw + b" ", b" " + raw, raw[:-1], raw[1:], b"", raw + raw)


def signed_otherwise(raw: bytes) -> Iterator[bytes]:
    """Further signature lines: by nobody known, by a witness, the own one twice."""
    text, line = raw[: raw.rindex(b"\n\n") + 1], raw[raw.rindex(b"\n\n") + 2 :]
    yield raw + Signer(7).note_line(text)
    yield raw + Signer(7, "wit.example/w", 4).note_line(text)
    yield Signer(7).note_line(text).join((raw[: -len(line)], line))
    yield raw + line


def edits(name: str, raw: bytes) -> Iterator[bytes]:
    if name.endswith(".json"):
        yield from as_json(raw)
    if name == "data/checkpoint":
        yield from signed_otherwise(raw)
    if not name.startswith(("data/tile", "data/attachments")):
        yield from as_lines(raw)
    if name.endswith("manifest.json"):
        yield from (raw + b"x", raw[1:], b"", raw + raw)  # its bytes are its values, which are judged above
    else:
        yield from as_bytes(raw)


@pytest.mark.parametrize("bag", BAGS)
def test_unedited_the_bag_is_sound(bag: str) -> None:
    """Otherwise all of the below says nothing."""
    assert (judged(bag, BAGS[bag][0]).findings, judged(bag, BAGS[bag][0]).exit_code()) == ([], 0)


def passed(bag: str, every: bool) -> tuple[int, list[tuple[str, bytes]]]:
    """How many edits were tried on a bag, and which of them the verifier passed or fell over."""
    members, tried, found = BAGS[bag][0], 0, []
    for name in sorted(members):
        own = [raw for raw in edits(name, members[name]) if raw != members[name]]
        step = 1 if every else max(1, len(own) // A_DAY)
        for raw in own[::step]:
            report = judged(bag, with_member(members, name, raw))
            failed = any(item["code"] == "VERIFIER_FAULT" for item in report.findings)
            if failed or not report.findings or report.exit_code() == 0:
                found.append((name, raw))
        tried += len(own[::step])
    print(f"{bag}: {tried} edits of {len(members)} members")
    return tried, found


@pytest.mark.parametrize("bag", BAGS)
def test_no_edit_of_any_member_passes(bag: str) -> None:
    """Each member in turn, in each way above; of many edits of one kind one in so many."""
    tried, found = passed(bag, every=False)
    assert found == []
    assert tried > 400


@pytest.mark.nightly
@pytest.mark.parametrize("bag", BAGS)
def test_no_edit_of_any_member_passes_all(bag: str) -> None:
    """Every one."""
    tried, found = passed(bag, every=True)
    assert found == []
    assert tried > 1000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("at", "2020-11-05T03:00:00.000001Z"),
        ("planned", len(STORY.log.lines) - 1),
        ("planned", len(STORY.log.lines)),
        ("planned", 10**9),
    ],
)
def test_what_a_later_log_names_is_held_against_it(field: str, value: Any) -> None:
    """The bag alone cannot know when and where it was planned; the log that goes on says so."""
    members = BAGS["all"][0]
    manifest = json.loads(members["data/manifest.json"]) | {field: value}
    edited = with_member(members, "data/manifest.json", canonical(manifest) + b"\n")
    later = ("entries.jsonl", STORY.log.jsonl())
    assert "ARCHIVE_NOT_PLANNED" not in {item["code"] for item in judged("all", members, later).findings}
    assert "ARCHIVE_NOT_PLANNED" in {item["code"] for item in judged("all", edited, later).findings}
