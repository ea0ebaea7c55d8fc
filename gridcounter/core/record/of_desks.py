"""Acts of the desks that share one record: how they joined, and what each has taken in from the others.

One office has one record, whole on each of its desks. Each desk writes entries under a device of its own; what it takes
in from others stands behind its own entries in the order of arrival, and is projected in the order of the clock.
"""

from __future__ import annotations

import hashlib

from pydantic import Field

from gridcounter.core.record.contents import Contents, NonEmpty
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
    hub_login: str = Field("", description='under which it is known at the hub, to be shut with it; "": none')


class DeskRetired(OfOffice):
    """A desk takes part no longer: nothing is sealed to it, and no file that it signs is taken in."""

    signs_with: NonEmpty = Field(description="the public key under which it joined")
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


class ConflictSettled(Contents):
    """Somebody looked at what two desks did without knowing of each other, and said what holds."""

    refs: tuple[NonEmpty, ...] = Field(description="the entries that did not fit, as device:seq")
    why: str = Field(description='what was found out, in the words of the clerk; "": nothing more to say')
