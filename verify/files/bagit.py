"""BagIt 1.0 (RFC 8493) as FORMAT.md 4 narrows it: two SHA-256 manifests that name every other member once."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from verify.files.sources import Blob, TooLarge, read_all, sha256

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
PAYLOAD, TAGS = "manifest-sha256.txt", "tagmanifest-sha256.txt"
TAG_FILES = ("bagit.txt", "bag-info.txt", PAYLOAD)
MAX_MANIFEST = 1 << 24
_LINE = re.compile(r"([0-9a-f]{64})  ([ -~]+)")

Fault = Callable[[str, str], None]
Fence = Callable[[str], AbstractContextManager[None]]


def check_bagit(members: dict[str, Blob], fault: Fault, fence: Fence) -> None:
    """Compare all members with the two manifests; `fault(code, name)` for each departure."""
    with fence("bagit.txt"):
        if "bagit.txt" in members and members["bagit.txt"].read_at(0, 1000) != DECLARATION:
            fault("BAG_MANIFEST_WRONG", "bagit.txt")
    payload = {name for name in members if name.startswith("data/")}
    for manifest, names in ((PAYLOAD, payload), (TAGS, set(TAG_FILES))):
        with fence(manifest):
            _check_manifest(manifest, names, members, fault, fence)


def _check_manifest(
    manifest: str, names: set[str], members: dict[str, Blob], fault: Fault, fence: Fence
) -> None:
    if manifest not in members:
        fault("BAG_FILE_MISSING", manifest)
        return
    listed = _parse(members[manifest])
    if listed is None:
        fault("BAG_MANIFEST_WRONG", manifest)
        return
    for name in sorted(names | set(listed)):
        with fence(name):
            _check(name, names, listed, members, fault)


def _check(
    name: str, names: set[str], listed: dict[str, str], members: dict[str, Blob], fault: Fault
) -> None:
    if name not in members:
        fault("BAG_FILE_MISSING", name)
    elif name not in listed:
        fault("BAG_FILE_UNKNOWN", name)
    elif name not in names:
        fault("BAG_MANIFEST_WRONG", name)
    elif sha256(members[name]).hex() != listed[name]:
        fault("BAG_FILE_CHANGED", name)


def _parse(blob: Blob) -> dict[str, str] | None:
    """Name → hex digest; None unless each line has the one spelling and each name comes once, in order."""
    try:
        lines = read_all(blob, MAX_MANIFEST).decode("ascii").split("\n")
    except (UnicodeDecodeError, TooLarge):
        return None
    matches = [_LINE.fullmatch(line) for line in lines[:-1]]
    listed = {match[2]: match[1] for match in matches if match}
    whole = lines[-1] == "" and len(listed) == len(matches)
    return listed if whole and list(listed) == sorted(listed) else None
