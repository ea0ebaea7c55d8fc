"""Handing papers over: drawn once, archived byte for byte, and only then on record as issued."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from gridcounter.core.journal import Kind
from gridcounter.core.papers.view import Printing
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES
from gridcounter.errors import WrongInput
from gridcounter.services.intake import Issue

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
    """`marks` stand across the head of every paper: 演示 in a demonstration."""

    paperwork: Paperwork
    marks: tuple[str, ...] = ()

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
        first = self.paperwork.build(application, (), Printing(short_code=short_code, marks=self.marks))
        names = [form.model.paper for form in first]
        built = []
        for paper in names:
            printing = Printing(short_code=short_code, version=versions.get(paper, 1), marks=self.marks)
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
    """Archive the bytes and put them on record, paper by paper; a paper on record can always be shown again."""
    papers = desk.record.papers
    pack_version = desk.assessor.packs.editions[desk.place][-1].version
    for paper in drawn:
        before = [old.ref for old in papers.of(application) if old.paper == paper.paper and old.voided_at is None]
        replaces = before[-1] if before else None
        made = Issue(paper.paper, paper.content, paper.content_hash, paper.form_version, pack_version, replaces)
        kind = Kind.NOTICE_ISSUED if paper.paper == "one_time_notice" else Kind.PAPER_ISSUED
        desk.intake.issue(application, made, kind)
