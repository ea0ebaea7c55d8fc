"""Checks a push package against its manifest, without unpacking it to the disk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from pydantic import ValidationError

from gridcounter.core.exchange.push_package import DATA, MANIFEST, REQUIRED, SCHEMA, FilingData, Manifest, schema
from gridcounter.core.record.signing import Signer
from gridcounter.core.validation.models import read_json
from gridcounter.core.validation.text import in_one_line
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.files.checked_zip import ZipFormat
from gridcounter.services.files.zip_entries import read_entry


class NotAPackage(WrongInput):
    """The file is not a ZIP with the package's manifest."""

    def __init__(self, path: Path) -> None:
        super().__init__([f"{path.name}：不是推送材料包；应为 gridcounter filing export 写出的 ZIP 文件"])


class PackageUnsound(Refusal):
    """All problems together, each naming its file."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(map(in_one_line, problems))
        super().__init__("\n".join((*self.problems, "这个材料包不能用，请重新导出")))


@dataclass(frozen=True, slots=True)
class SoundPackage:
    """A sound package: application number, version and title of the form, counts of files and attachments.

    `signer` is None for a package without a signature: its files agree, and nothing says who made it.
    """

    number: str
    version: int
    title: str
    files: int
    attachments: int
    signer: Signer | None


_FORMAT: Final = ZipFormat(MANIFEST, Manifest, REQUIRED, NotAPackage, PackageUnsound)


def check_package(path: Path) -> SoundPackage:
    """Verifies the package. Raises NotAPackage, PackageUnsound."""
    with _FORMAT.opened(path) as (archive, listed):
        names = set(archive.namelist())
        data = _data(archive)
        absent = (one.path for one in data.attachments if one.path not in names)
        _FORMAT.refuse([f"{path}：{DATA} 里登记的附件不在材料包里" for path in absent])
        return SoundPackage(
            number=data.number,
            version=data.filing.version,
            title=data.form.title,
            files=len(names),
            attachments=len(data.attachments),
            signer=listed.signed_by,
        )


def _data(archive: ZipFile) -> FilingData:
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
