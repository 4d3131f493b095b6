"""Codes of an authenticator app (TOTP, RFC 6238): six digits, of 30 seconds each, none taken twice."""

import base64
import re
from typing import NamedTuple

import pyotp

STEP_S = 30
_SKEW = 1
"""Steps by which the person's clock may differ, either way (RFC 6238 §5.2)."""
ISSUER = "Sổ Cái"


class Offer(NamedTuple):
    """A secret that was made for a person and is shown this once: as text, and as what an app reads."""

    secret: str
    uri: str


def new_offer(person: str, school: str) -> Offer:
    """160 random bits, as RFC 4226 recommends."""
    return offer_of(pyotp.random_base32(), person, school)


def offer_of(secret: str, person: str, school: str) -> Offer:
    """The same once more, for who typed a wrong code: the app has read it already."""
    name = f"{person}@{school}"
    return Offer(secret, pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=ISSUER))


def step_of(secret: str, code: str, seconds: float, last: int) -> int | None:
    """The step of time whose code it is, later than the `last` that was taken; None: it is none."""
    typed = re.sub(r"[\s-]", "", code)
    if not (typed.isascii() and typed.isdecimal()):
        return None
    now, totp = int(seconds) // STEP_S, pyotp.TOTP(secret)
    steps = range(max(last + 1, now - _SKEW), now + _SKEW + 1)
    return next((step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), typed)), None)


def kept(secret: str) -> bytes:
    """The secret as bytes."""
    return base64.b32decode(secret)


def shown(secret: bytes) -> str:
    """And as text again."""
    return base64.b32encode(secret).decode()
