"""The small faults that are put into a module: each mutant is one node of its syntax tree, replaced."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.mutation import sql

SWAPS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_UNTOUCHED = (ast.Assert, ast.Import, ast.ImportFrom)  # an invariant is no rule that a test can reach
_NO_VALUES = ("annotation", "returns", "decorator_list", "type_comment")

Change = tuple[ast.AST, str, str, int]
"""The new node, the words before and after, and how many lines below the node's first line they stand."""


@dataclass(frozen=True, slots=True)
class _Context:
    """Where a node stands."""

    inside: str = ""
    first: int = 0
    last: int = 0
    asked: bool = False  # whether it is what an `if` asks
    listed: bool = False  # whether it is a row of things, each of which matters
    words: bool = False  # whether it is said in an error or put together with other words
    truth: bool = False  # whether the function answers yes or no


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault; ``lines`` are those of its statement, ``inside`` is its function, "" for the module."""

    path: str
    line: int
    inside: str
    before: str
    after: str
    lines: range = field(repr=False)
    tree: ast.Module = field(repr=False)
    put: Callable[[ast.AST | None], None] = field(repr=False)
    node: ast.AST = field(repr=False)
    nth: int = 0  # of those with the same words in the same function

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        """Return what names it also after lines have moved."""
        return self.path, self.inside, self.before, self.after, self.nth

    def __str__(self) -> str:
        return f"{self.path}:{self.line}  {self.before} → {self.after}"

    def source(self) -> str:
        """Return the whole module with the fault in it."""
        self.put(self.node)
        try:
            return ast.unparse(self.tree)
        finally:
            self.put(None)


def of_file(root: Path, path: Path) -> list[Mutant]:
    """Return every mutant of a module, in its order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    name = path.relative_to(root).as_posix()
    seen: dict[tuple[str, str, str, str, int], int] = {}
    found: list[Mutant] = []
    for node, at, put in _walk(tree, _Context()):
        for new, before, after, below in _changes(node, at):
            lines = range(at.first, at.last + 1)
            line = getattr(node, "lineno", at.first) + below
            mutant = Mutant(name, line, at.inside, before, after, lines, tree, put, new)
            nth = seen.get(mutant.key, 0)
            seen[mutant.key] = nth + 1
            found.append(replace(mutant, nth=nth))
    return found


def _walk(
    parent: ast.AST, at: _Context
) -> Iterator[tuple[ast.AST, _Context, Callable[[ast.AST | None], None]]]:
    """Give each node that may be replaced, where it stands, and what puts another (None: itself) there."""
    for name, value in ast.iter_fields(parent):
        if name in _NO_VALUES:
            continue
        for index, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if not isinstance(node, ast.AST) or isinstance(node, _UNTOUCHED) or _is_docstring(node):
                continue
            here = _context(parent, name, node, at)
            yield node, here, _putter(parent, name, index, node)
            yield from _walk(node, here)


def _putter(parent: ast.AST, name: str, index: int | None, old: ast.AST) -> Callable[[ast.AST | None], None]:
    def put(new: ast.AST | None) -> None:
        if index is None:
            setattr(parent, name, new or old)
        else:
            getattr(parent, name)[index] = new or old

    return put


def _context(parent: ast.AST, name: str, node: ast.AST, at: _Context) -> _Context:
    asked = (isinstance(parent, ast.If | ast.IfExp) and name == "test") or name == "ifs"
    row = name in {"iter", "comparators"} or (
        name == "value" and isinstance(parent, ast.Assign | ast.AnnAssign)
    )
    listed = row and isinstance(node, ast.Tuple | ast.List | ast.Set)
    here = replace(
        at, asked=asked, listed=listed, words=at.words or isinstance(node, ast.Raise | ast.JoinedStr)
    )
    if isinstance(node, ast.stmt):
        body = getattr(node, "body", None)
        last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
        here = replace(here, first=node.lineno, last=max(last, node.lineno))
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        inside = f"{at.inside}.{node.name}".lstrip(".")
        returns = getattr(node, "returns", None)
        here = replace(here, inside=inside, truth=isinstance(returns, ast.Name) and returns.id == "bool")
    return here


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _changes(node: ast.AST, at: _Context) -> Iterator[Change]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and sql.is_trigger(node.value):
        for text, before, after, below in sql.changes(node.value):
            yield ast.Constant(text), before, after, below
        return
    for new in _others(node, at):
        yield new, _words(node), _words(new), 0
    for new, dropped in _without_one(node, at):
        yield new, _words(node), f"without {_words(dropped)}", 0
    if at.asked:
        for forced in (True, False):
            yield ast.Constant(forced), f"if {_words(node)}", f"if {forced}", 0


def _words(node: ast.AST) -> str:
    """Say a node on one line."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 100 else f"{text[:60]} … {text[-37:]}"


def _without_one(node: ast.AST, at: _Context) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Give a row without one of its parts, and that part."""
    match node:
        case ast.BoolOp():
            for left, dropped in _each_dropped(node.values):
                yield left[0] if len(left) == 1 else _with(node, "values", left), dropped
        case ast.Tuple() | ast.List() | ast.Set() if at.listed and len(node.elts) > 1:
            for left, dropped in _each_dropped(node.elts):
                yield _with(node, "elts", left), dropped
        case ast.Call(func=ast.Attribute(attr="where", value=query)):
            for left, dropped in _each_dropped(node.args):
                yield _with(node, "args", left) if left else query, dropped


def _others(node: ast.AST, at: _Context) -> Iterator[ast.AST]:
    match node:
        case ast.Compare():
            for i, op in enumerate(node.ops):
                for other in SWAPS[type(op)]:
                    yield _with(node, "ops", [*node.ops[:i], other(), *node.ops[i + 1 :]])
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.Constant():
            yield from _constants(node.value, words=at.words)
        case ast.Return(value=ast.expr() as value):
            for other in (True, False) if at.truth else (None,):
                if not (isinstance(value, ast.Constant) and value.value is other):
                    yield ast.Return(ast.Constant(other))
        case ast.Raise() | ast.Expr(value=ast.Call()):
            yield ast.Pass()


def _constants(value: object, *, words: bool) -> Iterator[ast.AST]:
    match value:
        case bool():
            yield ast.Constant(not value)
        case int() | float():
            yield ast.Constant(value + 1)
        case str() if not words and (value.isascii() or " " not in value):  # others are read by officers
            yield ast.Constant("" if value else "?")
        case bytes():
            yield ast.Constant(b"" if value else b"?")


def _each_dropped(nodes: list[ast.expr]) -> Iterator[tuple[list[ast.expr], ast.expr]]:
    for i, node in enumerate(nodes):
        yield nodes[:i] + nodes[i + 1 :], node


def _with(node: ast.AST, name: str, value: object) -> ast.AST:
    new = copy.copy(node)
    setattr(new, name, value)
    return new
