"""A lawful little log told with the builder: a class, a window, its archive, a witnessed correction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.verify.bag_builder import (
    LogBuilder,
    Member,
    Signer,
    b64,
    bag_members,
    canonical,
    sha,
    small_tile,
    tar_bytes,
    tree_root,
)

EVIDENCE = "Bài kiểm tra chấm lại: 8,5 điểm\n".encode()
GUIDE = (Path(__file__).parents[2] / "spec/bag-guide.txt").read_text(encoding="utf-8")
DECISION = {"date": "2020-08-20", "digest": b64(sha(b"decision")), "no": "12/QĐ"}
HEAD = ("ht01", "head", 0)
SYSTEM = ("system", "system", 0)
BOOK = "book/6A/TOAN/1"


def day(month: int, number: int, hour: int = 1, minute: int = 0) -> str:
    return f"2020-{month:02}-{number:02}T{hour:02}:{minute:02}:00.000000Z"


class Story:
    """`log` is the whole log; `w1` and `all` are its two archives (id, members, tar).

    `value` is the mark that forgers change; between the parts a story may do more.
    """

    def __init__(self, salts: int = 0, seed: int = 1, value: int = 65) -> None:
        self.log = LogBuilder(Signer(seed), salts=salts)
        self.value = value
        self.keys = [{"from": 0, "to": None, "vkey": self.log.signer.vkey}]
        self.handovers: dict[int, bytes] = {}
        self.people()
        self.before_marks()
        self.marks()
        self.w1 = self.archive("w1", day(10, 31, 17, 1), {"kind": "window", "ref": "w1"}, self.books_before())
        self.correction()
        self.before_all()
        self.all = self.archive("all", day(11, 5, 3), {"kind": "manual", "ref": ""}, self.books_after())

    def before_marks(self) -> None:
        """Nothing, in this story."""

    def before_all(self) -> None:
        """Nothing, in this story."""

    def rotate(self, at: str, new: Signer, *handing: Signer) -> None:
        """`new` signs from now on; with `handing` those signers hand over at the first size past it."""
        data = {"decision": DECISION, "new": new.vkey, "old": self.keys[-1]["vkey"]}
        pos = self.log.write(at, HEAD, ("school", "KeyRotated", data))
        self.keys[-1] = {**self.keys[-1], "to": pos}
        self.keys.append({"from": pos + 1, "to": None, "vkey": new.vkey})
        if handing:
            self.handovers[pos + 1] = self.log.checkpoint(pos + 1, *handing)

    def people(self) -> None:
        log, at = self.log, day(9, 1)
        founding = {
            "decision": DECISION,
            "head": {"from": "2020-08-01", "name": "Trần Thị Hiệu", "person": "ht01"},
            "key": log.signer.vkey,
            "school": {"code": "demo", "level": "THCS", "name": "THCS Mẫu", "province": "62"},
        }
        log.write(at, ("ht01", "founder", 0), ("school", "LogCreated", founding))
        for person, name in (("bd01", "Lê Văn Ban"), ("cn01", "Phạm Thị Chủ"), ("gv01", "Ngô Văn Toán")):
            log.write(at, HEAD, (f"person/{person}", "PersonRegistered", {"name": name, "person": person}))
        self.board = ("bd01", "board", self.appoint("bd01", "board"))
        toan = {
            "kind": "score",
            "name": "Toán",
            "periods": 350,
            "semesters": [1, 2],
            "subject": "TOAN",
            "tx": 2,
        }
        opened = {
            "class": "6A",
            "grade": 6,
            "name": "6A",
            "regime": "TT58_26",
            "subjects": [toan],
            "year": "2020-2021",
        }
        log.write(at, self.board, ("class/6A", "ClassOpened", opened))
        self.teacher = ("gv01", "teacher", self.appoint("gv01", "teacher", "6A", "TOAN"))
        self.homeroom = ("cn01", "homeroom", self.appoint("cn01", "homeroom", "6A"))
        for pupil, name in (("hs01", "Nguyễn Văn An"), ("hs02", "Đỗ Thị Bình")):
            enrolled = {
                "born": "2009-02-03",
                "class": "6A",
                "from": "2020-09-01",
                "key": b64(sha(pupil.encode())),
                "name": name,
                "pupil": pupil,
                "register": f"DB-{pupil}",
            }
            log.write(at, self.board, (f"pupil/{pupil}", "PupilEnrolled", enrolled))

    def appoint(self, person: str, role: str, klass: str | None = None, subject: str | None = None) -> int:
        data = {
            "class": klass,
            "decision": DECISION,
            "from": "2020-08-15",
            "person": person,
            "role": role,
            "subject": subject,
            "to": None,
        }
        return self.log.write(day(9, 1), HEAD, (f"person/{person}", "Appointed", data))

    def marks(self) -> None:
        log = self.log
        window = {
            "classes": ["*"],
            "cols": ["ck", "gk", "tx1", "tx2"],
            "decision": DECISION,
            "from": day(9, 2),
            "semester": 1,
            "to": day(10, 31, 17),
            "window": "w1",
            "year": "2020-2021",
        }
        log.write(day(9, 1), HEAD, ("window/w1", "WindowSet", window))
        entered = [
            ("hs01", "tx1", 80),
            ("hs01", "tx2", 75),
            ("hs01", "gk", self.value),
            ("hs01", "ck", 70),
            ("hs02", "gk", 90),
        ]
        events = [
            (BOOK, "MarkEntered", {"col": col, "late": None, "pupil": pupil, "value": value})
            for pupil, col, value in entered
        ]
        self.first_mark = log.write(day(9, 20), self.teacher, *events)
        self.gk = self.first_mark + 2
        pairs = [["hs01", self.gk], ["hs02", self.first_mark + 4]]
        published = {"col": "gk", "count": 2, "digest": b64(sha(canonical(pairs)))}
        log.write(day(9, 21), self.teacher, (BOOK, "ColumnPublished", published))

    def correction(self) -> None:
        log, stream = self.log, "dossier/hs1"
        proposed = {
            "class": "6A",
            "count": 1,
            "dossier": "hs1",
            "evidence": [b64(sha(EVIDENCE))],
            "kind": "sua",
            "semester": 1,
            "subject": "TOAN",
        }
        cell = {
            "base": self.gk,
            "col": "gk",
            "dossier": "hs1",
            "old": self.value,
            "pupil": "hs01",
            "value": 85,
        }
        item = {**cell, "reason": b64(bytes(40))}
        at = day(11, 1, 2)
        start = log.write(
            at, self.teacher, (stream, "CorrectionProposed", proposed), (stream, "CorrectionItem", item)
        )
        self.dossier = [start, start + 1]
        self.act("permit", HEAD, day(11, 1, 3), "CorrectionPermitted", {})
        self.witness("leadership", HEAD, "head", 0)
        self.witness("board", self.board, "board", 1)
        applied = (BOOK, "CorrectionApplied", cell)
        self.applied = self.witness("homeroom", self.homeroom, "homeroom", 2, applied) + 1

    def witness(self, seat: str, actor: tuple[str, str, int], standing: str, minute: int, *more: Any) -> int:
        fields = {"seat": seat, "standing": standing}
        at = day(11, 1, 4, minute)
        return self.act(f"witness:{seat}", actor, at, "CorrectionWitnessed", fields, *more)

    def act(self, act: str, actor: Any, at: str, kind: str, fields: dict[str, Any], *more: Any) -> int:
        log = self.log
        intent = {
            "act": act,
            "cmd": f"cmd-{log.commands + 1}",
            "dossier": "hs1",
            "entries": [b64(log.leaves[pos]) for pos in self.dossier],
            "label": "socai/intent/v1",
            "origin": log.origin,
            "person": actor[0],
        }
        data = {"dossier": "hs1", "intent": b64(sha(canonical(intent))), **fields}
        pos = log.write(at, actor, ("dossier/hs1", kind, data), *more)
        self.dossier.append(pos)
        return pos

    def archive(
        self, bag_id: str, at: str, cause: dict[str, str], books: Member
    ) -> tuple[str, Member, bytes]:
        """Plan, build and record one archive of all that was written so far."""
        log, size = self.log, len(self.log.lines)
        note = log.checkpoint(size)
        stream = f"archive/{bag_id}"
        planned = {
            "cause": cause,
            "checkpoint": b64(sha(note)),
            "id": bag_id,
            "renderer": "test 1",
            "size": size,
        }
        pos = log.write(at, SYSTEM, (stream, "SnapshotPlanned", planned))
        members = bag_members(self.payload(bag_id, at, cause, size, pos, books))
        tar = tar_bytes(bag_id, members, at)
        archived = {"bytes": len(tar), "digest": b64(sha(tar)), "id": bag_id}
        log.write(at, SYSTEM, (stream, "SnapshotArchived", archived))
        return bag_id, members, tar

    def payload(
        self, bag_id: str, at: str, cause: dict[str, str], size: int, pos: int, books: Member
    ) -> Member:
        log = self.log
        of_window = cause["kind"] == "window"
        manifest = {
            "at": at,
            "cause": cause,
            "classes": ["6A"],
            "id": bag_id,
            "origin": log.origin,
            "planned": pos,
            "root": b64(tree_root(log.leaves[:size])),
            "school": "demo",
            "semester": 1 if of_window else None,
            "size": size,
            "v": 1,
            "year": "2020-2021" if of_window else None,
        }
        handed = {f"data/handover/{at}": note for at, note in self.handovers.items() if at < size}
        return {
            "data/manifest.json": canonical(manifest) + b"\n",
            "data/checkpoint": log.checkpoint(size),
            "data/entries.jsonl": log.jsonl(size),
            "data/keys.json": canonical({"keys": self.keys}) + b"\n",
            **handed,
            "data/VERIFY.txt": GUIDE.format(id=bag_id, origin=log.origin, size=size, last=size - 1).encode(),
            **small_tile(log.leaves[:size]),
            **books,
        }

    def cells(self, gk: int, gk_pos: int) -> list[dict[str, Any]]:
        first = self.first_mark
        values = [("hs01", "ck", 70, first + 3), ("hs01", "gk", gk, gk_pos), ("hs01", "tx1", 80, first)]
        values += [("hs01", "tx2", 75, first + 1), ("hs02", "gk", 90, first + 4)]
        return [
            {"col": col, "pos": pos, "pupil": pupil, "semester": 1, "subject": "TOAN", "value": value}
            for pupil, col, value, pos in values
        ]

    @staticmethod
    def average(gk: int) -> int:
        """Of 8,0 and 7,5 once, `gk` twice, 7,0 three times: half up."""
        return (2 * (80 + 75 + 2 * gk + 3 * 70) + 7) // 14

    def book(self, gk: int, gk_pos: int, result: int) -> Member:
        terms = [[80, 1], [75, 1], [gk, 2], [70, 3]]
        num = sum(value * weight for value, weight in terms)
        trace = {"den": 7, "num": num, "rule": "TT58-Đ10.1a", "terms": terms, "value": result}
        none = {"status": "CHUA_DU", "trace": None, "value": None}
        full = {"status": "OK", "trace": trace, "value": result}
        rows: dict[tuple[int, str], dict[str, Any]] = {
            (semester, pupil): none for semester in (0, 1, 2) for pupil in ("hs01", "hs02")
        }
        rows[1, "hs01"] = full
        book: dict[str, Any] = {
            "cells": self.cells(gk, gk_pos),
            "class": "6A",
            "name": "6A",
            "results": [
                {"pupil": pupil, "semester": semester, "subject": "TOAN", **row}
                for (semester, pupil), row in rows.items()
            ],
            "size": len(self.log.lines),
            "v": 1,
            "year": "2020-2021",
        }
        return {"data/books/6A.json": canonical(book) + b"\n"}

    def register(self, *dossiers: dict[str, Any]) -> Member:
        register = {"dossiers": list(dossiers), "size": len(self.log.lines), "v": 1}
        return {"data/corrections.json": canonical(register) + b"\n"}

    def books_before(self) -> Member:
        return self.book(self.value, self.gk, self.average(self.value)) | self.register()

    def books_after(self) -> Member:
        seats = (("leadership", "ht01", "head"), ("board", "bd01", "board"), ("homeroom", "cn01", "homeroom"))
        witnesses = [
            {"person": person, "pos": pos, "seat": seat, "standing": standing}
            for (seat, person, standing), pos in zip(seats, self.dossier[3:], strict=True)
        ]
        dossier = {
            "applied": [self.applied],
            "class": "6A",
            "dossier": "hs1",
            "items": [{"base": self.gk, "col": "gk", "old": self.value, "pupil": "hs01", "value": 85}],
            "kind": "sua",
            "permitter": "ht01",
            "pos": self.dossier,
            "proposer": "gv01",
            "semester": 1,
            "state": "applied",
            "subject": "TOAN",
            "witnesses": witnesses,
        }
        evidence = {f"data/attachments/{sha(EVIDENCE).hex()}": EVIDENCE}
        return self.book(85, self.applied, self.average(85)) | self.register(dossier) | evidence
