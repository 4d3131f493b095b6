"""Build the verifier as one file, `socai-verify.pyz`, that runs with `python3 -I` and nothing installed.

Two builds of the same sources give the same bytes: members in order, one fixed date, and stored rather than
compressed, because compressors differ between machines.
"""

import argparse
import hashlib
import io
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MAIN = b"import sys\n\nfrom verify.__main__ import main\n\nsys.exit(main())\n"
TABLES = ("bag-guide.txt", "codes.json", "permissions.json", "unicode.json")
DATE = (1980, 1, 1, 0, 0, 0)


def members(root: Path) -> dict[str, bytes]:
    """Name → bytes of all that goes in: the package, its licence, the tables of spec/ that it reads."""
    package = {
        path.relative_to(root).as_posix(): path.read_bytes() for path in (root / "verify").rglob("*.py")
    }
    return {
        "__main__.py": MAIN,
        "LICENSE": (root / "verify" / "LICENSE").read_bytes(),
        **{f"verify/{name}": (root / "spec" / name).read_bytes() for name in TABLES},
        **package,
    }


def build(root: Path) -> bytes:
    """The bytes of the zipapp."""
    buffer = io.BytesIO(b"#!/usr/bin/env python3\n")
    buffer.seek(0, io.SEEK_END)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(members(root).items()):
            info = zipfile.ZipInfo(name, DATE)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()


def main() -> None:
    """Write the file and print its digest, so that it can be published."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?", default=Path("socai-verify.pyz"))
    out: Path = parser.parse_args().out
    content = build(ROOT)
    out.write_bytes(content)
    out.chmod(0o755)
    print(f"{hashlib.sha256(content).hexdigest()}  {out}")  # noqa: T201


if __name__ == "__main__":
    main()
