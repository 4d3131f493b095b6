"""Vectors of files are what their scripts make: nobody bent one by hand, and a changed format is noticed."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "scripts").glob("vectors_*.py"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_the_script_makes_the_file_again(
    script: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Run a script of scripts/ again after a format has changed."""
    monkeypatch.syspath_prepend(str(script.parent))
    import vector_tools

    monkeypatch.setattr(vector_tools, "FOLDER", tmp_path)
    runpy.run_path(str(script), run_name="__main__")
    made = sorted(tmp_path.iterdir())
    assert made
    for file in made:
        assert file.read_bytes() == (ROOT / "spec" / "vectors" / file.name).read_bytes()


def test_no_vector_file_is_large() -> None:
    """A stranger reads them whole; the laws' logs are the only long ones."""
    files = (ROOT / "spec" / "vectors").glob("*.json")
    assert all(file.stat().st_size < 1_000_000 for file in files if not file.name.startswith("law"))


def test_every_script_was_found() -> None:
    """So that the test above cannot pass by finding nothing."""
    assert len(SCRIPTS) >= 5
