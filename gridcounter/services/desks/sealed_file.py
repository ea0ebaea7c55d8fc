r"""The outer form of a file that travels to other desks: signed, compressed, encrypted, with a checksum over all.

    name "/" protocol "\n"   [preface]   age( header "\n"  zstd(contents)  signature )   SHA-256 of all before

Nothing of the contents is unpacked before the signature was verified, and none is handed on before all were read.
The first line and the checksum are the same in every protocol: what is cut short is told from what is too new.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from pydantic import ValidationError

from gridcounter import lazy
from gridcounter.core.record.journal import Entry
from gridcounter.services.desks import age_streams
from gridcounter.services.desks.age_streams import Identity, NotAge, NotSealedTo
from gridcounter.services.desks.contents import LIMITS, Item, Limits, NotContents, PaperPart, items_of
from gridcounter.services.desks.header import PROTOCOL, Header
from gridcounter.services.desks.refusals import (
    ContentsUnreadable,
    FileDamaged,
    NobodyToSealFor,
    NotForThisDesk,
    OfNewerProgram,
    OfOlderProgram,
    SealedFileRefused,
    SignedByAnother,
    WrongInvitationCode,
)
from gridcounter.services.desks.sealed_source import SIGNATURE_BYTES, Signed, Source, opened, private_spool, spooling
from gridcounter.store.files import fill_file
from gridcounter.store.signing import SigningKey, is_signed
from gridcounter.store.spool import Spool

SUFFIX = ".gcx"
#: Memory for unpacking.
_WINDOW = 8 * 1024 * 1024
_FIRST_LINE = re.compile(rb"([a-z-]{1,40})/([1-9][0-9]{0,5})\n")

H = TypeVar("H", bound=Header)


@dataclass(frozen=True, slots=True)
class Form(Generic[H]):
    """A kind of file: the name in its first line, the class of its header, and what else it could be taken for."""

    name: str
    header: type[H]
    other: Callable[[Path], SealedFileRefused]
    instead: dict[str, Callable[[Path], SealedFileRefused]]

    @property
    def line(self) -> bytes:
        """The first line. The signature covers it as well, so that no form is passed off as another."""
        return f"{self.name}/{PROTOCOL}\n".encode()


@dataclass(frozen=True, slots=True)
class Unsealed(Generic[H]):
    """A file whose signature is verified and whose contents were read to the end once: so many entries and papers."""

    path: Path
    header: H
    entries: int
    papers: int
    _packed: Callable[[], BinaryIO] = field(repr=False)
    _size: int
    _limits: Limits = field(repr=False)

    def items(self) -> Iterator[Item]:
        """Entries in the sender's order, then parts of papers; from the beginning at each call.

        Raises ContentsUnreadable, SpoolFailed.
        """
        try:
            unpacking = lazy.zstandard.ZstdDecompressor(max_window_size=_WINDOW)
            with spooling(), self._packed() as source, unpacking.stream_reader(source) as plain:
                yield from items_of(plain, self._limits, self._limits.unpacked(self._size))
        except (NotContents, lazy.zstandard.ZstdError) as wrong:
            raise ContentsUnreadable(self.path) from wrong


class EntriesOf:
    """The entries of a file, from its beginning each time they are asked for."""

    def __init__(self, found: Unsealed[Any]) -> None:
        self._found = found

    def __iter__(self) -> Iterator[Entry]:
        for item in self._found.items():
            if isinstance(item, PaperPart):
                return
            if isinstance(item, Entry):
                yield item


def write_sealed(
    path: Path,
    form: Form[H],
    header: H,
    contents: Iterable[bytes],
    *,
    key: SigningKey,
    recipients: Sequence[str],
    preface: bytes = b"",
    enter: Callable[[], object] = lambda: None,
) -> None:
    """Under a temporary name, then renamed: a stick that is pulled out leaves nothing that looks whole.

    `recipients` are public keys, age1…; `enter` is called as by `replace_file`. Raises NobodyToSealFor, Fault, and what
    `contents` raises.
    """
    if not recipients:
        raise NobodyToSealFor

    def fill(target: BinaryIO) -> None:
        checksum = hashlib.sha256()

        def take(data: bytes) -> None:
            checksum.update(data)
            target.write(data)

        take(form.line + preface)
        age_streams.encrypt(_signed(form, header, contents, key), take, recipients)
        target.write(checksum.digest())

    fill_file(path, fill, enter)


def _signed(form: Form[H], header: H, contents: Iterable[bytes], key: SigningKey) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for piece in chain([header.model_dump_json().encode() + b"\n"], _compressed(contents)):
        digest.update(piece)
        yield piece
    yield bytes.fromhex(key.sign(form.line + digest.digest()))


def _compressed(contents: Iterable[bytes]) -> Iterator[bytes]:
    # at its usual level: what is left are hashes, and a higher one took longer for the same size
    packing = lazy.zstandard.ZstdCompressor().compressobj()
    for piece in contents:
        if packed := packing.compress(piece):
            yield packed
    yield packing.flush()


@contextmanager
def unsealed(
    path: Path,
    form: Form[H],
    identity: Callable[[Callable[[int], bytes]], Identity],
    folder: Path,
    *,
    accept: Callable[[H], None],
    limits: Limits = LIMITS,
    halt: Callable[[], None] = lambda: None,
) -> Iterator[Unsealed[H]]:
    """The file, read once from its disk, decrypted into a spool in `folder` and verified.

    `identity` gets the reading function for the preface and returns what opens the rest. `accept` is asked when the
    signature is known to be by the key that the header names, before anything is unpacked: it raises for a file that is
    not for this record. `halt` may raise at any piece. Raises each of `refusals`, NotAFile, SpoolFailed.
    """
    with private_spool(folder) as spool:
        # closed at once: the stick can be taken out while what is on it is taken in
        with opened(path) as file:
            source = Source(path, file, limits, halt)
            _refuse_other(source, form)
            signed = _decrypted(source, identity, spool)
        header, start = _header(path, form, spool, limits)
        if not is_signed(header.signed_by, signed.signature, form.line + signed.digest):
            raise SignedByAnother(path)
        accept(header)
        end = spool.size - SIGNATURE_BYTES
        found = Unsealed(path, header, 0, 0, lambda: spool.reader(start, end), end - start, limits)
        entries = papers = 0
        for item in found.items():
            halt()
            if isinstance(item, Entry):
                entries += 1
            elif isinstance(item, PaperPart):
                papers += item.last
        yield replace(found, entries=entries, papers=papers)


def _refuse_other(source: Source, form: Form[H]) -> None:
    first = _FIRST_LINE.fullmatch(source.line())
    name = "" if first is None else first[1].decode()
    if first is None or name != form.name:
        raise form.instead.get(name, form.other)(source.path)
    if int(first[2]) != PROTOCOL:
        other = OfNewerProgram if int(first[2]) > PROTOCOL else OfOlderProgram
        raise (other if source.is_whole() else FileDamaged)(source.path)


def _decrypted(source: Source, identity: Callable[[Callable[[int], bytes]], Identity], spool: Spool) -> Signed:
    signed = Signed(spool)
    try:
        age_streams.decrypt(source.pieces(), signed.take, identity(source.read))
    except (NotAge, WrongInvitationCode) as wrong:
        if not source.is_whole():
            raise FileDamaged(source.path) from wrong
        if isinstance(wrong, WrongInvitationCode):
            raise
        raise (NotForThisDesk if isinstance(wrong, NotSealedTo) else FileDamaged)(source.path) from wrong
    if not source.is_whole():
        raise FileDamaged(source.path)
    return signed


def _header(path: Path, form: Form[H], spool: Spool, limits: Limits) -> tuple[H, int]:
    with spooling(), spool.reader() as plain:
        line = plain.readline(limits.header)
    try:
        return form.header.model_validate_json(line), len(line)
    except ValidationError as wrong:
        raise ContentsUnreadable(path) from wrong
