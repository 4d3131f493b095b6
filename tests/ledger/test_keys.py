"""Promise: private keys stay private files, and each size has exactly the keys that may sign it."""

import stat
from pathlib import Path

import pytest

from ledger.form.note import (
    COSIGNATURE,
    NoteError,
    VerifierKey,
    format_note,
    open_note,
    parse_vkey,
    sign_line,
)
from ledger.signing.checkpoint import Checkpoint
from ledger.signing.keys import KeyFault, KeyRange, KeyRing, KeyStore, LogKey, sign_checkpoint

ORIGIN = "62.socai/demo"


@pytest.fixture
def store(tmp_path: Path) -> KeyStore:
    return KeyStore(tmp_path / "keys")


def key_file(folder: Path) -> Path:
    (path,) = folder.rglob("*.key")
    return path


def three_keys(store: KeyStore) -> tuple[list[LogKey], KeyRing]:
    """Rotated at position 10 and again at 20."""
    keys = [store.create(ORIGIN) for _ in range(3)]
    ring = KeyRing([KeyRange(keys[0].public, 0)]).rotated(keys[1].public, 10).rotated(keys[2].public, 20)
    return keys, ring


def test_a_created_key_is_loaded_again_and_signs_alike(store: KeyStore) -> None:
    """The file holds the key, and its verifier key parses."""
    key = store.create(ORIGIN)
    again = store.load(ORIGIN, key.public.key_id)
    assert again.public == key.public == parse_vkey(str(key.public))
    assert again.sign_note("x\n") == key.sign_note("x\n")


def test_a_private_key_is_readable_by_its_owner_only(store: KeyStore, tmp_path: Path) -> None:
    """0600 in a 0700 folder; a file opened to others is refused."""
    key = store.create(ORIGIN)
    path = key_file(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(KeyFault, match="mode"):
            store.load(ORIGIN, key.public.key_id)


def test_two_origins_never_share_a_folder(store: KeyStore, tmp_path: Path) -> None:
    """`a/b` and `a%2Fb` and `a_b` stay apart, and no origin climbs out of the folder."""
    for origin in ("a/b", "a%2Fb", "a_b", "../a"):
        store.create(origin)
    assert len({path.parent for path in tmp_path.rglob("*.key")}) == 4
    assert all(path.parent.parent == tmp_path / "keys" for path in tmp_path.rglob("*.key"))


def test_a_key_under_another_name_or_id_is_refused(store: KeyStore, tmp_path: Path) -> None:
    """A file that was moved or swapped does not sign for another log."""
    one, two = store.create(ORIGIN), store.create("62.socai/other")
    paths = {path.stem: path for path in tmp_path.rglob("*.key")}
    paths[two.public.key_id.hex()].rename(paths[one.public.key_id.hex()])
    with pytest.raises(KeyFault, match="file"):
        store.load(ORIGIN, one.public.key_id)
    with pytest.raises(KeyFault, match="missing"):
        store.load("62.socai/other", two.public.key_id)


@pytest.mark.parametrize("change", ["", "x", "PRIVATE+KEY+", "cut", "flip", "newline"])
def test_a_damaged_key_file_is_refused(store: KeyStore, tmp_path: Path, change: str) -> None:
    """Torn by a crash or edited: an error, not another key."""
    key = store.create(ORIGIN)
    path = key_file(tmp_path)
    text = path.read_text()
    edited = {"cut": text[:-9], "flip": text.replace("+A", "+B"), "newline": text + "\n"}.get(change, change)
    path.write_text(edited)
    with pytest.raises(KeyFault, match="file"):
        store.load(ORIGIN, key.public.key_id)


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\nb"])
def test_an_origin_that_is_no_key_name_gets_no_key(store: KeyStore, origin: str) -> None:
    """The name stands in every signature line."""
    with pytest.raises(NoteError):
        store.create(origin)


def test_sizes_up_to_the_rotation_are_the_old_keys(store: KeyStore) -> None:
    """KeyRotated at r: sizes <= r old, the first larger one both, later ones new."""
    (old, middle, new), ring = three_keys(store)
    assert [ring.in_force(size) for size in (0, 10, 11, 20, 21, 10**6)] == [
        each.public for each in (old, old, middle, middle, new, new)
    ]
    for last, size, signers in (
        (0, 10, [old]),
        (7, 9, [old]),
        (10, 11, [old, middle]),
        (9, 15, [old, middle]),
        (0, 15, [old, middle]),
        (11, 15, [middle]),
        (15, 20, [middle]),
        (15, 21, [middle, new]),
        (10, 30, [old, middle, new]),
        (21, 22, [new]),
    ):
        assert ring.signers(last, size) == [each.public for each in signers]


def test_a_ring_has_no_gap_overlap_or_stranger(store: KeyStore) -> None:
    """Every size has one key in force, all of one log."""
    one, two = store.create(ORIGIN).public, store.create(ORIGIN).public
    foreign = store.create("62.socai/other").public
    witness = VerifierKey(ORIGIN, COSIGNATURE, one.public)
    for ranges in (
        [],
        [KeyRange(one, 1)],
        [KeyRange(one, 0), KeyRange(two, 5)],
        [KeyRange(one, 0, 5), KeyRange(two, 5)],
        [KeyRange(one, 0, 5), KeyRange(two, 7)],
        [KeyRange(one, 0, -1), KeyRange(two, 0)],
        [KeyRange(one, 0, 5), KeyRange(foreign, 6)],
        [KeyRange(witness, 0)],
    ):
        with pytest.raises(KeyFault, match="ring"):
            KeyRing(ranges)


def test_a_closed_ring_signs_nothing_beyond(store: KeyStore) -> None:
    """An origin that was closed is never signed again."""
    ring = KeyRing([KeyRange(store.create(ORIGIN).public, 0, 5)])
    with pytest.raises(KeyFault, match="not_in_force"):
        sign_checkpoint(store, ring, Checkpoint(ORIGIN, 6, bytes(32)), 5)


def test_the_first_checkpoint_past_a_rotation_carries_both_signatures(store: KeyStore) -> None:
    """Whoever holds the old key only can follow to the new one."""
    (old, middle, _), ring = three_keys(store)
    raw = sign_checkpoint(store, ring, Checkpoint(ORIGIN, 12, bytes(32)), 9)
    for keys in ([old.public], [middle.public], [old.public, middle.public]):
        assert [each.key for each in open_note(raw, keys).verified] == keys
    assert ring.open_checkpoint(raw) == Checkpoint(ORIGIN, 12, bytes(32))


def test_a_checkpoint_signed_by_a_key_out_of_force_is_refused(store: KeyStore) -> None:
    """A retired key signs nothing larger alone, a coming one nothing smaller, even beside the right one."""
    keys, ring = three_keys(store)

    def signed(size: int, *which: int) -> bytes:
        text = Checkpoint(ORIGIN, size, bytes(32)).body()
        return format_note(text, [keys[each].sign_note(text) for each in which])

    for size, which in ((11, [0]), (10, [1]), (10, [0, 1]), (25, [0, 1]), (15, [1, 2])):
        with pytest.raises(KeyFault, match="not_in_force"):
            ring.open_checkpoint(signed(size, *which))
    for size, which in ((10, [0]), (11, [0, 1]), (15, [1]), (21, [1, 2])):
        assert ring.open_checkpoint(signed(size, *which)).size == size


def test_a_checkpoint_of_another_log_is_refused_though_the_key_is_right(store: KeyStore) -> None:
    """A key signs for its own origin only (A52)."""
    key = store.create(ORIGIN)
    text = Checkpoint("62.socai/other", 3, bytes(32)).body()
    with pytest.raises(KeyFault, match="origin"):
        KeyRing([KeyRange(key.public, 0)]).open_checkpoint(
            format_note(text, [sign_line(text, ORIGIN, key.private)])
        )
