"""Opens a database of the record: key, pragmas, version, damage. Each refusal is one sentence."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from gridcounter.errors import Fault, GridcounterError, Refusal
from gridcounter.store.engine import Database, DatabaseError, OperationalError, over, sqlcipher3
from gridcounter.store.files import make_empty, open_regular
from gridcounter.store.migrations import RECORD, STEPS

RECORD_FILE = "record.db"
SUSPECT_FILE = "record.suspect"
_BAD_DISK = "磁盘出错"
FULL_DISK = "磁盘已满"
#: Bytes: shared memory and log of two files, 32 KiB each at least, and one small entry.
_LEAST_FREE = 256 * 1024
#: Shared memory and log of two files, and one that is written under a temporary name.
_LEAST_FILES = 5
#: What quick_check says of an index that is of another time than its table.
OTHER_INDEX = "wrong # of entries in index"
#: The last bytes of a rollback journal that names another file, which SQLite deletes once it has played the journal. No
#: transaction of this program spans two files.
_NAMES_A_FILE = bytes.fromhex("d9d505f920a163d7")
#: The first bytes of SQLite's files beside a database. It finds no fault with others, and writes over them.
_BEGIN = {
    "-wal": (bytes.fromhex("377f0682"), bytes.fromhex("377f0683")),
    "-shm": tuple((3007000).to_bytes(4, order) for order in ("little", "big")),
    "-journal": (bytes.fromhex("d9d505f9"), bytes(4)),
}
#: The message of cipher_integrity_check for a page.
_PAGE = re.compile(r"HMAC verification failed for page (\d+)")


class RecordDamaged(Refusal):
    """A file of the record cannot be read; `name` is the file."""

    def __init__(self, name: str) -> None:
        super().__init__(f"台账文件 {name} 已损坏，打不开；请从最近的备份恢复，原文件会保留")


class RecordMissing(RecordDamaged):
    """`name` is missing while other files of the record exist: it was deleted or moved."""

    def __init__(self, name: str) -> None:
        Refusal.__init__(self, f"台账文件 {name} 不见了；请从最近的备份恢复，不要新建台账")


class RecordSuspect(RecordDamaged):
    """The mark of `suspect` is set: the whole record must be checked before it is opened."""

    def __init__(self) -> None:
        Refusal.__init__(self, "上次使用时发现台账文件有读不出来的地方，全面核对以后才能打开；请不要删除任何文件")


class RecordTooNew(Refusal):
    """The schema has steps that this program does not know."""

    sentence = "这份台账由更新版本的程序写成，请先更新本机的程序再打开"


class NotMigrated(Fault):
    """A step of the schema failed and all were rolled back."""

    def __init__(self, what: str) -> None:
        super().__init__(f"台账没有升级成（{what}），里面的内容和原来一样；请先用原来版本的程序打开，并联系维护人员")


class DiskRefused(Fault):
    """The system refused to read or write; `what` names the fault in Chinese and holds no data of the record."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"台账文件 {name} 读写失败（{what}），这一步没有保存；请检查磁盘空间和文件夹权限后重试")
        #: True if reading the disk fails, not only writing to it.
        self.bad_disk = what == _BAD_DISK


class NotAFile(DiskRefused):
    """Somebody laid a folder or a pipe where a file of the program belongs; the record itself is not damaged."""

    def __init__(self, path: Path) -> None:
        what = f"{path.parent} 里的 {path.name} 不是程序的文件（是文件夹或别的东西）"
        Fault.__init__(self, f"{what}，台账本身没有受影响；请把它移到别处再试")
        self.bad_disk = False


def open_database(
    path: Path,
    key: bytes,
    *,
    reading: bool = False,
    new: bool = False,
    one_file: bool = False,
    frozen: bool = False,
    looking: bool = False,
    torn: bool = False,
) -> Database:
    """Opens an encrypted database with this raw key; one for reading is limited to the calling thread.

    Only a `new` one may be missing or empty: a truncated file must not open as if it had always been empty. `one_file`
    is for copies that are kept: no log with half of the contents lies beside them, and none is played into them.
    `frozen` reads a file that nobody can write to, because the disk is full: SQLite then creates neither log nor shared
    memory beside it. `looking` reads the log too, and leaves it as it is. `torn` reads what is left of a file that was
    cut off.
    """
    _refuse_what_is_no_file(path)
    _refuse_a_journal_that_names_a_file(path)
    log, journal = (path.with_name(f"{path.name}{tail}").exists() for tail in ("-wal", "-journal"))
    # a copy on a stick may come from anywhere: reading it writes nothing, and nothing laid beside it changes it. Only
    # the copy of the papers grows where it lies, so that a journal beside it may be its own
    frozen = frozen or (one_file and reading and (path.name == RECORD_FILE or not journal))
    if one_file and log and not frozen:
        raise NotAFile(path.with_name(f"{path.name}-wal"))
    with plainly(path.name):
        _refuse_empty(path, int(path.exists()), new=new)
        if new:
            make_empty(path)
        # a writing connection is passed between threads: store/writer.py admits one at a time
        how = "immutable=1" if frozen else "mode=ro" if looking else ""
        target = f"{path.absolute().as_uri()}?{how}" if how else str(path)
        connection = sqlcipher3.connect(target, check_same_thread=reading, uri=bool(how))
        try:
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            if torn:
                # SQLite reads no page at all of a file that is shorter than it says, but for one who mends it
                connection.execute("PRAGMA writable_schema = ON")
            (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            _refuse_empty(path, tables, new=new)
            if not how:
                connection.execute(f"PRAGMA journal_mode = {'DELETE' if one_file else 'WAL'}")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            # purged contents are overwritten, not left on a free page
            connection.execute("PRAGMA secure_delete = ON")
            db = over(connection)
            if reading:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:
            connection.close()
            raise
    return db


def is_full(folder: Path) -> bool:
    """True if the disk has no room for what SQLite needs beside two open files; False if that cannot be asked."""
    try:
        return shutil.disk_usage(folder).free < _LEAST_FREE or _takes_no_files(folder)
    except OSError:
        return False


def _takes_no_files(folder: Path) -> bool:
    """True if the disk has bytes left, and no room in its list of files. Some disks keep no such list."""
    if not hasattr(os, "statvfs"):
        return False
    found = os.statvfs(folder)
    return found.f_files > 0 and found.f_favail < _LEAST_FILES


def has_log(path: Path) -> bool:
    """True if entries still lie in the log beside the file: without it the file is an older state."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except OSError:
        return False


def _refuse_empty(path: Path, found: int, *, new: bool) -> None:
    if not found and not new:
        raise RecordDamaged(path.name)


def _refuse_what_is_no_file(path: Path) -> None:
    """Before SQLite asks for it: a pipe would be waited for, and a folder beside the file is no damage of it."""
    if (path.exists() or path.is_symlink()) and not path.is_file():
        raise RecordDamaged(path.name)
    for tail, begins in _BEGIN.items():
        beside = path.with_name(f"{path.name}{tail}")
        if beside.is_symlink() or (beside.exists() and not beside.is_file()):
            raise NotAFile(beside)
        if _is_another_file(beside, begins):
            raise NotAFile(beside)


def _is_another_file(path: Path, begins: tuple[bytes, ...]) -> bool:
    """True if it has a second name and was not begun by SQLite, which would write over what is kept under that name."""
    with suppress(OSError), open_regular(path) as source:
        begin = source.read(4)
        return len(begin) == 4 and begin not in begins and os.fstat(source.fileno()).st_nlink > 1  # noqa: PLR2004
    return False


def _refuse_a_journal_that_names_a_file(path: Path) -> None:
    """Before SQLite plays it: anybody can lay one beside a backup, and the file that it names would be deleted."""
    journal = path.with_name(f"{path.name}-journal")
    with suppress(OSError), open_regular(journal) as source:
        source.seek(-len(_NAMES_A_FILE), os.SEEK_END)
        if source.read() == _NAMES_A_FILE:
            raise NotAFile(journal)


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Turns SQLite's errors into our messages. SQLCipher answers a damaged page with a MemoryError the second time."""
    try:
        yield
    except OperationalError as wrong:
        if _is_damage(wrong):
            raise RecordDamaged(name) from wrong
        raise DiskRefused(name, in_plain_words(wrong)) from wrong
    except (DatabaseError, MemoryError) as wrong:
        if type(wrong) in {DatabaseError, MemoryError}:
            raise RecordDamaged(name) from wrong
        raise  # a violated constraint is a bug of ours


def _is_damage(wrong: OperationalError) -> bool:
    """A page that cannot be decoded; while rows are read, SQLite reports it by an error without a message."""
    return "decode" in str(wrong) or str(wrong) == "SQL logic error"


def migrate(db: Database, *, keep_copy: Callable[[], object] = lambda: None) -> None:
    """Brings the schema up to date, all steps or none; `keep_copy` is called before the first step changes an old
    record.

    A record written by a newer program is refused before any change.
    """
    done = schema_of(db)
    if set(done) - set(STEPS):
        raise RecordTooNew
    if not RECORD.pending(db):
        return
    if done:
        keep_copy()
    try:
        with db.atomic():
            RECORD.apply(db)
    except OperationalError as wrong:
        if _is_damage(wrong):
            raise
        raise NotMigrated(in_plain_words(wrong)) from wrong


def schema_of(db: Database) -> tuple[str, ...]:
    """The steps already applied to this database."""
    return tuple(done.name for done in RECORD.applied(db))


def suspect(folder: Path) -> None:
    """Marks that an unreadable page was met: the next opening checks the whole record. Never raises OSError."""
    with suppress(OSError):
        make_empty(folder / SUSPECT_FILE)


def is_suspect(folder: Path) -> bool:
    """True if the mark of `suspect` is set."""
    return (folder / SUSPECT_FILE).exists()


def clear(folder: Path) -> None:
    """Removes the mark of `suspect`, once the whole record was checked; a folder of that name is renamed."""
    mark = folder / SUSPECT_FILE
    with suppress(OSError):
        if mark.is_dir() and not mark.is_symlink():
            mark.rename(mark.with_name(f"{SUSPECT_FILE}.{secrets.token_hex(4)}"))
        else:
            mark.unlink(missing_ok=True)


def damage_in(db: Database, name: str) -> tuple[str, ...]:
    """The faults that SQLCipher and SQLite find in the file itself; empty without any.

    Raises DiskRefused if the check is impossible: a full disk damages nothing.
    """
    try:
        with plainly(name):
            # the page check reads the file alone, and the newest pages may still be in the log
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            found = _first_damage(db)
    except DiskRefused as wrong:
        if not wrong.bad_disk:
            raise
        found = [str(wrong)]
    except GridcounterError as wrong:
        found = [str(wrong)]
    return tuple(line if name in line else f"{name}：" + _PAGE.sub(r"第 \1 页已损坏", line) for line in found)


def is_of_an_index(line: str) -> bool:
    """True for what `damage_in` says where an index lacks rows of its table: the index can be made anew."""
    return OTHER_INDEX in line


def _first_damage(db: Database) -> list[str]:
    # before any query meets a damaged page: after that SQLCipher reports nothing more
    pages = [str(row[0]) for row in db.execute("PRAGMA cipher_integrity_check").fetchall()]
    if pages:
        return pages
    tables = [str(row[0]) for row in db.execute("PRAGMA quick_check").fetchall() if row[0] != "ok"]
    if tables:
        return tables
    return [f"{row[0]} 表第 {row[1]} 行没有归属" for row in db.execute("PRAGMA foreign_key_check").fetchall()]


def vacuum(db: Database, name: str) -> None:
    """Rewrites the file without its free space, which may hold deleted contents, and empties the log."""
    with plainly(name):
        db.execute("VACUUM")
        # an active reader keeps the log: it is removed when the record is closed
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def in_plain_words(wrong: BaseException) -> str:
    """SQLite's fault of the file in Chinese, 数据库拒绝 for any other; never a statement or a value."""
    for result, words in _ABOUT_THE_FILE.items():
        if result in str(wrong):
            return words
    return "数据库拒绝"


_ABOUT_THE_FILE = {
    "full": FULL_DISK,
    "readonly": "只能读不能写",
    "unable to open": "打不开",
    "locked": "被别的程序占用",
    "I/O": _BAD_DISK,
}
