"""Handing papers over: drawn once, archived byte for byte, and only then on record as issued."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from gridcounter.core.journal import Act, Kind
from gridcounter.core.papers.view import Printing
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES
from gridcounter.errors import WrongInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gridcounter.core.application import Application
    from gridcounter.core.papers.build import BuiltForm
    from gridcounter.services.desk import Desk
    from gridcounter.services.paperwork import Paperwork


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """One paper as it would be printed: the preview shows these very bytes."""

    paper: str
    title: str
    content: bytes
    pages: int
    content_hash: str
    form_version: str


@dataclass(frozen=True, eq=False)
class Handover:
    paperwork: Paperwork

    def draw(self, application: Application, short_code: str, versions: dict[str, int]) -> list[DrawnPaper]:
        """Every paper the application calls for, each with the version it would be issued as. Touches no record."""
        drawn = []
        for paper, form in self._built(application, short_code, versions):
            target = BytesIO()
            pages = PdfRenderer(self.paperwork.faces, PROFILES["normal"]).render(form.model, target)
            drawn.append(
                DrawnPaper(
                    paper,
                    form.model.title,
                    target.getvalue(),
                    pages,
                    form.model.head.qr.rpartition(":")[2],
                    self.paperwork.forms.definitions[paper].version,
                )
            )
        return drawn

    def _built(
        self, application: Application, short_code: str, versions: dict[str, int]
    ) -> list[tuple[str, BuiltForm]]:
        first = self.paperwork.build(application, (), Printing(short_code=short_code))
        names = [form.model.paper for form in first]
        built = []
        for paper in names:
            printing = Printing(short_code=short_code, version=versions.get(paper, 1))
            built += [(paper, form) for form in self.paperwork.build(application, [paper], printing)]
        return built


def prepare(desk: Desk, application: str) -> tuple[Application, str, dict[str, int]]:
    """What `draw` needs, read on the thread of the record; raises WrongInput with what is wrong."""
    read, problems = desk.application(application)
    if read is None:
        raise WrongInput(problems)
    papers = desk.record.papers
    versions = {paper.paper: papers.next_version(application, paper.paper) for paper in papers.of(application)}
    return read, desk.record.applications.get(application).short_code, versions


def issue(desk: Desk, application: str, drawn: Sequence[DrawnPaper]) -> None:
    """Put the bytes into the archive, then on record. The bytes come first: a paper on record can always be shown."""
    papers = desk.record.papers
    pack_version = desk.assessor.packs.editions[desk.place][-1].version
    for paper in drawn:
        digest = desk.record.archive.keep(paper.content)
        before = [old.ref for old in papers.of(application) if old.paper == paper.paper and old.voided_at is None]
        told = {
            "paper": paper.paper,
            "version": papers.next_version(application, paper.paper),
            "sha256": digest,
            "content_hash": paper.content_hash,
            "form_version": paper.form_version,
            "pack_version": pack_version,
            "replaces": before[-1] if before else None,
        }
        kind = Kind.NOTICE_ISSUED if paper.paper == "one_time_notice" else Kind.PAPER_ISSUED
        desk.record.journal.append(Act(kind, told, desk.clerk, application))
