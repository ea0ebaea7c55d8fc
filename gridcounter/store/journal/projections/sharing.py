"""Projects the 免提交 list of the office: one row for each document, business and kind of customer."""

from __future__ import annotations

from gridcounter.core.record.journal import Entry
from gridcounter.core.record.of_sharing import OnRow, SharingChecked, SharingEnded, SharingListed
from gridcounter.store.engine import Database
from gridcounter.store.journal.projections.life import project

_ROW = "document = ? AND business = ? AND customer = ?"
_LIST = (
    "INSERT INTO sharing (document, business, customer, source, how, basis, begins, ref) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (document, business, customer) DO UPDATE SET source = excluded.source, how = excluded.how, "
    "basis = excluded.basis, begins = excluded.begins, ref = excluded.ref"
)
# of two desks the later day counts, whatever came in later
_WORKED = f"UPDATE sharing SET worked_on = max(coalesce(worked_on, ''), ?) WHERE {_ROW}"  # noqa: S608  our own names
_FAILED = (
    f"UPDATE sharing SET failures = failures + 1, failed_on = max(coalesce(failed_on, ''), ?), why = ? WHERE {_ROW}"  # noqa: S608
)
_END = f"DELETE FROM sharing WHERE {_ROW}"  # noqa: S608


@project.register(SharingListed)
def _(act: SharingListed, db: Database, entry: Entry) -> None:
    db.execute(_LIST, [*_row(act), act.source, act.how, act.basis, act.begins, entry.ref])


@project.register(SharingChecked)
def _(act: SharingChecked, db: Database, _: Entry) -> None:
    """Of a row that another desk ended meanwhile nothing is left to say."""
    if act.ok:
        db.execute(_WORKED, [act.on, *_row(act)])
    else:
        db.execute(_FAILED, [act.on, act.why, *_row(act)])


@project.register(SharingEnded)
def _(act: SharingEnded, db: Database, _: Entry) -> None:
    db.execute(_END, _row(act))


def _row(act: OnRow) -> tuple[str, str, str]:
    return act.document, act.business, act.customer
