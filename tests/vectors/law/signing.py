"""Persons sign (FORMAT §2, "Signed acts"): keys and signatures from seeds, so that everybody makes the same.

A second writer, from the spec alone: it shares no line with the product.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from tests.vectors.law.log import Log, Sign, b64, canonical, sha

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ES256, EDDSA = -7, -8
RP = "socai.example"
SEALED = {
    "MarkEntered": ("value",),
    "MarkChanged": ("old", "value"),
    "MarkCleared": ("old",),
    "CorrectionItem": ("old", "reason", "value"),
    "CorrectionApplied": ("old", "value"),
    "CorrectionRefused": ("reason",),
}
"""The fields of class T (EVENTS.md), by name."""


@dataclass(frozen=True)
class Secret:
    """A private key, made from its seed."""

    seed: str
    alg: int = ES256

    def _ecdsa(self) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(sha(f"person {self.seed}".encode()), "big")
        return ec.derive_private_key(number % (ORDER - 1) + 1, ec.SECP256R1())

    def _eddsa(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha(f"person {self.seed}".encode()))

    @property
    def public(self) -> str:
        """As `KeyRegistered` and `DeviceCertified` have it."""
        if self.alg == EDDSA:
            return b64(self._eddsa().public_key().public_bytes_raw())
        numbers = self._ecdsa().public_key().public_numbers()
        return b64(numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))

    def sign(self, message: bytes) -> bytes:
        """64 bytes; ECDSA with the nonce of RFC 6979 and the lower s."""
        if self.alg == EDDSA:
            return self._eddsa().sign(message)
        scheme = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self._ecdsa().sign(message, scheme))
        return r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")


def commitment(seed: str) -> str:
    """To a text that nobody has."""
    return b64(sha(sha(f"salt of {seed}".encode())[:16] + seed.encode()))


def _is_sealed(value: Any) -> bool:
    return isinstance(value, str) and len(value) >= 38 and value[1] != ":"


def _said(entry: dict[str, Any], texts: list[str]) -> dict[str, Any]:
    """The data, of a sealed text its commitment, which joins `texts`; or null where `base` says which."""
    data = dict(entry["data"])
    for name in SEALED.get(entry["type"], ()):
        if not _is_sealed(data[name]):
            continue
        if name == "old" or (entry["type"], name) == ("CorrectionApplied", "value"):
            data[name] = None
        else:
            texts.append(commitment(data[name]))
            data[name] = f"c:{texts[-1]}"
    return data


def statement(entries: list[dict[str, Any]], sign: dict[str, Any], said: list[dict[str, Any]]) -> bytes:
    """What the person signs."""
    first = entries[0]
    return canonical(
        {
            "label": "socai/act/v1",
            "origin": first["log"],
            "cmd": first["cmd"],
            "person": first["actor"]["person"],
            "role": first["actor"]["role"],
            "entries": [
                [entry["stream"], entry["type"], data] for entry, data in zip(entries, said, strict=True)
            ],
            **{name: sign[name] for name in ("key", "seen", "time")},
        }
    )


def by(secret: Secret, key: int | None, **how: Any) -> Sign:
    """Signed with a device's or program's key; `seen`, `leaf`, `time` may be others."""
    return _signer(key, lambda message: {"sig": b64(secret.sign(message))}, how)


def by_passkey(secret: Secret, key: int | None, *, rp: str = RP, **how: Any) -> Sign:
    """Asserted by a passkey; `counter`, `flags`, `origin` may be others."""
    counter, flags = how.pop("counter", 0), how.pop("flags", 0x05)
    origin = how.pop("origin", f"https://{rp}")

    def asserted(message: bytes) -> dict[str, Any]:
        challenge = b64(sha(message)).replace("+", "-").replace("/", "_")
        told = {"type": "webauthn.get", "challenge": challenge, "origin": origin, "crossOrigin": False}
        client = canonical(told)
        auth = sha(rp.encode()) + bytes([flags]) + counter.to_bytes(4, "big")
        return {"auth": b64(auth), "client": b64(client), "sig": b64(secret.sign(auth + sha(client)))}

    return _signer(key, asserted, how)


def _signer(key: int | None, prove: Callable[[bytes], dict[str, Any]], how: dict[str, Any]) -> Sign:
    def sign(log: Log, entries: list[dict[str, Any]]) -> dict[str, Any]:
        pos = how.get("seen", log.next - 1)
        leaf = how.get("leaf") or b64(log.leaves[min(pos, log.next - 1)])
        texts: list[str] = []
        said = [_said(entry, texts) for entry in entries]
        told = {"key": key, "seen": {"leaf": leaf, "pos": pos}, "time": how.get("time") or log.at()}
        proof = prove(statement(entries, told, said))
        return {**told, **proof, **({"texts": texts} if texts else {})}

    return sign
