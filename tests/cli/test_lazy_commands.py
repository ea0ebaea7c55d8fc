"""Commands load their modules when they run, and the list of commands has each command's own help text."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gridcounter.cli.commands import COMMANDS, load

_LOADED = """
import sys
from gridcounter.cli.main import main
main(sys.argv[1:])
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
"""


def loaded_by(*arguments: str, given: str = "") -> set[str]:
    """Every module that a process has loaded when the command is done."""
    command = [sys.executable, "-c", _LOADED, *arguments]
    done = subprocess.run(command, check=True, capture_output=True, input=given, text=True, encoding="utf-8")
    return set(done.stderr.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str) -> None:
    assert load(name).help == COMMANDS[name].help
    assert load(name).name == name


def test_help_loads_nothing_that_a_command_needs() -> None:
    ours = {name for name in loaded_by("--help") if name.startswith("gridcounter.")}
    assert ours == {
        "gridcounter.cli",
        "gridcounter.errors",
        "gridcounter.privacy",
        *(f"gridcounter.cli.{n}" for n in _OF_THE_LIST),
    }


_OF_THE_LIST = ("main", "commands", "console", "help")


def test_an_answer_loads_neither_what_draws_nor_the_record() -> None:
    case = '{"locality": "jining", "on": "2026-09-28", "supply": {"voltage_kv": 10}}'
    heavy = {"reportlab", "docx", "fontTools", "uharfbuzz", "sqlcipher3", "sqlite_utils", "openpyxl", "PySide6"}
    assert not heavy & loaded_by("assess", "-", given=case)
