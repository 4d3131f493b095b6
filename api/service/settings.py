"""Where Sổ Cái keeps its things, and where it serves; read once from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from api.service.openid_client import Registered, is_private

DEFAULT_PORT = 8000
PORTS = range(1, 65_536)


class BadSetting(ValueError):
    """A variable of the environment cannot be used; the text says which and why, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Settings:
    """`home` holds keys, signed heads, evidence, bags and the embedded database.

    `database_url` None: the embedded database in `home`. `immutable_bags` also asks for `chattr +i`.
    `demo`: whoever comes may sign in as anybody of the demo school. `openid`: where people may sign in, too.
    """

    home: Path
    database_url: str | None = None
    port: int = DEFAULT_PORT
    immutable_bags: bool = False
    demo: bool = False
    openid: Registered | None = None

    @classmethod
    def from_environment(cls) -> "Settings":
        """SOCAI_HOME (default ./var), SOCAI_DATABASE_URL, SOCAI_PORT, SOCAI_IMMUTABLE_BAGS=1,
        SOCAI_DEMO=1, SOCAI_OIDC_ISSUER with SOCAI_OIDC_CLIENT_ID and SOCAI_OIDC_CLIENT_SECRET(_FILE).

        Raises BadSetting.
        """
        return cls(
            Path(os.environ.get("SOCAI_HOME") or "var").absolute(),
            _database_url(os.environ.get("SOCAI_DATABASE_URL")),
            _port(os.environ.get("SOCAI_PORT")),
            os.environ.get("SOCAI_IMMUTABLE_BAGS") == "1",
            os.environ.get("SOCAI_DEMO") == "1",
            _openid(),
        )

    @property
    def cluster(self) -> Path:
        """Folder of the embedded database."""
        return self.home / "pg"

    @property
    def keys(self) -> Path:
        """Folder of the private log keys."""
        return self.home / "keys"

    @property
    def account_key(self) -> Path:
        """File with the key under which second factors are encrypted."""
        return self.home / "account-key"

    @property
    def heads(self) -> Path:
        """Folder of the notes signed last, outside the database."""
        return self.home / "heads"

    @property
    def attachments(self) -> Path:
        """Folder of the evidence files."""
        return self.home / "attachments"

    @property
    def archive(self) -> Path:
        """Folder of the bags."""
        return self.home / "archive"

    @property
    def checks(self) -> Path:
        """Folder of what the last check of each database found."""
        return self.home / "checks"

    @property
    def tls(self) -> Path:
        """Folder of the school's own authority for TLS."""
        return self.home / "tls"

    @property
    def clock_confirmed(self) -> Path:
        """Touched by an operator who says that the clock is right."""
        return self.home / "clock-confirmed"

    @property
    def demo_tokens(self) -> Path:
        """File with the demo persons' tokens."""
        return self.home / "demo-tokens.json"


def _database_url(text: str | None) -> str | None:
    if not text:
        return None
    try:
        conninfo_to_dict(text)
    except psycopg.ProgrammingError:
        # Neither the text nor what the parser quotes of it is shown: it may hold a password.
        raise BadSetting("SOCAI_DATABASE_URL không phải là một DSN dạng postgresql://…") from None
    return text


def _port(text: str | None) -> int:
    if not text:
        return DEFAULT_PORT
    if not (text.isascii() and text.isdecimal() and int(text) in PORTS):
        raise BadSetting(
            f"SOCAI_PORT phải là một số từ {PORTS.start} đến {PORTS.stop - 1}, không phải {text!r}."
        )
    return int(text)


def _openid() -> Registered | None:
    """All three, or none: half a registration would be a sign-in that fails for everybody."""
    issuer, client = os.environ.get("SOCAI_OIDC_ISSUER"), os.environ.get("SOCAI_OIDC_CLIENT_ID")
    secret, file = os.environ.get("SOCAI_OIDC_CLIENT_SECRET"), os.environ.get("SOCAI_OIDC_CLIENT_SECRET_FILE")
    if not (issuer or client or secret or file):
        return None
    if not issuer or not client or bool(secret) == bool(file):
        raise BadSetting(
            "Đăng nhập qua OpenID cần đủ SOCAI_OIDC_ISSUER, SOCAI_OIDC_CLIENT_ID và một trong hai:"
            " SOCAI_OIDC_CLIENT_SECRET_FILE (nên dùng) hoặc SOCAI_OIDC_CLIENT_SECRET."
        )
    if not is_private(issuer) or "?" in issuer or "#" in issuer:
        raise BadSetting(f"SOCAI_OIDC_ISSUER phải là địa chỉ https://, không phải {issuer!r}.")
    return Registered(issuer, client, secret or _secret_in(Path(str(file))))


def _secret_in(file: Path) -> str:
    try:
        secret, mode = file.read_text("utf-8").strip(), file.stat().st_mode
    except (OSError, UnicodeDecodeError):
        raise BadSetting(f"Không đọc được tệp {file} của SOCAI_OIDC_CLIENT_SECRET_FILE.") from None
    if mode & 0o007:
        raise BadSetting(f"Mọi tài khoản trên máy đều đọc được {file}; hãy đặt lại quyền (chmod 600).")
    if not secret:
        raise BadSetting(f"Tệp {file} của SOCAI_OIDC_CLIENT_SECRET_FILE trống.")
    return secret
