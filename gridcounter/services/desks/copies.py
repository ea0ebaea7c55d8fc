"""A desk whose folder was copied: which copy makes way, under which name and keys it goes on, and what is said of it.

Both copies have the keys of the desk. The one that finds the other one out takes keys of its own, for which the old
ones vouch: others let it in as they would the desk itself, and whoever has a copy gains no more than he had with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.record.of_desks import DeskJoined
from gridcounter.core.record.signing import Signer
from gridcounter.errors import Refusal
from gridcounter.services.desks.exchange_keys import new_exchange_key
from gridcounter.services.record.moving import bind_here
from gridcounter.store.custody.purge import heads_of
from gridcounter.store.desk_keys import desk_key, forget_known, make_desk_key, vouched_words
from gridcounter.store.engine import Database
from gridcounter.store.journal.arriving import Forked
from gridcounter.store.journal.fork import as_another_device, note_copies, repair
from gridcounter.store.queries.desks import DeskRow, copies, desks, followers, has_a_copy, has_joined, writes_here
from gridcounter.store.signing import is_signed
from gridcounter.store.stores import WritingStores


class ForkedElsewhere(Forked):
    """Of another desk there are two copies: one of them must make way before this desk can take both in."""

    def __init__(self, device: str, name: str) -> None:
        self.device = device
        said = f"“{name}”的台账文件夹被复制过，两份都登记了，这个文件里的和本台收过的不是同一份；没有收入任何内容"
        Refusal.__init__(
            self, f"{said}。请先从本台导出一次，在“{name}”的两份上都收入，程序会把两份分开；再请对方重新导出"
        )


class ForkedHere(Forked):
    """There is a copy of this desk's folder, and what it wrote is not in the file: it was thought to be known here."""

    def __init__(self, device: str) -> None:
        self.device = device
        said = "本台的台账文件夹被复制过，另一份也在登记，这个文件里缺它的登记；没有收入任何内容"
        then = "请先从本台导出一次给对方收（对方会说收不了，不要紧），再请对方重新导出，收入时程序会把两份分开"
        Refusal.__init__(self, f"{said}。{then}")


def make_room(stores: WritingStores, device: str, sent: Sequence[Entry], by: str) -> None:
    """So that the other history of the device can be taken in. Raises ForkedElsewhere where another desk must do it."""
    try:
        repair(stores.db, stores.journal, device, sent, by)
    except Forked as wrong:
        if writes_here(stores.db, wrong.device):
            raise ForkedHere(wrong.device) from wrong
        found = (one.name for one in desks(stores.db) if one.device == wrong.device)
        raise ForkedElsewhere(wrong.device, next(found, f"设备 {wrong.device}")) from wrong


def go_on_as_copy(folder: Path, stores: WritingStores, by: str) -> str:
    """Where another copy of this desk is known to write: takes a name and keys of its own. The name, or ""."""
    note_copies(stores.db)
    old = desk_key(stores.db)
    if old is None or not has_a_copy(stores.db, stores.journal.writes_as()):
        return ""
    with as_another_device(stores.db, stores.journal):
        if has_joined(stores.db, stores.journal.device):
            stores.journal.begin_anew(stores.journal.heads())
        names = {one.name for one in desks(stores.db)}
        own = next(one.name for one in desks(stores.db) if one.here)
        name = next(made for number in range(2, len(names) + 3) if (made := f"{own}（{number}）") not in names)
        exchange = new_exchange_key()
        key = make_desk_key(stores.db, exchange.secret, exchange.public)
        values = {
            "name": name,
            "signs_with": key.signs_with,
            "sealed_to": key.sealed_to,
            "follows": old.signs_with,
            "vouched": old.sign(vouched_words(key.signs_with, key.sealed_to)),
            "heads": heads_of(stores.journal),
        }
        stores.journal.append(Act(Kind.DESK_JOINED, values, by))
        bind_here(folder, stores)  # its notes outside the folder are named after this entry
    return name


def is_vouched_for(act: DeskJoined, of_desks: Iterable[DeskRow]) -> DeskRow | None:
    """The desk whose copy this one says to be, if the keys of that desk say so too."""
    for one in of_desks:
        if act.follows and one.signs_with == act.follows:
            signer = Signer(device=one.device, public_key=act.follows)
            return one if is_signed(signer, act.vouched, vouched_words(act.signs_with, act.sealed_to)) else None
    return None


def copied_desks(db: Database) -> frozenset[tuple[str, str]]:
    """The key of each copy that goes on by itself, with that of the desk that it is a copy of."""
    return frozenset(copies(db))


def forget_what_two_knew(stores: WritingStores, before: frozenset[tuple[str, str]]) -> None:
    """Of a desk of which a copy has just taken keys of its own: what was noted under its key, both of them knew."""
    for _, follows in copied_desks(stores.db) - before:
        forget_known(stores.db, follows)


def copies_of_this_desk(db: Database) -> tuple[str, ...]:
    """The names of copies that went on from this desk's folder."""
    key = desk_key(db)
    return () if key is None else followers(db, key.signs_with)


def copy_words(own: str, others: Sequence[str]) -> str:
    """What is told at either copy; "" where there is none. `own` is the new name of this one."""
    if own:
        return (
            f"本台的台账文件夹被复制过，另一份也在登记：两份的登记都保留。本台从现在起叫“{own}”，编号换了一组，"
            "请导出一次给别的台收；只该留一份的，请停用另一份"
        )
    if others:
        return (
            f"本台的台账文件夹被复制过，另一份也在登记，从现在起叫“{'”“'.join(others)}”，两份的登记都保留；"
            "只该留一份的，请停用另一份"
        )
    return ""
