"""The example of the docs, as its readers run it: a program of its own at a served school."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from demo.people import HEAD
from tests.api.conftest import TEACHER
from tests.school.signer import Passkey
from tests.served.product import ROOT, Product

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "sign_marks.py"
LONGEST = 80
BOOK = f"{ROOT}/books/6A/toan/1"


def test_the_example_of_the_docs_saves_a_column_signed(product: Product, tmp_path: Path) -> None:
    """Makes its key, waits until its person registered it and the head confirmed it, and signs a column."""
    assert len(EXAMPLE.read_text("utf-8").splitlines()) <= LONGEST
    marks = {f"HS{number:04}": f"{number % 10},5" for number in range(1, 41)}
    (tmp_path / "marks.csv").write_text("".join(f"{p};{mark}\n" for p, mark in marks.items()), "utf-8")
    program = subprocess.Popen(
        [sys.executable, EXAMPLE, f"http://127.0.0.1:{product.port}{BOOK}", "gk", "marks.csv"],
        cwd=tmp_path,
        env={**os.environ, "SOCAI_TOKEN": product.tokens[TEACHER], "ASK_EVERY": "0.2"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout is not None
    asked = program.stdout.readline()
    assert asked.startswith(f"to be registered for {TEACHER}")
    _register(product, public=json.loads("{" + asked.partition(": ")[2] + "}")["public"])
    out, _ = program.communicate(timeout=60)
    assert program.returncode == 0 and out.splitlines()[-1].startswith("40 marks, from line "), out
    book = product.ask("GET", BOOK, TEACHER).json()
    assert book["signed"] == {"persons": 40, "server": 0}
    assert {cell["pupil"]: cell["text"] for cell in book["cells"]} == marks
    assert oct((tmp_path / "sign_marks.pem").stat().st_mode)[-3:] == "600"


def _register(product: Product, public: str) -> None:
    """The person, with a passkey that the head confirms; then the program's key, signed by it."""
    passkey, path = Passkey(), f"{ROOT}/people/{TEACHER}/keys"
    named = {"public": passkey.public, "cred": passkey.cred, "rp": passkey.rp}
    passkey.pos = _signed(product, passkey, path, {"kind": "passkey", "alg": -7, "label": "máy", **named})
    _confirm(product, f"{path}/{passkey.pos}/confirm")
    until = (datetime.now(UTC) + timedelta(days=100)).date().isoformat()
    asked = {"kind": "program", "alg": -7, "public": public, "label": "nhập điểm từ tệp", "until": until}
    _confirm(product, f"{path}/{_signed(product, passkey, path, asked)}/confirm")


def _signed(product: Product, passkey: Passkey, path: str, asked: dict[str, Any]) -> int:
    body = {"cmd": f"key-{asked['kind']}", **asked}
    shown = product.ask("POST", f"{path}?dry_run=true", TEACHER, body).json()
    made = product.ask("POST", path, TEACHER, {**body, "sign": passkey.sign(body["cmd"], shown)})
    assert made.status == 201, made.body
    return int(made.json()["pos"])


def _confirm(product: Product, path: str) -> None:
    confirmed = product.ask("POST", path, HEAD.person, {"cmd": path.split("/")[-2]})
    assert confirmed.status in (200, 201), confirmed.body
