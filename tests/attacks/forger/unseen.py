"""What no person's signature shows by the log's key as the only anchor (THREATS), and what does show it."""

import json

from tests.attacks.forger.acts import Act, act_in
from tests.attacks.forger.judging import note_of
from tests.attacks.forger.rechained import rechained
from tests.vectors.law.log import canonical


def registered_anew(act: Act) -> list[str]:
    """The whole log once more, from before the first registration, with keys of the forger in every name."""
    return act_in(act.tell, act.kind, seeds=lambda seed: f"forger {seed}").done().lines


def held_by_the_reader(act: Act) -> dict[str, list[bytes]]:
    """As VERDICT 6 calls it: heads that were signed then, and are in somebody else's hands since."""
    lines, keys = act.done().lines, act.log.keys.values()
    return {
        "key in force": [],
        "checkpoint before the registrations": [note_of(lines[: min(keys)])],
        "checkpoint between the registrations and p": [note_of(lines[: 1 + max(keys)])],
        "checkpoint after p": [note_of(lines)],
    }


def other_words_of_the_server(act: Act) -> list[str]:
    """Of the session of a signed act nobody signs how old it is, nor its name and that of the credential."""
    log, start = act.done(), act.log.next
    lines = list(log.lines)
    for pos in range(start, log.next):
        entry = json.loads(lines[pos])
        entry["actor"]["proof"] |= {"age": 7, "cred": "other", "session": "other"}
        lines[pos] = canonical(entry).decode()
    return rechained(log, lines, start).lines


def cut_off(act: Act) -> list[str]:
    """The act as if it had never been, and nothing after it."""
    return act.log.lines
