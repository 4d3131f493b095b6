"""What the demo asks the verifier, what it expects, and what somebody outside the school holds."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import typer

VERIFIER = (sys.executable, "-P", "-m", "verify")
"""The verifier as its own process: it shares nothing with the server but the files that it is given."""
PATIENCE_S = 120


class Judgement(NamedTuple):
    """One answer of the verifier (FORMAT §7) with its exit code; verdict `no_answer` if it gave none."""

    verdict: str
    findings: list[dict[str, Any]]
    exit_code: int
    answer: dict[str, Any]

    def found(self, code: str, **fields: Any) -> list[dict[str, Any]]:
        """The findings of this code with these fields."""
        return [each for each in self.findings if each["code"] == code and fields.items() <= each.items()]

    def codes(self) -> str:
        """The codes of the errors found, each once, in order of first mention."""
        errors = (each["code"] for each in self.findings if each["severity"] == "error")
        return ", ".join(dict.fromkeys(errors)) or "–"


class Expectation(NamedTuple):
    """One thing that had to come out; `seen` says what did."""

    name: str
    text: str
    held: bool
    seen: str


class Outside(NamedTuple):
    """Copies in other hands than the school's: bags, a checkpoint, a receipt, and the key as text."""

    key: str
    first_bag: Path
    second_bag: Path
    checkpoint: Path
    receipt: Path

    def pieces(self, bag: Path) -> Iterator[tuple[str, Path]]:
        """Each piece of evidence with its Vietnamese name; `bag` is the one of the two bags to use."""
        yield "gói lưu trữ thanh tra giữ", bag
        yield "phiếu chốt Phòng GDĐT giữ", self.checkpoint
        yield "biên nhận giáo viên giữ", self.receipt


class Teller:
    """Tells the story on the terminal, and keeps what was expected; says nothing if `silent`."""

    def __init__(self, silent: bool = False) -> None:
        self._silent = silent
        self.expectations: list[Expectation] = []
        self.judgements: list[dict[str, Any]] = []

    def heading(self, text: str) -> None:
        """A chapter."""
        self.say(f"\n{text}\n{'─' * len(text)}")

    def say(self, text: str) -> None:
        """One line."""
        if not self._silent:
            typer.echo(text)

    def expect(self, name: str, text: str, held: bool, seen: object = "") -> None:
        """Notes and tells whether something came out; the demo goes on either way, and fails at its end."""
        self.expectations.append(Expectation(name, text, held, str(seen)))
        shown = f" ({seen})" if seen != "" else ""
        self.say(f"  ✓ {text}{shown}" if held else f"  ✗ KHÔNG NHƯ MONG ĐỢI [{name}] {text}{shown}")

    def failed(self) -> list[Expectation]:
        """What did not come out."""
        return [each for each in self.expectations if not each.held]


class Inspector:
    """Somebody with the verifier, and with what they were given."""

    def __init__(self, teller: Teller, command: Sequence[str] = VERIFIER) -> None:
        self._teller = teller
        self._command = command

    def judge(self, targets: Sequence[Path], *, key: str = "", against: Sequence[Path] = ()) -> Judgement:
        """Runs the verifier on `targets`; without key and evidence it can compare with nothing."""
        options = ["--json", *(("--key", key) if key else ())]
        for piece in against:
            options += ["--against", str(piece)]
        words = [*map(str, targets), *options]
        done = subprocess.run(
            [*self._command, *words], capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
        judgement = _read(done.stdout, done.returncode)
        self._teller.judgements.append({"arguments": words, "exit": done.returncode, **judgement.answer})
        return judgement


def _read(output: str, exit_code: int) -> Judgement:
    try:
        answer = json.loads(output)
        return Judgement(answer["verdict"], answer["findings"], exit_code, answer)
    except (ValueError, KeyError, TypeError):
        return Judgement("no_answer", [], exit_code, {"verdict": "no_answer", "findings": []})


def shown_mark(tenths: Any) -> str:
    """A mark of tenths as it is written in Vietnam, "8,5"; codes as they are, an empty cell as "trống"."""
    if isinstance(tenths, int):
        return f"{tenths // 10},{tenths % 10}"
    return "trống" if tenths is None else str(tenths)
