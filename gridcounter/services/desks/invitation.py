"""The file by which a new desk joins an office: the whole journal, sealed with a code that is told on another way.

The code opens a short box with the key of the rest. The box is that of the recovery code: a passphrase of age costs as
much as the machine that sets it can do in a second, and is refused by one that is sixteen times slower at the moment.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from gridcounter import __version__
from gridcounter.core.record.journal import Entry, Head
from gridcounter.services.desks.age_streams import Identity, NotAge, identity_of
from gridcounter.services.desks.contents import LIMITS, Limits, frames_of
from gridcounter.services.desks.exchange_keys import KeyUnreadable, key_fingerprint, new_exchange_key
from gridcounter.services.desks.header import Header, heads_said
from gridcounter.services.desks.refusals import (
    ExchangeFileInstead,
    InvitationExpired,
    NotInvitationFile,
    WrongInvitationCode,
)
from gridcounter.services.desks.sealed_file import Form, Unsealed, unsealed, write_sealed
from gridcounter.store.custody.keys import OFFICE_COST, Cost, new_recovery_code, open_with_code, seal_with_code
from gridcounter.store.signing import SigningKey

VALID = timedelta(days=7)
_MARK_BYTES = 16
_LENGTH, _LONGEST_BOX = 4, 4096


class DeskKeys(BaseModel):
    """The public keys of a desk: to verify what it signs, and to seal to it. Empty where it has none yet."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    signing: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    exchange: Annotated[str, Field(max_length=200)]


class InvitationHeader(Header):
    """With the `mark` by which whoever joins shows that it was by this invitation, its end, and the office's desks.

    Of an office with a hub also its keys, in hex, and how the new desk reaches it; "" where it could not be let in.
    """

    mark: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    until: AwareDatetime
    desks: dict[str, DeskKeys]
    office_keys: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")], ...] = ()
    hub: Annotated[str, Field(max_length=256 * 1024, repr=False)] = ""


INVITATION = Form(
    "gridcounter-invitation", InvitationHeader, NotInvitationFile, {"gridcounter-exchange": ExchangeFileInstead}
)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the inviting desk enters (`mark`, `until`), and the code, which is shown once and kept nowhere."""

    mark: str
    until: datetime
    code: str


def new_invitation(made_at: datetime) -> Invitation:
    """Drawn before the file is written, so that it can be entered first."""
    return Invitation(secrets.token_hex(_MARK_BYTES), made_at + VALID, new_recovery_code())


def write_invitation(
    path: Path,
    invitation: Invitation,
    *,
    record: str,
    key: SigningKey,
    desks: Mapping[str, DeskKeys],
    made_at: datetime,
    heads: Mapping[str, Head],
    entries: Iterable[Entry],
    papers: Iterable[tuple[str, bytes]] = (),
    office_keys: Iterable[bytes] = (),
    hub: str = "",
    enter: Callable[[], object] = lambda: None,
    cost: Cost = OFFICE_COST,
) -> None:
    """`entries` are all of the journal. Raises as `write_exchange_file`."""
    once = new_exchange_key()
    header = InvitationHeader(
        record=record,
        signed_by=key.signer,
        made_at=made_at,
        program=__version__,
        heads=heads_said(heads),
        recipients=(key_fingerprint(once.public),),
        mark=invitation.mark,
        until=invitation.until,
        desks=dict(desks),
        office_keys=tuple(one.hex() for one in office_keys),
        hub=hub,
    )
    box = seal_with_code(once.secret.encode(), invitation.code, cost=cost)
    preface = len(box).to_bytes(_LENGTH, "big") + box
    contents = frames_of(entries, papers)
    write_sealed(path, INVITATION, header, contents, key=key, recipients=[once.public], preface=preface, enter=enter)


@contextmanager
def opened_invitation(
    path: Path,
    code: str,
    folder: Path,
    *,
    now: datetime,
    limits: Limits = LIMITS,
    halt: Callable[[], None] = lambda: None,
) -> Iterator[Unsealed[InvitationHeader]]:
    """The invitation, if the code opens it and it is not yet `until`; `folder` is that of the record to be made.

    A new desk knows nobody: it trusts whoever gave it file and code. Raises each of `refusals`.
    """

    def identity(read: Callable[[int], bytes]) -> Identity:
        size = int.from_bytes(read(_LENGTH), "big")
        if size > _LONGEST_BOX:
            raise NotAge
        try:
            secret = open_with_code(read(size), code)
            if secret is None:
                raise WrongInvitationCode
            return identity_of(secret.decode())
        except (ValueError, KeyUnreadable) as wrong:
            raise NotAge from wrong

    def accept(header: InvitationHeader) -> None:
        if now >= header.until:
            raise InvitationExpired(header.until.astimezone(now.tzinfo).date())

    with unsealed(path, INVITATION, identity, folder, accept=accept, limits=limits, halt=halt) as found:
        yield found
