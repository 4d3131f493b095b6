"""Texts and keys beside the log that a crash left between claiming and writing: they go after some days.

Nothing that an entry names is ever removed. Its claims end, so that the log is searched for it once.
"""

from typing import Any, NamedTuple

from ledger.beside.pupil_keys import commitment
from ledger.log import SchoolLog

DAYS = 7
"""An act lasts seconds. Who repeats one after days makes its texts and keys anew."""
_AT_ONCE = 500


class _Held(NamedTuple):
    """Something claimed: a personal text by its commitment, or the key of a pupil."""

    owner: str
    kept: str
    named_as: str


class Leftovers:
    """Of one school. Needs a connection as socai_writer."""

    def __init__(self, log: SchoolLog) -> None:
        self._log = log

    def sweep(self) -> int:
        """Ends old claims and removes what no entry names; gives how much. A crash leaves the rest."""
        old = self._old()
        named = self._named({each.named_as for each in old if each.named_as})
        removed = 0
        for each in old:
            stays = not each.named_as or each.named_as in named
            ((gone,),) = self._rows(
                "SELECT @schema@.settle_claims(%s, %s, %s, %s, %s)",
                *(self._log.school, each.owner, each.kept, stays, DAYS),
            )
            removed += gone
        return removed

    def _old(self) -> list[_Held]:
        """What nobody has claimed of late."""
        rows = self._rows(
            "SELECT c.owner, c.kept, k.key FROM @schema@.claim c LEFT JOIN @schema@.pupil_key k"
            " ON c.kept = 'key' AND k.school = c.school AND k.pupil = c.owner"
            " WHERE c.school = %s GROUP BY c.owner, c.kept, k.key"
            " HAVING max(c.at) <= now() - make_interval(days => %s) LIMIT %s",
            *(self._log.school, DAYS, _AT_ONCE),
        )
        return [
            _Held(owner, kept, (commitment(bytes(key)) if key else "") if kept == "key" else kept)
            for owner, kept, key in rows
        ]

    def _named(self, texts: set[str]) -> set[str]:
        """Those that stand in some line, in whatever field. Most do, in few lines: these are read first."""
        if not texts:
            return set()
        found: set[str] = set()
        for (line,) in self._rows(
            "SELECT line FROM @schema@.entry WHERE school = %s AND (position('\"h:'::bytea IN line) > 0"
            " OR position('\"PupilEnrolled\"'::bytea IN line) > 0)",
            self._log.school,
        ):
            found |= texts & set(bytes(line).decode().split('"'))
        rest = self._rows(
            "SELECT text FROM unnest(%s::text[]) text WHERE EXISTS (SELECT FROM @schema@.entry e"
            " WHERE e.school = %s AND position(convert_to(text, 'UTF8') IN e.line) > 0)",
            *(sorted(texts - found), self._log.school),
        )
        return found | {text for (text,) in rest}

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._log.db.pool.connection() as connection:
            return connection.execute(self._log.db.sql(query), values).fetchall()
