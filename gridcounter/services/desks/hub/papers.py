"""Papers and attachments at the hub: in parts, under names that tell nothing, so many bytes in one exchange.

The name is made with a key from the first of the office's keys: who renews the key need not put everything there anew.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from gridcounter.services.desks.contents import LIMITS, PART_BYTES
from gridcounter.services.desks.hub.boxes import BoxRefused, KeyMissing, opened, seal
from gridcounter.services.desks.hub.here import Here
from gridcounter.services.desks.hub.line import Line
from gridcounter.services.record.record import Record
from gridcounter.store.own_hub import OfficeKey, dropped_there, note_papers, papers_there
from gridcounter.store.papers import archived, awaited, came_in
from gridcounter.store.stores import WritingStores

#: In one exchange, each way; the rest goes with the next ones.
MOST_BYTES = 64 * 1024 * 1024
_NAMES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Papers:
    """How many were put there and came here; `altered` are those that could not be opened, or were others."""

    put: int
    came: int
    altered: int


def exchange_papers(record: Record, line: Line, here: Here, halt: Callable[[], None]) -> Papers:
    """Those noted to be put there, and those awaited here, within the limits."""
    if not here.keys:
        return Papers(0, 0, 0)
    drop_purged(record, line, here)
    put = _put(record, line, here, halt)
    return _fetch(record, line, here, halt, put)


def drop_purged(record: Record, line: Line, here: Here) -> None:
    """What a purge took from the archive since it was put there."""
    with record.reading() as stores:
        noted = papers_there(stores.db, sent=True) + papers_there(stores.db, sent=False)
        gone = sorted(set(noted) - archived(stores.db) - awaited(stores.db)) if noted else []
    for at in range(0, len(gone), _NAMES_AT_ONCE):
        some = gone[at : at + _NAMES_AT_ONCE]
        names = [name for digest in some for name in _names(here, digest)]
        line.drop_blobs(names)
        record.write(partial(_dropped, some, names))


def drop_again(record: Record, line: Line) -> None:
    """What a purge took, at a hub that may have been put back to before it."""
    with record.reading() as stores:
        names = dropped_there(stores.db)
    for at in range(0, len(names), _NAMES_AT_ONCE):
        line.drop_blobs(names[at : at + _NAMES_AT_ONCE])


def _put(record: Record, line: Line, here: Here, halt: Callable[[], None]) -> int:
    key, size, many = here.seals_with, 0, 0
    while key is not None and size < MOST_BYTES:
        with record.reading() as stores:
            digests = papers_there(stores.db, sent=False, most=_NAMES_AT_ONCE)
        if not digests:
            break
        first = {_names(here, digest)[0]: digest for digest in digests}
        there = line.blobs_there(first)
        sent = [digest for name, digest in first.items() if name in there]
        for name, digest in first.items():
            if name in there or size >= MOST_BYTES:
                continue
            halt()
            with record.reading() as stores:
                content = stores.archive.content(digest)
            if content is not None:
                _put_one(line, here, key, name, content)
                size, many = size + len(content), many + 1
            sent.append(digest)  # what is not here, another desk puts there
        record.write(partial(_sent, sent))
    return many


def _put_one(line: Line, here: Here, key: OfficeKey, name: str, content: bytes) -> None:
    parts = max(1, -(-len(content) // PART_BYTES))
    for part in range(1, parts + 1):
        piece = content[(part - 1) * PART_BYTES : part * PART_BYTES]
        line.put_blob(name, part, parts, seal(key, piece, "paper", here.record, name, part, parts))


def _fetch(record: Record, line: Line, here: Here, halt: Callable[[], None], put: int) -> Papers:
    with record.reading() as stores:
        wanted = {name: digest for digest in sorted(awaited(stores.db)) for name in _names(here, digest)}
    size = came = altered = 0
    names = list(wanted)
    for at in range(0, len(names), _NAMES_AT_ONCE):
        for name in sorted(line.blobs_there(names[at : at + _NAMES_AT_ONCE])):
            if size >= MOST_BYTES:
                return Papers(put, came, altered)
            halt()
            content = _opened(here, name, line.blob(name) or [])
            if content is None or hashlib.sha256(content).hexdigest() != wanted[name]:
                altered += 1
                continue
            size, came = size + len(content), came + 1
            record.write(partial(_keep, wanted[name], content))
    return Papers(put, came, altered)


def _opened(here: Here, name: str, parts: list[bytes]) -> bytes | None:
    if len(parts) * PART_BYTES > LIMITS.paper + PART_BYTES:
        return None
    try:
        pieces = [
            opened(here.keys, box, "paper", here.record, name, part, len(parts))
            for part, box in enumerate(parts, start=1)
        ]
    except (BoxRefused, KeyMissing):
        return None
    return b"".join(pieces)


def _names(here: Here, digest: str) -> list[str]:
    """The first is the one under which it is put there; two desks may each have begun with a key of their own."""
    return [_name(key, digest) for key in here.keys.values()]


def _name(key: OfficeKey, digest: str) -> str:
    naming = hmac.digest(key.key, b"gridcounter-hub names of papers", "sha256")
    return hmac.digest(naming, bytes.fromhex(digest), "sha256").hex()


def _sent(digests: Iterable[str], stores: WritingStores) -> None:
    with stores.db.atomic():
        note_papers(stores.db, sent=digests)


def _dropped(digests: Iterable[str], names: Iterable[str], stores: WritingStores) -> None:
    with stores.db.atomic():
        note_papers(stores.db, dropped=digests, names=names)


def _keep(digest: str, content: bytes, stores: WritingStores) -> None:
    """Nobody waits any more for what a purge took meanwhile."""
    if digest in awaited(stores.db):
        stores.archive.keep(content)
        with stores.db.atomic():
            came_in(stores.db, [digest])
