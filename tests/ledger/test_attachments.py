"""Evidence files: kept under what they contain, and never answered for when they were changed."""

import hashlib
from pathlib import Path

import pytest

from ledger.beside.attachments import MAX_BYTES, AttachmentError, Attachments


@pytest.fixture
def store(tmp_path: Path) -> Attachments:
    return Attachments(tmp_path, "62.socai/THCS-01")


def test_what_is_kept_comes_back(store: Attachments, tmp_path: Path) -> None:
    """Promise: the digest is the SHA-256, the place is the digest, the file read-only."""
    digest = store.put(b"scan")
    assert digest == hashlib.sha256(b"scan").digest()
    assert (store.get(digest), store.size(digest)) == (b"scan", 4)
    name = digest.hex()
    path = tmp_path / "62.socai" / "THCS-01" / name[:2] / name
    assert path == store.path(digest)
    assert path.stat().st_mode & 0o777 == 0o400


def test_the_same_file_twice_is_kept_once(store: Attachments) -> None:
    """Promise: a repeated upload is no error and writes nothing."""
    digest = store.put(b"scan")
    before = store.path(digest).stat()
    assert store.put(b"scan") == digest
    assert store.path(digest).stat().st_ino == before.st_ino


def test_the_largest_file_is_taken_and_the_next_byte_refused(store: Attachments) -> None:
    """Promise: 10 MB is the limit, exactly."""
    store.put(bytes(MAX_BYTES))
    with pytest.raises(AttachmentError) as refused:
        store.put(bytes(MAX_BYTES + 1))
    assert refused.value.code == "ATTACHMENT_TOO_LARGE"


def test_an_empty_file_is_no_evidence(store: Attachments) -> None:
    """Promise: a failed upload does not become evidence."""
    with pytest.raises(AttachmentError) as refused:
        store.put(b"")
    assert refused.value.code == "ATTACHMENT_EMPTY"


def test_a_missing_file_is_said_to_be_missing(store: Attachments) -> None:
    """Promise: absence has a code of its own, for content and for size."""
    for ask in (store.get, store.size):
        with pytest.raises(AttachmentError) as refused:
            ask(bytes(32))
        assert refused.value.code == "ATTACHMENT_MISSING"


def test_a_changed_file_is_neither_given_nor_accepted_again(store: Attachments) -> None:
    """Promise: evidence edited on disk is refused on reading and on a second upload of the original."""
    digest = store.put(b"scan")
    store.path(digest).chmod(0o644)
    store.path(digest).write_bytes(b"scam")
    for ask in (lambda: store.get(digest), lambda: store.put(b"scan")):
        with pytest.raises(AttachmentError) as refused:
            ask()
        assert refused.value.code == "ATTACHMENT_DAMAGED"


def test_logs_do_not_share_evidence(store: Attachments, tmp_path: Path) -> None:
    """Promise: another school cannot read a file by knowing its digest."""
    digest = store.put(b"scan")
    with pytest.raises(AttachmentError):
        Attachments(tmp_path, "62.socai/THCS-02").get(digest)
