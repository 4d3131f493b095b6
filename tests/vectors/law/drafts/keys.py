"""Sound drafts of accounts, keys and policies that fall; any field can be overridden."""

import json
from typing import Any

from tests.vectors.law.drafts.unit import DECISION
from tests.vectors.law.log import Draft, Log, b64, digest, sha, unb64
from tests.vectors.law.signing import RP, Secret

WEAK = {"entry": "token", "decide": "token", "witness": "password"}


def account(name: str = "t1") -> Draft:
    """Somebody may sign in."""
    return f"person/{name}", "AccountOpened", {"person": name, "decision": DECISION}


def reset_asked(name: str = "t1") -> Draft:
    """A lost factor."""
    return f"person/{name}", "ResetAsked", {"person": name, "reason": "mất điện thoại"}


def reset_granted(ask: int, name: str = "t1") -> Draft:
    """By the second person."""
    return f"person/{name}", "ResetGranted", {"person": name, "ask": ask}


def checked(**over: Any) -> Draft:
    """The unit's security check."""
    figures = [["no_factor", 2], ["unused", 1]]
    return (
        "security",
        "SecurityChecked",
        {"accounts": 12, "figures": figures, "digest": digest("check"), **over},
    )


def passkey_of(name: str, secret: Secret, **over: Any) -> Draft:
    """The person's, with its credential and host."""
    data = {"person": name, "kind": "passkey", "alg": secret.alg, "public": secret.public}
    data |= {
        "cred": b64(sha(secret.seed.encode())[:20]),
        "rp": RP,
        "label": "điện thoại",
        "until": None,
        **over,
    }
    return f"person/{data['person']}", "KeyRegistered", data


def program_of(name: str, secret: Secret, **over: Any) -> Draft:
    """A program's key, for a school year."""
    data = {"person": name, "kind": "program", "alg": secret.alg, "public": secret.public}
    data |= {"cred": None, "rp": None, "label": "phần mềm chấm thi", "until": "2027-05-31", **over}
    return f"person/{data['person']}", "KeyRegistered", data


def key_confirmed(log: Log, name: str, key: int, **over: Any) -> Draft:
    """By another person, who names the key itself; that of nobody where none is registered there."""
    public = json.loads(log.lines[key])["data"].get("public", b64(bytes(64)))
    return f"person/{name}", "KeyConfirmed", {"person": name, "key": key, "public": public, **over}


def key_revoked(name: str, key: int) -> Draft:
    """By either."""
    return f"person/{name}", "KeyRevoked", {"person": name, "key": key, "reason": "mất máy"}


def device(log: Log, name: str, secret: Secret, **over: Any) -> Draft:
    """A browser, for twelve hours."""
    data = {"person": name, "public": secret.public, "until": log.at(hours=12), **over}
    data.setdefault("device", sha(unb64(data["public"])).hex()[:32])
    return f"device/{data['device']}", "DeviceCertified", data


def policy_proposed(**over: Any) -> Draft:
    """Tokens are enough again."""
    data = {"proof": WEAK, "lapse": 15, "reason": "khóa bảo mật chưa về", **over}
    return "school", "PolicyProposed", data


def policy_lowered(log: Log, proposal: int, **over: Any) -> Draft:
    """By the second person, who names the policy itself; some other where none is proposed there."""
    shown = json.loads(log.lines[proposal])["data"] if proposal < log.next else {}
    proposed = {"proof": shown.get("proof", WEAK), "lapse": shown.get("lapse", 15)}
    return "school", "PolicyLowered", {"proposal": proposal, **proposed, **over}
