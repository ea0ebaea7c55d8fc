"""The ledger: applications with what a list shows of them, found by any part of name, number, address or telephone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gridcounter.services.record import Record

_SHOWN = 500


@dataclass(frozen=True, slots=True)
class LedgerRow:
    id: str
    number: str
    short_code: str
    state: str
    official_number: str
    opened_at: str
    name: str
    address: str


@dataclass(frozen=True, eq=False)
class Ledger:
    record: Record

    def find(self, words: str = "") -> list[LedgerRow]:
        """The newest first, at most 500; every word must be in one of the fields or numbers."""
        sql = """
            SELECT a.id, a.number, a.short_code, a.state, coalesce(a.official_number, ''), a.opened_at,
                coalesce((SELECT value FROM field WHERE application = a.id AND field = 'applicant.name'), '""'),
                coalesce((SELECT value FROM field WHERE application = a.id AND field = 'premises.address'), '""')
            FROM application AS a WHERE 1 = 1
        """
        told: list[str] = []
        for word in words.split():
            sql += """ AND (a.number LIKE ? OR a.short_code LIKE ? OR a.official_number LIKE ? OR EXISTS (
                SELECT 1 FROM field WHERE application = a.id AND value LIKE ? AND field IN
                ('applicant.name', 'applicant.phone', 'applicant.contact', 'premises.address')))"""
            told += [f"%{word}%"] * 4
        rows = self.record.db.execute(f"{sql} ORDER BY a.changed_hlc DESC LIMIT {_SHOWN}", told)
        return [LedgerRow(*map(str, row[:6]), *(json.loads(value) or "" for value in row[6:])) for row in rows]

    def not_entered(self) -> list[LedgerRow]:
        """Accepted here and not in the supplier's own system yet, the oldest last."""
        return [row for row in self.find() if row.state == "accepted" and not row.official_number]
