"""The office as its record has it: place, letterhead, readings, and the clerk at the desk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridcounter.store.database import RECORD_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gridcounter.services.record import Record


def record_exists(folder: Path) -> bool:
    return (folder / RECORD_FILE).exists()


@dataclass(frozen=True, slots=True)
class OfficeOnRecord:
    """`told` are the contract's keys of an office."""

    place: str
    code: str
    told: Mapping[str, Any]
    sole_proprietor_as_micro: bool | None
    clerk: str
    clerk_name: str


def read_office(record: Record) -> OfficeOnRecord:
    told = {key: json.loads(value) for key, value in record.db.execute("SELECT key, value FROM office")}
    clerk, name = record.db.execute("SELECT id, name FROM clerk WHERE active = 1 ORDER BY id LIMIT 1").fetchone()
    return OfficeOnRecord(
        told["place"], told["code"], told["office"], told["sole_proprietor_as_micro"], str(clerk), str(name)
    )
