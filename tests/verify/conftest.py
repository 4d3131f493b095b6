"""Shared by the verifier's tests: the told story, and a way to verify what is in memory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.verify.bag_builder import Member, tar_bytes
from tests.verify.positions import misplaced
from tests.verify.story import Story
from verify.__main__ import verify
from verify.report import Report


@pytest.fixture(scope="session")
def story() -> Story:
    return Story()


class Desk:
    """A folder for targets and evidence; `run` verifies by file names in it."""

    def __init__(self, folder: Path, story: Story) -> None:
        self.folder, self.story = folder, story
        self.put("w1.tar", story.w1[2])
        self.put("all.tar", story.all[2])
        story.log.export(folder / "export")

    def put(self, name: str, content: bytes) -> str:
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)
        return name

    def bag(
        self, name: str, members: Member, bag_id: str = "all", at: str = "2020-11-05T03:00:00.000000Z"
    ) -> str:
        return self.put(name, tar_bytes(bag_id, members, at))

    def run(
        self, *targets: str, against: Sequence[str] = (), keys: Sequence[str] = (), policy: str = ""
    ) -> Report:
        targets, against = (
            [name if "://" in name else str(self.folder / name) for name in names]
            for names in (targets, against)
        )
        report = verify(targets, against, keys, str(self.folder / policy) if policy else None)
        assert [wrong for finding in report.findings if (wrong := misplaced(finding))] == []
        return report

    def codes(
        self, *targets: str, against: Sequence[str] = (), keys: Sequence[str] = (), policy: str = ""
    ) -> set[str]:
        return {
            item["code"] for item in self.run(*targets, against=against, keys=keys, policy=policy).findings
        }


@pytest.fixture
def desk(tmp_path: Path, story: Story) -> Desk:
    return Desk(tmp_path, story)
