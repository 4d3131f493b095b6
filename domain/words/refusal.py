"""A rule that says no: its code, the duty behind it, and the facts (spec/LAW.md)."""

from typing import Any


class Refusal(Exception):
    """A rule says no. `code` is of spec/LAW.md, `duty` an S-number or article, `detail` names the facts.

    An exception as well as a value, so that the edges may raise what the rules return.
    """

    def __init__(self, code: str, duty: str = "", **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.duty = duty
        self.detail = detail
