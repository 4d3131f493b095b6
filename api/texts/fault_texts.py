"""What is wrong with a field, in Vietnamese, from `fault_texts.json`: by pydantic's name of the rule, and for
a rule of our own (`value_error`) by what it says in the code."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TEXTS: dict[str, str] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
OWN: dict[str, str] = json.loads(Path(__file__).with_name("own_fault_texts.json").read_text("utf-8"))
_OWN_RULE = "value_error"
_OF_THE_FRAMEWORK = "Value error, "
_OTHER = "Giá trị không hợp lệ."


def why(rule: str, context: Mapping[str, Any], said: str = "") -> str:
    """The sentence, its bounds filled in; `said` is what the code calls the fault, never shown itself."""
    if rule == _OWN_RULE:
        return OWN.get(said.removeprefix(_OF_THE_FRAMEWORK), _OTHER)
    text = TEXTS.get(rule, _OTHER)
    return text.format_map({name: _told(value) for name, value in context.items()})


def _told(value: Any) -> Any:
    """The framework joins the last of several by its own word."""
    return value.replace("' or '", "' hoặc '") if isinstance(value, str) else value
