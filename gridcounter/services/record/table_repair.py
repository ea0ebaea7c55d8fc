"""Tables that are not what the journal gives: found on opening, made anew, entered and told."""

from __future__ import annotations

from dataclasses import dataclass

from gridcounter.core.record.acts import Unread, read
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_office import TablesDiffered
from gridcounter.core.record.table_words import table_words
from gridcounter.errors import Refusal
from gridcounter.services.record.rollback import TOLD_FOR, as_found
from gridcounter.store.database import RECORD_FILE, RecordDamaged, plainly
from gridcounter.store.journal.entries import Entries, JournalBroken
from gridcounter.store.journal.knowledge import entry_at
from gridcounter.store.journal.table_integrity import is_replaced
from gridcounter.store.queries.desks import of_later_programs
from gridcounter.store.signing import SIGNING_KEY
from gridcounter.store.stores import Stores, WritingStores


class PartsReplaced(RecordDamaged):
    """The tables differ, and the journal itself does not hold, or the disk is full: they cannot be made anew."""

    def __init__(self, why: str) -> None:
        Refusal.__init__(
            self,
            f"台账的一部分被换成了以前的（受理员名册、单位资料、放假安排、政策版本或编号与登记不符），又不能按登记改正：{why}；"
            "没有打开，也没有改动。请从最近的备份恢复，并查明是谁换的",
        )


@dataclass(frozen=True, slots=True)
class Corrected:
    """`found_at` is when it was entered, ISO 8601; `tables` by their names in the record."""

    found_at: str
    tables: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """For the window after opening."""
        return (
            f"台账的一部分与登记不符，可能有人用旧文件换掉了它：{self._what}，已按登记逐条改正，没有丢失登记。"
            "此事已登记；请告诉管理员，查明是谁换的"
        )

    @property
    def line(self) -> str:
        """For the check of the record, as long as the entry stands in it."""
        return (
            f"台账的一部分被换过：{self.found_at[:16].replace('T', ' ')} 打开时发现并登记，{self._what}，已按登记改正"
        )

    @property
    def _what(self) -> str:
        if not self.tables:
            return "用来查找的索引不一样"
        new = "（以后另用一把，签名指纹随之改变）" if SIGNING_KEY in self.tables else ""
        return f"{table_words(self.tables)}不一样{new}"


def are_replaced(writing: WritingStores) -> bool:
    """True as well where an index and its table do not go together: reading its rows finds that as damage.

    Outside a transaction: SQLite writes nothing more in one that has met damage.
    """
    with plainly(RECORD_FILE):
        try:
            writing.look()
        except RecordDamaged:
            return True
        return is_replaced(writing.db)


def reads_more_now(writing: WritingStores) -> bool:
    """Whether the program was updated, and can read what another desk's later program had entered."""
    entries = (entry_at(writing.db, ref, application) for ref, application in of_later_programs(writing.db))
    return any(entry is not None and not isinstance(read(entry), Unread) for entry in entries)


def make_anew(writing: WritingStores) -> tuple[str, ...]:
    """The tables that differed. Enters nothing yet. Raises PartsReplaced, CannotBeProjected, RecordDamaged."""
    with plainly(RECORD_FILE):
        try:
            return writing.journal.rebuild().changed
        except JournalBroken as broken:
            raise PartsReplaced(f"第 {broken.ref} 条也有问题") from broken


def refuse_replaced_parts(stores: Stores) -> None:
    """For a record that cannot be written to. Raises PartsReplaced."""
    with plainly(RECORD_FILE):
        if is_replaced(stores.db):
            raise PartsReplaced("磁盘已满，请先腾出空间")


def enter_corrected(writing: WritingStores, tables: tuple[str, ...]) -> Corrected | None:
    """Behind whatever else is found on opening: that may take a new device."""
    return _as_corrected(writing.journal.append(Act(Kind.TABLES_DIFFERED, {"tables": list(tables)}, "")))


def corrected_in(journal: Entries) -> list[Corrected]:
    """Those on record, the earliest first."""
    return [found for entry in journal.of_office([Kind.TABLES_DIFFERED]) if (found := _as_corrected(entry))]


def found_lately(journal: Entries) -> tuple[str, ...]:
    """What was found in the last days, for each opening in them: whoever put an old file there may have opened it
    first, and was told alone.
    """
    found = list(journal.of_office([Kind.ROLLBACK_FOUND, Kind.TABLES_DIFFERED]))
    if not found:
        return ()
    times = journal.times()
    lately = (one for one in found if times.of(one.ref, one.entered_at) > times.now - TOLD_FOR)
    told = (_as_corrected(one) or as_found(one) for one in lately)
    return tuple(
        f"{one.line}。请管理员查明是谁换的（7 天内每次打开都提示）"
        for one in told
        if isinstance(one, Corrected) or (one is not None and not one.unsure)
    )


def _as_corrected(entry: Entry) -> Corrected | None:
    found = read(entry)
    return Corrected(entry.entered_at, found.tables) if isinstance(found, TablesDiffered) else None
