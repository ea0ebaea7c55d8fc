"""Acts of the desks that share one record: how they joined, and what each has taken in from the others.

One office has one record, whole on each of its desks. Each desk writes entries under a device of its own; what it takes
in from others stands behind its own entries in the order of arrival, and is projected in the order of the clock.
"""

from __future__ import annotations

from pydantic import Field

from gridcounter.core.record.contents import Contents, NonEmpty
from gridcounter.core.record.of_office import DeviceHead, OfOffice


class DeskJoined(OfOffice):
    """The desk that wrote this entry takes part in the exchange; from the first such entry on the record is shared."""

    name: NonEmpty = Field(description="what the office calls it: 3 号台")
    signs_with: NonEmpty = Field(description="Ed25519 public key by which its files are checked, 32 bytes in hex")
    sealed_to: NonEmpty = Field(description="public key of `age` to which files for this desk are encrypted")


class HeadsSeen(OfOffice):
    """Entries of other desks were taken in, together with this one. It says what the acts after it could have known."""

    heads: tuple[DeviceHead, ...] = Field(description="the last entries taken in, of the devices that had new ones")


class ConflictSettled(Contents):
    """Somebody looked at what two desks did without knowing of each other, and said what holds."""

    refs: tuple[NonEmpty, ...] = Field(description="the entries that did not fit, as device:seq")
    why: str = Field(description='what was found out, in the words of the clerk; "": nothing more to say')
