"""ZIP files that leave the office: written identically on every system, and checked before they are read."""

from __future__ import annotations

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from io import SEEK_CUR, BytesIO
from typing import IO

from gridcounter.core.exchange.push_package import as_unpacked, is_plain_path
from gridcounter.core.validation.attachments import MOST_BYTES, MOST_BYTES_TOGETHER

_MOST_FILES = 500
#: The largest entry is an attachment or a form with its attachments; all entries: the attachments, form and data.
_MOST_ENTRY = MOST_BYTES + 1024 * 1024
_MOST_TOGETHER = MOST_BYTES_TOGETHER + 64 * 1024 * 1024
#: Our JSON shrinks by at most a factor of twenty; a higher ratio is not ours.
_MOST_SHRUNK = 100
_SMALL = 64 * 1024
_PIECE = 1024 * 1024
_FOLDER_BITS, _LINK_BITS = 0o040000, 0o120000
#: The date of every entry: the same on every day.
_NEVER = (1980, 1, 1, 0, 0, 0)
_TEXTS = (".json", ".txt")
_ATTRIBUTES = 0o644 << 16
#: What zipfile raises for a damaged file or one of another kind.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """Equal files give equal bytes."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, _NEVER)
            entry.compress_type = _method(path)
            entry.external_attr = _ATTRIBUTES
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, content)
    return target.getvalue()


def is_as_written(archive: zipfile.ZipFile) -> bool:
    """Whether every byte of the file around and in its entries is one that `write_zip` writes.

    What zipfile passes over, another program may follow: a second name in an extra field, bytes in between, another
    header in front of a content. Compressed bytes themselves differ from library to library, and are only unpacked.
    """
    source = archive.fp
    assert source is not None
    entries = archive.infolist()
    paths = [entry.orig_filename for entry in entries]
    source.seek(0)
    central = b""
    for entry in entries:
        local, listed = _headers(entry, source.tell())
        central += listed
        if source.read(len(local)) != local or not _ends_where_it_says(source, entry):
            return False
    place = source.tell()
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(entries), len(entries), len(central), place, 0)
    return paths == sorted(paths) and source.read() == central + end


def _headers(entry: zipfile.ZipInfo, place: int) -> tuple[bytes, bytes]:
    """What `write_zip` puts before the content of this entry at `place`, and into the list at the end."""
    name = entry.orig_filename.encode("utf-8", "surrogatepass")
    method = _method(entry.orig_filename)
    flags = 0 if name.isascii() else 0x800
    day = 1 << 5 | 1  # the first of January 1980
    sizes = (entry.CRC, entry.compress_size, entry.file_size, len(name), 0)
    local = struct.pack("<4s2B4H3L2H", b"PK\3\4", 20, 0, flags, method, 0, day, *sizes)
    listed = struct.pack(
        "<4s4B4H3L5H2L", b"PK\1\2", 20, 3, 20, 0, flags, method, 0, day, *sizes, 0, 0, 0, _ATTRIBUTES, place
    )
    return local + name, listed + name


def _ends_where_it_says(source: IO[bytes], entry: zipfile.ZipInfo) -> bool:
    """Whether the content fills all its bytes."""
    if _method(entry.orig_filename) == zipfile.ZIP_STORED:
        source.seek(entry.compress_size, SEEK_CUR)
        return entry.compress_size == entry.file_size
    left, unpacked, reader = entry.compress_size, 0, zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0:
        piece = source.read(min(left, _PIECE))
        left -= len(piece)
        if not piece or reader.eof:
            return False
        unpacked += len(reader.decompress(piece, _MOST_ENTRY))
        if reader.unconsumed_tail or reader.unused_data:
            return False
    return reader.eof and unpacked == entry.file_size


def _method(path: str) -> int:
    return zipfile.ZIP_DEFLATED if path.endswith(_TEXTS) else zipfile.ZIP_STORED


def unsafe_entries(archive: zipfile.ZipFile) -> list[str]:
    """Problems found in the entries' headers, before anything is unpacked."""
    entries = archive.infolist()
    if len(entries) > _MOST_FILES:
        return [f"文件太多（{len(entries)} 个），不是本程序写的材料包"]
    problems = []
    seen: set[str] = set()
    for entry in entries:
        # the reader cuts a name at a zero byte: the original name in the file is checked
        name = entry.orig_filename
        shown = name if name.isprintable() else name.encode("unicode_escape", "replace").decode()
        problems += [f"{shown}：{wrong}" for wrong in _unsafe(entry, seen)]
        seen.add(as_unpacked(name))
    if sum(entry.file_size for entry in entries) > _MOST_TOGETHER:
        problems.append("解开后的总量过大，不安全")
    return problems


def _unsafe(entry: zipfile.ZipInfo, seen: Collection[str]) -> Iterator[str]:
    """Yields the first problem of the entry, if any."""
    if not is_plain_path(entry.orig_filename):
        yield "路径会写到别的地方，不安全"
    elif as_unpacked(entry.orig_filename) in seen:
        yield "同一个名字有两份"
    elif entry.external_attr >> 16 & 0o170000 in {_LINK_BITS, _FOLDER_BITS}:
        yield "不是普通文件"
    elif entry.flag_bits & 1:
        yield "加了密码，读不出来"
    elif entry.file_size > max(_SMALL, min(_MOST_ENTRY, _MOST_SHRUNK * max(entry.compress_size, 1))):
        yield "解开后过大，不安全"


def read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """Reads at most the size limit of an entry."""
    with archive.open(name) as source:
        return source.read(_MOST_ENTRY + 1)


def digest_of(archive: zipfile.ZipFile, name: str) -> str:
    """SHA-256 in hex; "" if the file cannot be read."""
    digest, left = hashlib.sha256(), _MOST_ENTRY
    try:
        with archive.open(name) as source:
            while (piece := source.read(_PIECE)) and left >= 0:
                digest.update(piece)
                left -= len(piece)
    except UNREADABLE:
        return ""
    return digest.hexdigest()
