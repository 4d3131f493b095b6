"""`bench signatures`: what the verifier pays for one person's signature, in lines that it could have read.

Signatures (ECDSA P-256, Ed25519) and lines (the sample's, hashed as leaves; read by the strict parser) take
turns in one process; counted are its CPU seconds. A *fresh* key is one whose table is not kept yet.
"""

import hashlib
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from bench import signed_book
from bench.figures import Say
from verify.proof import ed25519 as our_ed25519
from verify.proof import envelope, p256

SAMPLE = Path(__file__).parents[1] / "spec" / "sample" / "export" / "entries.jsonl"
KEYS, TURNS = 200, 9
ES256 = ec.ECDSA(SHA256())
Signed = tuple[bytes, bytes, bytes]


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures with `n` keys of each kind, and as many columns of a book (default 200).

    Each figure is the median of nine turns; of the book, of five.
    """
    keys = n or KEYS
    lines = SAMPLE.read_bytes().splitlines()
    held: dict[str, list[float]] = {}
    for turn in range(TURNS):
        say(f"turn {turn + 1} of {TURNS}")
        for name, do in _work(b"%d" % turn, keys, lines).items():
            held.setdefault(name, []).append(_ms_each(do))
    figures = {name: round(median(each), 5) for name, each in held.items()}
    parsed = figures["parsed_line_ms"]
    say("a book, unsigned and signed")
    return {
        **figures,
        "es256_per_s": round(1e3 / figures["es256_fresh_ms"]),
        "es256_known_per_s": round(1e3 / figures["es256_known_ms"]),
        "lines_hashed_for_one": round(figures["es256_fresh_ms"] / figures["sha256_line_ms"]),
        "lines_parsed_for_one": round(figures["es256_fresh_ms"] / parsed, 1),
        "keys": keys,
        "book_lines_per_s": signed_book.run(keys),
    }


def _work(message: bytes, keys: int, lines: list[bytes]) -> dict[str, Callable[[], Sequence[Any]]]:
    """What a turn measures, in this order: all keys are fresh, then the last of them known."""
    p256._key.cache_clear()
    our_ed25519._key.cache_clear()
    es256, edwards = ([make(message) for _ in range(keys)] for make in (_es256, _ed25519))
    return {
        "es256_fresh_ms": lambda: _all(p256.verify, es256),
        "es256_known_ms": lambda: _all(p256.verify, es256[-64:]),
        "ed25519_fresh_ms": lambda: _all(our_ed25519.verify, edwards),
        "sha256_line_ms": lambda: [hashlib.sha256(b"\0" + line).digest() for line in lines * 50],
        "parsed_line_ms": lambda: [envelope.parse_line(line) for line in lines * 5],
    }


def _ms_each(do: Callable[[], Sequence[Any]]) -> float:
    start = time.process_time()
    done = do()
    return 1e3 * (time.process_time() - start) / len(done)


def _all(verify: Callable[[bytes, bytes, bytes], bool], signed: Sequence[Signed]) -> list[bool]:
    found = [verify(*each) for each in signed]
    if not all(found):
        raise AssertionError("a signature does not hold")
    return found


def _es256(message: bytes) -> Signed:
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = key.public_key().public_numbers()
    r, s = decode_dss_signature(key.sign(message, ES256))
    return _pair(numbers.x, numbers.y), message, _pair(r, min(s, p256.N - s))


def _pair(one: int, other: int) -> bytes:
    return one.to_bytes(32, "big") + other.to_bytes(32, "big")


def _ed25519(message: bytes) -> Signed:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.public_key().public_bytes_raw(), message, key.sign(message)
