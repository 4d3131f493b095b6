"""Lists, boards and decisions on promotion (LAW 40, 41)."""

from tests.vectors.law.besides import touch
from tests.vectors.law.drafts.results import board_opened, decided, list_signed
from tests.vectors.law.log import Draft
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, after, case


def _second(s: Story, pupil: str) -> Draft:
    return decided(s, 1, pupil, stage=2)


def _other_outcome(s: Story, who: str) -> int:
    return s.log.do(who, decided(s, 1, "p1", outcome="O_LAI_LOP", reason="phụ huynh xin học lại"))


def _opened_by_deputy(s: Story) -> int:
    """The deputy opens the board, in which the head sits."""
    s.log.do("deputy", board_opened(1))
    return _other_outcome(s, "head")


def _not_of_the_board(s: Story) -> int:
    s.log.do("deputy", board_opened(1, members=["b1", "d1", "g1"]))
    return _other_outcome(s, "head")


YEAR: tuple[Told, ...] = (
    ("another outcome by a member who did not open the board", None, after("board 1", _opened_by_deputy)),
    case("NOT_APPROVED", "a list before the approval", "approve 2", "homeroom", lambda s: list_signed(s, 1)),
    case(
        "NOT_DECIDED",
        "the second list before the first decisions",
        "decide 1",
        "homeroom",
        lambda s: list_signed(s, 2, count=0),
    ),
    case("DIGEST_WRONG", "a list of one more", "list 1", "homeroom", lambda s: list_signed(s, 1, count=9)),
    case(
        "UNKNOWN_PERSON",
        "a promotion board with a stranger",
        "board 1",
        "head",
        lambda _s: board_opened(1, members=["b1", "g1", "z9"]),
    ),
    case("NOT_SIGNED", "a promotion board without a list", "list 1", "head", lambda _s: board_opened(1)),
    case("ALREADY_EXISTS", "a second board on one list", "decide 1", "head", lambda _s: board_opened(1)),
    case("BOARD_NOT_OPEN", "a decision without a board", "board 1", "head", lambda s: decided(s, 1, "p1")),
    case(
        "NO_RESULT",
        "a decision without a result",
        "decide 1",
        "head",
        lambda s: decided(s, 1, "p1", pupil="p5"),
    ),
    case("ALREADY_EXISTS", "a pupil decided twice", "titles", "head", lambda s: decided(s, 1, "p1")),
    case(
        "NOT_PENDING",
        "a second decision that nobody waits for",
        "decide 2",
        "head",
        lambda s: _second(s, "p1"),
    ),
    case(
        "RESULT_WRONG",
        "decided on another rank",
        "decide 1",
        "head",
        lambda s: decided(s, 1, "p1", learning="K"),
    ),
    case(
        "RESULT_WRONG",
        "after a re-test on a rank that its marks do not give",
        "decide 2",
        "head",
        lambda s: decided(s, 2, "p2", learning="K"),
    ),
    case(
        "OUTCOME_WRONG",
        "kept down without a reason",
        "decide 1",
        "head",
        lambda s: decided(s, 1, "p1", outcome="O_LAI_LOP"),
    ),
    (
        "another outcome by the one who opened the board",
        "PROPOSER_DECIDES",
        after("decide 1", lambda s: _other_outcome(s, "head")),
    ),
    ("another outcome by one who does not sit", "PROPOSER_DECIDES", after("board 1", _not_of_the_board)),
    case(
        "NOT_APPROVED",
        "a list of what was touched since the approval",
        "list 1",
        "homeroom",
        lambda s: list_signed(s, 1),
        {"list 1": touch(2)},
    ),
)
