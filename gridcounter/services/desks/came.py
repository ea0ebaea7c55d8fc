"""What other desks did with one application that came in since somebody read it."""

from __future__ import annotations

from dataclasses import dataclass

from gridcounter.core.application import ApplicationId
from gridcounter.services.desks.desk_names import DeskNames
from gridcounter.services.record.record import Record, in_sentences
from gridcounter.store.own_hub import last_place
from gridcounter.store.queries.desks import came_after


@dataclass(frozen=True, slots=True)
class Came:
    """`many`: fields that were changed, each once, and other acts; by the desks of these names."""

    desks: tuple[str, ...]
    many: int


def end_now(record: Record) -> int:
    """What `came_since` counts from, for the thread of the record."""
    with in_sentences():
        return last_place(record.db)


def came_since(record: Record, application_id: ApplicationId, end: int) -> Came:
    """For the thread of the record; what this desk entered itself is not among it."""
    with in_sentences():
        found = came_after(record.db, application_id, end)
        names = DeskNames(record.db)
    return Came(tuple(dict.fromkeys(names.of(device) for device, _ in found)), len({what for _, what in found}))
