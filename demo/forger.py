"""The fourth attacker: has database, server, log key and all bags, and no person's key."""

from collections.abc import Callable
from pathlib import Path

from api.service.school import School
from api.service.service import Service
from demo.attackers import Intruder, Line, as_superuser, relinked
from demo.evidence import Inspector, Judgement, Teller
from demo.people import BOARD, HEAD, pupil_id
from demo.school import CODE, YEAR, Calendar, DemoSchool, sample_books, teacher_of
from demo.signers import Passkey, act, certify, register
from domain.acts.books.gradebook import CellEdit, SaveMarks
from domain.acts.unit.policy import SetPolicy
from domain.acts.unit.windows import SetWindow
from domain.words.fields import ProofPolicy
from ledger.archive.export import export
from ledger.form.canonical import b64

CLOCK = "2021-01-25T01:00:00.000000Z"
"""The second semester has begun, and the school asks its people to sign."""
BOOK = ("6B", "toan", "tx1")
WANTED = 100
Forgery = Callable[[list[Line]], list[Line]]


class Forger:
    """One copy of the server, on which persons sign before he comes."""

    def __init__(self, service: Service, key: str, inspector: Inspector, teller: Teller) -> None:
        self._service = service
        self._school: School = service.school(CODE)
        self._key = key
        self._inspector = inspector
        self._teller = teller
        self._teacher = teacher_of(BOOK[0], BOOK[1])

    def play(self) -> None:
        """The column that a teacher signs, then what is written in her name by somebody else."""
        count = self._sign_a_column()
        judged = self._judge("export")
        persons = judged.answer.get("signed", {}).get("persons", 0)
        text = f"trường đã hỏi chữ ký của từng người; cô giáo tự ký cột điểm {count} em: nguyên vẹn"
        held = judged.verdict == "sound" and persons >= count
        self._teller.expect("attack_4.signed", text, held, f"{persons} mục do người ký")
        changed = f"sửa điểm của một em thành {WANTED // 10}, giữ chữ ký"
        self._caught("changed", changed, "SIGNATURE_WRONG", _changed)
        self._caught("unsigned", "ghi dưới tên cô, không có chữ ký", "SIGNATURE_MISSING", self._unsigned)
        self._caught("server_word", "ghi dưới tên cô, theo lời máy chủ", "PROOF_TOO_WEAK", self._by_token)
        self._caught("registered", "đăng ký khóa của mình dưới tên cô", "SIGNATURE_KEY", self._registered)

    def _sign_a_column(self) -> int:
        """Passkeys of three, the policy, a window, and forty marks signed in the teacher's browser."""
        head = register(self._school, HEAD.person, BOARD[0].person)
        register(self._school, BOARD[0].person, HEAD.person)
        teacher = register(self._school, self._teacher, HEAD.person)
        proof = ProofPolicy(entry="device", decide="signed", witness="signed")
        act(self._school, HEAD.person, head, SetPolicy(proof=proof, lapse=15), "policy-signed")
        act(self._school, HEAD.person, head, self._window(), "window-hk2")
        browser = certify(self._school, self._teacher, teacher)
        klass, subject, col = BOOK
        rows = next(rows for name, of, rows in sample_books() if (name, of) == (klass, subject))
        marks = {pupil_id(int(row["pupil"])): int(row[col]) for row in rows}
        edits = [CellEdit(pupil=pupil, col=col, value=mark, base=0) for pupil, mark in marks.items()]
        command = SaveMarks(klass=klass, subject=subject, semester=2, cells=edits)
        written = act(self._school, self._teacher, browser, command, "signed-column")
        self._school.seal()
        return written.n

    def _window(self) -> SetWindow:
        return SetWindow(
            window="dau-ky-2",
            year=YEAR,
            semester=2,
            cols=[BOOK[2]],
            classes=["*"],
            start="2021-01-25T00:00:00.000000Z",
            end="2021-02-05T10:00:00.000000Z",
            decision=DemoSchool(self._service, Calendar.of_2020()).decision("dau-ky-2/KH-THCS"),
        )

    def _caught(self, name: str, text: str, code: str, forge: Forgery) -> None:
        """By the public key alone, which told nothing of the second attacker."""
        with as_superuser(self._service.db.dsn, CODE) as intruder:
            honest = intruder.lines()
            self._write(intruder, relinked(forge(honest)))
        judged = self._judge(f"forged-{name}")
        with as_superuser(self._service.db.dsn, CODE) as intruder:
            self._write(intruder, honest)
        found = judged.found(code)
        seen = f"{judged.codes()}, dòng {found[0]['pos']}" if found else judged.codes()
        text = f"{text}: bị bắt, chỉ cần khóa công khai"
        self._teller.expect(f"attack_4.{name}", text, judged.verdict == "tampered" and bool(found), seen)

    def _write(self, intruder: Intruder, lines: list[Line]) -> None:
        intruder.store(lines)
        intruder.resign(self._school.keys)

    def _judge(self, name: str) -> Judgement:
        folder: Path = self._service.settings.home / name
        export(self._school.log, folder)
        return self._inspector.judge([folder], key=self._key)

    def _unsigned(self, lines: list[Line]) -> list[Line]:
        forged = _new(lines[-1])
        forged.pop("sign", None)
        return [*lines, forged]

    def _by_token(self, lines: list[Line]) -> list[Line]:
        (*before, forged) = self._unsigned(lines)
        forged["actor"] = {**forged["actor"], "proof": {**forged["actor"]["proof"], "method": "token"}}
        return [*before, forged]

    def _registered(self, lines: list[Line]) -> list[Line]:
        """A passkey of his own, signed by itself; what he signs with it would hold."""
        own = next(line for line in lines if line["type"] == "KeyRegistered" and self._is_teacher(line))
        public = Passkey().raw
        data = {**own["data"], "public": b64(public), "cred": b64(public[:16])}
        seen = {"leaf": b64(self._school.log.head().leaf), "pos": len(lines) - 1}
        at = lines[-1]["at"]
        forged = {**own, "cmd": "forged-key", "at": at, "data": data}
        forged["sign"] = {**own["sign"], "seen": seen, "time": at}
        return [*lines, forged]

    def _is_teacher(self, line: Line) -> bool:
        return bool(line["data"]["person"] == self._teacher)


def _changed(lines: list[Line]) -> list[Line]:
    last = lines[-1]
    return [*lines[:-1], {**last, "data": {**last["data"], "value": WANTED}}]


def _new(last: Line) -> Line:
    """The teacher changes her last mark, a moment later."""
    old = last["data"]
    data = {"pupil": old["pupil"], "col": old["col"], "late": None}
    data |= {"old": old["value"], "value": WANTED, "base": last["pos"]}
    return {**last, "type": "MarkChanged", "cmd": "forged", "i": 0, "n": 1, "data": data}
