"""The public log as a stranger sees it: tiles give the signed root; a receipt becomes a proof."""

import base64
import hashlib

import pytest

from demo.people import BOARD, HEAD
from ledger.signing.receipt import parse_sealed
from ledger.signing.rotation import ring_of
from tests.api.conftest import ROOT, TEACHER, Stage


@pytest.fixture(scope="module")
def sealed(stage: Stage) -> Stage:
    """More than one full tile, under a signed head."""
    stage.demo.enter(["tx1"])
    stage.school.seal()
    return stage


def head(stage: Stage) -> tuple[int, bytes]:
    note = stage.client.get("/logs/demo/checkpoint").text.split("\n")
    assert note[0] == "62.socai/demo"
    return int(note[1]), base64.b64decode(note[2])


def root_of(leaves: list[bytes]) -> bytes:
    """RFC 9162 §2.1.1, in its own words."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root_of(leaves[:split]) + root_of(leaves[split:])).digest()


def level_0(stage: Stage, size: int) -> list[bytes]:
    hashes = b""
    for index in range(-(-size // 256)):
        width = min(256, size - 256 * index)
        partial = "" if width == 256 else f".p/{width}"
        answer = stage.client.get(f"/logs/demo/tile/0/{index:03d}{partial}")
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        hashes += answer.content
    return [hashes[at : at + 32] for at in range(0, len(hashes), 32)]


def test_the_tiles_give_the_signed_root(sealed: Stage) -> None:
    """Computed here from public addresses alone, without a token."""
    size, root = head(sealed)
    leaves = level_0(sealed, size)
    assert len(leaves) == size > 256 and root_of(leaves) == root


def test_a_narrower_partial_tile_is_cut_from_the_stored_one(sealed: Stage) -> None:
    """A client that saw a smaller head still gets its tile; level 1 holds the roots of full tiles."""
    full = sealed.client.get("/logs/demo/tile/0/000").content
    assert sealed.client.get("/logs/demo/tile/0/000.p/7").content == full[: 7 * 32]
    leaves = [full[at : at + 32] for at in range(0, len(full), 32)]
    assert sealed.client.get("/logs/demo/tile/1/000.p/1").content == root_of(leaves)


@pytest.mark.parametrize(
    "path",
    [
        "0/0",
        "0/000.p/0",
        "0/000.p/256",
        "0/000.p/07",
        "0/999",
        "5/000.p/1",
        "0/000?x=1",
        "00/000",
        "0/x000/000",
        "a/000",
    ],
)
def test_no_other_spelling_and_nothing_unsigned_is_served(sealed: Stage, path: str) -> None:
    """One tile has one address; what no head covers does not exist yet."""
    answer = sealed.client.get(f"/logs/demo/tile/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "UNKNOWN_TILE")


def test_entry_bundles_are_for_authorised_readers_only(sealed: Stage) -> None:
    """They hold names and marks: leadership and board; the lines hash to the tile."""
    path = "/logs/demo/tile/entries/000"
    assert sealed.client.get(path).status_code == 401
    assert sealed.get(TEACHER, path).status_code == 403
    bundle = sealed.get(BOARD[0].person, path).content
    leaves = []
    while bundle:
        length = int.from_bytes(bundle[:2])
        line, bundle = bundle[2 : 2 + length], bundle[2 + length :]
        leaves.append(hashlib.sha256(b"\x00" + line).digest())
    assert b"".join(leaves) == sealed.client.get("/logs/demo/tile/0/000").content


def test_a_receipt_becomes_a_proof_that_anybody_can_check(sealed: Stage) -> None:
    """404 until a head covers it, then a tlog-proof of the command's last entry."""
    saved = sealed.save(TEACHER, ("HS0001", "tx2", "7", 0), ("HS0002", "tx2", "6", 0)).json()
    early = sealed.get(TEACHER, f"{ROOT}/receipts/{saved['pos']}")
    assert (early.status_code, early.json()["code"]) == (404, "NOT_SEALED_YET")
    sealed.school.seal()
    proof = parse_sealed(sealed.get(TEACHER, f"{ROOT}/receipts/{saved['pos']}").content)
    leaf = base64.b64decode(saved["receipt"]["leaf"] + "=")
    assert proof.index == saved["pos"] + 1
    assert proof.verify(leaf, ring_of(sealed.school.log)).size == sealed.school.log.head().size
    stored = sealed.get(TEACHER, f"{ROOT}/receipts/{saved['pos']}/stored").json()
    assert stored == saved["receipt"]


def test_a_log_without_a_head_and_an_unknown_log_say_so(sealed: Stage) -> None:
    """404 with a code."""
    assert sealed.client.get("/logs/none/checkpoint").json()["code"] == "UNKNOWN_SCHOOL"
    assert head(sealed)[0] <= sealed.school.log.head().size
    assert sealed.get(HEAD.person, "/logs/demo/tile/entries/999").status_code == 404
