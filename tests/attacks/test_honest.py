"""The honest twin of every attack: judged by the same means and the same evidence, it is sound."""

import json
import subprocess
from pathlib import Path

from demo.evidence import VERIFIER
from tests.attacks.honest import Held
from tests.attacks.seized import NOT_COMPARED, SOUND, SeizedSchool, judge, outcome


def test_the_honest_school_is_sound_by_each_piece_of_evidence(school: SeizedSchool, held: Held) -> None:
    """By the key, the policy, and each bag, checkpoint, receipt and proof alone and together."""
    assert outcome(school.judged()) == SOUND
    assert outcome(school.judged(policy=True, pinned=False)) == SOUND
    for piece in held.all():
        assert outcome(school.judged(piece)) == SOUND, piece.name
    assert outcome(school.judged(*held.all(), policy=True)) == SOUND


def test_the_honest_bags_are_sound_together_with_the_export(school: SeizedSchool, held: Held) -> None:
    """As files of the server, with what the inspector holds."""
    targets = [school.exported(), *(school.bag(name) for name in held.bags)]
    assert outcome(judge(targets, held.all(), held.key)) == SOUND


def test_the_honest_school_compared_with_nothing_is_not_called_sound(school: SeizedSchool) -> None:
    """Consistent with itself only."""
    assert outcome(school.judged(pinned=False)) == NOT_COMPARED


def test_fsck_of_the_honest_school_is_silent(school: SeizedSchool) -> None:
    """Once the views have caught up, and before."""
    assert school.fsck() == []
    school.school.views()
    assert school.fsck() == []


def test_the_command_line_says_what_the_function_says(school: SeizedSchool, held: Held) -> None:
    """The attacks are judged in this process; a separate one answers the same, exit code included."""
    target = school.exported()
    words = [str(target), "--key", held.key, "--against", str(held.newest), "--json"]
    done = subprocess.run([*VERIFIER, *words], capture_output=True, text=True, check=False, cwd=Path.cwd())
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == judge([target], [held.newest], held.key).answer
