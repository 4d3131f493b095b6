"""A tree that is not the tree of the lines (A14), and consistency proofs of odd shapes (A15)."""

import pytest

from demo.attackers import leaves_of, ring_of
from ledger.form.proof import InvalidProof, verify_consistency
from ledger.form.tiles import Edge
from ledger.form.tree import HashTree
from ledger.pgtiles import PgTiles
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.keys import sign_checkpoint
from tests.attacks.honest import Held, HonestSchool
from tests.attacks.seized import SeizedSchool, judge, outcome, record, tampered
from verify.proof import merkle

Proof = list[bytes]


def test_a14_a_signed_tree_over_another_leaf_than_the_line_is_found(
    school: SeizedSchool, honest: HonestSchool, held: Held
) -> None:
    """The chain is genuine and the tree consistent; only leaf 855 is that of a forged line. Both are tied."""
    cell = honest.crime.cell
    with school.intruder() as intruder:
        lines = intruder.lines()
        ring = ring_of(lines)
        honest.crime.commit(lines[cell.pos])
        forged = leaves_of(intruder.lines())
        (forged[cell.pos],) = leaves_of([lines[cell.pos]])
        intruder._put_tiles(forged)
        head = Checkpoint(intruder.origin, len(lines), Edge().extend(forged)[0].root())
        intruder.connection.execute("DELETE FROM socai.checkpoint")
        intruder.connection.execute(
            "INSERT INTO socai.checkpoint (school, size, note) VALUES (%s, %s, %s)",
            (intruder.school, len(lines), sign_checkpoint(school.school.keys, ring, head, 0)),
        )
    judged = school.judged(pinned=False)
    assert outcome(judged) == tampered("LEAF_MISMATCH", "ROOT_MISMATCH")
    assert record(judged, "LEAF_MISMATCH") == [
        (cell.pos, "demo", "6B", cell.pupil, "toan", "gk", None, cell.value)
    ]
    # A perfect inclusion proof in the forged tree proves nothing about the lines that others hold.
    proof = school.service.settings.home / "855.tlog-proof"
    sealed = school.school.signing.sealed_proof(cell.pos)
    assert sealed is not None
    proof.write_bytes(sealed.format())
    judged = judge([proof, held.export], key=held.key)
    assert outcome(judged) == tampered("FORK", "HISTORY_REWRITTEN", "PROOF_WRONG")
    assert [each["pos"] for each in judged.found("PROOF_WRONG")] == [cell.pos]


SIZES = [(1, 2), (3, 7), (6, 8), (255, 256), (256, 257), (600, 2386), (1024, 2048), (2385, 2386)]


def odd_shapes(proof: Proof) -> dict[str, Proof]:
    """What a careless verifier takes: too short, too long, out of order, doubled, a bit off."""
    shapes = {
        "empty": [],
        "first missing": proof[1:],
        "last missing": proof[:-1],
        "one more": [*proof, proof[-1]],
        "one more in front": [proof[0], *proof],
        "a hash of zeros more": [*proof, bytes(32)],
        "a short hash": [*proof[:-1], proof[-1][:31]],
        "a bit off": [*proof[:-1], bytes([proof[-1][0] ^ 1, *proof[-1][1:]])],
    }
    if proof != proof[::-1]:
        shapes["reversed"] = proof[::-1]
    return shapes


def accepted(old: int, new: int, proof: Proof, old_root: bytes, new_root: bytes) -> list[str]:
    """Which of the two programs, written apart, take the proof."""
    takers = []
    try:
        verify_consistency(old, new, proof, old_root, new_root)
        takers.append("ledger")
    except InvalidProof:
        pass
    try:
        merkle.verify_consistency(old, new, old_root, new_root, proof)
        takers.append("verify")
    except merkle.BadProof:
        pass
    return takers


@pytest.mark.parametrize(("old", "new"), SIZES)
def test_a15_no_odd_shape_of_a_consistency_proof_is_taken(school: SeizedSchool, old: int, new: int) -> None:
    """Proofs from the school's own tree, then bent; from size 0; with roots exchanged.

    That a proof fits other sizes of the same shape is no fault: sizes stand under the signature.
    """
    log = school.school.log
    tree = HashTree(PgTiles(log.db, log.school), log.head().size)
    proof, before, after = tree.consistency(old, new), tree.root(old), tree.root(new)
    assert accepted(old, new, proof, before, after) == ["ledger", "verify"]
    for name, shape in odd_shapes(proof).items():
        assert accepted(old, new, shape, before, after) == [], name
    assert accepted(old, new, proof, after, before) == []
    assert accepted(0, new, [], before, after) == []
    assert accepted(0, new, proof, before, after) == []
    assert accepted(new, new, proof, after, after) == []
