"""Entries that the person never made: new ones, with keys registered in their name, under a lower policy."""

import copy
from typing import Any

from tests.attacks.forger.acts import Act, HaltingLog, act_in
from tests.attacks.forger.forged import Entries, Forged, signed
from tests.attacks.forger.signing_log import HEAD, SECOND, WITH_A_PASSKEY, Right
from tests.vectors.law.drafts.keys import device, key_confirmed, passkey_of, policy_lowered, policy_proposed
from tests.vectors.law.drafts.unit import policy
from tests.vectors.law.log import Log, Sign
from tests.vectors.law.signing import Secret, by, by_passkey

FORGER = Secret("forger")
WEAK = {"entry": "token", "decide": "token", "witness": "token"}


def in_the_server_s_word(act: Act) -> Forged:
    """A new entry in the person's name, on the server's word."""
    log = act.before()
    log.write(act.right, act.drafts, "passkey", None)
    own = {"SIGNATURE_MISSING"} if act.kind in WITH_A_PASSKEY else set()
    return Forged(log.lines, {"PROOF_TOO_WEAK"}, act.log.next, own)


def without_a_signature(act: Act) -> Forged:
    """It says that the person signed, and no signature stands there."""
    log = act.before()
    log.write(act.right, act.drafts, act.method, None)
    return Forged(log.lines, {"SIGNATURE_MISSING"}, act.log.next)


def signature_of_another_command(act: Act) -> Forged:
    """One that the person made a moment ago, for something else: key, history and time are right."""

    def taken(log: Log, entries: Entries) -> dict[str, Any]:
        other = copy.deepcopy(entries)
        for entry in other:
            entry["cmd"] = "other"
        return act.sign(log, other)

    return signed(act, taken, "SIGNATURE_WRONG")


def key_of_ones_own(act: Act) -> Forged:
    """Signed by the forger, and the person's key is named."""

    def made(log: Log, entries: Entries) -> dict[str, Any]:
        key = act.sign(log, entries)["key"]
        return (by if act.method == "device" else by_passkey)(FORGER, key)(log, entries)

    return signed(act, made, "SIGNATURE_WRONG")


def key_of_another_person(act: Act) -> Forged:
    """A key that is in the log, of somebody else, whose signature the forger has as little."""
    other = HEAD[0] if act.right[0] != HEAD[0] else SECOND
    return signed(act, _with(act, key=act.log.keys[other]), "SIGNATURE_KEY")


def key_registered_in_the_person_s_name(act: Act) -> Forged:
    """A second passkey, confirmed in the board's name; what it signs holds, its registration does not."""
    log = act.before()
    right, name = act.right, act.right[0]
    at = log.next
    pos = log.beside(right, passkey_of(name, FORGER), method="signed", sign=by_passkey(FORGER, None))
    _confirm(log, name, pos)
    method, hand = "signed", by_passkey(FORGER, pos)
    if act.method == "device":
        secret = Secret("forger's browser")
        pos = log.beside(right, device(log, name, secret), method="signed", sign=hand)
        method, hand = "device", by(secret, pos)
    log.write(right, act.drafts, method, hand)
    # A restore or a reset of the clock is about the very next position and instant.
    return Forged(log.lines, {"SIGNATURE_KEY", "SIGNATURE_MISSING"}, at, {"BAD_DATA", "TIME_BACKWARDS"})


def first_key_in_the_person_s_name(act: Act) -> Forged | None:
    """The forger registers the first passkey that the person ever had, and nobody signs that it is theirs."""
    name = act.right[0]
    if name in (HEAD[0], SECOND):
        return None  # from before the policy: tests/attacks/forger/unseen.py
    forged = act_in(
        act.tell,
        act.kind,
        seeds=lambda seed: f"forger {seed}" if seed.startswith(name) else seed,
        unsigned=name,
    )
    lines = forged.done().lines
    return Forged(lines, {"SIGNATURE_MISSING"}, forged.log.keys[name] + 1)


def device_certified_in_the_person_s_name(act: Act) -> Forged | None:
    """The certificate of the forger's browser, without the person's passkey."""
    if act.method != "device":
        return None
    log = act.before()
    at, secret = log.next, Secret("forger's browser")
    pos = log.beside(act.right, device(log, act.right[0], secret), method="signed")
    log.write(act.right, act.drafts, "device", by(secret, pos))
    return Forged(log.lines, {"SIGNATURE_MISSING", "SIGNATURE_KEY"}, at)


def under_a_lower_policy(act: Act) -> Forged:
    """A policy that asks nothing, set in the head's name, and the act on the server's word."""
    log = act.before()
    at = log.next
    log.beside(HEAD, policy(proof=WEAK), method="token")
    log.write(act.right, act.drafts, "token", None)
    return Forged(log.lines, {"POLICY_WEAKER", "PROOF_TOO_WEAK"}, at, None)


def under_a_policy_that_two_lowered(act: Act) -> Forged:
    """The same by the road that there is for it, in the names of two."""
    log = act.before()
    at = log.next
    proposal = log.beside(HEAD, policy_proposed(proof=WEAK), method="signed")
    log.beside(second(log), policy_lowered(log, proposal), method="signed")
    log.write(act.right, act.drafts, "token", None)
    return Forged(log.lines, {"SIGNATURE_MISSING"}, at, None)


def _with(act: Act, **fields: Any) -> Sign:
    return lambda log, entries: {**act.sign(log, entries), **fields}


def _confirm(log: HaltingLog, name: str, key: int) -> None:
    """In the name of the board, or of the head for the board: without their keys."""
    log.beside(HEAD if name != HEAD[0] else second(log), key_confirmed(log, name, key), method="signed")


def second(log: HaltingLog) -> Right:
    """Somebody of the board that sits: once one is founded, the story's own."""
    return log.rights.get("board", log.rights[SECOND])
