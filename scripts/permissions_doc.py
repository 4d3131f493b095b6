"""Writes docs/permissions.md from spec/permissions.json: who may do which act, for people."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
ROLES = ("head", "deputy", "board", "clerk", "homeroom", "homeroom_deputy", "teacher", "superior")
HEAD = """# Who may do what

Made by `scripts/permissions_doc.py` from `spec/permissions.json`, which the service and the verifier
read; not edited by hand. A right needs an appointment by decision, in force on the day (LAW 4). **✓**
by the role's own right; **○** for the class (and, for a teacher, the subject) of the appointment only;
*power*: a deputy to whom the head has lent it. A substitute named for a teacher or a homeroom teacher
has that right, under the own name, from day to day of the decision. `proof` is the kind of proof of
person that the policy asks for (LAW 5). `CorrectionWitnessed` and `CorrectionApplied` are by seat
besides (LAW 20).

"""


def document() -> str:
    """The whole file."""
    rows = json.loads((ROOT / "spec" / "permissions.json").read_text("utf-8"))["rows"]
    lines = [
        "| act | " + " | ".join(role.replace("_", " ") for role in ROLES) + " | proof | duty |",
        "|---" * (len(ROLES) + 3) + "|",
    ]
    for row in rows:
        lines.append(_line(f"`{row['type']}`", row["grants"], row))
        for book, grants in row.get("books", {}).items():
            lines.append(_line(f"`{row['type']}` in *{book}*", grants, row))
    return HEAD + "\n".join(lines) + "\n"


def _line(name: str, grants: list[dict[str, str]], row: dict[str, Any]) -> str:
    held = {grant["role"]: _mark(grant) for grant in grants}
    cells = [held.get(role, "") for role in ROLES]
    if "system" in held:
        name += " (the system)"
    return f"| {name} | " + " | ".join(cells) + f" | {row['proof']} | {row['duty']} |"


def _mark(grant: dict[str, str]) -> str:
    if grant.get("power"):
        return f"*{grant['power']}*"
    return "○" if grant["role"] in ("homeroom", "homeroom_deputy", "teacher") else "✓"


if __name__ == "__main__":
    (ROOT / "docs" / "permissions.md").write_text(document(), encoding="utf-8")
