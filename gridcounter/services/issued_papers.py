"""What has been issued: shown again from the archive, delivered, voided with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gridcounter.core.journal import Act, Kind
from gridcounter.errors import Refusal
from gridcounter.services.clerks import Clerks
from gridcounter.services.handover import NOTICE
from gridcounter.services.roles import Right
from gridcounter.store.guards import PaperNotFound
from gridcounter.store.papers import PaperDamaged

if TYPE_CHECKING:
    from gridcounter.services.desk import Desk
    from gridcounter.services.forms import Forms
    from gridcounter.store.papers import IssuedPaper

#: How a paper reached the applicant.
WAYS = {"in_person": "当面交付", "other": "其他方式送达", "refused": "拒收"}


class AlreadyVoided(Refusal):
    def __init__(self) -> None:
        super().__init__("这份文书已经作废，不能再办；请用后来出具的一版")


class NoReason(Refusal):
    def __init__(self) -> None:
        super().__init__("请写明作废原因，原因会留在台账里")


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """`how` and `why` in words for a person."""

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

    @property
    def standing(self) -> bool:
        return not self.voided_at


@dataclass(frozen=True, eq=False)
class IssuedPapers:
    """Acts of one clerk on what was issued."""

    desk: Desk
    forms: Forms

    def of(self, application: str) -> list[IssuedRow]:
        """The newest first."""
        names = {clerk.id: clerk.name for clerk in Clerks(self.desk.record).all()}
        told = {
            ref: (how, why)
            for ref, how, why in self.desk.record.db.execute(
                "SELECT ref, delivered_how, voided_why FROM paper WHERE application = ?", [application]
            )
        }
        rows = [self._row(paper, names, *told[paper.ref]) for paper in self.desk.record.papers.of(application)]
        return rows[::-1]

    def content(self, ref: str) -> bytes:
        """The very bytes that were handed out. Raises PaperNotFound, PaperDamaged."""
        found = self.desk.record.archive.content(self._known(ref).sha256)
        if found is None:
            raise PaperDamaged(ref)
        return found

    def deliver(self, ref: str, way: str) -> None:
        """Raises AlreadyVoided."""
        paper = self._standing(ref)
        kind = Kind.NOTICE_DELIVERED if paper.paper == NOTICE else Kind.PAPER_DELIVERED
        self._append(kind, paper, {"ref": ref, "how": way})

    def void(self, ref: str, why: str) -> None:
        """The next version that is issued names it. Raises NotAllowed, NoReason, AlreadyVoided."""
        Clerks(self.desk.record).require(self.desk.clerk, Right.VOID_PAPER)
        if not why.strip():
            raise NoReason
        paper = self._standing(ref)
        self._append(Kind.PAPER_VOIDED, paper, {"ref": ref, "why": why.strip()})

    def undelivered(self, application: str) -> int:
        """已生成未交付: issued, standing, and not on record as delivered or refused."""
        return sum(not row.delivered_at for row in self.of(application) if row.standing)

    def _append(self, kind: Kind, paper: IssuedPaper, told: dict[str, str]) -> None:
        self.desk.record.journal.append(Act(kind, told, self.desk.clerk, paper.application))

    def _known(self, ref: str) -> IssuedPaper:
        paper = self.desk.record.papers.get(ref)
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
            self.forms.definitions[paper.paper].title if paper.paper in self.forms.definitions else paper.paper,
            paper.version,
            paper.issued_at,
            names.get(paper.issued_by, paper.issued_by),
            paper.delivered_at or "",
            WAYS.get(how or "", how or ""),
            paper.voided_at or "",
            why or "",
        )
