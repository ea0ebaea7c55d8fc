"""Desks of an invented office that write files to each other, without a record."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gridcounter.core.record.journal import Act, Entry, Head, Kind, chain
from gridcounter.core.record.signing import Signer
from gridcounter.services.desks.contents import Item, PaperPart, joined
from gridcounter.services.desks.exchange_file import ThisDesk, opened_exchange_file, write_exchange_file
from gridcounter.services.desks.exchange_keys import ExchangeKey, new_exchange_key
from gridcounter.store.signing import SigningKey

RECORD, OTHER_RECORD = "ab" * 32, "cd" * 32
NOON = datetime(2026, 9, 21, 12, 0, tzinfo=UTC)


def a_signing_key(device: str, seed: str = "") -> SigningKey:
    """The same at each run."""
    private = hashlib.sha256(f"{device}{seed}".encode()).digest()
    public = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw().hex()
    return SigningKey(Signer(device=device, public_key=public), private)


def a_chain(device: str, many: int, payload: object = "样例路1号", application: str | None = "a1") -> Iterator[Entry]:
    """Entries of one device, each with its own salt and number."""
    head = None
    for number in range(1, many + 1):
        act = Act(Kind.FIELDS_CHANGED, {"fields": payload, "number": number}, "c1", application)
        salt = hashlib.sha256(f"{device}{number}".encode()).digest()[:16]
        at = f"2026-09-21T12:00:{number % 60:02d}+00:00"
        entry = chain(act, device=device, head=head, hlc=f"{number:013d}-0000-{device}", now=at, salt=salt)
        head = Head(entry.seq, entry.hash)
        yield entry


@dataclass(frozen=True)
class Desk:
    """One desk with its keys, and the signing keys that it knows."""

    name: str
    folder: Path
    exchange: ExchangeKey = field(default_factory=new_exchange_key)
    known: dict[str, str] = field(default_factory=dict)

    @property
    def signing(self) -> SigningKey:
        return a_signing_key(self.name)

    @property
    def itself(self) -> ThisDesk:
        return ThisDesk(RECORD, self.exchange.secret, self.known, self.folder)

    def write(
        self,
        path: Path,
        to: Sequence[Desk],
        entries: Iterable[Entry] = (),
        papers: Iterable[tuple[str, bytes]] = (),
        *,
        record: str = RECORD,
        key: SigningKey | None = None,
    ) -> Path:
        write_exchange_file(
            path,
            record=record,
            key=key or self.signing,
            recipients=[desk.exchange.public for desk in to],
            made_at=NOON,
            heads={self.name: Head(1, "0" * 64)},
            entries=entries,
            papers=papers,
        )
        return path

    def read(self, path: Path) -> tuple[list[Entry], list[tuple[str, bytes]]]:
        with opened_exchange_file(path, self.itself) as file:
            entries, papers = sorted_out(file.items())
            assert (file.entries, file.papers) == (len(entries), len(papers))
            return entries, papers


def desks(folder: Path, *names: str) -> list[Desk]:
    """Each knows all."""
    made = []
    for name in names:
        (folder / name).mkdir()
        made.append(Desk(name, folder / name))
    for desk in made:
        desk.known.update({other.name: other.signing.signer.public_key for other in made})
    return made


def with_checksum(content: bytes) -> bytes:
    """Of a file whose bytes were altered by somebody who knows its form."""
    return content[:-32] + hashlib.sha256(content[:-32]).digest()


def opened(content: bytes, desk: Desk) -> tuple[bytes, bytes, bytes]:
    """The three parts that are encrypted: the header's line, what is compressed, the signature."""
    age = content[content.index(b"\n") + 1 : -32]
    plain = bytes(pyrage.decrypt(age, [pyrage.x25519.Identity.from_str(desk.exchange.secret)]))
    end = plain.index(b"\n") + 1
    return plain[:end], plain[end:-64], plain[-64:]


def closed(line: bytes, parts: Sequence[bytes], to: Sequence[Desk]) -> bytes:
    """The reverse of `opened`, as anybody can do who knows the public keys of the desks."""
    age = pyrage.encrypt(b"".join(parts), [pyrage.x25519.Recipient.from_str(desk.exchange.public) for desk in to])
    return with_checksum(line + bytes(age) + bytes(32))


def a_paper(content: bytes) -> tuple[str, bytes]:
    return hashlib.sha256(content).hexdigest(), content


def sorted_out(items: Iterable[Item]) -> tuple[list[Entry], list[tuple[str, bytes]]]:
    """Entries, and whole papers."""
    entries: list[Entry] = []
    parts: list[PaperPart] = []
    for item in items:
        if isinstance(item, PaperPart):
            parts.append(item)
        elif isinstance(item, Entry):
            entries.append(item)
    return entries, list(joined(parts))
