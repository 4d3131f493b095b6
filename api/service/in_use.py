"""Which processes use a home folder: each holds a shared lock, so that the last server knows it is last."""

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def in_use(home: Path) -> Iterator[Callable[[], bool]]:
    """Holds the lock while the block runs; what it gives says whether nobody else uses the folder.

    Once that has said True, others wait until the block ends. The kernel lets go of the lock however the
    process dies. Raises OSError where the folder cannot be made.
    """
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / "in-use", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield lambda: _taken_alone(handle)
    finally:
        os.close(handle)


def _taken_alone(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # A failed upgrade has let go of the shared lock; the process is about to end anyway.
        return False
    return True
