"""One sign-in at the provider, from question to answer; a question is good once, in the browser that asked.

What only this server may compare (nonce, PKCE verifier) waits in a cookie that no script reads. The address
has a challenge, which this server made for exactly that cookie, and takes once.
"""

import base64
import hashlib
import secrets
from typing import NamedTuple

import orjson
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from api.service.openid_client import Registered
from api.service.people.challenges import LASTS_S, Challenges
from api.service.people.openid.id_token import Asked, subject_of
from api.service.people.openid.provider import Provider
from api.service.people.openid.subjects import Subjects, subject_digest
from api.service.problem import Problem
from domain.words.days import parse_instant
from ledger.clock import Clock
from ledger.database import Database

LONGEST_COOKIE, LONGEST_WORD = 3000, 4096
_SECRET_BYTES = 32


class Question(NamedTuple):
    """What waits in the browser: where the answer comes, where the person wants to go, and `session`, to
    whose account the answer is to be bound ("": it is a sign-in)."""

    redirect: str
    back: str
    session: str
    nonce: str
    verifier: str
    at: int


class Answer(NamedTuple):
    """What the provider sends back through the browser's address; "" what it does not say."""

    state: str
    code: str
    issuer: str
    error: str


class OpenId:
    """Of one provider, for the schools of a database. Thread-safe."""

    def __init__(self, registered: Registered, db: Database, clock: Clock) -> None:
        self.registered = registered
        self.subjects = Subjects(db)
        self._provider = Provider(registered)
        self._challenges = Challenges(db)
        self._clock = clock

    def ask(self, redirect: str, back: str, session: str = "") -> tuple[str, str]:
        """Where to send the browser, and the cookie that it is to keep. Raises Problem OPENID_AWAY."""
        metadata = self._provider.metadata()
        nonce, verifier = (secrets.token_urlsafe(_SECRET_BYTES) for _ in range(2))
        question = Question(redirect, back, session, nonce, verifier, self._seconds())
        cookie = _written(question)
        if len(cookie) > LONGEST_COOKIE:  # by what somebody wrote into the address
            question = question._replace(back="/")
            cookie = _written(question)
        where = prepare_grant_uri(
            metadata["authorization_endpoint"],
            self.registered.client_id,
            "code",
            redirect_uri=redirect,
            scope="openid",
            state=_text(self._challenges.ask(_purpose(cookie))),
            nonce=question.nonce,
            code_challenge=create_s256_code_challenge(question.verifier),
            code_challenge_method="S256",
            # Whoever sits there signs in there, now: a colleague's sign-in of this morning is not theirs. And
            # with max_age the provider has to say when it was (Core 1.0, 3.1.2.1), which is looked at.
            prompt="login",
            max_age=int(LASTS_S),
        )
        return where, cookie

    def answered(self, answer: Answer, cookie: str) -> tuple[bytes, Question]:
        """The digest of whom the provider names, and what was asked. Whatever comes of it, that is spent.

        Raises Problem OPENID_STALE for an answer to no question of this browser, OPENID_REFUSED, OPENID_AWAY.
        """
        question = self._question(answer.state, cookie)
        if answer.error:
            raise Problem("OPENID_REFUSED", cause="denied")
        # RFC 9207: an answer of another provider is none, however it came here.
        said = self._provider.metadata().get("authorization_response_iss_parameter_supported") is True
        if answer.issuer != self.registered.issuer and (said or answer.issuer):
            raise Problem("OPENID_REFUSED", cause="iss")
        if not 0 < len(answer.code) <= LONGEST_WORD:
            raise Problem("OPENID_REFUSED", cause="code")
        token = self._provider.id_token(answer.code, question.verifier, question.redirect)
        asked = Asked(self.registered.issuer, self.registered.client_id, question.nonce, question.at)
        subject = subject_of(token, lambda anew: self._provider.keys(anew=anew), asked, self._seconds())
        return subject_digest(self.registered.issuer, subject), question

    def _question(self, state: str, cookie: str) -> Question:
        try:
            challenge = _content(state)
        except ValueError:
            raise Problem("OPENID_STALE") from None
        # The cookie is read only once it is known to be ours: the challenge was made for its very bytes.
        if not cookie or not self._challenges.take(challenge, _purpose(cookie)):
            raise Problem("OPENID_STALE")
        return Question(*orjson.loads(_content(cookie)))

    def _seconds(self) -> int:
        return int(parse_instant(self._clock.now()).timestamp())


def _written(question: Question) -> str:
    return _text(orjson.dumps(tuple(question)))


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _content(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _purpose(cookie: str) -> str:
    return f"openid {hashlib.sha256(cookie.encode('utf-8', 'surrogateescape')).hexdigest()}"
