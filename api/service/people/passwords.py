"""Passwords: what is taken for one (NIST SP 800-63B-4 §3.1.1), how it is kept (argon2id, OWASP's figures).

Any letters in any order, spaces and pasted ones, too; nothing is asked of their kinds, and none has to be
changed from time to time. What is asked is length, and that nobody guesses it: by the library zxcvbn, with
its lists of common ones and the words of this school.
"""

import threading
import unicodedata
from collections.abc import Collection
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import Type

from api.service.problem import Problem

ALONE, WITH_SECOND = 15, 8
LONGEST = 128
"""Letters. Longer ones cost time to look at, and make no password safer."""
GUESSES = 10**7
"""So many at least, as zxcvbn counts: at the rate that the throttle leaves (60 a day), centuries."""
_LOOKED_AT = 64
"""Letters of it that are judged: what begins with so many that nobody guesses, nobody guesses."""
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1, type=Type.ID)
_AT_ONCE = threading.BoundedSemaphore(4)
"""A stranger who asks for hundreds at once must not fill the memory: 19 MiB each."""


def require_good(password: str, own: Collection[str], *, second_factor: bool) -> None:
    """Raises Problem PASSWORD_SHORT, PASSWORD_LONG or PASSWORD_GUESSED. `own`: words of school and person."""
    text, least = plain(password), WITH_SECOND if second_factor else ALONE
    if len(password) > LONGEST:
        raise Problem("PASSWORD_LONG", most=LONGEST)
    if len(text) < least:
        raise Problem("PASSWORD_SHORT", least=least)
    if _guesses(text, own) < GUESSES:
        raise Problem("PASSWORD_GUESSED")


def hashed(password: str) -> bytes:
    """What is kept of it; each time another text."""
    with _AT_ONCE:
        return _HASHER.hash(plain(password)).encode()


def matches(kept: bytes | None, password: str) -> bool:
    """Whether it is the one that was kept. Of nobody's (None) it takes as long, and it is not."""
    text = plain(password) if len(password) <= LONGEST else ""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobodys(), text) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: bytes) -> bool:
    """Whether it was kept by other figures than today's."""
    return _HASHER.check_needs_rehash(kept.decode())


def plain(password: str) -> str:
    """One form of what looks the same (NFKC): keyboards send the letters of Vietnamese in several."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> bytes:
    return _HASHER.hash("").encode()


def _guesses(text: str, own: Collection[str]) -> int:
    """How many tries it takes who knows the school: a word of its own is worth a letter."""
    from zxcvbn import zxcvbn  # its lists take a while to be read: by whoever sets a password first

    left = _bare(text)[:_LOOKED_AT]
    for form in sorted({form for word in own for form in _forms(word)}, key=len, reverse=True):
        left = left.replace(form, "a")
    return min(int(zxcvbn(each, max_length=LONGEST)["guesses"]) for each in (left, text[:_LOOKED_AT]))


def _forms(word: str) -> list[str]:
    """A name as it is typed: in one, and in its words; not the shortest, which stand in many others."""
    bare = _bare(word)
    parts = bare.replace(".", " ").replace("-", " ").split()
    return [each for each in (bare, "".join(parts), *parts) if len(each) > 2]


def _bare(text: str) -> str:
    """Without the marks of Vietnamese."""
    apart = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
