"""The policy of proof: set stricter by one person, lowered by two (LAW 10, 57; S57)."""

from typing import Annotated, TypeVar

from pydantic import Field
from typing_extensions import TypedDict

from domain.grounds.command import Command
from domain.grounds.rows import Row
from domain.grounds.situation import Situation
from domain.state.facts import Policy, Proposed
from domain.state.state import State
from domain.words import said
from domain.words.days import later
from domain.words.entry import Draft, Entry
from domain.words.event import Event
from domain.words.fields import METHODS, Position, ProofPolicy, Text, Typed
from domain.words.refusal import Refusal

Lapse = Annotated[int, Field(ge=1, le=15)]


class PolicySet(TypedDict):
    """The weakest proofs accepted from here on, and how long a session of witnesses lasts."""

    proof: said.ProofPolicy
    lapse: Lapse


class PolicyProposed(TypedDict):
    """A policy that may be weaker: it counts once another person puts it into force."""

    proof: said.ProofPolicy
    lapse: Lapse
    reason: Text


class PolicyLowered(TypedDict):
    """The policy proposed by the entry at `proposal`, this one, is in force from here on."""

    proposal: Position
    proof: said.ProofPolicy
    lapse: Lapse


P = TypeVar("P", PolicySet, PolicyProposed, PolicyLowered)


def _rising(data: P) -> P:
    proof = data["proof"]
    strength = [METHODS.index(method) for method in (proof["entry"], proof["decide"], proof["witness"])]
    if strength != sorted(strength):
        raise ValueError("proofs must rise from entry over decide to witness")
    return data


POLICY_SET = Event(PolicySet, "school", check=_rising)
POLICY_PROPOSED = Event(PolicyProposed, "school", check=_rising)
POLICY_LOWERED = Event(PolicyLowered, "school", check=_rising)


class SetPolicy(Command):
    """Ask for stronger proofs of person; they never fall so."""

    ACT = "PolicySet"
    proof: ProofPolicy
    lapse: Annotated[int, Field(strict=True)]


class ProposePolicy(Command):
    """Propose a weaker policy to a second person; the newest proposal counts."""

    ACT = "PolicyProposed"
    proof: ProofPolicy
    lapse: Annotated[int, Field(strict=True)]
    reason: Typed


class LowerPolicy(Command):
    """Put into force what somebody else proposed."""

    ACT = "PolicyLowered"
    proposal: Position


def set_policy(act: Situation, command: SetPolicy) -> list[Draft]:
    """LAW 10: no proof ever falls, and nobody asks of others what they did not show themselves (S57)."""
    held, shown = act.state.policy(), act.actor.proof.method
    for kind in ("entry", "decide", "witness"):
        asked = getattr(command.proof, kind)
        if held is not None and METHODS.index(asked) < METHODS.index(getattr(held, kind)):
            raise Refusal("POLICY_WEAKER", "S57", proof=kind, asked=asked, needed=getattr(held, kind))
    if shown not in METHODS or METHODS.index(shown) < METHODS.index(command.proof.witness):
        raise Refusal("PROOF_TOO_WEAK", "S57", method=shown, needed=command.proof.witness)
    return [POLICY_SET.draft(command.model_dump())]


def propose_policy(_act: Situation, command: ProposePolicy) -> list[Draft]:
    """LAW 57: it gives nothing by itself."""
    return [POLICY_PROPOSED.draft(command.model_dump())]


LONGEST_PROPOSED = 30
"""Days in which a second person may follow (LAW 57): what one hand left long ago is no word of today."""


def lower_policy(act: Situation, command: LowerPolicy) -> list[Draft]:
    """LAW 57: the newest proposal since the policy in force, by another person than who proposed it."""
    proposed = act.state.proposed
    if proposed is not None and act.latest > later(proposed.at, days=LONGEST_PROPOSED):
        proposed = None
    if proposed is None or proposed.policy.pos != command.proposal:
        newest = proposed.policy.pos if proposed else None
        raise Refusal("UNKNOWN_ACT", "S57", of=command.proposal, newest=newest)
    if proposed.proposer == act.actor.person:
        raise Refusal("PROPOSER_DECIDES", "S57", proposer=proposed.proposer)
    policy = proposed.policy
    proof = {kind: getattr(policy, kind) for kind in ("entry", "decide", "witness")}
    return [POLICY_LOWERED.draft({"proposal": policy.pos, "proof": proof, "lapse": policy.lapse})]


def _policy_of(entry: Entry, data: PolicySet | PolicyProposed) -> Policy:
    proof = data["proof"]
    return Policy(entry.pos, proof["entry"], proof["decide"], proof["witness"], data["lapse"])


def _set(state: State, entry: Entry, data: PolicySet) -> None:
    state.policies.append(_policy_of(entry, data))
    state.proposed = None


def _propose(state: State, entry: Entry, data: PolicyProposed) -> None:
    state.proposed = Proposed(_policy_of(entry, data), entry.actor["person"], state.latest(entry.at))


def _lower(state: State, entry: Entry, _data: PolicyLowered) -> None:
    if state.proposed is not None:
        state.policies.append(state.proposed.policy._replace(pos=entry.pos))
    state.proposed = None


ROWS = (
    Row(POLICY_SET, SetPolicy, set_policy, apply=_set),
    Row(POLICY_PROPOSED, ProposePolicy, propose_policy, apply=_propose, changes=()),
    Row(POLICY_LOWERED, LowerPolicy, lower_policy, apply=_lower, changes=(("policies", ""),)),
)
