"""Entropy that is the same in every run: keys, tokens, salts and nonces follow from how often asked."""

import hashlib
import itertools
import secrets
import sys
from base64 import urlsafe_b64encode
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NOT_SHOWN = ("ledger/cluster", "projections/")
"""What is random here reaches nothing that is shown: ports, the database's password, names of cursors."""
_true_bytes = secrets.token_bytes
_asked: defaultdict[str, Iterator[int]] = defaultdict(itertools.count)


def fix_entropy(tree: Path) -> None:
    """From here on. One stream for each use and size: another order of uses changes none of them."""

    def some(use: str, size: int | None) -> bytes:
        size = secrets.DEFAULT_ENTROPY if size is None else size
        caller = sys._getframe(2).f_code.co_filename.removeprefix(f"{tree}/")
        if caller.startswith(NOT_SHOWN):
            return _true_bytes(size)
        return _stream(f"{use} {size}", size)

    secrets.token_bytes = lambda nbytes=None: some("bytes", nbytes)
    secrets.token_hex = lambda nbytes=None: some("hex", nbytes).hex()
    secrets.token_urlsafe = lambda nbytes=None: urlsafe_b64encode(some("url", nbytes)).rstrip(b"=").decode()
    Ed25519PrivateKey.generate = classmethod(  # type: ignore[method-assign]
        lambda kind: kind.from_private_bytes(_stream("key", 32))
    )


def _stream(use: str, size: int) -> bytes:
    seed = f"{use} {next(_asked[use])}".encode()
    return hashlib.shake_256(seed).digest(size)
