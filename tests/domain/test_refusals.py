"""Every refusal: its code stands in LAW.md, its duty is named, and a test breaks its rule."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "domain").glob("*.py"))
RAISED = {
    code
    for source in SOURCES
    for code in re.findall(r'(?:Refusal\(\s*|dossier, )"([A-Z_]{6,})"', source.read_text(encoding="utf-8"))
}


def test_refusals_are_found_in_the_source() -> None:
    """The search below is no empty loop."""
    assert len(RAISED) >= 40


@pytest.mark.parametrize("code", sorted(RAISED))
def test_a_refusal_is_a_code_of_the_law_and_is_tested(code: str) -> None:
    """A code that LAW.md does not know means nothing to the verifier; one without a test may be dead."""
    law = (ROOT / "spec/LAW.md").read_text(encoding="utf-8")
    tests = "".join(p.read_text(encoding="utf-8") for p in Path(__file__).parent.glob("test_*.py"))
    assert f"`{code}`" in law
    assert f'"{code}"' in tests


def test_a_refusal_names_its_duty() -> None:
    """No bare refusal: an S-number or an article, but for what is of the format alone."""
    bare = {"UNKNOWN_TYPE", "BAD_DATA", "TIME_BACKWARDS"}
    for source in SOURCES:
        for code, rest in re.findall(
            r'Refusal\(\s*"([A-Z_]+)",?\s*([^,)]*)', source.read_text(encoding="utf-8")
        ):
            assert code in bare or re.match(r'"(S\d+|TT\d+ Đ[\d.]+)"|row\.duty|duty', rest), (
                source.name,
                code,
            )
