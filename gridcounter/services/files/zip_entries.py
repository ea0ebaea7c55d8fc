"""ZIP files that leave the office: written identically on every system, and checked before they are read."""

from __future__ import annotations

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from io import BytesIO

from gridcounter.core.exchange.push_package import is_plain_path
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
            entry.compress_type = zipfile.ZIP_DEFLATED if path.endswith(_TEXTS) else zipfile.ZIP_STORED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, content)
    return target.getvalue()


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
        seen.add(name)
    if sum(entry.file_size for entry in entries) > _MOST_TOGETHER:
        problems.append("解开后的总量过大，不安全")
    return problems


def _unsafe(entry: zipfile.ZipInfo, seen: Collection[str]) -> Iterator[str]:
    """Yields the first problem of the entry, if any."""
    if not is_plain_path(entry.orig_filename):
        yield "路径会写到别的地方，不安全"
    elif entry.orig_filename in seen:
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
