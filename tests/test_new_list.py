"""CONTRIBUTING's recipe of a new list: one is written in a copy, in the files that it names alone."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.recipes import ROOT, change, named

NAME, TITLE, TOPIC = "reported", "Ai báo sự cố", "oversight"
MOST = 5
ROWS = {
    "projections/lists/oversight.py": (
        (
            "\n\ndef checks(",
            """

class ReportedRow(NamedTuple):
    pos: int
    person: str


def reported(deeds: Iterable[Deed]) -> list[ReportedRow]:
    return [ReportedRow(deed.pos, deed.person) for deed in deeds]


def checks(""",
        ),
    ),
    "projections/lists/__init__.py": (
        (
            '    "journal": ListOf(',
            f'    "{NAME}": ListOf("{TITLE}", ("IncidentReported",), oversight.reported, "staff"),\n'
            '    "journal": ListOf(',
        ),
    ),
    "tests/projections/test_lists.py": (("JOURNAL = [\n", "REPORTED: list[Deed] = []\nJOURNAL = [\n"),),
    "CHANGELOG.md": (("## 0.1.0", "- A list.\n## 0.1.0"),),
}
ASK = """
import json
from api.http.routes.lists import names


class Staff:
    def require_staff(self):
        pass


from projections import lists
from projections.tables.deeds import Deed

deed = Deed(7, "", "an", "teacher", "IncidentReported", "incident/i", None, None, {"incident": "i"})
rows = lists.LISTS["reported"].fold([deed])
print(json.dumps([lists.__file__, rows, [each.name for each in names(Staff())]]))
"""


def test_the_recipe_names_these_files_and_no_more_than_five() -> None:
    """A list that needs another file makes the recipe longer, and this test fail."""
    told = named("A new list", TOPIC=TOPIC)
    assert set(told) == ROWS.keys()
    assert len(told) <= MOST


def test_with_these_files_the_list_is_there(tmp_path: Path) -> None:
    """Folded from its types, and told by the address of all lists."""
    shutil.copytree(ROOT / "projections", tmp_path / "projections")
    change(tmp_path, ROWS)
    told = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tmp_path), str(ROOT)))}
    words = [sys.executable, "-P", "-c", ASK]
    done = subprocess.run(words, cwd=tmp_path, env=told, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    file, rows, names = json.loads(done.stdout)
    assert Path(file).is_relative_to(tmp_path)
    assert rows == [[7, "an"]] and NAME in names
