"""The report of a purge, built from the record, so that it can be written again at any time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter.core.record.journal import reach
from gridcounter.core.reports.purge_report import CopyLine, FileLine, LateLine, PurgeReport, purge_report
from gridcounter.core.retention import KeepingRule
from gridcounter.documents.faces import Faces
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import NORMAL
from gridcounter.documents.word import WordRenderer
from gridcounter.errors import Refusal
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.custody.stale_copies import copies_before_purge
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.own_backups import own_backups_in
from gridcounter.store.custody.purge import PurgeRow, PurgeStore
from gridcounter.store.custody.written_files import WrittenFile, files_with_purged, hub_connected
from gridcounter.store.files import replace_file
from gridcounter.store.journal.announcements import announcement, late_entries
from gridcounter.store.queries.desks import desk_names
from gridcounter.store.queries.office_rows import clerk_names

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import Stores


class NothingPurged(Refusal):
    """No purge is on record."""

    sentence = "还没有清除过，没有可以打印的登记表"


def write_report(record: Record, path: Path, faces: Faces, second: OffsiteTarget | None = None) -> None:
    """Writes the report of the last purge. Raises NothingPurged, Fault."""
    replace_file(path, draw(report_of(record, second), path.suffix.lower(), faces))


def report_of(record: Record, second: OffsiteTarget | None = None) -> PurgeReport:
    """What the last purge removed: a long one writes several entries, and so does one that was stopped and resumed.

    Raises NothingPurged.
    """
    with record.reading() as stores:
        store = PurgeStore(stores.db)
        done = store.done()
        if not done:
            raise NothingPurged
        rows = _last_run(done)
        numbers = tuple(sorted(number for row in rows for number in store.numbers(row.ref)))
        names = clerk_names(stores.db)
        office = stores.applications.office().get("office") or {}
        files, hub = files_with_purged(stores.db), hub_connected(stores.db)
        late, announced = _late(stores, names), _announced(stores, rows[0], names)
    first = rows[0]
    second_clerk = str(first.counts.get("second") or "")
    return PurgeReport(
        office=str(office.get("name") or ""),
        clerk=names.get(first.clerk, first.clerk),
        second=names.get(second_clerk, second_clerk),
        on=date.fromisoformat(first.at[:10]),
        until=date.fromisoformat(first.counts["until"]),
        rule=KeepingRule(first.counts["months"], first.counts["basis"]),
        numbers=numbers,
        entries=_total(rows, "entries"),
        papers=_total(rows, "papers"),
        attachments=_total(rows, "attachments"),
        backup=_first_backup(record, [row.ref for row in rows]),
        copies=tuple(CopyLine(one.name, _made(one.made_at)) for one in copies_before_purge(record, second)),
        announced=announced,
        files=tuple(map(_file, files)),
        late=late,
        hub=hub,
    )


def _file(one: WrittenFile) -> FileLine:
    if not one.name:
        return FileLine("邀请文件", one.at[:10], "邀请的那一台")
    return FileLine(one.name, one.at[:10], "、".join(one.desks))


def _announced(stores: Stores, row: PurgeRow, names: Mapping[str, str]) -> str:
    """Who decided, where that was announced to other desks before it was done; "" else."""
    device, _, seq = str(row.counts.get("announced") or "").rpartition(":")
    if not device:
        return ""
    said, at, clerk = announcement(stores.db, device, int(seq))
    second = f"（{names.get(said.second, said.second)}复核）" if said.second else ""
    return f"{at[:10]} 由{names.get(clerk, clerk)}{second}预告，各台都收到以后清除。"


def _late(stores: Stores, names: Mapping[str, str]) -> tuple[LateLine, ...]:
    called = desk_names(stores.db)
    found: dict[tuple[str, str, str], LateLine] = {}
    for entry in late_entries(stores.db):
        by = entry.number, entry.device, entry.clerk
        desk, clerk = called.get(entry.device, entry.device), names.get(entry.clerk, entry.clerk)
        one = found.get(by) or LateLine(entry.number, desk, clerk, entry.at[:10], 0)
        found[by] = replace(one, count=one.count + 1)
    return tuple(found.values())


def _first_backup(record: Record, refs: Sequence[str]) -> str:
    """When the first backup after these entries was made; "" before it is."""
    backups = reversed(own_backups_in(record.folder / BACKUPS, record.key))
    return next((_minute(one.manifest.made_at) for one in backups if reach(one.manifest.heads, refs)), "")


def _made(at: str) -> str:
    return _minute(datetime.fromisoformat(at)) if at else "恢复时另存"


def _total(rows: Iterable[PurgeRow], what: str) -> int:
    return sum(row.counts[what] for row in rows)


def draw(report: PurgeReport, suffix: str, faces: Faces) -> bytes:
    """`.docx` as Word, anything else as PDF."""
    target = BytesIO()
    model = purge_report(report)
    if suffix == ".docx":
        WordRenderer(NORMAL).render(model, target)
    else:
        PdfRenderer(faces, NORMAL).render(model, target)
    return target.getvalue()


def _minute(at: datetime) -> str:
    """Never 今天, because a paper is read on another day."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"


def _last_run(done: Sequence[PurgeRow]) -> list[PurgeRow]:
    """The oldest first; `done` begins with the newest."""
    return [row for row in reversed(done) if _run_of(row) == _run_of(done[0])]


def _run_of(row: PurgeRow) -> tuple[object, ...]:
    return row.at[:10], row.clerk, row.counts.get("second"), row.counts["until"]
