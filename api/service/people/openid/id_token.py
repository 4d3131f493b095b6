"""What a provider says of a person, believed only whole: by its key, for us, now, and as we have asked."""

from collections.abc import Callable
from typing import Any, NamedTuple

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from api.service.problem import Problem

ALGORITHMS = ["RS256", "PS256", "ES256"]
"""With a public key, each. What anybody could have signed with that (HS256), or nobody (none), is none."""
LEEWAY_S = 60
LONGEST_SUBJECT = 255
"""OpenID Connect Core 1.0, section 2."""


class Asked(NamedTuple):
    """What was asked, of whom, by whom, and when (seconds since 1970)."""

    issuer: str
    client_id: str
    nonce: str
    at: int


def subject_of(token: str, keys: Callable[[bool], KeySet], asked: Asked, now: int) -> str:
    """The provider's own name for the person. `keys`: its keys; with True, asked for anew.

    Raises Problem OPENID_REFUSED; its cause names the claim, and nothing that was claimed.
    """
    try:
        decoded = _decoded(token, keys)
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": asked.issuer},
                "aud": {"essential": True, "value": asked.client_id},
                "nonce": {"essential": True, "value": asked.nonce},
            },
            {"client_id": asked.client_id, "nonce": asked.nonce},
        )
        claims.validate(now, LEEWAY_S)
    except JoseError as error:
        raise Problem("OPENID_REFUSED", cause=error.error) from None
    except (
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
    ):  # whatever the libraries meet in a stranger's bytes
        raise Problem("OPENID_REFUSED", cause="form") from None
    _require_fresh(claims.get("auth_time"), asked.at, now)
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or "\0" in subject:
        raise Problem("OPENID_REFUSED", cause="sub")
    return subject


def _decoded(token: str, keys: Callable[[bool], KeySet]) -> jwt.Token:
    try:
        return jwt.decode(token, keys(False), ALGORITHMS)
    except InvalidKeyIdError:  # it has changed its keys since
        return jwt.decode(token, keys(True), ALGORITHMS)


def _require_fresh(auth_time: Any, asked_at: int, now: int) -> None:
    """The person has signed in there because we asked: not a colleague, on the same machine, an hour ago."""
    if isinstance(auth_time, bool) or not isinstance(auth_time, int | float):
        raise Problem("OPENID_REFUSED", cause="auth_time")
    if not asked_at - LEEWAY_S <= auth_time <= now + LEEWAY_S:
        raise Problem("OPENID_REFUSED", cause="auth_time")
