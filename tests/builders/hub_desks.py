"""Desks of one office with real records, connected to a real hub; and lines to it that break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from builders.hub_server import MadeHub
from builders.real_desks import Desks, first_desk
from builders.record_builders import CLERK, told_tables
from gridcounter.services.desks.hub.connecting import connect_hub
from gridcounter.services.desks.hub.exchange import WAITS_FOR_KEY, exchange_with_hub
from gridcounter.services.desks.hub.line import REAL, Line, Lines
from gridcounter.services.record.record import Record
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.refusals import HubUnreachable


@dataclass
class HubDesks:
    """The desks of an office with its hub; the first one let the others in by stick."""

    desks: Desks
    made: MadeHub
    access: HubAccess
    records: list[Record] = field(default_factory=list)

    def joined(self, name: str) -> Record:
        """Known to the first desk, and connected."""
        record = self.desks.joined(self.records[0], name)
        self.desks.carry(record, self.records[0])
        connect_hub(record, CLERK, self.made.desk(self.access))
        self.records.append(record)
        return record

    def until_quiet(self) -> None:
        """Everybody exchanges until nothing more goes or comes; meanwhile some may wait for a key."""
        for _ in range(8):
            outcomes = [exchange_with_hub(record) for record in self.records]
            notes = {note for outcome in outcomes for note in outcome.notes}
            assert notes <= {WAITS_FOR_KEY}
            if not notes and not any(outcome.taken for outcome in outcomes):
                return
        raise AssertionError("the desks answer each other for ever")


@contextmanager
def hub_desks(folder: Path, made: MadeHub, *names: str) -> Iterator[HubDesks]:
    """The first desk and those of these names."""
    with first_desk(folder) as (first, desks):
        access = made.office()
        connect_hub(first, CLERK, access)
        office = HubDesks(desks, made, access, [first])
        for name in names:
            office.joined(name)
        yield office


def same_tables(records: list[Record]) -> bool:
    """All of them, and that each is what its journal gives."""
    tables = [told_tables(record.db) for record in records]
    for record in records:
        assert record.rebuild().changed == ()
        assert record.verify().sound, record.verify()
    return all(one == tables[0] for one in tables)


class _Cut:
    """Passes calls on until the n-th, which is made or not, and then the line is gone."""

    def __init__(self, line: Line, at: int, made: list[str], *, after: bool) -> None:
        self._line, self._at, self._made, self._after = line, at, made, after

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:  # noqa: ANN401  whatever the hub's own calls take
            self._made.append(name)
            if len(self._made) == self._at and not self._after:
                raise HubUnreachable
            found = getattr(self._line, name)(*given, **named)
            if len(self._made) == self._at:
                raise HubUnreachable
            return found

        return call


def cut_lines(at: int, made: list[str], *, after: bool = False) -> Lines:
    """Lines that break at the n-th call, or after it was done; `made` are the calls."""

    @contextmanager
    def lines(access: HubAccess) -> Iterator[Line]:
        with REAL(access) as line:
            yield cast("Line", _Cut(line, at, made, after=after))

    return lines
