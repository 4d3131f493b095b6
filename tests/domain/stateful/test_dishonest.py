"""One dishonest person, in any roles, over any story, changes nothing of record; nor do two.

The domain is asked first: whatever it lets them do, a plain model of LAW "Of record" must see no value
change, and the verifier must find nothing in the lines. Then they hold the pen: what they write past the
rules the verifier's law reports, or the model sees no value change. What two may do LAW's table says.
"""

from itertools import combinations
from random import Random

import pytest

from tests.domain.adversary.honest import STAGES
from tests.domain.adversary.house import PEOPLE
from tests.domain.adversary.pen import Pen
from tests.domain.adversary.roads import choose
from tests.domain.adversary.tale import Post, Story, Tale, shortest, tell

PAIRS = tuple(combinations(PEOPLE, 2))
SHARDS = range(10)
"""So that the stories are shared out among processes."""


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


def tell_all(numbers: range, people: tuple[tuple[str, ...], ...], kind: type[Tale]) -> None:
    """Every story; a failing one is told again as short as it gets."""
    entries = 0
    for number in numbers:
        one = story(number, people[number % len(people)])
        tale = tell(one, choose, kind)
        entries += len(tale.log) - tale.begun
        if tale.found:
            tale = shortest(one, choose, kind)
        told = "\n".join(["", f"story {number}: {one}", *tale.said, "=>", *tale.found])
        assert not tale.found, told
        assert not tale.unsound(), (told, tale.unsound())
    print(
        f"{len(numbers)} stories, {kind.__name__}, {len(people[0])} dishonest, {entries} entries: no change"
    )


def shard(count: int, number: int) -> range:
    return range(number * count // len(SHARDS), (number + 1) * count // len(SHARDS))


ALONE = tuple((person,) for person in PEOPLE)


@pytest.mark.parametrize("number", SHARDS)
def test_one_dishonest_person_changes_nothing_of_record(number: int) -> None:
    """500 stories; what the domain let through is sound for the verifier, too."""
    tell_all(shard(500, number), ALONE, Tale)


@pytest.mark.parametrize("number", SHARDS)
def test_one_dishonest_person_with_the_pen_is_reported(number: int) -> None:
    """500 stories written past the domain's rules."""
    tell_all(shard(500, number), ALONE, Pen)


@pytest.mark.parametrize("number", SHARDS)
def test_two_dishonest_persons_change_nothing_of_record(number: int) -> None:
    """Every pair; no dossier gets its three seats from two."""
    tell_all(shard(180, number), PAIRS, Tale)


@pytest.mark.parametrize("number", SHARDS)
def test_two_dishonest_persons_with_the_pen_are_reported(number: int) -> None:
    """Every pair."""
    tell_all(shard(90, number), PAIRS, Pen)


@pytest.mark.nightly
@pytest.mark.parametrize("number", SHARDS)
@pytest.mark.parametrize("kind", [Tale, Pen])
@pytest.mark.parametrize("people", [ALONE, PAIRS], ids=["one", "two"])
def test_five_thousand_dishonest_stories(
    people: tuple[tuple[str, ...], ...], kind: type[Tale], number: int
) -> None:
    """5,000 of each, in `make nightly`."""
    tell_all(range(1_000 + 500 * number, 1_500 + 500 * number), people, kind)
