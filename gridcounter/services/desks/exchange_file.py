"""The file that goes from one desk to the others of its office, by stick: what they lack, sealed to them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gridcounter import __version__
from gridcounter.core.record.journal import Entry, Head
from gridcounter.services.desks.age_streams import identity_of
from gridcounter.services.desks.contents import LIMITS, Limits, frames_of
from gridcounter.services.desks.exchange_keys import key_fingerprint, public_of
from gridcounter.services.desks.header import Header, heads_said
from gridcounter.services.desks.refusals import (
    InvitationInstead,
    NotExchangeFile,
    NotForThisDesk,
    OfAnotherRecord,
    SenderUnknown,
    SignedByAnother,
)
from gridcounter.services.desks.sealed_file import Form, Unsealed, unsealed, write_sealed
from gridcounter.store.awaited_papers import Awaiting
from gridcounter.store.signing import SigningKey

EXCHANGE = Form("gridcounter-exchange", Header, NotExchangeFile, {"gridcounter-invitation": InvitationInstead})


@dataclass(frozen=True, slots=True)
class ThisDesk:
    """What a desk needs to know to take a file in: the record it is of, its own key, and whom it knows.

    `signers` are public signing keys by device, as this record has them; `folder` is the record's, for the spool.
    """

    record: str
    secret: str
    signers: Mapping[str, str]
    folder: Path


def write_exchange_file(
    path: Path,
    *,
    record: str,
    key: SigningKey,
    recipients: Sequence[str],
    made_at: datetime,
    heads: Mapping[str, Head],
    entries: Iterable[Entry],
    papers: Iterable[tuple[str, bytes]] = (),
    awaited: Iterable[Awaiting] = (),
    enter: Callable[[], object] = lambda: None,
) -> None:
    """Sealed to the `recipients`' public keys. The writer's own among them lets it read the file back.

    `heads` are those of the whole journal, whatever `entries` hold of it. Raises NobodyToSealFor, PaperDiffers, Fault.
    """
    header = Header(
        record=record,
        signed_by=key.signer,
        made_at=made_at,
        program=__version__,
        heads=heads_said(heads),
        recipients=tuple(key_fingerprint(public) for public in recipients),
    )
    contents = frames_of(entries, papers, awaited)
    write_sealed(path, EXCHANGE, header, contents, key=key, recipients=recipients, enter=enter)


@contextmanager
def opened_exchange_file(
    path: Path,
    desk: ThisDesk,
    *,
    newcomers: bool = False,
    limits: Limits = LIMITS,
    halt: Callable[[], None] = lambda: None,
) -> Iterator[Unsealed[Header]]:
    """The file, once all of it is known to be whole, signed by a known desk, for this one and of this record.

    `newcomers` lets in a device whose key is not known: whether it was invited, the caller then finds out from the
    entries, before any is kept. Raises each of `refusals`.
    """
    public = public_of(desk.secret)

    def accept(header: Header) -> None:
        if header.record != desk.record:
            raise OfAnotherRecord(path)
        known = desk.signers.get(header.device)
        if known is None and not newcomers:
            raise SenderUnknown(path)
        if known not in {None, header.signed_by.public_key}:
            raise SignedByAnother(path)
        # a desk that could read the file may have sealed it on to others: it was not made for them
        if key_fingerprint(public) not in header.recipients:
            raise NotForThisDesk(path)

    with unsealed(
        path, EXCHANGE, lambda _: identity_of(desk.secret), desk.folder, accept=accept, limits=limits, halt=halt
    ) as found:
        yield found
