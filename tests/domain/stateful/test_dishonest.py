"""One dishonest person, in any roles, over any story, changes nothing of record; nor do two.

The domain is asked first: whatever it lets them do, a plain model of LAW "Of record" must see no value
change, and the verifier must find nothing in the lines. Then they hold the pen: what they write past the
rules the verifier's law reports, or the model sees no value change. What two may do LAW's table says.
"""

from functools import partial
from itertools import combinations
from random import Random

import pytest

from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.house import PEOPLE
from tests.domain.adversary.life import Life, PenLife, live
from tests.domain.adversary.pen import Pen
from tests.domain.adversary.roads import choose
from tests.domain.adversary.tale import Post, Story, Tale, shortest, tell

PAIRS = tuple(combinations(PEOPLE, 2))
SHARDS = range(10)
"""So that the stories are shared out among processes."""
ALONE = tuple((person,) for person in PEOPLE)
EARLY, NIGHT = 6, 1_000


def story(number: int, dishonest: tuple[str, ...]) -> Story:
    """The story of that number: the same in every run."""
    rng = Random(number)
    seeds = tuple(rng.randrange(2**32) for _ in range(rng.randrange(4, 16)))
    posts = tuple(some_post(rng, dishonest) for _ in range(rng.randrange(4)))
    return Story(rng.choice((2020, 2024)), rng.randrange(len(STAGES)), dishonest, seeds, posts)


def some_post(rng: Random, dishonest: tuple[str, ...]) -> Post:
    """A role that anybody might have besides; many dishonest persons have more than one."""
    role = rng.choice(("teacher", "teacher", "homeroom", "clerk", "deputy", "homeroom_deputy"))
    klass = None if role in ("clerk", "deputy") else rng.choice(("6a", "6a", "6b", "6c"))
    subject = None if role != "teacher" else "toan" if klass == "6c" else rng.choice(("toan", "nhac"))
    return Post(rng.choice(dishonest), role, klass, subject)


def told(one: Story, kind: type[Tale]) -> Tale:
    """Alone; or, if the honest live on around them, from an early stage to the end of the year."""
    if issubclass(kind, Life):
        return live(one._replace(stage=one.stage % EARLY), choose, kind)
    return tell(one, choose, kind)


def tell_all(numbers: range, people: tuple[tuple[str, ...], ...], kind: type[Tale]) -> None:
    """Every story; a failing one is told again as short as it gets."""
    entries = 0
    for number in numbers:
        one = story(number, people[number % len(people)])
        tale = told(one, kind)
        entries += len(tale.log) - tale.begun
        if tale.found:
            tale = shortest(one, partial(told, kind=kind))
        text = "\n".join(["", f"story {number}: {one}", *tale.said, "=>", *tale.found])
        assert not tale.found, text
        assert not tale.unsound(), (text, tale.unsound())
    many = f"{kind.__name__}, {len(people[0])} dishonest: {len(numbers)} stories, {entries} entries"
    print(f"{many}, nothing of record changed")


def shard(count: int, number: int) -> range:
    return range(number * count // len(SHARDS), (number + 1) * count // len(SHARDS))


@pytest.mark.parametrize("number", SHARDS)
@pytest.mark.parametrize(("kind", "count"), [(Tale, 400), (Life, 100)], ids=["alone", "among the honest"])
def test_one_dishonest_person_changes_nothing_of_record(kind: type[Tale], count: int, number: int) -> None:
    """500 stories; what the domain let through is sound for the verifier, too."""
    tell_all(shard(count, number), ALONE, kind)


@pytest.mark.parametrize("number", SHARDS)
@pytest.mark.parametrize(("kind", "count"), [(Pen, 480), (PenLife, 20)], ids=["alone", "among the honest"])
def test_one_dishonest_person_with_the_pen_is_reported(kind: type[Tale], count: int, number: int) -> None:
    """500 stories written past the domain's rules."""
    tell_all(shard(count, number), ALONE, kind)


@pytest.mark.parametrize("number", SHARDS)
@pytest.mark.parametrize(
    ("kind", "count"),
    [(Tale, 180), (Life, 50), (Pen, 50)],
    ids=["alone", "among the honest", "with the pen"],
)
def test_two_dishonest_persons_change_nothing_of_record(kind: type[Tale], count: int, number: int) -> None:
    """Every pair; no dossier gets its three seats from two."""
    tell_all(shard(count, number), PAIRS, kind)


@pytest.mark.nightly
@pytest.mark.parametrize("number", SHARDS)
@pytest.mark.parametrize(("kind", "count"), [(Tale, 5_000), (Life, 1_000), (Pen, 5_000), (PenLife, 500)])
@pytest.mark.parametrize("people", [ALONE, PAIRS], ids=["one", "two"])
def test_thousands_of_dishonest_stories(
    people: tuple[tuple[str, ...], ...], kind: type[Tale], count: int, number: int
) -> None:
    """In `make nightly`: other stories than by day."""
    part = shard(count, number)
    tell_all(range(part.start + NIGHT, part.stop + NIGHT), people, kind)
