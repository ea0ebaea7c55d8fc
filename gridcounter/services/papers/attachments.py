"""Attachments: route drawings, licences, photographs, signed scans. Their bytes are encrypted beside the papers.

Bytes are never changed, not even a photograph's camera data: they are evidence. They leave the office only inside a
push package, or by an export.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.attachments import (
    MOST_BYTES,
    MOST_BYTES_TOGETHER,
    SUFFIXES,
    AttachmentsTooLarge,
    AttachmentTooLarge,
    Carried,
    FileType,
    recognise,
)
from gridcounter.core.validation.text import in_one_line, take_text
from gridcounter.errors import Refusal
from gridcounter.services.files.examination import EXAMINER
from gridcounter.services.files.regular_files import read_regular
from gridcounter.services.record.record import Record
from gridcounter.store.journal.validators.papers import PaperNotFound
from gridcounter.store.papers import why_lacking
from gridcounter.store.queries.application_rows import AttachmentRow, attachment, attachments_of
from gridcounter.store.stores import WritingStores

_LONGEST_TITLE = 60


class AttachmentUnreadable(Refusal):
    """The file cannot be read from the disk."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{in_one_line(path.name)} 打不开，请核对文件还在不在、能不能读")


class NoTitle(Refusal):
    """The title is empty or too long."""

    sentence = f"请写附件名称，{_LONGEST_TITLE} 字以内，如 路径图"


class AlreadyAttached(Refusal):
    """The application already has a file of the same bytes; `title` is its title."""

    def __init__(self, title: str) -> None:
        super().__init__(f"同样的文件已经作为“{title}”添加过，不用再添加")


class AttachmentLost(Refusal):
    """The archived bytes are missing or altered."""

    def __init__(self, title: str) -> None:
        super().__init__(f"附件“{title}”在存档里缺失或被改动，请从最近的备份恢复")


class AttachmentGone(Refusal):
    """No attachment has this entry."""

    sentence = "没有这份附件，或者已经移除，请从附件列表里选"


class NoReasonToRemove(Refusal):
    """Removing needs a reason, which is recorded."""

    sentence = "请写明为什么移除，原因会留在台账里"


@dataclass(frozen=True, slots=True)
class Attachment:
    """`paper` is the entry of the issued paper of which this is the signed copy, or empty."""

    ref: str
    application: str
    sha256: str
    type: FileType
    title: str
    size: int
    paper: str
    added_at: str

    @property
    def suffix(self) -> str:
        """With its dot, by the type of the contents."""
        return SUFFIXES[self.type]


@dataclass(frozen=True, eq=False)
class Attachments:
    """Acts of one clerk on one record."""

    record: Record
    clerk: str

    def add(self, application_id: ApplicationId, path: Path, title: str, paper: str = "") -> str:
        """Adds a file; returns its entry. Raises a refusal for an unacceptable attachment; then nothing is kept."""
        return self.add_checked(application_id, check_file(path), title, paper)

    def add_content(self, application_id: ApplicationId, content: bytes, title: str, paper: str = "") -> str:
        """As `add`, for bytes already read."""
        return self.add_checked(application_id, check_content(content), title, paper)

    def add_checked(self, application_id: ApplicationId, checked: CheckedFile, title: str, paper: str = "") -> str:
        """As `add`, at once: the file was examined before.

        Raises NoTitle, PaperNotFound, AlreadyAttached, AttachmentsTooLarge.
        """
        return self.record.write(self.adding(application_id, checked, title, paper))

    def adding(
        self, application_id: ApplicationId, checked: CheckedFile, title: str, paper: str = ""
    ) -> Callable[[WritingStores], str]:
        """The write of `add_checked`, for any thread. Raises NoTitle, PaperNotFound."""
        title = " ".join(take_text(title).split())
        if not title or len(title) > _LONGEST_TITLE:
            raise NoTitle
        self._check_paper(application_id, paper)
        content = checked.content

        def work(stores: WritingStores) -> str:
            # looked up in the writing transaction: two windows may add at once
            standing = attachments_of(stores.db, application_id)
            if len(content) + sum(one.size for one in standing) > MOST_BYTES_TOGETHER:
                raise AttachmentsTooLarge
            digest = stores.archive.keep(content)
            same = [one.title for one in standing if one.sha256 == digest]
            if same:
                raise AlreadyAttached(same[0])
            values = {"sha256": digest, "type": str(checked.type), "title": title, "size": len(content), "paper": paper}
            return stores.journal.append(Act(Kind.ATTACHMENT_ADDED, values, self.clerk, application_id)).ref

        return work

    def of(self, application_id: ApplicationId) -> tuple[Attachment, ...]:
        """The attachments not removed, in the order they were added."""
        return tuple(map(_from_row, attachments_of(self.record.db, application_id)))

    def get(self, ref: str) -> Attachment:
        """By its entry, removed ones included: their bytes are kept as long as the record is. Raises AttachmentGone."""
        row = attachment(self.record.db, ref)
        if row is None:
            raise AttachmentGone
        return _from_row(row)

    def content(self, ref: str) -> bytes:
        """The bytes as they were added. Raises AttachmentLost, PaperElsewhere."""
        found = self.get(ref)
        content = self.record.archive.content(found.sha256)
        if content is None:
            raise why_lacking(self.record.db, ref, found.sha256, AttachmentLost(found.title))
        return content

    def remove(self, ref: str, why: str) -> None:
        """Removes it from the list; the bytes stay. Raises NoReasonToRemove, AttachmentGone."""
        if not take_text(why):
            raise NoReasonToRemove
        values = {"ref": ref, "why": take_text(why)}
        self.record.journal.append(Act(Kind.ATTACHMENT_REMOVED, values, self.clerk, self.get(ref).application))

    def _check_paper(self, application_id: ApplicationId, paper: str) -> None:
        known = self.record.papers.get(paper) if paper else None
        if paper and (known is None or known.application != application_id):
            raise PaperNotFound(paper)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """The bytes of an acceptable file, and what they carry besides what is seen."""

    content: bytes
    type: FileType
    carries: frozenset[Carried]


def check_file(path: Path) -> CheckedFile:
    """Reads and examines a file; call it from a worker. Raises as `read_attachment` and `check_content`."""
    return check_content(read_attachment(path))


def check_content(content: bytes) -> CheckedFile:
    """Examines the bytes in a process of their own. Raises the refusals of `recognise` and of a broken picture."""
    kind = recognise(content)
    found = EXAMINER.examine(content, kind)
    if found.refused:
        raise found.refused
    return CheckedFile(content, kind, found.carries)


def read_attachment(path: Path) -> bytes:
    """The file's bytes. Raises AttachmentTooLarge, AttachmentUnreadable."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise AttachmentTooLarge
        return read_regular(path)
    except OSError as wrong:
        raise AttachmentUnreadable(path) from wrong


def _from_row(row: AttachmentRow) -> Attachment:
    ref, application, sha256, kind, title, size, paper, added_at = row
    return Attachment(ref, application, sha256, FileType(kind), title, size, paper, added_at)
