"""An office's record, opened: one folder with its database, its papers and its keys."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.errors import Refusal
from gridcounter.store import keys
from gridcounter.store.database import RECORD_FILE
from gridcounter.store.instance import Instance
from gridcounter.store.journal import wall_clock
from gridcounter.store.ledger import Ledger, WritingLedger, open_to_read, open_to_write
from gridcounter.store.papers import IssuedPaper, PaperDamaged
from gridcounter.store.places import refuse_network_share
from gridcounter.store.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from datetime import datetime
    from pathlib import Path
    from typing import TypeVar

    from gridcounter.core.journal import Act, Broken, Entry
    from gridcounter.store.applications import ApplicationStore
    from gridcounter.store.engine import Database
    from gridcounter.store.journal import Entries, Rebuilt
    from gridcounter.store.papers import PaperStore

    Result = TypeVar("Result")


class NoRecord(Refusal):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里没有台账，请核对文件夹，或者先建立台账")


@dataclass(frozen=True, slots=True)
class Verified:
    """`damage` is about the files, `broken` about the journal in them; `purged` entries hold no contents any more."""

    entries: int
    purged: int
    broken: Broken | None
    damage: tuple[str, ...]

    @property
    def sound(self) -> bool:
        return self.broken is None and not self.damage


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """An open record. What writes goes through its one writer; what reads belongs to the thread that opened it."""

    folder: Path
    ledger: Ledger
    writer: Writer[WritingLedger]
    instance: Instance
    key: bytes
    device: str

    @property
    def db(self) -> Database:
        return self.ledger.db

    @property
    def journal(self) -> Entries:
        return self.ledger.journal

    @property
    def applications(self) -> ApplicationStore:
        return self.ledger.applications

    @property
    def papers(self) -> PaperStore:
        return self.ledger.papers

    def submit(self, work: Callable[[WritingLedger], Result]) -> Future[Result]:
        """Do this in the writer's thread; what must be looked up before it is written is looked up in there too."""
        return self.writer.submit(work)

    def append(self, act: Act) -> Entry:
        """Durable when it returns."""
        return self.submit(lambda ledger: ledger.journal.append(act)).result()

    @contextmanager
    def reading(self) -> Iterator[Ledger]:
        """For another thread: connections of its own."""
        ledger = open_to_read(self.folder, self.key)
        try:
            yield ledger
        finally:
            ledger.close()

    def close(self) -> None:
        """Everything submitted is written first. The lock goes last, and goes whatever happens."""
        try:
            self.ledger.close()
        finally:
            try:
                self.writer.close()
            finally:
                self.instance.release()

    def damage(self) -> tuple[str, ...]:
        """What is wrong with the files themselves."""
        return self.ledger.damage()

    def verify(self) -> Verified:
        """Damage first: a journal in a damaged file is not read at all."""
        damage = self.damage()
        if damage:
            return Verified(0, 0, None, damage)
        return Verified(self.journal.count(), self.journal.purged(), self.journal.verify(), ())

    def rebuild(self) -> Rebuilt:
        """Raises JournalBroken, and then nothing was touched."""
        return self.submit(lambda ledger: ledger.journal.rebuild()).result()

    def handed_out(self, code: str) -> list[tuple[IssuedPaper, bytes]]:
        """The papers issued to the application with this short code, byte for byte."""
        found = []
        for paper in self.papers.of(self.applications.by_short_code(code).id):
            content = self.ledger.archive.content(paper.sha256)
            if content is None:
                raise PaperDamaged(paper.ref)
            found.append((paper, content))
        return found


def open_record(
    folder: Path, passphrase: str, *, recovery: bool = False, clock: Callable[[], datetime] = wall_clock
) -> Record:
    """Open with the passphrase, or with the recovery code; one sentence for each way of being refused."""
    folder = folder.absolute()
    refuse_network_share(folder)
    refuse_missing(folder)
    key = keys.unlock_with_code(folder, passphrase) if recovery else keys.unlock(folder, passphrase)
    return open_with_key(folder, key, clock)


def refuse_missing(folder: Path) -> None:
    """Raises NoRecord."""
    if not (folder / RECORD_FILE).exists():
        raise NoRecord(folder)


def open_with_key(folder: Path, key: bytes, clock: Callable[[], datetime]) -> Record:
    """The lock, then the writer, which brings the schema up to date, then what reads."""
    with ExitStack() as opened:
        instance = Instance(folder, since=clock().astimezone().strftime("%m-%d %H:%M"))
        opened.callback(instance.release)
        writer = Writer(lambda: open_to_write(folder, key, clock))
        opened.callback(writer.close)
        device = writer.submit(lambda ledger: ledger.journal.device).result()
        record = Record(folder, open_to_read(folder, key), writer, instance, key, device)
        opened.pop_all()
    return record
