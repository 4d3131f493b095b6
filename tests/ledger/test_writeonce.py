"""Files written once: nothing replaces them, and a crash leaves nothing that passes for one."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from ledger import writeonce
from ledger.writeonce import (
    AlreadyWritten,
    make_folder,
    make_immutable,
    make_private,
    sweep,
    write_once,
)


def write(path: Path, content: bytes = b"first") -> None:
    with write_once(path) as file:
        file.write(content)


def die_at(path: Path, step: str) -> int:
    """Writes `path` in a process that kills itself at `step`; gives its exit status."""
    code = (
        "from pathlib import Path\nfrom ledger.writeonce import write_once\n"
        f"with write_once(Path({str(path)!r})) as file:\n    file.write(b'first')\n"
    )
    environment = {**os.environ, "SOCAI_DIE_AT": step}
    return subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode


def test_a_written_file_is_whole_and_read_only(tmp_path: Path) -> None:
    """Promise: mode 0444, one name, nothing temporary beside it."""
    write(tmp_path / "a.tar")
    assert (tmp_path / "a.tar").read_bytes() == b"first"
    assert stat.S_IMODE((tmp_path / "a.tar").stat().st_mode) == 0o400
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]
    assert (tmp_path / "a.tar").stat().st_nlink == 1


@pytest.mark.parametrize("other", [b"second", b"first"])
def test_an_existing_name_is_refused_whatever_the_bytes(tmp_path: Path, other: bytes) -> None:
    """Promise: one name has one content for ever, and the refused writer leaves nothing."""
    write(tmp_path / "a.tar")
    before = (tmp_path / "a.tar").stat()
    with pytest.raises(AlreadyWritten):
        write(tmp_path / "a.tar", other)
    after = (tmp_path / "a.tar").stat()
    assert (tmp_path / "a.tar").read_bytes() == b"first"
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert [path.name for path in tmp_path.iterdir()] == ["a.tar"]


@pytest.mark.parametrize("kind", ["dangling link", "folder"])
def test_a_name_taken_by_something_else_is_refused(tmp_path: Path, kind: str) -> None:
    """Promise: a planted symbolic link or folder is not followed or replaced."""
    target = tmp_path / "a.tar"
    target.mkdir() if kind == "folder" else target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AlreadyWritten):
        write(target)
    assert not (tmp_path / "elsewhere").exists()


def test_a_failing_writer_leaves_nothing(tmp_path: Path) -> None:
    """Promise: half a file never gets the name."""
    with pytest.raises(RuntimeError), write_once(tmp_path / "a.tar") as file:
        file.write(b"half")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_of_two_writers_at_once_the_second_to_finish_is_refused(tmp_path: Path) -> None:
    """Promise: the check is the link itself, not a look beforehand."""
    with pytest.raises(AlreadyWritten), write_once(tmp_path / "a.tar") as slow:
        slow.write(b"slow")
        write(tmp_path / "a.tar", b"fast")
    assert (tmp_path / "a.tar").read_bytes() == b"fast"


def test_a_crash_before_the_name_leaves_only_what_sweep_removes(tmp_path: Path) -> None:
    """Promise: killed after writing, before linking: no file of that name, and the next writer succeeds."""
    assert die_at(tmp_path / "a.tar", "writeonce:written") == -9
    assert not (tmp_path / "a.tar").exists()
    assert sweep(tmp_path) == 1
    write(tmp_path / "a.tar", b"second try")
    assert (tmp_path / "a.tar").read_bytes() == b"second try"


def test_a_crash_after_the_name_leaves_the_whole_file(tmp_path: Path) -> None:
    """Promise: killed after linking: the file is whole, read-only, and refuses a second writer."""
    assert die_at(tmp_path / "a.tar", "writeonce:linked") == -9
    assert (tmp_path / "a.tar").read_bytes() == b"first"
    assert sweep(tmp_path) == 1
    assert (tmp_path / "a.tar").stat().st_nlink == 1
    with pytest.raises(AlreadyWritten):
        write(tmp_path / "a.tar")


def test_sweep_keeps_everything_but_temporary_files(tmp_path: Path) -> None:
    """Promise: cleaning up never touches a published file."""
    write(tmp_path / "a.tar")
    (tmp_path / "notes").write_text("kept")
    assert sweep(tmp_path) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.tar", "notes"]


def test_a_nested_folder_is_made_and_made_again(tmp_path: Path) -> None:
    """Promise: making what is there is no error."""
    for _ in range(2):
        make_folder(tmp_path / "x" / "y" / "z")
    assert (tmp_path / "x" / "y" / "z").is_dir()


def test_immutable_says_what_it_did(tmp_path: Path) -> None:
    """Promise: where `chattr +i` works even we cannot remove the file; where not, it says so and goes on."""
    write(tmp_path / "a.tar")
    path = tmp_path / "a.tar"
    if not make_immutable(path):
        path.unlink()
        return
    try:
        with pytest.raises(PermissionError):
            path.unlink()
    finally:
        subprocess.run(["chattr", "-i", path], check=True)


def test_the_immutable_flag_is_not_needed_to_publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Promise: `immutable=True` publishes also where the file system refuses the flag."""
    asked: list[Path] = []
    monkeypatch.setattr(writeonce, "make_immutable", lambda path: bool(asked.append(path)))
    with write_once(tmp_path / "a.tar", immutable=True) as file:
        file.write(b"first")
    assert asked == [tmp_path / "a.tar"]


def test_nobody_else_of_the_machine_looks_in(tmp_path: Path) -> None:
    """Broken rule: another account reads bags and evidence; also of folders that were made open before."""
    made, left_open = tmp_path / "a" / "b", tmp_path / "old"
    make_folder(made)
    left_open.mkdir(0o755)
    make_private(left_open)
    for folder in (made, made.parent, left_open):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
