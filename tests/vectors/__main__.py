"""Makes what stands beside the spec: `python -m tests.vectors` writes spec/vectors and spec/sample again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.vectors.law import documents as law
from tests.vectors.made import (
    books,
    ecdsa,
    ed25519,
    entry,
    intent,
    policy,
    receipt,
    sample,
    tar,
    tile_bytes,
    tlog_proof,
)
from tests.vectors.made.bag import document as bag
from tests.vectors.made.passkey import document as passkey

SPEC = Path(__file__).resolve().parents[2] / "spec"
FILES: dict[str, Callable[[], dict[str, Any]]] = {
    "law": law.document,
    "law_year": law.year_document,
    "bag": bag.document,
    "books": books.document,
    "ecdsa": ecdsa.document,
    "ed25519": ed25519.document,
    "entry": entry.document,
    "intent": intent.document,
    "passkey": passkey.document,
    "policy": policy.document,
    "receipt": receipt.document,
    "tar": tar.document,
    "tile_bytes": tile_bytes.document,
    "tlog_proof": tlog_proof.document,
}


def text(name: str) -> str:
    """The file of that name in spec/vectors, made anew."""
    return json.dumps(FILES[name](), ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Writes them all."""
    for name in FILES:
        (SPEC / "vectors" / f"{name}.json").write_text(text(name), encoding="utf-8")
    sample.write(SPEC / "sample")


if __name__ == "__main__":
    main()
