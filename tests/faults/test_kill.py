"""A process that enters applications is killed at random moments: nothing that it acknowledged is lost, ever.

10 kills every day, 30 in the long form, 300 in the full one. Where exactly they fall is chance; test_sweep.py leaves
nothing to it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from builders.extent import FULL, LONG
from builders.record_builders import PASSPHRASE, a_record, opened, tables

KILLS = 300 if FULL else 30 if LONG else 10
ON_ONE_RECORD = 10
ENTERING = Path(__file__).with_name("entering.py")


def killed_at_random(folder: Path, seed: str) -> list[tuple[str, str, str]]:
    """What a process acknowledged before it was killed: after so many lines, and then so many milliseconds."""
    chance = random.Random(seed)  # noqa: S311  it decides when to kill
    lines, milliseconds = chance.choice([0, 0, *range(1, 40)]), chance.choice([0, chance.uniform(0, 40)])
    parts: list[str] = []
    with subprocess.Popen(
        [sys.executable, str(ENTERING), str(folder), PASSPHRASE, seed], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            parts += [process.stdout.readline() for _ in range(lines + 1)]
            with suppress(subprocess.TimeoutExpired):
                process.wait(milliseconds / 1000)
                pytest.fail("it ended by itself")
        finally:
            process.kill()
        parts += process.stdout.readlines()
    assert parts[0] == "opened\n"
    # the last line may have been cut off in the middle
    return [tuple(json.loads(line)) for line in parts[1:] if line.endswith("\n")]


@pytest.mark.parametrize("first", range(0, KILLS, ON_ONE_RECORD))
def test_nothing_acknowledged_is_lost_by_a_kill(tmp_path: Path, first: int) -> None:
    folder = tmp_path / "record"
    with a_record(folder):
        pass
    acknowledged: list[tuple[str, str, str]] = []
    for kill in range(first, min(first + ON_ONE_RECORD, KILLS)):
        acknowledged += killed_at_random(folder, f"kill {kill}")

        with opened(folder) as record:
            assert record.damage() == ()
            found = record.verify()
            assert (found.broken, found.damage) == (None, ())
            on_record = {(entry.ref, entry.kind, entry.hash) for entry in record.journal.all()}
            assert set(acknowledged) <= on_record
            before = tables(record.db)
            assert record.rebuild().changed == ()
            assert tables(record.db) == before
            numbers = [row[1] for row in before["application"]]
            assert len(set(numbers)) == len(numbers)
    assert len(acknowledged) == len(set(acknowledged)) > 0
