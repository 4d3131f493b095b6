"""No fault of a field is told in English: neither in the framework's words nor in those of the code."""

import ast
import re
from pathlib import Path

import pytest

from api.texts.fault_texts import OWN, why

REPOSITORY = Path(__file__).parents[2]
READ_FROM_BODIES = (
    *("domain/words/fields.py", "domain/words/days.py", "api/http/moments.py"),
    *(path.relative_to(REPOSITORY).as_posix() for path in sorted((REPOSITORY / "domain/acts").rglob("*.py"))),
)
"""Where what a person sent is checked by code of our own."""


def said() -> dict[str, str]:
    """Each text that a check of ours raises, and its file."""
    found: dict[str, str] = {}
    for name in READ_FROM_BODIES:
        for node in ast.walk(ast.parse((REPOSITORY / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("ValueError", "_checked"):
                found |= {each.value: name for each in node.args if isinstance(each, ast.Constant)}
    return found


def test_no_check_of_ours_lacks_its_sentence() -> None:
    """Every text in the code has one in Vietnamese; "no instant" is asked inside a check that has its own."""
    texts = said()
    assert len(texts) > 20
    assert texts.keys() - OWN.keys() == {"no instant"}
    assert OWN.keys() - texts.keys() == set(), "a sentence that nothing says any more"


@pytest.mark.parametrize("said", ["no such day", "day is out of range for month", "something new"])
def test_no_fault_repeats_the_words_of_the_code(said: str) -> None:
    """Not even of a check that nobody wrote a sentence for."""
    told = why("value_error", {}, f"Value error, {said}")
    assert told and said not in told


def test_no_list_of_choices_is_joined_by_an_english_word() -> None:
    """As pydantic joins them."""
    told = why("literal_error", {"expected": "'a', 'b' or 'c'"})
    assert "hoặc" in told and not re.search(r"\bor\b", told)


def test_no_rule_of_the_framework_without_a_sentence_is_told_in_english() -> None:
    """A rule that comes with its next version, say."""
    assert why("some_new_rule", {}, "Input should be nice") == "Giá trị không hợp lệ."
