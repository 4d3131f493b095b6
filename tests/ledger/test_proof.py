"""Promise: a proof is accepted only if RFC 9162 accepts it, and no good proof survives a change."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.form.proof import InvalidProof, node_hash, verify_consistency, verify_inclusion

LEAVES = [hashlib.sha256(b"\x00%d" % number).digest() for number in range(80)]


def root(leaves: list[bytes]) -> bytes:
    """MTH straight from RFC 9162 §2.1.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root(leaves[:split]), root(leaves[split:]))


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH straight from RFC 9162 §2.1.3.1."""
    if len(leaves) < 2:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return [*path(index, leaves[:split]), root(leaves[split:])]
    return [*path(index - split, leaves[split:]), root(leaves[:split])]


def subproof(old: int, leaves: list[bytes], whole: bool = True) -> list[bytes]:
    """SUBPROOF straight from RFC 9162 §2.1.4.1."""
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if old <= split:
        return [*subproof(old, leaves[:split], whole), root(leaves[split:])]
    return [*subproof(old - split, leaves[split:], False), root(leaves[:split])]


SIZES = st.integers(1, 80)


@st.composite
def inclusions(draw: st.DrawFn) -> tuple[int, int, list[bytes]]:
    size = draw(SIZES)
    index = draw(st.integers(0, size - 1))
    return index, size, path(index, LEAVES[:size])


@st.composite
def consistencies(draw: st.DrawFn) -> tuple[int, int, list[bytes]]:
    new = draw(SIZES)
    old = draw(st.integers(1, new))
    return old, new, subproof(old, LEAVES[:new])


@st.composite
def mutations(draw: st.DrawFn, hashes: list[bytes]) -> list[bytes]:
    """The same list with a bit flipped, a hash dropped, doubled, inserted, or two swapped."""
    at = draw(st.integers(0, max(0, len(hashes) - 1)))
    kind = draw(
        st.sampled_from(["flip", "drop", "insert", "swap", "short", "longer"] if hashes else ["insert"])
    )
    changed = list(hashes)
    if kind == "flip":
        bit = draw(st.integers(0, 255))
        changed[at] = (int.from_bytes(changed[at]) ^ 1 << bit).to_bytes(32)
    elif kind == "drop":
        del changed[at]
    elif kind == "insert":
        changed.insert(at, draw(st.sampled_from([b"\0" * 32, *hashes])))
    elif kind == "swap":
        changed[at], changed[0] = changed[0], changed[at]
    else:
        changed[at] = changed[at][:-1] if kind == "short" else changed[at] + b"\0"
    return changed


@settings(deadline=None)
@given(inclusions())
def test_an_rfc_inclusion_path_is_accepted(case: tuple[int, int, list[bytes]]) -> None:
    """The verifier agrees with the RFC's own recursion."""
    index, size, hashes = case
    verify_inclusion(LEAVES[index], index, size, hashes, root(LEAVES[:size]))


@settings(deadline=None)
@given(inclusions(), st.data())
def test_a_changed_inclusion_path_is_refused(case: tuple[int, int, list[bytes]], data: st.DataObject) -> None:
    """No bit, hash or order of the path is free."""
    index, size, hashes = case
    changed = data.draw(mutations(hashes))
    if changed != hashes:
        with pytest.raises(InvalidProof):
            verify_inclusion(LEAVES[index], index, size, changed, root(LEAVES[:size]))


@settings(deadline=None)
@given(inclusions(), st.integers(-2, 90))
def test_an_inclusion_path_serves_one_index_only(case: tuple[int, int, list[bytes]], other: int) -> None:
    """A proof for leaf i proves no other position."""
    index, size, hashes = case
    if other != index:
        with pytest.raises(InvalidProof):
            verify_inclusion(LEAVES[index], other, size, hashes, root(LEAVES[:size]))


@settings(deadline=None)
@given(inclusions())
def test_an_inclusion_path_serves_one_leaf_and_root_only(case: tuple[int, int, list[bytes]]) -> None:
    """Another leaf, another root and the interior node above a leaf are refused."""
    index, size, hashes = case
    whole = root(LEAVES[:size])
    wrong = hashlib.sha256(b"other").digest()
    for leaf, claimed in ((wrong, whole), (LEAVES[index], wrong), (LEAVES[index][:31], whole), (b"", whole)):
        with pytest.raises(InvalidProof):
            verify_inclusion(leaf, index, size, hashes, claimed)
    if hashes:
        parent = (node_hash(LEAVES[index], hashes[0]), node_hash(hashes[0], LEAVES[index]))
        for node in parent:
            with pytest.raises(InvalidProof):
                verify_inclusion(node, index >> 1, size, hashes[1:], whole)


@settings(deadline=None)
@given(consistencies())
def test_an_rfc_consistency_proof_is_accepted(case: tuple[int, int, list[bytes]]) -> None:
    """The verifier agrees with the RFC's own recursion."""
    old, new, hashes = case
    verify_consistency(old, new, hashes, root(LEAVES[:old]), root(LEAVES[:new]))


@settings(deadline=None)
@given(consistencies(), st.data())
def test_a_changed_consistency_proof_is_refused(
    case: tuple[int, int, list[bytes]], data: st.DataObject
) -> None:
    """No bit, hash or order of the proof is free, and no other size or root fits."""
    old, new, hashes = case
    before, after = root(LEAVES[:old]), root(LEAVES[:new])
    changed = data.draw(mutations(hashes))
    attempts = [(old, new, changed, before, after)] if changed != hashes else []
    attempts += [(old, new, hashes, bytes(32), after), (old, new, hashes, before, bytes(32))]
    attempts += [(0, new, hashes, before, after), (new + 1, new, hashes, before, after)]
    if old != new:
        attempts += [(old, new, hashes, after, before), (new, old, hashes, after, before)]
        attempts += [(old, new, [], before, after)]
    for attempt in attempts:
        with pytest.raises(InvalidProof):
            verify_consistency(*attempt)


def test_nothing_is_consistent_with_the_empty_tree() -> None:
    """From size 0 there is no proof, not even to size 0."""
    empty = hashlib.sha256(b"").digest()
    for new in (0, 1, 8):
        with pytest.raises(InvalidProof):
            verify_consistency(0, new, [], empty, root(LEAVES[:new]))
