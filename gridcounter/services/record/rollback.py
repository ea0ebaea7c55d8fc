"""An earlier file in the record's place: found on opening, entered before anything else, and told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from gridcounter import paths
from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import COMMAND_LINE, Entry, Kind
from gridcounter.core.record.of_office import DeviceHead, RecordRestored, RollbackFound, SeenHead
from gridcounter.store.custody.last_entry_note import notes_of
from gridcounter.store.custody.last_seen import enter_rollback, missing_in, seen_before, unclosed_in
from gridcounter.store.database import RECORD_FILE, plainly
from gridcounter.store.engine import Database
from gridcounter.store.journal.entries import Entries
from gridcounter.store.stores import WritingStores

#: How long what was found is told on opening.
TOLD_FOR = timedelta(days=7)
_PLACES = {"backups": "台账旁边的备份", "second": "第二份备份（U 盘）", "computer": "本机另外记下的登记"}


@dataclass(frozen=True, slots=True)
class WentBack:
    """`found_at` is when it was entered, ISO 8601; `seen` had been seen, and `here` were the ends of the record."""

    found_at: str
    seen: tuple[SeenHead, ...]
    here: tuple[DeviceHead, ...]
    #: Nothing is known to be missing, and nothing says that all is there.
    unsure: bool = False

    @property
    def lost(self) -> int:
        """The least number of entries that are gone."""
        here = {one.device: one.seq for one in self.here}
        furthest: dict[str, int] = {}
        for one in self.seen:
            furthest[one.device] = max(one.seq, furthest.get(one.device, 0))
        return sum(max(0, seq - here.get(device, 0)) for device, seq in furthest.items())

    @property
    def sentence(self) -> str:
        """For the window after opening: what was found, what was done about it, what to do."""
        if self.unsure:
            return (
                "上次关闭没有在本机留下登记（断电、强行结束程序，或者当时磁盘写不进去），为免编号重复，以后的编号换了一组。"
                "一般什么都不缺；最后几分钟办的，请对照纸质材料看一下"
            )
        return (
            f"这份台账比以前见过的旧，可能有人用旧文件换掉了它：{self.words}。此事已登记；"
            "以后的编号换了一组，不会与缺少的那些重复。请告诉管理员，查明是谁换的，对照备份和纸质材料补齐"
        )

    @property
    def line(self) -> str:
        """For the check of the record, as long as the entry stands in it."""
        at = f"{_minute(self.found_at)} 打开时发现并登记"
        if self.unsure:
            return f"有一次关闭没有在本机留下登记：{at}，编号换了一组；没有发现缺少什么"
        return f"台账退回过：{at}，{self.words}"

    def as_json(self) -> dict[str, object]:
        """Plain values, for programs."""
        seen, here = ([one.model_dump() for one in heads] for heads in (self.seen, self.here))
        return {"found_at": self.found_at, "lost": self.lost, "seen": seen, "here": here, "unsure": self.unsure}

    @property
    def words(self) -> str:
        """What was seen, where, and what is missing."""
        places = "、".join(dict.fromkeys(_PLACES[one.where] for one in self.seen))
        here = {one.device: one.seq for one in self.here}
        changed = [one for one in self.seen if one.seq <= here.get(one.device, 0)]
        parts = []
        if self.lost:
            parts.append(f"至少缺少 {self.lost} 条登记")
        if changed:
            parts.append(f"第 {changed[0].device}:{changed[0].seq} 条与当时的不同")
        return f"与{places}相比，{'，'.join(parts)}"


@dataclass(frozen=True, slots=True)
class Restored:
    """A restore on record. Whoever has the key can forge one to explain what is gone: people know what happened."""

    ref: str
    entered_at: str
    by: str
    made_at: str
    lost: int | None

    @property
    def sentence(self) -> str:
        """For whoever opens the record in the days after it."""
        return (
            f"这份台账 {_minute(self.entered_at)} 换上过 {_minute(self.made_at)} 的备份，{self._gone}，"
            "没有登记是谁恢复的；受理员和操作码也是备份那时的。请管理员核对“设置”里的受理员，并对照纸质材料补齐"
        )

    @property
    def _gone(self) -> str:
        return "放弃了多少条不知道" if self.lost is None else f"放弃了 {self.lost} 条登记"

    @property
    def line(self) -> str:
        """For the check of the record, to be compared with what people remember."""
        return (
            f"恢复过备份：{_minute(self.entered_at)} {self.by or '没有写明谁'}换上 {_minute(self.made_at)} 的备份，"
            f"{self._gone}（第 {self.ref} 条）；如果没有人恢复过，就是有人假造，请查明"
        )


def restored_lately(journal: Entries, names: Mapping[str, str]) -> tuple[Restored, ...]:
    """Restores of the last days that gave up entries, and that nobody in particular made, the earliest first.

    What is damaged has no list of clerks to ask for a PIN: whoever spoils record and newest backup gets an earlier one.
    All of them: a second one, which gives up nothing, must not hide the first.
    """
    found = [
        (entry, act)
        for entry in journal.of_office([Kind.RECORD_RESTORED])
        if entry.clerk in {"", COMMAND_LINE} and isinstance(act := read(entry), RecordRestored) and act.lost != 0
    ]
    if not found:
        return ()
    times = journal.times()
    return tuple(
        Restored(entry.ref, entry.entered_at, names.get(entry.clerk, entry.clerk), act.made_at, act.lost)
        for entry, act in found
        if times.of(entry.ref, entry.entered_at) > times.now - TOLD_FOR
    )


def restores_in(journal: Entries, names: Mapping[str, str]) -> list[Restored]:
    """Those on record, the earliest first. `names`: of clerks, by id."""
    acts = ((entry, read(entry)) for entry in journal.of_office([Kind.RECORD_RESTORED]))
    return [
        Restored(entry.ref, entry.entered_at, names.get(entry.clerk, entry.clerk), act.made_at, act.lost)
        for entry, act in acts
        if isinstance(act, RecordRestored)
    ]


def _minute(moment: str) -> str:
    return moment[:16].replace("T", " ")


def lineage_words(record: Database, folder: Path) -> tuple[str, bool]:
    """Whether the record went back, and how far this computer has noted it; False if it ever went back."""
    entries = Entries(record)
    found = [one.line for one in rollbacks_in(entries)]
    note = notes_of(record, folder, paths.last_seen(folder)).own()
    ends = "、".join(f"{device}:{head.seq}" for device, head in sorted(note.heads.items())) if note else ""
    noted = f"本机另外记到第 {ends} 条" if ends else "本机没有另外的登记：设置文件夹写不进去"
    return "；".join([*(found or ["没有退回过"]), noted]), not found


def look_back(folder: Path, key: bytes, writing: WritingStores, *, had_log: bool) -> WentBack | None:
    """Compares the record with what was seen before; a rollback is entered under a new device.

    `had_log`: SQLite's log lay beside the record before it was opened. It does unless the program closed the record.
    """
    with plainly(RECORD_FILE):
        notes = notes_of(writing.db, folder, paths.last_seen(folder))
        seen = seen_before(folder, key, notes.all(writing.journal.heads()))
        missing = missing_in(writing.db, seen)
        sure = had_log and notes.is_whole()
        unclosed = "" if sure else unclosed_in(writing.db, writing.journal, notes.own())
        if not missing and not unclosed:
            return None
        taken = [one.device for one in seen]
        return as_found(enter_rollback(writing.db, writing.journal, missing, taken, unclosed))


def rollbacks_in(journal: Entries) -> list[WentBack]:
    """Those on record, the earliest first."""
    return [found for entry in journal.of_office([Kind.ROLLBACK_FOUND]) if (found := as_found(entry))]


def as_found(entry: Entry) -> WentBack | None:
    """None for an entry of another kind, or one that cannot be read."""
    found = read(entry)
    if not isinstance(found, RollbackFound):
        return None
    return WentBack(entry.entered_at, found.seen, found.here, unsure=bool(found.unclosed) and not found.seen)
