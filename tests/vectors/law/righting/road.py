"""A rectification: proposed, witnessed and decided by three (LAW 49)."""

from tests.vectors.law.besides import TOAN, about, awaiting, rectified, with_clerk
from tests.vectors.law.drafts.books import mark
from tests.vectors.law.drafts.pupils import placed
from tests.vectors.law.drafts.righting import proposal, ruled, seen, taken_back
from tests.vectors.law.drafts.unit import delegated, post
from tests.vectors.law.log import Draft, Log, digest
from tests.vectors.law.story import Story
from tests.vectors.law.told import Told, case, sound


def _renamed(log: Log) -> None:
    """A pupil's name and birth put right; another proposal refused, and proposed again."""
    with_clerk(log)
    of = log.next - 4
    log.do("clerk", proposal(of, "pupil/p2", {"born": "2015-03-05"}, "r0"))
    log.do("head", ruled("r0", "refused"))
    rectified(log, of, "pupil/p2", {"born": "2015-03-14", "name": "Em p2 đúng tên"})


def _left_again(s: Story, by: str = "clerk", name: str = "r1") -> None:
    """A proposal that p5 left a day earlier, witnessed."""
    awaiting(s.log, *s.act("PupilLeft", "p5"), {"last": s.day("10-28")}, name, by=by)


def _decided_by_witness(s: Story) -> Draft:
    """The member of the board is a deputy, too, to whom the power is lent."""
    s.log.do("head", post("b1", "deputy", **{"from": s.day("08-15")}))
    lent = delegated("b1", "permit", **{"from": s.day("09-01"), "to": s.day("05-31")})
    s.log.rights["b1 permits"] = ("b1", "deputy", s.log.do("head", lent))
    _left_again(s)
    return ruled()


def _decided_by_proposer(s: Story) -> Draft:
    _left_again(s, by="head")
    return ruled()


def _witnessed_by_proposer(s: Story) -> Draft:
    s.log.do("board", proposal(*s.act("PupilLeft", "p5"), {"last": s.day("10-28")}))
    return seen(s.log, "board")


def _unseen(s: Story) -> Draft:
    s.log.do("clerk", proposal(*s.act("PupilLeft", "p5"), {"last": s.day("10-28")}))
    return seen(s.log, "board", intent=digest("etwas"))


def _unwitnessed(s: Story) -> Draft:
    s.log.do("clerk", proposal(*s.act("PupilLeft", "p5"), {"last": s.day("10-28")}))
    return ruled()


def _ruled_twice(s: Story) -> Draft:
    _left_again(s)
    s.log.do("head", ruled(outcome="refused"))
    return seen(s.log, "board")


def _overtaken(s: Story) -> Draft:
    _left_again(s)
    rectified(s.log, *s.act("PupilLeft", "p5"), {"last": s.day("10-27")}, "r2")
    return ruled()


def _grown_unfit(s: Story) -> Draft:
    """Fitting when it was proposed; then the pupil came back on that very day."""
    awaiting(s.log, *s.act("PupilLeft", "p5"), {"last": s.day("11-15")})
    s.go("11-10")
    s.log.do("clerk", placed("p5", "6B", s.day("11-10"), "return"))
    return ruled()


def _void_again(s: Story) -> Draft:
    rectified(s.log, *s.act("OneSemesterAllowed"), None)
    return proposal(*s.act("OneSemesterAllowed"), None, "r2")


def _same_name(s: Story) -> Draft:
    s.log.do("clerk", proposal(*s.act("PupilLeft", "p5"), {"last": s.day("10-28")}))
    return proposal(*s.act("PupilLeft", "p5"), {"last": s.day("10-27")})


def _other_stream(s: Story) -> Draft:
    of, _ = s.act("PupilLeft", "p5")
    return proposal(of, "pupil/p1", {"cause": "abroad"})


def _of_a_mark(s: Story) -> Draft:
    return proposal(s.log.do("toan", mark(40, "p1", "tx1")), TOAN, {"value": 50})


def _person_renamed(s: Story) -> Draft:
    """A person, the first head, a class, a rating: what no rule reads is put right all the same."""
    rectified(s.log, *s.act("PersonRegistered"), {"name": "Người khác"}, "r1")
    rectified(s.log, 0, "school", {"name": "Y Hiệu đúng tên"}, "r2")
    rectified(s.log, *s.act("ClassOpened"), {"name": "Lớp 6 B"}, "r3")
    rectified(s.log, *s.act("TeacherRated"), None, "r4")
    return taken_back(*s.act("CommitmentSigned"))


SMALL: tuple[Told, ...] = (
    ("a pupil's name put right by three persons, and a proposal refused", None, _renamed),
)

YEAR: tuple[Told, ...] = (
    sound("names put right, a rating void, a commitment withdrawn", "sign 1", "head", _person_renamed),
    case("UNKNOWN_ACT", "a substitution put right", "months", "clerk", about("SubstituteNamed", None, None)),
    case("RECTIFICATION_STATE", "decided, but never proposed", "months", "head", lambda _s: ruled("r7")),
    case("ALREADY_EXISTS", "two rectifications of one name", "return", "clerk", _same_name),
    case("UNKNOWN_ACT", "a mark is put right by a dossier", "dated", "clerk", _of_a_mark),
    case("UNKNOWN_ACT", "an act in another stream", "return", "clerk", _other_stream),
    case("UNKNOWN_ACT", "an act that is void already", "marks 1", "clerk", _void_again),
    case(
        "NO_RIGHT", "proposed by a teacher", "return", "toan", about("PupilLeft", "p5", {"cause": "abroad"})
    ),
    case(
        "OUT_OF_SCOPE",
        "proposed by another class's teacher",
        "months",
        "homeroom",
        about("PupilEnrolled", "p6", {"name": "Em khác"}),
    ),
    case(
        "BAD_DATA",
        "a field that the act has not",
        "return",
        "clerk",
        about("PupilLeft", "p5", {"name": "Em"}),
    ),
    case(
        "BAD_DATA",
        "a value that no such field takes",
        "return",
        "clerk",
        about("PupilLeft", "p5", {"cause": "year"}),
    ),
    case(
        "NO_CHANGE", "what stands already", "return", "clerk", about("PupilLeft", "p5", {"cause": "transfer"})
    ),
    case("PROPOSER_WITNESSES", "witnessed by the proposer", "return", "board", _witnessed_by_proposer),
    case("INTENT_WRONG", "a witness of something else", "return", "board", _unseen),
    case("RECTIFICATION_STATE", "applied without a witness", "return", "head", _unwitnessed),
    case("RECTIFICATION_STATE", "witnessed after it was refused", "return", "board", _ruled_twice),
    case("PROPOSER_DECIDES", "decided by the proposer", "return", "head", _decided_by_proposer),
    case("WITNESS_TWICE", "decided by the witness", "return", "b1 permits", _decided_by_witness),
    case("STALE_BASE", "decided after another put it right", "return", "head", _overtaken),
    case("BAD_PERIOD", "applied though it does not fit any more", "return", "head", _grown_unfit),
)
