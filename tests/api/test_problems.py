"""Errors: every code has its status and its sentence, and nothing that was typed is lost."""

import ast
import json
import re
from pathlib import Path

import pytest

from api.http.problems import problem_of
from api.service.problem import LONGEST_ECHO, Problem, shortened
from api.texts.finding_texts import TEXTS as FINDINGS
from api.texts.problem_texts import TEXTS
from domain.words.marks import MarkErrorCode
from domain.words.refusal import Refusal
from ledger.cluster.errors import PortTaken
from ledger.conflict import Conflict
from ledger.signing.heads import SigningRefused
from ledger.signing.keys import KeyFault

REPOSITORY = Path(__file__).parents[2]
RAISED = {
    "Refusal",
    "Conflict",
    "Problem",
    "AttachmentError",
    "SealedTextError",
    "AsOfError",
    "RegulationError",
}


def law_codes() -> set[str]:
    law = (REPOSITORY / "spec" / "LAW.md").read_text("utf-8")
    brackets = re.findall(r"\[([^\]]*)\]", law)
    return {code for text in brackets for code in re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", text)}


def raised_codes() -> dict[str, str]:
    """Each code that a call of one of our errors names first, and the file that does."""
    found: dict[str, str] = {}
    for package in ("domain", "ledger", "projections", "api"):
        for path in (REPOSITORY / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISED and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        found[first.value] = path.name
    return found


def test_no_code_of_the_law_lacks_a_sentence() -> None:
    """Whatever rule says no, a person is told in Vietnamese."""
    codes = law_codes()
    assert len(codes) > 45
    assert codes - TEXTS.keys() == set()


def test_no_code_raised_anywhere_lacks_a_sentence() -> None:
    """A code without a text would be a KeyError instead of an answer."""
    raised = raised_codes()
    assert len(raised) > 60
    assert {code: file for code, file in raised.items() if code not in TEXTS} == {}
    assert {code.value for code in MarkErrorCode} - TEXTS.keys() == set()


def test_no_finding_of_fsck_lacks_a_sentence() -> None:
    """Every code that the checks name, and no sentence for a code that nobody gives."""
    sources = sorted((REPOSITORY / "projections" / "fsck").glob("*.py"))

    text = "".join(path.read_text("utf-8") for path in sources)
    assert set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', text)) == FINDINGS.keys()
    assert all(sentence.endswith(".") for sentence in FINDINGS.values())


def test_no_text_of_a_code_stands_twice() -> None:
    """What the verifier says in the same words has one source, spec/codes.json; null points there."""
    said = json.loads((REPOSITORY / "spec" / "codes.json").read_text("utf-8"))
    folder = REPOSITORY / "api" / "texts"
    titles = json.loads((folder / "problem_texts.json").read_text("utf-8"))
    findings = json.loads((folder / "finding_texts.json").read_text("utf-8"))
    told = [(code, text) for code, text in findings.items()]
    told += [(code, f"{title}." if title else None) for code, (_, title, _) in titles.items()]
    assert [code for code, text in told if text and text == said.get(code, {}).get("vi")] == []
    assert len([code for code, text in told if text is None]) == 11


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_no_sentence_is_empty_or_foreign(code: str) -> None:
    """A title and a sentence that says what to do, with diacritics, under a status of an error."""
    text = TEXTS[code]
    assert 400 <= text.status < 600
    for part in (text.title, text.detail):
        assert any(ord(letter) > 127 and letter.isalpha() for letter in part), part
    assert text.detail.endswith((".", "…"))


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        (401, {"NOT_SIGNED_IN", "TOKEN_UNKNOWN"}),
        (403, {"NO_RIGHT", "OUT_OF_SCOPE", "RIGHT_NOT_IN_FORCE", "PROOF_TOO_WEAK", "PROPOSER_WITNESSES"}),
        (404, {"UNKNOWN_CLASS", "UNKNOWN_SCHOOL", "NOT_FOUND"}),
        (409, {"STALE_BASE", "COMMAND_REUSED", "DOSSIER_STATE", "ALREADY_EXISTS"}),
        (413, {"LINE_TOO_LONG", "ATTACHMENT_TOO_LARGE"}),
        (422, {"BAD_VALUE", "MARK_TWO_DECIMALS", "BODY_INVALID"}),
        (423, {"BOOK_LOCKED", "WINDOW_CLOSED", "OF_RECORD"}),
        (
            503,
            {"CLOCK_STEPPED", "DATABASE_AWAY", "LOG_BUSY", "OUTCOME_UNKNOWN", "KEY_FAULT", "RECEIPT_LATER"},
        ),
    ],
)
def test_no_status_hides_its_kind(status: int, codes: set[str]) -> None:
    """A client can tell by the status whether to sign in, choose, wait or give up."""
    assert {TEXTS[code].status for code in codes} == {status}


def test_no_ledger_status_differs_from_its_text() -> None:
    """Conflict names its own status; both must say the same."""
    for code, status in (("COMMAND_REUSED", 409), ("LINE_TOO_LONG", 413), ("CLOCK_BEHIND", 503)):
        assert problem_of(Conflict(code, status)).text.status == status


def test_facts_never_overwrite_the_members_of_the_problem() -> None:
    """RFC 9457 members keep their meaning whatever a refusal calls its facts."""
    body = Problem("BAD_DATA", status=1, klass="6A").body({"x": 1})
    assert (body["status"], body["status_"], body["class"], body["input"]) == (422, 1, "6A", {"x": 1})
    refused = problem_of(Conflict("LINE_TOO_LONG", 413, size=70000)).body()
    assert refused["size"] == 70000 and refused["code"] == "LINE_TOO_LONG"


def test_a_refusal_with_a_fact_named_like_a_member_keeps_both() -> None:
    """LINE_TOO_LONG carries a `detail` of its own."""
    error = Conflict("LINE_TOO_LONG", 413)
    error.detail = {"detail": "70000 bytes"}
    body = problem_of(error).body()
    assert body["detail"].startswith("Hãy chia nhỏ") and body["detail_"] == "70000 bytes"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Refusal("NO_SUCH_CODE"), "INTERNAL"),
        (SigningRefused("fork", "x"), "SIGNING_REFUSED"),
        (KeyFault("mode", "x"), "KEY_FAULT"),
        (PortTaken(5432, Path("port")), "DATABASE_AWAY"),
        (ZeroDivisionError(), "INTERNAL"),
    ],
)
def test_no_error_of_the_server_shows_its_insides(error: Exception, code: str) -> None:
    """The client gets a sentence and at most the cause's code, the operator the log."""
    body = problem_of(error).body()
    assert body["code"] == code and "Traceback" not in str(body)


def test_long_texts_are_cut_in_the_echo() -> None:
    """An evidence file of megabytes is not sent back."""
    assert shortened({"content": "x" * 5000, "n": [1, "y"]}) == {
        "content": "x" * LONGEST_ECHO + "…",
        "n": [1, "y"],
    }
