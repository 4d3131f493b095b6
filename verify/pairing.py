"""Which files of one school are compared: any two of a few; of many, as few pairs as find everything."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

from verify.holding import Holding

FEW = 32


def pairs(group: Sequence[Holding]) -> Iterator[tuple[Holding, Holding]]:
    """Each two once.

    Of many files each is compared with the largest logs and the addresses, and with the first of its equals:
    if two logs differ, one of them differs from the largest one too, so that no difference stays hidden.
    """
    if len(group) <= FEW:
        yield from combinations(group, 2)
        return
    seen: set[frozenset[int]] = set()
    for leader, others in _stars(group):
        for other in others:
            pair = frozenset((id(leader), id(other)))
            if leader is not other and pair not in seen:
                seen.add(pair)
                yield leader, other


def hubs(group: Sequence[Holding]) -> list[Holding]:
    """The largest log from outside, the largest among the targets, and every address."""
    found = [holding for holding in group if holding.remote is not None]
    for outside in (True, False):
        logs = [holding for holding in group if holding.log is not None and holding.outside is outside]
        found += [max(logs, key=lambda holding: holding.entries)] if logs else []
    return found


def _stars(group: Sequence[Holding]) -> Iterator[tuple[Holding, Sequence[Holding]]]:
    for hub in hubs(group):
        yield hub, group
    equals: dict[Hashable, list[Holding]] = {}
    for holding in group:
        for key in _keys(holding):
            equals.setdefault(key, []).append(holding)
    for members in equals.values():
        yield members[0], members
        yield next((member for member in members if member.outside), members[0]), members


def _keys(holding: Holding) -> Iterator[Hashable]:
    """Of what there may be two that say different things: a tree size, an entry, an archive."""
    yield from {("size", head.size) for head in holding.heads}
    if holding.receipt is not None:
        yield "entry", holding.receipt.index
    if holding.archive is not None:
        yield "archive", holding.archive.id
