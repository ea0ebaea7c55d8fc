"""Connecting this desk to the hub of its office, by the file that the hub's administrator gave."""

from __future__ import annotations

from pathlib import Path

from gridcounter.services.desks.hub.line import REAL, Lines
from gridcounter.services.desks.membership import own_key
from gridcounter.services.office.clerks import require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.services.record.record import Record
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.own_hub import OwnHub, connect, own_hub
from gridcounter.store.stores import WritingStores


def connect_hub(record: Record, by: str, access: HubAccess, lines: Lines = REAL) -> None:
    """Once the hub has answered under this access. Raises NotAllowed, NotShared, and each of `store.hub.refusals`."""
    require_from_any_thread(record, by, Right.SHARE)
    with record.reading() as stores:
        own_key(stores.db)
    with lines(access) as line:
        line.hello()

    def work(stores: WritingStores) -> None:
        with stores.db.atomic():
            connect(stores.db, access.to_json())

    record.write(work)


def read_access(path: Path) -> HubAccess:
    """Raises AccessUnreadable, OSError."""
    return HubAccess.from_json(path.read_text("utf-8"))


def hub_of(record: Record) -> OwnHub | None:
    """For the thread of the record; None where this desk is connected to none."""
    return own_hub(record.db)
