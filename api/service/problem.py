"""An error as a client is told it (RFC 9457): code, a Vietnamese sentence that says what to do, facts."""

from collections.abc import Mapping
from typing import Any

from api.texts.problem_texts import TEXTS
from domain.words.marks import MarkError
from domain.words.refusal import Refusal
from ledger.beside.attachments import AttachmentError
from ledger.beside.pupil_keys import SealedTextError
from ledger.conflict import Conflict

LONGEST_ECHO = 1000
MOST_FAULTS = 20
"""Of one request, that are told one by one."""
_OWN = {"type", "title", "status", "code", "detail", "duty", "input"}
_RENAMED = {"klass": "class"}


class Problem(Exception):
    """An error as the client gets it. `sentence` overrides the code's own; `facts` stand beside it."""

    def __init__(self, code: str, sentence: str | None = None, duty: str = "", /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.text = TEXTS[code]
        self.detail = sentence or self.text.detail
        self.duty = duty
        self.facts = facts

    def body(self, typed: Any = None) -> dict[str, Any]:
        """The problem object; `typed` is what the client sent, so that nothing has to be typed twice."""
        own = {
            "type": f"urn:socai:problem:{self.code}",
            "title": self.text.title,
            "status": self.text.status,
            "code": self.code,
            "detail": self.detail,
            "duty": self.duty,
        }
        echo = {} if typed is None else {"input": shortened(typed)}
        return {**own, **_facts(self.facts), **echo}


def surely_refused(error: BaseException | None) -> bool:
    """Whether an act that ended so has written nothing: not if the database was lost, or a receipt failed."""
    if isinstance(error, Conflict):
        return error.code not in ("OUTCOME_UNKNOWN", "RECEIPT_LATER")
    return isinstance(error, Problem | Refusal | SealedTextError | AttachmentError)


def mark_problem(error: MarkError, **facts: Any) -> Problem:
    """A cell that cannot be read as a mark; the domain has its own sentence for it."""
    return Problem(error.code.value, error.text, "TT26 Đ8.2", proposed=error.proposed, **facts)


def shortened(value: Any) -> Any:
    """What was typed, long texts (evidence files) cut."""
    if isinstance(value, Mapping):
        return {str(name): shortened(each) for name, each in value.items()}
    if isinstance(value, list):
        return [shortened(each) for each in value]
    return f"{value[:LONGEST_ECHO]}…" if isinstance(value, str) and len(value) > LONGEST_ECHO else value


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts beside the members of RFC 9457, never over them; named tuples become objects."""
    named = {_RENAMED.get(name, name): _plain(value) for name, value in facts.items()}
    return {(f"{name}_" if name in _OWN else name): value for name, value in named.items()}


def _plain(value: Any) -> Any:
    if hasattr(value, "_asdict"):
        return value._asdict()
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value
