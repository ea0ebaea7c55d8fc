"""ZIP files that leave the office: written alike on every system, and checked before they are read."""

from __future__ import annotations

import hashlib
import lzma
import struct
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from gridcounter.core.exchange.push_package import is_plain_path
from gridcounter.core.validation.attachments import MOST_BYTES, MOST_BYTES_TOGETHER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

_MOST_FILES = 500
#: One entry may be an attachment or a form with it; all of them the attachments with form and data.
_MOST_ENTRY = MOST_BYTES + 1024 * 1024
_MOST_TOGETHER = MOST_BYTES_TOGETHER + 64 * 1024 * 1024
#: Our JSON shrinks to a twentieth at most; what shrinks more is not ours.
_MOST_SHRUNK = 100
_SMALL = 64 * 1024
_PIECE = 1024 * 1024
_FOLDER_BITS, _LINK_BITS = 0o040000, 0o120000
#: What a ZIP says of every entry: the same on every day.
_NEVER = (1980, 1, 1, 0, 0, 0)
_TEXTS = (".json", ".txt")
#: What a damaged file, or one of another kind, comes out of zipfile as.
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
    """The same files are the same bytes."""
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
    """Problems by the entries' own headers, found before anything is unpacked."""
    entries = archive.infolist()
    if len(entries) > _MOST_FILES:
        return [f"文件太多（{len(entries)} 个），不是本程序写的材料包"]
    problems = []
    seen: set[str] = set()
    for entry in entries:
        # a name is cut at a zero byte when it is read: the one that stands in the file counts
        name = entry.orig_filename
        shown = name if name.isprintable() else name.encode("unicode_escape", "replace").decode()
        problems += [f"{shown}：{wrong}" for wrong in _unsafe(entry, seen)]
        seen.add(name)
    if sum(entry.file_size for entry in entries) > _MOST_TOGETHER:
        problems.append("解开后的总量过大，不安全")
    return problems


def _unsafe(entry: zipfile.ZipInfo, seen: Collection[str]) -> Iterator[str]:
    """At most one thing."""
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


def unlike_the_list(
    archive: zipfile.ZipFile, listed: Sequence[tuple[str, str]], *, manifest: str, required: Iterable[str]
) -> list[str]:
    """How the files differ from those `listed`, path and SHA-256, in the `manifest`."""
    names, paths = set(archive.namelist()), {path for path, _ in listed}
    problems = [f"{name}：材料包里必须有这个文件，却没有列出" for name in required if name not in paths]
    for path, digest in listed:
        if path not in names:
            problems.append(f"{path}：缺少这个文件")
        elif digest_of(archive, path) != digest:
            problems.append(f"{path}：内容与清单的校验值不符，被改动过")
    return problems + [f"{name}：清单里没有这个文件" for name in sorted(names - paths - {manifest})]


def read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """Never more than the largest entry may be."""
    with archive.open(name) as source:
        return source.read(_MOST_ENTRY + 1)


def digest_of(archive: zipfile.ZipFile, name: str) -> str:
    """SHA-256 in hex; "" where the file cannot be read."""
    digest, left = hashlib.sha256(), _MOST_ENTRY
    try:
        with archive.open(name) as source:
            while (piece := source.read(_PIECE)) and left >= 0:
                digest.update(piece)
                left -= len(piece)
    except UNREADABLE:
        return ""
    return digest.hexdigest()
