"""Persons sign their acts with passkeys of Chromium; a stranger with plain Python sees who signed what."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from api.service.archiving import Archiver
from api.service.service import Service
from api.service.settings import Settings
from demo.school import CODE, Calendar, DemoSchool
from domain.words.fields import Cause
from ledger.cluster.cluster import Cluster
from tests.browser.conftest import served
from tests.browser.desk import Desk, desk
from tests.browser.story import BOARD, DEPUTY, HEAD, HOMEROOM, TEACHER
from tests.conftest import fresh_database

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NAMES = {
    HEAD: "Y Blin",
    DEPUTY: "Nguyễn Văn Lộc",
    BOARD: "Trần Thị Huệ",
    HOMEROOM: "Đặng Thị Thu Hà",
    TEACHER: "Võ Thanh Bình",
}
OFFICE = "bqt.a-dung"
"""Another of the board, who has no passkey yet."""
BOOK = f"/schools/{CODE}/books/6A/toan/1"
REASON = "Cộng sót 1,3 điểm ở câu 3 của bài kiểm tra."
SAVE = """
    const cells = given.values.map((value, at) =>
        ({ pupil: `HS${String(at + 1).padStart(4, '0')}`, col: given.col, value, base: 0, old: null }));
    const sent = cells.map(({ old, value, ...cell }) => ({ ...cell, value: { tenths: value } }));
    return acting.actWithDevice({ method: 'PUT', path: given.book + '/cells', body: { cells: sent },
        asked: asked.marks('6A', 'toan', 1, cells) }, acting.me());"""
PUBLISH = """
    const path = `${given.book}/columns/${given.col}/publish`;
    return acting.actWithPasskey({ method: 'POST', path, body: {},
        asked: asked.published('6A', 'toan', 1, given.col) }, acting.passkeyOf(acting.me()));"""
PROPOSE = """
    const { dossier, col, base, reason } = given, stream = `dossier/${dossier}`;
    const items = [{ pupil: 'HS0001', col, value: { tenths: 95 }, base, reason }];
    const place = { dossier, class: '6A', subject: 'toan', semester: 1 };
    const body = { ...place, kind: 'sua', items, evidence: [{ content: btoa('bai lam') }] };
    const item = { pupil: 'HS0001', col, old: 50, value: 95, base };
    return acting.actWithPasskey({ method: 'POST', path: '/schools/demo/dossiers', body, texts: [reason],
        asked: ([sealed]) => [[stream, 'CorrectionProposed', { ...place, count: 1 }],
            [stream, 'CorrectionItem', { dossier, ...item, reason: sealed }]],
        }, acting.passkeyOf(acting.me()));"""
PERMIT = """
    const path = `/schools/demo/dossiers/${given.dossier}/permit`;
    return acting.actWithPasskey({ method: 'POST', path, body: {}, asked: asked.permitted(given.dossier) },
        acting.passkeyOf(acting.me()));"""
WITNESS = """
    const path = `/schools/demo/dossiers/${given.dossier}/witness`;
    return acting.actWithPasskey({ method: 'POST', path, body: { seat: given.seat, ...given.more },
        asked: asked.witnessed(given.dossier, given.seat, given.applied) }, acting.passkeyOf(acting.me()));"""


class Town:
    """A demo school that works now, its server, and browsers to sit down at."""

    def __init__(self, service: Service, address: str, browser: Browser) -> None:
        self.service, self.address, self.browser = service, address, browser
        self.demo = DemoSchool(service, Calendar.around(service.clock.now()))
        self.demo.found()
        self.demo.open_window(self.demo.calendar.first)
        self.demo.open_window(self.demo.calendar.second)

    def desk(self) -> Any:
        return desk(self.browser, self.address, self.service)

    def enrol(self, at: Desk, person: str) -> None:
        """A passkey on that desk's authenticator, confirmed by another who manages accounts."""
        at.sit_down(person)
        at.make_passkey()
        with self.desk() as office:
            office.sit_down(OFFICE)
            office.confirm(NAMES[person])

    def entry(self, pos: int) -> Any:
        (found,) = self.demo.school.log.entries_at([pos])
        return found

    def bag(self, folder: Path) -> Path:
        """An archive of now."""
        self.demo.school.seal()
        Archiver(self.demo.school).archive(Cause(kind="manual", ref=""))
        return max(folder.rglob("manual-*.tar"), key=lambda path: path.stat().st_mtime)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def town(chromium: Browser, pg_cluster: Cluster, home: Path) -> Iterator[Town]:
    with fresh_database(pg_cluster) as dsn:
        service = Service(Settings(home), None, dsn)
        service.migrate()
        with served(service) as address:
            yield Town(service, address, chromium)


@pytest.fixture(scope="module")
def zipapp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("zipapp") / "socai-verify.pyz"
    subprocess.run([sys.executable, str(ROOT / "scripts/zipapp.py"), str(out)], check=True, cwd=ROOT)
    return out


def done(answer: dict[str, Any]) -> Any:
    assert "done" in answer, answer
    return answer["done"]


def corrected(town: Town, desks: dict[str, Desk], col: str, dossier: str) -> list[int]:
    """A column saved and published, one of its marks corrected before three witnesses, each at their desk.

    Gives where each act begins.
    """
    begun = []

    def act(person: str, script: str, **given: Any) -> Any:
        if desks[person] is desks[HEAD]:
            desks[person].sit_down(person)
        answer = done(desks[person].run(script, {"book": BOOK, "col": col, "dossier": dossier, **given}))
        begun.append(answer["pos"])
        return answer

    act(TEACHER, SAVE, values=[50 + each for each in range(40)])
    first = begun[0]
    act(TEACHER, PUBLISH)
    act(TEACHER, PROPOSE, base=first, reason=REASON)
    act(HEAD, PERMIT)
    act(DEPUTY, WITNESS, seat="leadership", more={}, applied=None)
    act(BOARD, WITNESS, seat="board", more={}, applied=None)
    items = [{"pupil": "HS0001", "col": col, "old": 50, "value": 95, "base": first}]
    applied = {"klass": "6A", "subject": "toan", "semester": 1, "items": items}
    act(HOMEROOM, WITNESS, seat="homeroom", more={"acting": "homeroom"}, applied=applied)
    return begun


def test_a_column_and_a_dossier_signed_by_five_persons_each_alone(
    town: Town, home: Path, zipapp: Path, tmp_path: Path
) -> None:
    """Own machines, own passkeys; the stranger's Python counts who signed, and finds nothing amiss."""
    with town.desk() as a, town.desk() as b, town.desk() as c, town.desk() as d, town.desk() as e:
        desks = dict(zip(NAMES, (a, b, c, d, e), strict=True))
        for person, at in desks.items():
            town.enrol(at, person)
        begun = corrected(town, desks, "tx1", "DC-1")
    methods = [town.entry(pos).actor["proof"]["method"] for pos in begun]
    assert methods == ["device", *["signed"] * 6]
    assert all(town.entry(pos).sign for pos in begun)
    told = verified(town, home, zipapp)
    assert told["signed"]["persons"] >= 40 + 1 + 2 + 1 + 3 + 1


def test_a_dossier_signed_by_five_persons_in_one_browser(town: Town, home: Path, zipapp: Path) -> None:
    """One machine in one room, one after another, each with a passkey that is theirs alone."""
    with town.desk() as room:
        desks = dict.fromkeys(NAMES, room)
        for person in desks:
            room.sit_down(person)
            renew(town, person)
            town.enrol(room, person)
        begun = corrected(town, desks, "tx2", "DC-2")
    assert [town.entry(pos).actor["person"] for pos in begun][3:] == [HEAD, DEPUTY, BOARD, HOMEROOM]
    assert verified(town, home, zipapp)["verdict"] == "sound"


def renew(town: Town, person: str) -> None:
    """The person's former passkeys are ended: the next one signs for itself."""
    from tests.keys_of_persons import revoke

    school = town.demo.school
    for key in list(school.facts().people[person].keys.values()):
        if key.stands:
            revoke(town.service, CODE, person, person, key.pos)


def verified(town: Town, home: Path, zipapp: Path) -> Any:
    """What the verifier says of a bag of now, under `python3 -I`, from the public key alone."""
    bag = town.bag(home)
    key = town.demo.school.facts().key
    command = [sys.executable, "-I", str(zipapp), str(bag), "--key", key, "--json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["findings"]) == (0, []), told
    return told
