"""Whether a public key is a point of its curve: whole numbers alone, nothing is signed or proved here."""

import base64
from collections.abc import Callable

ES256, ED25519 = -7, -8
"""Algorithms by their numbers in COSE (RFC 9053)."""
PUBLIC_BYTES = {ES256: 64, ED25519: 32}

_P256 = 2**256 - 2**224 + 2**192 + 2**96 - 1
_P256_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
"""y² = x³ − 3x + b (NIST SP 800-186, 3.2.1.3)."""
_P25519 = 2**255 - 19
_D = -121665 * pow(121666, -1, _P25519) % _P25519
"""−x² + y² = 1 + d·x²·y² (RFC 8032, 5.1)."""


def raw(text: str) -> bytes:
    """The bytes of unpadded base64 whose form was checked."""
    return base64.b64decode(text + "=" * (-len(text) % 4))


def is_public_key(alg: int, public: str) -> bool:
    """Whether the base64 text is a public key of the algorithm, and none with which anything verifies."""
    key = raw(public)
    return len(key) == PUBLIC_BYTES[alg] and _ON_CURVE[alg](key)


def _on_p256(key: bytes) -> bool:
    x, y = int.from_bytes(key[:32]), int.from_bytes(key[32:])
    return x < _P256 and y < _P256 and (y * y - x * x * x + 3 * x - _P256_B) % _P256 == 0


def _on_ed25519(key: bytes) -> bool:
    """RFC 8032 5.1.3, and of an order above 8."""
    packed = int.from_bytes(key, "little")
    y, odd = packed & (2**255 - 1), packed >> 255
    x = _x_of(y) if y < _P25519 else None
    if x is None or (x == 0 and odd):
        return False
    for _ in range(3):
        x, y = _doubled(x, y)
    return (x, y) != (0, 1)


def _x_of(y: int) -> int | None:
    p = _P25519
    square = (y * y - 1) * pow(_D * y * y + 1, -1, p) % p
    root = pow(square, (p + 3) // 8, p)
    if root * root % p != square:
        root = root * pow(2, (p - 1) // 4, p) % p
    return root if root * root % p == square else None


def _doubled(x: int, y: int) -> tuple[int, int]:
    p, both = _P25519, _D * x * x * y * y
    return (
        2 * x * y * pow(1 + both, -1, _P25519) % p,
        (y * y + x * x) * pow(1 - both, -1, _P25519) % p,
    )


_ON_CURVE: dict[int, Callable[[bytes], bool]] = {ES256: _on_p256, ED25519: _on_ed25519}
