"""Values of record taken by roads beside the dossier: written past the rules, the verifier's law names them.

Each attack is a log of `spec/vectors/law_year.json` in which everything but one rule is kept. What the
service answers to the same requests is in `tests/api/test_of_record.py`.
"""

import json
from pathlib import Path

from tests.verify.law.replaying import replay_lines

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "law_year.json"
DOCUMENT = json.loads(VECTORS.read_text(encoding="utf-8"))


def found(desc: str) -> set[str]:
    """The codes of the log whose description says this."""
    vector = next(each for each in DOCUMENT["vectors"] if each["desc"].partition(": ")[2] == desc)
    lines = [*DOCUMENT["logs"][vector["base"]][: vector["take"]], *vector["lines"]]
    return {code for code, _ in replay_lines([line.encode() for line in lines])}


def test_a80_a_mark_of_record_replaced_by_a_move() -> None:
    """The new class enters the cell that the class before has published, or still holds open."""
    assert found("a mark over one of the class before, published there") == {"OF_RECORD"}
    assert found("a mark over one of the class before, still open there") == {"CELL_NOT_EMPTY"}


def test_a81_a_late_entry_permitted_by_oneself() -> None:
    """Who permits enters; and what a dossier emptied is filled by a permission."""
    assert found("a late mark by who permitted it") == {"PERMITTER_ENTERS"}
    assert found("a late mark where a dossier emptied the cell") == {"OF_RECORD"}


def test_a82_results_brought_for_who_never_left() -> None:
    """By the clerk alone: a letter, and results over marks, absences or a recorded result."""
    assert found("a letter for who was here all the time") == {"NOT_ARRIVED"}
    assert found("results brought of a semester begun here") == {"NOT_ARRIVED"}
    assert found("a result brought over a mark") == {"NOT_NEEDED"}
    assert found("absences brought over one of here") == {"NOT_NEEDED"}
    assert found("a result brought after the semester's was recorded") == {"OF_RECORD"}
    assert found("a mark over a result brought") == {"OF_RECORD"}


def test_a83_an_exemption_unmakes_a_mark_of_record() -> None:
    """Granted after publication or after the result; or ended after it."""
    assert found("exempt over a published mark") == {"OF_RECORD"}
    assert found("exempt after the result was recorded") == {"OF_RECORD"}
    assert found("an exemption ended after the result was recorded") == {"OF_RECORD"}
    assert found("one semester allowed after the year's result") == {"OF_RECORD"}


def test_a84_absences_changed_after_they_counted() -> None:
    """Entered after the result or the decision, moved out of count, or reopened and set by one hand."""
    assert found("an absence after the year's result") == {"OF_RECORD"}
    assert found("an absence in a reopened month after the decision") == {"OF_RECORD"}
    assert found("a change from before an absence") == {"MOVE_WRONG"}
    assert found("a leaving from before an absence") == {"MOVE_WRONG"}
    assert found("an absence by who opened the month again") == {"PROPOSER_DECIDES"}
    assert found("a month signed by who confirmed it") == {"PROPOSER_DECIDES"}


def test_a85_marks_lost_by_a_move() -> None:
    """Into a class without the subject, with another kind of it, or back after a leaving."""
    assert found("a change that loses a marked subject") == {"MOVE_WRONG"}
    assert found("a change to where the subject is of another kind") == {"MOVE_WRONG"}
    assert found("a change that loses a result brought") == {"MOVE_WRONG"}
    assert found("a return that loses a marked subject") == {"MOVE_WRONG"}


def test_a86_a_retest_mark_of_record_changed() -> None:
    """In a later window, or after a board has seen it."""
    assert found("a re-test mark changed in a later window") == {"OF_RECORD"}
    assert found("a re-test mark that a board has seen") == {"OF_RECORD"}
    assert found("summer conduct while the board sits") == {"OF_RECORD"}


def test_a87_what_a_signature_covers_changed_under_it() -> None:
    """No cell changes; an exemption, a result brought or a movement does: the signature stands no longer."""
    assert found("a class signed though its books were touched") == {"NOT_SIGNED"}
    assert found("results of a class touched since it was signed") == {"NOT_SIGNED"}
    assert found("a lock of what was touched since the approval") == {"NOT_APPROVED"}
    assert found("a list of what was touched since the approval") == {"NOT_APPROVED"}


def test_a88_a_mark_changed_after_the_approval() -> None:
    """In a window that is still open, by a permission, or in the class to which the pupil went on."""
    assert found("a change after the approval") == {"OF_RECORD"}
    assert found("a late mark after the pupil's result was recorded") == {"OF_RECORD"}
    assert found("a mark after another class's results were recorded") == {"OF_RECORD"}
