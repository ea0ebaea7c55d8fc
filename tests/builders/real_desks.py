"""Desks of one office with real records, a clock for all of them, and a stick."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from builders.record_builders import CHEAP, CLERK, Clock, a_record
from gridcounter.services.desks.exchange import TakenIn, hand_over, take_in
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record

OTHER_PASSPHRASE = "另一台自己的口令"  # noqa: S105


@dataclass
class Desks:
    """Records of one office, a clock for all of them, and a stick."""

    folder: Path
    clock: Clock
    stack: ExitStack

    def joined(self, by: Record, name: str, called: str = "") -> Record:
        """In a folder of that name, which is also what the desk is called."""
        made = invite(by, CLERK, self.folder / f"{name}.gcx", self.clock(), CHEAP)
        folder = self.folder / name
        join(folder, OTHER_PASSPHRASE, made.path, made.code, called or name, cost=CHEAP, clock=self.clock)
        record = open_record(folder, OTHER_PASSPHRASE, clock=self.clock)
        self.stack.callback(record.close)
        return record

    def carry(self, sender: Record, receiver: Record) -> TakenIn:
        stick = self.folder / "stick"
        stick.mkdir(exist_ok=True)
        return take_in(receiver, CLERK, hand_over(sender, CLERK, stick, self.clock()).path)


@contextmanager
def first_desk(folder: Path) -> Iterator[tuple[Record, Desks]]:
    clock = Clock()
    with ExitStack() as stack:
        record = stack.enter_context(a_record(folder / "first", clock))
        begin_sharing(record, CLERK, "1 号台")
        yield record, Desks(folder, clock, stack)
