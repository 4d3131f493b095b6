"""The verdicts of a tree's verifier: as JSON, in Vietnamese and in English, of files that REV has made."""

import contextlib
import json
import os
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from behaviour.made import write
from behaviour.where import find

HOMES = (".", "attack-1", "attack-2", "attack-3")
RENDERED = (["--json"], [], ["--lang", "en"])
SUFFIX = {"receipt_open": "json", "tlog_proof": "tlog-proof", "bag": "tar", "tar": "tar"}
HELD_IN = {"receipt_open": "receipt", "tlog_proof": "proof"}
Case = tuple[str, list[str]]


def show(_tree: Path, out: Path, given: Path) -> None:
    """A file for each case, and one for each file of vectors."""
    os.chdir(out)  # so that the same words name the same files in both trees
    made = Path("..") / given.name
    for name, words in (*_demo(made / "demo" / "home"), *_sample(made / "spec" / "spec" / "sample")):
        write(out / "verdicts" / name, _judged(words))
    for path in sorted((made / "vectors" / "spec" / "vectors").glob("*.json")):
        write(out / "verdicts" / path.name, _run(find("verifier"), ["vectors", str(path)]))
        for name, words in _vectors(path, out):
            write(out / "verdicts" / path.stem / name, _judged(words))


def _demo(home: Path) -> Iterator[Case]:
    """Export and bags of the honest server and of the attackers' copies, by each piece of evidence."""
    outside = home / "outside"
    key = ["--key", (outside / "key.txt").read_text().strip()]
    pieces = sorted(path for path in outside.iterdir() if path.name != "key.txt")
    bases = {"nothing": [], "key": key} | {path.name: ["--against", str(path)] for path in pieces}
    bases["all"] = [word for words in bases.values() for word in words]
    for name in HOMES:
        bags = sorted(map(str, (home / name / "archive").rglob("*.tar")))
        export = str(home / name / "export")
        for basis, words in bases.items():
            yield f"demo/{name}/export/{basis}", [export, *words]
        for basis in ("nothing", "key", "all"):
            yield f"demo/{name}/together/{basis}", [export, *bags, *bases[basis]]
        for bag in bags:
            yield f"demo/{name}/{Path(bag).name}", [bag, *key, "--against", str(pieces[-1])]


def _sample(sample: Path) -> Iterator[Case]:
    """The sample beside the spec, by nothing, by its key, by its policy."""
    key = (sample / "key.txt").read_text().strip()
    bases = {"nothing": [], "key": ["--key", key], "policy": ["--policy", str(sample / "policy.txt")]}
    for name in ("all.tar", "export", "receipt.json", "receipt.tlog-proof"):
        for basis, words in bases.items():
            yield f"sample/{name}/{basis}", [str(sample / name), *words]


def _vectors(path: Path, out: Path) -> Iterator[Case]:
    """Each vector of a file that can be judged as a file: logs, bags, tars, receipts, proofs."""
    document = json.loads(path.read_bytes())
    for number, vector in enumerate(document["vectors"]):
        content = _content(vector, document)
        if content is not None:
            kind = vector["kind"]
            file = Path(vector.get("name") or f"vector.{SUFFIX.get(kind, 'jsonl')}")
            (out / file.name).write_bytes(content)
            keys = [word for key in vector.get("keys", ()) for word in ("--key", key["vkey"])]
            yield f"{number:03}", [file.name, *keys]


def _content(vector: dict[str, Any], document: dict[str, Any]) -> bytes | None:
    kind = vector.get("kind")
    if kind == "law":
        begun = document["logs"][vector["base"]][: vector["take"]] if "base" in vector else []
        return "".join(f"{line}\n" for line in (*begun, *vector["lines"])).encode()
    if kind in HELD_IN:
        return b64decode(vector[HELD_IN[kind]])
    if kind not in ("bag", "tar"):
        return None
    content = b64decode(document["files"][vector["file"]])
    for start, stop, other in vector.get("edits", ()):
        content = content[:start] + b64decode(other) + content[stop:]
    return content


def _judged(words: Sequence[str]) -> str:
    """All that the command prints; it judges once, and what it found is printed three times."""
    entry = find("verify")
    true, kept = entry.verify, []

    def once(*args: Any, **more: Any) -> Any:
        if not kept:
            kept.append(true(*args, **more))
        return kept[0]

    entry.verify = once
    try:
        return "\n".join(_run(find("verifier"), [*words, *more]) for more in RENDERED)
    finally:
        entry.verify = true


def _run(command: Callable[[Sequence[str]], int], words: Sequence[str]) -> str:
    said = StringIO()
    code: Any = None
    with redirect_stdout(said), redirect_stderr(said), contextlib.suppress(SystemExit):
        code = command(words)
    return f"{said.getvalue()}exit {code}"
