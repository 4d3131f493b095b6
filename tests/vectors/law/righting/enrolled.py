"""What rests on a class keeps an enrolment in it: results brought, exemptions, permissions (LAW 49)."""

from typing import Any

from tests.vectors.law.besides import rectified
from tests.vectors.law.drafts.pupils import brought, exempted, one_semester, pupil_of
from tests.vectors.law.drafts.righting import proposal
from tests.vectors.law.drafts.unit import opened
from tests.vectors.law.log import Draft
from tests.vectors.law.story import SUBJECTS, Story
from tests.vectors.law.told import Told, case, sound


def _class(s: Story, *subjects: Any, later: int = 0) -> str:
    """A class 6C of the story's year with these subjects, or 7C of a later one."""
    first, name = s.first + later, "7C" if later else "6C"
    plan = {"year": f"{first}-{first + 1}", "grade": 7 if later else 6, "regime": s.regime}
    s.log.do("board", opened(name, **plan, subjects=list(subjects)))
    return name


def _moved(s: Story, pupil: str, klass: str, **besides: Any) -> Draft:
    return proposal(*s.act("PupilEnrolled", pupil), {"class": klass, **besides})


def _brought(s: Story) -> Draft:
    """p4 brought a result of mathematics."""
    return _moved(s, "p4", _class(s, SUBJECTS[0]))


def _brought_of_the_other_kind(s: Story) -> Draft:
    return _moved(s, "p4", _class(s, SUBJECTS[0], {**SUBJECTS[1], "kind": "comment"}))


def _another_year(s: Story) -> Draft:
    return _moved(s, "p4", _class(s, *SUBJECTS, later=1), **{"from": f"{s.first + 1}-09-05"})


def _exempted(s: Story) -> Draft:
    s.log.do("board", pupil_of(s, "p9", day="11-20"))
    s.log.do("head", exempted("p9", "nhac", "whole", 2))
    return _moved(s, "p9", _class(s, SUBJECTS[1]))


def _exempted_whole(s: Story) -> Draft:
    """From all of a subject that has scores there."""
    s.log.do("board", pupil_of(s, "p9", day="11-20"))
    s.log.do("head", exempted("p9", "nhac", "whole", 2))
    return _moved(s, "p9", _class(s, {**SUBJECTS[0], "kind": "score"}, SUBJECTS[1]))


def _one_semester(s: Story) -> Draft:
    """The other class teaches it in one semester only."""
    s.log.do("board", pupil_of(s, "p9", day="11-20"))
    s.log.do("head", one_semester("p9", "nhac"))
    return _moved(s, "p9", _class(s, {**SUBJECTS[0], "semesters": [2]}, SUBJECTS[1]))


def _followed(s: Story) -> Draft:
    """All that p4 brought follows into the other class, and is put right there."""
    klass = _class(s, *SUBJECTS)
    rectified(s.log, *s.act("PupilEnrolled", "p4"), {"class": klass})
    rectified(s.log, *s.act("ResultBrought", "p4"), None, "r2")
    return brought(s, "absent", 2)


YEAR: tuple[Told, ...] = (
    sound("enrolled into another class with all that was brought", "exempt", "clerk", _followed),
    case("MOVE_WRONG", "from a brought result to a class without its subject", "exempt", "clerk", _brought),
    case("MOVE_WRONG", "the subject takes no such value", "exempt", "clerk", _brought_of_the_other_kind),
    case("MOVE_WRONG", "from a brought result to another year", "exempt", "clerk", _another_year),
    case("MOVE_WRONG", "from an exemption to a class without its subject", "exempt", "clerk", _exempted),
    case("MOVE_WRONG", "from a whole exemption to a subject of scores", "exempt", "clerk", _exempted_whole),
    case("MOVE_WRONG", "from a permission to a subject of one semester", "exempt", "clerk", _one_semester),
)
