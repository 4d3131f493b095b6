"""Four attackers, each on a copy of the demo's server, and what finds each of them."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from api.service.school import School, head_path
from api.service.service import Service
from api.service.settings import Settings
from demo.attackers import Line, as_superuser, rewrite_bag
from demo.clock import PlayedClock
from demo.correction import Cell
from demo.evidence import Inspector, Judgement, Outside, Teller, shown_mark
from demo.forger import CLOCK, Forger
from demo.people import pupil_id
from demo.school import CODE, SEMESTER, Calendar, DemoSchool, sample_books, teacher_of
from demo.story import SUBJECT_NAMES, where
from domain.acts.books.gradebook import CellEdit, SaveMarks
from ledger.archive.export import export
from ledger.cluster.cluster import Cluster
from ledger.database import quoted
from ledger.pgtiles import newest_note
from ledger.signing.heads import SignedHeadFile, SigningRefused

BAGS = ("window-giua-ky-1", "window-cuoi-ky-1", "lock-6A-1")
RESTORED_CLOCK = "2021-01-13T01:00:00.000000Z"
FORGED = ("6A", "ngoai_ngu", "ck")
_FILES = ("keys", "heads", "attachments", "archive")


Forged = dict[str, tuple[int, int]]
"""Pupil → true and forged mark, in tenths."""


class Crime(NamedTuple):
    """What the attackers of an archived mark want: this cell, and the value in tenths that they give it."""

    cell: Cell
    new: int

    def commit(self, line: Line) -> None:
        """Changes the line that holds the mark."""
        line["data"]["value"] = self.new

    def record(self) -> dict[str, Any]:
        """The fields by which a finding names it (FORMAT §7)."""
        klass, subject, pupil, col, old, pos = self.cell
        return {
            "pos": pos,
            "class": klass,
            "subject": subject,
            "pupil": pupil,
            "column": col,
            "old": old,
            "new": self.new,
        }

    def words(self) -> str:
        """The crime in words."""
        return f"{where(self.cell)}: {shown_mark(self.cell.value)} → {shown_mark(self.new)}"


class Attacks:
    """The attackers' ground: copies of the database and of the server's files, one for each."""

    def __init__(
        self, cluster: Cluster, home: Path, outside: Outside, inspector: Inspector, teller: Teller
    ) -> None:
        self._cluster = cluster
        self._home = home
        self._outside = outside
        self._inspector = inspector
        self._teller = teller

    def superuser(self, crime: Crime) -> None:
        """1: has the database's superuser, neither the key nor what others hold."""
        self._teller.heading("Kẻ tấn công 1: có toàn quyền trên cơ sở dữ liệu, không có khóa ký")
        self._teller.say(f"  sửa {crime.words()}")
        self._teller.say("  tắt trigger, ghi đè dòng đã lưu trữ, băm lại mọi dòng sau nó và cả cây băm")
        with self._seized("attack_1") as service:
            with as_superuser(service.db.dsn, CODE) as intruder:
                intruder.edit_line(crime.cell.pos, crime.commit)
                intruder.rehash_from(crime.cell.pos)
            refused = self._refuses_to_sign(service.school(CODE))
            text = "máy chủ từ chối ký tiếp: cây băm không còn khớp phiếu chốt đã ký"
            self._teller.expect("attack_1.unsigned", text, refused == "tiles", refused)
            target = self._exported(service)
            judged = self._inspector.judge([target], key=self._outside.key)
            self._teller.expect(
                "attack_1.old_checkpoint",
                "bị bắt bởi phiếu chốt còn trên máy chủ, chỉ cần khóa công khai",
                judged.exit_code == 1 and bool(judged.found("ROOT_MISMATCH")),
                judged.codes(),
            )
            self._named("attack_1.bag", [target], self._outside.first_bag, crime)

    def key_thief(self, crime: Crime) -> None:
        """2: has the server's disk and the signing key as well, and rewrites everything that is on it."""
        self._teller.heading("Kẻ tấn công 2: có cả máy chủ lẫn khóa ký")
        self._teller.say(f"  sửa {crime.words()}")
        self._teller.say(
            f"  băm lại, ký lại mọi phiếu chốt, thay {len(BAGS)} gói lưu trữ bằng gói mới cùng mã"
        )
        with self._seized("attack_2") as service:
            school = service.school(CODE)
            with as_superuser(service.db.dsn, CODE) as intruder:
                intruder.edit_line(crime.cell.pos, crime.commit)
                intruder.rehash_from(crime.cell.pos)
                for identifier in BAGS:
                    rewrite_bag(intruder, school, school.keys, identifier)
                intruder.resign(school.keys, _head_file(service, school))
            targets = [self._exported(service), *map(school.archive.path, BAGS)]
            self._not_compared("attack_2.nothing_outside", targets)
            self._key_alone(targets)
            bag = school.archive.path(BAGS[0])
            judged = self._named("attack_2.bag", [bag], self._outside.first_bag, crime)
            overwritten = bool(judged.found("ARCHIVE_OVERWRITTEN"))
            text = f"và cho thấy {BAGS[0]} đã bị ghi đè: cùng mã, khác nội dung"
            self._teller.expect("attack_2.overwritten", text, overwritten, judged.codes())
            self._caught("attack_2", targets, self._outside.first_bag, _REWRITTEN)

    def restorer(self) -> None:
        """3: restores last week's backup, goes on from there with other marks, and signs them."""
        self._teller.heading("Kẻ tấn công 3: có cả khóa ký, khôi phục bản sao lưu tuần trước, ghi điểm khác")
        with self._seized("attack_3", "backup", PlayedClock(RESTORED_CLOCK)) as service:
            school = service.school(CODE)
            self._teller.say(f"  sổ trở về {school.log.head().size} dòng của ngày 12/01/2021")
            refused = self._refuses_to_sign(school)
            text = "máy chủ từ chối ký: sổ ngắn hơn phiếu chốt giữ ngoài cơ sở dữ liệu"
            self._teller.expect("attack_3.unsigned", text, refused == "tree_behind", refused)
            forged = self._go_on(service, school)
            target = [self._exported(service)]
            self._not_compared("attack_3.nothing_outside", target)
            judged = self._caught("attack_3", target, self._outside.second_bag, _SHRUNK)
            self._name_forged(judged, forged)

    def forger(self) -> None:
        """4: has everything, the log's key too, but no person's, where the school asks persons to sign."""
        self._teller.heading("Kẻ tấn công 4: có tất cả, cả khóa ký của sổ, chỉ không có khóa của người nào")
        with self._seized("attack_4", clock=PlayedClock(CLOCK)) as service:
            Forger(service, self._outside.key, self._inspector, self._teller).play()

    def _go_on(self, service: Service, school: School) -> Forged:
        """The forger puts the restored note into the head file, and acts as a teacher with better marks."""
        klass, subject, col = FORGED
        _head_file(service, school).write(newest_note(service.db, school.log.school) or b"")
        rows = next(rows for name, of, rows in sample_books() if (name, of) == (klass, subject))
        true = {pupil_id(int(row["pupil"])): int(row[col]) for row in rows}
        edits = [CellEdit(pupil=pupil, col=col, value=_better(mark), base=0) for pupil, mark in true.items()]
        command = SaveMarks(klass=klass, subject=subject, semester=SEMESTER, cells=edits)
        demo = DemoSchool(service, Calendar.of_2020())
        written = demo.act(teacher_of(klass, subject), command, "forged")
        school.seal()
        self._teller.say(
            f"  tráo phiếu ấy, vặn lùi đồng hồ, ghi {written.n} điểm cuối kỳ {SUBJECT_NAMES[subject]}"
            f" lớp {klass} cao hơn, rồi ký"
        )
        return {pupil: (mark, _better(mark)) for pupil, mark in true.items() if mark != _better(mark)}

    def _name_forged(self, judged: Judgement, forged: Forged) -> None:
        """The bag names each mark that was replaced, and no other of that column."""
        klass, subject, col = FORGED
        place = {"class": klass, "subject": subject, "column": col}
        found = [each for each in judged.found("HISTORY_REWRITTEN", **place) if each["pupil"]]
        named = {each["pupil"]: (each["old"], each["new"]) for each in found}
        seen = f"{len(named)} ô; đầu tiên {_named_record(found[0])}" if found else judged.codes()
        held = named == forged != {}
        self._teller.expect("attack_3.record", "gói ấy chỉ đúng từng ô điểm bị thay", held, seen)

    def _named(self, name: str, targets: Sequence[Path], bag: Path, crime: Crime) -> Judgement:
        """The bag in other hands names the record that was changed, its old and its new value."""
        judged = self._inspector.judge(targets, key=self._outside.key, against=[bag])
        found = judged.found("HISTORY_REWRITTEN", **crime.record())
        seen = _named_record(found[0]) if found else judged.codes()
        text = "gói lưu trữ thanh tra giữ chỉ đúng ô điểm bị sửa"
        self._teller.expect(name, text, judged.exit_code == 1 and len(found) > 0, seen)
        return judged

    def _caught(
        self, name: str, targets: Sequence[Path], bag: Path, codes: tuple[set[str], ...]
    ) -> Judgement:
        """Each piece of outside evidence catches it alone; gives the judgement by the bag."""
        judgements = []
        for (what, piece), wanted in zip(self._outside.pieces(bag), codes, strict=True):
            judged = self._inspector.judge(targets, key=self._outside.key, against=[piece])
            held = judged.verdict == "tampered" and all(judged.found(code) for code in wanted)
            self._teller.expect(f"{name}.{piece.stem}", f"bị bắt bởi {what}", held, judged.codes())
            judgements.append(judged)
        return judgements[0]

    def _not_compared(self, name: str, targets: Sequence[Path]) -> None:
        """Without anything from outside this attacker is not caught, and the verifier must not say sound."""
        judged = self._inspector.judge(targets)
        held = judged.verdict == "not_compared" and judged.exit_code == 2 and not judged.findings
        text = "không có gì giữ ở ngoài: KHÔNG bị bắt; kết luận «chưa đối chiếu», không phải «nguyên vẹn»"
        self._teller.expect(name, text, held, judged.verdict)

    def _key_alone(self, targets: Sequence[Path]) -> None:
        """The limit of a public key: it tells nothing of a thief who signs with the true key."""
        judged = self._inspector.judge(targets, key=self._outside.key)
        text = "chỉ có khóa công khai: cũng KHÔNG bị bắt, vì mọi chữ ký là của chính khóa đã mất"
        self._teller.expect("attack_2.key_alone", text, judged.verdict == "sound", judged.verdict)

    def _refuses_to_sign(self, school: School) -> str:
        """Why the server would not sign its own log; "" if it would."""
        try:
            school.checkpointer.run()
        except SigningRefused as refused:
            return refused.code
        return ""

    def _exported(self, service: Service) -> Path:
        folder = service.settings.home / "export"
        export(service.school(CODE).log, folder)
        return folder

    @contextmanager
    def _seized(
        self, name: str, database: str | None = None, clock: PlayedClock | None = None
    ) -> Iterator[Service]:
        """A copy of the server: its files as they are, its database as it is or as `database` was."""
        home = self._home / name.replace("_", "-")
        for folder in _FILES:
            shutil.copytree(self._home / folder, home / folder)
        copy_database(self._cluster, name, database)
        service = Service(Settings(home), clock, self._cluster.admin_dsn(name))
        try:
            yield service
        finally:
            service.db.close()
            drop_database(self._cluster, name)


_REWRITTEN = ({"HISTORY_REWRITTEN"}, {"HISTORY_REWRITTEN"}, {"RECEIPT_DENIED"})
"""What bag, checkpoint and receipt say of a history that was written anew."""
_SHRUNK = ({"HISTORY_REWRITTEN", "LOG_SHRANK"}, {"LOG_SHRANK"}, {"RECEIPT_DENIED"})
"""What they say of a log that was put back and went another way."""


def copy_database(cluster: Cluster, name: str, source: str | None = None) -> None:
    """A new database with all that `source` (None: the demo's own) holds; nobody may be connected to it."""
    template = quoted(source or "socai")
    with psycopg.connect(cluster.admin_dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {quoted(name)} TEMPLATE {template}")


def drop_database(cluster: Cluster, name: str) -> None:
    """Removes a database to which nobody is connected."""
    with psycopg.connect(cluster.admin_dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {quoted(name)}")


def _head_file(service: Service, school: School) -> SignedHeadFile:
    return SignedHeadFile(head_path(service.settings, school.log.origin))


def _better(mark: int) -> int:
    return min(100, mark + 15)


def _named_record(finding: dict[str, Any]) -> str:
    """A finding in words."""
    cell = Cell(
        finding["class"],
        finding["subject"],
        finding["pupil"],
        finding["column"],
        finding["old"],
        finding["pos"],
    )
    return f"dòng {cell.pos}, {where(cell)}: {shown_mark(cell.value)} → {shown_mark(finding['new'])}"
