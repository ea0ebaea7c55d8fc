"""What a file for other desks holds: which papers are awaited, entries in the order of the sender's journal, papers.

All of it is frames: a letter, the length in four bytes, the content. One is held at a time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, BinaryIO, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from gridcounter.core.record.journal import LAST_MOMENT, Entry
from gridcounter.errors import Fault
from gridcounter.services.desks.header import Hash, Seq, Short
from gridcounter.store.awaited_papers import Awaiting

#: Of a paper, in one frame.
PART_BYTES = 1024 * 1024
_AWAITED, _ENTRY, _PART, _END = b"W", b"E", b"P", b"Z"
_LENGTH, _DIGEST, _NUMBER = 4, 32, 8
_SALT = 9
_PART_HEAD = _DIGEST + 2 * _NUMBER
_AWAITED_HEAD = _DIGEST + _NUMBER
#: Desks whose waiting is passed on in one file.
_MOST_DESKS = 1000


@dataclass(frozen=True, slots=True)
class PaperPart:
    """Bytes of the paper or attachment whose SHA-256 is `sha256` and which has `size` bytes, from `offset` on."""

    sha256: str
    size: int
    offset: int
    content: bytes

    @property
    def last(self) -> bool:
        """Whether the paper is complete with it."""
        return self.offset + len(self.content) == self.size


Item: TypeAlias = "Awaiting | Entry | PaperPart"


class PaperDiffers(Fault):
    """What is to be written is not what its digest says."""

    def __init__(self, sha256: str) -> None:
        super().__init__(
            f"存档的文书（{sha256[:8]}…）与登记的校验值不符，没有导出；请用 gridcounter record verify 核对"
        )


class NotContents(Exception):
    """The bytes are not what `frames_of` writes, or beyond the limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read at most: bytes of the file, of the header, of one entry, of one paper; number of items.

    Entries and papers may unpack to `ratio` times the bytes of the file, beyond the `free` ones: each entry has hashes,
    which do not shrink.
    """

    file: int = 8 * 1024**3
    header: int = 1024**2
    entry: int = 16 * 1024**2
    paper: int = 64 * 1024**2
    items: int = 50_000_000
    free: int = 64 * 1024**2
    ratio: int = 200

    def unpacked(self, packed: int) -> int:
        """The bytes to which so many may unpack."""
        return self.free + self.ratio * packed


LIMITS = Limits()

#: The thirteen columns of the journal, the salt in hex. What they say is judged where entries are taken in: a kind of a
#: later program passes.
_COLUMNS: TypeAdapter[tuple[Any, ...]] = TypeAdapter(
    tuple[
        Annotated[Short, Field(min_length=1)],
        Seq,
        Short,
        Short,
        Short,
        Short,
        Short | None,
        Annotated[Short, Field(min_length=1)],
        str | None,
        Annotated[str, Field(pattern=r"^([0-9a-f]{2}){0,64}$")] | None,
        Hash,
        Hash,
        Hash,
    ],
    config=ConfigDict(strict=True),
)
_COUNTS: TypeAdapter[tuple[int, int]] = TypeAdapter(tuple[int, int], config=ConfigDict(strict=True))
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def frames_of(
    entries: Iterable[Entry], papers: Iterable[tuple[str, bytes]] = (), awaited: Iterable[Awaiting] = ()
) -> Iterator[bytes]:
    """The contents as bytes: what is awaited, entries, then papers by digest, each whole in memory only while it is
    written.

    Raises PaperDiffers.
    """
    many = together = 0
    for said in awaited:
        head = bytes.fromhex(said.signs_with) + said.at.to_bytes(_NUMBER, "big")
        yield _frame(_AWAITED, head + bytes.fromhex("".join(said.digests)))
    for entry in entries:
        many += 1
        yield _frame(_ENTRY, _packed(entry))
    for sha256, content in papers:
        together += 1
        yield from _parts(sha256, content)
    yield _frame(_END, _encode([many, together]).encode())


def items_of(source: BinaryIO, limits: Limits = LIMITS, most: int | None = None) -> Iterator[Item]:
    """What is awaited, entries, then parts of papers, each paper's one after the other and compared with its digest at
    the last.

    `most` bytes are read at most. Raises NotContents.
    """
    desks = many = together = read = 0
    paper: _Paper | None = None
    while True:
        kind, content = _next(source, limits)
        read += len(content)
        if (most is not None and read > most) or many + together > limits.items:
            raise NotContents
        if kind == _AWAITED and desks < _MOST_DESKS and many == together == 0 and paper is None:
            desks += 1
            yield _awaited(content)
        elif kind == _ENTRY and paper is None and together == 0:
            many += 1
            yield _entry(content)
        elif kind == _PART:
            paper = paper or _Paper()
            part = _part(content, limits)
            paper.add(part)
            if part.last:
                paper, together = None, together + 1
            yield part
        elif kind == _END and paper is None and source.read(1) == b"":
            if _counts(content) != (many, together):
                raise NotContents
            return
        else:
            raise NotContents


def joined(parts: Iterable[PaperPart]) -> Iterator[tuple[str, bytes]]:
    """Whole papers with their digests, one in memory at a time."""
    collected = bytearray()
    for part in parts:
        collected += part.content
        if part.last:
            yield part.sha256, bytes(collected)
            collected.clear()


class _Paper:
    """The parts of one paper as they come."""

    def __init__(self) -> None:
        self._digest, self._read = hashlib.sha256(), 0
        self._first: tuple[str, int] | None = None

    def add(self, part: PaperPart) -> None:
        named = (part.sha256, part.size)
        self._first = self._first or named
        self._digest.update(part.content)
        if named != self._first or part.offset != self._read:
            raise NotContents
        self._read += len(part.content)
        if part.last and self._digest.hexdigest() != part.sha256:
            raise NotContents


def _frame(kind: bytes, content: bytes) -> bytes:
    return kind + len(content).to_bytes(_LENGTH, "big") + content


def _next(source: BinaryIO, limits: Limits) -> tuple[bytes, bytes]:
    head = source.read(1 + _LENGTH)
    size = int.from_bytes(head[1:], "big")
    most = limits.entry if head[:1] == _ENTRY else _PART_HEAD + PART_BYTES
    if len(head) != 1 + _LENGTH or size > most:
        raise NotContents
    content = source.read(size)
    if len(content) != size:
        raise NotContents
    return head[:1], content


def _packed(entry: Entry) -> bytes:
    columns = (
        *(entry.device, entry.seq, entry.hlc, entry.entered_at, entry.happened_at, entry.clerk, entry.application),
        *(entry.kind, entry.written, None if entry.salt is None else entry.salt.hex()),
        *(entry.payload_digest, entry.prev, entry.hash),
    )
    return _encode(columns).encode()


def _entry(content: bytes) -> Entry:
    try:
        columns = list(_COLUMNS.validate_json(content))
    except ValidationError as wrong:
        raise NotContents from wrong
    if columns[_SALT] is not None:
        columns[_SALT] = bytes.fromhex(columns[_SALT])
    return Entry(*columns)


def _awaited(content: bytes) -> Awaiting:
    if len(content) < _AWAITED_HEAD or (len(content) - _AWAITED_HEAD) % _DIGEST:
        raise NotContents
    at = int.from_bytes(content[_DIGEST:_AWAITED_HEAD], "big")
    if at > LAST_MOMENT:
        raise NotContents
    digests = (content[start : start + _DIGEST].hex() for start in range(_AWAITED_HEAD, len(content), _DIGEST))
    return Awaiting(content[:_DIGEST].hex(), at, tuple(digests))


def _parts(sha256: str, content: bytes) -> Iterator[bytes]:
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PaperDiffers(sha256)
    size = len(content).to_bytes(_NUMBER, "big")
    for offset in range(0, max(len(content), 1), PART_BYTES):
        head = bytes.fromhex(sha256) + size + offset.to_bytes(_NUMBER, "big")
        yield _frame(_PART, head + content[offset : offset + PART_BYTES])


def _part(content: bytes, limits: Limits) -> PaperPart:
    if len(content) < _PART_HEAD:
        raise NotContents
    size = int.from_bytes(content[_DIGEST : _DIGEST + _NUMBER], "big")
    offset = int.from_bytes(content[_DIGEST + _NUMBER : _PART_HEAD], "big")
    part = PaperPart(content[:_DIGEST].hex(), size, offset, content[_PART_HEAD:])
    # a part without bytes is an empty paper: others would come without end
    if size > limits.paper or offset + len(part.content) > size or (size and not part.content):
        raise NotContents
    return part


def _counts(content: bytes) -> tuple[int, int]:
    try:
        return _COUNTS.validate_json(content)
    except ValidationError as wrong:
        raise NotContents from wrong
