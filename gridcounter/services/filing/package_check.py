"""Checks a push package against its own manifest, without unpacking it to the disk."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from gridcounter.core.exchange.push_package import DATA, MANIFEST, REQUIRED, SCHEMA, FilingData, Manifest, schema
from gridcounter.core.validation.models import read_json
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.files.zip_entries import UNREADABLE, read_entry, unlike_the_list, unsafe_entries

if TYPE_CHECKING:
    from pathlib import Path


class NotAPackage(WrongInput):
    """The file is not a ZIP with the package's manifest."""

    def __init__(self, path: Path) -> None:
        super().__init__([f"{path.name}：不是推送材料包；应为 gridcounter filing export 写出的 ZIP 文件"])


class PackageUnsound(Refusal):
    """Every problem at once, each naming the file it is about."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join((*problems, "这个材料包不能用，请重新导出")))


@dataclass(frozen=True, slots=True)
class Checked:
    """A sound package: number of the application, version and title of the form, how many files and attachments."""

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
    except UNREADABLE as wrong:
        raise NotAPackage(path) from wrong


def _check(archive: zipfile.ZipFile, path: Path) -> Checked:
    problems = unsafe_entries(archive)
    if problems:
        raise PackageUnsound(problems)
    names = set(archive.namelist())
    if MANIFEST not in names:
        raise NotAPackage(path)
    try:
        listed = Manifest.model_validate_json(read_entry(archive, MANIFEST))
    except UNREADABLE as wrong:
        raise PackageUnsound([f"{MANIFEST}：读不出来或者不是本程序的格式"]) from wrong
    files = [(file.path, file.sha256) for file in listed.files]
    problems = unlike_the_list(archive, files, manifest=MANIFEST, required=REQUIRED)
    if problems:
        raise PackageUnsound(problems)
    data = _data(archive)
    missing = [f"{one.path}：{DATA} 里登记的附件不在材料包里" for one in data.attachments if one.path not in names]
    if missing:
        raise PackageUnsound(missing)
    return Checked(data.number, data.filing.version, data.form.title, len(names), len(data.attachments))


def _data(archive: zipfile.ZipFile) -> FilingData:
    text = read_entry(archive, DATA)
    try:
        data = FilingData.model_validate_json(text)
    except ValidationError as wrong:
        places = sorted({".".join(str(part) for part in error["loc"]) for error in wrong.errors()})
        raise PackageUnsound([f"{DATA}：不合格式（{'、'.join(places[:5])}）"]) from wrong
    given, _ = read_json(read_entry(archive, SCHEMA))
    if given != json.loads(schema()):
        raise PackageUnsound([f"{SCHEMA}：不是 {data.format} 的格式说明"])
    return data
