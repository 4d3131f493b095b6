"""Promise: the service takes a signature exactly if the verifier does, years later: both judge the same."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from api.service.signed.checking import Assertion, PublicKey, fault_of_passkey, holds, stored_form
from verify.proof import passkey

VECTORS = Path(__file__).parents[2] / "spec" / "vectors"
ALGORITHMS = {"ecdsa": -7, "ed25519": -8}


def vectors(name: str, kind: str) -> list[dict[str, Any]]:
    """Those of a file and kind under what is a key (the law lets no other into the log), bytes read."""
    read = [
        each
        for each in json.loads((VECTORS / f"{name}.json").read_bytes())["vectors"]
        if each["kind"] == kind
    ]
    said = ("public", "message", "sig", "auth", "client", "challenge")
    whole = [{**each, **{key: base64.b64decode(each[key]) for key in said if key in each}} for each in read]
    return [each for each in whole if passkey.is_key(each.get("alg", ALGORITHMS.get(name)), each["public"])]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_device_s_signature(name: str) -> None:
    """What is stored in another form than it came in is no signature as it came."""
    alg = ALGORITHMS[name]
    for each in vectors(name, name):
        taken = stored_form(alg, each["sig"]) == each["sig"] and holds(
            PublicKey(alg, each["public"]), each["message"], each["sig"]
        )
        assert taken is not each["wantErr"], each["desc"]


def test_a_passkey_s_assertion() -> None:
    """Two readings of the same rules, one of them by a library."""
    for each in vectors("passkey", "passkey"):
        key = PublicKey(each["alg"], each["public"], each["rp"])
        assertion = Assertion(each["auth"], each["client"], each["sig"])
        formed = stored_form(each["alg"], each["sig"]) == each["sig"]
        taken = formed and fault_of_passkey(key, each["challenge"], assertion) is None
        assert taken is not each["wantErr"], each["desc"]
