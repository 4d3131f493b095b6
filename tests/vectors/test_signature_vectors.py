"""Promise: the vectors of signatures are right by another hand, and each is refused for what it is about."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from tests.vectors.made.schoolbook import N
from verify.proof import passkey

SPEC = Path(__file__).resolve().parents[2] / "spec" / "vectors"


def vectors(name: str, kind: str) -> list[dict[str, Any]]:
    """Those of a file and a kind, with their bytes read."""
    read = json.loads((SPEC / f"{name}.json").read_bytes())["vectors"]
    said = ("public", "message", "sig", "auth", "client", "challenge")
    return [
        {**each, **{key: base64.b64decode(each[key]) for key in said if key in each}}
        for each in read
        if each["kind"] == kind
    ]


def library_takes(vector: dict[str, Any]) -> bool:
    """Whether `cryptography` (OpenSSL) takes key and signature."""
    public, message, sig = (vector[name] for name in ("public", "message", "sig"))
    try:
        if vector["kind"] == "ed25519":
            Ed25519PublicKey.from_public_bytes(public).verify(sig, message)
        else:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + public)
            halves = (int.from_bytes(each, "big") for each in (sig[:32], sig[32:]))
            key.verify(encode_dss_signature(*halves), message, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def test_a_library_says_the_same_of_ecdsa_but_takes_a_high_s():
    """Of both spellings of a signature the format takes one."""
    for each in vectors("ecdsa", "ecdsa"):
        high = int.from_bytes(each["sig"][32:], "big") > N // 2
        assert each["wantErr"] is (high or not library_takes(each)), each["desc"]
    taken = [each["desc"] for each in vectors("ecdsa", "ecdsa") if each["wantErr"] and library_takes(each)]
    assert len(taken) == 4, taken


def test_a_library_says_the_same_of_ed25519_but_takes_keys_of_small_order():
    """Under such a key one signature fits many messages."""
    for each in vectors("ed25519", "ed25519"):
        of_no_order = each["desc"].startswith("key: ")
        assert each["wantErr"] is (of_no_order or not library_takes(each)), each["desc"]


def test_each_assertion_is_refused_for_what_it_is_about():
    """Its description begins with the word; and most must fail, at least sixty."""
    given = vectors("passkey", "passkey")
    for each in given:
        parts = {name: each[name] for name in ("auth", "client", "sig")}
        said = passkey.fault(each["alg"], each["public"], each["rp"], each["challenge"], **parts)
        assert said == (each["desc"].split(":")[0] if each["wantErr"] else None), each["desc"]
    assert sum(each["wantErr"] for each in given) >= 60
    assert len({each["desc"] for each in given}) == len(given)


@pytest.mark.parametrize(("name", "alg"), [("ecdsa", -7), ("ed25519", -8)])
def test_no_signature_holds_under_what_is_no_key(name, alg):
    """Whoever registers a key, and whoever reads a signature, judge it alike."""
    keys = {each["public"]: each["wantErr"] for each in vectors(name, "public_key") if each["alg"] == alg}
    used = {each["public"]: each["wantErr"] for each in vectors(name, name)}
    assert all(used[public] for public, wrong in keys.items() if wrong and public in used)
    assert all(passkey.is_key(alg, each["public"]) for each in vectors(name, name) if not each["wantErr"])
