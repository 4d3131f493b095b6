"""Mutants of one source file: each comparison, boolean, arithmetic, number and text made another.

What is no behaviour is no mutant: annotations, docstrings, decorators, what stands in a `raise` or is prose
for a reader, and the block that runs the file as a program.
"""

from __future__ import annotations

import ast
import copy
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd,
}  # fmt: skip
KINDS = ("comparison", "boolean", "arithmetic", "number", "text")
_AROUND = 60
_PROSE = re.compile(r"[^\W\d_]+[,.:]? [^\W\d_]+")
_FOR_READERS = {"detail", "help", "metavar", "prog", "description", "epilog"}
_CALLS_FOR_READERS = {"print", "cast", "TypeVar", "NewType"}
Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Mutant:
    """`file` with `old` made `new` in the function `where`; `nth` of those that read alike there."""

    file: str
    line: int
    where: str
    old: str
    new: str
    nth: int
    number: int
    kind: str
    at_import: bool

    @property
    def identity(self) -> tuple[str, str, str, str, int]:
        """What stays the same when lines move."""
        return self.file, self.where, self.old, self.new, self.nth

    def rank(self, seed: int) -> bytes:
        """Its place in the sample of that seed. A change elsewhere in the code leaves it as it is."""
        return hashlib.sha256(repr((seed, *self.identity)).encode()).digest()

    def __str__(self) -> str:
        again = f" (number {self.nth + 1} of these)" if self.nth else ""
        return f"{self.file}:{self.line} {self.where}: {self.old} → {self.new}{again}"


@dataclass(frozen=True)
class _Place:
    """Where a node hangs, and what surrounds it."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.expr
    statement: ast.stmt
    scope: tuple[str, ...]
    at_import: bool

    def put(self, node: ast.expr) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def mutants(file: Path, name: str) -> list[Mutant]:
    """All of them, in the order of the source."""
    tree = ast.parse(file.read_text("utf-8"))
    found: list[Mutant] = []
    seen: Counter[tuple[str, str, str]] = Counter()
    for number, (place, node) in enumerate(_changes(tree)):
        old = _head(place.statement)
        place.put(node)
        old, new = _short(old, _head(place.statement))
        place.put(place.node)
        where = ".".join(place.scope) or "module"
        nth = seen[where, old, new]
        seen[where, old, new] += 1
        line, kind = place.statement.lineno, _kind(place.node)
        found.append(Mutant(name, line, where, old, new, nth, number, kind, place.at_import))
    return found


def mutated(source: bytes, number: int) -> ast.Module:
    """The file with that one change."""
    tree = ast.parse(source)
    for at, (place, node) in enumerate(_changes(tree)):
        if at == number:
            place.put(node)
            return ast.fix_missing_locations(tree)
    raise LookupError(number)


def _head(statement: ast.stmt) -> str:
    """A statement in one line, without the body that it holds."""
    bare = copy.copy(statement)
    for field in ("body", "orelse", "finalbody", "handlers", "cases", "decorator_list"):
        if hasattr(bare, field):
            setattr(bare, field, [])
    return " ".join(ast.unparse(bare).split())


def _short(old: str, new: str) -> tuple[str, str]:
    """The two, of long statements only what differs and a little around it."""
    if len(old) < 3 * _AROUND:
        return old, new
    same = next(at for at in range(len(old)) if old[at : at + 1] != new[at : at + 1])
    tail = next(at for at in range(1, len(old)) if old[-at] != new[-at]) - 1
    tail = min(tail, len(old) - same, len(new) - same)
    start = max(0, same - _AROUND)
    return tuple(text[start : len(text) - tail + _AROUND] for text in (old, new))  # type: ignore[return-value]


def _kind(node: ast.expr) -> str:
    match node:
        case ast.Compare():
            return "comparison"
        case ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool()):
            return "boolean"
        case ast.Constant(value=int()):
            return "number"
        case ast.Constant():
            return "text"
    return "arithmetic"


def _changes(tree: ast.Module) -> Iterator[tuple[_Place, ast.expr]]:
    for place in list(_places(tree, tree.body[0], (), True)):
        for node in _others(place.node):
            yield place, ast.copy_location(node, place.node)


def _places(node: ast.AST, statement: ast.stmt, scope: tuple[str, ...], at_import: bool) -> Iterator[_Place]:
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        inner, within = scope, at_import
        if isinstance(node, Scope) and field == "body":
            inner, within = (*scope, node.name), at_import and isinstance(node, ast.ClassDef)
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(child, ast.AST) or _silent(node, field, child):
                continue
            holder = child if isinstance(child, ast.stmt) else statement
            if isinstance(child, ast.expr):
                yield _Place(node, field, index, child, holder, inner, within)
            yield from _places(child, holder, inner, within)


def _silent(parent: ast.AST, field: str, child: ast.AST) -> bool:
    """Whether nothing below is behaviour."""
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True  # a docstring
    if isinstance(child, ast.If) and "__name__" in ast.unparse(child.test):
        return True
    if isinstance(parent, ast.Raise):
        return True
    if isinstance(parent, ast.keyword) and parent.arg in _FOR_READERS:
        return True
    calls = isinstance(parent, ast.Call) and field == "args" and isinstance(parent.func, ast.Name)
    return calls and parent.func.id in _CALLS_FOR_READERS  # type: ignore[attr-defined]


def _others(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(ops=ops):
            for at, op in enumerate(ops):
                for other in _COMPARISONS[type(op)]:
                    yield ast.Compare(node.left, [*ops[:at], other(), *ops[at + 1 :]], node.comparators)
        case ast.BoolOp(op=op, values=values):
            yield ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            if not (isinstance(op, ast.Mod) and isinstance(left, ast.Constant)):  # % after a text formats
                yield ast.BinOp(left, _ARITHMETIC[type(op)](), right)
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
            if value:
                yield ast.Constant(value - 1)
        case ast.Constant(value=str(value)) if not _PROSE.search(value):
            yield ast.Constant("X" + value)
        case ast.Constant(value=bytes(value)):
            yield ast.Constant(b"X" + value)
