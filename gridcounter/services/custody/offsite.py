"""The off-site folder for backups, usually a USB stick: each backup is copied there while it is connected."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gridcounter.errors import Fault, Refusal
from gridcounter.services.office.clerks import require_here
from gridcounter.services.office.roles import Right
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.last_seen import SECOND_FILE, second_note
from gridcounter.store.custody.manifest import Backup, fingerprint, moment_from_json
from gridcounter.store.custody.own_backups import own_backups_in
from gridcounter.store.custody.places import OnDifferentDisks, answers, apart, refuse_network_share
from gridcounter.store.files import read_text, replace_file

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record


_LENGTH = 8
#: Characters removed from a folder name: the office code may hold some that a stick's file system does not allow.
_NO_NAME = re.compile(r"[^0-9A-Za-z]+")


class NotInRecord(Refusal):
    """The chosen folder lies inside the record's folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 在台账文件夹里面，台账丢了它也就丢了；请选 U 盘上的文件夹")


class NotWritable(Fault):
    """A file cannot be written there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} 写不进去，请检查 U 盘有没有插好、写保护是否打开，或者换一个文件夹")


@dataclass(frozen=True, slots=True)
class OffsiteTarget:
    """`own_disk`: it was on another disk than the record when it was chosen."""

    folder: Path
    own_disk: bool = True


def choose_second_place(record: Record, by: str, folder: Path) -> OffsiteTarget:
    """Sets the off-site folder. Raises NotAllowed, NotInRecord, NotWritable, OnNetworkShare."""
    require_here(record, by, Right.RESTORE)
    folder = folder.absolute()
    refuse_network_share(folder)
    if folder.resolve().is_relative_to(record.folder.resolve()):
        raise NotInRecord(folder)
    probe = folder / f".{secrets.token_hex(8)}.part"
    try:
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as wrong:
        raise NotWritable(folder) from wrong
    how = apart(record.folder, folder)
    return OffsiteTarget(folder, own_disk=how is not OnDifferentDisks.SAME)


def warning_at(record: Record, chosen: OffsiteTarget | None) -> str:
    """A warning about the choice, in Chinese; "" without one."""
    if chosen is None or not is_there(record, chosen):
        return ""
    return _warning_of(apart(record.folder, chosen.folder))


def _warning_of(how: OnDifferentDisks) -> str:
    match how:
        case OnDifferentDisks.SAME:
            return "这个文件夹和台账在同一块磁盘上，磁盘坏了两份会一起丢；请换成 U 盘或另一块磁盘"
        case OnDifferentDisks.UNSURE:
            return "这个文件夹不在可移动磁盘上；如果和台账其实是同一块硬盘，硬盘坏了两份会一起丢，请换成 U 盘"
        case OnDifferentDisks.APART:
            return ""


def folder_on(record: Record, chosen: OffsiteTarget) -> Path:
    """The record's folder in the off-site folder, named by office code and a digest of the key."""
    folder = chosen.folder
    with record.reading() as stores:
        code = _NO_NAME.sub("", str(stores.applications.office().get("code", "")))
    name = f"gridcounter-{code}-{fingerprint(record.key)[:_LENGTH]}"
    return folder if folder.name == name else folder / name


def is_there(record: Record, chosen: OffsiteTarget) -> bool:
    """False if the folder is now on the record's own disk but was chosen on another one: the stick is not connected.

    One that does not answer is not there either.
    """
    if not answers(chosen.folder) or not chosen.folder.is_dir():
        return False
    return not chosen.own_disk or apart(record.folder, chosen.folder) is not OnDifferentDisks.SAME


def remember(record: Record, chosen: OffsiteTarget, backup: Backup) -> None:
    """Records time and end of the last copy: both are needed while the stick is away."""
    result, place = backup.manifest, folder_on(record, chosen)
    values: dict[str, object] = {"folder": str(chosen.folder), "made_at": result.made_at.isoformat()}
    values |= second_note(place, record.key, result.latest, result.heads)
    replace_file(record.folder / BACKUPS / SECOND_FILE, json.dumps(values, ensure_ascii=False).encode())


def last_brought(record: Record, chosen: OffsiteTarget) -> datetime | None:
    """Time of the newest off-site copy, or the recorded one while the folder is away; None if neither is known."""
    if is_there(record, chosen):
        newest = next(iter(own_backups_in(folder_on(record, chosen), record.key)), None)
        return newest.manifest.made_at if newest else None
    try:
        values = json.loads(read_text(record.folder / BACKUPS / SECOND_FILE))
        return moment_from_json(values["made_at"]) if values["folder"] == str(chosen.folder) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
