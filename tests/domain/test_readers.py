"""Who may look at what (users' rights), and who may begin an act, as rules without a server."""

import pytest

from domain.acts.books.corrections import AmendCorrection, ProposeCorrection
from domain.acts.books.gradebook import SaveMarks
from domain.grounds.readers import Reader, may_name_file
from domain.grounds.rights import may_begin
from domain.grounds.situation import refuse_unknown
from domain.state.dossier import DossierState
from domain.state.facts import Appointment
from domain.words.refusal import Refusal
from tests.domain.schoolhouse import Schoolhouse, school
from tests.school.small import CLASS, DURING, SUBJECT

WHOLE = ("reads_all", "reads_register", "has_class", "makes_keys")
REACH = {
    "head": {"reads_all", "reads_register", "makes_keys"},
    "deputy": {"reads_all", "reads_register"},
    "board": {"reads_all", "reads_register", "makes_keys"},
    "clerk": {"reads_register"},
    "homeroom": {"has_class"},
    "homeroom_deputy": {"has_class"},
    "teacher": set(),
}


def reader(role: str, klass: str | None = None, subject: str | None = None) -> Reader:
    right = Appointment(pos=3, role=role, klass=klass, subject=subject, start="2020-09-01", end=None)
    return Reader("p", [right])


@pytest.mark.parametrize("role", REACH)
def test_what_a_role_reaches_in_the_whole_school(role: str) -> None:
    """Users' rights: leadership and board all books, the clerk the register, keys by who rotates them."""
    found = reader(role, "6a", "toan")
    assert {name for name in WHOLE if getattr(found, name)} == REACH[role]


def test_nobody_without_a_right_reads_anything() -> None:
    """A token alone opens nothing."""
    nobody = Reader("p", [])
    assert not any(getattr(nobody, name) for name in WHOLE)
    assert not (nobody.reads_book("6a", "toan") or nobody.reads_roster("6a") or nobody.reads_identity("6a"))


def test_a_teacher_reads_the_own_book_and_who_is_in_the_class() -> None:
    """Not the other books, not births, not other classes."""
    teacher = reader("teacher", "6a", "toan")
    assert teacher.reads_book("6a", "toan") and teacher.reads_roster("6a")
    for other in (("6a", "van"), ("6b", "toan"), ("6a", "profile")):
        assert not teacher.reads_book(*other)
    assert not (teacher.reads_class("6a") or teacher.reads_identity("6a") or teacher.reads_roster("6b"))


def test_a_homeroom_teacher_reads_all_of_the_own_class_alone() -> None:
    """Births and conduct, too."""
    homeroom = reader("homeroom", "6a")
    assert homeroom.reads_book("6a", "van") and homeroom.reads_identity("6a")
    assert not (homeroom.reads_class("6b") or homeroom.reads_identity(None))


def test_the_clerk_reads_profiles_and_no_marks() -> None:
    """Who keeps the register keeps the profiles."""
    clerk = reader("clerk")
    assert clerk.reads_book("6a", "profile") and not clerk.reads_book("6a", "toan")


def dossier(proposer: str = "somebody", state: str = "proposed") -> DossierState:
    found = DossierState("D1")
    found.proposer, found.state, found.klass, found.subject = proposer, state, "6a", "toan"
    return found


def test_a_dossier_is_known_to_its_proposer_and_who_reads_the_book() -> None:
    """To all others it is as one that there is not; that there is none only who reads all may know."""
    assert reader("teacher", "6a", "toan").knows_dossier(dossier())
    assert reader("teacher", "6b", "van").knows_dossier(dossier("p"))
    assert not reader("teacher", "6b", "van").knows_dossier(dossier())
    assert not reader("teacher", "6a", "toan").knows_dossier(dossier(state=""))
    assert reader("board").knows_dossier(dossier(state=""))


def test_evidence_is_opened_by_its_proposer_and_who_reads_the_class() -> None:
    """Not by who only teaches the subject now: it may show other pupils."""
    assert reader("homeroom", "6a").opens_evidence(dossier())
    assert reader("teacher", "6a", "toan").opens_evidence(dossier("p"))
    assert not reader("teacher", "6a", "toan").opens_evidence(dossier())


def test_a_file_is_named_by_who_brought_it_or_where_it_was_named() -> None:
    """Whoever names a file may open it: a digest that was heard of is not enough."""
    assert may_name_file("d", (), brought=True) and may_name_file("d", ["d"], brought=False)
    assert not may_name_file("d", ["e"], brought=False)


def test_a_slip_is_known_to_the_register_the_class_and_the_proposer() -> None:
    """And on an act of another class a homeroom teacher proposes nothing."""
    homeroom = reader("homeroom", "6a")
    assert homeroom.knows_act("6a") and homeroom.knows_act(None) and not homeroom.knows_act("6b")
    assert not reader("teacher", "6a", "toan").knows_act(None)
    assert homeroom.reads_rectification("6a", "q") and homeroom.reads_rectification("6b", "p")
    assert not homeroom.reads_rectification("6b", "q") and not homeroom.reads_rectification(None, "q")


@pytest.fixture
def house() -> Schoolhouse:
    made = school()
    made.now = DURING
    return made


def test_an_act_without_a_right_is_refused_before_its_contents_are_known(house: Schoolhouse) -> None:
    """NO_RIGHT by class and subject alone: nothing is sealed or kept for it first."""
    place = {"klass": CLASS, "subject": SUBJECT, "semester": 1}
    may_begin(house.state, "toan", SaveMarks.model_construct(**place), house.now)
    for kind in (SaveMarks, ProposeCorrection):
        with pytest.raises(Refusal, match="NO_RIGHT"):
            may_begin(house.state, "vanthu", kind.model_construct(**place, dossier="D1"), house.now)


def test_the_dossier_that_an_act_is_about_is_looked_at_and_not_kept(house: Schoolhouse) -> None:
    """The State stays as it was."""
    found = DossierState("D1")
    found.state, found.klass, found.subject = "proposed", CLASS, "khac"
    asked = AmendCorrection.model_construct(dossier="D1")
    with pytest.raises(Refusal, match="OUT_OF_SCOPE"):
        may_begin(house.state, "toan", asked, house.now, dossier=found)
    assert house.state.dossiers == {}


def test_a_pupil_who_is_nowhere_is_refused_before_a_key_is_looked_for(house: Schoolhouse) -> None:
    """NOT_IN_CLASS (S65), not "no key"; of one who is somewhere the rules of the act say more."""
    refuse_unknown(house.state, house.state.pupils, CLASS, "2020-10-20")
    with pytest.raises(Refusal, match="NOT_IN_CLASS"):
        refuse_unknown(house.state, ["nobody"], CLASS, "2020-10-20")
