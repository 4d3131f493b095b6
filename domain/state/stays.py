"""A pupil and the stays in classes, as the movements make them one after the other (LAW 29)."""

from collections.abc import Iterable

from domain.state.facts import OPEN_END, Membership, Pupil, Said
from domain.words.days import day_before

MOVEMENTS = frozenset(("PupilEnrolled", "PupilPlaced", "PupilLeft"))
_ENROLLED = ("pupil", "name", "born", "register", "class", "from", "key")


def enrolled(said: Said) -> Pupil:
    """A new pupil."""
    return Pupil(*[said.data[name] for name in _ENROLLED])._replace(pos=said.pos)


def placed(pupil: Pupil, said: Said) -> Pupil:
    """The stay before lasts to the day before, unless a leaving has ended it."""
    former = Membership(pupil.klass, pupil.start, pupil.end, pupil.pos, pupil.cause)
    if not pupil.left:
        former = former._replace(end=day_before(said.data["from"]))
    return pupil._replace(
        klass=said.data["class"],
        start=said.data["from"],
        pos=said.pos,
        end=OPEN_END,
        cause=said.data["cause"],
        past=(*pupil.past, former),
        left=0,
        left_for="",
    )


def left(pupil: Pupil, said: Said) -> Pupil:
    """The newest stay ends."""
    return pupil._replace(end=said.data["last"], left=said.pos, left_for=said.data["cause"])


def moved(pupil: Pupil, said: Said) -> Pupil:
    """The pupil after the next placement or leaving."""
    return left(pupil, said) if said.type == "PupilLeft" else placed(pupil, said)


def standing(moves: Iterable[Said]) -> list[Said]:
    """Those movements that are not void."""
    return [each for each in moves if not each.void]


def pupil_of(moves: Iterable[Said]) -> Pupil:
    """The pupil whom all movements together make, the first of them the enrolment."""
    first, *rest = standing(moves)
    pupil = enrolled(first)
    for each in rest:
        pupil = moved(pupil, each)
    return pupil


def out_of(moves: Iterable[Said], said: Said) -> str | None:
    """The class out of which a movement leads; None where it ends no stay."""
    before = [each for each in moves if each.pos < said.pos]
    if not before or said.type == "PupilEnrolled":
        return None
    pupil = pupil_of(before)
    return None if pupil.left else pupil.klass
