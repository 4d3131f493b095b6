"""`socai demo`: the story, the verifier, four attackers; succeeds only if all came out as it says."""

import json
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import typer

from api.service.service import Service
from api.service.settings import Settings
from demo.attacks import BAGS, Attacks, Crime, copy_database
from demo.clock import PlayedClock
from demo.evidence import VERIFIER, Inspector, Outside, Teller
from demo.school import CODE
from demo.story import FOUNDED, Story
from ledger.archive.export import export
from ledger.cluster.cluster import ELSEWHERE, Cluster, cluster_for
from ledger.cluster.errors import LockHeld
from ledger.cluster.folder import locked

MARKER = ".socai-demo"
"""The file that says: a demo made this folder. Whoever runs a demo here holds its lock."""
MADE = ("archive", "attachments", "export", "heads", "keys", "outside", "pg")
"""What a demo makes here and the next one clears away, beside the attackers' folders and the tokens."""
CRIME = ("6B", "toan", "gk")
WANTED = 85


class FolderRefused(Exception):
    """The demo cannot have this folder; nothing in it was touched. `str()` says why, in Vietnamese."""


def run_demo(folder: Path, *, as_json: bool = False, verifier: Sequence[str] = VERIFIER) -> int:
    """Plays the demo in `folder`, made anew; the exit code: 0, or 1 if anything came out otherwise.

    `as_json`: prints one object with expectations and judgements in place of the story. `verifier` is the
    command to judge with. Raises FolderRefused, ClusterError, OSError.
    """
    began = time.monotonic()
    home = folder.absolute()
    teller = Teller(silent=as_json)
    with _claimed(home):
        _play(home, teller, Inspector(teller, verifier))
    if as_json:
        typer.echo(json.dumps(_answer(teller), ensure_ascii=False))
    else:
        _sum_up(teller, home, time.monotonic() - began)
    return 1 if teller.failed() else 0


def _play(home: Path, teller: Teller, inspector: Inspector) -> None:
    teller.say(
        "Sổ Cái, câu chuyện mẫu: một trường, một học kỳ, rồi bốn kẻ sửa điểm.\n"
        "Người và trường là đặt ra; điểm lấy từ kết quả thi thật. Mỗi ✓ là một điều vừa kiểm;\n"
        "chỉ cần một ✗, lệnh kết thúc với mã 1."
    )
    with cluster_for(home / "pg") as cluster:
        told = _semester(cluster, home, teller, inspector)
        if told:
            attacks = Attacks(cluster, home, told.outside, inspector, teller)
            attacks.superuser(told.crime)
            attacks.key_thief(told.crime)
            attacks.restorer()
            attacks.forger()


class Told(NamedTuple):
    """What the story leaves: the evidence in other hands, and what the attackers want."""

    outside: Outside
    crime: Crime


def _semester(cluster: Cluster, home: Path, teller: Teller, inspector: Inspector) -> Told | None:
    """The honest story, and its server judged; None if the story did not come out as it should."""
    clock = PlayedClock(FOUNDED)
    service = Service(Settings(home), clock, cluster.admin_dsn())
    try:
        service.migrate()
        story = Story(service, clock, teller)
        story.begin()
        service.db.close()  # a template must have no connections
        copy_database(cluster, "backup")
        story.finish()
        if teller.failed():
            return None  # against another story the attackers would show nothing
        told = Told(story.hand_out(), Crime(story.weakest(*CRIME), WANTED))
        _inspect(service, told.outside, inspector, teller)
        return told
    finally:
        service.db.close()


def _inspect(service: Service, outside: Outside, inspector: Inspector, teller: Teller) -> None:
    """The honest server, judged with the key and with everything that is outside."""
    teller.heading("Thanh tra: máy chủ trung thực, kiểm bằng socai-verify")
    school = service.school(CODE)
    bags = [school.archive.path(identifier) for identifier in BAGS]
    judged = inspector.judge(bags, key=outside.key)
    seen = f"{judged.verdict}, {_coverage(judged.answer)}"
    teller.expect("honest.bags", "ba gói lưu trữ, với khóa công khai: nguyên vẹn", _sound(judged), seen)
    folder = service.settings.home / "export"
    export(school.log, folder)
    pieces = [piece for _, piece in outside.pieces(outside.first_bag)]
    judged = inspector.judge([folder, *bags], key=outside.key, against=[*pieces, outside.second_bag])
    seen = f"{judged.verdict}, {_coverage(judged.answer)}"
    teller.expect(
        "honest.all",
        "bản xuất và ba gói ấy, đối chiếu với mọi bản giữ ở ngoài: nguyên vẹn",
        _sound(judged),
        seen,
    )


def _sound(judged: Any) -> bool:
    return bool(judged.verdict == "sound" and judged.exit_code == 0)


def _coverage(answer: dict[str, Any]) -> str:
    coverage = answer.get("coverage", {})
    return f"{coverage.get('entries_verified')}/{coverage.get('entries')} dòng, {coverage.get('percent')} %"


@contextmanager
def _claimed(home: Path) -> Iterator[None]:
    """The folder, empty and ours alone until the end. Raises FolderRefused."""
    with ExitStack() as held:
        try:
            _make(home)
            # The marker comes first: whatever breaks off later, the next run may clear away.
            held.enter_context(locked(home / MARKER, patience_s=0))
            _clear(home)
        except LockHeld as other:
            who = f"Một lần chạy khác ({other.holder})"
            raise FolderRefused(f"{who} đang diễn câu chuyện mẫu trong {home}.") from None
        except OSError as error:
            where = error.filename or home
            raise FolderRefused(f"Không ghi được vào {where}: hãy chọn thư mục khác cho --dir.") from None
        yield


def _make(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise FolderRefused(f"{home} là một tệp, không phải thư mục: hãy chọn thư mục khác cho --dir.")
    home.mkdir(parents=True, exist_ok=True)
    if not (home / MARKER).exists() and any(home.iterdir()):
        raise FolderRefused(
            f"{home} không trống và không do `socai demo` tạo ra: hãy chọn thư mục khác cho --dir."
        )


def _clear(home: Path) -> None:
    """Removes what an earlier demo made, its server stopped first; files of others stay."""
    cluster = cluster_for(home / "pg")
    cluster.stop()
    if cluster.folder.parent == ELSEWHERE:  # nothing else that a file in the folder may name
        shutil.rmtree(cluster.folder, ignore_errors=True)
    for made in (*(home / name for name in MADE), *home.glob("attack-?")):
        if made.exists():
            shutil.rmtree(made)


def _answer(teller: Teller) -> dict[str, Any]:
    expectations = [each._asdict() for each in teller.expectations]
    return {"ok": not teller.failed(), "expectations": expectations, "judgements": teller.judgements}


def _sum_up(teller: Teller, home: Path, seconds: float) -> None:
    """The count, what failed again by name, and what the reader may try now."""
    failed, count = teller.failed(), len(teller.expectations)
    teller.heading("Kết quả")
    if failed:
        teller.say(f"  {len(failed)}/{count} điều KHÔNG như mong đợi:")
        for each in failed:
            teller.say(f"  ✗ [{each.name}] {each.text}: {each.seen}")
        return
    teller.say(f"  {count}/{count} điều đều đúng như mong đợi ({seconds:.0f} giây)")
    bag = f"archive/62.socai/{CODE}/{BAGS[0]}.tar"
    verifier = shutil.which("socai-verify") or Path(sys.executable).with_name("socai-verify")
    teller.say(
        "\n  Tự kiểm gói mà kẻ tấn công 2 đã thay, không cần máy chủ:"
        f"\n  cd {home}"
        f'\n  {verifier} attack-2/{bag} --key "$(cat outside/key.txt)" --against outside/{BAGS[0]}.tar'
    )
