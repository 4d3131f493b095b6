"""The law's replay over lines at hand: what the tests of the law ask."""

import hashlib

from verify.law.replay import LawReplay
from verify.proof.envelope import parse_line


def replay_lines(lines: list[bytes]) -> list[tuple[str, int]]:
    """(code, position) of every breach in a whole log of canonical lines, in the order found.

    Raises `NotCanonical` or `BadEnvelope` if a line is no entry at all.
    """
    found: list[tuple[str, int]] = []
    leaves: dict[int, bytes] = {}
    replay = LawReplay(lambda code, *, pos, **_: found.append((code, pos)), leaves.get)
    for line in lines:
        entry, leaf = parse_line(line), hashlib.sha256(b"\0" + line).digest()
        leaves[entry["pos"]] = leaf
        replay.entry(line, entry, leaf)
    replay.end()
    return found
