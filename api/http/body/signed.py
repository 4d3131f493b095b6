"""What a body says of its person's own signature, and the answer to who asks what they would sign.

A route that writes knows of neither: with `?dry_run=true` `api.http.writing` ends it with a `DryRun`, and it
gives `sign` on to the service, which judges it.
"""

from typing import Annotated, Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import AfterValidator, Field

from api.http.body.base import Body
from api.service.signed.signature import Seen, Signature
from domain.words.fields import Digest, Instant, Position
from ledger.beside.personal_texts import SALT_BYTES
from ledger.form.canonical import NotCanonical, unb64

_LAST_NEEDED = ("key", "seen", "time", "sig")


class DryRun(Exception):
    """Nothing was written; `answer` is what the client gets, with status 200."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def answer_dry_run(_request: Request, shown: Exception) -> JSONResponse:
    """What would be written, as the answer."""
    assert isinstance(shown, DryRun)  # noqa: S101 - registered for it alone
    return JSONResponse(shown.answer)


def _is_b64(value: str) -> str:
    try:
        unb64(value)
    except NotCanonical:
        raise ValueError("not base64 without padding") from None
    return value


def _is_salt(value: str) -> str:
    if len(unb64(_is_b64(value))) != SALT_BYTES:
        raise ValueError("not b64 of 16 bytes")
    return value


Bytes = AfterValidator(_is_b64)
Salt = Annotated[str, Field(max_length=22), AfterValidator(_is_salt)]


class SeenBody(Body):
    """A line that the signer's program knows."""

    pos: Position
    leaf: Digest


class SignBody(Body):
    """The person's own signature over the statement of this command (spec/FORMAT.md §2, "Signed acts").

    With `dry_run` at most `salts` stand here.
    """

    key: Annotated[Position | None, Field(description="Vị trí của khóa; null: khóa đang đăng ký")] = None
    seen: Annotated[SeenBody | None, Field(description="Dòng sổ mới nhất mà máy đã biết")] = None
    time: Annotated[Instant | None, Field(description="Giờ của máy, dạng của sổ")] = None
    sig: Annotated[
        Annotated[str, Field(min_length=8, max_length=128), Bytes] | None,
        Field(description="Chữ ký, base64 không đệm: DER hoặc r ‖ s, hoặc Ed25519"),
    ] = None
    auth: Annotated[
        Annotated[str, Field(max_length=1366), Bytes] | None, Field(description="authenticatorData")
    ] = None
    client: Annotated[
        Annotated[str, Field(max_length=2731), Bytes] | None, Field(description="clientDataJSON")
    ] = None
    salts: Annotated[
        list[Salt],
        Field(
            max_length=400,
            description="16 byte cho mỗi văn bản niêm phong hoặc h:, theo thứ tự dòng",
        ),
    ] = []

    def salt_bytes(self) -> list[bytes]:
        """The salts, decoded."""
        return [unb64(salt) for salt in self.salts]

    def signature(self) -> Signature:
        """What was sent. Raises RequestValidationError where something is missing."""
        if self.seen is None or self.time is None or self.sig is None or "key" not in self.model_fields_set:
            raise RequestValidationError(
                [
                    {"type": "missing", "loc": ("body", "sign", name)}
                    for name in _LAST_NEEDED
                    if name not in self.model_fields_set or (name != "key" and getattr(self, name) is None)
                ]
            )
        return Signature(
            key=self.key,
            seen=Seen(self.seen.pos, self.seen.leaf),
            time=self.time,
            sig=unb64(self.sig),
            auth=None if self.auth is None else unb64(self.auth),
            client=None if self.client is None else unb64(self.client),
        )
