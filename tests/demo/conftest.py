"""One real run of `socai demo`, and the ground that it leaves for attacks that are meant to fail."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ledger.cluster.cluster import ELSEWHERE, cluster_for


class Run(NamedTuple):
    """What `socai demo --json` gave, and its folder."""

    home: Path
    exit_code: int
    answer: dict[str, Any]

    def held(self) -> dict[str, bool]:
        """Each expectation by name."""
        return {each["name"]: each["held"] for each in self.answer["expectations"]}

    def seen(self, name: str) -> str:
        """What an expectation saw."""
        return next(each["seen"] for each in self.answer["expectations"] if each["name"] == name)

    def judgement(self, *words: str, against: str | None = None, key: bool = True) -> dict[str, Any]:
        """The only judgement with this target, this evidence (None: none at all), with or without a key."""
        found = [
            each
            for each in self.answer["judgements"]
            if all(word in each["arguments"][0] for word in words)
            and ("--key" in each["arguments"]) is key
            and _evidence(each["arguments"]) == ([against] if against else [])
        ]
        assert len(found) == 1, (words, against, key, len(found))
        return found[0]


def _evidence(arguments: list[str]) -> list[str]:
    return [Path(value).name for name, value in pairwise(arguments) if name == "--against"]


def play(home: Path, **environment: str) -> Run:
    """Runs the command as an operator would, in another folder than the project's."""
    command = [sys.executable, "-P", "-m", "api.cli", "demo", "--dir", str(home), "--json"]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd="/", env=os.environ | environment
    )
    assert done.stderr == ""
    return Run(home, done.returncode, json.loads(done.stdout))


@pytest.fixture(scope="package")
def place() -> Iterator[Path]:
    """A folder that the account of the database may enter, gone afterwards with the database in it."""
    folder = Path(tempfile.mkdtemp(prefix="socai-test-demo-"))
    folder.chmod(0o755)
    yield folder
    for home in folder.iterdir():
        if (home / "pg").exists():
            cluster = cluster_for(home / "pg")
            cluster.stop()
            if cluster.folder.parent == ELSEWHERE:
                shutil.rmtree(cluster.folder)
    shutil.rmtree(folder)


@pytest.fixture(scope="package")
def run(place: Path) -> Run:
    """The demo, played once for all tests of this folder."""
    return play(place / "demo")
