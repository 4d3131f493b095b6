"""Runs a sample of mutants: `python -m tests.mutants COUNT [FILE …]`; ends with one JSON object on a line.

Each mutant runs in a process of its own, forked from one that has imported everything but the verifier and
the tests, so that the tests import the mutant as they would import the file.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pickle
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import hypothesis
import pytest

from tests.mutants.chosen import Chosen, Map, Mapping, test_files
from tests.mutants.loading import PACKAGE, ROOT, changed, noted
from tests.mutants.mutations import KINDS, Mutant, mutants, mutated

SEED = 7
BUDGET = 60.0
"""Seconds of tests for one mutant; what these do not kill has survived."""
MEMORY = 4 << 30
_ARGUMENTS = [
    "-x",
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "no:xdist",
    "-p",
    "no:randomly",
    "--tb=no",
    "--no-header",
]
_OWN = {"domain", "ledger", "projections", "api"}


def all_mutants(files: Sequence[str] = ()) -> list[Mutant]:
    """Of these files of `verify/`, or of all."""
    names = files or sorted(path.relative_to(ROOT).as_posix() for path in PACKAGE.glob("*.py"))
    return [mutant for name in names for mutant in mutants(ROOT / name, name)]


def sample(count: int, files: Sequence[str] = ()) -> list[Mutant]:
    """Of each kind an equal part of `count`: the first in the order of the seed."""
    order = sorted(all_mutants(files), key=lambda mutant: mutant.rank(SEED))
    by_kind = [[mutant for mutant in order if mutant.kind == kind] for kind in KINDS]
    return [mutant for kind in by_kind for mutant in kind[: count // len(KINDS)]]


def main(count: int, files: Sequence[str]) -> int:
    """Prints each survivor as it is found, and all at the end."""
    chosen = sample(count, files)
    tests = _map()
    survivors = []
    for at, mutant in enumerate(chosen, 1):
        by = tests.tests(mutant, BUDGET)
        if not by or not _killed(mutant, by, tests.cost(by)):
            survivors.append(mutant)
            _say(f"{at}/{len(chosen)} survived{'' if by else ' (no test reaches it)'}: {mutant}")
    killed = len(chosen) - len(survivors)
    _say(f"{killed} of {len(chosen)} killed ({100 * killed / max(1, len(chosen)):.1f} %)")
    print(json.dumps({"mutants": len(chosen), "survivors": [mutant.identity for mutant in survivors]}))
    return 0


def _map() -> Map:
    """Made in a child, as this process must not import the verifier; it imports what the child did."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "map"

        def fill() -> int:
            mapping = Mapping(noted())
            code = pytest.main([*_ARGUMENTS, *test_files()], plugins=[mapping])
            modules = [name for name in sys.modules if name.partition(".")[0] in _OWN]
            result.write_bytes(
                pickle.dumps((mapping.finished(), dict(mapping.map.seconds), mapping.failed, modules))
            )
            return int(code)

        began = time.monotonic()
        if _forked(fill, None):
            failed = pickle.loads(result.read_bytes())[2] if result.exists() else "before the tests"  # noqa: S301
            raise SystemExit(f"the tests fail without any mutant: {failed}")
        tests, seconds, _, modules = pickle.loads(result.read_bytes())  # noqa: S301 - written just now by our child
    for name in modules:
        importlib.import_module(name)
    gc.freeze()
    _say(f"{len(tests.places)} tests reach the verifier; mapped in {time.monotonic() - began:.0f} s")
    return Map(tests.places, seconds)


def _killed(mutant: Mutant, tests: list[str], cost: float) -> bool:
    """Whether one of the tests fails, or the mutant makes them run for ever or eat all memory."""

    def run() -> int:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

        def change(file: str, source: bytes) -> object:
            return mutated(source, mutant.number) if file == mutant.file else None

        changed(change)  # type: ignore[arg-type]
        files = list(dict.fromkeys(test.split("::")[0] for test in tests))
        return int(pytest.main([*_ARGUMENTS, *(str(ROOT / file) for file in files)], plugins=[Chosen(tests)]))

    code = _forked(run, 20 + 5 * cost)
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        raise SystemExit(f"no test was run for {mutant}")
    return code != 0


def _forked(run: Callable[[], int], seconds: float | None) -> int:
    """The exit code of `run` in a silent child. One that hangs is ended by its own time, or by ours."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            os.setpgid(0, 0)
            if seconds is not None:
                resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
            null = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(null, stream)
            # Failing examples are neither kept nor made small: each run is like the last, and quick.
            phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
            hypothesis.settings.register_profile(
                "mutants", database=None, derandomize=True, deadline=None, phases=phases,
                suppress_health_check=list(hypothesis.HealthCheck),
            )  # fmt: skip
            hypothesis.settings.load_profile("mutants")
            code = run()
        finally:
            os._exit(code)
    deadline = None if seconds is None else time.monotonic() + 20 * seconds
    while True:
        ended, status = os.waitpid(child, 0 if deadline is None else os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if deadline is not None and time.monotonic() > deadline:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, 9)
        time.sleep(0.02)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
