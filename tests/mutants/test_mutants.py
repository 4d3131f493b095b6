"""The day's tests kill nine of ten mutants of the verifier; the tool that says so is right itself."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutants.loading import ROOT
from tests.mutants.mutations import KINDS, Mutant, mutants, mutated

EQUIVALENTS = Path(__file__).parent / "equivalents.json"
"""Mutants that no test can kill, because they do the same: each with one sentence why."""
SAMPLE, LEAST = 400, 0.9
SOURCE = '''
"""A module."""
from dataclasses import dataclass

LIMIT: "int" = 3

@dataclass(frozen=True)
class Thing:
    """A class."""
    size: int = 0

    def fits(self, name: "str | None", *, least: int = 1) -> "bool":
        """A method."""
        if not name or self.size + least >= LIMIT:
            raise ValueError("never " + "mind", 7)
        print("for a reader")
        return name in ("a", b"b", "two words of prose") and True

if __name__ == "__main__":
    Thing(5)
'''


@pytest.fixture
def found(tmp_path: Path) -> list[Mutant]:
    """The mutants of that source."""
    file = tmp_path / "thing.py"
    file.write_text(SOURCE)
    return mutants(file, "thing.py")


def test_each_kind_of_mutant_is_made_and_what_is_no_behaviour_makes_none(found: list[Mutant]) -> None:
    """No annotation, docstring, decorator, text for readers, raise, or block for the command line."""
    changes = [(mutant.kind, mutant.new) for mutant in found]
    condition = "if {}name {} self.size {} least {} LIMIT:".format
    returned = "return name {} ({}, {}, 'two words of prose') {} {}".format
    assert changes == [
        ("number", "LIMIT: 'int' = 4"),
        ("number", "LIMIT: 'int' = 2"),
        ("number", "size: int = 1"),
        ("number", "def fits(self, name: 'str | None', *, least: int=2) -> 'bool':"),
        ("number", "def fits(self, name: 'str | None', *, least: int=0) -> 'bool':"),
        ("boolean", "if not name and self.size + least >= LIMIT:"),
        ("boolean", condition("", "or", "+", ">=")),
        ("comparison", condition("not ", "or", "+", ">")),
        ("comparison", condition("not ", "or", "+", "<")),
        ("arithmetic", condition("not ", "or", "-", ">=")),
        ("boolean", returned("in", "'a'", "b'b'", "or", "True")),
        ("comparison", returned("not in", "'a'", "b'b'", "and", "True")),
        ("text", returned("in", "'Xa'", "b'b'", "and", "True")),
        ("text", returned("in", "'a'", "b'Xb'", "and", "True")),
        ("boolean", returned("in", "'a'", "b'b'", "and", "False")),
    ]
    assert {mutant.kind for mutant in found} == set(KINDS)
    assert [mutant.at_import for mutant in found] == [True] * 5 + [False] * 10


def test_a_mutant_runs_as_it_reads(found: list[Mutant]) -> None:
    """Each compiles, and the changed condition decides."""
    for mutant in found:
        module: dict[str, object] = {"__name__": "thing"}
        exec(compile(mutated(SOURCE.encode(), mutant.number), "thing.py", "exec"), module)  # noqa: S102
        if mutant.new.endswith("self.size + least > LIMIT:"):
            assert module["Thing"](2).fits("a") is True  # type: ignore[operator]


def test_the_sample_stays_the_same_when_other_lines_move(found: list[Mutant], tmp_path: Path) -> None:
    """The rank of a mutant follows from what it changes, not from where it stands."""
    file = tmp_path / "moved.py"
    file.write_text("MORE = 1\n" * 5 + SOURCE)
    moved = [mutant for mutant in mutants(file, "thing.py") if "MORE" not in mutant.old]
    assert [mutant.rank(7) for mutant in moved] == [mutant.rank(7) for mutant in found]


@pytest.mark.nightly
def test_nine_of_ten_mutants_of_the_verifier_are_killed() -> None:
    """A sample of one seed. Survivors are printed; one that is equivalent is named in equivalents.json."""
    command = [sys.executable, "-m", "tests.mutants", str(SAMPLE)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    result = json.loads(done.stdout.splitlines()[-1])
    assert result["failing"] == [], "tests of the day fail without any mutant"
    survivors = {tuple(identity) for identity in result["survivors"]}
    named = {tuple(each["mutant"]) for each in json.loads(EQUIVALENTS.read_bytes())}
    assert result["mutants"] >= 300
    assert named <= survivors, f"named equivalent, but killed or not in the sample: {named - survivors}"
    print(f"{len(survivors)} of {result['mutants']} survived, {len(named)} of them named equivalent")
    assert len(survivors) <= (1 - LEAST) * result["mutants"], survivors - named
