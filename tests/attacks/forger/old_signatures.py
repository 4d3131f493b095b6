"""Signatures that the person made, under something else, at another time, over another history."""

import copy
import json
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from tests.attacks.forger.acts import Act, act_in
from tests.attacks.forger.forged import Entries, Forged, honest, signed
from tests.attacks.forger.new_entries import second
from tests.attacks.forger.rechained import rechained, with_entry
from tests.attacks.forger.signing_log import HEAD
from tests.vectors.law import log as telling
from tests.vectors.law.log import Log
from tests.vectors.law.signing import by


def replayed(act: Act) -> Forged:
    """The person's own command once more, under another id."""
    log = act.done()
    sign = json.loads(log.lines[act.log.next])["sign"]
    at = log.next
    log.write(act.right, act.drafts, act.method, lambda _log, _entries: sign)
    return Forged(log.lines, {"SIGNATURE_WRONG"}, at, None)


def in_another_s_name(act: Act) -> Forged:
    """The person's signature under a command of somebody else."""
    log, other = act.before(), HEAD if act.right[0] != HEAD[0] else second(act.log)
    log.write(other, act.drafts, act.method, lambda _log, _entries: honest(act))
    return Forged(log.lines, {"SIGNATURE_KEY"}, act.log.next, None)


def in_another_role(act: Act) -> Forged:
    """The same person and signature, by another right."""
    name, role, basis = act.right
    log = act.before()
    log.write(
        (name, "clerk" if role != "clerk" else "teacher", basis),
        act.drafts,
        act.method,
        lambda *_: honest(act),
    )
    return Forged(log.lines, {"SIGNATURE_WRONG"}, act.log.next, None)


def from_another_school(act: Act) -> Forged:
    """The same persons, keys and acts in a second school of the forger: the signature of the first."""
    return _in_a_second_school(act, lambda _other: honest(act), "SIGNATURE_SEEN")


def from_another_school_and_seen(act: Act) -> Forged:
    """The same, with a line of the second school as the one that the signer knew."""
    return _in_a_second_school(act, lambda other: {**honest(act), "seen": other["seen"]}, "SIGNATURE_WRONG")


def kept_back(act: Act) -> Forged:
    """Signed, and written by the server when it suits: twenty minutes later."""
    return signed(
        act, lambda log, entries: act.sign(_earlier(log, 20), entries), "SIGNATURE_TIME", alone=False
    )


def kept_for_earlier(act: Act) -> Forged:
    """Written three minutes before the person's clock says that it was signed."""
    return signed(act, lambda log, entries: act.sign(_earlier(log, -3), entries), "SIGNATURE_TIME")


def kept_back_with_another_time(act: Act) -> Forged:
    """As before, and the time that was signed is written anew."""

    def late(log: Log, entries: Entries) -> dict[str, Any]:
        return {**act.sign(_earlier(log, 20), entries), "time": log.at()}

    return signed(act, late, "SIGNATURE_WRONG")


def certificate_stretched(act: Act) -> Forged | None:
    """The browser's certificate made longer; the browser signs on, a day later, what the server shows it."""
    if act.method != "device":
        return None
    log = act.before()
    pos, secret, _ = log.devices[act.right[0]]
    log.wait(hours=13)
    until = log.at(hours=12)
    stretched = rechained(log, with_entry(log, pos, lambda data: data.update(until=until)), pos)
    stretched.write(act.right, act.drafts, "device", by(secret, pos))
    return Forged(stretched.lines, {"SIGNATURE_WRONG"}, pos, None)


def certificate_outlived(act: Act) -> Forged | None:
    """As it is, and the browser still signs thirteen hours later."""
    if act.method != "device":
        return None
    log = act.before()
    log.wait(hours=13)
    log.write(act.right, act.drafts, "device", act.sign)
    return Forged(log.lines, {"SIGNATURE_KEY"}, act.log.next, None)


def put_before(act: Act) -> Forged:
    """The order of two commands turned: the act stands before the line that its signer had seen."""
    lines, start = act.done().lines, act.log.next
    before = json.loads(lines[start - 1])
    first = before["pos"] - before["i"]
    turned = [*lines[:first], *lines[start:], *lines[first:start]]
    return Forged(rechained(act.done(), turned, first).lines, {_without_its_history(act, first)}, first, None)


def entries_turned(act: Act) -> Forged | None:
    """The entries of the signed command in another order."""
    if len(act.drafts) < 2:
        return None
    log = act.before()
    log.write(act.right, act.drafts[::-1], act.method, lambda *_: honest(act))
    return Forged(log.lines, {"SIGNATURE_WRONG"}, act.log.next, None)


def a_part_of_it(act: Act) -> Forged | None:
    """The last of its entries left out."""
    if len(act.drafts) < 2:
        return None
    log = act.before()
    log.write(act.right, act.drafts[:-1], act.method, lambda *_: honest(act))
    return Forged(log.lines, {"SIGNATURE_WRONG"}, act.log.next, None)


def rewritten_before(act: Act) -> Forged:
    """One byte of history that nobody signs, in the line before the act."""
    start = act.log.next
    lines = with_entry(act.done(), start - 1, lambda _data: None, salt="A" * 22)
    return Forged(rechained(act.done(), lines, start - 1).lines, {"SIGNATURE_SEEN"}, start, None)


def rewritten_before_and_seen(act: Act) -> Forged:
    """The same, and the act names the history as it is now."""
    start = act.log.next
    lines = with_entry(act.done(), start - 1, lambda _data: None, salt="A" * 22)
    log = rechained(act.done(), lines, start - 1, seen=start)
    return Forged(log.lines, {"SIGNATURE_WRONG"}, start, None)


def cut_before(act: Act) -> Forged:
    """The command before the act taken out."""
    lines, start = act.done().lines, act.log.next
    before = json.loads(lines[start - 1])
    first = before["pos"] - before["i"]
    log = rechained(act.done(), [*lines[:first], *lines[start:]], first)
    return Forged(log.lines, {_without_its_history(act, first)}, first, None)


def _in_a_second_school(act: Act, taken: Callable[[dict[str, Any]], dict[str, Any]], code: str) -> Forged:
    """`taken` gets the signature that the person would make there."""
    with patch.object(telling, "ORIGIN", "kontum.socai/thcs-2"):
        other = act_in(act.tell, act.kind)
        log = other.before()
        log.write(
            other.right, other.drafts, other.method, lambda log, entries: taken(other.sign(log, entries))
        )
    return Forged(log.lines, {code}, other.log.next)


def _without_its_history(act: Act, first: int) -> str:
    """What the signer had seen is gone; with it the key, where that was its certificate or confirmation."""
    key = honest(act)["key"]
    gone = [json.loads(line) for line in act.log.lines[first:]]
    confirmed = any(each["type"] == "KeyConfirmed" and each["data"]["key"] == key for each in gone)
    return "SIGNATURE_KEY" if confirmed or (key or 0) >= first else "SIGNATURE_SEEN"


def _earlier(log: Log, minutes: int) -> Log:
    """The log as somebody sees it whose clock is so much behind."""
    other = copy.copy(log)
    other.wait(minutes=-minutes)
    return other
