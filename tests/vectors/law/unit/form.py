"""Entries and commands: known types, fields, streams, versions, the beginning and the clock (LAW 1 to 3)."""

from typing import Any

from tests.vectors.law.drafts.books import mark, window
from tests.vectors.law.drafts.pupils import enrolled
from tests.vectors.law.drafts.unit import created, opened, person, policy, post, restored
from tests.vectors.law.log import Edit, Log
from tests.vectors.law.school import base, head_only, school
from tests.vectors.law.told import Told, then


def _put(index: int = 0, **fields: Any) -> Edit:
    """Overwrites envelope fields of one entry of the command."""
    return lambda entries: entries[index].update(fields)


def _drop(index: int) -> Edit:
    return lambda entries: entries.pop(index)


def _data(index: int = 0, **fields: Any) -> Edit:
    return lambda entries: entries[index]["data"].update(fields)


def _without(key: str) -> Edit:
    return lambda entries: entries[0]["data"].pop(key)


def _founder_is_other(log: Log) -> None:
    log.do(("x1", "founder", 0), created())


def _founder_is_system(log: Log) -> None:
    head = {"person": "system", "name": "Y Hiệu", "from": "2026-08-01"}
    log.do(("system", "founder", 0), created(head=head))


def _other_school(log: Log) -> None:
    log.do(("h1", "founder", 0), created(school={**created()[2]["school"], "code": "thcs-2"}))


def _other_actor(log: Log) -> int:
    base(log)
    other = {"age": 5, "cred": "key-t1", "method": "passkey", "session": "s2"}
    actor = {"person": "t1", "role": "teacher", "basis": log.rights["teacher"][2], "proof": other}
    return log.do("teacher", mark(), mark(pupil="p2"), edit=_put(1, actor=actor)) + 1


def _other_instant(log: Log) -> int:
    base(log)
    return log.do("teacher", mark(), mark(pupil="p2"), edit=_put(1, at=log.at(minutes=2))) + 1


def _command_cut(log: Log) -> int:
    base(log)
    log.do("teacher", mark(), mark(pupil="p2"), edit=_drop(1))
    return log.do("teacher", mark(pupil="p2"))


def _command_twice(log: Log) -> int:
    base(log)
    log.do("teacher", mark())
    return log.do("teacher", mark(pupil="p2"), edit=_put(cmd=f"c{log.commands}"))


def _middle_missing(log: Log) -> int:
    base(log)
    return log.do("teacher", mark(), mark(pupil="p2"), mark(col="tx1"), edit=_drop(1)) + 1


ENTRY_0 = ("h1", "founder", 0)

SMALL: tuple[Told, ...] = (
    ("the smallest school: entry 0 alone", None, head_only),
    ("a type that nobody knows", "UNKNOWN_TYPE", then(head_only, "head", ("school", "BellRung", {}))),
    ("an entry of version 2", "UNKNOWN_TYPE", then(head_only, "head", policy(), edit=_put(v=2))),
    ("a field too many in data", "BAD_DATA", then(head_only, "head", policy(), edit=_data(note="x"))),
    (
        "a decision whose file has an empty name",
        "BAD_DATA",
        then(school, "head", post("b1", "clerk", decision={"no": "1", "date": "2026-08-21", "digest": ""})),
    ),
    ("a field of data is missing", "BAD_DATA", then(head_only, "head", restored(1), edit=_without("size"))),
    ("true is no number", "BAD_DATA", then(head_only, "head", policy(lapse=True))),
    (
        "a witness proved by less than an entry",
        "BAD_DATA",
        then(head_only, "head", policy(proof={"entry": "totp", "decide": "totp", "witness": "password"})),
    ),
    ("a school year of two years", "BAD_DATA", then(school, "board", opened("6B", year="2026-2028"))),
    ("a register number of 65 letters", "BAD_DATA", then(school, "board", enrolled("p1", register="9" * 65))),
    ("a lapse weaker than the law", "BAD_DATA", then(head_only, "head", policy(lapse=16))),
    ("a day that is in no calendar", "BAD_DATA", then(school, "board", enrolled("p1", born="2015-02-29"))),
    ("a text with a blank at its end", "BAD_DATA", then(school, "board", enrolled("p1", name="Em "))),
    ("tenths beyond 100", "BAD_DATA", then(base, "teacher", mark(101))),
    (
        "a list that is not sorted",
        "BAD_DATA",
        then(base, "head", window("w2", semester=2, cols=["nx", "gk"])),
    ),
    (
        "a person's entry in another person's stream",
        "STREAM_WRONG",
        then(head_only, "head", person("b1"), edit=_put(stream="person/b2")),
    ),
    (
        "a decision about the school outside its stream",
        "STREAM_WRONG",
        then(head_only, "head", policy(), edit=_put(stream="policy")),
    ),
    ("a mark outside any book", "STREAM_WRONG", then(base, "teacher", mark(book="book/6A/toan/3"))),
    ("a version of the stream is left out", "STREAM_GAP", then(base, "teacher", mark(), edit=_put(ver=2))),
    (
        "a version of the stream comes twice",
        "STREAM_GAP",
        then(school, "head", restored(4), edit=_put(ver=1)),
    ),
    ("a command ends early", "COMMAND_BROKEN", _command_cut),
    (
        "the log ends within a command",
        "COMMAND_BROKEN",
        then(base, "teacher", mark(), mark(pupil="p2"), edit=_drop(1)),
    ),
    ("an entry within a command is missing", "COMMAND_BROKEN", _middle_missing),
    ("two instants in a command", "COMMAND_BROKEN", _other_instant),
    ("two sessions in a command", "COMMAND_BROKEN", _other_actor),
    ("the same command again", "COMMAND_TWICE", _command_twice),
    ("a second beginning", "NOT_CREATED", then(head_only, ENTRY_0, created())),
    ("a log without its beginning", "NOT_CREATED", lambda log: log.do(("h1", "head", 0), restored(0))),
    ("the origin names another school", "ORIGIN_MISMATCH", _other_school),
    (
        "an entry of another log",
        "ORIGIN_MISMATCH",
        then(head_only, "head", restored(1), edit=_put(log="kontum.socai/thcs-2")),
    ),
    (
        "time runs backwards without a reset",
        "TIME_BACKWARDS",
        then(head_only, "head", restored(1), edit=_put(at="2026-09-07T01:00:59.999999Z")),
    ),
    ("founded by somebody else than the head it names", "NO_RIGHT", _founder_is_other),
    ("founded by the scheduler", "NO_RIGHT", _founder_is_system),
)
