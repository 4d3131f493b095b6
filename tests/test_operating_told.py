"""Promise: what can be set, and what must be kept, stands in docs/operating.md, and nothing else does."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DOC = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
PRODUCT = ("domain", "ledger", "projections", "api", "demo", "verify")
HOME = "self.home", "settings.home", "home"
"""How the code names the folder of SOCAI_HOME."""

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+")


def trees(*packages: str) -> Iterator[ast.Module]:
    """Their modules."""
    for package in packages:
        for path in (ROOT / package).rglob("*.py"):
            yield ast.parse(path.read_text(encoding="utf-8"))


def read_in_the_environment() -> set[str]:
    """Each variable that stands in an expression of `os.environ`, or in a loop over names for it."""
    found: set[str] = set()
    for tree in trees(*PRODUCT):
        for node in ast.walk(tree):
            whole = isinstance(node, ast.Call | ast.Subscript | ast.DictComp)
            if whole and "os.environ" in (text := ast.unparse(node)):
                found |= {word for word in re.findall(r"'([^']*)'", text) if _VARIABLE.fullmatch(word)}
    return found


def test_every_setting_is_told_and_no_other() -> None:
    """A variable that only the code knows is one that nobody sets, or that somebody sets by accident."""
    part = DOC[DOC.index("## Settings") : DOC.index("### What lies in `$SOCAI_HOME`")]
    told = set(re.findall(r"`((?:SOCAI_[A-Z_]+|[A-Z_]*PATH))`", part))
    assert {"SOCAI_HOME", "SOCAI_PORT", "SOCAI_IMMUTABLE_BAGS", "SOCAI_TOKEN"} < read_in_the_environment()
    assert told == read_in_the_environment()
    assert set(re.findall(r"SOCAI_[A-Z_]+[A-Z]", DOC)) <= told


def test_everything_below_the_home_is_told() -> None:
    """Files and folders that the code makes there: who makes a backup knows all of them."""
    part = DOC[DOC.index("### What lies in `$SOCAI_HOME`\n") : DOC.index("## Database")]
    told = {
        name.rstrip("/")
        for row in re.findall(r"^\| (`[^|]+) \|", part, re.M)
        for name in re.findall(r"`([^`]+)`", row)
    }
    made = {
        node.right.value
        for tree in trees("ledger", "api")
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Div)
        and isinstance(node.right, ast.Constant)
        if ast.unparse(node.left).endswith(HOME)
    }
    assert told == made


def test_a_backup_names_every_table() -> None:
    """What follows from the lines, and what its loss costs, is said of each table that a migration makes."""
    part = DOC[DOC.index("### Backups") :]
    rows = [row.split(" | ")[0] for row in part.splitlines() if row.startswith("| `")]
    told = {name for row in rows for name in re.findall(r"`([a-z_]+)`", row)} - {"socai_view"}
    sql = "".join(path.read_text("utf-8") for path in (ROOT / "ledger/migrations").glob("*.sql"))
    made = set(re.findall(r"CREATE (?:UNLOGGED )?TABLE @schema@\.([a-z_]+)", sql)) | {"migration"}
    assert told == made
