"""Rows of the 免提交 list of the office."""

from __future__ import annotations

from typing import NamedTuple

from gridcounter.store.engine import Database


class SharingRow(NamedTuple):
    """Days are ISO; `worked_on`, `failed_on` are the last ones, null before the first. `why` is of the last failure."""

    document: str
    business: str
    customer: str
    source: str
    how: str
    basis: str
    begins: str
    worked_on: str | None
    failed_on: str | None
    why: str
    failures: int


def sharing_rows(db: Database) -> list[SharingRow]:
    """By document, business and customer."""
    columns = ", ".join(SharingRow._fields)
    rows = db.execute(f"SELECT {columns} FROM sharing ORDER BY document, business, customer")  # noqa: S608
    return [SharingRow(*row) for row in rows]
