"""Consistency between any two of log, checkpoint, receipt, proof, archive and address of one origin."""

from __future__ import annotations

from collections.abc import Sequence

from verify.holding import Holding
from verify.log import Log
from verify.pair import Pair
from verify.pairing import FEW, hubs, pairs
from verify.proof.merkle import BadProof, verify_inclusion
from verify.proof.policy import Policy
from verify.report import Report, Rest, Signed
from verify.signatures import Doubt, check_heads, check_receipts, settle
from verify.trust import check_ranges

MAX_CLASSES = 200
"""Of one bag so many are told: no school has as many, and whatever a file says, the report stays small."""


def compare(holdings: Sequence[Holding], policy: Policy, report: Report) -> None:
    """Every pair, then the signatures by what the pairs have anchored (spec/VERDICT.md 2-5)."""
    doubts: list[Doubt] = []
    with report.fenced("receipts"):
        doubts += check_receipts(holdings, policy, report)
    origins = sorted({holding.origin or "" for holding in holdings} - {""})
    for origin in origins:
        # A log without a line names no school: beside evidence of one school alone it is taken for that one.
        group = [h for h in holdings if h.origin == origin or (h.is_empty_log and len(origins) == 1)]
        with report.fenced(origin):
            _genesis(group, policy.genesis.get(origin), report)
        for one, other in pairs(group):
            Pair(one, other, report).compare()
        _check_proofs(group, report)
    _share(holdings)
    by_evidence = [holding.anchored for holding in holdings]
    with report.fenced("keys"):
        check_ranges(holdings, policy)
        doubts += check_heads(holdings, policy, report)
    for holding in holdings:
        holding.anchored = max(holding.anchored, holding.spoken_for)
    _share(holdings)
    settle(doubts, report)
    of_targets = (pair for pair in zip(holdings, by_evidence) if not pair[0].outside)
    more = any(holding.anchored > known for holding, known in of_targets)
    report.key_alone = more and policy.quorum is None
    _finish(holdings, report)


def _share(holdings: Sequence[Holding]) -> None:
    """What the outside knows of one target it knows of every other that holds the same entries."""
    waiting = [holding for holding in holdings if holding.anchored]
    while waiting:
        holding = waiting.pop()
        for other, size in holding.agrees:
            if min(size, holding.anchored) > other.anchored:
                other.anchored = min(size, holding.anchored)
                waiting.append(other)


def _genesis(group: Sequence[Holding], leaf: bytes | None, report: Report) -> None:
    for holding in group:
        if leaf is None or holding.log is None or not holding.entries:
            continue
        if holding.log.leaves[0] == leaf:
            holding.anchored = max(holding.anchored, 1)
        else:
            report.add("GENESIS_MISMATCH", holding.source, holding.origin, 0)


def _check_proofs(group: Sequence[Holding], report: Report) -> None:
    logs = [holding for holding in group if holding.log is not None]
    receipts: dict[int, list[Holding]] = {}
    for holding in group:
        if holding.receipt is not None:
            receipts.setdefault(holding.receipt.index, []).append(holding)
    for holding in group:
        if holding.proof is not None:
            beside = [*(logs if len(group) <= FEW else hubs(group)), *receipts.get(holding.proof.index, [])]
            with report.fenced(holding.source):
                _check_proof(holding, beside, report)


def _check_proof(holding: Holding, group: Sequence[Holding], report: Report) -> None:
    """A stored proof needs the leaf from elsewhere: from a log, or from the receipt that it seals."""
    proof = holding.proof
    if proof is None:
        return
    proved = False
    for other in group:
        leaf = _leaf(other, proof.index)
        if leaf is None:
            continue
        proved = True
        holding.compared = other.compared = True
        head = proof.checkpoint
        try:
            verify_inclusion(proof.index, head.size, leaf, proof.path, head.root)
        except BadProof as error:
            report.add(
                "PROOF_WRONG", holding.source, holding.origin, proof.index, detail=str(error), of=other.source
            )
            continue
        if other.receipt is not None:
            holding.seals.append(other)
        if holding.outside and not other.outside:
            other.anchored = max(other.anchored, proof.index + 1)
    if not proved:
        holding.bad_files.add("proof")
        report.add("PROOF_WITHOUT_ENTRY", holding.source, holding.origin, proof.index)


def _leaf(holding: Holding, index: int) -> bytes | None:
    if holding.log is not None and index < len(holding.log):
        return holding.log.leaves[index]
    if holding.receipt is not None and holding.receipt.index == index:
        return holding.receipt.leaf
    return None


def _finish(holdings: Sequence[Holding], report: Report) -> None:
    """What nothing was compared with, and what no signature or evidence covers (spec/VERDICT.md 5)."""
    for holding in holdings:
        for receipt in holding.seals if holding.anchored else ():
            receipt.anchored = max(receipt.anchored, 1)
    targets = [holding for holding in holdings if not holding.outside]
    _count_signed(targets, report)
    report.anchored = bool(targets) and all(holding.anchored for holding in targets)
    for holding in holdings:
        if holding.outside:
            if not holding.compared:
                nothing = "empty" if holding.is_empty_log else None
                report.add("EVIDENCE_NOT_COMPARED", holding.source, holding.origin, detail=nothing)
            continue
        covered = max(holding.anchored, holding.signed)
        if holding.anchored and covered < holding.entries:
            report.add("TAIL_UNSIGNED", holding.source, holding.origin, covered, size=holding.entries)
        report.rests.append(_rest(holding, covered))
        _count(holding, report)


def _count_signed(targets: Sequence[Holding], report: Report) -> None:
    """What persons signed (LAW 51): of the longest log of each school, and of the classes of each bag."""
    longest: dict[str, Log] = {}
    for holding in targets:
        log = holding.log
        if log is None or log.origin is None:
            continue
        if log.origin not in longest or len(log) > len(longest[log.origin]):
            longest[log.origin] = log
        if holding.kind == "bag":
            report.signed_classes += [
                {"source": holding.source, "class": name, "persons": signed, "server": people - signed}
                for name, (people, signed) in sorted(log.of_class.items())[:MAX_CLASSES]
            ]
    persons = sum(log.persons for log in longest.values())
    report.signed = Signed(persons, sum(log.people for log in longest.values()) - persons)


def _rest(holding: Holding, covered: int) -> Rest:
    anchored = min(holding.anchored, holding.entries)
    by = None if anchored == holding.entries else "named_key" if covered >= holding.entries else "nothing"
    return Rest(holding.source, holding.origin, holding.entries, anchored, by)


def _count(holding: Holding, report: Report) -> None:
    coverage = report.coverage
    bad = len(holding.log.bad) if holding.log is not None else 0
    coverage.entries += holding.entries
    coverage.entries_verified += max(0, holding.entries - bad)
    coverage.entries_anchored += min(holding.anchored, holding.entries)
    coverage.files += holding.files
    coverage.files_verified += max(0, holding.files - len(holding.bad_files))
