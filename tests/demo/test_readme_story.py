"""What the READMEs show is what the demo says, and their commands do what they show."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

BLOCKS = re.findall(
    r"^```(\w+)\n(.*?)^```$", (Path(__file__).parents[2] / "README.md").read_text(), re.M | re.S
)
TEXTS = [body for kind, body in BLOCKS if kind == "text"]
SHOWN = [
    (one[1], other[1])
    for one, other in pairwise(BLOCKS)
    if (one[0], other[0]) == ("sh", "text") and not one[1].startswith("make")
]


def test_the_story_shown_is_the_story_told(run):
    """Every line with a check mark is an expectation of the demo, word for word, with what it saw."""
    told = {f"  ✓ {each['text']} ({each['seen']})" for each in run.answer["expectations"]}
    shown = [line for line in TEXTS[0].splitlines() if "✓" in line]
    assert len(shown) == 14
    assert set(shown) <= told


@pytest.mark.parametrize(("commands", "output"), SHOWN)
def test_the_commands_shown_print_what_is_shown(run, commands, output):
    """Run as they stand, but for where the clone and the demo's folder are."""
    script = re.sub(r"(\.\./\.\./)?\.venv/bin/", "", commands).replace("cd var/demo\n", "")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script.replace("SOCAI_HOME=var/demo", f"SOCAI_HOME={run.home}")],
        cwd=run.home, env=os.environ | {"PATH": path}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines, done.stderr
    assert [line for line in output.splitlines() if line not in lines] == []


def test_no_output_is_shown_without_its_commands():
    """The story, two judgements of the verifier, a replay: all of it was run above."""
    assert (len(TEXTS), len(SHOWN)) == (4, 3)
