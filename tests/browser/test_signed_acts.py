"""Persons sign their acts with passkeys of Chromium; a stranger with plain Python sees who signed what."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from api.service.archiving import Archiver
from api.service.service import Service
from api.service.settings import Settings
from demo.school import CODE, Calendar, DemoSchool
from domain.words.fields import Cause
from ledger.cluster.cluster import Cluster
from tests.browser.conftest import served
from tests.browser.desk import IMPORTS, Desk, desk
from tests.browser.story import BOARD, DEPUTY, HEAD, HOMEROOM, TEACHER
from tests.browser.test_pages import shoot, violations
from tests.conftest import fresh_database
from tests.keys_of_persons import revoke

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
NAMES = {
    HEAD: "Y Blin",
    DEPUTY: "Nguyễn Văn Lộc",
    BOARD: "Trần Thị Huệ",
    HOMEROOM: "Đặng Thị Thu Hà",
    TEACHER: "Võ Thanh Bình",
}
OTHER = "gv.hoang-my-linh"
OFFICE = "bqt.a-dung"
"""Another of the board, who has no passkey yet."""
WHOSE = {"log": "62.socai/demo", "person": TEACHER}
BOOK = f"/schools/{CODE}/books/6A/toan/1"
REASON = "Cộng sót 1,3 điểm ở câu 3 của bài kiểm tra."
SAVE = """
    const cells = given.values.map((value, at) =>
        ({ pupil: `HS${String(at + (given.first ?? 1)).padStart(4, '0')}`,
            col: given.col, value, base: 0, old: null }));
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
            office.confirm(self.demo.school.facts().people[person].name)

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


@pytest.fixture(scope="module")
def teacher(town: Town) -> Iterator[Desk]:
    """The teacher at a desk, with a passkey of theirs that counts."""
    with town.desk() as at:
        renew(town, TEACHER)
        town.enrol(at, TEACHER)
        yield at


def size(town: Town) -> int:
    return town.demo.school.log.head().size


def save(at: Desk, pupil: int, col: str = "tx3", *, here: bool = False) -> dict[str, Any]:
    """One mark into an empty cell; `here`: on the page as it stands."""
    given = {"book": BOOK, "col": col, "values": [70], "first": pupil}
    told: dict[str, Any] = at.here(SAVE, given) if here else at.run(SAVE, given)
    return told


def key_of(town: Town, answer: dict[str, Any]) -> int:
    """Position of what signed it."""
    return int(town.entry(done(answer)["pos"]).sign["key"])


def test_who_walks_away_signs_nothing_and_is_told_so(town: Town, teacher: Desk) -> None:
    """The act is not written; the same act again, with the person there, is."""
    before = size(town)
    teacher.refuses(present=False)
    told = save(teacher, 1)
    assert told["code"] == "CANCELLED" and "hãy bấm lại và chọn đúng khóa của mình" in told["said"]
    assert size(town) == before
    teacher.refuses(present=True)
    assert done(save(teacher, 1))["n"] == 1


def test_who_has_lost_the_newest_passkey_signs_with_an_older_one(town: Town, teacher: Desk) -> None:
    """Asked for the newest they cancel, and are asked for the other one; after that for the newest again."""
    lost = """
        const who = acting.me(), own = who.keys[0];
        who.keys.unshift({ ...own, key: 1, cred: 'AAAAAAAAAAAAAAAAAAAAAA' });
        const body = { public: (await signing.newDevice(who.log, who.person)).public, person: who.person };
        const sign = () => acting.actWithDevice({ method: 'POST', path: given, body, asked: [] }, who);
        const asked_for = [acting.passkeyOf(who).key === own.key];
        await signing.forgetDevices();
        const first = await sign().catch(error => error.code);
        asked_for.push(acting.passkeyOf(who).key === own.key);
        const second = await sign().catch(error => error.code);
        sessionStorage.setItem('socai-khoa-khac', JSON.stringify([1, own.key]));
        asked_for.push(acting.passkeyOf(who).key === own.key);
        return { first, second, asked_for }"""
    before = size(town)
    found = done(teacher.run(lost, f"/schools/{CODE}/devices/none"))
    assert (found["first"], found["asked_for"]) == ("CANCELLED", [False, True, False])
    assert found["second"] != "CANCELLED"
    assert size(town) == before + 1, "the browser's key, certified by the older passkey"


def test_the_wrong_persons_passkey_signs_nothing(town: Town, teacher: Desk) -> None:
    """The teacher's session at a machine whose authenticator has somebody else's passkey alone."""
    with town.desk() as other:
        town.enrol(other, OTHER)
        before = size(town)
        other.sit_down(TEACHER)
        told = save(other, 2)
        assert told["code"] == "CANCELLED" and "không có khóa của bạn" in told["said"]
    assert size(town) == before


def test_who_has_no_passkey_is_told_where_to_make_one(town: Town) -> None:
    """Before anything is signed, in words that lead there."""
    with town.desk() as at:
        at.sit_down(OFFICE)
        told = at.run("return acting.passkeyOf(acting.me())")
        assert told["code"] == "NO_PASSKEY" and "trang Tài khoản" in told["said"]


def test_signing_out_leaves_no_key_in_the_browser(town: Town) -> None:
    """For whoever comes to the machine next; the browser itself is asked to forget."""
    kept = """
        const device = await signing.newDevice(given.log, given.person);
        await signing.keepDevice(device, { key: 1, until: '2999-01-01T00:00:00.000000Z', seen: { pos: 1 } });
        return true"""
    found = "return Boolean(await signing.findDevice(given.log, given.person))"
    with town.desk() as at:
        at.sit_down(OFFICE)
        done(at.here(kept, WHOSE))
        assert done(at.run(found, WHOSE))
        at.page.get_by_role("button", name="Đăng xuất").click()
        expect(at.page.locator("h1")).to_have_text("Đăng nhập")
        assert done(at.here(found, WHOSE)) is False


GONE = "await signing.forgetDevices(); return true"
OVER = """
    const kept = await signing.findDevice(given.log, given.person);
    await signing.keepDevice(kept, { until: '2020-01-01T00:00:00.000000Z' });
    return true"""


@pytest.mark.parametrize(("lost", "pupil"), [(GONE, 4), (OVER, 7)], ids=["gone", "over"])
def test_a_browser_without_its_key_certifies_another_and_nothing_is_lost(
    town: Town, teacher: Desk, lost: str, pupil: int
) -> None:
    """The next save is signed by another key; the person has only shown the passkey once more."""
    first, again = (key_of(town, save(teacher, number)) for number in (pupil, pupil + 1))
    done(teacher.here(lost, WHOSE))
    renewed = key_of(town, save(teacher, pupil + 2))
    assert first == again < renewed
    assert [town.entry(key).type for key in (first, renewed)] == ["DeviceCertified"] * 2


def test_two_acts_at_once_certify_one_key(town: Town, teacher: Desk) -> None:
    """Of two tabs the second waits for the first; both acts are written."""
    done(teacher.run(GONE))
    second = teacher.context.new_page()
    second.goto("/tai-khoan")
    both = """
        const one = (pupil) => {
            const cells = [{ pupil, col: 'tx3', value: 70, base: 0, old: null }];
            const body = { cells: [{ pupil, col: 'tx3', value: { tenths: 70 }, base: 0 }] };
            return acting.actWithDevice({ method: 'PUT', path: given.book + '/cells', body,
                asked: asked.marks('6A', 'toan', 1, cells) }, acting.me()) };
        return Promise.all([one('HS0010'), one('HS0011')])"""
    written = done(teacher.run(both, {"book": BOOK}))
    assert len({town.entry(each["pos"]).sign["key"] for each in written}) == 1
    kept = IMPORTS + "return (await signing.findDevice(given.log, given.person)).key }) }"
    assert second.evaluate(kept, WHOSE)["done"] == town.entry(written[0]["pos"]).sign["key"]


def bent(told: dict[str, Any], *path: Any, value: Any) -> Any:
    """A server that answers the look otherwise."""

    def answer(route: Any) -> None:
        found = route.fetch()
        said = found.json()
        place = said
        for name in path[:-1]:
            place = place[name]
        place[path[-1]] = value
        told.update(said)
        route.fulfill(response=found, json=said)

    return answer


@pytest.mark.parametrize(
    ("path", "value", "code", "said"),
    [
        (("entries", 0, 2, "value"), 95, "SAID_OTHERWISE", "nên không ký"),
        (("entries", 0, 2, "pupil"), "HS0002", "SAID_OTHERWISE", "nên không ký"),
        (("entries", 0, 0), "book/6B/toan/1", "SAID_OTHERWISE", "nên không ký"),
        (("person",), "gv.y-hnhiem", "OTHER_PERSON", "tên người khác"),
        (("origin",), "62.socai/khac", "OTHER_PERSON", "tên người khác"),
        (("head", "pos"), 5, "LOG_SHRANK", "báo hiệu trưởng"),
        (("now",), "2020-01-01T00:00:00.000000Z", "CLOCKS_DIFFER", "chỉnh lại ngày giờ"),
    ],
    ids=["value", "pupil", "book", "person", "log", "head", "now"],
)
def test_a_server_that_says_otherwise_gets_no_signature(
    town: Town, teacher: Desk, path: tuple[Any, ...], value: Any, code: str, said: str
) -> None:
    """Another mark, pupil, book, name, a shorter log, another hour: nothing is signed, nothing written."""
    before, told = size(town), dict[str, Any]()
    teacher.page.route("**/cells?dry_run=true", bent(told, *path, value=value))
    answer = save(teacher, 12)
    teacher.page.unroute("**/cells?dry_run=true")
    assert told and (answer.get("code"), said in answer.get("said", "")) == (code, True), answer
    assert size(town) == before


def test_a_key_that_the_log_ended_is_not_used_again(town: Town, teacher: Desk) -> None:
    """Its passkey was revoked from elsewhere while the page was open, which says so."""
    key_of(town, save(teacher, 13))
    renew(town, TEACHER)
    before = size(town)
    told = save(teacher, 14, here=True)
    assert told["code"] == "SIGNATURE_KEY" and told["problem"]["detail"] in told["said"]
    assert size(town) == before


def test_from_the_first_code_to_a_passkey_that_signs_in(town: Town) -> None:
    """The board's strip, a password of one's own, a passkey, its confirmation, and in by that passkey."""
    person, password = "gv.a-thien", "bốn con voi uống nước"
    with town.desk() as office, town.desk() as own:
        office.sit_down(OFFICE)
        page = office.page
        page.goto(f"/truong/{CODE}/tai-khoan")
        page.get_by_label("Cấp mã cho A Thiên").check()
        page.get_by_label("Quyết định số").fill("12/QĐ-THCS")
        page.get_by_label("Ngày").fill("05/09/2026")
        page.get_by_role("button", name="Cấp mã và lập phiếu in").click()
        code = page.locator(".strips code").nth(1).inner_text()
        page = own.page
        page.goto("/dang-nhap")
        page.get_by_label("Mã người dùng").fill(person)
        page.get_by_label("Mật khẩu").fill(code)
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        page.get_by_label("Mật khẩu mới", exact=True).fill(password)
        page.get_by_label("Nhập lại mật khẩu mới").fill(password)
        page.get_by_role("button", name="Đặt mật khẩu và vào").click()
        expect(page.locator(".who")).to_contain_text("A Thiên")
        own.make_passkey()
        office.confirm("A Thiên")
        page.get_by_role("button", name="Đăng xuất").click()
        page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
        expect(page.locator(".who")).to_contain_text("A Thiên")
        page.goto("/tai-khoan")
        expect(page.locator("#phien")).to_contain_text("khóa truy cập")


def test_a_lost_way_in_is_asked_for_and_granted_by_two_who_sign(town: Town) -> None:
    """On the page, each by their passkey over the very act; the lines say that their persons signed."""
    people = town.demo.school.facts().people
    renew(town, HEAD)
    renew(town, OFFICE)
    with town.desk() as office, town.desk() as above:
        town.enrol(above, HEAD)
        office.sit_down(OFFICE)
        office.make_passkey()
        above.confirm(people[OFFICE].name)
        office.page.goto(f"/truong/{CODE}/cap-lai?nguoi={TEACHER}")
        assert violations(office.page) == []
        office.page.get_by_label("Lý do").fill(" Mất điện thoại ")
        office.page.get_by_role("button", name="Đề nghị cấp lại").click()
        expect(office.page.get_by_text("Bạn đã đề nghị")).to_be_visible()
        above.page.goto(f"/truong/{CODE}/cap-lai")
        expect(above.page.get_by_text("Mất điện thoại")).to_be_visible()
        assert violations(above.page) == []
        shoot(above.page, "resets-waiting")
        above.page.get_by_role("button", name=f"Đồng ý cấp lại cho {people[TEACHER].name}").click()
        expect(above.page).to_have_url(re.compile("/tai-khoan$"))
    said = [
        each for each in town.demo.school.log.stream(f"person/{TEACHER}") if each.type.startswith("Reset")
    ]
    assert [each.type for each in said] == ["ResetAsked", "ResetGranted"]
    assert [each.actor["person"] for each in said] == [OFFICE, HEAD]
    assert {each.actor["proof"]["method"] for each in said} == {"signed"}
