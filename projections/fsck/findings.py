"""What fsck finds: one record for each thing in the database that is not what it must be."""

from collections import Counter
from typing import Any, NamedTuple

MOST_OF_ONE_CODE = 200


class Finding(NamedTuple):
    """`old` is what is stored, `new` what should be; `pos` the entry that decides it, None if none does.

    `table` and `row` name the place. Codes are those of spec/CODES.md where the verifier finds the same, and:
    HEAD_MISMATCH, HEAD_FILE_DIFFERS, PROJECTION_ROW, PROJECTION_COUNT, PROJECTION_AHEAD,
    PROJECTION_MISSING, PROJECTION_FAULT, READS_DIFFER, CATALOG_CHANGED, CATALOG_NOT_COMPARED.
    """

    code: str
    pos: int | None
    table: str
    row: dict[str, Any]
    old: Any
    new: Any


class Findings:
    """Collects findings; of one code only so many, then one MORE_FINDINGS."""

    def __init__(self) -> None:
        self.all: list[Finding] = []
        self._counts: Counter[str] = Counter()

    def add(
        self,
        code: str,
        *,
        pos: int | None = None,
        table: str = "entry",
        row: dict[str, Any] | None = None,
        old: Any = None,
        new: Any = None,
    ) -> None:
        """Notes a finding."""
        self._counts[code] += 1
        if self._counts[code] <= MOST_OF_ONE_CODE:
            self.all.append(Finding(code, pos, table, row or {}, old, new))
        elif self._counts[code] == MOST_OF_ONE_CODE + 1:
            self.all.append(Finding("MORE_FINDINGS", pos, table, {"code": code}, None, None))
