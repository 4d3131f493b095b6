"""What pyproject.toml cannot say: the verifier's code table, kept in spec/, goes into the wheel."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
TABLE = Path("spec", "codes.json")
VENDORED = Path("api", "static", "vendor", "integrity.json")


class BuildWithTable(build_py):
    """Copies spec/codes.json beside the verifier, as scripts/zipapp.py does; a checkout reads it in spec/."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        if not (ROOT / VENDORED).exists():
            raise SystemExit(f"{VENDORED} is missing, and the pages need it: run `make setup` first")
        shutil.copyfile(ROOT / TABLE, Path(self.build_lib, "verify", TABLE.name))


setup(cmdclass={"build_py": BuildWithTable})
