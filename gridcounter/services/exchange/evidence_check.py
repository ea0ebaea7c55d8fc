"""Checks an evidence bundle against its own manifest and entries, without unpacking it to the disk."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from gridcounter.core.exchange.evidence import (
    ENTRIES,
    MANIFEST,
    PAPERS,
    REQUIRED,
    EvidenceManifest,
    PackedJournal,
    PackedPapers,
    unsound_attachments,
    unsound_entries,
    unsound_papers,
)
from gridcounter.core.exchange.push_package import ATTACHMENTS
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.files.zip_entries import UNREADABLE, digest_of, read_entry, unsafe_entries

if TYPE_CHECKING:
    from pathlib import Path

Model = TypeVar("Model", bound=BaseModel)


class NotABundle(WrongInput):
    """The file is not a ZIP with the bundle's manifest."""

    def __init__(self, path: Path) -> None:
        super().__init__([f"{path.name}：不是举证材料包；应为 gridcounter record bundle make 写出的 ZIP 文件"])


class BundleUnsound(Refusal):
    """Every problem at once, each naming the file it is about."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join((*problems, "这个举证材料包不能作为凭据，请由出具单位重新生成")))


@dataclass(frozen=True, slots=True)
class SoundBundle:
    """`withheld` entries are in it without their contents, because these name a person."""

    number: str
    made_at: str
    files: int
    papers: int
    entries: int
    withheld: int


def check_bundle(path: Path) -> SoundBundle:
    """Raises NotABundle, BundleUnsound."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _check(archive, path)
    except UNREADABLE as wrong:
        raise NotABundle(path) from wrong


def _check(archive: zipfile.ZipFile, path: Path) -> SoundBundle:
    problems = unsafe_entries(archive)
    if problems:
        raise BundleUnsound(problems)
    names = set(archive.namelist())
    if MANIFEST not in names:
        raise NotABundle(path)
    listed = _model(archive, MANIFEST, EvidenceManifest)
    files = {file.path: file.sha256 for file in listed.files}
    problems = [f"{name}：材料包里必须有这个文件，却没有列出" for name in REQUIRED if name not in files]
    for name, digest in files.items():
        if name not in names:
            problems.append(f"{name}：缺少这个文件")
        elif digest_of(archive, name) != digest:
            problems.append(f"{name}：内容与清单的校验值不符，被改动过")
    problems += [f"{name}：清单里没有这个文件" for name in sorted(names - files.keys() - {MANIFEST})]
    if problems:
        raise BundleUnsound(problems)
    journal, packed = _model(archive, ENTRIES, PackedJournal), _model(archive, PAPERS, PackedPapers)
    problems = [f"{ENTRIES}：{wrong}" for wrong in unsound_entries(journal)]
    for paper in packed.papers:
        if files.get(paper.path) != paper.sha256:
            problems.append(f"{paper.path}：与 {PAPERS} 里登记的校验值不符")
    problems += unsound_papers(journal, packed.papers)
    attached = {name: digest for name, digest in files.items() if name.startswith(f"{ATTACHMENTS}/")}
    problems += unsound_attachments(journal, attached)
    if problems:
        raise BundleUnsound(problems)
    withheld = sum(one.contents is None for one in journal.entries)
    return SoundBundle(listed.number, listed.made_at, len(names), len(packed.papers), len(journal.entries), withheld)


def _model(archive: zipfile.ZipFile, name: str, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(read_entry(archive, name))
    except UNREADABLE as wrong:
        raise BundleUnsound([f"{name}：读不出来或者不是本程序的格式"]) from wrong
