"""Whose signatures count on the notes and receipts at hand, and what is anchored or vouched for thereby."""

from __future__ import annotations

from collections.abc import Sequence

from verify.holding import Holding
from verify.proof.note import BadSignature, Checkpoint, KeyIndex, VerifierKey, verified_by
from verify.proof.policy import KeyRange, Policy
from verify.proof.receipt import Receipt
from verify.report import Report
from verify.trust import Ranges, Trust

Cosigned = dict[tuple[str, int, bytes], set[str]]
Doubt = tuple[str, Holding, int]
"""A code that holds unless all the lines below a size turn out to be anchored by something else."""
MAX_RECEIPT_KEYS = 32


def settle(doubts: Sequence[Doubt], report: Report) -> None:
    """Tell what no anchor has made good: an old key that the reader was not given, a quorum not met.

    A key that the lines name signed the note or receipt about anchored lines: it says nothing
    new, and nothing wrong. Evidence from outside is true by assumption, once it was compared.
    """
    for code, holding, size in doubts:
        if holding.compared if holding.outside else holding.anchored >= size:
            continue
        if code == "RECEIPT_BAD_SIGNATURE" and holding.receipt is not None:
            report.add(code, holding.source, holding.origin, holding.receipt.pos)
            holding.bad_files.add("receipt")
            continue
        report.add(code, holding.source, holding.origin, size=size)
        if code != "QUORUM_NOT_MET":
            holding.bad_files.add("checkpoint")


def check_heads(holdings: Sequence[Holding], policy: Policy, report: Report) -> list[Doubt]:
    """Judge every note's signatures. Needs to know what evidence has anchored (spec/VERDICT.md 2, 3.4)."""
    doubts: list[Doubt] = []
    cosigned = _cosigners(holdings, policy)
    origins = {head.origin for holding in holdings for head in holding.heads}
    trusts = {origin: Trust(origin, holdings, policy) for origin in origins}
    for holding in holdings:
        own = _own_keys(holding, trusts)
        largest = max((head.size for head in holding.heads), default=0)
        for head in holding.heads:
            with report.fenced(holding.source):
                trust = trusts[head.origin]
                named, index = own.get(head.origin, (trust.named, trust.index_with_named))
                signers = _check_head(holding, head, trust, named, index=index, report=report)
                if signers is None or not _agrees(holding, head):
                    continue
                if trust.trusted.fault(signers, head.size):
                    doubts.append(("CHECKPOINT_UNKNOWN_KEY", holding, head.size))
                    continue
                if (trust.trusted or trust.vouched).speaks(signers, head.size):
                    holding.signed = max(holding.signed, head.size)
                if not trust.trusted:
                    continue
                # By a key from outside, once those have cosigned whom the policy asks for.
                if policy.quorum_met(cosigned.get((head.origin, head.size, head.root), set())):
                    holding.anchored = max(holding.anchored, head.size)
                elif not holding.outside and head.size == largest:
                    # A handover beside the newest note lends its key, not its lines: it needs no cosigner.
                    doubts.append(("QUORUM_NOT_MET", holding, head.size))
    return doubts


def _own_keys(holding: Holding, trusts: dict[str, Trust]) -> dict[str, tuple[Ranges, KeyIndex]]:
    """Of notes that lie with their log: the keys that this log names, and no other's; by origin."""
    if holding.log is None:
        return {}
    origins = {head.origin for head in holding.heads}
    named = {
        origin: Ranges(holding.log.facts.keys if origin == holding.log.origin else ()) for origin in origins
    }
    return {origin: (keys, KeyIndex(keys.keys(), trusts[origin].index)) for origin, keys in named.items()}


def _agrees(holding: Holding, head: Checkpoint) -> bool:
    log = holding.log
    if log is None:
        return True
    return head.origin == log.origin and head.size <= len(log) and log.leaves.root(head.size) == head.root


def _cosigners(holdings: Sequence[Holding], policy: Policy) -> Cosigned:
    """Per tree head the witness keys that have cosigned it, wherever their lines were found."""
    found: Cosigned = {}
    witnesses = KeyIndex(policy.witnesses.values())
    for holding in holdings:
        for head in holding.heads:
            try:
                verified, _ = verified_by(head.note, witnesses)
            except BadSignature:
                continue  # found again, and reported, in _check_head
            found.setdefault((head.origin, head.size, head.root), set()).update(
                item.key.text for item in verified
            )
    return found


def _check_head(
    holding: Holding, head: Checkpoint, trust: Trust, named: Ranges, *, index: KeyIndex, report: Report
) -> set[VerifierKey] | None:
    """Who has signed, None if nobody may by what is given or by the log's own word, which is a finding.

    A key that was not given, but that the log names for the size, is left to whoever knows what is anchored.
    """
    signers: set[VerifierKey] = set()
    code = None
    try:
        verified, unknown = verified_by(head.note, index)
    except BadSignature:
        code = "CHECKPOINT_BAD_SIGNATURE"
    else:
        signers = {item.key for item in verified}
        code = trust.trusted.fault(signers, head.size)
        if code == "CHECKPOINT_UNKNOWN_KEY" and named.speaks(signers, head.size) and _agrees(holding, head):
            code = None
        code = code or named.fault(signers, head.size)
        # Nothing at hand covers the bytes of an unknown signature, so it is unread: in a bag as well, whose
        # note only a later log names by its digest.
        if unknown and (holding.kind != "bag" or code is None):
            report.add("SIGNATURE_UNREAD", holding.source, head.origin, size=head.size)
            holding.bad_files.add("checkpoint")
    if code:
        report.add(code, holding.source, head.origin, size=head.size)
        holding.bad_files.add("checkpoint")
        return None
    return signers


def check_receipts(holdings: Sequence[Holding], policy: Policy, report: Report) -> list[Doubt]:
    """Judge every receipt's signature: it names no size, but a key whose sizes ended before it is out."""
    doubts: list[Doubt] = []
    origins = {holding.receipt.origin for holding in holdings if holding.receipt is not None}
    trusts = {origin: Trust(origin, holdings, policy) for origin in origins}
    for holding in holdings:
        receipt = holding.receipt
        if receipt is None:
            continue
        with report.fenced(holding.source):
            trust = trusts[receipt.origin]
            code = _receipt_fault(receipt, (trust.trusted or trust.named).all())
            if code is None:
                # Nobody cosigns a receipt: where a quorum is asked for, the log's key alone anchors nothing.
                if trust.trusted and policy.quorum is None:
                    holding.spoken_for = receipt.index + 1
            elif trust.trusted and _receipt_fault(receipt, trust.named.all()) is None:
                doubts.append((code, holding, 1))
            else:
                report.add(code, holding.source, receipt.origin, receipt.pos)
                holding.bad_files.add("receipt")
    return doubts


def _receipt_fault(receipt: Receipt, ranges: Sequence[KeyRange]) -> str | None:
    if not ranges:
        return "SIGNATURE_UNREAD"
    fits = sorted((item for item in ranges if receipt.fits(item)), key=_first)
    keys = list(dict.fromkeys(item.key for item in fits))[:MAX_RECEIPT_KEYS]
    return None if any(receipt.signed_by(key) for key in keys) else "RECEIPT_BAD_SIGNATURE"


def _first(item: KeyRange) -> int:
    return item.first
