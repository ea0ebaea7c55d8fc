"""The header of a file for other desks: who wrote it, for whom, and what the writer has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from gridcounter.core.record.journal import Head
from gridcounter.core.record.signing import Signer

#: Of the first line as well. A new field is another protocol: an older program refuses what it does not know.
PROTOCOL = 2

#: What a column of the journal may be: a SHA-256 in hex, a name or a moment, a number within its device.
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Short = Annotated[str, Field(max_length=200)]
Seq = Annotated[int, Field(ge=1, lt=2**53)]


class Header(BaseModel):
    """Who wrote the file, when, for whom, and what the sender has: `heads` by device.

    `record` names the record whose desks exchange; `recipients` are fingerprints of the keys it is sealed to.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    protocol: int = Field(default=PROTOCOL, ge=PROTOCOL, le=PROTOCOL)
    record: Hash
    signed_by: Signer
    made_at: AwareDatetime
    program: Short
    heads: dict[Short, tuple[Seq, Hash]]
    recipients: tuple[Short, ...]

    @property
    def device(self) -> str:
        """The device that wrote the file."""
        return self.signed_by.device

    def has(self) -> dict[str, Head]:
        """The last entry of each device in the sender's journal: what the next file need not carry."""
        return {device: Head(seq, digest) for device, (seq, digest) in self.heads.items()}


def heads_said(heads: Mapping[str, Head]) -> dict[str, tuple[int, str]]:
    """The heads of a journal as a header has them."""
    return {device: (head.seq, head.hash) for device, head in sorted(heads.items())}
