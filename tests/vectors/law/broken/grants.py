"""Logs in which somebody gives themselves a right, or decides weaker than before (LAW 6, 7, 10, 28)."""

from typing import Any

from tests.vectors.law.broken.school import Case, then
from tests.vectors.law.drafts import (
    DECISION,
    created,
    delegated,
    opened,
    person,
    policy,
    post,
    post_ended,
    restored,
)
from tests.vectors.law.flows import appoint, base, head_only, school, with_deputy
from tests.vectors.law.log import Draft, Log

TOTPS = {"entry": "totp", "decide": "totp", "witness": "totp"}
PASSKEYS = {"entry": "passkey", "decide": "passkey", "witness": "passkey"}


def substitute(name: str, appointment: int) -> Draft:
    data = {"person": name, "appointment": appointment, "from": "2026-09-01", "to": "2027-05-31"}
    return f"person/{name}", "SubstituteNamed", {**data, "decision": DECISION}


def _two_heads(log: Log) -> None:
    """The head is also a deputy by another head's decision."""
    head_only(log)
    appoint(log, "second head", "h2", "head")
    log.rights["first head"] = log.rights["head"]
    log.rights["head"] = log.rights["second head"]
    appoint(log, "h1 as deputy", "h1", "deputy", new=False)


def _lends_to_self(log: Log) -> int:
    _two_heads(log)
    return log.do("first head", delegated("h1", "permit"))


def _stands_in_by_self(log: Log) -> int:
    base(log)
    return log.do("head", substitute("h1", log.rights["teacher"][2]))


def _with_appoint(log: Log) -> None:
    """A school whose deputy may appoint."""
    school(log)
    appoint(log, "d1 itself", "d1", "deputy")
    pos = log.do("head", delegated("d1", "appoint"))
    log.rights["deputy"] = ("d1", "deputy", pos)


def _deputy_unmakes_head(log: Log) -> int:
    _with_appoint(log)
    return log.do("deputy", post_ended("h1", 0, "2026-12-01"))


def _deputy_appoints_without_power(log: Log) -> int:
    with_deputy(log, "close")
    log.do("head", person("x1"))
    return log.do("deputy", post("x1", "clerk"))


def _weaker(kind: str) -> Any:
    """The policy of passkeys for all, then one proof of it less."""

    def build(log: Log) -> int:
        head_only(log)
        log.do("head", policy(proof=PASSKEYS))
        order = ("entry", "decide", "witness")
        fallen = order[: order.index(kind) + 1]
        return log.do("head", policy(proof={**PASSKEYS, **dict.fromkeys(fallen, "totp")}))

    return build


def _out_of_reach(log: Log) -> int:
    head_only(log)
    return log.do("head", policy(proof=PASSKEYS), method="token")


def _first_as_weak(log: Log) -> int:
    head_only(log)
    log.do("head", policy(proof=TOTPS), method="totp")
    return log.do("head", policy(proof=PASSKEYS), method="totp")


def _witnesses_out_of_reach(log: Log) -> int:
    head_only(log)
    return log.do("head", policy(), method="totp")


CASES: tuple[Case, ...] = (
    (
        "the head appoints themselves teacher",
        "SELF_GRANT",
        then(school, "head", post("h1", "teacher", "6A", "toan")),
    ),
    ("the head appoints themselves to the board", "SELF_GRANT", then(school, "head", post("h1", "board"))),
    (
        "the head appoints themselves homeroom teacher",
        "SELF_GRANT",
        then(school, "head", post("h1", "homeroom", "6A")),
    ),
    ("the head prolongs the own appointment", "SELF_GRANT", then(school, "head", post("h1", "head"))),
    (
        "a deputy with the power appoints themselves",
        "SELF_GRANT",
        then(_with_appoint, "deputy", post("d1", "board")),
    ),
    ("a head who is a deputy, too, lends powers to themselves", "SELF_GRANT", _lends_to_self),
    ("the head stands in for a teacher by the own decision", "SELF_GRANT", _stands_in_by_self),
    ("a deputy with the power makes a head", "NO_RIGHT", then(_with_appoint, "deputy", post("b1", "head"))),
    ("a deputy with the power unmakes the head", "NO_RIGHT", _deputy_unmakes_head),
    ("a deputy appoints without that power", "OUT_OF_SCOPE", _deputy_appoints_without_power),
    ("a proof of entries that falls", "POLICY_WEAKER", _weaker("entry")),
    ("a proof of decisions that falls", "POLICY_WEAKER", _weaker("decide")),
    ("a proof of witnesses that falls", "POLICY_WEAKER", _weaker("witness")),
    ("the first policy asks for more than its own proof", "PROOF_TOO_WEAK", _out_of_reach),
    ("a stricter policy asks for more than its own proof", "PROOF_TOO_WEAK", _first_as_weak),
    (
        "a policy asks of witnesses for more than its own proof",
        "PROOF_TOO_WEAK",
        _witnesses_out_of_reach,
    ),
    ("a restore to fewer entries than there are", "BAD_DATA", then(school, "head", restored(2))),
    ("a restore to more entries than there are", "BAD_DATA", then(school, "head", restored(900))),
    (
        "a class under the old rules, its year not opened",
        "REGIME_WRONG",
        then(school, "board", opened("6B", regime="TT58_26")),
    ),
    (
        "a class of a year before the rules that are known",
        "REGIME_WRONG",
        then(school, "board", opened("6B", regime="TT58_26", year="2019-2020")),
    ),
)


def deputy_appoints(log: Log) -> None:
    """The head teaches: the deputy with the power appoints them, and ends it."""
    _with_appoint(log)
    pos = log.do("deputy", post("h1", "teacher", "6A", "toan"))
    log.do("deputy", post_ended("h1", pos, "2026-12-01"))


def policy_rises(log: Log) -> None:
    """Proofs stay or rise, each by a decision that shows what it asks for."""
    head_only(log)
    log.do("head", policy())
    log.do("head", policy(lapse=15))
    log.do("head", policy(proof=PASSKEYS))


def year_of_old_rules(log: Log) -> None:
    """A class of a year before TT22, in a year that was not opened."""
    log.do(("h1", "founder", 0), created())
    log.rights["head"] = ("h1", "head", 0)
    appoint(log, "board", "b1", "board")
    log.do("board", opened("9C", grade=9, year="2023-2024", regime="TT58_26"))
    log.do("board", opened("9D", grade=9, year="2024-2025"))


SOUND = (
    ("the deputy with the power appoints the head as a teacher", deputy_appoints),
    ("a policy that only rises", policy_rises),
    ("each class under the rules of its year and grade, the years not opened", year_of_old_rules),
)
