"""The journal: every act is one appended entry, chained to the one before it on the same device.

`payload_digest` is SHA-256 over salt and payload, and `hash` covers everything but payload and salt: a lawful purge
can blank both, and the chain still verifies.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

from gridcounter.errors import Refusal

Payload: TypeAlias = "Mapping[str, Any]"

#: The clerk of an entry made by a command for which nobody gave a PIN, and the name shown for it.
COMMAND_LINE = "command-line"
COMMAND_LINE_NAME = "命令行（未验明身份）"
#: The `prev` hash of the first entry of a device.
FIRST = "0" * 64
SALT_BYTES = 16
#: Milliseconds since 1970, in November 2286: the clock of an entry has room for thirteen digits.
LAST_MOMENT = 10**13 - 1

#: Created once: an encoder for each call is half the cost of a hash.
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


class Kind(StrEnum):
    """The kinds of acts. A kind is never renamed, because old entries carry it."""

    OFFICE_SET = "office_set"
    CLERK_ADDED = "clerk_added"
    CLERK_CHANGED = "clerk_changed"
    NUMBERS_RESERVED = "numbers_reserved"
    LIST_EXPORTED = "list_exported"
    CONSULTATION_NOTED = "consultation_noted"
    APPLICATION_OPENED = "application_opened"
    FIELDS_CHANGED = "fields_changed"
    FIELDS_CORRECTED = "fields_corrected"
    MATERIALS_RECEIVED = "materials_received"
    APPLICATION_ACCEPTED = "application_accepted"
    DAYS_CORRECTED = "days_corrected"
    CONDITIONS_SEEN = "conditions_seen"
    APPLICATION_HANDED_OVER = "application_handed_over"
    OFFICIAL_NUMBER_ENTERED = "official_number_entered"
    NUMBER_CORRECTED = "number_corrected"
    DOCUMENT_RECEIVED = "document_received"
    DOCUMENT_DEFERRED = "document_deferred"
    DOCUMENT_WAIVED = "document_waived"
    DOCUMENT_REMARKED = "document_remarked"
    NOTICE_ISSUED = "notice_issued"
    NOTICE_DELIVERED = "notice_delivered"
    PAPER_ISSUED = "paper_issued"
    PAPER_DELIVERED = "paper_delivered"
    PAPER_VOIDED = "paper_voided"
    PAPER_PRINTED = "paper_printed"
    PERSONAL_DATA_SHOWN = "personal_data_shown"
    APPLICATION_CLOSED = "application_closed"
    APPLICATION_REOPENED = "application_reopened"
    ANSWER_MOVED = "answer_moved"
    SURVEY_CONFIRMED = "survey_confirmed"
    SUPPLEMENT_ISSUED = "supplement_issued"
    EVENT_NOTED = "event_noted"
    STEP_FINISHED = "step_finished"
    CLOCK_PAUSED = "clock_paused"
    CLOCK_RESUMED = "clock_resumed"
    ATTACHMENT_ADDED = "attachment_added"
    ATTACHMENT_REMOVED = "attachment_removed"
    FILING_PREPARED = "filing_prepared"
    FILING_SIGNED = "filing_signed"
    FILING_EXPORTED = "filing_exported"
    FILING_PUSHED = "filing_pushed"
    FILING_CONFIRMED = "filing_confirmed"
    FILING_RETURNED = "filing_returned"
    FILING_REFUSED = "filing_refused"
    FILING_WITHDRAWN = "filing_withdrawn"
    FILING_CHANGED = "filing_changed"
    FILING_LAPSED = "filing_lapsed"
    FORM_POSTED = "form_posted"
    FORM_TAKEN_DOWN = "form_taken_down"
    WORKS_STARTED = "works_started"
    INSPECTION_NOTED = "inspection_noted"
    WORKS_RESTORED = "works_restored"
    BREACH_NOTED = "breach_noted"
    JOINT_OPENED = "joint_opened"
    JOINT_CONSENTED = "joint_consented"
    SLIP_HANDED = "slip_handed"
    SLIP_ACKNOWLEDGED = "slip_acknowledged"
    UTILITY_ASKS = "utility_asks"
    SURVEY_ARRANGED = "survey_arranged"
    SURVEY_HELD = "survey_held"
    UTILITY_ANSWERED = "utility_answered"
    ANSWER_TOLD = "answer_told"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    JOINT_PART_WITHDRAWN = "joint_part_withdrawn"
    PACK_ADOPTED = "pack_adopted"
    PACK_KEPT = "pack_kept"
    DESK_HANDED_OVER = "desk_handed_over"
    CALENDAR_ADDED = "calendar_added"
    EVIDENCE_BUNDLED = "evidence_bundled"
    RECORD_RESTORED = "record_restored"
    ROLLBACK_FOUND = "rollback_found"
    PURGE_HELD = "purge_held"
    RECORDS_PURGED = "records_purged"
    KEY_RENEWED = "key_renewed"
    RECORD_MOVED = "record_moved"
    PASSPHRASE_CHANGED = "passphrase_changed"  # noqa: S105  the name of a kind
    KEYS_RESTORED = "keys_restored"
    SIGNING_KEY_MADE = "signing_key_made"
    PIN_WRONG = "pin_wrong"
    TABLES_DIFFERED = "tables_differed"
    DESK_INVITED = "desk_invited"
    DESK_JOINED = "desk_joined"
    DESK_RETIRED = "desk_retired"
    HEADS_SEEN = "heads_seen"
    FORK_REPAIRED = "fork_repaired"
    CONFLICT_SETTLED = "conflict_settled"
    PURGE_ANNOUNCED = "purge_announced"
    OFFICE_CONFLICT_SETTLED = "office_conflict_settled"
    EXCHANGE_KEY_RENEWED = "exchange_key_renewed"
    PARK_OPENED = "park_opened"
    PARK_CHANGED = "park_changed"
    GUARANTOR_NAMED = "guarantor_named"
    GUARANTOR_ENDED = "guarantor_ended"
    FIRM_OPENED = "firm_opened"
    FIRM_CHANGED = "firm_changed"
    FIRM_MOVED_OUT = "firm_moved_out"
    ACCOUNT_SET = "account_set"
    ENERGY_NOTED = "energy_noted"
    VISIT_PLANNED = "visit_planned"
    VISIT_MOVED = "visit_moved"
    VISIT_DROPPED = "visit_dropped"
    VISIT_HELD = "visit_held"
    VISIT_CORRECTED = "visit_corrected"
    REQUEST_NOTED = "request_noted"
    REQUEST_ANSWERED = "request_answered"
    REQUEST_PASSED_ON = "request_passed_on"
    REQUEST_TAKEN = "request_taken"
    PROMISE_MADE = "promise_made"
    PROMISE_MOVED = "promise_moved"
    PROMISE_KEPT = "promise_kept"
    PROMISE_WITHDRAWN = "promise_withdrawn"
    FIRMS_IMPORTED = "firms_imported"
    SHARING_LISTED = "sharing_listed"
    SHARING_CHECKED = "sharing_checked"
    SHARING_ENDED = "sharing_ended"


class EntryUnreadable(Refusal):
    """The contents are not a JSON object."""

    def __init__(self, ref: str) -> None:
        super().__init__(f"台账第 {ref} 条的内容读不出来，请用 gridcounter record verify 核对")


@dataclass(frozen=True)
class Act:
    """One act to be recorded. `happened_at` is ISO 8601 with its zone; None if it happens at the time of entry.

    `application` is the id of what it is on, which may also be a park, a firm or a visit; None: of the office. It
    bears the name of the first of these.
    """

    kind: Kind
    payload: Payload
    clerk: str
    application: str | None = None
    happened_at: str | None = None

    @cached_property
    def written(self) -> str:
        """The text of the contents, as it is entered. Raises TypeError, ValueError for what is no JSON."""
        return canonical(self.payload)


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a device, to which the next one is chained."""

    seq: int
    hash: str


def reach(heads: Mapping[str, Head], refs: Iterable[str]) -> bool:
    """True if a copy that ends with these heads contains all these entries, given as device:seq.

    The clock does not say so: an entry of another desk may come in later than a copy that its clock is earlier than.
    """
    wanted = (ref.rpartition(":") for ref in refs)
    return all(device in heads and heads[device].seq >= int(seq) for device, _, seq in wanted)


@dataclass(frozen=True, slots=True)
class Entry:
    """`hlc` orders entries of all devices; `prev` is the hash of the device's previous entry.

    `written` is the text of the contents; a purge blanks it and the salt.
    """

    device: str
    seq: int
    hlc: str
    entered_at: str
    happened_at: str
    clerk: str
    application: str | None
    kind: str
    written: str | None
    salt: bytes | None
    payload_digest: str
    prev: str
    hash: str

    @property
    def ref(self) -> str:
        """The reference to this entry in other entries: device:seq."""
        return f"{self.device}:{self.seq}"

    @property
    def payload(self) -> Payload | None:
        """The contents as JSON data; None if they were purged. Raises EntryUnreadable."""
        if self.written is None:
            return None
        try:
            found = json.loads(self.written)
        except ValueError as wrong:
            raise EntryUnreadable(self.ref) from wrong
        if not isinstance(found, dict):
            raise EntryUnreadable(self.ref)
        return found


def chain(act: Act, *, device: str, head: Head | None, hlc: str, now: str, salt: bytes) -> Entry:
    """The entry that follows `head` on its device."""
    written, seq = act.written, 1 if head is None else head.seq + 1
    digest, prev = payload_digest(written, salt), FIRST if head is None else head.hash
    happened_at, kind = act.happened_at or now, str(act.kind)
    lines = (device, seq, hlc, now, happened_at, act.clerk, act.application, kind, digest, prev)
    return Entry(
        device=device,
        seq=seq,
        hlc=hlc,
        entered_at=now,
        happened_at=happened_at,
        clerk=act.clerk,
        application=act.application,
        kind=kind,
        written=written,
        salt=salt,
        payload_digest=digest,
        prev=prev,
        hash=_hash(lines),
    )


def canonical(value: object) -> str:
    """JSON that is always the same text for the same value."""
    return _ENCODER.encode(value)


def payload_digest(written: str, salt: bytes) -> str:
    """SHA-256 of the salt followed by the text in UTF-8, in hex. The salt keeps short contents from being guessed."""
    return hashlib.sha256(salt + written.encode()).hexdigest()


def entry_hash(entry: Entry) -> str:
    """SHA-256 in hex over all of the entry but contents, salt and the hash itself: `prev` chains it."""
    lines = (
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
    return _hash(lines)


def _hash(values: tuple[str | int | None, ...]) -> str:
    return hashlib.sha256(canonical(values).encode()).hexdigest()


def tick(last: str | None, *, now_ms: int, device: str) -> str:
    """A hybrid logical clock as sortable text: never before the last one, whatever the wall clock does."""
    wall, counter = max(now_ms, 0), 0
    if last is not None:
        last_wall, last_counter = int(last[:13]), int(last[14:18], 16)
        if last_wall >= wall:
            wall, counter = last_wall, last_counter + 1
            if counter > 0xFFFF:  # noqa: PLR2004  four hex digits
                wall, counter = wall + 1, 0
    return f"{wall:013d}-{counter:04x}-{device}"
