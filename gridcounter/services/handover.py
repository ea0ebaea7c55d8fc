"""Papers as files in memory: every paper an application calls for, drawn as the version it is or would be."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from gridcounter.core.papers.view import Printing
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES
from gridcounter.documents.word import WordRenderer
from gridcounter.services.issuing import DrawnPaper, Prepared, Version

if TYPE_CHECKING:
    from gridcounter.core.papers.build import BuiltForm
    from gridcounter.services.paperwork import Paperwork


@dataclass(frozen=True, eq=False)
class Handover:
    """`marks` stand across the head of every paper: 演示 in a demonstration."""

    paperwork: Paperwork
    marks: tuple[str, ...] = ()

    def draw(self, prepared: Prepared, profile: str = "normal") -> list[DrawnPaper]:
        """Every paper the application calls for, each as the version it is or would be. Touches no record."""
        drawn = []
        for paper, form in self._built(prepared):
            target = BytesIO()
            pages = PdfRenderer(self.paperwork.faces, PROFILES[profile]).render(form.model, target)
            found = form.model.head.qr.rpartition(":")[2]
            version = prepared.versions.get(paper, Version())
            drawn.append(
                DrawnPaper(
                    paper,
                    form.model.title,
                    target.getvalue(),
                    pages,
                    found,
                    self.paperwork.forms.definitions[paper].version,
                    version.ref,
                    bool(version.ref) and version.content_hash != found,
                )
            )
        return drawn

    def draw_word(self, prepared: Prepared, paper: str, profile: str = "normal") -> bytes:
        """One paper as a Word file, to be written on; what counts is the PDF in the archive."""
        (form,) = self.paperwork.build(prepared.application, [paper], self._printing(prepared, paper))
        target = BytesIO()
        WordRenderer(PROFILES[profile]).render(form.model, target)
        return target.getvalue()

    def _built(self, prepared: Prepared) -> list[tuple[str, BuiltForm]]:
        first = self.paperwork.build(prepared.application, (), self._printing(prepared, ""))
        names = [form.model.paper for form in first]
        built = []
        for paper in names:
            again = self.paperwork.build(prepared.application, [paper], self._printing(prepared, paper))
            built += [(paper, form) for form in again]
        return built

    def _printing(self, prepared: Prepared, paper: str) -> Printing:
        version = prepared.versions.get(paper, Version())
        return Printing(
            short_code=prepared.short_code, version=version.number, replaces=version.replaces, marks=self.marks
        )
