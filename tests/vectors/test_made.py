"""Vectors of files are what their makers make: nobody bent one by hand, and a changed format is noticed."""

import pytest

from tests.vectors.__main__ import FILES, SPEC, text


@pytest.mark.parametrize("name", FILES)
def test_the_maker_makes_the_file_again(name: str) -> None:
    """Run `python -m tests.vectors` again after a format has changed."""
    assert text(name).encode() == (SPEC / "vectors" / f"{name}.json").read_bytes()


def test_no_vector_file_is_large() -> None:
    """A stranger reads them whole; the laws' logs are the only long ones."""
    files = (SPEC / "vectors").glob("*.json")
    assert all(file.stat().st_size < 1_000_000 for file in files if not file.name.startswith("law"))


def test_every_maker_is_asked() -> None:
    """So that no file is left out of the test above."""
    makers = {file.stem for file in (SPEC.parent / "tests" / "vectors" / "made").iterdir()}
    assert makers - {"tools", "schoolbook", "sample", "__pycache__"} == FILES.keys() - {"law", "law_year"}
