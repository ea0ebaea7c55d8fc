"""The packs of an office: those shipped, and the editions kept in its record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.record.journal import Act, Kind
from gridcounter.services.office.packs import PACK_FILE, TEXT_FILE, InstalledPacks, digest_of, parse_file
from gridcounter.services.record.record import Record
from gridcounter.store.queries.office_rows import AdoptedRow, adopted_packs, kept_packs


def packs_of(record: Record, shipped: InstalledPacks) -> InstalledPacks:
    """The shipped packs with the office's own editions, in the order of their adoption.

    Where the program has none of a place any more, or left its own out, those that the record kept go on.
    """
    rows = adopted_packs(record.db)
    adopted = _readable(one.files for one in rows)
    for pack in adopted:
        shipped = shipped.with_edition(pack)
    known = shipped.versions
    # reading a pack takes longer than all the rest, and most are those in use
    texts = [files for files in kept_packs(record.db).values() if digest_of(_content(files)) not in known]
    kept = _readable(texts)
    missing = {pack.id for pack in kept} - {*shipped.editions, BASELINE}
    for pack in kept:
        shipped = shipped.with_edition(pack) if pack.id in missing else shipped.with_past(pack)
    return replace(shipped, adopted=frozenset(pack.version for pack in adopted), originals=_originals(rows))


def _originals(rows: Iterable[AdoptedRow]) -> dict[str, str]:
    texts = ((one.version, json.loads(one.files).get(TEXT_FILE)) for one in rows)
    return {version: text for version, text in texts if text is not None}


def _readable(texts: Iterable[str]) -> list[PolicyPack]:
    return [pack for pack in map(read_text, texts) if pack is not None]


def keep_editions(record: Record, packs: InstalledPacks, place: str) -> None:
    """Records the text of the editions in use, so that later programs can read pinned answers.

    It is nobody's act: a window that opens does it before anybody has given a PIN.
    """
    if record.frozen:
        return  # nothing can be pinned either
    known = kept_packs(record.db)
    for pack in (*packs.editions.get(place, ()), packs.baseline):
        text = packs.texts.get(pack.version)
        if pack.version not in known and text is not None:
            values = {"id": pack.id, "number": pack.header.number, "version": pack.version, "files": {PACK_FILE: text}}
            record.journal.append(Act(Kind.PACK_KEPT, values, ""))


def version_of(text: str) -> str:
    """The version (digest) of a pack's text; "" if it cannot be read."""
    pack, _ = parse_file(text.encode(), PACK_FILE)
    return "" if pack is None else pack.version


@lru_cache(maxsize=64)
def read_text(files: str) -> PolicyPack | None:
    """The pack of this text; equal text gives the same object, so that its compiled form is reused."""
    pack, _ = parse_file(_content(files), PACK_FILE)
    return pack


def is_paper_alone(files: str) -> bool:
    """Whether an adoption brought no pack, but the paper itself for one that is in use, or its removal."""
    names = json.loads(files)
    return TEXT_FILE in names and PACK_FILE not in names


def _content(files: str) -> bytes:
    text: str = json.loads(files).get(PACK_FILE, "")
    return text.encode()
