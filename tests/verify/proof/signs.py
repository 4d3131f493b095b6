"""Values of `sign` (FORMAT 1) as they stand in lines: of a device, with sealed texts, of a passkey."""

from __future__ import annotations

from typing import Any

from verify.proof.canonical import b64

DEVICE: dict[str, Any] = {
    "key": 3,
    "seen": {"leaf": b64(b"\x01" * 32), "pos": 0},
    "sig": b64(b"\x02" * 64),
    "time": "2026-09-20T02:00:00.000000Z",
}
TEXTS: dict[str, Any] = {**DEVICE, "texts": [b64(bytes([each]) * 32) for each in range(3)]}
PASSKEY: dict[str, Any] = {**DEVICE, "auth": b64(b"\x03" * 37), "client": b64(b"{}"), "key": None}
SIGNS = [DEVICE, TEXTS, PASSKEY]
