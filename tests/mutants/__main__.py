"""Runs a sample of mutants: `python -m tests.mutants COUNT [FILE …]`; ends with one JSON object on a line.

Each mutant runs in a process of its own, forked from one that has imported everything but the verifier and
the tests, so that the tests import the mutant as they would import the file.
"""

from __future__ import annotations

import ast
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
PROCESSES = 2
BUDGET = 20.0
"""Seconds of tests for one mutant; what these do not kill has survived."""
MEMORY = 4 << 30
_ARGUMENTS = [
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
_OWN = {"domain", "ledger", "projections", "api", "demo"}


class Child:
    """A silent child that runs something and ends. One that hangs is ended by its own time, or by ours."""

    def __init__(self, run: Callable[[], int], seconds: float | None) -> None:
        self.code: int | None = None
        self._deadline = None if seconds is None else time.monotonic() + 20 * seconds
        self._pid = os.fork()
        if self._pid == 0:
            code = 99
            try:
                _become_silent(seconds)
                code = run()
            finally:
                os._exit(code)

    def ended(self) -> bool:
        """Whether it has; `code` is its exit code then, negative if it was killed."""
        if self._deadline is not None and time.monotonic() > self._deadline:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid, 9)
        pid, status = os.waitpid(self._pid, os.WNOHANG)
        if pid:
            self.code = os.waitstatus_to_exitcode(status)
        return bool(pid)


def _become_silent(seconds: float | None) -> None:
    os.setpgid(0, 0)
    if seconds is not None:
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    # Failing examples are neither kept nor made small: each run is like the last, and quick.
    hypothesis.settings.register_profile(
        "mutants", database=None, derandomize=True, deadline=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    hypothesis.settings.load_profile("mutants")


def all_mutants(files: Sequence[str] = ()) -> list[Mutant]:
    """Of these files of `verify/`, or of all."""
    names = files or sorted(path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*.py"))
    return [mutant for name in names for mutant in mutants(ROOT / name, name)]


def sample(count: int, files: Sequence[str] = ()) -> list[Mutant]:
    """Of each kind an equal part of `count`: the first in the order of the seed."""
    order = sorted(all_mutants(files), key=lambda mutant: mutant.rank(SEED))
    by_kind = [[mutant for mutant in order if mutant.kind == kind] for kind in KINDS]
    return [mutant for kind in by_kind for mutant in kind[: count // len(KINDS)]]


def main(count: int, files: Sequence[str]) -> int:
    """Prints each survivor as it is found, and all at the end."""
    chosen = sample(count, files)
    tests, failing = _map()
    survivors = []
    waiting, running = list(reversed(chosen)), []
    while waiting or running:
        while waiting and len(running) < PROCESSES:
            mutant = waiting.pop()
            by = tests.tests(mutant, BUDGET)
            running.append((mutant, _judged(mutant, by, tests.cost(by))))
        time.sleep(0.01)
        for mutant, child in [each for each in running if each[1].ended()]:
            running.remove((mutant, child))
            if child.code == 0:
                survivors.append(mutant)
                _say(f"{len(chosen) - len(waiting)}/{len(chosen)} survived: {mutant}")
            elif child.code == pytest.ExitCode.NO_TESTS_COLLECTED:
                raise SystemExit(f"no test was run for {mutant}")
    killed = len(chosen) - len(survivors)
    _say(f"{killed} of {len(chosen)} killed ({100 * killed / max(1, len(chosen)):.1f} %)")
    told = {"mutants": len(chosen), "survivors": [mutant.identity for mutant in survivors]}
    print(json.dumps({**told, "failing": failing}))
    return 0


def _map() -> tuple[Map, list[str]]:
    """The map, and the tests that fail without any mutant, which judge nothing.

    Made in a child, as this process must not import the verifier; it imports what the child did.
    """
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "map"

        def fill() -> int:
            mapping = Mapping(noted())
            pytest.main([*_ARGUMENTS, *test_files()], plugins=[mapping])
            modules = [name for name in sys.modules if name.partition(".")[0] in _OWN]
            result.write_bytes(pickle.dumps((mapping.finished(), mapping.failed, modules)))
            return 0

        child = Child(fill, None)
        while not child.ended():
            time.sleep(0.1)
        if child.code:
            raise SystemExit("the tests cannot be run")
        found, failed, modules = pickle.loads(result.read_bytes())  # noqa: S301 - written just now by our child
    for name in modules:
        importlib.import_module(name)
    gc.freeze()
    _say(f"{len(found.places)} tests reach the verifier; mapped in {time.monotonic() - began:.0f} s")
    return found, failed


def _judged(mutant: Mutant, tests: list[str], cost: float) -> Child:
    """A child that runs the tests over the mutant: not 0 if one fails, or it hangs, or eats all memory."""

    def run() -> int:
        if not tests:
            return 0
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

        def change(file: str, source: bytes) -> ast.Module | None:
            return mutated(source, mutant.number) if file == mutant.file else None

        changed(change)
        files = dict.fromkeys(ROOT / test.split("::")[0] for test in tests)
        return int(pytest.main(["-x", *_ARGUMENTS, *map(str, files)], plugins=[Chosen(tests)]))

    return Child(run, 20 + 5 * cost)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
