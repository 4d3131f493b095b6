"""The provider over the network: what it says of itself, its keys, and the token that it gives for a code."""

import re
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

import httpx
import orjson
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey, import_key

from api.service.openid_client import Registered, is_private
from api.service.people.openid.kept import PATIENCE_S, Kept
from api.service.problem import Problem

LARGEST_ANSWER = 256 * 1024
MOST_AT_ONCE = 4
"""Requests to it at a time: should it hang, the threads that answer everybody else are left."""
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_WORD = re.compile(r"[a-z_]{1,40}", re.ASCII)
_KINDS = ("RSA", "EC")


class Provider:
    """Thread-safe. Raises Problem OPENID_AWAY where it cannot be asked, or says what cannot be used."""

    def __init__(self, registered: Registered) -> None:
        self.registered = registered
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        # No redirect is followed, and no setting of the machine leads elsewhere: the secret is sent along.
        self._http = httpx.Client(timeout=PATIENCE_S, follow_redirects=False, trust_env=False)
        self._metadata = Kept(self._fetch_metadata)
        self._keys = Kept(self._fetch_keys)

    def metadata(self) -> Mapping[str, Any]:
        """What it says of itself (OpenID Connect Discovery 1.0), checked."""
        return self._metadata.get()

    def keys(self, *, anew: bool = False) -> KeySet:
        """Its public keys. `anew`: a token was signed by none of them."""
        return self._keys.get(anew=anew)

    def id_token(self, code: str, verifier: str, redirect: str) -> str:
        """What it says of who has signed in there, unchecked. Raises Problem OPENID_REFUSED, too."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": redirect,
        }
        metadata, client = self.metadata(), self.registered
        ways = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        if "client_secret_basic" in ways:
            # RFC 6749 2.3.1: each as in a form.
            auth = (quote_plus(client.client_id), quote_plus(client.client_secret))
            status, answer = self._ask("POST", metadata["token_endpoint"], data=sent, auth=auth)
        else:
            own = {"client_id": client.client_id, "client_secret": client.client_secret}
            status, answer = self._ask("POST", metadata["token_endpoint"], data={**sent, **own})
        if status != 200:
            said = answer.get("error")
            known = isinstance(said, str) and _WORD.fullmatch(said)
            raise Problem("OPENID_REFUSED", cause=said if known else "token")
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Problem("OPENID_REFUSED", cause="id_token")
        return token

    def _fetch_metadata(self) -> Mapping[str, Any]:
        # Discovery 4.1: the path of the issuer stays before it.
        where = self.registered.issuer.rstrip("/") + "/.well-known/openid-configuration"
        status, found = self._ask("GET", where)
        whole = status == 200 and all(is_private(str(found.get(name))) for name in _ENDPOINTS)
        # Discovery 4.3: exactly equal, else anybody's document could speak for it.
        if not whole or found.get("issuer") != self.registered.issuer:
            raise Problem("OPENID_AWAY", cause="metadata")
        return found

    def _fetch_keys(self) -> KeySet:
        status, found = self._ask("GET", self.metadata()["jwks_uri"])
        listed = found.get("keys")
        if status != 200 or not isinstance(listed, list):
            raise Problem("OPENID_AWAY", cause="keys")
        return KeySet([key for each in listed if (key := _signing_key(each)) is not None])

    def _ask(self, method: str, where: str, **more: Any) -> tuple[int, dict[str, Any]]:
        """One request; its status and JSON object. What goes wrong is told without what was sent."""
        if not self._places.acquire(timeout=PATIENCE_S):
            raise Problem("OPENID_AWAY", cause="busy")
        try:
            with self._http.stream(method, where, headers={"Accept": "application/json"}, **more) as answer:
                body = b""
                for piece in answer.iter_bytes():
                    body += piece
                    if len(body) > LARGEST_ANSWER:
                        raise Problem("OPENID_AWAY", cause="size")
                status = answer.status_code
        except (httpx.HTTPError, httpx.InvalidURL):
            raise Problem("OPENID_AWAY", cause="connection") from None
        finally:
            self._places.release()
        return status, _object(body, status)


def _object(body: bytes, status: int) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict) or status >= 500:
        raise Problem("OPENID_AWAY", cause="answer")
    return found


def _signing_key(listed: Any) -> RSAKey | ECKey | None:
    """A key of a kind that may sign for us; others are passed over, so that a new kind shuts out nobody."""
    if not isinstance(listed, dict) or listed.get("kty") not in _KINDS or listed.get("use", "sig") != "sig":
        return None
    try:
        key = import_key(listed)
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key if isinstance(key, RSAKey | ECKey) and not key.is_private else None
