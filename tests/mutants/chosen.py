"""Which tests judge which mutant: a map, made once, from each statement to the tests that reach it.

Of the day's tests those count that need no database and no browser: a mutant must not cost a minute.
"""

from __future__ import annotations

import ast
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from tests.mutants.loading import PACKAGE, ROOT
from tests.mutants.mutations import Mutant

_IMPORTS = re.compile(r"^\s*(?:from|import) verify\b", re.MULTILINE)
_TOO_SLOW = {"pg_cluster", "page", "browser"}
_SERVERS = {"api", "bench", "browser", "crash", "demo", "mutants", "obligations", "race"}
"""Folders whose tests start servers, or measure, whatever fixtures they ask for."""
_MINUTES = {
    "honest", "stateful", "test_agreement.py", "test_flips.py", "test_fuzz.py", "test_pythons.py",
}  # fmt: skip
"""Folders and files whose single tests take longer than a mutant may; what only they kill counts as alive."""
Place = tuple[str, int]


def test_files() -> list[str]:
    """Those that import the verifier themselves or by a helper that lies beside them."""
    files: list[Path] = []
    folders = sorted(path for path in (ROOT / "tests").iterdir() if path.is_dir())
    for folder in folders:
        sources = [] if folder.name in _SERVERS else sorted(folder.rglob("*.py"))
        if any(_IMPORTS.search(path.read_text("utf-8")) for path in sources):
            tests = (path for path in sources if path.name.startswith("test_"))
            files += [path for path in tests if not _MINUTES & set(path.parts)]
    return [str(path) for path in files]


@dataclass
class Map:
    """`places` by test, seconds of processor time by test."""

    places: dict[str, set[Place]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def tests(self, mutant: Mutant, budget: float) -> list[str]:
        """Those that reach it, the quickest first, as many as the budget of seconds allows."""
        place = (mutant.file, mutant.line)
        found = [test for test, places in self.places.items() if place in places]
        # A statement of the module, or of what makes a check when the module is read: whoever uses the file.
        if mutant.at_import or not found:
            files = users(mutant.file)
            names = re.compile("|".join(rf"\b{Path(file).stem}\b" for file in files))
            importing = {file for file in test_files() if names.search(Path(file).read_text("utf-8"))}
            found = [
                test
                for test, places in self.places.items()
                if str(ROOT / test.split("::")[0]) in importing or any(file in files for file, _ in places)
            ]
        chosen, spent = [], 0.0
        for test in sorted(found, key=lambda test: self.seconds[test]):
            spent += self.seconds[test]
            if chosen and spent > budget:
                break
            chosen.append(test)
        return chosen

    def cost(self, tests: list[str]) -> float:
        """Seconds that they took unmutated."""
        return sum(self.seconds[test] for test in tests)


@cache
def users(file: str) -> frozenset[str]:
    """This file of `verify/`, and those that import something of it, by way of others too."""
    found = {file}
    while more := {path for path, imported in _imports().items() if imported & found} - found:
        found |= more
    return frozenset(found)


@cache
def _imports() -> dict[str, set[str]]:
    """File of `verify/` → files that it imports."""
    found: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        names: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "verify":
                module = str(node.module).replace(".", "/")
                names |= {f"{module}.py", *(f"{module}/{each.name}.py" for each in node.names)}
        found[path.relative_to(ROOT).as_posix()] = {name for name in names if (ROOT / name).is_file()}
    return found


class Mapping:
    """A pytest plugin that fills a map while all tests run once, unmutated."""

    def __init__(self, reached: set[Place]) -> None:
        self.map = Map()
        self.failed: list[str] = []
        self._reached = reached
        self._shared: dict[str, set[Place]] = defaultdict(set)
        self._by_test: dict[str, list[str]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        """What a file does when it is read belongs to all its tests."""
        self._reached.clear()
        result = yield
        self._shared[collector.nodeid.split("::")[0]] |= self._reached
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
        """What a shared fixture does belongs to all tests that ask for it."""
        before = set(self._reached)
        self._reached.clear()
        result = yield
        self._shared[fixturedef.argname] |= self._reached
        self._reached |= before
        return result

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leaves out what is slow by its nature."""
        items[:] = [item for item in items if allowed(item)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test: from setup to teardown."""
        self._reached.clear()
        began = time.process_time()
        result = yield
        self.map.seconds[item.nodeid] = time.process_time() - began
        self.map.places[item.nodeid] = set(self._reached)
        self._by_test[item.nodeid] = [item.nodeid.split("::")[0], *getattr(item, "fixturenames", ())]
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Whether it passes at all."""
        if report.failed:
            self.failed.append(report.nodeid)

    def finished(self) -> Map:
        """The map, without the tests that reach nothing."""
        for test, names in self._by_test.items():
            self.map.places[test].update(*(self._shared[name] for name in names))
        reaching = {test: places for test, places in self.map.places.items() if places}
        self.map.places = {test: places for test, places in reaching.items() if test not in self.failed}
        return self.map


class Chosen:
    """A pytest plugin that runs these tests in this order."""

    def __init__(self, tests: list[str]) -> None:
        self._order = {test: at for at, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """All others are left out."""
        items[:] = sorted((item for item in items if item.nodeid in self._order), key=self._place)

    def _place(self, item: pytest.Item) -> int:
        return self._order[item.nodeid]


def allowed(item: pytest.Item) -> bool:
    """One of the day's tests that needs neither database nor browser."""
    marked = item.get_closest_marker("nightly") or item.get_closest_marker("browser")
    return not marked and not _TOO_SLOW & set(getattr(item, "fixturenames", ()))
