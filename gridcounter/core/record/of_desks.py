"""Acts of the desks that share one record: how they joined, and what each has taken in from the others.

One office has one record, whole on each of its desks. Each desk writes entries under a device of its own; what it takes
in from others stands behind its own entries in the order of arrival, and is projected in the order of the clock.
"""

from __future__ import annotations

import hashlib

from pydantic import Field

from gridcounter.core.record.contents import Contents, Day, NonEmpty, Whole
from gridcounter.core.record.of_office import DeviceHead, OfOffice


def mark_digest(mark: str) -> str:
    """What is entered of an invitation: the mark itself stands in its file, and in the entry of who joined by it."""
    return hashlib.sha256(mark.encode()).hexdigest()


class DeskInvited(OfOffice):
    """A new desk was invited: whoever has the file and its code may join until that moment, once."""

    mark_digest: NonEmpty = Field(description="SHA-256 in hex of the mark that stands in the file")
    until: NonEmpty = Field(description="ISO 8601 with zone")


class DeskJoined(OfOffice):
    """The desk that wrote this entry takes part in the exchange; from the first such entry on the record is shared.

    After a restore or under a new key the same desk enters it again, as another device.
    """

    name: NonEmpty = Field(description="what the office calls it: 3 号台")
    signs_with: NonEmpty = Field(description="Ed25519 public key by which its files are checked, 32 bytes in hex")
    sealed_to: NonEmpty = Field(description="public key of `age` to which files for this desk are encrypted")
    mark: str = Field("", description='the mark of the invitation; "": the desk that invited first, or the same again')
    heads: tuple[DeviceHead, ...] | None = Field(
        None, description="the last entries of all devices that it had then; null: entered by an earlier version"
    )
    follows: str = Field("", description='the key of the desk of which this is a copy that goes on by itself; "": none')
    vouched: str = Field("", description='signature by that key over the two keys of this desk, in hex; "": none')
    hub_login: str = Field("", description='under which it is known at the hub, to be shut with it; "": none')


class DeskRetired(OfOffice):
    """A desk takes part no longer: nothing is sealed to it, and no file that it signs is taken in."""

    signs_with: NonEmpty = Field(description="the public key under which it joined")
    keeps: tuple[NonEmpty, ...] = Field((), description="keys of its copies that take part all the same; others do not")
    why: NonEmpty = Field(description="the reason, in the words of the clerk")


class ExchangeKeyRenewed(OfOffice):
    """From the latest of these by the clock on, what goes to the hub is sealed with this key.

    The key itself is in no entry: it lies at the hub, sealed to each desk that may have it.
    """

    key_id: NonEmpty = Field(description="SHA-256 of the key, in hex; boxes bear its first 8 bytes")
    why: NonEmpty = Field(description="the reason: the hub is new, a desk was retired")


class HeadsSeen(OfOffice):
    """Entries of other desks were taken in, together with this one. It says what the acts after it could have known."""

    heads: tuple[DeviceHead, ...] = Field(description="the last entries taken in, of the devices that had new ones")


class ForkRepaired(OfOffice):
    """A device had two histories: its folder was copied, and both copies went on under its name. The desk that entered
    this has entered its own part again, under another device; the other part keeps the name.
    """

    device: NonEmpty = Field(description="the device that has two histories")
    seq: Whole = Field(description="number of the first of these entries, as they were")
    hashes: tuple[NonEmpty, ...] = Field(description="their hashes as they were, one after the other")
    again: NonEmpty = Field(description="the first of them as it is now, as device:seq")


class ConflictSettled(Contents):
    """Somebody looked at what two desks did without knowing of each other, and said what holds."""

    refs: tuple[NonEmpty, ...] = Field(description="the entries that did not fit, as device:seq")
    about: tuple[str, ...] | None = Field(
        None, description="of these entries only what is about these fields or entries; null: all of them"
    )
    kept: str = Field("", description='of two entries, one of which was taken back, the other; "": none was')
    why: str = Field(description='what was found out, in the words of the clerk; "": nothing more to say')


class OfficeConflictSettled(OfOffice):
    """The same for what concerns no application that is there: the office, a clerk who left, what was purged."""

    refs: tuple[NonEmpty, ...] = Field(description="the entries that did not fit, as device:seq")
    why: str = Field(description='what was found out, in the words of the clerk; "": nothing more to say')


class PurgeAnnounced(OfOffice):
    """Two persons decided on a purge. It is carried out by the desk that entered this, once all desks have it.

    From now on nobody who knows of it works on these applications: what one does before, the purging desk knows.
    """

    until: Day = Field(description="what was due up to this day")
    months: Whole = Field(description="the rule of that day")
    basis: str = Field(description="what the rule rests on")
    second: str = Field("", description='id of the clerk who confirmed it by PIN; "": only one in the office may purge')
    applications: tuple[NonEmpty, ...] = Field(description="ids of those that are to be purged")
    heads: tuple[DeviceHead, ...] = Field(
        description="the last entries that this desk had: what another one did besides may withdraw it"
    )
