"""Issued papers: shown again from the archive, delivered, voided with a reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from gridcounter.core.application import ApplicationId
from gridcounter.core.papers.called_for import INTERNAL, NOTICE
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Right
from gridcounter.store.journal.validators.papers import PaperNotFound
from gridcounter.store.papers import IssuedPaper, PaperDamaged, why_lacking
from gridcounter.store.queries.application_rows import (
    attachments_of,
    deliveries_of,
    papers_waiting,
    printed_papers,
    unprinted,
    unsigned_papers,
)
from gridcounter.store.queries.office_rows import clerk_names
from gridcounter.store.stores import WritingStores

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService

#: The name of a paper in a list; the title printed on it may depend on the case.
NAMES = {
    NOTICE: "一次性告知书",
    "materials_receipt": "资料接收凭证",
    "acceptance_receipt": "受理回执",
    "deferral_note": "后补资料确认单",
    "supplement_notice": "补充资料告知单",
    "survey_update": "勘查后确认告知",
    "commitment_filing": "承诺备案表",
    "filing_record": "备案表",
    "permit_commitment": "告知承诺书",
    "commitment_filing_posted": "备案张贴件",
    "return_notice": "退回补正告知单",
    "start_notice": "开工告知",
    "approval_notice": "审批事项告知单",
    "info_sheet": "信息采集单",
    "quick_reference": "速查表",
    "business_reference": "其他业务速查表",
}

#: How a paper was delivered to the applicant.
WAYS = {"in_person": "当面交付", "other": "其他方式送达", "refused": "拒收"}

#: Added to the name of a paper issued for a consultation.
CONSULTATION_USE = "（咨询用）"


def title_of(paper: str, *, consultation: bool) -> str:
    """The name of an issued paper in a list."""
    return NAMES.get(paper, paper) + (CONSULTATION_USE if consultation else "")


class AlreadyVoided(Refusal):
    """The paper is void, so that no further act on it is possible."""

    sentence = "这份文书已经作废，不能再办；请用后来出具的一版"


class NoReason(Refusal):
    """Voiding needs a reason, which is recorded."""

    sentence = "请写明作废原因，原因会留在台账里"


def reason_to_void(service: ApplicationService, why: str) -> str:
    """The reason as it is recorded. Raises NotAllowed, NoReason."""
    Clerks(service.record).require(service.clerk, Right.VOID_PAPER)
    reason = take_text(why)
    if not reason:
        raise NoReason
    return reason


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """`how`, `why`, `replaces` and `replaced_by` in words for people. `signed`: the signed copy was filed.

    `printed`: a printer took it at least once.
    """

    ref: str
    paper: str
    title: str
    version: int
    issued_at: str
    issued_by: str
    delivered_at: str
    how: str
    voided_at: str
    why: str
    consultation: bool
    replaces: str = ""
    replaced_by: str = ""
    signed: bool = False
    unsigned: bool = False
    printed: bool = False

    @property
    def standing(self) -> bool:
        """True until it is voided."""
        return not self.voided_at

    @property
    def awaited(self) -> bool:
        """True until its delivery is recorded; nobody is handed a paper for the office's own use."""
        return self.standing and not self.delivered_at and not self.consultation and not self.internal

    @property
    def internal(self) -> bool:
        """For the office's own use."""
        return self.paper in INTERNAL


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A paper in force that no printer took and nobody was given; `ref` is the entry that issued it."""

    ref: str
    application: ApplicationId
    paper: str
    title: str
    version: int
    issued_at: str
    number: str
    name: str


@dataclass(frozen=True, eq=False)
class IssuedPapers:
    """Acts of one clerk on issued papers."""

    service: ApplicationService

    def of(self, application_id: ApplicationId) -> list[IssuedRow]:
        """The issued papers of the application, the newest first."""
        names = clerk_names(self.service.record.db)
        db = self.service.record.db
        result = deliveries_of(db, application_id)
        papers = self.service.record.papers.of(application_id)
        numbers = {paper.ref: f"第 {paper.version} 版" for paper in papers}
        after = {paper.replaces: numbers[paper.ref] for paper in papers if paper.replaces}
        signed = {one.paper for one in attachments_of(db, application_id)}
        waiting = unsigned_papers(db, application_id)
        printed = printed_papers(db, application_id)
        rows = [
            replace(
                self._row(paper, names, *result[paper.ref]),
                replaces=numbers.get(paper.replaces or "", ""),
                replaced_by=after.get(paper.ref, ""),
                signed=paper.ref in signed,
                unsigned=paper.ref in waiting,
                printed=paper.ref in printed,
            )
            for paper in papers
        ]
        return rows[::-1]

    def content(self, ref: str) -> bytes:
        """The bytes as they were issued. Raises PaperNotFound, PaperDamaged, PaperElsewhere."""
        record, digest = self.service.record, self._known(ref).sha256
        found = record.archive.content(digest)
        if found is None:
            raise why_lacking(record.db, ref, digest, PaperDamaged(ref))
        return found

    def refs_of(self, application_id: ApplicationId, contents: Sequence[bytes]) -> tuple[str, ...]:
        """The entries that issued these very bytes for the application; "" for bytes that were not issued."""
        refs = {paper.sha256: paper.ref for paper in self.service.record.papers.of(application_id)}
        return tuple(refs.get(hashlib.sha256(content).hexdigest(), "") for content in contents)

    def note_printed(self, refs: Sequence[str]) -> None:
        """Records that a printer took these papers; "" is none. It does not count as delivery.

        Raises PaperNotFound, and WriterClosed: the printer may answer when the record was closed.
        """
        printed = [ref for ref in refs if ref]

        def work(stores: WritingStores) -> None:
            with stores.db.atomic():
                for ref in printed:
                    paper = stores.papers.get(ref)
                    if paper is None:
                        raise PaperNotFound(ref)
                    stores.journal.append(Act(Kind.PAPER_PRINTED, {"ref": ref}, self.service.clerk, paper.application))

        if printed:
            self.service.record.write(work)

    def unprinted(self) -> tuple[Unprinted, ...]:
        """In the order of issue. A paper issued before printing was recorded is one of them until it is delivered."""
        applications = self.service.record.applications
        found = []
        for ref in unprinted(self.service.record.db):
            paper = self._known(ref)
            name = applications.fields(paper.application).get("applicant.name")
            found.append(
                Unprinted(
                    *(ref, paper.application, paper.paper, title_of(paper.paper, consultation=False), paper.version),
                    *(paper.issued_at, applications.get(paper.application).number),
                    name=str(name.value) if name and name.value else "",
                )
            )
        return tuple(found)

    def deliver(self, ref: str, way: str) -> None:
        """Records the delivery; `way` is a key of WAYS. Raises AlreadyVoided."""
        paper = self._standing(ref)
        kind = Kind.NOTICE_DELIVERED if paper.paper == NOTICE else Kind.PAPER_DELIVERED
        self._append(kind, paper, {"ref": ref, "how": way})

    def delivering(self, ref: str, way: str, at: datetime) -> Callable[[WritingStores], None]:
        """The write of `deliver` for a moment that has passed, in the caller's transaction. Raises AlreadyVoided."""
        paper = self._standing(ref)
        kind = Kind.NOTICE_DELIVERED if paper.paper == NOTICE else Kind.PAPER_DELIVERED
        act = Act(kind, {"ref": ref, "how": way}, self.service.clerk, paper.application, at.isoformat())

        def write(stores: WritingStores) -> None:
            stores.journal.append(act)

        return write

    def deliver_all(self, refs: Sequence[str], way: str) -> int:
        """Records the delivery of several papers of one application at once, in one way, all or none.

        Returns how many. Raises PaperNotFound, AlreadyVoided.
        """
        papers = [self._standing(ref) for ref in refs]

        def work(stores: WritingStores) -> None:
            with stores.db.atomic():
                for paper in papers:
                    kind = Kind.NOTICE_DELIVERED if paper.paper == NOTICE else Kind.PAPER_DELIVERED
                    values = {"ref": paper.ref, "how": way}
                    stores.journal.append(Act(kind, values, self.service.clerk, paper.application))

        self.service.record.write(work)
        return len(papers)

    def awaited(self, application_id: ApplicationId) -> list[str]:
        """The papers of the application that were not handed over yet, in the order of issue."""
        return [row.ref for row in reversed(self.of(application_id)) if row.awaited]

    def void(self, ref: str, why: str) -> None:
        """Voids a paper; the next version refers to it. Raises NotAllowed, NoReason, AlreadyVoided."""
        reason = reason_to_void(self.service, why)
        paper = self._standing(ref)
        self._append(Kind.PAPER_VOIDED, paper, {"ref": ref, "why": reason})

    def waiting(self) -> tuple[frozenset[str], int]:
        """Applications with a paper in force that was neither delivered nor refused (已生成未交付), and how many of
        these papers no printer took.
        """
        found = papers_waiting(self.service.record.db)
        return frozenset(application for _, application, _ in found), sum(not printed for *_, printed in found)

    def _append(self, kind: Kind, paper: IssuedPaper, values: dict[str, str]) -> None:
        self.service.record.journal.append(Act(kind, values, self.service.clerk, paper.application))

    def _known(self, ref: str) -> IssuedPaper:
        paper = self.service.record.papers.get(ref)
        if paper is None:
            raise PaperNotFound(ref)
        return paper

    def _standing(self, ref: str) -> IssuedPaper:
        paper = self._known(ref)
        if paper.voided_at is not None:
            raise AlreadyVoided
        return paper

    def _row(self, paper: IssuedPaper, names: dict[str, str], how: str | None, why: str | None) -> IssuedRow:
        return IssuedRow(
            paper.ref,
            paper.paper,
            title_of(paper.paper, consultation=paper.consultation),
            paper.version,
            paper.issued_at,
            names.get(paper.issued_by, paper.issued_by),
            paper.delivered_at or "",
            WAYS.get(how or "", how or ""),
            paper.voided_at or "",
            why or "",
            paper.consultation,
        )
