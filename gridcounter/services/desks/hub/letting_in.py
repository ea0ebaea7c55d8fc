"""A new desk and the hub: its own login travels in the invitation, and is used from its first exchange on."""

from __future__ import annotations

from dataclasses import replace

from gridcounter.errors import GridcounterError
from gridcounter.services.desks.hub.line import REAL, Lines
from gridcounter.services.record.record import Record
from gridcounter.store.hub.access import HubAccess, new_desk_login, new_password
from gridcounter.store.own_hub import connect, own_hub
from gridcounter.store.stores import WritingStores


def let_in(record: Record, lines: Lines = REAL) -> tuple[str, str]:
    """The access of a desk that is to be invited, as text; where there is none, why: without a line to the hub.

    Both are "" in an office without a hub.
    """
    with record.reading() as stores:
        hub = own_hub(stores.db)
    if hub is None:
        return "", ""
    try:
        access = HubAccess.from_json(hub.access)
        made = replace(access, login=new_desk_login(access.office), password=new_password())
        with lines(access) as line:
            line.add_desk(made.login, made.password)
    except GridcounterError as wrong:
        return "", str(wrong)
    return made.to_json(), ""


def connected_by(stores: WritingStores, access: str) -> str:
    """The login of the desk that joins, in the caller's transaction; "" without any."""
    if not access:
        return ""
    read = HubAccess.from_json(access)
    connect(stores.db, access)
    return read.login
