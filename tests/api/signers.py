"""Persons of the demo school who have keys: registered, confirmed by another, their browsers certified."""

import json
from itertools import count, cycle
from pathlib import Path
from typing import Any

from api.service.signed.signature import NO_TEXTS, Prepared, SaltedTexts, Seen, Signature
from demo.people import BOARD, HEAD
from domain.acts.unit.keys import CertifyDevice, ConfirmKey, RegisterKey
from domain.grounds.command import Command
from domain.words.days import later
from domain.words.entry import Proof
from ledger.archive.export import export
from ledger.writing.writer import Written
from tests.api.conftest import BOOK, TEACHER, Stage
from tests.school.signer import EdKey, Key, Passkey, unb64
from verify.__main__ import verify

CELLS = f"{BOOK}/cells"
BY_TOKEN = Proof(age=0, cred="c", method="token", session="s")
_numbers = count()


def fresh(prefix: str = "k") -> str:
    return f"{prefix}-{next(_numbers)}"


def signature(sign: dict[str, Any]) -> Signature:
    """The `sign` of a body as the edge reads it."""
    auth, client = sign.get("auth"), sign.get("client")
    return Signature(
        sign["key"],
        Seen(**sign["seen"]),
        sign["time"],
        unb64(sign["sig"]),
        unb64(auth) if auth else None,
        unb64(client) if client else None,
    )


def act(stage: Stage, person: str, key: Key, command: Command, texts: SaltedTexts = NO_TEXTS) -> Written:
    """Looks what would be written, signs it, and writes it."""
    cmd = fresh()
    shown = stage.school.prepare(person, BY_TOKEN, command, cmd, texts=texts)
    assert isinstance(shown, Prepared)
    sign = signature(key.sign(cmd, shown.told()))
    return stage.school.execute(person, BY_TOKEN, command, cmd, sign=sign, texts=texts)


def confirm(stage: Stage, person: str, pos: int) -> None:
    """The head says whose key it is; of the head's own a member of the board."""
    by = HEAD.person if person != HEAD.person else BOARD[0].person
    stage.school.execute(by, BY_TOKEN, ConfirmKey(person=person, key=pos), fresh())


def register(stage: Stage, person: str, key: Passkey, *, confirmed: bool = True) -> Passkey:
    """A person's first passkey, which signs for itself."""
    command = RegisterKey(
        person=person, kind="passkey", alg=-7, public=key.public, cred=key.cred, rp=key.rp, label="máy thử"
    )
    pos = act(stage, person, key, command).pos
    if confirmed:
        confirm(stage, person, pos)
    key.pos = pos
    return key


def with_passkey(stage: Stage, person: str, **how: Any) -> Passkey:
    return register(stage, person, Passkey(), **how)


def certify(stage: Stage, person: str, passkey: Passkey, minutes: int = 60) -> Key:
    """A key of the person's browser, for some time."""
    device = Key()
    until = later(stage.clock.now(), minutes=minutes)
    command = CertifyDevice(device=device.device, person=person, public=device.public, until=until)
    device.pos = act(stage, person, passkey, command).pos
    return device


def program(stage: Stage, person: str, passkey: Passkey, *, alg: int = -7, until: str = "2020-12-31") -> Key:
    """A key of a program of the person's, confirmed."""
    key = EdKey() if alg == -8 else Key()
    command = RegisterKey(
        person=person, kind="program", alg=alg, public=key.public, label="chương trình", until=until
    )
    key.pos = act(stage, person, passkey, command).pos
    confirm(stage, person, key.pos)
    return key


_pupils = cycle(range(1, 40))
"""Of 6A; a module writes for fewer, at a school of its own."""


def body(cols: tuple[str, ...] = ("tx1",), value: Any = "8,5", pupil: str = "") -> dict[str, Any]:
    """Marks of a pupil of 6A who has none yet."""
    pupil = pupil or f"HS{next(_pupils):04}"
    rows = [{"pupil": pupil, "col": col, "value": value, "base": 0} for col in cols]
    return {"cmd": fresh("m"), "cells": rows}


def empty(*cols: str) -> dict[str, Any]:
    """Marks of a pupil for whom nothing is ever written."""
    return body(cols or ("tx1",), pupil="HS0040")


def look(stage: Stage, asked: dict[str, Any], person: str = TEACHER, path: str = CELLS) -> dict[str, Any]:
    """What would be written."""
    answer = stage.send(person, "PUT", f"{path}?dry_run=true", **asked)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def save(
    stage: Stage,
    asked: dict[str, Any],
    sign: dict[str, Any] | None,
    person: str = TEACHER,
    path: str = CELLS,
) -> Any:
    return stage.send(person, "PUT", path, **asked, **({"sign": sign} if sign else {}))


def refused(
    stage: Stage,
    asked: dict[str, Any],
    sign: dict[str, Any],
    code: str,
    *,
    person: str = TEACHER,
    path: str = CELLS,
) -> dict[str, Any]:
    """Refused with this code, and nothing is written."""
    before = stage.school.log.head()
    answer = save(stage, asked, sign, person, path)
    problem: dict[str, Any] = answer.json()
    assert problem.get("code") == code, answer.text
    assert stage.school.log.head() == before
    return problem


def line(stage: Stage, pos: int) -> dict[str, Any]:
    """A line as it is stored."""
    (found,) = stage.school.log.lines(pos, pos + 1)
    read: dict[str, Any] = json.loads(found)
    return read


def require_sound(stage: Stage, folder: Path) -> dict[str, int]:
    """Has the verifier look at the whole log; gives how many entries persons signed."""
    stage.school.seal()
    export(stage.school.log, folder)
    report = verify([str(folder)])
    assert report.findings == []
    told: dict[str, int] = report.to_json()["signed"]
    return told
