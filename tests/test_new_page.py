"""CONTRIBUTING's recipe of a new page: one is written in a copy, in the files that it names alone."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.recipes import ROOT, change, named

NAME, PATH, MENU = "staff", "/truong/{school}/nguoi", "Người của trường"
MOST = 6
NEW = {
    f"api/pages/views/{NAME}.py": """
from typing import NamedTuple

from api.pages.session import Session


class StaffView(NamedTuple):
    names: list[str]


def staff(session: Session, begins: str = "") -> StaffView:
    return StaffView(sorted(p.name for p in session.state.people.values() if p.name.startswith(begins)))
""",
    f"api/pages/templates/{NAME}.html": """
{% extends "layout.html" %}
{% block title %}Người của trường{% endblock %}
{% block content %}<h1>Người của trường</h1>{{ staff.names|join(", ") }}{% endblock %}
""",
    f"tests/api/test_pages_{NAME}.py": "",
}
ROWS = {
    "api/pages/table.py": (
        (
            "from api.pages.views.start",
            f"from api.pages.views.{NAME} import {NAME}\nfrom api.pages.views.start",
        ),
        (
            "PAGES = (\n",
            f'PAGES = (\n    Page("{PATH}", {NAME}, "{NAME}", readers.who_works_here, "người", "{MENU}"),\n',
        ),
    ),
    "docs/pages.md": (
        ("| Tình trạng xác minh |", "| Người | `/truong/{trường}/nguoi` | x |\n| Tình trạng xác minh |"),
    ),
    "CHANGELOG.md": (("## 0.1.0", "- A page.\n## 0.1.0"),),
}
ASK = """
import json
import sys
from pathlib import Path
from api.app import create_app
from api.pages import routes, table
from api.pages.reading_names import reading_name
from api.pages.site import Site
from api.pages.session import Viewer
from api.pages.views.staff import StaffView
from api.service.service import Service
from api.service.settings import Settings

settings = Settings(Path("home"))
service = Service(settings, None, "postgresql://nobody@127.0.0.1:1/none")
app = create_app(settings, service)
site = Site(service, table.MENU, reading_name)
viewer = Viewer("p", "P", "x", "Trường", "/truong/demo")
print(json.dumps({
    "file": routes.__file__,
    "asked": [q.alias for r in app.routes if r.path == sys.argv[1] for q in r.dependant.query_params],
    "noted": sys.argv[1] not in table.WITHOUT_PERSONAL_DATA and reading_name("/truong/demo/nguoi"),
    "page": site.page("staff", viewer, staff=StaffView(["An", "Bình"])).body.decode(),
}))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The API with the new page in it, and the documents."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "api", folder / "api", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in NEW.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    change(folder, ROWS)
    return folder


def test_the_recipe_names_these_files_and_no_more_than_six() -> None:
    """A page that needs another file makes the recipe longer, and this test fail."""
    told = named("A new page", NAME=NAME)
    assert set(told) == NEW.keys() | ROWS.keys()
    assert len(told) <= MOST


def test_with_these_files_the_page_is_there(copy: Path) -> None:
    """Route with its query, record of readings, header, template; the documents tell of it."""
    path = os.pathsep.join((str(copy), str(ROOT)))
    done = subprocess.run(
        [sys.executable, "-P", "-c", ASK, PATH],
        cwd=copy, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert Path(found["file"]).is_relative_to(copy)
    assert (found["asked"], found["noted"]) == (["begins"], "người")
    assert f'<a href="/truong/demo/nguoi" aria-current="page">{MENU}</a>' in found["page"]
    assert "An, Bình" in found["page"]
    assert "`/truong/{trường}/nguoi`" in (copy / "docs/pages.md").read_text("utf-8")
