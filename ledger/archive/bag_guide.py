"""VERIFY.txt of a bag: how a stranger checks it, in Vietnamese and English. Its words, `spec/bag-guide.txt`,
are part of the bag's bytes: others need a file of their own beside it and a new `RENDERER` in
ledger/archive/bag.py.
"""

from domain.words.spec_file import spec_file

_TEXT = spec_file("bag-guide.txt", "ledger").decode()


def guide(identifier: str, origin: str, size: int) -> bytes:
    """The text for one bag of `size` (≥ 1) entries, UTF-8."""
    return _TEXT.format(id=identifier, origin=origin, size=size, last=size - 1).encode()
