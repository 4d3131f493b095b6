"""Every vector, public and our own, gets its verdict from the verifier."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from verify.__main__ import main
from verify.vectors.running import run
from verify.vectors.whole import KINDS

ROOT = Path(__file__).parents[2]
OURS = sorted((ROOT / "spec" / "vectors").glob("*.json"))
PUBLIC = sorted((ROOT.parent / "shared" / "vectors").glob("*.json"))


@pytest.mark.parametrize("file", [*OURS, *PUBLIC], ids=lambda path: path.name)
def test_every_vector_of_the_file(file):
    """None fails, and the file is not empty."""
    passed, failed = run(file.read_bytes(), KINDS)
    assert failed == []
    assert passed > 0


def test_a_public_vector_may_say_from_which_file_it_comes():
    """Those of RFC 9162's proofs do (`file` is ours only beside `edits`), and are judged as any other."""
    leaf = "bjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0="
    vector = {"leafIdx": 0, "treeSize": 1, "root": leaf, "leafHash": leaf, "proof": None, "desc": "one leaf"}
    told = {**vector, "file": "testdata/inclusion/0/happy-path.json", "wantErr": False}
    assert run(json.dumps({"vectors": [told]}).encode(), KINDS) == (1, [])
    assert run(json.dumps({"vectors": [{**told, "wantErr": True}]}).encode(), KINDS)[0] == 0


def test_there_are_enough_of_our_own_and_most_must_fail():
    """At least 150, most of them refusals: those are what protects."""
    vectors = [vector for file in OURS for vector in json.loads(file.read_bytes())["vectors"]]
    must_fail = [v for v in vectors if v.get("wantErr") or v.get("want")]
    assert len(vectors) >= 150
    assert len(must_fail) > len(vectors) / 2


@pytest.mark.parametrize("file", OURS, ids=lambda path: path.name)
def test_a_vector_with_the_opposite_verdict_fails(file, tmp_path, capsys):
    """The command does not say "passed" of everything: turned round, each vector fails and is named."""
    content = json.loads(file.read_bytes())
    vectors = [vector for vector in content["vectors"] if vector.get("wantErr") or vector.get("want")][:20]
    for vector in vectors:
        vector["desc"] = "turned: " + vector["desc"]
        if "wantErr" in vector:
            vector["wantErr"] = False
        else:
            vector["want"] = None
    turned = tmp_path / "turned.json"
    turned.write_text(json.dumps({**content, "vectors": vectors}))
    assert main(["vectors", str(turned)]) == 1
    out = capsys.readouterr().out
    assert out.endswith(f"0 passed, {len(vectors)} failed\n")
    assert out.count("FAILED") == out.count("turned: ") == len(vectors)


SAYS = {
    "canonical_line": ("leaf",),
    "checkpoint_parse": ("checkpoint",),
    "note_open": ("text", "verified", "unknown"),
    "tile_path_parse": ("tile",),
    "receipt_open": ("index",),
    "tlog_proof": ("index", "size"),
    "policy": ("keys", "genesis", "met"),
    "tar": ("members", "mtime"),
    "passkey": ("counter",),
    "entry_line": ("sign",),
}
"""What a sound vector of ours says besides its verdict, by kind: as what it was read."""


@pytest.mark.parametrize("kind", SAYS)
def test_a_sound_vector_that_says_something_else_fails(kind):
    """To be accepted is not enough: each value that was read is compared."""
    documents = [json.loads(file.read_bytes()) for file in OURS]
    [document] = (each for each in documents if each["vectors"][0]["kind"] == kind)
    wrong = [
        {**vector, key: other}
        for vector in document["vectors"]
        if not vector["wantErr"]
        for key in SAYS[kind]
        for other in _others(vector[key])
    ]
    passed, failed = run(json.dumps({**document, "vectors": wrong}).encode(), KINDS)
    assert (passed, len(failed)) == (0, len(wrong))
    assert len(wrong) >= len(SAYS[kind])
    assert [each for each in failed if ": got " not in each] == []


def _others(value: Any) -> Iterator[Any]:
    """The value with one thing in it made another, of the same type."""
    if isinstance(value, dict):
        for key in value:
            yield from ({**value, key: other} for other in _others(value[key]))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in _others(item))
        yield [*value, "other"]
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield str(int(value) + 1) if value.isdecimal() else _other_text(value)


def _other_text(text: str) -> str:
    """Of base64 it is base64 again."""
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        return text + "x"
    return base64.b64encode(raw[:-1] + bytes([raw[-1] ^ 1])).decode() if raw else "eA=="


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"vectors":[{}]}', b'{"vectors":[{"desc":"d"}]}',
     b'{"vectors":[{"desc":"d","kind":"new"}]}', b'{"vectors":[{"desc":"d","leafIdx":0}]}', b'{"vectors":3}',
     b'{"vectors":[3]}'],
)  # fmt: skip
def test_what_it_does_not_know_is_a_failure(content, tmp_path, capsys):
    """A kind or file that it cannot judge never passes."""
    file = tmp_path / "v.json"
    file.write_bytes(content)
    assert main(["vectors", str(file)]) == 1
    assert capsys.readouterr().out.endswith("0 passed, 1 failed\n")


def test_no_file_is_no_pass(tmp_path):
    """Exit 2 for a usage error."""
    assert main(["vectors", str(tmp_path / "none")]) == 2
    assert main(["vectors"]) == 2
