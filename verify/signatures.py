"""Whose signatures count for which tree size: keys from outside first, else those that the log names."""

from __future__ import annotations

from collections.abc import Sequence

from verify.holding import Holding
from verify.note import BadSignature, Checkpoint, VerifierKey, verified_by
from verify.policy import KeyRange, Policy
from verify.report import Report


def check_heads(holdings: Sequence[Holding], policy: Policy, report: Report) -> None:
    """Judge every checkpoint's signatures; marks what is anchored or signed thereby."""
    cosigned = _cosigners(holdings, policy)
    for holding in holdings:
        for head in holding.heads:
            if _check_head(holding, head, holdings, policy, report):
                quorum = policy.quorum_met(cosigned.get((head.origin, head.size, head.root), set()))
                pinned = bool(policy.keys_of(head.origin))
                holding.signed = max(holding.signed, head.size or 1)
                if pinned and not quorum and not holding.outside:
                    report.add("QUORUM_NOT_MET", holding.source, head.origin, size=head.size)
                if pinned and quorum:
                    holding.anchored = max(holding.anchored, head.size or 1)


def _cosigners(holdings: Sequence[Holding], policy: Policy) -> dict[tuple[str, int, bytes], set[str]]:
    """Per tree head the witness keys that have cosigned it, wherever their lines were found."""
    found: dict[tuple[str, int, bytes], set[str]] = {}
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


def keys_named(origin: str, holdings: Sequence[Holding]) -> list[KeyRange]:
    """What the logs at hand say about their own keys."""
    return [item for h in holdings if h.log and h.log.origin == origin for item in h.log.facts.keys]


def keys_pinned(origin: str, holdings: Sequence[Holding], policy: Policy) -> list[KeyRange]:
    """Keys from outside, and those that they handed over to by signing a note beside the new key."""
    pinned = policy.keys_of(origin)
    named = keys_named(origin, holdings)
    for old, new in zip(named, named[1:]):
        trusted = {item.key for item in pinned}
        if old.key in trusted and new.key not in trusted and _both_signed(old, new, holdings):
            pinned.append(new)
    return pinned


def _both_signed(old: KeyRange, new: KeyRange, holdings: Sequence[Holding]) -> bool:
    for holding in holdings:
        for head in holding.heads:
            try:
                verified, _ = verified_by(head.note, (old.key, new.key))
            except BadSignature:
                continue
            if new.covers(head.size) and {item.key for item in verified} == {old.key, new.key}:
                return True
    return False


def _check_head(
    holding: Holding, head: Checkpoint, holdings: Sequence[Holding], policy: Policy, report: Report
) -> bool:
    """Whether a key that counts at this size has signed."""
    named = keys_named(head.origin, [holding] if holding.log is not None else holdings)
    pinned = keys_pinned(head.origin, holdings, policy)
    keys = [item.key for item in pinned + named] + list(policy.witnesses.values())
    code = None
    try:
        verified, unknown = verified_by(head.note, keys)
    except BadSignature:
        code = "CHECKPOINT_BAD_SIGNATURE"
    else:
        signers = {item.key for item in verified}
        code = _key_fault(signers, pinned, head.size) or _key_fault(signers, named, head.size)
        if not code and head.size == 0:
            code = "NOTE_MALFORMED"  # FORMAT.md 2: a log begins with entry 0, so nobody signs it without
        # In a file of its own nothing else covers the bytes of an unknown signature: it is unread.
        if unknown and holding.kind != "bag":
            report.add("SIGNATURE_UNREAD", holding.source, head.origin, size=head.size)
            holding.bad_files.add("checkpoint")
    if code:
        report.add(code, holding.source, head.origin, size=head.size)
        holding.bad_files.add("checkpoint")
    return code is None and bool(pinned or named)


def _key_fault(signers: set[VerifierKey], ranges: Sequence[KeyRange], size: int) -> str | None:
    mine = [item for item in ranges if item.key in signers]
    if ranges and not mine:
        return "CHECKPOINT_UNKNOWN_KEY"
    return "CHECKPOINT_KEY_RANGE" if ranges and not any(item.covers(size) for item in mine) else None


def check_receipts(holdings: Sequence[Holding], policy: Policy, report: Report) -> None:
    """Judge every receipt's signature. A receipt names no size, so any key of the origin may have signed."""
    for holding in holdings:
        receipt = holding.receipt
        if receipt is None:
            continue
        ranges = keys_pinned(receipt.origin, holdings, policy) or keys_named(receipt.origin, holdings)
        if not ranges:
            report.add("SIGNATURE_UNREAD", holding.source, receipt.origin, receipt.pos)
            holding.bad_files.add("receipt")
        elif not any(receipt.signed_by(item.key) for item in ranges):
            report.add("RECEIPT_BAD_SIGNATURE", holding.source, receipt.origin, receipt.pos)
            holding.bad_files.add("receipt")
        else:
            holding.signed = 1
            holding.anchored = max(holding.anchored, int(bool(policy.keys_of(receipt.origin))))
