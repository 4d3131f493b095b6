"""Where the names that the driver uses are, in each of the layouts that a tree may have."""

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

OURS = ("domain", "ledger", "projections", "api", "verify", "demo")
PLACES: dict[str, tuple[str, ...]] = {
    "create_app": ("api.app:create_app", "api.http.app:create_app"),
    "Service": ("api.service.service:Service", "api.service:Service"),
    "Settings": ("api.service.settings:Settings", "api.settings:Settings"),
    "Problem": ("api.service.problem:Problem", "api.http.problems:Problem", "api.problems:Problem"),
    "problem_texts": ("api.texts.problem_texts:TEXTS", "api.problem_texts:TEXTS"),
    "fault_texts": ("api.texts.fault_texts:TEXTS", "api.fault_texts:TEXTS"),
    "own_fault_texts": ("api.texts.fault_texts:OWN", "api.fault_texts:OWN"),
    "finding_texts": ("api.texts.finding_texts:TEXTS", "api.finding_texts:TEXTS"),
    "socai": ("api.cli.__main__:app", "api.cli:app"),
    "run_demo": ("demo.run:run_demo", "api.demo.story_run:run_demo"),
    "load_demo_school": ("demo.load:load_demo_school", "api.demo.load:load_demo_school"),
    "Tokens": ("api.service.people.tokens:Tokens", "api.tokens:Tokens"),
    "SchoolFacts": ("domain.words.fields:School", "domain.fields:School"),
    "FirstHead": ("domain.words.fields:FirstHead", "domain.fields:FirstHead"),
    "Decision": ("domain.words.fields:Decision", "domain.fields:Decision"),
    "PlayedYear": ("tests.obligations.played_year:PlayedYear",),
    "Plan": ("tests.obligations.played_year:Plan",),
    "PlayedClock": ("demo.clock:PlayedClock", "api.demo.clock:PlayedClock"),
    "cluster_for": ("ledger.cluster.cluster:cluster_for", "ledger.cluster:cluster_for"),
    "verify": ("verify.__main__:",),
    "verifier": ("verify.__main__:main",),
}
"""Name -> where it may be, tried in this order: the newest layout first."""


def find(name: str) -> Any:
    """What goes by that name in this tree. LookupError: it moved, and PLACES should say where to."""
    for place in PLACES[name]:
        module, _, attribute = place.partition(":")
        try:
            found = import_module(module)
            found = getattr(found, attribute, None) if attribute else found
        except ModuleNotFoundError as error:
            if error.name is None or not module.startswith(error.name):
                raise
            found = None
        if found is not None:
            return found
    raise LookupError(f"{name} is at none of {PLACES[name]}: add its place to {Path(__file__).name}")


def leave_the_installed() -> None:
    """The environment also has this clone installed: nothing may come from there by its finder."""
    sys.meta_path = [each for each in sys.meta_path if "_EditableFinder" not in repr(each)]


def require_own(tree: Path) -> None:
    """Every module of ours that was imported is this tree's. RuntimeError."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name.split(".")[0] in OURS and file and not Path(file).resolve().is_relative_to(tree.resolve()):
            raise RuntimeError(f"{name} comes from {file}, not from {tree}")
