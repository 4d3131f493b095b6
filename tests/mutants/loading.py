"""Imports the verifier from other sources than its files: with one mutant, or noting each statement."""

from __future__ import annotations

import ast
import builtins
import importlib.abc
import importlib.machinery
import importlib.util
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "verify"
NOTE = "_socai_reached"
Change = Callable[[str, bytes], ast.Module | None]
"""From a file's path below the root and its source to what runs in its place; None: the file as it is."""


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: str, change: Change) -> None:
        super().__init__(name, path)
        self._change = change

    def get_code(self, fullname: str) -> CodeType:
        """Compiled from the source each time: no cached bytecode can stand in."""
        source = Path(self.path).read_bytes()
        tree = self._change(Path(self.path).relative_to(ROOT).as_posix(), source)
        return compile(tree or source, self.path, "exec", dont_inherit=True)


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, change: Change) -> None:
        self._change = change

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        package, _, module = fullname.partition(".")
        file = PACKAGE / f"{module.replace('.', '/')}.py"
        if package != PACKAGE.name or not module or not file.is_file():
            return None
        return importlib.util.spec_from_file_location(
            fullname, file, loader=_Loader(fullname, str(file), self._change)
        )


def changed(change: Change) -> None:
    """From now on `verify` is imported through `change`. It must not have been imported before."""
    if PACKAGE.name in sys.modules:
        raise RuntimeError("verify is imported already")
    sys.meta_path.insert(0, _Finder(change))


def noted() -> set[tuple[str, int]]:
    """Imports `verify` so that each statement of a function adds (file, line) to the set given back."""
    reached: set[tuple[str, int]] = set()
    setattr(builtins, NOTE, reached.add)

    def change(file: str, source: bytes) -> ast.Module:
        tree = _Noting(file).visit(ast.parse(source))
        return ast.fix_missing_locations(tree)  # type: ignore[no-any-return]

    changed(change)
    return reached


class _Noting(ast.NodeTransformer):
    def __init__(self, file: str) -> None:
        self._file = file
        self._in_function = False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        before, self._in_function = self._in_function, True
        self.generic_visit(node)
        self._in_function = before
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        if self._in_function:
            for field in ("body", "orelse", "finalbody"):
                block = getattr(node, field, None)
                if isinstance(block, list):
                    setattr(
                        node, field, [each for at, line in enumerate(block) for each in self._with(at, line)]
                    )
        return node

    def _with(self, at: int, statement: ast.stmt) -> list[ast.stmt]:
        docstring = at == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if docstring:
            return [statement]
        place = ast.Tuple([ast.Constant(self._file), ast.Constant(statement.lineno)], ast.Load())
        note = ast.Expr(ast.Call(ast.Name(NOTE, ast.Load()), [place], []))
        return [ast.copy_location(note, statement), statement]
