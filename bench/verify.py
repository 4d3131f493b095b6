"""`bench verify`: the offline verifier over a million lawful lines, in a process of its own on one core.

Three readings of the same file: a bare `hashlib` loop over its lines, chain and tree alone, and all that
`socai-verify` does (strict parse, chain, tree, replay of the law), which must find nothing. Counted are the
seconds of the core that it runs on, so that what else the machine does takes nothing from the figure.
"""

import binascii
import hashlib
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.biglog import BigLog
from bench.figures import Say
from bench.place import measuring_place

LINES = 1_000_000
TRIES = 3


def run(n: int | None, say: Say) -> dict[str, Any]:
    """Measures over a log of `n` lines (default 1,000,000). Each reading's best of three is taken."""
    with measuring_place() as place:
        big = BigLog(place, n or LINES, say)
        path = place.folder / "entries.jsonl"
        with path.open("wb") as out:
            out.writelines(line + b"\n" for line in big.log.lines(0, big.size))
        big.db.close()
        plain, chained = [], []
        for _ in range(TRIES):
            say("hashing, chain and tree")
            plain.append(_measured("sha256", path))
            chained.append(_measured("chain", path))
        say("everything, with the law")
        replayed = _measured("replay", path)
        size = path.stat().st_size
    best, hashed = (min(tries, key=lambda each: each["seconds"]) for tries in (chained, plain))
    assert best["lines"] == hashed["lines"] == replayed["lines"] == big.size
    speed = big.size / best["seconds"]
    return {
        "lines_per_s": round(speed),
        "lines_per_s_replay": round(big.size / replayed["seconds"]),
        "ratio_to_sha256": round(speed / (big.size / hashed["seconds"]), 3),
        "peak_mib": replayed["peak_mib"],
        "lines": big.size,
        "line_bytes": round(size / big.size, 1),
    }


def sha256(path: Path) -> int:
    """Hashes each line as a leaf, and nothing else."""
    count, sha = 0, hashlib.sha256
    with path.open("rb") as file:
        for line in file:
            sha(b"\0" + line[:-1]).digest()
            count += 1
    return count


def chain(path: Path) -> int:
    """Chain and tree without reading any other field.

    `"prev":"` is the last such key of a canonical entry, as only `salt`, `stream`, `type`, `v` and `ver`
    follow it; the verifier itself parses the field.
    """
    from verify.files.sources import FileBlob, lines
    from verify.log import FIRST_PREV
    from verify.proof.merkle import Leaves

    leaves = Leaves()
    sha, b64, append = hashlib.sha256, binascii.b2a_base64, leaves.append
    prev = FIRST_PREV.encode()
    for line, _ in lines(FileBlob(path)):
        start = line.rfind(b',"prev":"') + 9
        assert line[start : start + 43] == prev
        leaf = sha(b"\x00" + line).digest()
        append(leaf)
        prev = b64(leaf, newline=False)[:43]
    leaves.root(len(leaves))
    return len(leaves)


def replay(path: Path) -> int:
    """All that `socai-verify` does with the lines of a log."""
    from verify.files.sources import FileBlob
    from verify.judged import Judged
    from verify.report import Report

    report = Report()
    log = Judged(FileBlob(path), path.name, report).read()
    assert not report.findings, report.findings[:3]
    return len(log)


def _measured(reading: str, path: Path) -> dict[str, Any]:
    """Lines, seconds of CPU and peak memory of a reading in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.verify", reading, str(path)],
        check=True,
        stdout=subprocess.PIPE,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main() -> None:
    """One reading of a file: prints what `_measured` takes."""
    readings = {"sha256": sha256, "chain": chain, "replay": replay}
    reading, path = readings[sys.argv[1]], Path(sys.argv[2])
    start = time.process_time()
    lines = reading(path)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"lines": lines, "seconds": seconds, "peak_mib": round(peak, 1)}))


if __name__ == "__main__":
    main()
