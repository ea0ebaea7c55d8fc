"""What lies at the hub: boxes that only the desks of the office can open.

A box is the beginning of the id of its key, and what the key sealed. What it is, of which record and where it belongs
is authenticated with it: a box that was put elsewhere does not open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from gridcounter import lazy, paths
from gridcounter.core.record.journal import Entry
from gridcounter.services.desks.header import Hash, Short
from gridcounter.store.own_hub import OfficeKey

if TYPE_CHECKING:
    import zstandard

PROTOCOL = 1
_ID, _LEVEL = 8, 9
#: To which an entry may unpack.
_LONGEST = 16 * 1024**2

Keys: TypeAlias = Mapping[str, OfficeKey]

#: Moments, clerk, application and kind; the salt, or nothing where contents were purged, and their digest.
_LINE: TypeAdapter[tuple[str, str, str, str, str | None, str, str, str]] = TypeAdapter(
    tuple[
        Short,
        Short,
        Short,
        Short,
        Short | None,
        Annotated[Short, Field(min_length=1)],
        Annotated[str, Field(pattern=r"^([0-9a-f]{2}){0,64}$")],
        Hash,
    ],
    config=ConfigDict(strict=True),
)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


class BoxRefused(Exception):
    """It is not what a desk of the office put there: altered, put elsewhere, or not to be read."""


class KeyMissing(Exception):
    """It is sealed with a key that this desk does not have."""


def keys_by_id(keys: Iterable[OfficeKey]) -> dict[str, OfficeKey]:
    """As entries name them, which boxes do by the first bytes."""
    return {key.key_id: key for key in keys}


def seal(key: OfficeKey, content: bytes, *what: object) -> bytes:
    """`what` says what it is and where it belongs; nobody can open it as anything else."""
    short = key.key_id[: 2 * _ID]
    return bytes.fromhex(short) + key.sealed(content, _bound(short, what))


def opened(keys: Keys, box: bytes, *what: object) -> bytes:
    """Raises KeyMissing, BoxRefused."""
    if len(box) <= _ID:
        raise BoxRefused
    short = box[:_ID].hex()
    key = next((key for name, key in keys.items() if name.startswith(short)), None)
    if key is None:
        raise KeyMissing
    content = key.opened(box[_ID:], _bound(short, what))
    if content is None:
        raise BoxRefused
    return content


def sealed_entry(key: OfficeKey, record: str, entry: Entry) -> bytes:
    """Without what stands beside the box."""
    packing = lazy.zstandard.ZstdCompressor(level=_LEVEL, dict_data=_typical(), write_checksum=False)
    return seal(key, packing.compress(inside(entry)), "entry", record, entry.device, entry.seq, entry.hash)


def inside(entry: Entry) -> bytes:
    """What of an entry neither its place at the hub nor its neighbours tell: a line, and behind it the contents."""
    line = (
        *(entry.hlc, entry.entered_at, entry.happened_at, entry.clerk, entry.application, entry.kind),
        *("" if entry.salt is None else entry.salt.hex(), entry.payload_digest),
    )
    return f"{_encode(line)}\n{entry.written or ''}".encode()


def opened_entry(keys: Keys, record: str, device: str, seq: int, digest: str, prev: str, box: bytes) -> Entry:
    """Whether it follows the one before, and is what its hash says, is found out where it is taken in.

    Raises KeyMissing, BoxRefused.
    """
    packed = opened(keys, box, "entry", record, device, seq, digest)
    unpacking = lazy.zstandard.ZstdDecompressor(dict_data=_typical())
    try:
        if lazy.zstandard.frame_content_size(packed) > _LONGEST:
            raise BoxRefused
        line, _, text = unpacking.decompress(packed, max_output_size=_LONGEST).partition(b"\n")
        hlc, entered_at, happened_at, clerk, application, kind, salt, of_contents = _LINE.validate_json(line)
        contents = text.decode() if salt else None
    except (lazy.zstandard.ZstdError, ValidationError, UnicodeDecodeError) as wrong:
        raise BoxRefused from wrong
    when = hlc, entered_at, happened_at
    salted = bytes.fromhex(salt) if salt else None
    return Entry(device, seq, *when, clerk, application, kind, contents, salted, of_contents, prev, digest)


def _bound(short: str, what: tuple[object, ...]) -> bytes:
    return _encode(["gridcounter-hub", PROTOCOL, short, *what]).encode()


@cache
def _typical() -> zstandard.ZstdCompressionDict:
    """Invented entries, to which most are alike: without them a box has twice the bytes."""
    text = paths.typical_entries().read_bytes()
    made = lazy.zstandard.ZstdCompressionDict(text, dict_type=lazy.zstandard.DICT_TYPE_RAWCONTENT)
    made.precompute_compress(level=_LEVEL)
    return made
