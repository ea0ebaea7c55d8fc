"""Each act is killed, cut off and refused its disk at every step that it takes on it: see acts.py, sweep.py, steps.py.

The full form strikes at every step; the short one at a few for each kind of blow, evenly spread.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders.extent import FULL, LONG
from builders.faults.acts import ACTS
from builders.faults.exchanging import EXCHANGING
from builders.faults.leaving import LEAVING
from builders.faults.reissuing import REISSUING
from builders.faults.steps import DEADLY, Blow

A_FEW = 3 if LONG else 2
SWEEP = Path(__file__).with_name("sweep.py")


def swept(name: str, most: int, *blows: Blow) -> dict[str, Any]:
    command = [sys.executable, str(SWEEP), name, str(most), *blows]
    ours = {"PYTHONPATH": os.pathsep.join(map(str, SWEEP.parents[1:3]))}  # the builders, and the program beside them
    ran = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=os.environ | ours)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("name", ACTS | LEAVING | REISSUING | EXCHANGING)
def test_struck_at_any_step_nothing_acknowledged_is_lost_and_every_refusal_is_a_sentence(
    name: str, record_property: Callable[[str, object], None]
) -> None:
    found = swept(name, 0 if FULL else A_FEW)

    record_property("swept", found)
    assert found["failures"] == []
    struck = sum(found["blows"].values())
    # blows that met no step any more, because the threads of the act were quicker: few, or the sweep says nothing
    assert found["missed"] <= struck // 20 + 1
    assert found["refusals"]
    assert all("请" in words for words in found["refusals"])


@pytest.mark.parametrize(
    ("careless", "blow"),
    [
        ("told_too_early", Blow.KILL),
        ("not_synced", Blow.CUT),
        ("written_in_place", Blow.TORN),
        ("without_a_sentence", Blow.FULL),
    ],
)
def test_the_sweep_finds_what_is_done_carelessly(careless: str, blow: Blow) -> None:
    found = swept(careless, 0 if blow not in DEADLY else 12, blow)

    assert found["failures"]
    assert all(f"{careless} {blow} at" in line for line in found["failures"])
