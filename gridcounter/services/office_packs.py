"""What an office answers by: what comes with the program, and the editions that stand in its record."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from gridcounter.core.journal import Act, Kind
from gridcounter.services.packs import PACK_FILE, parse_file

if TYPE_CHECKING:
    from gridcounter.core.policy.model import PolicyPack
    from gridcounter.services.packs import InstalledPacks
    from gridcounter.services.record import Record


def packs_of(record: Record, shipped: InstalledPacks) -> InstalledPacks:
    """What comes with the program, with what the office has put in force, one after the other."""
    for (files,) in record.db.execute("SELECT files FROM adopted_pack ORDER BY rowid"):
        pack = read_text(files)
        if pack is not None:
            shipped = shipped.with_edition(pack)
    for (files,) in record.db.execute("SELECT files FROM kept_pack ORDER BY rowid"):
        pack = read_text(files)
        if pack is not None:
            shipped = shipped.with_past(pack)
    return shipped


def keep_editions(record: Record, packs: InstalledPacks, place: str, clerk: str) -> None:
    """What this office answers by stands in its record, whatever a later program ships: nobody told is left alone."""
    known = {version for (version,) in record.db.execute("SELECT version FROM kept_pack")}
    for pack in (*packs.editions.get(place, ()), packs.baseline):
        text = packs.texts.get(pack.version)
        if pack.version not in known and text is not None:
            told = {"id": pack.id, "number": pack.header.number, "version": pack.version, "files": {PACK_FILE: text}}
            record.journal.append(Act(Kind.PACK_KEPT, told, clerk))


def version_of(text: str) -> str:
    pack, _ = parse_file(text.encode(), PACK_FILE)
    return "" if pack is None else pack.version


@lru_cache(maxsize=64)
def read_text(files: str) -> PolicyPack | None:
    """The same object for the same text: what is compiled from it is kept."""
    content = json.loads(files).get(PACK_FILE, "")
    pack, _ = parse_file(content.encode(), PACK_FILE)
    return pack
