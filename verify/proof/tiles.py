"""C2SP tlog-tiles: names of hash tiles, what they must hold, and consistency paths read from them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from verify.proof.canonical import NotCanonical, decimal
from verify.proof.merkle import HASH, TILE, BadProof, Leaves, fold

MAX_LEVEL = 63
_INDEX = re.compile(r"(?:x[0-9]{3}/)*[0-9]{3}")


@dataclass(frozen=True)
class TileName:
    """`level` 0…63 or "entries"; `width` 1…256, 256 = full."""

    level: int | str
    index: int
    width: int


def tile_path(level: int | str, index: int, width: int) -> str:
    """`tile/<L>/<N>[.p/<W>]` with the index in groups of three digits."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    partial = "" if width == TILE else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def parse_tile_path(path: str) -> TileName:
    """Raises `NotCanonical` for anything but the one spelling of a tile's name."""
    match = re.fullmatch(r"tile/([^/]+)/([x0-9/]+)(?:\.p/([^/]+))?", path, re.ASCII)
    if match is None or not _INDEX.fullmatch(match[2]):
        raise NotCanonical("no tile")
    level = match[1] if match[1] == "entries" else decimal(match[1], MAX_LEVEL)
    index = int(match[2].replace("x", "").replace("/", ""))
    width = TILE if match[3] is None else decimal(match[3], TILE - 1)
    if width == 0:
        raise NotCanonical("an empty tile is never served")
    if index >= 2**63 or tile_path(level, index, width) != path:
        raise NotCanonical("tile spelled in another way")
    return TileName(level, index, width)


def expected_tiles(leaves: Leaves, size: int) -> Iterator[tuple[str, bytes]]:
    """All tiles of a tree of `size` leaves: (path, bytes), level by level."""
    level = 0
    while size >> 8 * level:
        hashes = leaves.level(level, size)
        for start in range(0, len(hashes), TILE):
            part = hashes[start : start + TILE]
            yield tile_path(level, start // TILE, len(part)), b"".join(part)
        level += 1


class RemoteTree:
    """A tree of `size` leaves of which only tiles are at hand; `fetch(path)` gives a tile's bytes."""

    def __init__(self, size: int, fetch: Callable[[str], bytes]) -> None:
        self.size = size
        self._fetch = fetch
        self._cache: dict[str, list[bytes]] = {}

    def subtree(self, start: int, stop: int) -> bytes:
        """MTH(D[start:stop]) for a range that an RFC 9162 path may name (start is a multiple of its span).

        Raises `BadProof` if a tile has another length than its name says.
        """
        level = 0
        span = 1
        while start % (span * TILE) == 0 and start + span * TILE <= stop:
            level, span = level + 1, span * TILE
        hashes: list[bytes] = []
        while start < stop:
            # At the ragged right edge a run of whole subtrees of this level ends and smaller ones follow.
            if start + span > stop:
                return self._ragged(hashes, start, stop)
            hashes.append(self._hash(level, start // span))
            start += span
        return fold(hashes)

    def _ragged(self, hashes: list[bytes], start: int, stop: int) -> bytes:
        # The rest is smaller than one subtree of the level, so it folds like a last, smaller leaf.
        return fold([*hashes, self.subtree(start, stop)])

    def _hash(self, level: int, index: int) -> bytes:
        tile, offset = divmod(index, TILE)
        width = min(TILE, (self.size >> 8 * level) - tile * TILE)
        path = tile_path(level, tile, width)
        if path not in self._cache:
            raw = self._fetch(path)
            if len(raw) != width * HASH:
                raise BadProof(f"{path} has {len(raw)} bytes")
            self._cache[path] = [raw[i : i + HASH] for i in range(0, len(raw), HASH)]
        return self._cache[path][offset]
