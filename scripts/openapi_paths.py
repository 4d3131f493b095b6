"""Writes tests/api/openapi_paths.txt: the addresses that clients are promised, as the program has them now.

A look at what it changes is a look at what they will meet: only what is new may stand in it.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from api.app import create_app  # noqa: E402
from api.service.service import Service  # noqa: E402
from api.service.settings import Settings  # noqa: E402

PROMISED = ROOT / "tests" / "api" / "openapi_paths.txt"
NOWHERE = "postgresql://127.0.0.1:1/nowhere"
"""No database is asked for a contract."""


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(Path(home))
        paths = create_app(settings, Service(settings, None, NOWHERE)).openapi()["paths"]
    addresses = sorted(f"{method.upper()} {path}" for path, ways in paths.items() for method in ways)
    PROMISED.write_text("".join(f"{address}\n" for address in addresses), encoding="utf-8")


if __name__ == "__main__":
    main()
