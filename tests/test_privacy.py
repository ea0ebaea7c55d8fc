"""The memory of the running programs is not dumped, and what they make is for their owner only."""

from __future__ import annotations

import subprocess
import sys

import pytest

_STATE = """
import ctypes, os, resource, sys
sys.argv = ["program", "--version"]
from {module} import run
try:
    run()
except SystemExit:
    pass
mask = os.umask(0)
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), *resource.getrlimit(resource.RLIMIT_CORE), oct(mask))
"""
_DESCENDS = """
import psutil, subprocess, sys
from pathlib import Path
from gridcounter.privacy import keep_private
keep_private()
from gridcounter.store.instance import Instance
held = Instance(Path(sys.argv[1]), since="")
print(psutil.Process().create_time() > 0, subprocess.run([sys.executable, "-c", ""]).returncode)
held.release()
"""


@pytest.mark.parametrize("module", ["gridcounter.desktop.entry", "gridcounter.cli.main"])
def test_a_program_gives_no_image_of_its_memory(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _STATE.format(module=module)], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "0 0 0 0o77"


def test_what_keeps_its_memory_still_knows_itself(tmp_path: object) -> None:
    """The lock notes when its process began, and other programs are started."""
    done = subprocess.run([sys.executable, "-c", _DESCENDS, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "0"]
