"""Acts of the office itself: its settings, clerks, adopted policies, and its record."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from gridcounter.core.record.contents import Contents, Day, DayOrNothing, NonEmpty, Whole

PackFiles = Annotated[dict[str, str], Field(description="name of a file of the pack to its whole text")]


class OfOffice(Contents):
    """An act that concerns no single application."""


class Retention(Contents):
    """The retention period of closed applications."""

    months: Whole = Field(description="months from the day on which an application was closed")
    basis: str = Field(description="what the office rests that on: a list of periods, a letter")
    holds_from: DayOrNothing = Field("", description='nothing is due before this day; "": no such day')


class OfficeSet(OfOffice):
    """Settings of the office. Only given keys change; others keep their values."""

    place: NonEmpty = Field("", description="id of the place whose policy pack the office answers by")
    code: NonEmpty = Field("", description="what stands before each number that the office gives")
    office: dict[str, Any] = Field({}, description="the whole of it, as `core.application.Office`")
    changed: tuple[NonEmpty, ...] | None = Field(
        None, description="the keys of `office` that this act changes, the rest stays as it is; null: all"
    )
    sole_proprietor_as_micro: bool | None = Field(
        None, description="is a sole proprietor treated as a micro business; null: the office has not settled it"
    )
    park: Literal["none", "other", "municipal", "provincial", "national"] | None = Field(
        None,
        description="rank of the park with which applications of this office begin; null: each is asked",
    )
    banner: str = Field("", description='shown and printed while a new policy paper is looked at; "": nothing')
    retention: Retention | None = Field(None, description="null: nothing is ever due")
    visit_retention: Retention | None = Field(
        None, description="the same for visits and for firms that left; months from the visit, or from the leaving"
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("says nothing")
        return self


class ClerkAdded(OfOffice):
    """A new clerk."""

    id: NonEmpty = Field(description="never given a second time")
    name: NonEmpty = Field(description="as it stands on papers")
    role: Literal["clerk", "leader", "administrator"] = Field(
        description="what he may do: `services.office.roles.Role`"
    )
    pin: str = Field(description="hash of the PIN, with its own parameters")
    active: Literal[0, 1] = Field(description="0: has left, and is asked for no more")


def pin_digest(stored: str) -> str:
    """Tells stored PINs apart; it is no shorter way to guess one than the stored one itself."""
    return hashlib.sha256(stored.encode()).hexdigest()[:16]


class ClerkChanged(ClerkAdded):
    """A clerk in the new state, complete: nothing has to be looked up."""

    by_recovery_code: bool = Field(
        default=False, description="an administrator forgot the PIN and set a new one with the recovery code"
    )
    changed: tuple[Literal["name", "role", "pin", "active"], ...] | None = Field(
        None, description="what this act changes, the rest stays as it is; null: all, entered by an earlier version"
    )
    pin_before: str = Field(
        "", description='of a clerk who changed his own PIN: digest of the stored one that it replaces; "": not said'
    )


class NumbersReserved(OfOffice):
    """Numbers on sheets printed in advance: they are never assigned automatically."""

    numbers: tuple[NonEmpty, ...] = Field(description="in their order")
    purpose: str = Field(description="what they were printed for")


class ListExported(OfOffice):
    """The ledger was written to a workbook."""

    rows: Whole = Field(description="how many applications stand in it")
    chip: str = Field(description="which mark the list was narrowed by: `services.ledger.ledger.Chip`")
    by_words: bool = Field(description="was it narrowed by words as well; the words are not kept, they may be a name")
    business: str = Field("", description="id of the business that it was narrowed to; empty: all")


class PackAdopted(OfOffice):
    """An edition of a policy pack was adopted; it is in force by its own dates.

    Without a pack among the files only the paper itself was laid beside an edition that is in use, or with an empty
    text taken away.
    """

    id: NonEmpty = Field(description="of the pack, which is the place")
    number: str = Field(description="of the policy paper")
    version: NonEmpty = Field(description="digest of what the pack says")
    files: PackFiles = Field({}, description="name of each file of the pack to its whole text")


class PackKept(OfOffice):
    """A shipped edition, stored because a pinned answer uses it."""

    id: NonEmpty = Field(description="of the pack, which is the place")
    number: str = Field(description="of the policy paper")
    version: NonEmpty = Field(description="digest of what the pack says")
    files: PackFiles


class DeskHandedOver(OfOffice):
    """Shift handover: the next clerk confirmed it by PIN."""

    to: NonEmpty = Field(description="id of the clerk who takes over")
    figures: dict[str, Whole] = Field(description="part of the handover slip to how many lines stood there")


class DaysOff(Contents):
    """A year of days off as published by the State Council; each list in its order."""

    holidays: tuple[Day, ...] = Field(description="days off")
    make_up: tuple[Day, ...] = Field(description="weekend days that are worked instead")


class CalendarAdded(OfOffice):
    """A year of working days was loaded. A repeated year replaces the earlier one."""

    year: Whole = Field(description="the calendar year")
    sha256: str = Field(description="digest of the canonical JSON of `days`")
    days: DaysOff = Field(description="as they were published")


class DeviceHead(Contents):
    """The last entry of a device, as it stood in some copy of the record."""

    device: NonEmpty = Field(description="name of the device")
    seq: Whole = Field(description="number of its last entry")
    hash: NonEmpty = Field(description="hash of that entry")


class SeenHead(DeviceHead):
    """One that was seen before, and where."""

    where: Literal["backups", "second", "computer"] = Field(
        description="in the backups beside the record, at their second place, or in the note of this computer"
    )


class RecordRestored(OfOffice):
    """The record was restored from a backup."""

    made_at: NonEmpty = Field(description="when the backup was made, ISO 8601 with zone")
    entries: Whole = Field(description="how many entries it held")
    lost: Whole | None = Field(description="entries made after the backup; null: nobody can say how many")
    given_up: tuple[DeviceHead, ...] | None = Field(
        None, description="the ends of the state that was given up; null: entered by a version that did not note them"
    )
    ends: tuple[DeviceHead, ...] | None = Field(
        None, description="the last entries that the backup held; null: entered by a version that did not note them"
    )


class RollbackFound(OfOffice):
    """The record was found older than it had been seen, or cut off: an earlier file was put in its place, or its log
    was taken away.
    """

    seen: tuple[SeenHead, ...] = Field(description="what had been seen and is not in it")
    here: tuple[DeviceHead, ...] = Field(description="the last entries that were in it")
    unclosed: str = Field(
        "",
        description="the session that was ended by force and whose log was gone, so that its last entries may be "
        'missing; "": none',
    )


class KeyRenewed(OfOffice):
    """The record was written again under another key, and by a new device."""

    devices_before: tuple[NonEmpty, ...] = Field(description="devices that must not write any more")
    key_before: str = Field("", description="fingerprint of the old key, as it stands in manifests of backups")
    ends: tuple[DeviceHead, ...] | None = Field(
        None, description="the last entries that were in it; null: entered by a version that did not note them"
    )


class RecordMoved(OfOffice):
    """A record that several desks share was opened at another place, perhaps a copy of one that is still in use there:
    a new device writes from here on.
    """

    ends: tuple[DeviceHead, ...] = Field(description="the last entries that were in it")


def ends_in(act: object) -> tuple[DeviceHead, ...] | None:
    """What an act with which a new device begins says of the devices before it; None for any other act."""
    match act:
        case RecordRestored(ends=ends) | KeyRenewed(ends=ends) | RecordMoved(ends=ends) | RollbackFound(here=ends):
            return ends
    return None


class PassphraseChanged(OfOffice):
    """The key was wrapped for another passphrase; files with an older wrap are refused from then on."""

    generation: Whole = Field(description="number of the wrap that opens the record now; the first one is 1")


class KeysRestored(OfOffice):
    """The keys file was damaged, missing or outdated, and was taken from a backup."""

    generation: Whole = Field(description="number of the wrap in the restored file")


class SigningKeyMade(OfOffice):
    """The device that wrote this entry made the key by which it signs what leaves the office."""

    public_key: NonEmpty = Field(description="Ed25519, the 32 bytes in hex; the private part stands in no entry")


class PinWrong(OfOffice):
    """A wrong PIN was given for a clerk, or a wrong recovery code for a new one. What was typed is not kept."""

    clerk: NonEmpty = Field(description="whose PIN it was to be")
    wrong: Whole = Field(description="how many wrong ones in a row")
    wait: Whole = Field(description="seconds until the next try; 0: none")
    place: Literal["window", "command_line"] = Field(description="where it was given")
    recovery_code: bool = Field(default=False, description="it was the code of the recovery sheet, for a new PIN")


class TablesDiffered(OfOffice):
    """On opening the tables of the record differed from its journal, and were made anew: parts of an earlier file had
    been put into it.
    """

    tables: tuple[NonEmpty, ...] = Field(description="those that differed; empty: only what helps to find rows")


class PurgedApplication(Contents):
    """The remains of a purged application, firm or visit: no typed text, and no person."""

    id: NonEmpty = Field(description="of the application")
    kind: Literal["", "firm", "visit"] = Field("", description='"": an application')
    number: NonEmpty = Field(description="that the office gave it")
    short_code: str = Field(description="that stood on its papers")
    opened_at: str | None = Field(description="ISO 8601 with zone")
    received_on: Day | None = Field(description="the day of 收件")
    accepted_on: Day | None = Field(description="the day of 受理")
    closed_at: str | None = Field(description="ISO 8601 with zone")
    tables: dict[str, tuple[tuple[Any, ...], ...]] = Field(
        description="table to its rows, each the columns that stay: `store.journal.projections.purge`"
    )


class RecordsPurged(OfOffice):
    """Applications past their retention period were blanked, all in this one act."""

    until: Day = Field(description="what was due up to this day")
    months: Whole = Field(description="the rule of that day")
    basis: str = Field(description="what the rule rests on")
    of: Literal["applications", "park_book"] = Field("applications", description="by which rule, and what")
    count: Whole = Field(description="how many applications, or firms and visits")
    entries: Whole = Field(description="how many entries lost their contents")
    papers: Whole = Field(description="how many papers were erased")
    attachments: Whole = Field(description="how many attachments were erased")
    second: str = Field("", description='id of the clerk who confirmed it by PIN; "": only one in the office may purge')
    announced: str = Field("", description='the entry that announced it to the other desks, as device:seq; "": none')
    heads: tuple[DeviceHead, ...] = Field(
        (),
        description="of several desks that share a record, the last entries that this one had: the rest came later",
    )
    applications: tuple[PurgedApplication, ...] = Field(description="what is left of each")
