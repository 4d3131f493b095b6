"""Logs that break a general rule (1 to 5) or one about school, people, windows (6 to 10) in one entry."""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.drafts import (
    clock_reset,
    close,
    created,
    delegated,
    enrolled,
    mark,
    moved,
    opened,
    person,
    policy,
    post,
    post_ended,
    restored,
    rotated,
    subject,
    window,
    witnessed,
)
from tests.vectors.law.flows import appoint, base, head_only, permitted_dossier, school, with_deputy
from tests.vectors.law.log import Draft, Edit, Log

Case = tuple[str, str, Callable[[Log], Any]]
Start = Callable[[Log], Any]


def then(start: Start, who: str | tuple[str, str, int], *drafts: Draft, edit: Edit | None = None) -> Start:
    """A log that begins soundly and ends with one command whose first entry is at fault."""

    def build(log: Log) -> int:
        start(log)
        return log.do(who, *drafts, edit=edit)

    return build


def put(index: int = 0, **fields: Any) -> Edit:
    """Overwrites envelope fields of one entry of the command."""
    return lambda entries: entries[index].update(fields)


def drop(index: int) -> Edit:
    return lambda entries: entries.pop(index)


def data(index: int = 0, **fields: Any) -> Edit:
    return lambda entries: entries[index]["data"].update(fields)


def without(key: str) -> Edit:
    return lambda entries: entries[0]["data"].pop(key)


def _board_for(**period: Any) -> Start:
    """A board whose appointment has other days."""

    def build(log: Log) -> None:
        head_only(log)
        appoint(log, "board", "b1", "board", **period)

    return build


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
    return log.do("teacher", mark(), mark(pupil="p2"), edit=put(1, actor=actor)) + 1


def _other_instant(log: Log) -> int:
    base(log)
    return log.do("teacher", mark(), mark(pupil="p2"), edit=put(1, at=log.at(minutes=2))) + 1


def _command_cut(log: Log) -> int:
    base(log)
    log.do("teacher", mark(), mark(pupil="p2"), edit=drop(1))
    return log.do("teacher", mark(pupil="p2"))


def _command_twice(log: Log) -> int:
    base(log)
    log.do("teacher", mark())
    return log.do("teacher", mark(pupil="p2"), edit=put(cmd=f"c{log.commands}"))


def _middle_missing(log: Log) -> int:
    base(log)
    return log.do("teacher", mark(), mark(pupil="p2"), mark(col="tx1"), edit=drop(1)) + 1


def _ended_right(log: Log) -> int:
    head_only(log)
    appoint(log, "board", "b1", "board")
    log.do("head", post_ended("b1", log.rights["board"][2], "2026-09-06"))
    return log.do("board", opened())


def _deputy_no_more(log: Log) -> int:
    with_deputy(log, "windows")
    log.do("head", post_ended("d1", log.rights["d1 itself"][2], "2026-09-06"))
    return log.do("deputy", window("w1"))


def _delegation_expired(log: Log) -> int:
    head_only(log)
    appoint(log, "d1", "d1", "deputy")
    pos = log.do("head", delegated("d1", "windows", to="2026-09-06"))
    return log.do(("d1", "deputy", pos), window("w1"))


def _other_power_expired(log: Log) -> int:
    head_only(log)
    appoint(log, "d1", "d1", "deputy")
    pos = log.do("head", delegated("d1", "late", to="2026-09-06"))
    return log.do(("d1", "deputy", pos), window("w1"))


def _teacher_of(log: Log, klass: str, taught: str) -> int:
    base(log)
    log.do("board", opened("6B"))
    appoint(log, "other", "t2", "teacher", klass, taught)
    return log.do("other", mark())


def _homeroom_of_other(log: Log) -> int:
    school(log)
    log.do("board", opened("6B"))
    appoint(log, "homeroom", "g1", "homeroom", "6B")
    return log.do("homeroom", enrolled("p1"))


def _weak_entry(log: Log) -> int:
    base(log)
    log.do("head", policy())
    return log.do("teacher", mark(), method="token")


def _weak_decision(log: Log) -> int:
    head_only(log)
    log.do("head", policy())
    return log.do("head", person("b1"), method="password")


def _weak_witness(log: Log) -> int:
    permitted_dossier(log)
    log.do("head", policy())
    return log.do("head", witnessed(log, "head", "leadership"), method="totp")


def _deputy(log: Log) -> None:
    with_deputy(log, "late")


def _deputies(log: Log) -> None:
    _deputy(log)
    appoint(log, "d2", "d2", "deputy")


def _window_over(log: Log) -> int:
    base(log)
    log.wait(days=13)
    return log.do("head", moved("w1", "2026-09-25T00:00:00.000000Z"))


def _ended_twice(log: Log) -> int:
    school(log)
    log.do("head", post_ended("b1", log.rights["board"][2], "2026-10-01"))
    return log.do("head", post_ended("b1", log.rights["board"][2], "2026-09-30"))


HEAD, BOARD, TEACHER = "head", "board", "teacher"
ENTRY_0 = ("h1", "founder", 0)
AS_SYSTEM = ("system", "system", 0)
LATER = "2026-10-20T00:00:00.000000Z"

_GENERAL: tuple[Case, ...] = (
    ("a type that nobody knows", "UNKNOWN_TYPE", then(head_only, HEAD, ("school", "BellRung", {}))),
    ("an entry of version 2", "UNKNOWN_TYPE", then(head_only, HEAD, policy(), edit=put(v=2))),
    ("a field too many in data", "BAD_DATA", then(head_only, HEAD, policy(), edit=data(note="x"))),
    (
        "a decision whose file has an empty name",
        "BAD_DATA",
        then(school, HEAD, post("b1", "clerk", decision={"no": "1", "date": "2026-08-21", "digest": ""})),
    ),
    ("a field of data is missing", "BAD_DATA", then(head_only, HEAD, restored(1), edit=without("size"))),
    ("true is no number", "BAD_DATA", then(head_only, HEAD, policy(lapse=True))),
    (
        "a witness proved by less than an entry",
        "BAD_DATA",
        then(
            head_only,
            HEAD,
            policy(proof={"entry": "totp", "decide": "totp", "witness": "password"}),
        ),
    ),
    ("a school year of two years", "BAD_DATA", then(school, BOARD, opened("6B", year="2026-2028"))),
    ("a register number of 65 letters", "BAD_DATA", then(school, BOARD, enrolled("p1", register="9" * 65))),
    ("a lapse weaker than the law", "BAD_DATA", then(head_only, HEAD, policy(lapse=16))),
    ("a day that is in no calendar", "BAD_DATA", then(school, BOARD, enrolled("p1", born="2015-02-29"))),
    ("a text with a blank at its end", "BAD_DATA", then(school, BOARD, enrolled("p1", name="Em "))),
    ("tenths beyond 100", "BAD_DATA", then(base, TEACHER, mark(101))),
    ("a list that is not sorted", "BAD_DATA", then(base, HEAD, window("w2", semester=2, cols=["nx", "gk"]))),
    (
        "a person's entry in another person's stream",
        "STREAM_WRONG",
        then(head_only, HEAD, person("b1"), edit=put(stream="person/b2")),
    ),
    (
        "a decision about the school outside its stream",
        "STREAM_WRONG",
        then(head_only, HEAD, policy(), edit=put(stream="policy")),
    ),
    ("a mark outside any book", "STREAM_WRONG", then(base, TEACHER, mark(book="book/6A/toan/3"))),
    ("a version of the stream is left out", "STREAM_GAP", then(base, TEACHER, mark(), edit=put(ver=2))),
    ("a version of the stream comes twice", "STREAM_GAP", then(school, HEAD, restored(4), edit=put(ver=1))),
    ("a command ends early", "COMMAND_BROKEN", _command_cut),
    (
        "the log ends within a command",
        "COMMAND_BROKEN",
        then(base, TEACHER, mark(), mark(pupil="p2"), edit=drop(1)),
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
        then(head_only, HEAD, restored(1), edit=put(log="kontum.socai/thcs-2")),
    ),
    (
        "time runs backwards without a reset",
        "TIME_BACKWARDS",
        then(head_only, HEAD, restored(1), edit=put(at="2026-09-07T01:00:59.999999Z")),
    ),
    ("founded by somebody else than the head it names", "NO_RIGHT", _founder_is_other),
    ("founded by the scheduler", "NO_RIGHT", _founder_is_system),
    ("a right that is somebody else's", "NO_RIGHT", then(school, ("b2", "board", 2), opened("6B"))),
    ("a role other than the appointment's", "NO_RIGHT", then(school, ("b1", "head", 2), person("x"))),
    ("a right that rests on nothing", "NO_RIGHT", then(school, ("b1", "board", 9), opened("6B"))),
    (
        "a deputy sets policy, which no delegation allows",
        "NO_RIGHT",
        then(lambda log: with_deputy(log, "close"), "deputy", policy()),
    ),
    (
        "a deputy's act rests on the appointment alone",
        "NO_RIGHT",
        then(lambda log: with_deputy(log, "windows"), "d1 itself", window("w1")),
    ),
    ("the system sets policy", "NO_RIGHT", then(head_only, AS_SYSTEM, policy())),
    (
        "an act before the appointment begins",
        "RIGHT_NOT_IN_FORCE",
        then(_board_for(**{"from": "2026-09-08"}), BOARD, opened()),
    ),
    (
        "an act after the appointment's last day",
        "RIGHT_NOT_IN_FORCE",
        then(_board_for(to="2026-09-06"), BOARD, opened()),
    ),
    ("an act after the appointment was ended", "RIGHT_NOT_IN_FORCE", _ended_right),
    ("the delegation is over", "RIGHT_NOT_IN_FORCE", _delegation_expired),
    ("the delegation is over, and named another power", "RIGHT_NOT_IN_FORCE", _other_power_expired),
    ("the delegation stands, the appointment as deputy does not", "RIGHT_NOT_IN_FORCE", _deputy_no_more),
    (
        "the delegation names another power",
        "OUT_OF_SCOPE",
        then(lambda log: with_deputy(log, "close"), "deputy", window("w1")),
    ),
    (
        "a teacher of the class, of another subject",
        "OUT_OF_SCOPE",
        lambda log: _teacher_of(log, "6A", "nhac"),
    ),
    (
        "a teacher of the subject, of another class",
        "OUT_OF_SCOPE",
        lambda log: _teacher_of(log, "6B", "toan"),
    ),
    ("the homeroom teacher of another class enrols", "OUT_OF_SCOPE", _homeroom_of_other),
    ("a mark entered after a token only", "PROOF_TOO_WEAK", _weak_entry),
    ("a decision after a password only", "PROOF_TOO_WEAK", _weak_decision),
    ("a confirmation without a passkey", "PROOF_TOO_WEAK", _weak_witness),
)

_ROLES: tuple[Case, ...] = tuple(
    (f"{draft[1]} by a role that may not", "NO_RIGHT", then(start, who, draft))
    for start, who, draft in (
        (school, BOARD, policy()),
        (school, AS_SYSTEM, rotated()),
        (school, AS_SYSTEM, clock_reset()),
        (school, BOARD, restored(4)),
        (school, AS_SYSTEM, person("x1")),
        (school, BOARD, post("h1", "clerk")),
        (school, BOARD, post_ended("b1", 2, "2026-12-01")),
        (school, HEAD, opened("6B")),
        (school, HEAD, enrolled("p1")),
        (school, BOARD, window("w1")),
        (school, HEAD, close()),
        (base, BOARD, moved("w1", LATER)),
        (_deputies, "d1 itself", delegated("d2", "close")),
    )
)

_PEOPLE: tuple[Case, ...] = (
    ("a key that is not in force is replaced", "KEY_NOT_IN_FORCE", then(head_only, HEAD, rotated("key 8"))),
    ("a key comes back", "ALREADY_EXISTS", then(head_only, HEAD, rotated("key 1", "key 1"))),
    ("a person registered twice", "ALREADY_EXISTS", then(school, HEAD, person("b1"))),
    ("the first head registered, as entry 0 did", "ALREADY_EXISTS", then(school, HEAD, person("h1"))),
    ("a person with the scheduler's name", "ALREADY_EXISTS", then(school, HEAD, person("system"))),
    ("somebody unknown is appointed", "UNKNOWN_PERSON", then(school, HEAD, post("x9", "clerk"))),
    ("somebody unknown is given powers", "UNKNOWN_PERSON", then(school, HEAD, delegated("x9", "late"))),
    (
        "an appointment that ends before it begins",
        "BAD_PERIOD",
        then(school, HEAD, post("b1", "clerk", to="2026-08-31")),
    ),
    (
        "a delegation that ends before it begins",
        "BAD_PERIOD",
        then(lambda log: with_deputy(log, "late"), HEAD, delegated("d1", "close", to="2026-08-31")),
    ),
    ("a homeroom teacher without a class", "UNKNOWN_CLASS", then(school, HEAD, post("b1", "homeroom"))),
    (
        "a homeroom deputy of a class nobody opened",
        "UNKNOWN_CLASS",
        then(school, HEAD, post("b1", "homeroom_deputy", "9Z")),
    ),
    ("a teacher of no class", "UNKNOWN_CLASS", then(school, HEAD, post("b1", "teacher", None, "toan"))),
    ("a teacher of no subject", "UNKNOWN_SUBJECT", then(school, HEAD, post("b1", "teacher", "6A"))),
    (
        "a teacher of a subject that the class has not",
        "UNKNOWN_SUBJECT",
        then(school, HEAD, post("b1", "teacher", "6A", "ly")),
    ),
    ("a board appointment for one class", "BAD_DATA", then(school, HEAD, post("b1", "board", "6A"))),
    (
        "a homeroom appointment with a subject",
        "BAD_DATA",
        then(school, HEAD, post("b1", "homeroom", "6A", "toan")),
    ),
    (
        "an appointment ended that never was",
        "UNKNOWN_APPOINTMENT",
        then(school, HEAD, post_ended("b1", 1, "2026-12-01")),
    ),
    (
        "another person's appointment ended",
        "UNKNOWN_APPOINTMENT",
        then(school, HEAD, post_ended("b1", 0, "2026-12-01")),
    ),
    ("an appointment ended twice", "UNKNOWN_APPOINTMENT", _ended_twice),
    ("powers for one who is no deputy", "NO_RIGHT", then(school, HEAD, delegated("b1", "close"))),
    ("a class opened twice", "ALREADY_EXISTS", then(school, BOARD, opened())),
    (
        "two regular columns for 35.1 periods",
        "TOO_FEW_COLUMNS",
        then(school, BOARD, opened("6B", subjects=[subject("tin", "score", 351, 2)])),
    ),
    (
        "three regular columns for 70.1 periods",
        "TOO_FEW_COLUMNS",
        then(school, BOARD, opened("6B", subjects=[subject("van", "score", 701, 3)])),
    ),
    ("a pupil enrolled twice", "ALREADY_EXISTS", then(base, BOARD, enrolled("p1", register="ĐB-9"))),
    ("a register number used twice", "REGISTER_TWICE", then(base, BOARD, enrolled("p3", register="ĐB-p1"))),
    (
        "a pupil of a class nobody opened",
        "UNKNOWN_CLASS",
        then(school, BOARD, enrolled("p1", **{"class": "6Z"})),
    ),
    ("a window set twice", "ALREADY_EXISTS", then(base, HEAD, window("w1", semester=2))),
    (
        "a window that ends as it begins",
        "BAD_PERIOD",
        then(school, HEAD, window("w1", **{"from": LATER, "to": LATER})),
    ),
    (
        "a window that is over when it is set",
        "BAD_PERIOD",
        then(
            school,
            HEAD,
            window("w1", **{"from": "2026-09-01T00:00:00.000000Z", "to": "2026-09-07T00:00:00.000000Z"}),
        ),
    ),
    (
        "two windows for a column of all classes",
        "WINDOW_OVERLAP",
        then(base, HEAD, window("w2", cols=["nx"], classes=["6A"])),
    ),
    ("a window for a class nobody opened", "UNKNOWN_CLASS", then(school, HEAD, window("w1", classes=["6Z"]))),
    (
        "a window of another year than its class",
        "UNKNOWN_CLASS",
        then(school, HEAD, window("w1", year="2025-2026", classes=["6A"])),
    ),
    ("a window moved that is not set", "UNKNOWN_WINDOW", then(school, HEAD, moved("w1", LATER))),
    ("a window prolonged after its end", "WINDOW_ENDED", _window_over),
    ("a window cut to the past", "BAD_PERIOD", then(base, HEAD, moved("w1", "2026-09-07T00:30:00.000000Z"))),
)

CASES: tuple[Case, ...] = (*_GENERAL, *_ROLES, *_PEOPLE)
