"""LAW 48 and 49: acts withdrawn by one hand, slips put right by three."""

from __future__ import annotations

from typing import Any

from verify.law.fields import DECISION
from verify.law.pupils.touching import Places
from verify.law.righting.intent import intent
from verify.law.righting.slips import SLIPS, misfit, misshapen, put_right, touched_by
from verify.law.rights import right
from verify.law.shape import ascending, is_digest, is_id, is_natural, is_text, later, maybe, one_of
from verify.law.state.acts import Act, Rectification
from verify.law.state.entry import Entry
from verify.law.state.state import State
from verify.law.types import Type

_CHANGEABLE = frozenset(
    (
        *("name", "born", "register", "class", "from", "cause", "last"),
        *("school", "letter", "value", "document", "semesters", "subject", "part", "decision"),
    )
)


def _is_change(value: Any) -> bool:
    """Which fields an act has, and what suits them, is the law's question (49)."""
    return type(value) is dict and _CHANGEABLE.issuperset(value)


def _act(state: State, e: Entry) -> Act | None:
    """The act at that position of that stream, if it stands."""
    act = state.righting.acts.get(e.data["of"])
    return act if act is not None and act.stream == e.data["stream"] and not act.void else None


def may_be_withdrawn(state: State, e: Entry) -> str | None:
    """LAW 48: an act that stands, of a type that one hand takes back."""
    act = _act(state, e)
    return None if act is not None and SLIPS[act.type].withdrawn else "UNKNOWN_ACT"


def nothing_used_it(state: State, e: Entry) -> str | None:
    """LAW 48: a window or a time of re-tests only while nothing came of it."""
    act = _act(state, e)
    unused = SLIPS[act.type].unused if act is not None else None
    return unused(state, e, act) if unused is not None else None


def withdraw(state: State, e: Entry) -> None:
    """It stands no more; what was done by it does."""
    act = _act(state, e)
    if act is not None and SLIPS[act.type].withdrawn:
        put_right(state, act, None, e)


def _to_put_right(state: State, e: Entry) -> Act | None:
    """The same, or one that is void and may stand again."""
    act = state.righting.acts.get(e.data["of"])
    if act is None or not act.void or e.data["change"] is None or not SLIPS[act.type].again:
        return _act(state, e)
    return act if act.stream == e.data["stream"] else None


def rectification_new(state: State, e: Entry) -> str | None:
    """LAW 49: an id is used once."""
    known = e.data["rectification"] in state.righting.rectifications
    return "ALREADY_EXISTS" if known else None


def may_be_rectified(state: State, e: Entry) -> str | None:
    """LAW 49: an act that stands, or may stand again, of a type that is put right."""
    act = _to_put_right(state, e)
    return None if act is not None and SLIPS[act.type].changes is not None else "UNKNOWN_ACT"


def proposal_fits(state: State, e: Entry) -> str | None:
    """LAW 49: what is proposed may stand in the place of the act."""
    act = _to_put_right(state, e)
    return misfit(state, e, act, e.data["change"]) if act is not None else None


def propose(state: State, e: Entry) -> None:
    """Proposed, with the leaf that the witness must have seen."""
    d = e.data
    made = Rectification(e.pos, d["of"], d["stream"], d["change"], e.person, e.leaf, e.t)
    state.righting.rectifications.setdefault(d["rectification"], made)


def _known(state: State, e: Entry) -> Rectification | None:
    return state.righting.rectifications.get(e.data["rectification"])


def awaits_witness(state: State, e: Entry) -> str | None:
    """LAW 49: proposed, not witnessed, not decided."""
    known = _known(state, e)
    return None if known is not None and known.state == "proposed" else "RECTIFICATION_STATE"


def another_witnesses(state: State, e: Entry) -> str | None:
    """LAW 49: not by the proposer."""
    known = _known(state, e)
    return "PROPOSER_WITNESSES" if known is not None and known.proposer == e.person else None


def proposal_seen(state: State, e: Entry) -> str | None:
    """LAW 49 (FORMAT §2): the intent is of this very proposal."""
    known = _known(state, e)
    if known is None:
        return None
    name, leaves = e.data["rectification"], [known.leaf]
    seen = intent(str(state.origin), name, leaves, "rectify", person=e.person, cmd=e.cmd)
    return None if e.data["intent"] == seen else "INTENT_WRONG"


def witness(state: State, e: Entry) -> None:
    """Witnessed, and by whom."""
    known = _known(state, e)
    if known is not None and known.state == "proposed":
        known.state, known.witness = "witnessed", e.person


def awaits_decision(state: State, e: Entry) -> str | None:
    """LAW 49: applied only if witnessed; refused also before."""
    known = _known(state, e)
    states = ("witnessed",) if e.data["outcome"] == "applied" else ("proposed", "witnessed")
    return None if known is not None and known.state in states else "RECTIFICATION_STATE"


def proposer_decides_not(state: State, e: Entry) -> str | None:
    """LAW 49: not by the proposer."""
    known = _known(state, e)
    return "PROPOSER_DECIDES" if known is not None and known.proposer == e.person else None


def witness_decides_not(state: State, e: Entry) -> str | None:
    """LAW 49: not by the witness."""
    known = _known(state, e)
    return "WITNESS_TWICE" if known is not None and known.witness == e.person else None


def act_as_proposed(state: State, e: Entry) -> str | None:
    """LAW 49: nothing has put it right since the proposal, and the correction still fits."""
    known = _known(state, e)
    if known is None or e.data["outcome"] != "applied":
        return None
    act = state.righting.acts.get(known.of)
    if act is None or act.changed > known.pos:
        return "STALE_BASE"
    return misfit(state, e, act, known.change)


def time_to_object(state: State, e: Entry) -> str | None:
    """LAW 49: thirty days in which the superior whose appointment is made void may refuse it."""
    known = _known(state, e)
    act = state.righting.acts.get(known.of) if known is not None else None
    days = SLIPS[act.type].days_to_object if act is not None else 0
    if known is None or not days or e.data["outcome"] != "applied":
        return None
    early = not known.t or e.t < later(known.t, days=days)
    return "RECTIFICATION_STATE" if early else None


def decide(state: State, e: Entry) -> None:
    """Decided; if applied, the act counts as corrected from here on."""
    known = _known(state, e)
    if known is None:
        return
    known.state = e.data["outcome"]
    act = state.righting.acts.get(known.of)
    fits = act is not None and misshapen(act, known.change) in (None, "NO_CHANGE")
    if known.state == "applied" and act is not None and fits:
        put_right(state, act, known.change, e)


def touched(state: State, e: Entry) -> Places:
    """LAW 37, 49: what the act touched when it was written, and what it touches as corrected."""
    known = _known(state, e)
    act = state.righting.acts.get(known.of) if known is not None else None
    if known is None or act is None or e.data["outcome"] != "applied":
        return ()
    return touched_by(state, act, known.change)


TYPES: dict[str, Type] = {
    "ActWithdrawn": Type(
        stream="school",
        fields={"of": is_natural, "stream": is_text, "reason": is_text, "decision": DECISION},
        rules=(right, may_be_withdrawn, nothing_used_it),
        apply=withdraw,
        final=(may_be_withdrawn,),
    ),
    "RectificationProposed": Type(
        stream="rectify/{rectification}",
        fields={
            "rectification": is_id,
            "of": is_natural,
            "stream": is_text,
            "change": maybe(_is_change),
            "reason": is_text,
            "evidence": ascending(is_digest, 50),
        },
        rules=(right, rectification_new, may_be_rectified, proposal_fits),
        apply=propose,
        final=(may_be_rectified,),
    ),
    "RectificationWitnessed": Type(
        stream="rectify/{rectification}",
        fields={"rectification": is_id, "intent": is_digest},
        rules=(right, awaits_witness, another_witnesses, proposal_seen),
        apply=witness,
        final=(awaits_witness,),
    ),
    "RectificationDecided": Type(
        stream="rectify/{rectification}",
        fields={
            "rectification": is_id,
            "outcome": one_of("applied", "refused"),
            "decision": DECISION,
        },
        rules=(
            right,
            awaits_decision,
            proposer_decides_not,
            witness_decides_not,
            act_as_proposed,
            time_to_object,
        ),
        apply=decide,
        final=(awaits_decision,),
        touches=touched,
    ),
}
