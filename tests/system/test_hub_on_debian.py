"""The tests of the hub once more, with the PostgreSQL of the system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Debian keeps the programs of each version apart; what its package started is not used.
INSTALLED = Path("/usr/lib/postgresql")
OF_THE_HUB = ("tests/store/hub", "tests/services/desks/hub", "tests/cli/test_hub_cli.py")


def test_the_hub_is_the_same_on_the_systems_postgresql() -> None:
    newest = max(INSTALLED.glob("*/bin/initdb"), key=lambda found: int(found.parts[-3])).parent
    asked = [name for name in OF_THE_HUB if (ROOT / name).exists()]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", *asked],
        cwd=ROOT,
        env=os.environ | {"GRIDCOUNTER_POSTGRES": str(newest), "QT_QPA_PLATFORM": "offscreen"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
