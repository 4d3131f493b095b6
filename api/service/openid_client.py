"""At which provider this server is registered, and as whom."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Registered:
    """What the operator was given by the provider. The secret is in no text that this shows."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def host(self) -> str:
        """What people know the provider by."""
        return urlsplit(self.issuer).netloc


def is_private(address: str) -> bool:
    """Whether what is asked at the address is read by nobody in between: https, or this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    plain = parts.scheme == "http" and _is_this_machine(host)
    return bool(host) and "@" not in parts.netloc and (parts.scheme == "https" or plain)


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
