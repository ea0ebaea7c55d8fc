"""The journal: every act is one appended entry, chained to the one before it on the same device.

`payload_digest` is SHA-256 over salt and payload, and `hash` covers everything but payload and salt: a lawful purge
can blank both, and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Payload: TypeAlias = "Mapping[str, Any]"

#: What the first entry of a device stands on.
FIRST = "0" * 64
SALT_BYTES = 16


class Kind(StrEnum):
    """The words of the trade. A kind is never renamed: old entries carry it."""

    OFFICE_SET = "office_set"
    CLERK_ADDED = "clerk_added"
    CLERK_CHANGED = "clerk_changed"
    NUMBERS_RESERVED = "numbers_reserved"
    CONSULTATION_NOTED = "consultation_noted"
    APPLICATION_OPENED = "application_opened"
    FIELDS_CHANGED = "fields_changed"
    MATERIALS_RECEIVED = "materials_received"
    APPLICATION_ACCEPTED = "application_accepted"
    APPLICATION_HANDED_OVER = "application_handed_over"
    OFFICIAL_NUMBER_ENTERED = "official_number_entered"
    DOCUMENT_RECEIVED = "document_received"
    DOCUMENT_DEFERRED = "document_deferred"
    NOTICE_ISSUED = "notice_issued"
    NOTICE_DELIVERED = "notice_delivered"
    PAPER_ISSUED = "paper_issued"
    PAPER_DELIVERED = "paper_delivered"
    PAPER_VOIDED = "paper_voided"
    PERSONAL_DATA_SHOWN = "personal_data_shown"
    APPLICATION_CLOSED = "application_closed"


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did. `happened_at` is ISO 8601 with its zone; None when it is done as it is entered."""

    kind: Kind
    payload: Payload
    clerk: str
    application: str | None = None
    happened_at: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """`hlc` orders entries of all devices; `prev` is the hash of the device's entry before this one."""

    device: str
    seq: int
    hlc: str
    entered_at: str
    happened_at: str
    clerk: str
    application: str | None
    kind: str
    payload: Payload | None
    salt: bytes | None
    payload_digest: str
    prev: str
    hash: str

    @property
    def ref(self) -> str:
        """How other entries point to this one: device:seq."""
        return f"{self.device}:{self.seq}"


def chain(act: Act, *, device: str, last: Entry | None, hlc: str, now: str, salt: bytes) -> Entry:
    """The entry that follows `last` on its device."""
    seq, prev = (1, FIRST) if last is None else (last.seq + 1, last.hash)
    digest = payload_digest(act.payload, salt)
    happened = act.happened_at or now
    told = (device, seq, hlc, now, happened, act.clerk, act.application, str(act.kind), digest, prev)
    return Entry(
        device,
        seq,
        hlc,
        now,
        happened,
        act.clerk,
        act.application,
        str(act.kind),
        act.payload,
        salt,
        digest,
        prev,
        _sha256(canonical(told)),
    )


def canonical(value: object) -> str:
    """JSON that is the same text for the same value, everywhere and always."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def payload_digest(payload: Payload, salt: bytes) -> str:
    return hashlib.sha256(salt + canonical(payload).encode()).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def entry_hash(entry: Entry) -> str:
    return _sha256(
        canonical(
            (
                entry.device,
                entry.seq,
                entry.hlc,
                entry.entered_at,
                entry.happened_at,
                entry.clerk,
                entry.application,
                entry.kind,
                entry.payload_digest,
                entry.prev,
            )
        )
    )


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry that does not hold, and what is wrong with it, in words."""

    ref: str
    what: str


def first_broken(entries: Iterable[Entry], heads: Mapping[str, tuple[int, str]]) -> Broken | None:
    """Check a journal, each device's entries in their order; `heads` are the last (seq, hash) on record."""
    last: dict[str, Entry] = {}
    for entry in entries:
        before = last.get(entry.device)
        seq, prev = (1, FIRST) if before is None else (before.seq + 1, before.hash)
        if entry.seq != seq:
            return Broken(f"{entry.device}:{seq}", "这一条缺失")
        wrong = _wrong(entry, before, prev)
        if wrong:
            return Broken(entry.ref, wrong)
        last[entry.device] = entry
    for device, (seq, digest) in sorted(heads.items()):
        end = last.get(device)
        if end is None or (end.seq, end.hash) != (seq, digest):
            return Broken(f"{device}:{seq}", "末尾的条目缺失或被改动")
    missing = sorted(set(last) - set(heads))
    return Broken(f"{missing[0]}:1", "不知道这台设备的末尾") if missing else None


def _wrong(entry: Entry, before: Entry | None, prev: str) -> str:
    if entry.prev != prev:
        return "与前一条不相连"
    if entry_hash(entry) != entry.hash:
        return "内容与校验值不符"
    if before is not None and entry.hlc <= before.hlc:
        return "时间先后颠倒"
    purged = entry.payload is None and entry.salt is None
    if not purged:
        if entry.payload is None or entry.salt is None:
            return "内容不完整"
        if payload_digest(entry.payload, entry.salt) != entry.payload_digest:
            return "填写内容被改动"
    return ""


def tick(last: str | None, *, now_ms: int, device: str) -> str:
    """A hybrid logical clock as text that sorts: never behind the last one, whatever the wall clock does."""
    wall, counter = now_ms, 0
    if last is not None:
        last_wall, last_counter = int(last[:13]), int(last[14:18], 16)
        if last_wall >= wall:
            wall, counter = last_wall, last_counter + 1
            if counter > 0xFFFF:  # noqa: PLR2004  four hex digits
                wall, counter = wall + 1, 0
    return f"{wall:013d}-{counter:04x}-{device}"
