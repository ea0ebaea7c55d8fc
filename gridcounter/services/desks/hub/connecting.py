"""Connecting this desk to the hub of its office, by the file that the hub's administrator gave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from gridcounter.services.desks.hub.line import REAL, Lines
from gridcounter.services.desks.hub.refusals import AccessFileUnreadable
from gridcounter.services.desks.membership import own_key
from gridcounter.services.office.clerks import require_from_any_thread
from gridcounter.services.office.roles import Right
from gridcounter.services.record.record import Record, in_sentences
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import Hub
from gridcounter.store.hub.refusals import AccessUnreadable, HubUnreachable
from gridcounter.store.own_hub import OwnHub, connect, last_place, own_hub
from gridcounter.store.stores import WritingStores

#: A hub, as this desk knows it.
Connected: TypeAlias = OwnHub
#: Seconds after which somebody who closes the window is heard.
_SLICE = 0.5


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
    """Raises AccessUnreadable, AccessFileUnreadable."""
    try:
        return HubAccess.from_json(path.read_text("utf-8"))
    except UnicodeDecodeError:
        raise AccessUnreadable from None
    except OSError as wrong:
        raise AccessFileUnreadable(path) from wrong


def hub_of(record: Record) -> Connected | None:
    """For the thread of the record; None where this desk is connected to none."""
    with in_sentences():
        return own_hub(record.db)


def end_of(record: Record) -> int:
    """Another number once something was entered; for the thread of the record."""
    with in_sentences():
        return last_place(record.db)


def listen(record: Record, hinted: Callable[[], None], stop: Callable[[], bool]) -> None:
    """Until `stop` says so: tells of each hint that somebody of the office pushed. Raises as `exchange_with_hub`."""
    with record.reading() as stores:
        hub = own_hub(stores.db)
    if hub is None:
        return
    with Hub(HubAccess.from_json(hub.access)) as line:
        line.wait_for_hint(0)  # it listens from now on
        while not stop():
            if line.wait_for_hint(_SLICE):
                hinted()


def is_away(why: Exception) -> bool:
    """Whether there is no line to the hub, or nobody there."""
    return isinstance(why, HubUnreachable)
