"""Writes into spec/EXAMPLE.md what each of its blocks of commands prints, in a copy of spec/sample."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXAMPLE, SAMPLE = ROOT / "spec" / "EXAMPLE.md", ROOT / "spec" / "sample"
BLOCK = re.compile(r"(?<=```sh\n)(.*?)\n```\n```\n(.*?)(?=```\n)", re.DOTALL)


def printed(text: str, folder: Path) -> list[tuple[str, str]]:
    """Each block of commands and what it prints, run one after the other in the folder."""
    blocks = [found[1] for found in BLOCK.finditer(text)]
    return [(commands, _run(commands, folder)) for commands in blocks]


def _run(commands: str, folder: Path) -> str:
    script = ["sh", "-eu", "-c", commands]
    plain = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = subprocess.run(script, cwd=folder, env=plain, capture_output=True, text=True, check=True)
    return done.stdout


def main() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "sample"
        shutil.copytree(SAMPLE, folder)
        outputs = iter(printed(text, folder))
    made = BLOCK.sub(lambda found: f"{found[1]}\n```\n```\n{next(outputs)[1]}", text)
    EXAMPLE.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
