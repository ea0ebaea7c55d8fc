"""A print queue of the system as two shell scripts: their arguments, and their answers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

QUEUE = "样例打印机"
REJECTED = f'/usr/bin/lp: Destination "{QUEUE}" is not accepting jobs.'
UNKNOWN = "lp: Error - The printer or class does not exist."
IDLE = f"printer {QUEUE} is idle.  enabled since Sat Nov 28 22:33:31 2026"
PAUSED = f"printer {QUEUE} disabled since Sat Nov 28 22:33:34 2026 -\n\tPaused"

_LP = """#!/bin/sh
n=0
while [ -e "{folder}/job$n" ]; do n=$((n + 1)); done
mkdir "{folder}/job$n"
printf '%s\\n' "$LC_ALL" "$@" > "{folder}/job$n/asked"
cat > "{folder}/job$n/content"
if [ -e "{folder}/refusal" ] && [ "$n" -ge "$(cat "{folder}/after")" ]; then cat "{folder}/refusal" >&2; exit 1; fi
touch "{folder}/job$n/taken"
echo "request id is sample-$n (0 file(s))"
"""
_LPSTAT = """#!/bin/sh
case "$1" in -r) cat "{folder}/scheduler";; -p*) cat "{folder}/printer";; esac
"""


@dataclass(frozen=True)
class Job:
    asked: Sequence[str]
    content: bytes


@dataclass(frozen=True)
class FakeQueue:
    folder: Path

    def refuse(self, said: str, *, after: int = 0) -> None:
        """From the paper after so many on."""
        (self.folder / "refusal").write_text(said, "utf-8")
        (self.folder / "after").write_text(str(after), "utf-8")

    def accept(self) -> None:
        (self.folder / "refusal").unlink()

    def stand(self, printer: str = IDLE, scheduler: str = "scheduler is running") -> None:
        (self.folder / "printer").write_text(printer, "utf-8")
        (self.folder / "scheduler").write_text(scheduler, "utf-8")

    @property
    def taken(self) -> list[Job]:
        """Those that were not refused, in their order; the language that the answers were wanted in stands first."""
        return [
            Job((job / "asked").read_text("utf-8").splitlines(), (job / "content").read_bytes())
            for job in sorted(self.folder.glob("job*"))
            if (job / "taken").exists()
        ]


def a_fake_queue(folder: Path, monkeypatch: pytest.MonkeyPatch) -> FakeQueue:
    """Found before whatever this machine has."""
    folder.mkdir()
    for name, script in (("lp", _LP), ("lpstat", _LPSTAT)):
        (folder / name).write_text(script.format(folder=folder), "utf-8")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    queue = FakeQueue(folder)
    queue.stand()
    return queue
