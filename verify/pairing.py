"""Which files of one school are compared: any two of a few; of many, as few pairs as find everything."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations

from verify.holding import WHOLE_LOGS, Holding

FEW = 32


def pairs(group: Sequence[Holding]) -> Iterator[tuple[Holding, Holding]]:
    """Each two once.

    Of many files each is compared with the hubs, and with the first of its equals: if two logs differ, one of
    them differs from the largest one too; if one lost lines, what reaches farthest shows it.
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
    """Every address; of the outside and of the targets, of each kind of file the one that reaches farthest.

    The largest log differs from whatever differs; what reaches farthest shows which whole log lost lines. Of
    the targets that is asked of those only that are no whole logs, as these do not judge each other's length.
    """
    found = [holding for holding in group if holding.remote is not None]
    for outside in (True, False):
        side = [holding for holding in group if holding.outside is outside]
        parts = [h for h in side if h.kind not in WHOLE_LOGS]
        for some, reach in ((side, _lines), (parts, _lines), (parts, _noted), (parts, _received)):
            farthest = max(some, key=reach, default=None)
            found += [farthest] if farthest is not None and reach(farthest) else []
    return found


def _lines(holding: Holding) -> int:
    return holding.entries


def _noted(holding: Holding) -> int:
    return max((head.size for head in holding.heads), default=0) if holding.log is None else 0


def _received(holding: Holding) -> int:
    return holding.receipt.index + 1 if holding.receipt is not None else 0


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
