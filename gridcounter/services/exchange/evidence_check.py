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
from gridcounter.services.files.zip_entries import UNREADABLE, read_entry, unlike_the_list, unsafe_entries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from gridcounter.core.exchange.evidence import PackedPaper

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
    problems = unlike_the_list(archive, list(files.items()), manifest=MANIFEST, required=REQUIRED)
    if problems:
        raise BundleUnsound(problems)
    journal, packed = _model(archive, ENTRIES, PackedJournal), _model(archive, PAPERS, PackedPapers)
    problems = list(_unlike_the_journal(journal, packed.papers, files))
    if problems:
        raise BundleUnsound(problems)
    withheld = sum(one.contents is None for one in journal.entries)
    return SoundBundle(listed.number, listed.made_at, len(names), len(packed.papers), len(journal.entries), withheld)


def _unlike_the_journal(
    journal: PackedJournal, papers: Sequence[PackedPaper], files: Mapping[str, str]
) -> Iterator[str]:
    for wrong in unsound_entries(journal):
        yield f"{ENTRIES}：{wrong}"
    for paper in papers:
        if files.get(paper.path) != paper.sha256:
            yield f"{paper.path}：与 {PAPERS} 里登记的校验值不符"
    yield from unsound_papers(journal, papers)
    attached = {name: digest for name, digest in files.items() if name.startswith(f"{ATTACHMENTS}/")}
    yield from unsound_attachments(journal, attached)


def _model(archive: zipfile.ZipFile, name: str, model: type[Model]) -> Model:
    try:
        return model.model_validate_json(read_entry(archive, name))
    except UNREADABLE as wrong:
        raise BundleUnsound([f"{name}：读不出来或者不是本程序的格式"]) from wrong
