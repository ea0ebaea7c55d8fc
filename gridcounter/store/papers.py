"""Issued papers: their bytes in `papers.db`, by digest; their data is in the record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.errors import Refusal
from gridcounter.store.database import RecordDamaged, open_database, plainly
from gridcounter.store.engine import Database

PAPERS_FILE = "papers.db"
#: The record has the same key: a copy of it in the archive's place would keep what a purge erases. A trigger could
#: delete what was just kept.
_NOT_OURS = "SELECT 1 FROM sqlite_master WHERE tbl_name <> 'bytes' OR type NOT IN ('table', 'index') LIMIT 1"
#: The tables whose `sha256` is a digest in the archive. Other tables have such a column too, so the list is explicit.
_KEPT: Mapping[str, str] = {"paper": "文书", "attachment": "附件"}


class PaperDamaged(Refusal):
    """The archived bytes are missing or no longer match their digest; `ref` is the entry of the paper."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"存档的文书（{ref}）缺失或与登记的校验值不符，请从最近的备份恢复")


class PaperElsewhere(Refusal):
    """Another desk has the bytes and has not sent them: nothing is damaged."""

    def __init__(self, desk: str) -> None:
        super().__init__(
            f"这一份的原件在“{desk}”，还没有传到本台，登记是全的；以后的交换文件会带来，急用的请到那一台看或打印"
        )


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """`ref` is the journal entry that issued it; `consultation`: issued before receipt or acceptance, and marked so."""

    ref: str
    application: str
    paper: str
    version: int
    sha256: str
    content_hash: str
    issued_at: str
    issued_by: str
    delivered_at: str | None
    voided_at: str | None
    replaces: str | None
    consultation: bool


class PaperArchive:
    """Bytes by their SHA-256; rows are added, never changed, and erased only by a purge."""

    def __init__(
        self,
        path: Path,
        key: bytes,
        *,
        reading: bool = False,
        one_file: bool = False,
        frozen: bool = False,
        torn: bool = False,
    ) -> None:
        # a lost archive is created again: the record lists the missing papers
        self.db = open_database(
            path, key, reading=reading, new=not reading, one_file=one_file, frozen=frozen, torn=torn
        )
        try:
            with plainly(PAPERS_FILE):
                if not torn:
                    self._refuse_what_is_not_ours(path)
                if not reading:  # only now: a link may lead to the record itself, which gets no table of ours
                    self.db.execute(
                        "CREATE TABLE IF NOT EXISTS bytes (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT"
                    )
        except BaseException:
            self.db.close()
            raise

    def _refuse_what_is_not_ours(self, path: Path) -> None:
        if self.db.execute(_NOT_OURS).fetchone():
            raise RecordDamaged(path.name)

    def keep(self, content: bytes) -> str:
        """Stores the bytes and returns their SHA-256 in hex; durable when it returns."""
        digest = hashlib.sha256(content).hexdigest()
        with plainly(PAPERS_FILE):
            sql = "INSERT INTO bytes (sha256, content) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING"
            self.db.execute(sql, [digest, content])
        return digest

    def keep_all(self, contents: Sequence[bytes]) -> None:
        """As `keep`, for several in one transaction."""
        with plainly(PAPERS_FILE), self.db.atomic():
            for content in contents:
                self.keep(content)

    def content(self, digest: str) -> bytes | None:
        """The bytes; None if they are missing or no longer match the digest."""
        with plainly(PAPERS_FILE):
            row = self.db.execute("SELECT content FROM bytes WHERE sha256 = ?", [digest]).fetchone()
        if row is None or hashlib.sha256(row[0]).hexdigest() != digest:
            return None
        return bytes(row[0])

    def digests(self) -> set[str]:
        """The digests of all rows, without reading the bytes."""
        with plainly(PAPERS_FILE):
            return {row[0] for row in self.db.execute("SELECT sha256 FROM bytes")}

    def has(self, digest: str) -> bool:
        """Whether there is a row, without reading the bytes."""
        with plainly(PAPERS_FILE):
            return self.db.execute("SELECT 1 FROM bytes WHERE sha256 = ?", [digest]).fetchone() is not None

    def erase(self, digests: Iterable[str]) -> None:
        """Deletes the rows in one transaction; `vacuum` then removes their bytes from the file."""
        with plainly(PAPERS_FILE), self.db.atomic():
            for digest in digests:
                self.db.execute("DELETE FROM bytes WHERE sha256 = ?", [digest])

    def close(self) -> None:
        """Closes its connection; the archive cannot be used afterwards."""
        self.db.close()


def kept_by(db: Database) -> list[tuple[str, str, str]]:
    """The required contents of the archive: kind in Chinese, the referring entry, the digest of the bytes.

    Purged rows have no digest any more, and what another desk has not sent yet is not required.
    """
    elsewhere = awaited(db)
    return [
        (what, ref, digest)
        for table, what in _KEPT.items()
        for ref, digest in db.execute(f"SELECT ref, sha256 FROM {table} WHERE sha256 IS NOT NULL ORDER BY rowid")  # noqa: S608  our own table names
        if digest not in elsewhere
    ]


def awaited(db: Database) -> frozenset[str]:
    """Digests of papers and attachments that another desk has and has not sent yet. A copy of an earlier program waits
    for none.
    """
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'awaited'").fetchone() is None:
        return frozenset()
    return frozenset(digest for (digest,) in db.execute("SELECT digest FROM awaited"))


def is_awaited(db: Database, digest: str) -> bool:
    """As one of `awaited`."""
    return db.execute("SELECT 1 FROM awaited WHERE digest = ?", [digest]).fetchone() is not None


def why_lacking(db: Database, ref: str, digest: str, damaged: Refusal) -> Refusal:
    """What to say where the archive has no bytes for this entry: `damaged`, unless another desk has them."""
    if digest not in awaited(db):
        return damaged
    # devices before the record was shared are those of the first desk
    sql = "SELECT name FROM desk ORDER BY device = ? DESC, hlc LIMIT 1"
    return PaperElsewhere(*db.execute(sql, [ref.rpartition(":")[0]]).fetchone())


def came_in(db: Database, digests: Iterable[str]) -> None:
    """These are archived now, in the caller's transaction."""
    for digest in digests:
        db.execute("DELETE FROM awaited WHERE digest = ?", [digest])


def archived(db: Database) -> frozenset[str]:
    """The digests of all archived bytes that this record refers to."""
    return frozenset(digest for _, _, digest in kept_by(db))


class PaperStore:
    """Reads the table `paper`; the bytes are in the archive."""

    _COLUMNS = (
        "ref, application, paper, version, sha256, content_hash, issued_at, issued_by, "
        "delivered_at, voided_at, replaces, consultation"
    )

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, ref: str) -> IssuedPaper | None:
        """By the entry that issued it; None without one."""
        sql = f"SELECT {self._COLUMNS} FROM paper WHERE ref = ?"  # noqa: S608  our own columns
        row = self._db.execute(sql, [ref]).fetchone()
        return None if row is None else _from_row(row)

    def of(self, application_id: ApplicationId) -> list[IssuedPaper]:
        """In the order of issue."""
        sql = f"SELECT {self._COLUMNS} FROM paper WHERE application = ? ORDER BY rowid"  # noqa: S608
        return [_from_row(row) for row in self._db.execute(sql, [application_id])]

    def of_bytes(self, digest: str) -> list[IssuedPaper]:
        """The papers issued with these bytes: usually one or none."""
        sql = f"SELECT {self._COLUMNS} FROM paper WHERE sha256 = ? ORDER BY rowid"  # noqa: S608
        return [_from_row(row) for row in self._db.execute(sql, [digest])]

    def next_version(self, application_id: ApplicationId, paper: str) -> int:
        """1 if this paper was never issued for the application."""
        sql = "SELECT coalesce(max(version), 0) + 1 FROM paper WHERE application = ? AND paper = ?"
        return int(self._db.execute(sql, [application_id, paper]).fetchone()[0])


def _from_row(row: Sequence[Any]) -> IssuedPaper:
    return IssuedPaper(*(*row[:-1], bool(row[-1])))
