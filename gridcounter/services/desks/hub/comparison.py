"""What the hub has, against what it was last seen to have and what this desk has.

A hub keeps what it was given. Where it does not, it was put back, emptied or altered: that is said, and healed from
the desks, each of which has everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gridcounter.services.desks.hub.here import Here
from gridcounter.services.desks.hub.refusals import ForeignHub
from gridcounter.services.desks.hub.sealed_keys import is_signed_head
from gridcounter.store.hub.client import HubHead, HubHello

EMPTIED = "中心库是空的，以前存过的都不在了，正由各台自动补上；请告诉管理中心库的人"
MOVED = "中心库被恢复过或者搬过地方，登记没有少；请管理中心库的人核对是不是他办的"


@dataclass(frozen=True, slots=True)
class Compared:
    """`altered` are devices whose entries there are not those of this desk: nothing of them is exchanged.

    `afresh`: the hub lost something, so that what this desk noted of earlier exchanges says nothing.
    """

    notes: tuple[str, ...]
    altered: frozenset[str]
    afresh: bool


def compared(here: Here, hello: HubHello, there: Mapping[str, HubHead]) -> Compared:
    """Raises ForeignHub."""
    if here.hub.id not in {None, hello.id}:
        raise ForeignHub
    lost = sum(max(0, head.seq - (there[device].seq if device in there else 0)) for device, head in here.seen.items())
    altered = frozenset(device for device, head in there.items() if _is_altered(here, device, head))
    notes = list[str]()
    if lost and not there:
        notes.append(EMPTIED)
    elif lost:
        notes.append(put_back(lost))
    elif here.hub.incarnation not in {None, hello.incarnation}:
        notes.append(MOVED)
    notes += [altered_words(device) for device in sorted(altered)]
    return Compared(tuple(notes), altered, here.hub.incarnation != hello.incarnation or bool(lost))


def put_back(lost: int) -> str:
    """How many entries it lacks that it had."""
    return f"中心库退回到了以前的样子，少了 {lost:,} 条登记，正由各台自动补上；请告诉管理中心库的人"


def altered_words(device: str) -> str:
    """Of the entries of a device, from which nothing is taken in and to which nothing is added."""
    return (
        f"中心库里设备 {device} 的登记和本台的不是同一份，这一部分没有交换：可能被改动过，"
        "也可能那一台的台账文件夹被复制过；请和那一台用 U 盘交换一次，还不行的，请告诉管理中心库的人"
    )


def _is_altered(here: Here, device: str, head: HubHead) -> bool:
    if not is_signed_head(here.record, device, head):
        return True
    for known in (here.seen, here.heads):
        if device in known and known[device].seq == head.seq and known[device].hash != head.hash:
            return True
    # what this desk itself writes can only be ahead there if its file is not the only one
    return device == here.device and head.seq > here.heads[device].seq if device in here.heads else False
