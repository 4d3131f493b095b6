"""LAW 10 and 57: the policy of proofs, which one person makes stricter and only two make weaker."""

from __future__ import annotations

from typing import Any

from verify.law.fields import METHOD
from verify.law.rights import right
from verify.law.shape import METHODS, Check, between, is_natural, is_text, later, record
from verify.law.state.entry import Entry
from verify.law.state.people import PolicyProposal
from verify.law.state.state import State
from verify.law.types import Type


def _is_proof(value: Any) -> bool:
    """What is asked never falls from entering over deciding to witnessing."""
    if not record(entry=METHOD, decide=METHOD, witness=METHOD)(value):
        return False
    ranks = [METHODS.index(value[act]) for act in ("entry", "decide", "witness")]
    return ranks == sorted(ranks)


def policy_not_weaker(state: State, e: Entry) -> str | None:
    """LAW 10: of the three proofs none falls below what is in force."""
    held, new = state.proof, e.data["proof"]
    weaker = held is not None and any(METHODS.index(new[kind]) < METHODS.index(held[kind]) for kind in held)
    return "POLICY_WEAKER" if weaker else None


def policy_in_reach(_state: State, e: Entry) -> str | None:
    """LAW 10: nobody demands what the own decision did not show; of a witness most is asked."""
    if e.role == "system":
        return None
    shown, asked = e.method, e.data["proof"]["witness"]
    enough = shown in METHODS and METHODS.index(shown) >= METHODS.index(asked)
    return None if enough else "PROOF_TOO_WEAK"


def _in_force(state: State, policy: dict[str, Any]) -> None:
    state.proof, state.lapse = policy["proof"], policy["lapse"]


def set_policy(state: State, e: Entry) -> None:
    """The proofs asked from now on, and how long a session is open."""
    state.policy_proposed = None
    _in_force(state, e.data)


def propose_policy(state: State, e: Entry) -> None:
    """The newest counts."""
    state.policy_proposed = PolicyProposal(e.pos, e.person, e.data, later(e.t, days=30))


def _proposal(state: State, e: Entry) -> PolicyProposal | None:
    known = state.policy_proposed
    return known if known is not None and known.pos == e.data["proposal"] else None


def policy_proposed(state: State, e: Entry) -> str | None:
    """LAW 57: the newest proposal, of the last 30 days, behind which no policy came into force, and the very
    policy proposed."""
    known = _proposal(state, e)
    in_time = known is not None and e.t <= known.lasts
    named = in_time and known is not None and all(known.data[name] == e.data[name] for name in _POLICY)
    return None if named else "UNKNOWN_ACT"


def proposer_lowers_not(state: State, e: Entry) -> str | None:
    """LAW 57: by two persons."""
    known = _proposal(state, e)
    return "PROPOSER_DECIDES" if known is not None and known.person == e.person else None


def lower_policy(state: State, e: Entry) -> None:
    """As if it had been set; that it was, and by whom, is told for ever."""
    known = _proposal(state, e)
    if known is not None:
        state.policies_lowered.append((e.pos, known.person, e.person))
        state.policy_proposed = None
        _in_force(state, known.data)


_POLICY: dict[str, Check] = {"proof": _is_proof, "lapse": between(1, 15)}

TYPES: dict[str, Type] = {
    "PolicySet": Type(
        stream="school",
        fields=_POLICY,
        rules=(right, policy_not_weaker, policy_in_reach),
        apply=set_policy,
    ),
    "PolicyProposed": Type(
        stream="school",
        fields={**_POLICY, "reason": is_text},
        rules=(right,),
        apply=propose_policy,
    ),
    "PolicyLowered": Type(
        stream="school",
        fields={"proposal": is_natural, **_POLICY},
        rules=(right, policy_proposed, proposer_lowers_not),
        apply=lower_policy,
    ),
}
