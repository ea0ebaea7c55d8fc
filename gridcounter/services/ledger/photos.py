"""收照片: photographs of signed sheets, each filed with its paper, which the QR code on the sheet names.

One photograph is in memory at a time: a folder of a day on site has hundreds of megabytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gridcounter.core.validation.attachments import recognise
from gridcounter.core.validation.paper_code import PaperCode, read_code
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.files.examination import EXAMINER, SmallPicture
from gridcounter.services.ledger.signed_copies import SignedCopies
from gridcounter.services.papers.attachments import CheckedFile, read_attachment
from gridcounter.services.papers.issued_papers import IssuedPapers, title_of
from gridcounter.store.journal.validators.entries import ApplicationNotFound, Purged
from gridcounter.store.papers import IssuedPaper
from gridcounter.store.queries.application_rows import papers_awaiting_a_copy

#: By their names; what they are is told by their contents.
SUFFIXES = (".jpg", ".jpeg", ".png", ".pdf", ".heic", ".heif")
#: ISO base media files of these brands are HEIF, which telephones make of photographs.
_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


class HeicPhoto(Refusal):
    """A photograph in Apple's form, which no printer's program and no evidence bundle opens."""

    sentence = "这是 HEIC 照片，这里收不了：请在手机里改成 JPEG（相机设置里选“兼容性最佳”），或者转存成 JPEG 再收"


class PaperOfElsewhere(Refusal):
    """The code is of a paper that this record did not issue."""

    def __init__(self, code: PaperCode) -> None:
        name = title_of(code.paper, consultation=False)
        super().__init__(f"不是这份台账的文书：查询码 {code.short_code}，《{name}》第 {code.version} 版，没有收")


@dataclass(frozen=True, slots=True)
class ReadPhoto:
    """`codes` are those of papers, of any record. `taken`: when the camera says; None without."""

    checked: CheckedFile
    codes: tuple[PaperCode, ...]
    taken: datetime | None
    picture: SmallPicture | None


@dataclass(frozen=True, slots=True)
class Target:
    """A paper to which a photograph may belong. `delivered`: its delivery is on record."""

    ref: str
    name: str
    delivered: bool


@dataclass(frozen=True, slots=True)
class Found:
    """`targets`: one names the paper, several leave the choice to a person, none leaves it open.

    `refused` says why it is not filed at all.
    """

    targets: tuple[Target, ...] = ()
    refused: str = ""


def photos_in(folder: Path) -> list[Path]:
    """The pictures and PDFs of a folder by their names, without those of folders in it. Raises OSError."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.is_file())


def read_photo(path: Path) -> ReadPhoto:
    """Reads and examines a file; call it from a worker.

    Raises HeicPhoto, and as `check_file` does.
    """
    content = read_attachment(path)
    if content[4:8] == b"ftyp" and content[8:12] in _BRANDS:
        raise HeicPhoto
    kind = recognise(content)
    found, photo = EXAMINER.read_photo(content, kind)
    if found.refused:
        raise found.refused
    codes = tuple(code for code in map(read_code, photo.codes) if code is not None)
    return ReadPhoto(CheckedFile(content, kind, found.carries), codes, photo.taken, found.picture)


@dataclass(frozen=True, eq=False)
class Photos:
    """Acts of one clerk. Everything but the jobs is for the thread that opened the record."""

    service: ApplicationService

    def find(self, codes: Iterable[PaperCode]) -> Found:
        """Which paper of this record the codes name."""
        targets: dict[str, Target] = {}
        refused = ""
        for code in codes:
            try:
                paper = self._paper(code)
            except Refusal as why:
                refused = refused or str(why)
            else:
                targets[paper.ref] = self._target(paper)
        return Found(tuple(targets.values()), "" if targets and not refused else refused)

    def choices(self) -> tuple[Target, ...]:
        """Papers in force without a signed copy, the newest first: for a photograph whose code nobody can read."""
        found = map(self.service.record.papers.get, papers_awaiting_a_copy(self.service.record.db))
        return tuple(self._target(paper) for paper in found if paper is not None)

    def filing(self, ref: str, checked: CheckedFile, taken: datetime | None, now: datetime) -> Callable[[], str]:
        """The write, for any thread; it returns a sentence. A paper not handed over yet is recorded as handed over.

        Raises PaperNotFound, NotHandedOver, OtherPaper; the write as `Attachments.add_checked`.
        """
        paper = self.service.record.papers.get(ref)
        if paper is None or paper.delivered_at is not None:
            return SignedCopies(self.service).filing(ref, checked)
        at = moment_of_delivery(taken, datetime.fromisoformat(paper.issued_at), now)
        deliver = IssuedPapers(self.service).delivering(ref, "in_person", at)
        return SignedCopies(self.service).filing(ref, checked, first=deliver)

    def _paper(self, code: PaperCode) -> IssuedPaper:
        applications = self.service.record.applications
        try:
            application = applications.by_short_code(code.short_code).id
        except Purged:
            raise
        except ApplicationNotFound:
            raise PaperOfElsewhere(code) from None
        for paper in self.service.record.papers.of(application):
            same = paper.content_hash.lower() == code.content_hash
            if (paper.paper, paper.version) == (code.paper, code.version) and same:
                return paper
        raise PaperOfElsewhere(code)

    def _target(self, paper: IssuedPaper) -> Target:
        applications = self.service.record.applications
        name = applications.fields(paper.application).get("applicant.name")
        title = title_of(paper.paper, consultation=paper.consultation)
        who = str(name.value) if name and name.value else applications.get(paper.application).number
        return Target(paper.ref, f"{title} 第 {paper.version} 版　{who}", delivered=paper.delivered_at is not None)


def moment_of_delivery(taken: datetime | None, issued: datetime, now: datetime) -> datetime:
    """When a sheet was handed over that was photographed signed: when the camera says, where that can be.

    A telephone's clock differs by minutes from the computer's: on the day of issue it may seem to come before it.
    """
    if taken is None:
        return now
    at = taken.astimezone(now.tzinfo)
    if at.date() == issued.astimezone(now.tzinfo).date():
        at = max(at, issued)
    return at if issued <= at <= now else now
