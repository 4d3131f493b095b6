"""An archive made to harm whoever checks it (A51): it is judged, quickly, and nothing is written anywhere."""

import gzip
import tarfile
import tracemalloc
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.attacks.honest import Held
from tests.attacks.seized import SOUND, judge, outcome

BAG = "window-giua-ky-1"
GIB = 2**30
MOST_MEMORY = 64 * 2**20


def member(name: str, **fields: object) -> tarfile.TarInfo:
    """A member of no bytes with these header fields."""
    made = tarfile.TarInfo(f"{BAG}/{name}")
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def genuine_and(held: Held, target: Path, *more: tarfile.TarInfo) -> Path:
    """The genuine bag with further members, which the tar's own form allows."""
    bag = target / f"{BAG}.tar"
    with tarfile.open(held.bags[BAG]) as old, tarfile.open(bag, "w", format=tarfile.USTAR_FORMAT) as new:
        for each in old.getmembers():
            new.addfile(each, old.extractfile(each))
        for each in more:
            new.addfile(each, BytesIO(b"x" * each.size))
    return bag


def test_the_genuine_bag_made_again_this_way_is_sound(held: Held, tmp_path: Path) -> None:
    """So that what is found below is the hostile member, and nothing else."""
    assert outcome(judge([genuine_and(held, tmp_path)], [held.bags[BAG]], held.key)) == SOUND


@pytest.mark.parametrize(
    "hostile",
    [
        member("../../../../pwned", size=1),
        member("data/../../pwned", size=1),
        member("data/pwned", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        member("data/pwned", type=tarfile.LNKTYPE, linkname="../pwned"),
        member("data/pwned", type=tarfile.CHRTYPE, devmajor=1, devminor=5),
        member("data/pwned", type=tarfile.FIFOTYPE),
    ],
    ids=["climbs", "climbs-inside", "symlink", "hardlink", "device", "fifo"],
)
def test_a51_a_member_that_leads_elsewhere_is_an_error_and_nothing_is_written(
    held: Held, tmp_path: Path, hostile: tarfile.TarInfo
) -> None:
    """The verifier reads members where they lie; it never unpacks."""
    (tmp_path / "in").mkdir()
    bag = genuine_and(held, tmp_path / "in", hostile)
    judged = judge([bag], [held.bags[BAG]], held.key)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert judged.found("BAG_TAR_WRONG") or judged.found("BAG_FILE_UNKNOWN")
    assert judged.found("ARCHIVE_OVERWRITTEN"), "the held bag of this id has another digest"
    assert not list(tmp_path.rglob("*pwned*"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def lines_of_a_gibibyte(path: Path) -> None:
    """A header that says 8 GiB − 1 over a sparse file of one GiB: zeros without an end of line."""
    header = member("data/entries.jsonl", size=8 * GIB - 1).tobuf(tarfile.USTAR_FORMAT)
    with path.open("wb") as file:
        file.write(header)
        file.truncate(GIB)


def a_size_that_is_not_there(path: Path) -> None:
    """The same header, and no content."""
    path.write_bytes(member("data/entries.jsonl", size=8 * GIB - 1).tobuf(tarfile.USTAR_FORMAT))


def a_bomb(path: Path) -> None:
    """200 MB of zeros in 200 kB: the format knows no compression, so it is not opened."""
    path.write_bytes(gzip.compress(bytes(200_000_000), 9))


def a_bomb_as_members(path: Path) -> None:
    """Two thousand members without content."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for number in range(2_000):
            tar.addfile(member(f"data/tile/0/{number:05}"))


@pytest.mark.parametrize(
    "make",
    [lines_of_a_gibibyte, a_size_that_is_not_there, a_bomb, a_bomb_as_members],
    ids=lambda m: m.__name__,
)
def test_a51_an_oversized_archive_is_judged_in_little_memory(
    held: Held, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    """Whatever a header promises, no more is held in memory than a line and a few numbers."""
    bag = tmp_path / f"{BAG}.tar"
    make(bag)
    tracemalloc.start()
    try:
        judged = judge([bag], key=held.key)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert judged.answer["coverage"]["percent"] == 0
    assert peak < MOST_MEMORY


@pytest.mark.parametrize(
    "line",
    [b'{"a":' * 40_000 + b"1" + b"}" * 40_000, b'{"a":"' + b"x" * 20_000_000 + b'"}', b"9" * 5_000_000],
    ids=["nested", "long", "number"],
)
def test_a51_a_line_that_is_too_deep_or_too_long_is_named_and_not_parsed(
    held: Held, tmp_path: Path, line: bytes
) -> None:
    """Limits of the format (FORMAT §1) hold before anything is built from the bytes."""
    (tmp_path / "entries.jsonl").write_bytes(line + b"\n")
    judged = judge([tmp_path], [held.newest], held.key)
    assert (judged.verdict, judged.exit_code) == ("tampered", 1)
    assert [each["pos"] for each in judged.found("LINE_NOT_CANONICAL")] == [0]
