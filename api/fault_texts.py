"""What is wrong with a field, in Vietnamese, by pydantic's name of the rule, from `fault_texts.json`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEXTS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))


def why(rule: str, context: Mapping[str, Any]) -> str | None:
    """The sentence, its bounds filled in; None for a rule that has none yet."""
    text = TEXTS.get(rule)
    return text and text.format_map(context)
