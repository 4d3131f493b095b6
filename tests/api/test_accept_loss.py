"""Lines that nobody has any more: the log tells it first, and whoever holds more can show it for ever."""

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli.__main__ import app
from api.service.restoring import NotLost, accept_loss, refill
from demo.people import DEPUTY, HEAD
from domain.words.refusal import Refusal
from ledger.cluster.cluster import Cluster
from ledger.form.canonical import b64
from ledger.signing.heads import SignedHeadFile
from tests.api.conftest import ROOT, Stage
from tests.api.put_back import PROOF, PutBack


@pytest.fixture
def back(fresh_stage: Stage, pg_cluster: Cluster, tmp_path: Path) -> PutBack:
    return PutBack(fresh_stage, pg_cluster, tmp_path)


def test_a_loss_is_told_by_the_head_before_the_log_goes_on(back: PutBack) -> None:
    """`Restored` names the note that knew the lost lines; it convicts the log for ever, and is kept."""
    lost, digest = accept_loss(back.school, "không còn bản sao nào", HEAD.person, PROOF)
    assert lost == len(back.lines) - back.size
    told = list(back.school.log.entries())[back.size]
    assert (told.type, told.data["size"], told.actor["person"]) == ("Restored", back.size, HEAD.person)
    assert told.data["checkpoint"] == digest == b64(hashlib.sha256(back.newest).digest())
    assert told.data["source"] == f"MẤT {lost} bản ghi. không còn bản sao nào"
    path = back.school.head_file._path
    assert path.with_name(f"{path.name}.lost-{len(back.lines)}").read_bytes() == back.newest
    assert back.note("after").status_code == 201
    back.school.seal()
    assert back.verdict()[0] == "sound"
    assert back.verdict(back.held(), name="compared") == ("tampered", ["LOG_SHRANK"])


def test_nobody_but_the_head_accepts_a_loss(back: PutBack) -> None:
    """And nothing has changed afterwards."""
    with pytest.raises(Refusal, match="NO_RIGHT"):
        accept_loss(back.school, "mất", DEPUTY.person, PROOF)
    assert back.school.log.head().size == back.size and back.school.head_file.read() == back.newest


def test_a_refused_telling_leaves_the_writes_refused(back: PutBack) -> None:
    """In the same process, too."""
    with pytest.raises(Refusal):
        accept_loss(back.school, "mất", DEPUTY.person, PROOF)
    assert back.note("after").json()["code"] == "LOG_BEHIND"


def test_where_the_policy_asks_more_than_a_token_the_head_tells_it_next(back: PutBack) -> None:
    """The console cannot sign for the head: it ends the state, and says what the next entry must be."""
    lost, digest = accept_loss(back.school, "mất")
    assert lost == len(back.lines) - back.size
    told = {"size": back.size, "source": f"MẤT {lost} bản ghi", "checkpoint": digest}
    assert back.stage.post(HEAD.person, f"{ROOT}/restores", **told).status_code == 201


def test_a_crash_between_telling_and_going_on_leaves_the_writes_refused(
    back: PutBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The loss is told once; the next run finds it told and only ends the state."""
    with monkeypatch.context() as patched:
        patched.setattr(SignedHeadFile, "keep_aside", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            accept_loss(back.school, "mất", HEAD.person, PROOF)
    assert back.note("after").json()["code"] == "LOG_BEHIND"
    accept_loss(back.school, "mất", HEAD.person, PROOF)
    assert [each.type for each in back.school.log.entries(back.size)] == ["Restored"]
    assert back.note("after").status_code == 201


def test_a_whole_log_has_lost_nothing(back: PutBack) -> None:
    """Nor has one whose lines at hand are not those that were signed."""
    refill(back.school, back.export)
    with pytest.raises(NotLost):
        accept_loss(back.school, "mất", HEAD.person, PROOF)


def test_a_loss_is_confirmed_at_the_console(back: PutBack, monkeypatch: pytest.MonkeyPatch) -> None:
    """No is no; yes tells it."""
    monkeypatch.setenv("SOCAI_HOME", str(back.stage.settings.home))
    monkeypatch.setenv("SOCAI_DATABASE_URL", back.stage.service.db.dsn)
    token = back.school.tokens.issue(back.school.log.school, HEAD.person, back.stage.clock.now())
    monkeypatch.setenv("SOCAI_TOKEN", token)
    words = ["accept-loss", "demo", "--person", HEAD.person, "--reason", "hỏng đĩa"]
    assert CliRunner().invoke(app, words, input="n\n").exit_code != 0
    assert back.school.log.head().size == back.size
    done = CliRunner().invoke(app, words, input="y\n")
    assert done.exit_code == 0 and f"mất {len(back.lines) - back.size} dòng" in done.stdout, done.output
