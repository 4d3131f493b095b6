"""What one circular decides, as a value: its module makes it, and whoever judges a class asks it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from domain.regulations.judgement import Comments, Learned, Outcome, Scores, Uncertain
from domain.regulations.subject import NoResult, Result
from domain.words.marks import CellValue, CommentLevel, SubjectKind


class RegulationError(Exception):
    """No regulation can judge this class. `code` is stable, `text` a Vietnamese sentence."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class Articles(NamedTuple):
    """What a refusal cites."""

    columns: str
    exemption: str
    retest: str
    title: str


class ConductBook(NamedTuple):
    """The reserved book `conduct`: its name, the kind that a refusal tells, the columns of each semester."""

    name: str
    kind: Literal["conduct", "training"]
    columns: Mapping[int, tuple[str, ...]]


class Required(Protocol):
    """Tenths of periods a year, kind of subject -> regular assessments of a semester."""

    def __call__(self, periods: int, kind: SubjectKind = "score") -> int: ...


class RankOf(Protocol):
    """The learning rank of a semester or a year; None without any scored subject.

    `core` are the subjects that are Toán, Ngữ văn or Ngoại ngữ, `special` the subject of a specialised class.
    """

    def __call__(
        self, scores: Scores, comments: Comments, core: Iterable[str], special: str | None = None
    ) -> Learned | None: ...


OfSemester = Callable[[int, Sequence[CellValue | None], CellValue | None, CellValue | None], Result]
"""Tenths of periods a year, the cells of the regular columns, `gk`, `ck` -> the subject's result."""
Judge = Callable[[str, str, int], Outcome]
"""Learning rank, conduct, sessions missed in the year -> what becomes of the pupil."""


class Circular(NamedTuple):
    """One circular, and all that depends on which one a class is under. Averages are tenths."""

    code: str
    """As `ClassOpened.regime` has it."""
    since: Mapping[int, int]
    """Grade -> first calendar year of the first school year under it."""
    articles: Articles
    rule_words: Mapping[str, str]
    """What a page says in the place of a rule that a result names."""

    required_tx: Required
    subject_semester: OfSemester
    subject_year: Callable[[int | NoResult | None, int | NoResult | None], Result]
    comment_level: Callable[[Sequence[CommentLevel]], CommentLevel]
    """All assessments of a comment subject, the one at the end of the term last -> its level."""
    comment_semester: OfSemester
    comment_year: Callable[[CommentLevel | NoResult | None, CommentLevel | NoResult | None], Result]

    ranks: Mapping[str, str]
    """Codes of learning, highest first, and their names."""
    learning: RankOf

    conduct: Mapping[str, str]
    """Codes of conduct, highest first, and their names."""
    conduct_book: ConductBook
    year_conduct: Callable[[str | None, str | None], str | None]
    """Conduct of both semesters -> of the year; None where the year's is judged in a column of its own."""
    low_conduct: str
    """Conduct of the year that is judged again after the summer."""

    once_a_day: bool
    """Whether a day of absence counts as one session, however many were missed."""
    exempt_whole: tuple[SubjectKind, ...]
    """Kinds of subject from the whole of which somebody may be exempt."""
    promotion: Judge
    """At the first stage."""
    after_summer: Judge
    """At the second."""
    title: Callable[[int, str, str, Scores], str | None]
    """Semester (0: the year), learning rank, conduct, scores -> the title that is due."""

    worked: Collection[str]
    """Kinds of worked cases that not every circular has."""
    uncertain: tuple[Uncertain, ...]
