"""Whatever is imported comes with a distribution that pyproject.toml names, or that one of those brings along.

Setup installs what is named and removes nothing: what was once installed by hand would hide that a name is missing.
"""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
PROGRAM = tuple(PROJECT["dependencies"])
EVERYTHING = (*PROGRAM, *(line for extra in PROJECT["optional-dependencies"].values() for line in extra))


def brought_by(lines: tuple[str, ...]) -> set[str]:
    """The distributions of these requirements, and what they require in turn, by their canonical names."""
    found: set[str] = set()
    waiting = [(Requirement(line), "") for line in lines]
    while waiting:
        wanted, extra = waiting.pop()
        name = canonicalize_name(wanted.name)
        if name in found or (wanted.marker and not wanted.marker.evaluate({"extra": extra})):
            continue
        found.add(name)
        waiting += [(Requirement(line), extra) for line in _required(name) for extra in ("", *wanted.extras)]
    return found


def _required(name: str) -> list[str]:
    try:
        return distribution(name).requires or []
    except PackageNotFoundError:  # of an extra that is not installed here
        return []


@cache
def owners() -> dict[str, str]:
    """Every module that is installed, with the distribution that brought it."""
    return {module: canonicalize_name(one.name) for one in distributions() for module in _modules_of(one)}


def _modules_of(one: Distribution) -> Iterator[str]:
    for file in one.files or ():
        if file.suffix in {".py", ".so", ".pyd"}:
            *folders, name = file.parts
            # QtCore.abi3.so
            name = name.partition(".")[0]
            yield ".".join(folders if name == "__init__" else (*folders, name))


@cache
def imported_by(folder: Path) -> dict[str, Path]:
    """What the files below this folder import, modules and names in them, each with one file that does."""
    found: dict[str, Path] = {}
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name: path for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module: path} | {f"{node.module}.{alias.name}": path for alias in node.names}
    return found


def unnamed(folders: tuple[str, ...], named: tuple[str, ...]) -> dict[str, str]:
    known = brought_by(named)
    return {
        f"{path.relative_to(ROOT)}: {module}": owner
        for folder in folders
        for module, path in imported_by(ROOT / folder).items()
        if (owner := owners().get(module)) and owner not in known
    }


def test_the_program_imports_what_is_named_for_it() -> None:
    assert unnamed(("gridcounter",), PROGRAM) == {}


def test_tests_and_tools_import_what_is_named_for_them() -> None:
    assert unnamed(("tests", "tools", "benchmarks", "packaging"), EVERYTHING) == {}


@pytest.mark.parametrize("left_out", ["PySide6-Essentials", "pypdfium2", "platformdirs"])
def test_a_name_that_is_left_out_is_found_though_it_is_installed(left_out: str) -> None:
    rest = tuple(line for line in PROGRAM if not line.startswith(left_out))
    assert len(rest) == len(PROGRAM) - 1
    assert left_out.lower() in unnamed(("gridcounter",), rest).values()
