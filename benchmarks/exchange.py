"""Several desks over one record: taking in beside a rebuild, the bytes of a file, and what sharing costs a save."""

from __future__ import annotations

import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from invented import CLERK
from record import _CHEAP, _SETUP
from rows import in_turn_ms

from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.desks.exchange import ALONE, hand_over, take_in
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.record.opening import create_record, open_record
from gridcounter.store.journal.taking import AT_WORK
from gridcounter.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

    from rows import Row

    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import WritingStores

Result = TypeVar("Result")

_OF_ONE = 15
_LONG = 50
_OTHER = "benchmark of another desk"


def exchange_rows(row: Row, entries: int = 100_000, saves: int = 300, at_work: int = 10_000) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        first = _founded(folder / "first", stack)
        second = _joined(first, folder, stack)
        second.write(lambda stores: _work(stores, entries))
        start = time.perf_counter()
        made = hand_over(second, CLERK, folder, datetime.now(UTC))
        row(f"write {made.entries:,} entries for another desk", f"{time.perf_counter() - start:.2f} s", "", held=None)
        each = made.path.stat().st_size / made.entries
        row("bytes of the file, each entry", f"{each:.0f} B", "<= 140 B", held=each <= 140)
        taken, spent = _timed(lambda: take_in(first, CLERK, made.path, at_once=ALONE))
        rebuilt, _ = _timed(first.rebuild)
        what = f"take them in ({taken:.1f} s) against a rebuild of the same ({rebuilt:.1f} s)"
        row(what, f"{taken / rebuilt:.2f} x", "<= 2 x", held=taken <= 2 * rebuilt)
        each_second = made.entries / spent
        row("entries taken in, each second of CPU", f"{each_second:,.0f}", ">= 2,500", held=each_second >= 2500)
        _at_work(row, first, second, folder, at_work)
        _late(row, first, second, folder)
        _saves(row, first, _founded(folder / "alone", stack, shared=False), saves)


def _founded(folder: Path, stack: ExitStack, *, shared: bool = True) -> Record:
    record, _ = create_record(folder, "benchmark", _SETUP, cost=_CHEAP, public=True)
    stack.callback(record.close)
    if shared:
        begin_sharing(record, CLERK, "1")
    return record


def _joined(first: Record, folder: Path, stack: ExitStack) -> Record:
    made = invite(first, CLERK, folder / "invitation.gcx", datetime.now(UTC), _CHEAP)
    join(folder / "second", _OTHER, made.path, made.code, "2", cost=_CHEAP)
    record = open_record(folder / "second", _OTHER)
    stack.callback(record.close)
    take_in(first, CLERK, hand_over(record, CLERK, folder, datetime.now(UTC)).path)
    return record


def _work(stores: WritingStores, entries: int, name: str = "b") -> None:
    with stores.db.atomic():
        for number in range(entries):
            application = f"{name}{number // _OF_ONE}"
            if number % _OF_ONE == 0:
                values = {
                    "number": f"{name}-{number}",
                    "short_code": f"{name}{number}",
                    "fields": {"applicant.name": "申请人"},
                }
                stores.journal.append(Act(Kind.APPLICATION_OPENED, values, CLERK, application))
            else:
                change = {"fields": {f"field.{number}": {"to": "一项填写的内容", "over": None}}}
                stores.journal.append(Act(Kind.FIELDS_CHANGED, change, CLERK, application))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the clock, and of the processor."""
    start, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - used


class _Timed(Writer["WritingStores"]):
    """Passes jobs on and notes how long each took, in ms."""

    def __init__(self, inner: Writer[WritingStores]) -> None:
        super().__init__(None)
        self._inner = inner
        self.taken: list[float] = []

    def do(self, work: Callable[[WritingStores], Result]) -> Result:
        def timed(stores: WritingStores) -> Result:
            start = time.perf_counter()
            try:
                return work(stores)
            finally:
                self.taken.append((time.perf_counter() - start) * 1000)

        return self._inner.do(timed)


def _at_work(row: Row, first: Record, second: Record, folder: Path, entries: int) -> None:
    """What comes in while a clerk at the same desk saves: how long the writer is held, and how long a save waits."""
    second.write(lambda stores: _work(stores, entries, "w"))
    made = hand_over(second, CLERK, folder, datetime.now(UTC))
    opened = {"number": "B-work", "short_code": "SWORK", "fields": {}}
    first.journal.append(Act(Kind.APPLICATION_OPENED, opened, CLERK, "work"))
    over, waited = threading.Event(), list[float]()

    def clerk() -> None:
        ref: str | None = None
        while not over.wait(0.05):
            change = {"fields": {"works.length_m": {"to": len(waited), "over": ref}}}
            start = time.perf_counter()
            ref = first.journal.append(Act(Kind.FIELDS_CHANGED, change, CLERK, "work")).ref
            waited.append((time.perf_counter() - start) * 1000)

    working, timed = threading.Thread(target=clerk), _Timed(first.writer)
    working.start()
    try:
        take_in(replace(first, writer=timed), CLERK, made.path)
    finally:
        over.set()
        working.join()
    held = sorted(timed.taken)
    p99, most = held[len(held) * 99 // 100], max(waited, default=0.0)
    row(f"p99 of {len(held):,} transactions of {AT_WORK} entries", f"{p99:.1f} ms", "<= 50 ms", held=p99 <= 50)
    row(f"longest of {len(waited):,} saves in between", f"{most:.1f} ms", "<= 100 ms", held=most <= 100)


def _late(row: Row, first: Record, second: Record, folder: Path) -> None:
    """An application of fifty entries that both desks have; the second adds one, the first a later one."""
    opened = {"number": "B-late", "short_code": "SLATE", "fields": {}}
    first.journal.append(Act(Kind.APPLICATION_OPENED, opened, CLERK, "late"))
    for number in range(_LONG):
        change = {"fields": {f"field.{number}": {"to": "一项", "over": None}}}
        first.journal.append(Act(Kind.FIELDS_CHANGED, change, CLERK, "late"))
    take_in(second, CLERK, hand_over(first, CLERK, folder, datetime.now(UTC)).path)
    for record, field in ((second, "field.x"), (first, "field.y")):
        change = {"fields": {field: {"to": "一项", "over": None}}}
        record.journal.append(Act(Kind.FIELDS_CHANGED, change, CLERK, "late"))
    made = hand_over(second, CLERK, folder, datetime.now(UTC))
    _, spent = _timed(lambda: take_in(first, CLERK, made.path))
    what = f"take in one entry before the last of {_LONG}, its file read and verified, CPU"
    row(what, f"{spent * 1000:.0f} ms", "", held=None)


def _saves(row: Row, shared: Record, alone: Record, saves: int) -> None:
    works = []
    for record in (shared, alone):
        opened = {"number": "B-save", "short_code": "SSAVE", "fields": {}}
        record.journal.append(Act(Kind.APPLICATION_OPENED, opened, CLERK, "save"))
        refs: list[str | None] = [None]

        def save(number: int, record: Record = record, refs: list[str | None] = refs) -> None:
            change = {"fields": {"works.length_m": {"to": number, "over": refs[-1]}}}
            refs.append(record.journal.append(Act(Kind.FIELDS_CHANGED, change, CLERK, "save")).ref)

        works.append(save)
    mine, theirs = in_turn_ms(works, saves)
    what = f"a save in a record that is shared ({mine:.2f} ms) against one that is not ({theirs:.2f} ms)"
    row(what, f"{mine / theirs:.2f} x", "<= 1.1 x", held=mine <= 1.1 * theirs)
