"""Rules 48 and 49 of spec/LAW.md: acts withdrawn by one hand, slips put right by three."""

from __future__ import annotations

from verify.law.dossier import intent
from verify.law.putting_right import FIELDS, STANDS_AGAIN, WITHDRAWABLE, put_right
from verify.law.rectified import fields_fit, rules_kept
from verify.law.right_facts import Act, Rectification
from verify.law.rights import Rule, right
from verify.law.shape import later
from verify.law.state import Entry, State

DAYS_TO_OBJECT = 30


def _act(state: State, e: Entry) -> Act | None:
    """The act at that position of that stream, if it stands."""
    act = state.facts.right.acts.get(e.data["of"])
    return act if act is not None and act.stream == e.data["stream"] and not act.void else None


def may_be_withdrawn(state: State, e: Entry) -> str | None:
    act = _act(state, e)
    return None if act is not None and act.type in WITHDRAWABLE else "UNKNOWN_ACT"


def nothing_used_it(state: State, e: Entry) -> str | None:
    act = _act(state, e)
    if act is None:
        return None
    if act.type == "RetestOpened":
        return None if act.data["from"] > e.t else "IN_USE"
    window = state.windows.get(act.data["window"]) if act.type == "WindowSet" else None
    if window is None:
        return None
    if window.end <= e.t:
        return "WINDOW_ENDED"
    for book in state.books.values():
        klass = state.classes.get(book.klass)
        over = klass is not None and klass.year == window.year and book.semester == window.semester
        over = over and ("*" in window.classes or book.klass in window.classes)
        if over and any(book.columns.get(col) for col in window.columns):
            return "IN_USE"
    return None


def withdraw(state: State, e: Entry) -> None:
    act = _act(state, e)
    if act is not None and act.type in WITHDRAWABLE:
        put_right(state, act, None, e)


def _to_put_right(state: State, e: Entry) -> Act | None:
    """The same, or one that is void and may stand again."""
    act = state.facts.right.acts.get(e.data["of"])
    if act is None or not act.void or e.data["change"] is None or act.type not in STANDS_AGAIN:
        return _act(state, e)
    return act if act.stream == e.data["stream"] else None


def rectification_new(state: State, e: Entry) -> str | None:
    known = e.data["rectification"] in state.facts.right.rectifications
    return "ALREADY_EXISTS" if known else None


def may_be_rectified(state: State, e: Entry) -> str | None:
    act = _to_put_right(state, e)
    return None if act is not None and act.type in FIELDS else "UNKNOWN_ACT"


def proposal_fits(state: State, e: Entry) -> str | None:
    act = _to_put_right(state, e)
    if act is None:
        return None
    return fields_fit(act, e.data["change"]) or rules_kept(state, e, act, e.data["change"])


def propose(state: State, e: Entry) -> None:
    d = e.data
    made = Rectification(e.pos, d["of"], d["stream"], d["change"], e.person, e.leaf, e.t)
    state.facts.right.rectifications.setdefault(d["rectification"], made)


def _known(state: State, e: Entry) -> Rectification | None:
    return state.facts.right.rectifications.get(e.data["rectification"])


def awaits_witness(state: State, e: Entry) -> str | None:
    known = _known(state, e)
    return None if known is not None and known.state == "proposed" else "RECTIFICATION_STATE"


def another_witnesses(state: State, e: Entry) -> str | None:
    known = _known(state, e)
    return "PROPOSER_WITNESSES" if known is not None and known.proposer == e.person else None


def proposal_seen(state: State, e: Entry) -> str | None:
    known = _known(state, e)
    if known is None:
        return None
    name, leaves = e.data["rectification"], [known.leaf]
    seen = intent(str(state.origin), name, leaves, "rectify", person=e.person, cmd=e.cmd)
    return None if e.data["intent"] == seen else "INTENT_WRONG"


def witness(state: State, e: Entry) -> None:
    known = _known(state, e)
    if known is not None and known.state == "proposed":
        known.state, known.witness = "witnessed", e.person


def awaits_decision(state: State, e: Entry) -> str | None:
    known = _known(state, e)
    states = ("witnessed",) if e.data["outcome"] == "applied" else ("proposed", "witnessed")
    return None if known is not None and known.state in states else "RECTIFICATION_STATE"


def proposer_decides_not(state: State, e: Entry) -> str | None:
    known = _known(state, e)
    return "PROPOSER_DECIDES" if known is not None and known.proposer == e.person else None


def witness_decides_not(state: State, e: Entry) -> str | None:
    known = _known(state, e)
    return "WITNESS_TWICE" if known is not None and known.witness == e.person else None


def act_as_proposed(state: State, e: Entry) -> str | None:
    """Nothing has put it right since the proposal, and the correction still fits."""
    known = _known(state, e)
    if known is None or e.data["outcome"] != "applied":
        return None
    act = state.facts.right.acts.get(known.of)
    if act is None or act.changed > known.pos:
        return "STALE_BASE"
    return fields_fit(act, known.change) or rules_kept(state, e, act, known.change)


def superior_was_asked(state: State, e: Entry) -> str | None:
    """Thirty days in which the superior whose appointment is made void may refuse it."""
    known = _known(state, e)
    act = state.facts.right.acts.get(known.of) if known is not None else None
    if known is None or act is None or act.type != "Appointed" or e.data["outcome"] != "applied":
        return None
    early = not known.t or e.t < later(known.t, days=DAYS_TO_OBJECT)
    return "RECTIFICATION_STATE" if early else None


def decide(state: State, e: Entry) -> None:
    known = _known(state, e)
    if known is None:
        return
    known.state = e.data["outcome"]
    act = state.facts.right.acts.get(known.of)
    fits = act is not None and act.type in FIELDS and fields_fit(act, known.change) in (None, "NO_CHANGE")
    if known.state == "applied" and act is not None and fits:
        put_right(state, act, known.change, e)


RULES: dict[str, tuple[Rule, ...]] = {
    "ActWithdrawn": (right, may_be_withdrawn, nothing_used_it),
    "RectificationProposed": (right, rectification_new, may_be_rectified, proposal_fits),
    "RectificationWitnessed": (right, awaits_witness, another_witnesses, proposal_seen),
    "RectificationDecided": (
        right,
        awaits_decision,
        proposer_decides_not,
        witness_decides_not,
        act_as_proposed,
        superior_was_asked,
    ),
}

APPLY = {
    "ActWithdrawn": withdraw,
    "RectificationProposed": propose,
    "RectificationWitnessed": witness,
    "RectificationDecided": decide,
}
