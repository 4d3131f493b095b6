"""CONTRIBUTING's recipe of a new event: one is written in a copy, in the files that it names alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.recipes import ROOT, change, named

TYPE, TOPIC, CHAPTER = "DeviceChecked", "oversight", "unit"
MOST = 14
ROWS = {
    "spec/EVENTS.md": (
        (
            "\n\n## Putting right",
            f"\n| `{TYPE}` | `seen/<device>` | `device` · `text` text O |\n\n## Putting right",
        ),
    ),
    "spec/LAW.md": (
        ("`JournalNoted` (S35): no further rule", f"`JournalNoted`, `{TYPE}` (S35): no further rule"),
        (
            "| `ActWithdrawn` | – | the act that was",
            f"| `{TYPE}` | again | again | both |\n| `ActWithdrawn` | – | the act that was",
        ),
    ),
    "spec/permissions.json": (
        (
            '  {"type": "JournalNoted"',
            f'  {{"type": "{TYPE}", "grants": [{{"role": "clerk"}}], "proof": "decide", "duty": "S35"}},\n'
            '  {"type": "JournalNoted"',
        ),
    ),
    "domain/acts/unit/oversight.py": (
        (
            "class NoteJournal(Command):",
            f"""class {TYPE}(TypedDict):
    device: Id
    text: Text


DEVICE_CHECKED = Event({TYPE}, "seen/{{device}}")


class CheckDevice(Command):
    ACT = "{TYPE}"
    device: Id
    text: Typed


def check_device(_act: Situation, command: CheckDevice) -> list[Draft]:
    return [DEVICE_CHECKED.draft(command.model_dump())]


class NoteJournal(Command):""",
        ),
        ("ROWS = (\n", "ROWS = (\n    Row(DEVICE_CHECKED, CheckDevice, check_device, changes=()),\n"),
    ),
    "verify/law/unit/oversight.py": (
        (
            '    "JournalNoted": Type(',
            f'    "{TYPE}": Type("seen/{{device}}", {{"device": is_id, "text": is_text}}, (right,)),\n'
            '    "JournalNoted": Type(',
        ),
    ),
    "api/http/acts/unit.py": (
        ("    NoteJournal,\n    ReportIncident", "    CheckDevice,\n    NoteJournal,\n    ReportIncident"),
        (
            '    Act(\n        "POST /journal",',
            '    Act("POST /device-checks", CheckDevice, "see", "SeenBody", "A device seen (clerk)."),\n'
            '    Act(\n        "POST /journal",',
        ),
    ),
    "tests/vectors/law/unit/oversight.py": (
        ("import Told, case\n", "import Told, case, sound\n"),
        (
            "YEAR: tuple[Told, ...] = (\n",
            """YEAR: tuple[Told, ...] = (
    sound("a device seen", "journal", "clerk", lambda _s: _device()),
    case("BAD_DATA", "no device seen", "journal", "clerk", lambda _s: _device(text="")),
""",
        ),
        (
            "\n\nYEAR:",
            f"""


def _device(**over: str) -> tuple[str, str, dict[str, str]]:
    return "seen/may1", "{TYPE}", {{"device": "may1", "text": "pin", **over}}


YEAR:""",
        ),
    ),
    "tests/obligations/chapters/changes.py": (
        (
            '        self.post(CLERK, "/journal",',
            '        self.post(CLERK, "/device-checks", device="may1", text="pin")\n'
            '        self.post(CLERK, "/journal",',
        ),
    ),
    "tests/obligations/rows/of_the_school.py": (
        (
            '@row("people", "JournalNoted")',
            f"""@row("people", "{TYPE}")
def device(s: RowsYear) -> int:
    return s.pos(CLERK, "/device-checks", device="may1", text="pin")


@row("people", "JournalNoted")""",
        ),
    ),
    "docs/obligations.md": (("| `JournalNoted` |", f"| `JournalNoted`, `{TYPE}` |"),),
    "docs/api.md": (("· `POST /journal`", "· `POST /journal` · `POST /device-checks`"),),
    "tests/domain/test_oversight.py": (
        ("import AnswerIncident,", "import AnswerIncident, CheckDevice,"),
        (
            "# --- the journal",
            """def test_a_device_is_seen_by_the_clerk(house: Schoolhouse) -> None:
    house.refused("NO_RIGHT", "toan", CheckDevice(device="may1", text="pin"))


# --- the journal""",
        ),
    ),
    "CHANGELOG.md": (("## 0.1.0", "- An event.\n## 0.1.0"),),
}
MADE = ("tests.vectors", "scripts/schema.py", "scripts/permissions_doc.py", "scripts/openapi_paths.py")
"""What scripts write from these files."""
HOLDS = (
    "tests/domain/test_events.py",
    "tests/domain/test_shapes_agree.py",
    "tests/domain/test_year_agreement.py::test_every_type_of_the_year_is_in_a_sound_log_and_in_a_broken_one",
    "tests/verify/law/test_table.py",
    "tests/obligations/test_documents.py",
    "tests/api/test_acts.py",
    "tests/domain/test_oversight.py::test_a_device_is_seen_by_the_clerk",
)
"""The tests that ask of every type whether it is whole, and need no server."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository with the new event in it, and what is made by scripts made again."""
    folder = tmp_path_factory.mktemp("copy")
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, names.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    change(folder, ROWS)
    for made in MADE:
        run(folder, *(("-m", made) if "/" not in made else (made,)))
    return folder


def run(folder: Path, *words: str) -> str:
    """A command of the copy, by its own code."""
    told = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_the_recipe_names_these_files_and_no_more_than_fourteen() -> None:
    """An event that needs another file makes the recipe longer, and this test fail."""
    told = named("A new event", TOPIC=TOPIC, CHAPTER=CHAPTER)
    assert set(told) == ROWS.keys()
    assert len(told) == len(ROWS) <= MOST


def test_with_these_files_the_event_is_whole(copy: Path) -> None:
    """Every test that asks it of all types finds it so."""
    run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", *HOLDS)
    assert f'"{TYPE}"' in (copy / "spec/events.schema.json").read_text("utf-8")
    assert "/device-checks" in (copy / "tests/api/openapi_paths.txt").read_text("utf-8")
