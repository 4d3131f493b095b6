"""How the server is to be reached: on which address, under which certificate; from options or settings."""

import ipaddress
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from api.service.settings import BadSetting
from api.service.tls.pair import Pair

THIS_MACHINE = "127.0.0.1"
EVERYWHERE = "0.0.0.0"  # noqa: S104 - a school's machines are to reach it, and nobody reads what they say
LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Words:
    """What an operator says of TLS, in options or in settings; None and () where nothing is said."""

    certificate: str | None = None
    key: str | None = None
    tls: str | None = None
    names: Sequence[str] = ()

    @classmethod
    def from_environment(cls) -> "Words":
        """SOCAI_TLS_CERT, SOCAI_TLS_KEY, SOCAI_TLS, SOCAI_TLS_NAMES (with commas between)."""
        names = (os.environ.get("SOCAI_TLS_NAMES") or "").split(",")
        return cls(
            os.environ.get("SOCAI_TLS_CERT") or None,
            os.environ.get("SOCAI_TLS_KEY") or None,
            os.environ.get("SOCAI_TLS") or None,
            tuple(each.strip() for each in names if each.strip()),
        )

    def said(self) -> bool:
        """Whether anything is: options, if there are any, go before all settings."""
        return bool(self.certificate or self.key or self.tls or self.names)


@dataclass(frozen=True, slots=True)
class Reached:
    """The address to listen on; `pair`: files of the operator; `local`: the school's own authority, for
    `names`. Neither: plain, and of this machine alone.
    """

    host: str
    pair: Pair | None = None
    local: bool = False
    names: tuple[str, ...] = ()

    @property
    def private(self) -> bool:
        """Whether it is served over TLS."""
        return self.local or self.pair is not None


def reached(words: Words, host: str | None) -> Reached:
    """What the words come to, on `host` or SOCAI_HOST or the usual one. Raises BadSetting."""
    words = words if words.said() else Words.from_environment()
    host = host or os.environ.get("SOCAI_HOST") or None
    if words.tls and words.tls != LOCAL:
        raise BadSetting(f"--tls (SOCAI_TLS) chỉ nhận «{LOCAL}», không nhận {words.tls!r}.")
    if words.tls and (words.certificate or words.key):
        raise BadSetting(
            "Hãy chọn một: chứng chỉ có sẵn (--cert, --key) hoặc chứng chỉ tự lập (--tls local)."
        )
    if bool(words.certificate) != bool(words.key):
        raise BadSetting("--cert (SOCAI_TLS_CERT) và --key (SOCAI_TLS_KEY) phải đi cùng nhau.")
    if words.names and not words.tls:
        raise BadSetting(
            "--name (SOCAI_TLS_NAMES) chỉ dùng cùng --tls local; chứng chỉ có sẵn đã mang tên của nó."
        )
    if words.certificate and words.key:
        return Reached(_host(host or EVERYWHERE), Pair(Path(words.certificate), Path(words.key)))
    if words.tls:
        return Reached(_host(host or EVERYWHERE), None, True, tuple(words.names))
    return Reached(_of_this_machine(_host(host or THIS_MACHINE)))


def _host(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise BadSetting(
            f"--host (SOCAI_HOST) phải là một địa chỉ IP của máy này, không phải {text!r}."
        ) from None


def _of_this_machine(host: str) -> str:
    """Unencrypted, nobody else may come: passwords and cookies would go over the school's cables."""
    if not ipaddress.ip_address(host).is_loopback:
        raise BadSetting(
            f"Không có TLS thì chỉ phục vụ trên chính máy này, không nghe ở {host};"
            " hãy thêm --cert và --key, hoặc --tls local."
        )
    return host
