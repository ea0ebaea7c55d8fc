"""Compares the coverage of the last test run with the floor of each package: `python tests/coverage_floors.py`."""

from __future__ import annotations

import sys
from pathlib import Path

from coverage import Coverage

ROOT = Path(__file__).resolve().parent.parent

#: per cent of lines; the core and the papers are what an applicant is told
FLOORS = {"core": 95.0, "documents": 95.0, "store": 90.0, "services": 85.0, "cli": 80.0}


def main() -> int:
    coverage = Coverage(data_file=str(ROOT / ".coverage"), config_file=str(ROOT / "pyproject.toml"))
    coverage.load()
    low = 0
    for room, floor in FLOORS.items():
        lines = missed = 0
        for path in sorted((ROOT / "gridcounter" / room).rglob("*.py")):
            _, statements, _, missing, _ = coverage.analysis2(str(path))
            lines += len(statements)
            missed += len(missing)
        share = 100 * (lines - missed) / lines
        sys.stdout.write(f"{room:10} {share:5.1f} %  (floor {floor:.0f} %)\n")
        low += share < floor
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
