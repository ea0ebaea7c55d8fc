"""Checks an evidence bundle against its manifest and entries, without unpacking it to the disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import ZipFile

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
from gridcounter.services.files.checked_zip import ZipFormat


class NotABundle(WrongInput):
    """The file is not a ZIP with the bundle's manifest."""

    def __init__(self, path: Path) -> None:
        super().__init__([f"{path.name}：不是举证材料包；应为 gridcounter record bundle make 写出的 ZIP 文件"])


class BundleUnsound(Refusal):
    """All problems together, each naming its file."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join((*problems, "这个举证材料包不能作为凭据，请由出具单位重新生成")))


@dataclass(frozen=True, slots=True)
class SoundBundle:
    """`withheld` entries are included without their contents, because these name a person."""

    number: str
    made_at: str
    files: int
    papers: int
    entries: int
    withheld: int


_FORMAT: Final = ZipFormat(MANIFEST, EvidenceManifest, REQUIRED, NotABundle, BundleUnsound)


def check_bundle(path: Path) -> SoundBundle:
    """Verifies the bundle. Raises NotABundle, BundleUnsound."""
    with _FORMAT.opened(path) as (archive, listed):
        return _check(archive, listed)


def _check(archive: ZipFile, listed: EvidenceManifest) -> SoundBundle:
    files = {file.path: file.sha256 for file in listed.files}
    journal, packed = _FORMAT.read(archive, ENTRIES, PackedJournal), _FORMAT.read(archive, PAPERS, PackedPapers)
    problems = [f"{ENTRIES}：{wrong}" for wrong in unsound_entries(journal)]
    differ = (paper.path for paper in packed.papers if files.get(paper.path) != paper.sha256)
    problems += [f"{path}：与 {PAPERS} 里登记的校验值不符" for path in differ]
    problems += unsound_papers(journal, packed.papers)
    attached = {name: digest for name, digest in files.items() if name.startswith(f"{ATTACHMENTS}/")}
    problems += unsound_attachments(journal, attached)
    _FORMAT.refuse(problems)
    withheld = sum(one.contents is None for one in journal.entries)
    inside = len(archive.namelist())
    return SoundBundle(listed.number, listed.made_at, inside, len(packed.papers), len(journal.entries), withheld)
