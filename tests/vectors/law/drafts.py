"""Sound drafts of every event type; any field can be overridden."""

from typing import Any

from tests.vectors.law.log import Draft, Log, digest, sealed, vkey

BOOK = "book/6A/toan/1"
DECISION = {"no": "01/QĐ", "date": "2026-08-20", "digest": digest("decision")}


def created(**over: Any) -> Draft:
    return (
        "school",
        "LogCreated",
        {
            "school": {"code": "thcs-1", "name": "THCS Một", "province": "kontum", "level": "THCS"},
            "key": vkey("key 1"),
            "decision": DECISION,
            "head": {"person": "h1", "name": "Y Hiệu", "from": "2026-08-01"},
            **over,
        },
    )


def policy(**over: Any) -> Draft:
    proof = {"entry": "password", "decide": "totp", "witness": "passkey"}
    return "school", "PolicySet", {"proof": proof, "lapse": 10, **over}


def rotated(old: str = "key 1", new: str = "key 2") -> Draft:
    return "school", "KeyRotated", {"old": vkey(old), "new": vkey(new), "decision": DECISION}


def clock_reset() -> Draft:
    return "school", "ClockReset", {"reason": "đồng hồ máy chủ chạy nhanh"}


def restored(size: int) -> Draft:
    return "school", "Restored", {"size": size, "source": "gói lưu trữ", "checkpoint": digest("note")}


def person(name: str) -> Draft:
    return f"person/{name}", "PersonRegistered", {"person": name, "name": f"Người {name}"}


def post(name: str, role: str, klass: str | None = None, subject: str | None = None, **over: Any) -> Draft:
    return (
        f"person/{name}",
        "Appointed",
        {
            "person": name,
            "role": role,
            "class": klass,
            "subject": subject,
            "from": "2026-09-01",
            "to": None,
            "decision": DECISION,
            **over,
        },
    )


def post_ended(name: str, appointment: int, on: str) -> Draft:
    data = {"person": name, "appointment": appointment, "on": on, "decision": DECISION}
    return f"person/{name}", "AppointmentEnded", data


def delegated(name: str, *powers: str, **over: Any) -> Draft:
    period = {"from": "2026-09-01", "to": "2026-12-31"}
    data = {"person": name, "powers": list(powers), "decision": DECISION, **period, **over}
    return f"person/{name}", "Delegated", data


def subject(
    name: str, kind: str, periods: int, tx: int, semesters: tuple[int, ...] = (1, 2)
) -> dict[str, Any]:
    return {
        "subject": name,
        "name": f"Môn {name}",
        "kind": kind,
        "periods": periods,
        "tx": tx,
        "semesters": list(semesters),
    }


def opened(klass: str = "6A", **over: Any) -> Draft:
    return (
        f"class/{klass}",
        "ClassOpened",
        {
            "class": klass,
            "name": f"Lớp {klass}",
            "grade": 6,
            "year": "2026-2027",
            "regime": "TT22_2021",
            "subjects": [subject("nhac", "comment", 350, 2, (1,)), subject("toan", "score", 1400, 4)],
            **over,
        },
    )


def enrolled(pupil: str, **over: Any) -> Draft:
    return (
        f"pupil/{pupil}",
        "PupilEnrolled",
        {
            "pupil": pupil,
            "name": f"Em {pupil}",
            "born": "2015-03-04",
            "register": f"ĐB-{pupil}",
            "class": "6A",
            "from": "2026-09-05",
            "key": digest(pupil),
            **over,
        },
    )


def window(name: str, **over: Any) -> Draft:
    return (
        f"window/{name}",
        "WindowSet",
        {
            "window": name,
            "year": "2026-2027",
            "semester": 1,
            "cols": ["gk", "nx", "tx1"],
            "classes": ["*"],
            "from": "2026-09-07T00:00:00.000000Z",
            "to": "2026-09-20T00:00:00.000000Z",
            "decision": DECISION,
            **over,
        },
    )


def moved(name: str, to: str) -> Draft:
    return f"window/{name}", "WindowMoved", {"window": name, "to": to, "decision": DECISION}


def mark(
    value: Any = 60, pupil: str = "p1", col: str = "gk", late: int | None = None, book: str = BOOK
) -> Draft:
    return book, "MarkEntered", {"pupil": pupil, "col": col, "value": value, "late": late}


def change(
    old: Any,
    value: Any,
    base: int,
    *,
    pupil: str = "p1",
    col: str = "gk",
    late: int | None = None,
    book: str = BOOK,
) -> Draft:
    data = {"pupil": pupil, "col": col, "old": old, "value": value, "base": base, "late": late}
    return book, "MarkChanged", data


def clear(old: Any, base: int, pupil: str = "p1", col: str = "gk", book: str = BOOK) -> Draft:
    return book, "MarkCleared", {"pupil": pupil, "col": col, "old": old, "base": base}


def published(log: Log, col: str = "gk", book: str = BOOK, **over: Any) -> Draft:
    return book, "ColumnPublished", {"col": col, **log.column(book, col), **over}


def dated() -> Draft:
    return BOOK, "ColumnDated", {"col": "gk", "date": "2026-09-07"}


def absent() -> Draft:
    data = {"class": "6A", "pupil": "p1", "date": "2026-09-07", "session": "S", "old": None, "value": "P"}
    return "attendance/6A/2026-09", "AbsenceSet", {**data, "base": 0}


def late(log: Log, *pupils: str, col: str = "gk", book: str = BOOK, **over: Any) -> Draft:
    return (
        book,
        "LateEntryPermitted",
        {
            "col": col,
            "pupils": list(pupils),
            "until": log.at(days=7),
            "reason": "makeup",
            "decision": DECISION,
            **over,
        },
    )


def item(
    old: Any, value: Any, base: int, pupil: str = "p1", col: str = "gk", *, dossier: str = "d1"
) -> Draft:
    return (
        f"dossier/{dossier}",
        "CorrectionItem",
        {
            "dossier": dossier,
            "pupil": pupil,
            "col": col,
            "old": old,
            "value": value,
            "base": base,
            "reason": sealed("reason"),
        },
    )


def proposed(count: int = 1, dossier: str = "d1", **over: Any) -> Draft:
    return (
        f"dossier/{dossier}",
        "CorrectionProposed",
        {
            "dossier": dossier,
            "class": "6A",
            "subject": "toan",
            "semester": 1,
            "kind": "sua",
            "count": count,
            "evidence": [digest("scan")],
            **over,
        },
    )


def amended(count: int = 1, dossier: str = "d1") -> Draft:
    data = {"dossier": dossier, "count": count, "evidence": [digest("scan 2")]}
    return f"dossier/{dossier}", "CorrectionAmended", data


def permitted(log: Log, who: str = "head", dossier: str = "d1", **over: Any) -> Draft:
    data = {"dossier": dossier, "intent": log.intent(who, dossier, "permit"), **over}
    return f"dossier/{dossier}", "CorrectionPermitted", data


def refused(dossier: str = "d1") -> Draft:
    return f"dossier/{dossier}", "CorrectionRefused", {"dossier": dossier, "reason": sealed("no")}


def withdrawn(dossier: str = "d1") -> Draft:
    return f"dossier/{dossier}", "CorrectionWithdrawn", {"dossier": dossier}


def witnessed(log: Log, who: str, seat: str, dossier: str = "d1", **over: Any) -> Draft:
    return (
        f"dossier/{dossier}",
        "CorrectionWitnessed",
        {
            "dossier": dossier,
            "seat": seat,
            "standing": log.rights[who][1],
            "intent": log.intent(who, dossier, f"witness:{seat}"),
            **over,
        },
    )


def applied(one: Draft, book: str = BOOK, **over: Any) -> Draft:
    """The application of a `CorrectionItem` draft."""
    data = {key: one[2][key] for key in ("dossier", "pupil", "col", "old", "value", "base")}
    return book, "CorrectionApplied", {**data, **over}


def lapsed(since: int, dossier: str = "d1") -> Draft:
    return f"dossier/{dossier}", "CorrectionLapsed", {"dossier": dossier, "since": since}


def _term(kind: str, klass: str = "6A", **data: Any) -> Draft:
    return f"close/{klass}/1", kind, {"class": klass, "semester": 1, **data}


def close(klass: str = "6A") -> Draft:
    return _term("CloseProposed", klass)


def close_refused(proposal: int) -> Draft:
    return _term("CloseRefused", proposal=proposal, reason="còn thiếu điểm")


def locked(log: Log, proposal: int, **over: Any) -> Draft:
    data = {"proposal": proposal, "decision": DECISION, **log.term("6A", 1), **over}
    return _term("BookLocked", **data)


def unlocked(until: str) -> Draft:
    return _term("BookUnlocked", reason="bổ sung điểm thi lại", decision=DECISION, until=until)


def planned(log: Log, name: str = "s1", ref: str | None = None, **over: Any) -> Draft:
    return (
        f"archive/{name}",
        "SnapshotPlanned",
        {
            "id": name,
            "size": log.next,
            "checkpoint": digest("note"),
            "cause": {"kind": "window", "ref": ref} if ref else {"kind": "manual", "ref": ""},
            "renderer": "socai 0.1.0",
            **over,
        },
    )


def reads(first: str, last: str, **over: Any) -> Draft:
    data = {"from": first, "to": last, "count": 3, "failures": 1, "digest": digest("rows"), **over}
    return f"reads/{last}", "ReadsDigested", data


def archived(name: str = "s1") -> Draft:
    return f"archive/{name}", "SnapshotArchived", {"id": name, "digest": digest("tar"), "bytes": 10240}


def spent(name: str = "s1") -> Draft:
    return f"archive/{name}", "SnapshotSpent", {"id": name, "reason": "tệp dựng lại không khớp"}
