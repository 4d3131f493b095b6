"""`socai demo`: the story, the verifier, three attackers; succeeds only if all came out as it says."""

import json
import shutil
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from api.demo.clock import PlayedClock
from api.demo.evidence import VERIFIER, Inspector, Outside, Teller
from api.demo.school import CODE
from api.demo.story import FOUNDED, Story
from api.demo.story_attacks import BAGS, Attacks, Crime, copy_database
from api.service import Service
from api.settings import Settings
from ledger.cluster import Cluster, cluster_for
from ledger.export import export

MARKER = ".socai-demo"
CRIME = ("6B", "toan", "gk")
WANTED = 85


class FolderNotOurs(FileExistsError):
    """The folder holds something, and no demo made it: nothing in it was touched."""


def run_demo(folder: Path, *, as_json: bool = False, verifier: Sequence[str] = VERIFIER) -> int:
    """Plays the demo in `folder`, made anew; the exit code: 0, or 1 if anything came out otherwise.

    `as_json`: prints one object with expectations and judgements in place of the story. `verifier` is the
    command to judge with. Raises FolderNotOurs, ClusterError.
    """
    began = time.monotonic()
    home = folder.absolute()
    _claim(home)
    teller = Teller(silent=as_json)
    cluster = cluster_for(home / "pg")
    try:
        _play(cluster, home, teller, verifier)
    finally:
        cluster.stop()
    failed = teller.failed()
    if as_json:
        typer.echo(json.dumps(_answer(teller), ensure_ascii=False))
    else:
        _sum_up(teller, home, time.monotonic() - began)
    return 1 if failed else 0


def _play(cluster: Cluster, home: Path, teller: Teller, verifier: Sequence[str]) -> None:
    dsn = cluster.ensure_running()
    clock = PlayedClock(FOUNDED)
    service = Service(Settings(home), clock, dsn)
    try:
        service.migrate()
        story = Story(service, clock, teller)
        story.begin()
        service.db.close()  # a template must have no connections
        copy_database(cluster, "backup")
        outside = story.finish()
        crime = Crime(story.weakest(*CRIME), WANTED)
        inspector = Inspector(teller, verifier)
        _inspect(service, outside, inspector, teller)
    finally:
        service.db.close()
    attacks = Attacks(cluster, home, outside, inspector, teller)
    attacks.superuser(crime)
    attacks.key_thief(crime)
    attacks.restorer()


def _inspect(service: Service, outside: Outside, inspector: Inspector, teller: Teller) -> None:
    """The honest server, judged with the key and with everything that is outside."""
    teller.heading("Thanh tra: trình kiểm tra độc lập, không cần máy chủ")
    school = service.school(CODE)
    bags = [school.archive.path(identifier) for identifier in BAGS]
    judged = inspector.judge(bags, key=outside.key)
    seen = f"{judged.verdict}, {_coverage(judged.answer)}"
    teller.expect("honest.bags", "ba gói lưu trữ với khóa công khai: nguyên vẹn", _sound(judged), seen)
    folder = service.settings.home / "export"
    export(school.log, folder)
    pieces = [piece for _, piece in outside.pieces(outside.first_bag)]
    judged = inspector.judge([folder, *bags], key=outside.key, against=[*pieces, outside.second_bag])
    seen = f"{judged.verdict}, {_coverage(judged.answer)}"
    teller.expect(
        "honest.all", "cả máy chủ, đối chiếu với mọi bản giữ bên ngoài: nguyên vẹn", _sound(judged), seen
    )


def _sound(judged: Any) -> bool:
    return bool(judged.verdict == "sound" and judged.exit_code == 0)


def _coverage(answer: dict[str, Any]) -> str:
    coverage = answer.get("coverage", {})
    return f"{coverage.get('entries_verified')}/{coverage.get('entries')} dòng, {coverage.get('percent')} %"


def _claim(home: Path) -> None:
    """Makes the folder empty and ours. Raises FolderNotOurs."""
    if home.exists() and any(home.iterdir()):
        if not (home / MARKER).exists():
            raise FolderNotOurs(
                f"{home} không trống và không do `socai demo` tạo ra: hãy chọn thư mục khác cho --dir"
            )
        cluster = cluster_for(home / "pg")
        cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)
        shutil.rmtree(home)
    home.mkdir(parents=True, exist_ok=True)
    # Written first: whatever breaks off later, the next run may clear away.
    (home / MARKER).touch()


def _answer(teller: Teller) -> dict[str, Any]:
    expectations = [each._asdict() for each in teller.expectations]
    return {"ok": not teller.failed(), "expectations": expectations, "judgements": teller.judgements}


def _sum_up(teller: Teller, home: Path, seconds: float) -> None:
    failed = teller.failed()
    teller.heading("Kết quả")
    for each in failed:
        teller.say(f"  ✗ [{each.name}] {each.text}: {each.seen}")
    held = len(teller.expectations) - len(failed)
    teller.say(f"  {held}/{len(teller.expectations)} điều mong đợi đều đúng, {seconds:.0f} giây")
    teller.say(f"  bằng chứng bên ngoài: {home / 'outside'}")
