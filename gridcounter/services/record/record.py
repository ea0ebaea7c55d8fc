"""An open record of an office: one folder with its database, its papers and its keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.soundness import Broken
from gridcounter.errors import GridcounterError
from gridcounter.services.record.last_entry_note import UNNOTED, Noting
from gridcounter.services.record.rollback import Restored, WentBack, restores_in, rollbacks_in
from gridcounter.services.record.table_repair import Corrected, corrected_in
from gridcounter.store.custody.keys import KeysInUse
from gridcounter.store.custody.schema_check import altered_in
from gridcounter.store.database import RECORD_FILE, DiskRefused, is_of_an_index, plainly
from gridcounter.store.engine import Database
from gridcounter.store.files import InPlace, replace_file
from gridcounter.store.instance import Instance
from gridcounter.store.journal.append import Rebuilt
from gridcounter.store.journal.entries import wall_clock
from gridcounter.store.papers import IssuedPaper, PaperDamaged, PaperStore, why_lacking
from gridcounter.store.queries.applications import ApplicationStore
from gridcounter.store.queries.office_rows import clerk_names
from gridcounter.store.stores import SharedArchive, SharedJournal, Stores, WritingStores, open_to_read
from gridcounter.store.writer import Writer

Result = TypeVar("Result")


#: The first bytes of a paper, by file type.
_STARTS = {b"%PDF": ".pdf", b"PK": ".docx"}


@dataclass(frozen=True, slots=True)
class Verified:
    """`damage` is about the files, `broken` about the journal in them; `purged` entries hold no contents any more.

    `unread` entries are unchanged, but this version of the program cannot read their contents. `went_back` is what is
    on record of earlier files in its place, `restored` of restores, `off_clock` the entries made while the clock was
    wrong: the record may be sound all the same, and so it is of `corrected`, the tables that were made anew.
    `differing` are those that are not what the journal gives now, "" for an index.
    """

    entries: int
    purged: int
    broken: Broken | None
    damage: tuple[str, ...]
    unread: tuple[str, ...] = ()
    went_back: tuple[WentBack, ...] = ()
    off_clock: Mapping[str, timedelta] = field(default_factory=dict)
    restored: tuple[Restored, ...] = ()
    corrected: tuple[Corrected, ...] = ()
    differing: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """True if files and chain are undamaged, the tables are those of the journal, and the rest is as the program
        made it.
        """
        return self.broken is None and not self.damage and not self.differing


@dataclass(frozen=True, slots=True)
class FoundOnOpening:
    """What was found wrong when the record was opened, and was entered then: missing entries, and tables made anew.

    `restored`: of the last days, and nobody's. `unnoted`: its end could not be noted outside the folder. `before`: what
    was found on an earlier opening of the last days, as sentences.
    """

    went_back: WentBack | None = None
    corrected: Corrected | None = None
    restored: tuple[Restored, ...] = ()
    unnoted: bool = False
    before: tuple[str, ...] = ()
    #: What is said of a shared record that lies at another place than before; "".
    moved: str = ""

    @property
    def sentences(self) -> list[str]:
        """For whoever opened it; empty where nothing was found."""
        found = [one.sentence for one in (self.went_back, self.corrected, *self.restored) if one]
        moved = [self.moved] if self.moved else []
        return [*found, *moved, *self.before, *([UNNOTED] if self.unnoted else [])]


@dataclass(frozen=True, slots=True)
class HandedOut:
    """An issued paper written as a file: `voided_at` is None while it is in force."""

    path: str
    paper: str
    version: int
    issued_at: str
    voided_at: str | None


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """An open record.

    Writing goes through its one writer, from any thread; reading is limited to the thread that opened it. `frozen`: the
    disk is full, everything can be read, and each write is refused.
    """

    folder: Path
    key: bytes
    instance: Instance
    writer: Writer[WritingStores]
    stores: Stores
    journal: SharedJournal
    archive: SharedArchive
    in_place: InPlace
    keys: KeysInUse
    noting: Noting
    found: FoundOnOpening = FoundOnOpening()
    frozen: bool = False
    clock: Callable[[], datetime] = wall_clock

    @property
    def went_back(self) -> WentBack | None:
        """What was found missing on opening."""
        return self.found.went_back

    @property
    def db(self) -> Database:
        """The reading connection, for the thread that opened the record."""
        return self.stores.db

    @property
    def applications(self) -> ApplicationStore:
        """Over the reading connection."""
        return self.stores.applications

    @property
    def papers(self) -> PaperStore:
        """Over the reading connection."""
        return self.stores.papers

    def write(self, work: Callable[[WritingStores], Result]) -> Result:
        """Runs a job in the writer, from any thread. A write must read its preconditions inside the job."""

        def plain(stores: WritingStores) -> Result:
            with plainly(RECORD_FILE):
                return work(stores)

        return self.writer.do(plain)

    @contextmanager
    def reading(self) -> Iterator[Stores]:
        """Stores over connections of their own, for another thread; closed at the end of the block.

        Raises MovedAway: what lies at the path now is not this record.
        """
        self.in_place.check()
        stores = open_to_read(self.folder, self.key, frozen=self.frozen, clock=self.clock)
        try:
            with plainly(RECORD_FILE):
                yield stores
        finally:
            stores.close()

    def close(self) -> None:
        """Waits for a running job. The lock is released last, and even if closing fails."""
        self.note_end(closing=True)
        try:
            self.stores.close()
        finally:
            try:
                self.writer.close()
            finally:
                self.instance.release()

    def note_end(self, *, closing: bool = False) -> None:
        """Notes the last entries outside the folder, for the next opening; no failure is told, and none stops work.

        May run on any thread.
        """
        with suppress(GridcounterError, OSError):
            self.write(lambda stores: self.noting.write(stores, closing=closing))

    def damage(self) -> tuple[str, ...]:
        """Damage in the files themselves.

        Over connections of their own: FTS5 keeps the shape of an index from an earlier read, and its check takes what
        the writer has done since for damage (SQLite 3.51). Raises DiskRefused if the check is impossible.
        """
        try:
            with self.reading() as stores:
                return stores.damage()
        except DiskRefused as wrong:
            if not wrong.bad_disk:
                raise  # a full disk damages nothing
            return (str(wrong),)
        except GridcounterError as wrong:
            return (str(wrong),)

    def verify(self) -> Verified:
        """Checks for damage first: the journal in a damaged file is not read at all. Projects the whole journal."""
        damage = self.damage()
        if damage and not all(is_of_an_index(line) for line in damage):
            return Verified(0, 0, None, damage)
        broken = self.journal.verify()  # needs no index
        if damage:
            return Verified(0, 0, broken, (), differing=("",))
        unread = () if broken else self.journal.unread()
        altered = () if broken else altered_in(self.db)
        counts = self.journal.count(), self.journal.purged()
        found = Verified(*counts, broken, altered, unread, tuple(rollbacks_in(self.journal)), self.journal.off_clock())
        restored, corrected = restores_in(self.journal, clerk_names(self.db)), corrected_in(self.journal)
        differing = () if broken or altered else self._differing()
        return replace(found, restored=tuple(restored), corrected=tuple(corrected), differing=differing)

    def _differing(self) -> tuple[str, ...]:
        """Over a connection of its own, as `damage`."""
        with self.reading() as stores:
            return stores.journal.differing()

    def rebuild(self) -> Rebuilt:
        """Rebuilds the projected tables. Raises JournalBroken, and then nothing was changed."""
        return self.write(lambda stores: stores.journal.rebuild())

    def handed_out(self, code: str) -> list[tuple[IssuedPaper, bytes]]:
        """The papers issued to the application with this short code, byte for byte."""
        found = []
        for paper in self.papers.of(self.applications.by_short_code(code).id):
            content = self.archive.content(paper.sha256)
            if content is None:
                raise why_lacking(self.db, paper.ref, paper.sha256, PaperDamaged(paper.ref))
            found.append((paper, content))
        return found

    def write_handed_out(self, code: str, out: Path, by: str) -> list[HandedOut]:
        """Writes them as files, once it is entered that `by` took them out; file names hold no personal name.

        All are read before that: nothing is entered where one is lost, or where there is none.
        """
        row = self.applications.by_short_code(code)
        papers = self.handed_out(code)
        if papers:
            self.journal.append(Act(Kind.PERSONAL_DATA_SHOWN, {"list": "papers"}, by, row.id))
        written = []
        for paper, content in papers:
            path = out / f"{row.number}_{paper.paper}_{paper.version}{suffix_of(content)}"
            replace_file(path, content)
            written.append(HandedOut(str(path), paper.paper, paper.version, paper.issued_at, paper.voided_at))
        return written


@contextmanager
def in_sentences() -> Iterator[None]:
    """For code that reads an open record: turns SQLite's errors into refusals in Chinese."""
    with plainly(RECORD_FILE):
        yield


def suffix_of(content: bytes) -> str:
    """By the first bytes; ".bin" for an unknown type."""
    return next((suffix for start, suffix in _STARTS.items() if content.startswith(start)), ".bin")
