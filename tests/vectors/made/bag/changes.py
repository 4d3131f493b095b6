"""The sample school's bag (spec/sample), and how one thing in it is made another.

Each bag is whole in itself where it can be: manifests, checksums and lengths are made again after a change, so that
only what the change is about can give it away.
"""

import json
from collections.abc import Callable
from typing import Any

from tests.vectors.made.sample import PUBLISHED_SEED
from tests.vectors.made.tools import (
    Vector,
    canonical,
    sha,
    splices,
)
from tests.verify.bag_builder import Member, bag_members, tar_bytes
from tests.verify.story import EVIDENCE, Story

STORY = Story(seed=PUBLISHED_SEED)
ID, MEMBERS, TAR = STORY.all
AT = "2020-11-05T03:00:00.000000Z"
BOOK, TILE, PAPER = "data/books/6A.json", "data/tile/0/000.p/26", f"data/attachments/{sha(EVIDENCE).hex()}"
TAGS = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt")
Change = Callable[[Member], object]


def vector(desc: str, raw: bytes, *want: str) -> Vector:
    """The bag of these bytes, as what differs from the right one."""
    held = {"kind": "bag", "desc": desc, "file": "all", "name": f"{ID}.tar", "edits": splices(TAR, raw)}
    return {**held, "want": sorted(want) or None}


def changed(desc: str, change: Change, *want: str) -> Vector:
    """The payload changed, and the bag made anew around it."""
    payload = {name: raw for name, raw in MEMBERS.items() if name.startswith("data/")}
    change(payload)
    made = bag_members(payload) | {name: MEMBERS[name] for name in TAGS[:1]}
    return vector(desc, tar_bytes(ID, made, AT), *want)


def tags(desc: str, change: Change, *want: str) -> Vector:
    """Other tag files, and a tag manifest that knows them."""
    members = dict(MEMBERS)
    change(members)
    if members.get(TAGS[3]) == MEMBERS[TAGS[3]]:
        lines = [f"{sha(members[name]).hex()}  {name}\n" for name in sorted(TAGS[:3]) if name in members]
        members[TAGS[3]] = "".join(lines).encode()
    return vector(desc, tar_bytes(ID, members, AT), *want)


def put(name: str, raw: bytes) -> Change:
    """Another member, or one more."""
    return lambda members: members.update({name: raw})


def drop(name: str) -> Change:
    """A member less."""
    return lambda members: members.pop(name)


def value(name: str, edit: Callable[[dict[str, Any]], Any]) -> Change:
    """A JSON member with one thing in it changed, and canonical again."""

    def change(members: Member) -> None:
        held = json.loads(members[name])
        edit(held)
        members[name] = canonical(held) + b"\n"

    return change


def field(name: str, key: str, other: Any) -> Change:
    """One field of a JSON member."""
    return value(name, lambda held: held.update({key: other}))


def within(name: str, part: Callable[[dict[str, Any]], Any], key: str, other: Any) -> Change:
    """One field of a part of a JSON member."""
    return value(name, lambda held: part(held).update({key: other}))
