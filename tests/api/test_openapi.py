"""The contract: OpenAPI 3.1, and the addresses that clients were promised."""

from pathlib import Path
from typing import Any

from typer.main import get_command

from api.cli.__main__ import app
from api.texts.problem_texts import TEXTS
from domain.acts.books.witnessing import NoteLapse
from domain.acts.unit.archives import PlanSnapshot, RecordSnapshot, SpendSnapshot
from domain.acts.unit.reads import DigestReads
from domain.acts.unit.school import CreateLog
from domain.grounds.command import Command
from tests.api.conftest import Stage

SNAPSHOT = Path(__file__).with_name("openapi_paths.txt")
NOT_BY_PERSONS = {CreateLog, DigestReads, NoteLapse, PlanSnapshot, RecordSnapshot, SpendSnapshot}


def addresses(stage: Stage) -> list[str]:
    document = stage.client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    return sorted(f"{method.upper()} {path}" for path, ways in document["paths"].items() for method in ways)


def test_no_address_changes_unnoticed(stage: Stage) -> None:
    """A new one is written into openapi_paths.txt by `scripts/openapi_paths.py`; none goes."""
    assert addresses(stage) == SNAPSHOT.read_text("utf-8").splitlines()


def test_every_write_asks_for_a_command_id(stage: Stage) -> None:
    """But for uploads, new keys, bags, checks, what is kept beside the log: no commands of a person."""
    document = stage.client.get("/api/v1/openapi.json").json()
    without = set()
    for path, ways in document["paths"].items():
        for method, way in ways.items():
            if method == "get":
                continue
            content = way.get("requestBody", {}).get("content", {}).get("application/json", {})
            name = content.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
            if "cmd" not in document["components"]["schemas"].get(name, {}).get("required", []):
                without.add(path.rsplit("/", 1)[-1])
    beside = {"first-code", "tokens", "end", "revoke"}
    assert without == {"attachments", "keys", "archives", "fsck", "unbind", *beside}


def test_every_answer_may_be_a_problem_and_none_is_described_otherwise(stage: Stage) -> None:
    """RFC 9457 for all errors: no trace of the framework's own form of them, every code listed."""
    document = stage.client.get("/api/v1/openapi.json").json()
    for path, ways in document["paths"].items():
        for method, way in ways.items():
            assert "application/problem+json" in way["responses"]["default"]["content"], (method, path)
            assert set(way["responses"]) <= {"200", "201", "default"}, (method, path)
    schemas = document["components"]["schemas"]
    assert "HTTPValidationError" not in schemas
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == TEXTS.keys()


def test_the_guide_names_every_address_and_every_command(stage: Stage) -> None:
    """docs/api.md: an address by its last word, a command as it is typed."""
    guide = (Path(__file__).parents[2] / "docs" / "api.md").read_text("utf-8")
    words = {address.rsplit("/", 1)[-1] for address in addresses(stage)}
    words = {word for word in words if not word.startswith("{")} - {"GET "}
    assert len(words) > 30 and {word for word in words if f"/{word}" not in guide} == set()
    typed = [f"socai {name}" for name in commands(get_command(app))]
    missing = [each for each in typed if f"{each} " not in guide and f"{each}`" not in guide]
    assert len(typed) > 12 and missing == ["socai keys rotate"] and "`keys rotate" in guide


def commands(group: Any) -> list[str]:
    """Every command under its full name."""
    named: list[str] = []
    for name, command in group.commands.items():
        named += [f"{name} {each}" for each in commands(command)] if hasattr(command, "commands") else [name]
    return named


def test_every_act_of_a_person_has_an_address() -> None:
    """Each command is executed somewhere in the routes, or has a row among the acts."""
    http = Path(__file__).parents[2] / "api" / "http"
    places = [*http.glob("routes/**/*.py"), *http.glob("acts/*.py")]
    source = "".join(path.read_text("utf-8") for path in places)
    concrete = [kind for kind in _all(Command) if "ACT" in vars(kind)]
    missing = {
        kind.__name__ for kind in concrete if kind not in NOT_BY_PERSONS and kind.__name__ not in source
    }
    assert len(concrete) > 25 and missing == set()


def _all(kind: type[Command]) -> list[type[Command]]:
    return [each for child in kind.__subclasses__() for each in (child, *_all(child))]
