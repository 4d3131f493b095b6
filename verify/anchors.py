"""What came from outside, named one by one at the head of a report (spec/VERDICT.md 5)."""

from __future__ import annotations

import hashlib
from typing import Any

from verify.holding import Holding
from verify.proof.canonical import b64
from verify.proof.policy import Policy


def of_key(vkey: str) -> dict[str, Any]:
    """A key of the command line."""
    return {"kind": "key", "key": vkey}


def of_policy(path: str, raw: bytes, policy: Policy) -> dict[str, Any]:
    """A policy file: its digest, as its name says nothing, and all that it lends trust to."""
    keys = [{"vkey": item.key.text, "from": item.first, "to": item.last} for item in policy.log_keys]
    return {
        "kind": "policy",
        "source": path,
        "sha256": hashlib.sha256(raw).hexdigest(),
        "keys": keys,
        "genesis": sorted(policy.genesis),
        "witnesses": sorted(policy.witnesses),
        "quorum": policy.quorum,
    }


def of_evidence(holding: Holding) -> dict[str, Any]:
    """A piece of evidence: what kind of file it is, of which school, and how much of the log it knows."""
    found: dict[str, Any] = {"kind": holding.kind, "source": holding.source, "origin": holding.origin}
    if holding.log is not None:
        found |= {"size": holding.entries, "root": b64(holding.log.leaves.root(holding.entries))}
    elif holding.heads:
        found |= {"size": holding.heads[0].size, "root": b64(holding.heads[0].root)}
    elif holding.receipt is not None:
        found |= {"pos": holding.receipt.index, "leaf": b64(holding.receipt.leaf)}
    return found
