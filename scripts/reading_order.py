"""Write verify/README.md: every file of the verifier in the order in which it is read, with its lines.

A file comes after those that it imports; what a file does is the first sentence of its docstring.
"""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VERIFY = ROOT / "verify"
README = VERIFY / "README.md"
HEAD = """# The verifier, to be read

Python's standard library and nothing else, written from [spec/](../spec) alone.

- Read [FORMAT](../spec/FORMAT.md) first, then `proof/`: it is a long sitting, and stands by itself. With
  `law/` deleted it passes its own vectors, and a log is still read, chained and hashed.
- A file comes after those that it imports. No folder imports what stands below it here (the command alone
  runs the vectors); `files/` and `law/` know nothing of each other.
- `python scripts/reading_order.py` writes this page.
"""
SECTIONS = {
    "proof": "What a proof rests on: bytes, hashes, trees, signatures, and whose signatures count.",
    "files": "What a target is made of, each part read with limits and compared byte by byte.",
    "law": "[LAW](../spec/LAW.md) once more: a file a topic, a `Type` an event. Begin with `types.py`, "
    "a topic and `replay.py`.",
    "": "One log, the evidence beside it, and the verdict ([VERDICT](../spec/VERDICT.md)). `log.py` needs "
    "no law; `judged.py` lets it follow.",
    "vectors": "`socai-verify vectors FILE`: this code against [vectors](../spec/vectors), public or ours.",
}


def readme() -> str:
    """The whole page."""
    files = {path.relative_to(VERIFY).as_posix(): path.read_text("utf-8") for path in sources()}
    imports = {name: imported(text, files) for name, text in files.items()}
    parts = [HEAD]
    for folder, words in SECTIONS.items():
        names = in_order({name for name in files if name.rpartition("/")[0].split("/")[0] == folder}, imports)
        lines = {name: len(files[name].splitlines()) for name in names}
        title = f"{folder}/" if folder else "On top"
        rows = [
            f"| [{_below(folder, name)}]({name}) | {lines[name]} | {sentence(files[name])} |"
            for name in names
        ]
        parts.append(f"## {title}: {sum(lines.values()):,} lines\n{words}\n")
        parts.append("\n".join(["| file | lines | |", "|---|--:|---|", *rows, ""]))
    return "\n".join(parts)


def _below(folder: str, name: str) -> str:
    return name.removeprefix(f"{folder}/")


def sources() -> list[Path]:
    """All files, but those that only make a folder a package."""
    found = sorted(VERIFY.rglob("*.py"))
    return [path for path in found if path.name != "__init__.py" or path.parent == VERIFY]


def imported(text: str, files: dict[str, str]) -> set[str]:
    """The files of the verifier that a source imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "verify":
            base = "/".join(str(node.module).split(".")[1:])
            found |= {f"{base}.py", *(f"{base}/{item.name}.py".lstrip("/") for item in node.names)}
    return found & files.keys()


def in_order(names: set[str], imports: dict[str, set[str]]) -> list[str]:
    """Each after what it imports; of what may come next, what lies in the same folder."""
    found: list[str] = []
    while left := names - set(found):
        ready = [name for name in left if not imports[name] & left]
        here = found[-1].rpartition("/")[0] if found else ""
        found.append(min(ready, key=lambda name: (name.rpartition("/")[0] != here, name)))
    return found


def sentence(text: str) -> str:
    """The first sentence of what a file says of itself."""
    said = " ".join((ast.get_docstring(ast.parse(text)) or "").split("\n\n")[0].split())
    return said.split(". ")[0].rstrip(".").replace("|", "\\|")


if __name__ == "__main__":
    README.write_text(readme(), "utf-8")
