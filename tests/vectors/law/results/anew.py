"""A year's result recorded anew after its promotion was decided: decided, awarded again (LAW 41 to 43)."""

from collections.abc import Callable
from typing import Any

from tests.vectors.law.besides import rectified
from tests.vectors.law.drafts.dossier import applied, item, permitted, proposed, witnessed
from tests.vectors.law.drafts.pupils import placed
from tests.vectors.law.drafts.results import approval, board_opened, decided, list_signed
from tests.vectors.law.drafts.retests import registered, retest, summer, title
from tests.vectors.law.drafts.righting import proposal
from tests.vectors.law.drafts.signing import book_signed, class_signed
from tests.vectors.law.log import Draft
from tests.vectors.law.story import MARKS, Story
from tests.vectors.law.told import Acts, Told, after

RETEST_JULY = "07-06"


def _corrected(pupil: str, value: Any, subject: str = "toan") -> Acts:
    """A dossier changes the pupil's `ck` of semester 2; teacher and homeroom teacher sign again."""

    def act(s: Story) -> None:
        book, name = f"book/6A/{subject}/2", f"d-{pupil}-{value}"
        old = "D" if subject == "nhac" else MARKS[pupil]
        one = item(old, value, s.log.cells[book, pupil, "ck"], pupil, "ck", dossier=name)
        s.log.do(subject, proposed(1, name, subject=subject, semester=2), one)
        s.log.do("head", permitted(s.log, dossier=name))
        s.log.do("head", witnessed(s.log, "head", "leadership", name))
        s.log.do("board", witnessed(s.log, "board", "board", name))
        s.log.do("homeroom", witnessed(s.log, "homeroom", "homeroom", name), applied(one, book))
        s.log.do(subject, book_signed(s, subject, 2))
        s.log.do("homeroom", class_signed(s, 2))

    return act


def _approved(pupil: str, half: dict[str, Any], whole: dict[str, Any]) -> Acts:
    """The approval again, with the pupil's new figures of semester 2 and of the year."""

    def act(s: Story) -> None:
        rows = []
        for stream, kind, data in approval(s, 2):
            over = {2: half, 0: whole}[data["semester"]] if data.get("pupil") == pupil else {}
            rows.append((stream, kind, {**data, **over}))
        s.log.do("head", *rows)

    return act


def _scored(value: int, learning: str) -> dict[str, Any]:
    return {"scores": [["toan", value]], "average": value, "learning": learning, "base": learning}


# ck 90, 30, 0 for 40; 60 for 80; 60 for 50: HKII, then (HKI + 2 HKII) / 3 (LAW 39).
UP = (_corrected("p2", 90), _approved("p2", _scored(61, "TB"), _scored(54, "TB")))
DOWN = (_corrected("p2", 30), _approved("p2", _scored(36, "Y"), _scored(37, "Y")))
FAILED = (_corrected("p2", 0), _approved("p2", _scored(23, "KEM"), _scored(29, "KEM")))
BEST_NO_MORE = (_corrected("p1", 60), _approved("p1", _scored(71, "K"), _scored(74, "K")))
STILL_LOW = (_corrected("p3", 60), _approved("p3", _scored(54, "TB"), _scored(53, "TB")))
SILENT = {"comments": [["nhac", "CD"]]}
MUSIC_TOO = (_corrected("p2", "CD", "nhac"), _approved("p2", SILENT, SILENT))


def _sitting(stage: int) -> Acts:
    """A new list, and a new board on it."""

    def act(s: Story) -> None:
        s.log.do("homeroom", list_signed(s, stage))
        s.log.do("head", board_opened(stage))

    return act


def _decides(pupil: str, learning: str, outcome: str, stage: int = 1) -> Acts:
    """The board's decision by other figures than the story's."""
    return lambda s: s.log.do("head", decided(s, stage, pupil, learning=learning, outcome=outcome))


def _does(who: str, make: Callable[[Story], Draft]) -> Acts:
    """One command of one entry."""
    return lambda s: s.log.do(who, make(s))


def _anew(value: str, **over: Any) -> Acts:
    return _does("head", lambda _s: title("p1", title=value, **over))


def _next_class(s: Story) -> int:
    return s.log.do("board", placed("p2", "7A", f"{s.first + 1}-09-06", "year"))


def _void(s: Story) -> None:
    rectified(s.log, *s.act("PromotionDecided", "p2"), None)


def _the_one_before(s: Story) -> Draft:
    found = [e for e in s.entries() if e["type"] == "PromotionDecided" and e["data"]["pupil"] == "p2"]
    return proposal(found[-2]["pos"], "board/6A", None, "r2")


WAITS = _decides("p2", "Y", "KIEM_TRA_LAI")
WAITS_FOR_CONDUCT = _decides("p3", "TB", "REN_LUYEN_HE")
PASSED = _decides("p3", "TB", "LEN_LOP", 2)
_july: Acts = lambda s: s.go(RETEST_JULY)  # noqa: E731 - one act among others

YEAR: tuple[Told, ...] = (
    (
        "decided again by a new board on a new list, and placed by that decision",
        None,
        after("retests", *UP, _sitting(1), _decides("p2", "TB", "LEN_LOP"), _next_class),
    ),
    (
        "both stages decided again: the re-test still counts",
        None,
        after(None, *DOWN, _sitting(1), WAITS, _sitting(2), _decides("p2", "TB", "LEN_LOP", 2)),
    ),
    (
        "registered anew with the subject of which a mark counts",
        None,
        after(
            None,
            *MUSIC_TOO,
            _sitting(1),
            WAITS,
            _does("homeroom", lambda _s: registered("p2", "nhac", "toan")),
        ),
    ),
    (
        "registered and tested again after the new decision",
        None,
        after(
            "retest",
            *DOWN,
            _sitting(1),
            WAITS,
            _does("homeroom", lambda _s: registered("p2", "toan")),
            _july,
            _does("toan", lambda _s: retest()),
        ),
    ),
    (
        "both stages decided again: the summer's conduct still counts",
        None,
        after(None, *STILL_LOW, _sitting(1), WAITS_FOR_CONDUCT, _sitting(2), PASSED),
    ),
    ("a title awarded anew on the new result", None, after("retests", *BEST_NO_MORE, _anew("HSTT"))),
    (
        "a pupil decided again because another's result was recorded anew",
        "ALREADY_EXISTS",
        after("retests", *UP, _sitting(1), _decides("p1", "G", "LEN_LOP")),
    ),
    (
        "decided again by the board that sat before the new result",
        "BOARD_NOT_OPEN",
        after("retests", *UP, _decides("p2", "TB", "LEN_LOP")),
    ),
    (
        "decided again by the figures that were replaced",
        "RESULT_WRONG",
        after("retests", *UP, _sitting(1), _decides("p2", "Y", "LEN_LOP")),
    ),
    (
        "decided a third time on one result",
        "ALREADY_EXISTS",
        after("retests", *UP, _sitting(1), _decides("p2", "TB", "LEN_LOP"), _decides("p2", "TB", "LEN_LOP")),
    ),
    (
        "placed by the decision that was superseded",
        "PROMOTION_MISMATCH",
        after(None, *FAILED, _sitting(1), _decides("p2", "KEM", "O_LAI_LOP"), _next_class),
    ),
    (
        "stage 2 by the board that sat before stage 1 was decided again",
        "BOARD_NOT_OPEN",
        after(None, *DOWN, _sitting(1), WAITS, _decides("p2", "TB", "LEN_LOP", 2)),
    ),
    (
        "stage 2 of a pupil whom the new decision of stage 1 promotes",
        "NOT_PENDING",
        after(None, *UP, _sitting(1), _decides("p2", "TB", "LEN_LOP"), _decides("p2", "TB", "LEN_LOP", 2)),
    ),
    ("stage 2 decided twice", "ALREADY_EXISTS", after(None, _decides("p2", "TB", "LEN_LOP", 2))),
    (
        "registered anew without a subject of which a mark counts",
        "OF_RECORD",
        after(None, *MUSIC_TOO, _sitting(1), WAITS, _does("homeroom", lambda _s: registered("p2", "nhac"))),
    ),
    (
        "a re-test by the registration before the new decision",
        "NOT_REGISTERED",
        after("retest", *DOWN, _sitting(1), WAITS, _july, _does("toan", lambda _s: retest())),
    ),
    (
        "summer conduct judged again while the first counts",
        "ALREADY_EXISTS",
        after(None, *STILL_LOW, _sitting(1), WAITS_FOR_CONDUCT, _does("homeroom", summer)),
    ),
    (
        "a title again because another's result was recorded anew",
        "ALREADY_EXISTS",
        after("retests", *UP, _anew("HSTT", reason="đề nghị của lớp")),
    ),
    ("the old title again on the new result", "TITLE_WRONG", after("retests", *BEST_NO_MORE, _anew("HSG"))),
    (
        "a title awarded anew, and once more",
        "ALREADY_EXISTS",
        after("retests", *BEST_NO_MORE, _anew("HSTT"), _anew("HSG", reason="đề nghị của lớp")),
    ),
    (
        "a decision void under a later one that is void already",
        "STALE_BASE",
        after(
            "retests",
            *UP,
            _sitting(1),
            _decides("p2", "TB", "LEN_LOP"),
            _void,
            _does("board", _the_one_before),
        ),
    ),
)
