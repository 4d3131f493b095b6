"""Lines written by somebody who has all of the server and the key: every hash and signature follows."""

import copy
from collections.abc import Callable
from typing import Any

from demo.attackers import Line
from ledger.form.canonical import b64
from tests.attacks.seized import SeizedSchool


def forge(school: SeizedSchool, change: Callable[[list[Line]], None], start: int) -> None:
    """Changes lines from `start` on; hashes, intents, indexes, tiles and every signature follow."""
    with school.intruder() as intruder:
        lines = intruder.lines()
        change(lines)
        intruder.store(lines)
        intruder.rehash_from(start)
        school.resign(intruder)


def append(school: SeizedSchool, like: int, **fields: Any) -> int:
    """Appends a forged entry with the key, at the last instant; entry `like` gives what is not said."""
    with school.intruder() as intruder:
        lines = intruder.lines()
        pos = len(lines)
        line = copy.deepcopy(lines[like])
        line["actor"].update(fields.pop("actor", {}))
        line.update(at=lines[-1]["at"], cmd=f"them-{pos}", i=0, n=1, salt=b64(pos.to_bytes(16)))
        line.update(fields)
        intruder.insert(pos, line)
        intruder.rehash_from(pos)
        school.resign(intruder)
        return pos
