"""The proof of person that the policy in force asks for (LAW 5, 10)."""

from typing import Any

from tests.vectors.law.drafts.attendance import absent
from tests.vectors.law.drafts.books import dated, mark
from tests.vectors.law.drafts.dossier import witnessed
from tests.vectors.law.drafts.keys import policy_lowered, policy_proposed
from tests.vectors.law.drafts.unit import person, policy
from tests.vectors.law.log import Log
from tests.vectors.law.school import appoint, base, head_only, permitted_dossier, school
from tests.vectors.law.told import Builder, Told, then


def _entered_by_password(log: Log) -> None:
    """Each type whose row says `entry`, by the method that the policy asks of entries and of nothing else."""
    base(log)
    appoint(log, "homeroom", "g1", "homeroom", "6A")
    log.do("head", policy())
    log.do("teacher", dated(), mark(), method="password")
    log.do("homeroom", absent(), method="password")


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


TOTPS = {"entry": "totp", "decide": "totp", "witness": "totp"}
PASSKEYS = {"entry": "passkey", "decide": "passkey", "witness": "passkey"}


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


def _lowered(log: Log) -> None:
    """Proposed by the head, in force by the board; from then on a token is enough, and it may rise again."""
    school(log)
    log.do("head", policy(proof=PASSKEYS))
    log.do("board", policy_lowered(log, log.do("head", policy_proposed())))
    log.do("head", person("x1"), method="token")
    log.do("head", policy())
    log.do("head", policy_proposed())
    log.do("head", policy(proof=PASSKEYS))


def _lowered_too_late(log: Log) -> int:
    """Another policy came into force since it was proposed."""
    school(log)
    pos = log.do("head", policy_proposed())
    log.do("head", policy())
    return log.do("board", policy_lowered(log, pos))


def _lowered_twice(log: Log) -> int:
    school(log)
    pos = log.do("head", policy_proposed())
    log.do("board", policy_lowered(log, pos))
    return log.do("board", policy_lowered(log, pos))


def _older_lowered(log: Log) -> int:
    school(log)
    pos = log.do("head", policy_proposed())
    log.do("head", policy_proposed(lapse=10))
    return log.do("board", policy_lowered(log, pos))


def _lowered_in_time(log: Log) -> None:
    """On the last of the thirty days."""
    school(log)
    pos = log.do("head", policy_proposed())
    log.wait(days=29, hours=23)
    log.do("board", policy_lowered(log, pos))


def _lapsed_lowered(log: Log) -> int:
    """What one hand left a month ago waits for nobody any more."""
    school(log)
    pos = log.do("head", policy_proposed())
    log.wait(days=31)
    return log.do("board", policy_lowered(log, pos))


def _lowered_unproposed(log: Log) -> int:
    base(log)
    return log.do("head", policy_lowered(log, 1))


def _another_lowered(log: Log) -> int:
    """Who lowers it names the policy that they were shown; another was proposed there."""
    base(log)
    return log.do("board", policy_lowered(log, log.do("head", policy_proposed()), lapse=14))


def _lowering(who: str) -> Builder:
    def build(log: Log) -> int:
        base(log)
        return log.do(who, policy_lowered(log, log.do("head", policy_proposed())))

    return build


def _policy_rises(log: Log) -> None:
    """Proofs stay or rise, each by a decision that shows what it asks for."""
    head_only(log)
    log.do("head", policy())
    log.do("head", policy(lapse=15))
    log.do("head", policy(proof=PASSKEYS))


SMALL: tuple[Told, ...] = (
    ("a test's date, a mark, an absence: what the policy's `entry` speaks of", None, _entered_by_password),
    ("a policy that only rises", None, _policy_rises),
    ("a policy that two persons make weaker", None, _lowered),
    ("a policy proposed by a teacher", "NO_RIGHT", then(base, "teacher", policy_proposed())),
    (
        "a policy proposed that asks more of entries than of decisions",
        "BAD_DATA",
        then(base, "head", policy_proposed(proof={**TOTPS, "decide": "password"})),
    ),
    ("a policy lowered by a teacher", "NO_RIGHT", _lowering("teacher")),
    ("a policy lowered by who proposed it", "PROPOSER_DECIDES", _lowering("head")),
    ("a policy lowered that nobody proposed", "UNKNOWN_ACT", _lowered_unproposed),
    ("a policy lowered, and another was set since", "UNKNOWN_ACT", _lowered_too_late),
    ("a policy lowered twice", "UNKNOWN_ACT", _lowered_twice),
    ("a policy lowered, and another was proposed since", "UNKNOWN_ACT", _older_lowered),
    ("a mark entered after a token only", "PROOF_TOO_WEAK", _weak_entry),
    ("a decision after a password only", "PROOF_TOO_WEAK", _weak_decision),
    ("a confirmation without a passkey", "PROOF_TOO_WEAK", _weak_witness),
    ("a proof of entries that falls", "POLICY_WEAKER", _weaker("entry")),
    ("a proof of decisions that falls", "POLICY_WEAKER", _weaker("decide")),
    ("a proof of witnesses that falls", "POLICY_WEAKER", _weaker("witness")),
    ("the first policy asks for more than its own proof", "PROOF_TOO_WEAK", _out_of_reach),
    ("a stricter policy asks for more than its own proof", "PROOF_TOO_WEAK", _first_as_weak),
    ("a policy asks of witnesses for more than its own proof", "PROOF_TOO_WEAK", _witnesses_out_of_reach),
    ("a policy lowered, and another named", "UNKNOWN_ACT", _another_lowered),
    ("a policy lowered within thirty days", None, _lowered_in_time),
    ("a policy lowered that was proposed more than thirty days ago", "UNKNOWN_ACT", _lapsed_lowered),
)
