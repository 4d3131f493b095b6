"""The text of VERIFY.txt in a bag (spec/FORMAT.md 4): our own words, so that no others can stand there."""

from __future__ import annotations

from verify.proof.spec_file import spec_file

PUBLISHED = (spec_file("bag-guide.txt").decode(),)
"""Every wording that a release had. A bag is never made anew, so none is ever taken out."""


def guides(identifier: str, origin: str, size: int) -> list[bytes]:
    """What VERIFY.txt of such a bag may say."""
    values = {"id": identifier, "origin": origin, "size": size, "last": size - 1}
    return [text.format(**values).encode() for text in PUBLISHED]
