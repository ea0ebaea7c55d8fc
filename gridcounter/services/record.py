"""Creating and opening an office's record: one folder with its database, its papers and its keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from argon2 import PasswordHasher

from gridcounter.core.journal import Act, Broken, Kind
from gridcounter.errors import Refusal
from gridcounter.store import keys
from gridcounter.store.applications import ApplicationStore
from gridcounter.store.database import (
    RECORD_FILE,
    RecordDamaged,
    damage_in,
    migrate,
    open_database,
    refuse_network_share,
)
from gridcounter.store.engine import DatabaseError
from gridcounter.store.instance import Instance
from gridcounter.store.journal import Journal
from gridcounter.store.papers import PAPERS_FILE, IssuedPaper, PaperArchive, PaperDamaged, PaperStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from gridcounter.store.engine import Database

_SETUP = "setup"


class NoRecord(Refusal):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里没有台账，请核对文件夹，或者先建立台账")


class RecordExists(Refusal):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 里已经有台账，请换一个文件夹，或者直接打开它")


@dataclass(frozen=True, slots=True)
class Setup:
    """What the first start asks. `office` holds the contract's office keys and what else the office has settled."""

    place: str
    code: str
    office: Mapping[str, Any]
    sole_proprietor_as_micro: bool | None
    clerk: str
    pin: str


@dataclass(frozen=True, eq=False)
class Record:
    """An open record. Its connections belong to the thread that opened it."""

    folder: Path
    db: Database
    journal: Journal
    applications: ApplicationStore
    papers: PaperStore
    archive: PaperArchive
    instance: Instance

    def close(self) -> None:
        self.archive.close()
        self.db.close()
        self.instance.release()

    def verify(self) -> Broken | None:
        """The first journal entry that does not hold, or None."""
        return self.journal.verify()

    def damage(self) -> tuple[str, ...]:
        """What is wrong with the file itself."""
        return damage_in(self.db)

    def handed_out(self, code: str) -> list[tuple[IssuedPaper, bytes]]:
        """The papers issued to the application with this short code, byte for byte."""
        found = []
        for paper in self.papers.of(self.applications.by_short_code(code).id):
            content = self.archive.content(paper.sha256)
            if content is None:
                raise PaperDamaged(paper.ref)
            found.append((paper, content))
        return found


def wall_clock() -> datetime:
    return datetime.now(UTC)


def create_record(
    folder: Path,
    passphrase: str,
    setup: Setup,
    *,
    cost: keys.Cost = keys.OFFICE_COST,
    clock: Callable[[], datetime] = wall_clock,
) -> tuple[Record, str]:
    """A new record and the recovery code to print. Nothing stands in the folder if this is refused."""
    refuse_network_share(folder.absolute())
    if (folder / RECORD_FILE).exists() or (folder / keys.KEYS_FILE).exists():
        raise RecordExists(folder)
    folder.mkdir(parents=True, exist_ok=True)
    key, code = keys.create_keys(folder, passphrase, cost=cost)
    record = _open(folder, key, clock)
    told = {
        "place": setup.place,
        "code": setup.code,
        "office": dict(setup.office),
        "sole_proprietor_as_micro": setup.sole_proprietor_as_micro,
    }
    record.journal.append(Act(Kind.OFFICE_SET, told, _SETUP))
    pin = PasswordHasher().hash(setup.pin)
    first = {"id": "c1", "name": setup.clerk, "role": "administrator", "pin": pin, "active": 1}
    record.journal.append(Act(Kind.CLERK_ADDED, first, _SETUP))
    return record, code


def open_record(
    folder: Path, passphrase: str, *, recovery: bool = False, clock: Callable[[], datetime] = wall_clock
) -> Record:
    """Open with the passphrase, or with the recovery code; one sentence for each way of being refused."""
    refuse_network_share(folder.absolute())
    if not (folder / RECORD_FILE).exists():
        raise NoRecord(folder)
    key = keys.unlock_with_code(folder, passphrase) if recovery else keys.unlock(folder, passphrase)
    return _open(folder, key, clock)


def _open(folder: Path, key: bytes, clock: Callable[[], datetime]) -> Record:
    instance = Instance(folder, since=clock().astimezone().strftime("%m-%d %H:%M"))
    try:
        db = open_database(folder / RECORD_FILE, key)
        try:
            migrate(db)
            archive = PaperArchive(folder / PAPERS_FILE, key)
            return Record(folder, db, Journal(db, clock=clock), ApplicationStore(db), PaperStore(db), archive, instance)
        except DatabaseError as wrong:
            db.close()
            raise RecordDamaged(RECORD_FILE) from wrong
        except BaseException:
            db.close()
            raise
    except BaseException:
        instance.release()
        raise
