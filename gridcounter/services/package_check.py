"""A push package that came from somewhere, held against its own manifest. Nothing is ever unpacked to disk."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from gridcounter.core.attachments import MOST_BYTES, MOST_BYTES_TOGETHER
from gridcounter.core.push_package import DATA, MANIFEST, REQUIRED, SCHEMA, FilingData, Manifest, is_plain_path, schema
from gridcounter.errors import Refusal, WrongInput

if TYPE_CHECKING:
    from pathlib import Path

_MOST_FILES = 500
#: One entry may be an attachment or a form with it; all of them the attachments with form and data.
_MOST_ENTRY = MOST_BYTES + 1024 * 1024
_MOST_TOGETHER = MOST_BYTES_TOGETHER + 64 * 1024 * 1024
#: Our JSON shrinks to a twentieth at most; what shrinks more is not ours.
_MOST_SHRUNK = 100
_SMALL = 64 * 1024
_PIECE = 1024 * 1024
_FOLDER_BITS, _LINK_BITS = 0o040000, 0o120000


class NotAPackage(WrongInput):
    def __init__(self, path: Path) -> None:
        super().__init__([f"{path.name}：不是推送材料包；应为 gridcounter filing export 写出的 ZIP 文件"])


class PackageUnsound(Refusal):
    """Every problem at once, each naming the file it is about."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join((*problems, "这个材料包不能用，请重新导出")))


@dataclass(frozen=True, slots=True)
class Checked:
    number: str
    version: int
    title: str
    files: int
    attachments: int


def check_package(path: Path) -> Checked:
    """Raises NotAPackage, PackageUnsound."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(archive, path)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as wrong:
        raise NotAPackage(path) from wrong


def _check(archive: zipfile.ZipFile, path: Path) -> Checked:
    problems = _entries(archive)
    if problems:
        raise PackageUnsound(problems)
    names = set(archive.namelist())
    if MANIFEST not in names:
        raise NotAPackage(path)
    try:
        listed = Manifest.model_validate_json(_read(archive, MANIFEST))
    except (ValidationError, ValueError, zipfile.BadZipFile) as wrong:
        raise PackageUnsound([f"{MANIFEST}：读不出来或者不是本程序的格式"]) from wrong
    problems = [f"{name}：材料包里必须有这个文件，却没有列出" for name in REQUIRED if name not in _paths(listed)]
    for file in listed.files:
        if file.path not in names:
            problems.append(f"{file.path}：缺少这个文件")
        elif _digest(archive, file.path) != file.sha256:
            problems.append(f"{file.path}：内容与清单的校验值不符，被改动过")
    problems += [f"{name}：清单里没有这个文件" for name in sorted(names - _paths(listed) - {MANIFEST})]
    if problems:
        raise PackageUnsound(problems)
    data = _data(archive)
    missing = [f"{one.path}：{DATA} 里登记的附件不在材料包里" for one in data.attachments if one.path not in names]
    if missing:
        raise PackageUnsound(missing)
    return Checked(data.number, data.filing.version, data.form.title, len(names), len(data.attachments))


def _paths(listed: Manifest) -> set[str]:
    return {file.path for file in listed.files}


def _entries(archive: zipfile.ZipFile) -> list[str]:
    """What an entry says of itself, before a byte of it is unpacked."""
    entries = archive.infolist()
    if len(entries) > _MOST_FILES:
        return [f"文件太多（{len(entries)} 个），不是本程序写的材料包"]
    problems = []
    seen: set[str] = set()
    for entry in entries:
        # a name is cut at a zero byte when it is read: the one that stands in the file counts
        name = entry.orig_filename
        shown = name.encode("unicode_escape", "replace").decode() if not name.isprintable() else name
        mode = entry.external_attr >> 16
        if not is_plain_path(name):
            problems.append(f"{shown}：路径会写到别的地方，不安全")
        elif name in seen:
            problems.append(f"{shown}：同一个名字有两份")
        elif mode & 0o170000 in {_LINK_BITS, _FOLDER_BITS}:
            problems.append(f"{shown}：不是普通文件")
        elif entry.flag_bits & 1:
            problems.append(f"{shown}：加了密码，读不出来")
        elif entry.file_size > _MOST_ENTRY or (
            entry.file_size > _SMALL and entry.file_size > _MOST_SHRUNK * max(entry.compress_size, 1)
        ):
            problems.append(f"{shown}：解开后过大，不安全")
        seen.add(name)
    if sum(entry.file_size for entry in entries) > _MOST_TOGETHER:
        problems.append("解开后的总量过大，不安全")
    return problems


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Never more than the entry said it would be."""
    with archive.open(name) as source:
        return source.read(_MOST_ENTRY + 1)


def _digest(archive: zipfile.ZipFile, name: str) -> str:
    digest, left = hashlib.sha256(), _MOST_ENTRY
    try:
        with archive.open(name) as source:
            while (piece := source.read(_PIECE)) and left >= 0:
                digest.update(piece)
                left -= len(piece)
    except (zipfile.BadZipFile, EOFError, OSError):
        return ""
    return digest.hexdigest()


def _data(archive: zipfile.ZipFile) -> FilingData:
    text = _read(archive, DATA)
    try:
        data = FilingData.model_validate_json(text)
    except ValidationError as wrong:
        places = sorted({".".join(str(part) for part in error["loc"]) for error in wrong.errors()})
        raise PackageUnsound([f"{DATA}：不合格式（{'、'.join(places[:5])}）"]) from wrong
    if json.loads(_read(archive, SCHEMA)) != json.loads(schema()):
        raise PackageUnsound([f"{SCHEMA}：不是 {data.format} 的格式说明"])
    return data
