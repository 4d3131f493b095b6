"""The kinds of fields that events and commands are made of (spec/EVENTS.md), each checked when read."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from datetime import date
from typing import Annotated, Literal, Self, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from domain.words.characters import composed, foreign_character, is_overloaded
from domain.words.days import parse_instant
from domain.words.marks import SubjectKind, Tenths

T = TypeVar("T")
H = TypeVar("H", bound=Hashable)

_SEALED_LEAST = 12 + 16  # nonce and tag
_SEALED_MOST = 12 + 16 + 800 + 17  # and 200 characters of at most 4 bytes, 0x00, the salt of a commitment


def _checked(holds: Callable[[str], bool], message: str) -> AfterValidator:
    def check(value: str) -> str:
        try:
            held = holds(value)
        except ValueError:  # of the library that reads it, in its own words
            held = False
        if not held:
            raise ValueError(message)
        return value

    return AfterValidator(check)


def is_plain_text(value: str) -> bool:
    """NFC, trimmed, assigned characters without controls, no long runs of combining ones (FORMAT.md §1)."""
    if foreign_character(value) is not None or is_overloaded(value) or value != value.strip():
        return False
    return unicodedata.is_normalized("NFC", value)


def is_b64(value: str, least: int, most: int) -> bool:
    """Unpadded standard base64 of least … most bytes, in its only spelling (no flipped last bit)."""
    try:
        raw = base64.b64decode(value + "=" * (-len(value) % 4), validate=True)
    except ValueError:
        return False
    return least <= len(raw) <= most and base64.b64encode(raw).rstrip(b"=").decode() == value


def is_sealed(value: object) -> bool:
    """Whether a value has the form of a sealed text: b64(nonce ‖ ciphertext+tag) (FORMAT.md §1)."""
    return isinstance(value, str) and is_b64(value, _SEALED_LEAST, _SEALED_MOST)


def _is_day(value: str) -> bool:
    return date.fromisoformat(value).isoformat() == value


def _is_instant(value: str) -> bool:
    return bool(parse_instant(value))


def _is_school_year(value: str) -> bool:
    return int(value[5:]) == int(value[:4]) + 1


def _is_vkey(value: str) -> bool:
    """C2SP signed-note: type byte 0x01, and the key id of this name and key."""
    name, key_id, encoded = value.split("+", 2)
    raw = base64.b64decode(encoded)
    return raw[0] == 1 and hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id


def _tidy(value: object) -> object:
    return composed(value).strip() if isinstance(value, str) else value


def sorted_once(values: Sequence[H]) -> Sequence[H]:
    """Refuses a list that is not sorted or names something twice: one set, one spelling."""
    if list(values) != sorted(set(values), key=lambda v: (str(type(v)), v)):
        raise ValueError("must be sorted, without repetition")
    return values


def _all_or_named(classes: list[str]) -> list[str]:
    if "*" in classes and len(classes) > 1:
        raise ValueError('"*" stands alone')
    return classes


def refers_as_its_kind(kind: str, ref: str) -> None:
    """Raises ValueError for a reference that the kind of a cause does not have."""
    if not _CAUSE_REFS[kind].fullmatch(ref):
        raise ValueError("no reference of kind")


_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
_CAUSE_REFS = {"window": re.compile(_ID), "lock": re.compile(f"{_ID}/[12]"), "manual": re.compile("")}
Id = Annotated[str, StringConstraints(pattern=f"^{_ID}$")]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=200), _checked(is_plain_text, "NFC, trimmed, no controls")
]
Number = Annotated[
    str, StringConstraints(min_length=1, max_length=64), _checked(is_plain_text, "NFC, trimmed, no controls")
]
Typed = Annotated[Text, BeforeValidator(_tidy)]
"""A text as a person typed it: brought to NFC and trimmed, then checked as Text."""
TypedNumber = Annotated[Number, BeforeValidator(_tidy)]
Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), _checked(_is_day, "no such day")
]
Instant = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$"),
    _checked(_is_instant, "no such instant"),
]
SchoolYear = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{4}$"),
    _checked(_is_school_year, "not two years in a row"),
]
Digest = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9+/]{43}$"),
    _checked(lambda v: is_b64(v, 32, 32), "not b64 of 32 bytes"),
]
Sealed = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9+/]{38,1127}$"), _checked(is_sealed, "not a sealed text")
]
VerifierKey = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._/-]{1,80}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$"),
    _checked(_is_vkey, "not an Ed25519 key under its own key id"),
]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]{1,253}$")]
"""The host name under which a passkey was made."""
PublicKey = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9+/]{43,86}$"),
    _checked(lambda v: is_b64(v, 32, 32) or is_b64(v, 64, 64), "not b64 of 32 or 64 bytes"),
]
P256Key = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9+/]{86}$"),
    _checked(lambda v: is_b64(v, 64, 64), "not b64 of 64 bytes"),
]
CredentialId = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9+/]{2,340}$"),
    _checked(lambda v: is_b64(v, 1, 255), "not b64 of 1-255 bytes"),
]
Algorithm = Literal[-7, -8]
"""ES256 and Ed25519, by their numbers in COSE (RFC 9053)."""
KeyKind = Literal["passkey", "program"]
Position = Annotated[int, Field(strict=True, ge=0, lt=2**53)]
Semester = Annotated[int, Field(strict=True, ge=1, le=2)]  # a Literal would take `true`
Column = Annotated[
    str,
    StringConstraints(
        pattern="^(tx[1-9]|gk|ck|nx|hk|cn|ten|sinh|gioi|noi_sinh|dan_toc|quoc_tich|ton_giao|chinh_sach|khuyet_tat"
        "|cha|me|giam_ho|dia_chi|dien_thoai|email|anh|so_dd)$"
    ),
]
Code = Literal["P", "K", "D", "CD", "T", "TB", "Y"]
ClearText = Annotated[
    str,
    StringConstraints(pattern="^t:", max_length=202),
    _checked(lambda v: len(v) > 2 and is_plain_text(v[2:]), "t: and a text: NFC, trimmed, no controls"),
]
"""A field of record of a profile, in clear."""
Commitment = Annotated[
    str,
    StringConstraints(pattern="^h:[A-Za-z0-9+/]{43}$"),
    _checked(lambda v: is_b64(v[2:], 32, 32), "h: and b64 of 32 bytes"),
]
"""What stands for a field that is no record: SHA-256(salt ‖ text); the text is kept outside the log."""
Value = Tenths | Code | Sealed | ClearText | Commitment
"""What a cell holds: tenths, a code, a sealed text, or what a field of a profile takes."""

Role = Literal["head", "deputy", "board", "clerk", "homeroom", "homeroom_deputy", "teacher", "superior"]
Power = Literal["appoint", "close", "late", "month", "permit", "substitute", "windows"]
Method = Literal["token", "password", "totp", "passkey", "device", "signed"]
Seat = Literal["leadership", "board", "homeroom"]
Standing = Literal["head", "deputy", "board", "homeroom", "homeroom_deputy", "second_leader"]
CorrectionKind = Literal["sua", "bosung"]
LateReason = Literal["makeup", "returned", "zero", "other"]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Period = Annotated[int, Field(strict=True, ge=0, le=2)]
"""A semester, or 0 for the whole year."""
Stage = Annotated[int, Field(strict=True, ge=1, le=2)]
OutcomeCode = Literal["LEN_LOP", "KIEM_TRA_LAI", "REN_LUYEN_HE", "O_LAI_LOP"]
TitleCode = Literal["HSXS", "HSG", "HSTT", "GIAY_KHEN"]
Level = Literal["THCS", "THPT", "THCS_THPT"]
CauseKind = Literal["window", "lock", "manual"]
CauseRef = Annotated[str, StringConstraints(pattern=f"^({_ID}(/[12])?)?$")]
Clause = Literal["administration", "confidentiality", "programme", "retention", "safety"]
Columns = Annotated[list[Column], Field(min_length=1), AfterValidator(sorted_once)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=500), AfterValidator(sorted_once)]
Powers = Annotated[list[Power], Field(min_length=1), AfterValidator(sorted_once)]
Clauses = Annotated[list[Clause], Field(min_length=1), AfterValidator(sorted_once)]
Seats = Annotated[list[Seat], Field(min_length=3), AfterValidator(sorted_once)]
Checks = Annotated[list[Position], Field(min_length=1, max_length=50), AfterValidator(sorted_once)]
Semesters = Annotated[list[Semester], Field(min_length=1), AfterValidator(sorted_once)]
Digests = Annotated[list[Digest], Field(min_length=1, max_length=50), AfterValidator(sorted_once)]
WindowClasses = Annotated[
    list[Id | Literal["*"]],
    Field(min_length=1, max_length=500),
    AfterValidator(sorted_once),
    AfterValidator(_all_or_named),
]


METHODS: tuple[Method, ...] = get_args(Method)
"""Proofs of person, weakest first (LAW 5): four words of the server, then what the person signed (LAW 51)."""
BY_SIGNATURE = METHODS[-2:]


class Part(BaseModel):
    """A frozen object without further keys: what events and commands are built from."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Decision(Part):
    """The signed paper behind an act: its number, date and the digest of the signed file.

    `digest` None: there is no file, the paper is kept at the school.
    """

    no: TypedNumber
    date: Day
    digest: Digest | None


class School(Part):
    """The school that a log belongs to."""

    code: Id
    name: Typed
    province: Id
    level: Level


class FirstHead(Part):
    """The head that entry 0 names, from a local day."""

    person: Id
    name: Typed
    start: Day = Field(alias="from")


class ProofPolicy(Part):
    """The weakest accepted proof of person for entering, deciding and witnessing, never falling."""

    entry: Method
    decide: Method
    witness: Method


class Subject(Part):
    """A subject of a class: `periods` in tenths of periods a year, `tx` regular columns a semester."""

    subject: Id
    name: Typed
    kind: SubjectKind
    periods: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    tx: Annotated[int, Field(strict=True, ge=1, le=9)]
    semesters: Semesters


class Span(Part):
    """Days from … to, both inclusive."""

    start: Day = Field(alias="from")
    end: Day = Field(alias="to")


class Cause(Part):
    """Why an archive is made; `ref` is the window id, `<class>/<semester>` or empty."""

    kind: CauseKind
    ref: CauseRef

    @model_validator(mode="after")
    def _fits_kind(self) -> Self:
        refers_as_its_kind(self.kind, self.ref)
        return self
