"""Checks an evidence bundle against its signature, manifest and entries, without unpacking it to the disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from gridcounter import __version__
from gridcounter.core.exchange.evidence import (
    CLAUSES,
    ENTRIES,
    MANIFEST,
    PAPERS,
    REQUIRED,
    TIMELINE,
    TIMELINE_TEXT,
    EvidenceManifest,
    PackedClauses,
    PackedJournal,
    PackedPapers,
    PackedTimeline,
    missing_entries,
    partly_blank,
    unsound_attachments,
    unsound_entries,
    unsound_papers,
)
from gridcounter.core.exchange.push_package import ATTACHMENTS
from gridcounter.core.record.signing import Signer
from gridcounter.core.validation.text import in_one_line
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.exchange.evidence_compared import Compared, compare
from gridcounter.services.files.checked_zip import ZipFormat
from gridcounter.services.files.zip_entries import read_entry


class NotABundle(WrongInput):
    """The file is not a ZIP with the bundle's manifest."""

    def __init__(self, path: Path) -> None:
        super().__init__([f"{path.name}：不是举证材料包；应为 gridcounter record bundle make 写出的 ZIP 文件"])


class BundleUnsound(Refusal):
    """All problems together, each naming its file."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(map(in_one_line, problems))
        super().__init__("\n".join((*self.problems, "这个举证材料包不能作为凭据，请由出具单位重新生成")))


@dataclass(frozen=True, slots=True)
class SoundBundle:
    """`withheld` entries are included without their contents, because these name a person; `blank` ones are purged.

    `signer` is None for a bundle without a signature: its files agree, and nothing says who made it. `worded` are
    lines that another version of the program words in another way.
    """

    number: str
    made_at: str
    files: int
    papers: int
    entries: int
    withheld: int
    blank: int
    worded: tuple[str, ...]
    signer: Signer | None


_FORMAT: Final = ZipFormat(MANIFEST, EvidenceManifest, REQUIRED, NotABundle, BundleUnsound)


def check_bundle(path: Path) -> SoundBundle:
    """Verifies the bundle. Raises NotABundle, BundleUnsound."""
    with _FORMAT.opened(path) as (archive, listed):
        return _check(archive, listed)


def _check(archive: ZipFile, listed: EvidenceManifest) -> SoundBundle:
    journal, packed = _FORMAT.read(archive, ENTRIES, PackedJournal), _FORMAT.read(archive, PAPERS, PackedPapers)
    # what is worked out from entries is compared only where these hold
    _FORMAT.refuse([*_of_entries(journal, listed), *_of_files(journal, packed, listed)])
    compared = _compared(archive, listed.number, journal, packed)
    # the wording of another version is no forgery, if the signature says so
    other = listed.signed_by is not None and listed.program != __version__
    _FORMAT.refuse([*compared.different, *(() if other else compared.worded)])
    withheld = sum(one.withheld for one in journal.entries)
    return SoundBundle(
        number=listed.number,
        made_at=listed.made_at,
        files=len(archive.namelist()),
        papers=len(packed.papers),
        entries=len(journal.entries),
        withheld=withheld,
        blank=sum(one.contents is None for one in journal.entries) - withheld,
        worded=compared.worded,
        signer=listed.signed_by,
    )


def _of_entries(journal: PackedJournal, listed: EvidenceManifest) -> Iterator[str]:
    missing = () if listed.signed_by is None else missing_entries(journal, listed.entries)
    for wrong in (*unsound_entries(journal), *partly_blank(journal), *missing):
        yield f"{ENTRIES}：{wrong}"


def _of_files(journal: PackedJournal, packed: PackedPapers, listed: EvidenceManifest) -> Iterator[str]:
    files = {file.path: file.sha256 for file in listed.files}
    for paper in packed.papers:
        if files.get(paper.path) != paper.sha256:
            yield f"{paper.path}：与 {PAPERS} 里登记的校验值不符"
    yield from unsound_papers(journal, packed.papers)
    attached = {name: digest for name, digest in files.items() if name.startswith(f"{ATTACHMENTS}/")}
    yield from unsound_attachments(journal, attached)


def _compared(archive: ZipFile, number: str, journal: PackedJournal, papers: PackedPapers) -> Compared:
    timeline = _FORMAT.read(archive, TIMELINE, PackedTimeline)
    clauses = _FORMAT.read(archive, CLAUSES, PackedClauses)
    text = read_entry(archive, TIMELINE_TEXT).decode("utf-8", "replace")
    return compare(number, journal, timeline, text, papers, clauses)
