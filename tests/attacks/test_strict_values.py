"""Two readers, two values: characters that only some versions know, and `true` where a number belongs."""

import hashlib
import io
import json
import tarfile
from pathlib import Path

import pytest

from ledger.form import canonical
from tests.attacks.honest import Held
from tests.attacks.seized import judge

BAG = "window-giua-ky-1"
FOREIGN = {
    "unassigned": "\u0378",
    "Unicode 14": "\u0870",
    "Unicode 16": "\u1c89",
    "noncharacter": "\ufffe",
    "private use": "\ue000",
    "long run": "x" + "\u0323" * 31,
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_a67_a_text_that_readers_may_take_for_two_is_refused(held: Held, tmp_path: Path, text: str) -> None:
    """What NFC of it is depends on who reads it: neither written nor read."""
    with pytest.raises(canonical.NotCanonical):
        canonical.encode({"name": text})
    lines = (held.export / "entries.jsonl").read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if b'"type":"PupilEnrolled"' in line)
    entry = json.loads(lines[at])
    entry["data"]["name"] = "An " + text
    said = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    lines[at] = said.encode() + b"\n"
    (tmp_path / "entries.jsonl").write_bytes(b"".join(lines))
    judged = judge([tmp_path / "entries.jsonl"], [held.newest], held.key)
    assert judged.verdict == "tampered"
    assert [each["pos"] for each in judged.found("LINE_NOT_CANONICAL")] == [at]


def listing(members: dict[str, bytes], names: list[str]) -> bytes:
    return b"".join(
        f"{hashlib.sha256(members[name]).hexdigest()}  {name}\n".encode() for name in sorted(names)
    )


def bag_with(held: Held, target: Path, name: str, old: bytes, new: bytes) -> Path:
    """The genuine bag with one member changed, and all digests in it made good again."""
    with tarfile.open(held.bags[BAG]) as tar:
        infos = tar.getmembers()
        members = {one.name.partition("/")[2]: (tar.extractfile(one) or io.BytesIO()).read() for one in infos}
    assert old in members[name]
    members[name] = members[name].replace(old, new, 1)
    tags = ["bagit.txt", "bag-info.txt", "manifest-sha256.txt"]
    payload = [each for each in members if each.startswith("data/")]
    members["manifest-sha256.txt"] = listing(members, payload)
    members["tagmanifest-sha256.txt"] = listing(members, tags)
    with tarfile.open(target / f"{BAG}.tar", "w", format=tarfile.USTAR_FORMAT) as tar:
        for one in infos:
            content = members[one.name.partition("/")[2]]
            one.size = len(content)
            tar.addfile(one, io.BytesIO(content))
    return target / f"{BAG}.tar"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("data/manifest.json", b'"v":1', b'"v":true'),
        ("data/manifest.json", b'"semester":1', b'"semester":true'),
        ("data/keys.json", b'"from":0', b'"from":false'),
        ("data/corrections.json", b'"v":1', b'"v":true'),
        ("data/books/6B.json", b'"semester":1', b'"semester":true'),
        ("data/books/6B.json", b'"v":1', b'"v":true'),
    ],
)
def test_a68_true_is_not_one_in_any_file_of_a_bag(
    held: Held, tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    """What a language holds for equal is another value to the next reader."""
    judged = judge([bag_with(held, tmp_path, name, old, new)], key=held.key)
    assert judged.verdict == "tampered"
    assert not judged.found("VERIFIER_FAULT")
