"""Every module, class and most public functions have a docstring: counted here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(path for path in (ROOT / "gridcounter").rglob("*.py") if path.read_text("utf-8").strip())
#: Overrides whose caller is Qt, and what only hands on, may do without.
LEAST_FUNCTIONS = 0.85


def public_in(node: ast.Module | ast.ClassDef, name: str) -> Iterator[tuple[str, ast.ClassDef | ast.FunctionDef]]:
    """Classes, functions and methods without a leading underscore, in classes without one."""
    for inner in node.body:
        if isinstance(inner, ast.ClassDef | ast.FunctionDef) and not inner.name.startswith("_"):
            yield f"{name}:{inner.lineno} {inner.name}", inner
            if isinstance(inner, ast.ClassDef):
                yield from public_in(inner, name)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_module_says_what_it_is_for() -> None:
    missing = [named(path) for path in FILES if ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None]
    assert not missing, "no docstring:\n" + "\n".join(missing)


def test_every_public_class_says_what_it_is_for() -> None:
    found = [one for path in FILES for one in public_in(ast.parse(path.read_text("utf-8")), named(path))]
    missing = [name for name, node in found if isinstance(node, ast.ClassDef) and ast.get_docstring(node) is None]
    assert found
    assert not missing, "no docstring:\n" + "\n".join(missing)


def test_public_functions_say_what_their_names_do_not() -> None:
    found = [one for path in FILES for one in public_in(ast.parse(path.read_text("utf-8")), named(path))]
    functions = [(name, node) for name, node in found if isinstance(node, ast.FunctionDef)]
    missing = [name for name, node in functions if ast.get_docstring(node) is None]
    share = 1 - len(missing) / len(functions)
    assert share >= LEAST_FUNCTIONS, f"{share:.1%} have a docstring; missing:\n" + "\n".join(missing)
