"""What may lie beside a school's files: things that cannot be read, are something else, or have odd names."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

Noise = Callable[[Path], None]


def _symlink(target: str) -> Noise:
    return lambda place: place.symlink_to(target)


def _file(content: bytes) -> Noise:
    return lambda place: place.write_bytes(content) and None


def _folder(place: Path) -> None:
    place.mkdir()


def _folder_of_rubbish(place: Path) -> None:
    place.mkdir()
    (place / "checkpoint").write_bytes(b"\x00")
    (place / "x.tar").mkdir()


def _deep(place: Path) -> None:
    for _ in range(40):
        place = place / "d"
    place.mkdir(parents=True)
    (place / "f").write_bytes(b"x")


def _fifo(place: Path) -> None:
    os.mkfifo(place)


def _socket(place: Path) -> None:
    os.mknod(place, stat.S_IFSOCK | 0o600)


def _device(place: Path) -> None:
    try:
        os.mknod(place, stat.S_IFCHR | 0o600, os.makedev(1, 5))
    except PermissionError:
        _fifo(place)


def _huge(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(1 << 24)


def _locked(place: Path) -> None:
    place.write_bytes(b"x")
    place.chmod(0)


def _locked_folder(place: Path) -> None:
    place.mkdir()
    (place / "f").write_bytes(b"x")
    place.chmod(0)


NAMES = (
    "noise", ".DS_Store", "checkpoint", "entries.jsonl", "columns.csv", "bagit.txt", "x.tar", "y.json",
    "z.tlog-proof", "n.jsonl", "manifest-sha256.txt", "a\nb", "--key", "\udcff\udcfe.tar", "ă" * 60,
)  # fmt: skip

KINDS: dict[str, Noise] = {
    "broken link": _symlink("nowhere"),
    "link to itself": _symlink("."),
    "link to a device": _symlink("/dev/zero"),
    "link upwards": _symlink(".."),
    "folder": _folder,
    "folder of rubbish": _folder_of_rubbish,
    "deep folder": _deep,
    "fifo": _fifo,
    "socket": _socket,
    "device": _device,
    "huge": _huge,
    "locked file": _locked,
    "locked folder": _locked_folder,
    "empty": _file(b""),
    "rubbish": _file(b"\xff\x00\xfe" * 500),
    "text": _file("— ghi chú\n".encode()),
    "line feeds": _file(b"\n" * 3000),
    "nested": _file(b"[" * 60_000 + b"\n"),
    "tar header": _file(b"x".ljust(257, b"\x00") + b"ustar\x0000".ljust(255, b"7")),
}


def put(folder: Path, name: str, kind: str) -> bool:
    """Put one thing there; False if the name is taken."""
    place = folder / name
    if os.path.lexists(place):
        return False
    KINDS[kind](place)
    return True
