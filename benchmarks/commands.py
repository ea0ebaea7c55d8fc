"""Whole processes: what the commands that are called often cost, beside a process that only imports their libraries."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rows import Row

_COMMAND = "import sys; from gridcounter.cli.main import run; sys.argv[0] = 'gridcounter'; run()"
_LIBRARIES = "import pydantic, typer"
_CASE = '{"locality": "jining", "on": "2026-09-28", "customer": "enterprise", "supply": {"voltage_kv": 10}}'
#: Seconds of CPU for each.
_BOUNDS = {"--help": 0.25, "assess": 0.45}


def command_rows(row: Row, times: int = 7) -> None:
    """CPU of the children, user and system: what else the machine does counts less than by the clock on the wall."""
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder) / "case.json"
        case.write_text(_CASE, "utf-8")
        libraries = median(_cpu([sys.executable, "-c", _LIBRARIES]) for _ in range(times))
        row("python -c 'import pydantic, typer'", f"{libraries:.2f} s", "of CPU", held=None)
        for name, arguments in {"--help": ["--help"], "assess": ["assess", str(case)]}.items():
            seconds = median(_cpu([sys.executable, "-c", _COMMAND, *arguments]) for _ in range(times))
            text = f"{seconds:.2f} s, {seconds / libraries:.1f} x that"
            row(f"gridcounter {name}", text, f"<= {_BOUNDS[name]} s of CPU", held=seconds <= _BOUNDS[name])


def _cpu(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
