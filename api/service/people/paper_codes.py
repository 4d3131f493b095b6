"""Codes that are written on paper: for a first sign-in, and for when the second factor is not at hand.

80 random bits, in letters that nobody takes for others (Crockford's): who has the SHA-256 that is kept does
not find the code, and no number of tries at the door does.
"""

import secrets

from api.service.people.sessions import digest

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_code() -> str:
    """As it is printed: four groups of four."""
    text = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(text[i : i + GROUP] for i in range(0, LENGTH, GROUP))


def kept(code: str) -> bytes | None:
    """What is kept of it, however it was typed; None: it is no such code."""
    text = code.strip().upper().translate(_MISREAD)
    return digest(text) if len(text) == LENGTH and set(text) <= set(LETTERS) else None
