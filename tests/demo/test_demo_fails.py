"""Each expectation of the demo fails when its cause is gone, and the command then exits with 1."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from api.service.service import Service
from api.service.settings import Settings
from demo import attacks as story_attacks
from demo import forger as story_forger
from demo.attacks import BAGS, Attacks, Crime
from demo.clock import PlayedClock
from demo.correction import Cell
from demo.evidence import Inspector, Outside, Teller
from demo.people import BOARD
from demo.run import CRIME, MARKER, WANTED, FolderRefused, run_demo
from demo.school import CODE, DemoSchool
from demo.story import Story
from domain.acts.books.witnessing import WitnessCorrection
from ledger.cluster.cluster import Cluster, cluster_for
from ledger.cluster.folder import locked
from tests.demo.test_demo import EXPECTED

LATER = "2021-02-01T00:00:00.000000Z"
STORY = {name for name in EXPECTED if name.startswith("story.")}
# What the server itself answers; all else is the verifier's word.
OWN = STORY | {"attack_1.unsigned", "attack_3.unsigned"}
SAYS = 'import sys; print(\'{"verdict": "%s", "findings": [], "coverage": {}}\'); sys.exit(%d)'


def liar(verdict: str, exit_code: int) -> tuple[str, ...]:
    """A verifier that looks at nothing."""
    return sys.executable, "-c", SAYS % (verdict, exit_code)


class Ground(NamedTuple):
    """A played demo with its database up again: attackers may be let loose on it, one after the other."""

    cluster: Cluster
    home: Path
    outside: Outside
    crime: Crime
    late: Path
    """The second attacker's bag under the first bag's name, as the school would hand it out now."""

    def attacks(self, teller, outside=None, verifier=None):
        """The attackers, after the traces of the last ones are gone."""
        for folder in self.home.glob("attack-?"):
            shutil.rmtree(folder)
        inspector = Inspector(teller, verifier) if verifier else Inspector(teller)
        return Attacks(self.cluster, self.home, outside or self.outside, inspector, teller)


@pytest.fixture(scope="module")
def ground(run) -> Iterator[Ground]:
    """The ground that the demo's run left."""
    folder = run.home / "outside"
    bag1, bag2 = (folder / f"{name}.tar" for name in BAGS[:2])
    key = (folder / "key.txt").read_text().strip()
    outside = Outside(key, bag1, bag2, folder / "checkpoint", folder / "receipt.json")
    late = Path(shutil.copy(run.home / "attack-2/archive/62.socai" / CODE / bag1.name, run.home))
    with cluster_for(run.home / "pg") as cluster:
        clock = PlayedClock(LATER)
        service = Service(Settings(run.home), clock, cluster.admin_dsn())
        crime = Crime(Story(service, clock, Teller(silent=True)).weakest(*CRIME), WANTED)
        service.db.close()
        yield Ground(cluster, run.home, outside, crime, late)


@pytest.fixture
def teller() -> Teller:
    """Listens without speaking."""
    return Teller(silent=True)


def failed(teller: Teller) -> set[str]:
    """The names of what did not come out."""
    return {each.name for each in teller.failed()}


def of(attack: str) -> set[str]:
    """All expectations of one attack."""
    return {name for name in EXPECTED if name.startswith(attack)}


def test_an_edit_of_nothing_is_not_found(ground, teller):
    """Attackers who leave the mark as it was: no finding may name it, and nothing may say that they were."""
    idle = Crime(ground.crime.cell, ground.crime.cell.value)
    attacks = ground.attacks(teller)
    attacks.superuser(idle)
    attacks.key_thief(idle)
    harmless = {"attack_2.nothing_outside", "attack_2.key_alone"}
    assert failed(teller) == (of("attack_1") | of("attack_2")) - harmless


def test_a_copy_made_after_the_crime_shows_nothing(ground, teller):
    """Evidence is evidence because it is older than the crime and in other hands."""
    attacks = ground.attacks(teller, ground.outside._replace(first_bag=ground.late))
    attacks.key_thief(ground.crime)
    assert failed(teller) == {"attack_2.bag", "attack_2.overwritten", "attack_2.window-giua-ky-1"}


def test_a_finding_at_another_mark_is_not_the_record(ground, teller):
    """It is not enough that something is found: it must be the mark that was edited."""
    cell = ground.crime.cell
    mistaken = Crime(Cell(*cell[:-2], cell.value + 1, cell.pos), ground.crime.new)
    ground.attacks(teller).superuser(mistaken)
    assert failed(teller) == {"attack_1.bag"}


def test_a_verifier_that_praises_everything_fails_every_attack(ground, teller):
    """«Sound» without evidence, or without findings, is the one answer that must never come."""
    attacks = ground.attacks(teller, verifier=liar("sound", 0))
    attacks.superuser(ground.crime)
    attacks.key_thief(ground.crime)
    attacks.restorer()
    attacks.forger()
    assert failed(teller) == of("attack_") - OWN - {"attack_2.key_alone"}


def test_a_forger_who_writes_nothing_is_not_found(ground, teller, monkeypatch):
    """What a person signed stays sound; only the forgery is named."""
    monkeypatch.setattr(story_forger, "_changed", lambda lines: lines)
    ground.attacks(teller).forger()
    assert failed(teller) == {"attack_4.changed"}


def test_a_server_without_its_signed_head_refuses_for_another_reason(ground, teller, monkeypatch):
    """It is the note outside the database that tells of the restored backup, not some other fault."""
    monkeypatch.setattr(story_attacks, "_FILES", ("keys", "attachments", "archive"))
    monkeypatch.setattr(Attacks, "_go_on", lambda self, service, school: {})
    ground.attacks(teller).restorer()
    assert "attack_3.unsigned" in failed(teller)
    assert "attack_3.record" in failed(teller)


def test_a_verifier_that_accuses_everybody_fails_the_demo(run, capsys):
    """The whole command, a second time in the same folder: exit 1, and each failure by name in words."""
    assert run_demo(run.home, verifier=liar("tampered", 1)) == 1
    told = capsys.readouterr().out
    count = len(EXPECTED) - len(OWN)
    assert f"{count}/{len(EXPECTED)} điều KHÔNG như mong đợi" in told
    for name in EXPECTED:
        assert (f"KHÔNG NHƯ MONG ĐỢI [{name}]" in told) is (name not in OWN), name


def test_a_silent_verifier_is_no_answer(teller):
    """A crash of the verifier is neither sound nor tampered."""
    judged = Inspector(teller, (sys.executable, "-c", "raise SystemExit(3)")).judge([Path("x")])
    assert (judged.verdict, judged.exit_code, judged.findings) == ("no_answer", 3, [])


def test_a_story_that_does_not_come_out_ends_before_the_attackers(place, monkeypatch, capsys):
    """No scheduler, two witnesses instead of three, no lock: every expectation of the story fails."""
    act = DemoSchool.act

    def short(self, person, command, cmd, role=None):
        if cmd == "lock-6A":
            return None
        if cmd == "witness-homeroom":
            again = WitnessCorrection.model_validate({"dossier": command.dossier, "seat": "board"})
            return act(self, BOARD[0].person, again, "witness-board")
        return act(self, person, command, cmd, role)

    monkeypatch.setattr(DemoSchool, "act", short)
    monkeypatch.setattr(Service, "run_schedule", lambda self: None)
    assert run_demo(place / "short") == 1
    told = capsys.readouterr().out
    assert {name for name in EXPECTED if f"[{name}]" in told} == STORY
    assert "Kẻ tấn công" not in told


def test_a_folder_of_others_is_left_alone(place):
    """No demo made it: refused, and nothing in it is touched."""
    folder = place / "others"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(FolderRefused, match="không trống"):
        run_demo(folder)
    assert [path.name for path in folder.iterdir()] == ["letter.txt"]


def test_a_file_is_no_folder(place):
    """Neither the file itself nor a folder below it."""
    file = place / "file"
    file.mkdir()
    (file / "file").write_text("")
    with pytest.raises(FolderRefused, match="là một tệp"):
        run_demo(file / "file")
    with pytest.raises(FolderRefused, match="Không ghi được"):
        run_demo(file / "file" / "below")


def test_two_runs_in_one_folder_do_not_meet(place):
    """The second is refused and names the process of the first."""
    home = place / "twice"
    home.mkdir()
    with locked(home / MARKER, patience_s=0), pytest.raises(FolderRefused, match="Một lần chạy khác"):
        run_demo(home)


def test_the_next_run_leaves_what_others_put_into_the_folder(place, monkeypatch):
    """It clears away what a demo made, not what a reader kept beside it."""
    home = place / "kept"
    for folder in ("attack-1", "outside"):
        (home / folder).mkdir(parents=True)
    (home / MARKER).touch()
    (home / "notes.txt").write_text("mine")
    monkeypatch.setattr("demo.run._play", lambda home, teller, inspector: None)
    assert run_demo(home) == 0
    assert {path.name for path in home.iterdir()} >= {"notes.txt", MARKER}
    assert not (home / "attack-1").exists()
    assert not (home / "outside").exists()
