"""Papers as files in memory: every paper an application calls for, drawn as the version it is or would be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice, product
from typing import TYPE_CHECKING

from gridcounter.core.notice import answer_of
from gridcounter.core.papers.view import Printing
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES
from gridcounter.documents.word import WordRenderer
from gridcounter.services.papers.issuing import DrawnPaper, Prepared, Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gridcounter.core.application import Application
    from gridcounter.core.notice import Answer
    from gridcounter.core.papers.build import BuiltForm
    from gridcounter.services.office.assessment import Ground
    from gridcounter.services.papers.paperwork import Paperwork


@dataclass(frozen=True, eq=False)
class Handover:
    """Draws papers; `marks` are printed across the head of every paper (演示 in a demonstration)."""

    paperwork: Paperwork
    marks: tuple[str, ...] = ()

    def draw(self, prepared: Prepared, profile: str = "normal", wanted: Sequence[str] = ()) -> list[DrawnPaper]:
        """Every paper the application calls for, or just those wanted, each as the version it is or would be.

        Touches no record. Raises Refusal for a wanted one that cannot be had.
        """
        drawn = []
        for paper, version, form in self._built(prepared, wanted):
            target = BytesIO()
            pages = PdfRenderer(self.paperwork.faces, PROFILES[profile]).render(form.model, target)
            found = _hash_of(form)
            application, rests_on = prepared.resting(paper)
            ground = rests_on or self.paperwork.assessor.ground_of(application)
            drawn.append(
                DrawnPaper(
                    paper,
                    form.model.title,
                    target.getvalue(),
                    pages,
                    found,
                    self.paperwork.forms.definitions[paper].version,
                    ground.pack.version,
                    self._answer(application, ground),
                    version.ref,
                    bool(version.ref) and version.content_hash != found,
                    prepared.consultation,
                )
            )
        return drawn

    def draw_word(self, prepared: Prepared, paper: str, profile: str = "normal") -> bytes:
        """One paper as a Word file, to be written on; what counts is the PDF in the archive."""
        _, form = self._build(prepared, paper)
        target = BytesIO()
        WordRenderer(PROFILES[profile]).render(form.model, target)
        return target.getvalue()

    def _built(self, prepared: Prepared, wanted: Sequence[str]) -> list[tuple[str, Version, BuiltForm]]:
        names = list(wanted)
        if not names:
            application, ground = prepared.resting("")
            first = self.paperwork.build(application, (), self._printing(prepared, Version()), ground)
            names = [form.model.paper for form in first]
        return [(paper, *self._build(prepared, paper)) for paper in names]

    def _build(self, prepared: Prepared, paper: str) -> tuple[Version, BuiltForm]:
        """As the version that stands; as the following one, where that may go out because it reads differently."""
        version = prepared.versions.get(paper, Version())
        form = self._form(prepared, paper, version)
        if not version.ref or _hash_of(form) == version.content_hash:
            return version, form
        for state, tried in islice(product(_as_it_went_out(prepared, version.ref), _told_or_not(version)), 1, None):
            same = self._form(state, paper, tried)
            if _hash_of(same) == version.content_hash:
                return version, same
        if version.following is not None:
            return version.following, self._form(prepared, paper, version.following)
        return version, form

    def _form(self, prepared: Prepared, paper: str, version: Version) -> BuiltForm:
        application, ground = prepared.resting(paper)
        printing = self._printing(prepared, version)
        if version.before is not None:
            now = self._answer(application, ground or self.paperwork.assessor.ground_of(application))
            printing = replace(printing, changes=version.before.beside(now))
        (form,) = self.paperwork.build(application, [paper], printing, ground)
        return form

    def _answer(self, application: Application, ground: Ground) -> Answer:
        assessor = self.paperwork.assessor
        decision = assessor.assess_on(ground, application.case)
        baseline = ground.baseline or assessor.packs.baseline
        return answer_of(application.case, decision, ground.circumstances, baseline=baseline.version)

    def _printing(self, prepared: Prepared, version: Version) -> Printing:
        return Printing(
            short_code=prepared.short_code,
            version=version.number,
            replaces=version.replaces,
            marks=(*self.marks, *prepared.marks),
            consultation=prepared.consultation,
            filing_acts=prepared.filing_acts,
            rests=prepared.rests,
            stopped=prepared.stopped,
            surveyed_on=prepared.surveyed_on,
            added=prepared.added,
            accepted=prepared.accepted,
        )


def _told_or_not(version: Version) -> tuple[Version, ...]:
    """Before it was said what a version replaces, papers went out without."""
    return (version,) if version.before is None else (version, replace(version, before=None))


def _as_it_went_out(prepared: Prepared, ref: str) -> Iterator[Prepared]:
    """As it is now, and then what does not make another paper of one that stands: progress, a clock that rests, a line
    on a new edition.
    """
    yield prepared
    progress = prepared.progress.get(ref)
    rests_tried, marks_tried = dict.fromkeys((prepared.rests, ())), dict.fromkeys((prepared.marks, ()))
    for back, rests, marks in product((False, True), rests_tried, marks_tried):
        found = replace(prepared, rests=rests, marks=marks)
        if not back:
            if found != prepared:  # that one was drawn already
                yield found
        elif progress is not None:
            grounds = {
                paper: replace(told, application=progress.of(told.application))
                for paper, told in prepared.grounds.items()
            }
            yield replace(
                found,
                application=progress.of(prepared.application),
                grounds=grounds,
                accepted=progress.accepted_on is not None,
            )


def _hash_of(form: BuiltForm) -> str:
    return form.model.head.qr.rpartition(":")[2]
