"""Devices of this desk of which the hub has what this desk never wrote: a copy of its folder pushes under their name.

Both copies may exchange by hub alone. Who comes second takes the other's entries in, and enters its own again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gridcounter.core.record.journal import Entry, Head
from gridcounter.services.desks.hub.here import Here
from gridcounter.services.desks.hub.sealed_keys import is_signed_head
from gridcounter.services.record.record import Record
from gridcounter.store.hub.client import HubHead
from gridcounter.store.journal.fork import leave_the_name
from gridcounter.store.journal.given_up import is_another_history, is_given_up
from gridcounter.store.queries.desks import writes_here


def parted(record: Record, here: Here, there: Mapping[str, HubHead]) -> list[str]:
    """Those whose end at the hub, signed by a desk that takes part, is not of the history that stands here."""
    with record.reading() as stores:
        return [
            device
            for device, head in sorted(there.items())
            if _is_believed(here, device, head)
            and device in here.heads
            and writes_here(stores.db, device)
            and is_another_history(stores.db, device, here.heads[device], Head(head.seq, head.hash))
        ]


def make_way(record: Record, device: str, head: HubHead, sent: Iterable[Entry], by: str) -> None:
    """Where what the hub has was entered again by the other copy, and is nowhere else: neither of them keeps the name,
    as nothing there is ever replaced.
    """
    with record.reading() as stores:
        given_up = is_given_up(stores.db, device, Head(head.seq, head.hash))
    if given_up:
        record.write(lambda stores: leave_the_name(stores.db, stores.journal, device, sent, by))


def _is_believed(here: Here, device: str, head: HubHead) -> bool:
    signer = here.desks.get(head.signed_by)
    return signer is not None and not signer.retired and is_signed_head(here.record, device, head)
