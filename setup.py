"""What pyproject.toml cannot say: the tables kept in spec/ go into a wheel; a checkout has the demo, too."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.editable_wheel import editable_wheel

ROOT = Path(__file__).parent
TABLES = {
    "verify": ("bag-guide.txt", "codes.json", "permissions.json", "unicode.json"),
    "domain": ("permissions.json", "unicode.json"),
    "ledger": ("bag-guide.txt",),
    "api": ("codes.json",),
}
VENDORED = Path("api", "pages", "static", "vendor", "integrity.json")


class BuildWithTable(build_py):
    """Copies tables of spec/ into the packages that read them; a checkout reads them in spec/."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        if not (ROOT / VENDORED).exists():
            raise SystemExit(f"{VENDORED} is missing, and the pages need it: run `make setup` first")
        for package, names in TABLES.items():
            for name in names:
                shutil.copyfile(ROOT / "spec" / name, Path(self.build_lib, package, name))


class EditableWithDemo(editable_wheel):
    """Where the checkout is what is installed, `socai demo` finds the demo in it from any folder."""

    def run(self) -> None:
        self.distribution.packages.append("demo")
        super().run()


setup(cmdclass={"build_py": BuildWithTable, "editable_wheel": EditableWithDemo})
