"""A ZIP with a manifest that lists every file with its SHA-256: opened only if files, manifest and signature agree."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from gridcounter.core.exchange.evidence import EvidenceManifest
from gridcounter.core.exchange.push_package import SIGNATURE, Manifest, PackedFile, as_json
from gridcounter.core.record.signing import PackedSignature
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.files.regular_files import open_regular
from gridcounter.services.files.zip_entries import UNREADABLE, digest_of, is_as_written, read_entry, unsafe_entries
from gridcounter.store.signing import is_signed

_NOT_OURS = "压缩包：不是本程序写出的样子，里面夹带了别的内容；别的软件解开的，可能和这里核对的不一样"
Listed = TypeVar("Listed", EvidenceManifest, Manifest)
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class ZipFormat(Generic[Listed]):
    """`manifest` is the file that `model` parses; `required` files must be listed in it.

    `other` refuses a file of another kind, `unsound` one of this kind with all of its problems.
    """

    manifest: str
    model: type[Listed]
    required: Collection[str]
    other: Callable[[Path], WrongInput]
    unsound: Callable[[list[str]], Refusal]

    @contextmanager
    def opened(self, path: Path) -> Iterator[tuple[zipfile.ZipFile, Listed]]:
        """The archive and its manifest, after the signature and every listed file were read and compared.

        Raises `other` and `unsound`.
        """
        try:
            with open_regular(path) as source, zipfile.ZipFile(source) as archive:
                self.refuse(unsafe_entries(archive))
                names = set(archive.namelist())
                if self.manifest not in names:
                    raise self.other(path)
                listed = self.read(archive, self.manifest, self.model)
                self.refuse(list(self._wrongly_signed(archive, listed, names)))
                self.refuse(self._differences(archive, listed, names))
                self.refuse([] if is_as_written(archive) else [_NOT_OURS])
                yield archive, listed
        except UNREADABLE as wrong:
            raise self.other(path) from wrong

    def read(self, archive: zipfile.ZipFile, name: str, model: type[Model]) -> Model:
        """Parses a JSON file of the archive. Raises `unsound` if it cannot be read or does not validate."""
        try:
            return model.model_validate_json(read_entry(archive, name))
        except UNREADABLE as wrong:
            raise self.unsound([f"{name}：读不出来或者不是本程序的格式"]) from wrong

    def refuse(self, problems: list[str]) -> None:
        """Raises `unsound` if there are any."""
        if problems:
            raise self.unsound(problems)

    def _wrongly_signed(self, archive: zipfile.ZipFile, listed: Listed, names: set[str]) -> Iterator[str]:
        """A file without a signature is none of these: it says so itself."""
        if listed.signed_by is None:
            return
        if SIGNATURE not in names:
            yield f"{SIGNATURE}：清单写明已经签名，签名却不在，被去掉了"
            return
        packed = self.read(archive, SIGNATURE, PackedSignature)
        if as_json(packed) != read_entry(archive, SIGNATURE):
            yield f"{SIGNATURE}：不是本程序写出的样子，被改动过"
        elif not is_signed(listed.signed_by, packed.signature, read_entry(archive, self.manifest)):
            yield f"{SIGNATURE}：签名与清单不符，清单被改动过，或者签名不是这一份的"

    def _differences(self, archive: zipfile.ZipFile, listed: Listed, names: set[str]) -> list[str]:
        files = {file.path: file for file in listed.files}
        beside = {self.manifest} if listed.signed_by is None else {self.manifest, SIGNATURE}
        problems = [f"{name}：材料包里必须有这个文件，却没有列出" for name in self.required if name not in files]
        if len(files) < len(listed.files):
            problems.append(f"{self.manifest}：同一个文件列了不止一次")
        wrong = {name: _wrong(archive, file, names) for name, file in files.items()}
        problems += [f"{name}：{what}" for name, what in wrong.items() if what]
        return problems + [f"{name}：清单里没有这个文件" for name in sorted(names - files.keys() - beside)]


def _wrong(archive: zipfile.ZipFile, file: PackedFile, names: Collection[str]) -> str:
    if file.path not in names:
        return "缺少这个文件"
    if digest_of(archive, file.path) != file.sha256:
        return "内容与清单的校验值不符，被改动过"
    return "" if archive.getinfo(file.path).file_size == file.size else "大小与清单不符"
