"""The fold of one class's semester: the homeroom teacher's signature, approvals, recorded results."""

from typing import Any, NamedTuple

from domain.state.book import Signature
from domain.words.marks import CommentLevel


class Result(NamedTuple):
    """A pupil's result as recorded at `pos` (EVENTS.md ResultRecorded): scores in tenths, codes."""

    pos: int
    scores: dict[str, int]
    comments: dict[str, CommentLevel]
    average: int | None
    conduct: str | None
    absent: int | None
    learning: str | None
    base: str | None
    clause: str | None

    @property
    def figures(self) -> tuple[Any, ...]:
        """What a decision or a title rests on (LAW 41); `base` and `clause` follow from it."""
        return (self.scores, self.comments, self.average, self.conduct, self.absent, self.learning)


class TermState:
    """The newest signature of the homeroom teacher, the newest approval and the results recorded with it."""

    def __init__(self) -> None:
        self.signature: Signature | None = None
        self.approval: Signature | None = None
        self.rows: dict[tuple[int, str], dict[str, Any]] = {}
        """The same as `results`, as they were written: the same is not approved twice."""
        self.results: dict[tuple[int, str], Result] = {}
        """(semester, or 0 for the year; pupil) -> the result recorded with the newest approval."""
        self.history: dict[tuple[int, str], list[Result]] = {}
        """The same, of every approval, in order: what a decision rests on."""
        self.recorded: dict[str, int] = {}
        """Whose result of the year was ever recorded, and by which entry last."""
        self.judged: set[str] = set()
        """Those of them whose result had rank, conduct and absences: a board can decide on them."""
        self.pupils: set[str] = set()
        """Whoever ever had a result recorded here: what counts in it is of record for good."""

    def result(self, semester: int, pupil: str) -> Result | None:
        """The result of a semester (0: the year) as approved last."""
        return self.results.get((semester, pupil))

    def before(self, semester: int, pupil: str, pos: int) -> Result | None:
        """The newest result that was recorded before the position, by whichever approval."""
        known = self.history.get((semester, pupil), ())
        return next((each for each in reversed(known) if each.pos < pos), None)
