"""What the service asks of every act besides the law (spec/LAW.md, "What the service asks besides").

One place for all acts: it looks at the drafts that the rules have made, so no route and no command can forget
it. Logs that were written before, or by another service, are read and served whatever stands in them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from api.service.asks import new_codes, persons, plausible_days
from api.texts import clear_text
from domain.state.state import State
from domain.words.entry import Draft
from domain.words.refusal import Refusal

_NAMES = frozenset(("name", "no", "register", "school", "source", "provider"))
"""Fields that are looked up or printed as names and numbers; every other text is one for people to read."""
_NEVER_EMPTY = frozenset(("name", "no", "register"))
"""Of these, one that is all dashes and dots names nothing."""
_CLEAR_FIELD = "t:"


def refuse_unfit(state: State, drafts: Sequence[Draft], now: str) -> None:
    """Raises Refusal TEXT_UNCLEAR, CODE_UNSAFE, CODE_TWICE, DATE_IMPLAUSIBLE, or as `persons` does."""
    for draft in drafts:
        for field, text in _texts(draft.data):
            _refuse_unclear(draft, field, text)
    whole = [*drafts, *_as_corrected(state, drafts)]
    persons.refuse_stranding(state, drafts, now)
    new_codes.refuse_unsafe(state, whole)
    plausible_days.refuse_implausible(state, whole, now)


def _as_corrected(state: State, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The act that a rectification would leave: it is asked what was asked of it when it was written."""
    for draft in drafts:
        if draft.type == "RectificationProposed":
            of, change = draft.data["of"], draft.data["change"]
        elif draft.type == "RectificationDecided" and draft.data["outcome"] == "applied":
            known = state.rectifications[draft.data["rectification"]]
            of, change = known.of, known.change
        else:
            continue
        if change is not None:
            said = state.said[of].amended(change, 0)
            yield Draft(said.stream, said.type, said.data)


def _refuse_unclear(draft: Draft, field: str, text: str) -> None:
    name = field.rpartition(".")[2] in _NAMES or text.startswith(_CLEAR_FIELD)
    shown = text.removeprefix(_CLEAR_FIELD) if name else text
    flaw = clear_text.flaw_of_name(shown) if name else clear_text.flaw_of_text(shown)
    if flaw is not None:
        where = {key: draft.data[key] for key in ("pupil", "col") if key in draft.data}
        raise Refusal("TEXT_UNCLEAR", "", field=field, **where, **flaw._asdict())


def _texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text with its place; codes, digests and sealed texts are ASCII and pass."""
    if isinstance(value, str):
        if not value.isascii() or field.rpartition(".")[2] in _NEVER_EMPTY:
            yield field, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, f"{field}.{key}" if field else key)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _texts(each, f"{field}.{number}")
