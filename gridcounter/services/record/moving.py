"""A shared record that is opened at another place than before: it may be a copy of one that is still in use there."""

from __future__ import annotations

from pathlib import Path

from gridcounter import paths
from gridcounter.store.custody.binding import bind, bound_here, enter_moved, is_moved
from gridcounter.store.custody.last_entry_note import notes_of
from gridcounter.store.queries.desks import is_shared
from gridcounter.store.stores import WritingStores

MOVED = (
    "这份台账不在上次打开的地方（移动或者复制过来的，也可能换了电脑、换了登录电脑的用户），此事已登记，以后的编号换了一组。"
    "只有这一份在用的，不用管；原来那一份也在用的，两份的登记都会保留，收入交换文件以后各用各的台名"
)


def look_where(folder: Path, writing: WritingStores, *, is_new_device: bool) -> str:
    """Binds a shared record to this place; what is said if it was bound to another, "" if not.

    Two copies of a record of one desk never meet, and their numbers are told apart by whoever has both: for it nothing
    is entered, and it may be moved as before. `is_new_device`: what was found on opening has taken one already.
    """
    if not is_shared(writing.db):
        return ""
    notes = notes_of(writing.db, folder, paths.last_seen(folder))
    moved = is_moved(writing.db, notes)
    if moved and not is_new_device:
        enter_moved(writing.journal)
    if moved or not bound_here(writing.db, notes):
        bind(writing.db, notes)
    return MOVED if moved and not is_new_device else ""


def bind_here(folder: Path, writing: WritingStores) -> None:
    """When a record begins to be shared."""
    bind(writing.db, notes_of(writing.db, folder, paths.last_seen(folder)))
