"""Whose signatures count on the notes and receipts at hand, and what is anchored or vouched for thereby."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from verify.holding import Holding
from verify.note import BadSignature, Checkpoint, VerifierKey, verified_by
from verify.policy import KeyRange, Policy
from verify.report import Report
from verify.trust import keys_named, keys_trusted, keys_vouched

Signed = dict[tuple[str, int, bytes], set[str]]


def check_heads(holdings: Sequence[Holding], policy: Policy, report: Report) -> None:
    """Judge every note's signatures. Needs to know what evidence has anchored (spec/VERDICT.md 2, 3.4)."""
    cosigned = _cosigners(holdings, policy)
    origins = {head.origin for holding in holdings for head in holding.heads}
    trusted = {origin: keys_trusted(origin, holdings, policy) for origin in origins}
    vouched = {origin: keys_vouched(origin, holdings) for origin in origins}
    for holding in holdings:
        for head in holding.heads:
            with report.fenced(holding.source):
                keys = trusted[head.origin]
                named = keys_named(head.origin, [holding] if holding.log is not None else holdings)
                signers = _check_head(holding, head, _Known(keys, named, policy), report)
                _credit(holding, head, signers, keys, vouched[head.origin])
                if keys and signers is not None:
                    _quorum(holding, head, policy, cosigned, report)


def _credit(
    holding: Holding,
    head: Checkpoint,
    signers: set[VerifierKey] | None,
    trusted: Sequence[KeyRange],
    vouched: Sequence[KeyRange],
) -> None:
    """What the signature says of the lines: `signed` if any key that counts made it."""
    if signers is None or not _agrees(holding, head):
        return
    if _speaks(signers, trusted or vouched, head.size):
        holding.signed = max(holding.signed, head.size)


def _agrees(holding: Holding, head: Checkpoint) -> bool:
    log = holding.log
    return log is None or (head.size <= len(log) and log.leaves.root(head.size) == head.root)


def _quorum(holding: Holding, head: Checkpoint, policy: Policy, cosigned: Signed, report: Report) -> None:
    """A signature by a key from outside anchors, once those have cosigned whom the policy asks for."""
    if not policy.quorum_met(cosigned.get((head.origin, head.size, head.root), set())):
        # A handover beside the newest note lends its key, not its lines: the newest asks for cosigners.
        if not holding.outside and head.size == max(each.size for each in holding.heads):
            report.add("QUORUM_NOT_MET", holding.source, head.origin, size=head.size)
    elif _agrees(holding, head):
        holding.anchored = max(holding.anchored, head.size)


def _cosigners(holdings: Sequence[Holding], policy: Policy) -> Signed:
    """Per tree head the witness keys that have cosigned it, wherever their lines were found."""
    found: Signed = {}
    for holding in holdings:
        for head in holding.heads:
            try:
                verified, _ = verified_by(head.note, policy.witnesses.values())
            except BadSignature:
                continue  # found again, and reported, in _check_head
            found.setdefault((head.origin, head.size, head.root), set()).update(
                item.key.text for item in verified
            )
    return found


class _Known(NamedTuple):
    """The keys that a note is looked at with: trusted ones, those that logs at hand name, witnesses."""

    trusted: Sequence[KeyRange]
    named: Sequence[KeyRange]
    policy: Policy

    def keys(self) -> list[VerifierKey]:
        """All of them, to try signatures with."""
        return [item.key for item in [*self.trusted, *self.named]] + list(self.policy.witnesses.values())


def _check_head(holding: Holding, head: Checkpoint, known: _Known, report: Report) -> set[VerifierKey] | None:
    """Who has signed, None if nobody may by what is given or by the log's own word, which is a finding."""
    signers: set[VerifierKey] = set()
    code = None
    try:
        verified, unknown = verified_by(head.note, known.keys())
    except BadSignature:
        code = "CHECKPOINT_BAD_SIGNATURE"
    else:
        signers = {item.key for item in verified}
        code = _key_fault(signers, known.trusted, head.size)
        code = code or _key_fault(signers, known.named, head.size)
        if not code and head.size == 0:
            code = "NOTE_MALFORMED"  # FORMAT.md 2: a log begins with entry 0, so nobody signs it without
        # In a file of its own nothing else covers the bytes of an unknown signature: it is unread.
        if unknown and holding.kind != "bag":
            report.add("SIGNATURE_UNREAD", holding.source, head.origin, size=head.size)
            holding.bad_files.add("checkpoint")
    if code:
        report.add(code, holding.source, head.origin, size=head.size)
        holding.bad_files.add("checkpoint")
        return None
    return signers


def _key_fault(signers: set[VerifierKey], ranges: Sequence[KeyRange], size: int) -> str | None:
    mine = [item for item in ranges if item.key in signers]
    if ranges and not mine:
        return "CHECKPOINT_UNKNOWN_KEY"
    return "CHECKPOINT_KEY_RANGE" if ranges and not any(item.covers(size) for item in mine) else None


def _speaks(signers: set[VerifierKey], ranges: Iterable[KeyRange], size: int) -> bool:
    return any(item.key in signers and item.covers(size) for item in ranges)


def check_receipts(holdings: Sequence[Holding], policy: Policy, report: Report) -> None:
    """Judge every receipt's signature: it names no size, but a key whose sizes ended before it is out."""
    for holding in holdings:
        receipt = holding.receipt
        if receipt is None:
            continue
        with report.fenced(holding.source):
            trusted = keys_trusted(receipt.origin, holdings, policy)
            ranges = trusted or keys_named(receipt.origin, holdings)
            fits = [item for item in ranges if item.last is None or item.last >= receipt.pos]
            if not ranges:
                code = "SIGNATURE_UNREAD"
            elif not any(receipt.signed_by(item.key) for item in fits):
                code = "RECEIPT_BAD_SIGNATURE"
            else:
                holding.signed = 1
                holding.anchored = max(holding.anchored, receipt.index + 1 if trusted else 0)
                continue
            report.add(code, holding.source, receipt.origin, receipt.pos)
            holding.bad_files.add("receipt")
