"""The signing module in a real Chromium: its bytes are those of the spec, and it signs nothing else."""

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from playwright.sync_api import Page

from domain.words.streams import device_of
from tests.browser.conftest import Site

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "spec/vectors/canonical.json").read_text("utf-8"))["vectors"]
OF_THE_READER = ("combining characters", "new in Unicode", "a line of", "nesting", "top value")
"""What a line may not have and a value may: lengths, depths, and what later versions of Unicode know.
The server refuses an act with such a text before anything is signed."""
LEAF = base64.b64encode(hashlib.sha256(b"line").digest()).decode().rstrip("=")
LOG, PERSON = "62.socai/demo", "gv.vo-thanh-binh"
ACT: dict[str, Any] = {
    "cmd": "c-1",
    "entries": [
        ["book/6A/toan/1", "MarkEntered", {"col": "tx1", "late": None, "pupil": "HS0001", "value": 85}]
    ],
    "origin": LOG,
    "person": PERSON,
    "role": "teacher",
}
SEEN = {"leaf": LEAF, "pos": 40}
TIME = "2026-11-29T04:00:00.123000Z"
WITH = "async given => { const signing = await import('/static/signing.js'); "
CAUGHT = (
    "const caught = async ask => {"
    " try { return ['signed', await ask()] } catch (e) { return [e.code, e.facts] } }; "
)


@pytest.fixture(scope="module")
def page(site: Site) -> Iterator[Page]:
    """A page of the site, under its strict policy."""
    with site.visitor() as visitor:
        page = visitor.new_page()
        page.goto("/dang-nhap")
        yield page


def run(page: Page, script: str, given: Any = None) -> Any:
    return page.evaluate(WITH + CAUGHT + script + " }", given)


def bytes_of(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


def statement(by: dict[str, Any], act: dict[str, Any] = ACT) -> bytes:
    """As FORMAT says it, by another program."""
    said = {**act, "label": "socai/act/v1", "key": by["key"], "seen": by["seen"], "time": by["time"]}
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


def test_what_is_canonical_is_spelled_so_and_nothing_else_is(page: Page) -> None:
    """Every vector of the spec: read as JSON, spelled again; a broken line never comes out as it went in."""
    lines = [bytes_of(each["line"].rstrip("=")).decode("utf-8", "surrogateescape") for each in VECTORS]
    sent = [line.encode("utf-8", "surrogateescape").decode("latin-1") for line in lines]
    spelled = run(
        page,
        """return given.map(bytes => {
            try {
                const line = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true})
                    .decode(Uint8Array.from(bytes, letter => letter.charCodeAt(0)));
                return signing.canonical(JSON.parse(line)) === line;
            } catch (e) { return false } })""",
        sent,
    )
    wrong = [
        each["desc"]
        for each, same in zip(VECTORS, spelled, strict=True)
        if same == each["wantErr"] and not (same and any(word in each["desc"] for word in OF_THE_READER))
    ]
    assert wrong == []
    assert sum(spelled) >= 15


@pytest.mark.parametrize(
    "value",
    [
        "1.5",
        "-0",
        "2 ** 53",
        "NaN",
        "undefined",
        "'e\\u0301'",
        "'\\ud800'",
        "'\\u0000'",
        "{'ă': 1}",
        "new Date(0)",
        "1n",
    ],
)
def test_a_value_that_no_line_holds_has_no_spelling(page: Page, value: str) -> None:
    """Alone, in a list and in an object."""
    for nested in (value, f"[{value}]", f"{{a: {value}}}"):
        code, _ = run(page, f"return caught(async () => signing.canonical({nested}))")
        assert code == "NOT_CANONICAL", nested


def test_a_statement_is_that_of_the_format(page: Page) -> None:
    """Byte for byte, whatever more the objects hold that it is made from."""
    by = {"key": 7, "seen": SEEN, "time": TIME}
    more = {"act": {**ACT, "n": 1}, "by": {**by, "seen": {**SEEN, "at": TIME}, "sig": "x"}}
    said = run(page, "return new TextDecoder().decode(signing.statement(given.act, given.by))", more)
    assert said.encode() == statement(by)


def test_a_commitment_is_that_of_the_format(page: Page) -> None:
    salt, text = bytes(range(16)), "Chấm sót trang sau của bài làm."
    said = run(
        page,
        "return signing.commitment(Uint8Array.from(given.salt), given.text)",
        {"salt": list(salt), "text": text},
    )
    assert bytes_of(said.removeprefix("c:")) == hashlib.sha256(salt + text.encode()).digest()


def test_a_key_of_this_browser_signs_the_statement_and_cannot_be_read_out(page: Page) -> None:
    """ECDSA P-256 over its bytes, under the public key to be certified; the line that it knew is kept."""
    made, sign, kept = run(
        page,
        """const device = await signing.newDevice(given.act.origin, given.act.person);
        await signing.keepDevice(device, {key: 50, until: '2999-01-01T00:00:00.000000Z', seen: given.seen});
        const found = await signing.findDevice(given.act.origin, given.act.person);
        const read = await crypto.subtle.exportKey('pkcs8', found.secret).then(() => true, () => false);
        const sign = await signing.signWithDevice(given.act, found, {...given.seen, pos: 60}, given.time);
        const after = await signing.findDevice(given.act.origin, given.act.person);
        return [{public: device.public, device: device.device, read}, sign, after.seen.pos]""",
        {"act": ACT, "seen": SEEN, "time": TIME},
    )
    assert (made["read"], kept) == (False, 60)
    assert sign.keys() == {"key", "seen", "sig", "time"}
    assert (sign["key"], sign["seen"], sign["time"]) == (50, {**SEEN, "pos": 60}, TIME)
    public, signature = bytes_of(made["public"]), bytes_of(sign["sig"])
    assert (len(public), len(signature)) == (64, 64)
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + public)
    r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
    key.verify(encode_dss_signature(r, s), statement(sign), ec.ECDSA(hashes.SHA256()))
    assert made["device"] == device_of(made["public"])


KEPT = """const device = await signing.newDevice(given.act.origin, given.act.person);
    await signing.keepDevice(device, {key: 50, until: '2999-01-01T00:00:00.000000Z', seen: given.seen});
    const found = await signing.findDevice(given.act.origin, given.act.person); """


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("({...given.act, person: 'gv.y-hnhiem'}), found, given.seen", "OTHER_PERSON"),
        ("({...given.act, origin: '62.socai/khac'}), found, given.seen", "OTHER_PERSON"),
        ("given.act, found, {...given.seen, pos: 39}", "LOG_SHRANK"),
        ("({...given.act, entries: [[1.5]]}), found, given.seen", "NOT_CANONICAL"),
    ],
)
def test_nothing_is_signed_for_another_person_or_on_a_log_that_shrank(
    page: Page, script: str, code: str
) -> None:
    given = {"act": ACT, "seen": SEEN, "time": TIME}
    found, _ = run(page, KEPT + f"return caught(() => signing.signWithDevice({script}, given.time))", given)
    assert found == code


def test_a_key_whose_certificate_ended_is_not_found(page: Page) -> None:
    """Nor one of another person, nor any after signing out."""
    found = run(
        page,
        KEPT
        + """const gone = [
            await signing.findDevice(given.act.origin, given.act.person, Date.parse('2999-01-01T00:00:00Z')),
            await signing.findDevice(given.act.origin, 'gv.y-hnhiem')];
        await signing.forgetDevices();
        gone.push(await signing.findDevice(given.act.origin, given.act.person));
        return [Boolean(found), gone.map(each => each === undefined)]""",
        {"act": ACT, "seen": SEEN},
    )
    assert found == [True, [True, True, True]]


def test_a_newer_key_of_another_tab_is_not_written_over(page: Page) -> None:
    """The tab that signs with the older one only notes what it saw, and not there."""
    newer = run(
        page,
        KEPT
        + """const other = await signing.newDevice(given.act.origin, given.act.person);
        await signing.keepDevice(other, {key: 90, until: '2999-01-01T00:00:00.000000Z', seen: given.seen});
        await signing.signWithDevice(given.act, found, given.seen, given.time);
        return (await signing.findDevice(given.act.origin, given.act.person)).key""",
        {"act": ACT, "seen": SEEN, "time": TIME},
    )
    assert newer == 90


ENTRY = ACT["entries"][0]
FOREIGN: list[Any] = [
    [],
    [ENTRY, ENTRY],
    [["book/6A/van/1", *ENTRY[1:]]],
    [[ENTRY[0], "MarkChanged", ENTRY[2]]],
    [[*ENTRY[:2], {**ENTRY[2], "value": 95}]],
    [[*ENTRY[:2], {**ENTRY[2], "value": "85"}]],
    [[*ENTRY[:2], {**ENTRY[2], "pupil": "HS0002"}]],
    [[*ENTRY[:2], {"pupil": "HS0001", "col": "tx1"}]],
]


@pytest.mark.parametrize("entries", FOREIGN, ids=range(len(FOREIGN)))
def test_entries_that_were_not_asked_for_are_not_signed(page: Page, entries: list[Any]) -> None:
    """What the server computes itself it may say; nothing else is otherwise, more or less."""
    asked = [[ENTRY[0], ENTRY[1], {"pupil": "HS0001", "col": "tx1", "value": 85}]]
    script = "return caught(async () => signing.requireAsked(given.asked, given.entries))"
    assert run(page, script, {"asked": asked, "entries": entries})[0] == "SAID_OTHERWISE"
    assert run(page, script, {"asked": asked, "entries": ACT["entries"]})[0] == "signed"


def test_the_time_is_of_this_machine_and_a_clock_that_is_wrong_is_told(page: Page) -> None:
    """Nobody is led by a server's clock to sign for another hour."""
    now = 1_795_924_800_123
    script = "return caught(async () => signing.instant(given.server, given.now))"
    said = run(page, script, {"server": "2026-11-29T04:01:00.000000Z", "now": now})
    assert said == ["signed", "2026-11-29T04:00:00.123000Z"]
    for server in ("2026-11-29T04:02:00.000000Z", "2026-11-29T03:58:00.000000Z"):
        code, facts = run(page, script, {"server": server, "now": now})
        assert (code, facts["there"]) == ("CLOCKS_DIFFER", server)
