"""Roads around the law by clock, rights, seats, policy and moves: written past the rules, the law names them.

Each attack is a log of `spec/vectors` in which everything but one rule is kept. What the service answers
to such requests is in `tests/domain/test_clock.py`, `tests/domain/test_rights.py` and `tests/api`.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.verify.law.replaying import replay_lines

VECTORS = Path(__file__).parents[2] / "spec" / "vectors"
DOCUMENTS = [json.loads((VECTORS / name).read_text("utf-8")) for name in ("law.json", "law_year.json")]
BY_DESC: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    vector["desc"].rpartition(": ")[2]: (document, vector)
    for document in DOCUMENTS
    for vector in document["vectors"]
}


def found(desc: str) -> set[str]:
    """The codes of the log whose description says this."""
    document, vector = BY_DESC[desc]
    begun = document["logs"][vector["base"]][: vector["take"]] if "base" in vector else []
    return {code for code, _ in replay_lines([line.encode() for line in [*begun, *vector["lines"]]])}


@pytest.mark.parametrize(
    ("code", "desc"),
    [
        ("WINDOW_CLOSED", "a mark in a window that ended before the clock was set back"),
        ("BOOK_LOCKED", "an unlocking used that expired before the clock was set back"),
        ("LATE_NOT_PERMITTED", "a permission used that expired before the clock was set back"),
        ("RIGHT_NOT_IN_FORCE", "a right used whose last day passed before the clock was set back"),
        ("WITNESSES_MISSING", "a session of witnesses that goes on over a clock reset"),
        ("ARCHIVE_MISSING", "the clock set back under a window without archive"),
    ],
)
def test_a90_the_clock_is_set_back_to_when_it_was_allowed(code: str, desc: str) -> None:
    """A window, an unlocking, a permission, a right, a session; and an archive that is missing."""
    assert found(desc) == {code}


@pytest.mark.parametrize(
    "desc",
    [
        "the head appoints themselves teacher",
        "the head appoints themselves to the board",
        "a deputy with the power appoints themselves",
        "a head who is a deputy, too, lends powers to themselves",
        "the head stands in for a teacher by the own decision",
        "the head founds a board with a seat for themselves",
        "a person of the body above becomes head by themselves",
    ],
)
def test_a91_a_right_given_to_oneself(desc: str) -> None:
    """Teacher, board, substitute, power: each takes another person."""
    assert found(desc) == {"SELF_GRANT"}


def test_a92_the_policy_weakened_or_out_of_everybodys_reach() -> None:
    """The passkey of the witnesses becomes a code; or nobody can ever decide again."""
    assert found("a proof of witnesses that falls") == {"POLICY_WEAKER"}
    assert found("the first policy asks for more than its own proof") == {"PROOF_TOO_WEAK"}
    assert found("a policy asks of witnesses for more than its own proof") == {"PROOF_TOO_WEAK"}


@pytest.mark.parametrize(
    "desc",
    [
        "the only head ends the own right",
        "both heads ended for days to come",
        "the only person of the body above ends the own right",
    ],
)
def test_a92_nobody_left_who_decides(desc: str) -> None:
    """Another without a last day stands first."""
    assert found(desc) == {"LAST_HEAD"}


@pytest.mark.parametrize(
    ("code", "desc"),
    [
        ("PROMOTION_MISMATCH", "gone and back while the summer is awaited"),
        ("PROMOTION_MISMATCH", "promoted, gone and back two grades up"),
        ("NOT_DECIDED", "moved up before the year's results"),
        ("NOT_DECIDED", "gone and back after the result, before the decision"),
        ("MOVE_WRONG", "a pupil changed to another class after the decision"),
        ("MOVE_WRONG", "back in the same year, a grade up"),
    ],
)
def test_a93_a_promotion_shaken_off_by_a_move(code: str, desc: str) -> None:
    """The decision is the pupil's of that year, whatever classes follow."""
    assert found(desc) == {code}


def test_a94_a_promotion_against_the_regulation_by_one_hand() -> None:
    """Who opened the board decides alone; or somebody who does not sit in it."""
    assert found("another outcome by the one who opened the board") == {"PROPOSER_DECIDES"}
    assert found("another outcome by one who does not sit") == {"PROPOSER_DECIDES"}


@pytest.mark.parametrize(
    ("code", "desc"),
    [
        ("ALREADY_EXISTS", "a pupil decided again because another's result was recorded anew"),
        ("ALREADY_EXISTS", "a title again because another's result was recorded anew"),
        ("BOARD_NOT_OPEN", "decided again by the board that sat before the new result"),
        ("BOARD_NOT_OPEN", "stage 2 by the board that sat before stage 1 was decided again"),
        ("NOT_REGISTERED", "a re-test by the registration before the new decision"),
        ("OF_RECORD", "registered anew without a subject of which a mark counts"),
        ("PROMOTION_MISMATCH", "placed by the decision that was superseded"),
        ("RESULTS_BROKEN", "an approval without the pupil who left at the end of the semester"),
    ],
)
def test_a99_decided_again_though_nothing_has_changed(code: str, desc: str) -> None:
    """Or by what stood before the change; or the result itself is left out."""
    assert found(desc) == {code}


@pytest.mark.parametrize(
    "desc",
    [
        "a board member appointed after the proposal confirms",
        "a homeroom teacher appointed after the proposal confirms",
        "a substitute named after the proposal confirms",
        "a second leader after the proposer was put in the homeroom teacher's place",
        "a second leader after the other homeroom teacher was removed",
        "a second leader though the proposer only stands in for the homeroom teacher",
    ],
)
def test_a95_the_witnesses_of_a_dossier_arranged_after_it_was_proposed(desc: str) -> None:
    """The real witness is removed, replaced or passed over."""
    assert found(desc) == {"WRONG_SEAT"}


def test_a96_a_member_of_a_dissolved_board_acts_for_it() -> None:
    """Another board was founded, or this one's time is over."""
    assert found("a member of a board in whose place another was founded") == {"RIGHT_NOT_IN_FORCE"}
    assert found("a member of a board whose last day has passed") == {"RIGHT_NOT_IN_FORCE"}


def test_a97_a_rating_changed_by_appointments_dated_back() -> None:
    """A book is taken away, or given, after the check and before its day."""
    assert found("rated without a book that was taken away after the check") == {"FIGURES_WRONG"}
    assert found("rated by a book that was given after the check") == {"FIGURES_WRONG"}


def test_a98_a_restore_of_another_size_and_a_class_under_other_rules() -> None:
    """A restore names the size that the log has; a class opened before its year has the year's rules."""
    assert found("a restore to fewer entries than there are") == {"BAD_DATA"}
    assert found("a class under the old rules, its year not opened") == {"REGIME_WRONG"}
