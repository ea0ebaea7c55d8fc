"""Papers as files in memory: each paper of an application, drawn as its present or next version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import islice, product
from typing import TYPE_CHECKING

from gridcounter.core.notice import PinnedAnswer, answer_of
from gridcounter.core.papers.called_for import LISTS, OF_THE_FILING, POSTED, is_over
from gridcounter.core.papers.view import Printing
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.profiles import PROFILES
from gridcounter.documents.word import WordRenderer
from gridcounter.errors import Refusal
from gridcounter.services.office.assessment import PaperBasis
from gridcounter.services.papers.basis import Progress
from gridcounter.services.papers.issuing import DrawnPaper, PreparedPapers, Version

if TYPE_CHECKING:
    from gridcounter.core.papers.build import BuiltForm
    from gridcounter.services.papers.paperwork import Paperwork


@dataclass(frozen=True, eq=False)
class PaperRenderer:
    """Draws papers; `marks` are printed across the head of every paper (演示 in a demonstration)."""

    paperwork: Paperwork
    marks: tuple[str, ...] = ()

    def draw(self, prepared: PreparedPapers, profile: str = "normal", wanted: Sequence[str] = ()) -> list[DrawnPaper]:
        """Every paper the application calls for, or only those wanted, each as its present or next version.

        Does not touch the record. Raises Refusal for a wanted paper that is not available.
        """
        names = wanted or self.paperwork.called_for(prepared.default, self._printing(prepared, Version()))
        return [self._draw(prepared, paper, profile) for paper in names]

    def _draw(self, prepared: PreparedPapers, paper: str, profile: str) -> DrawnPaper:
        version, form = self._build(prepared, paper)
        target = BytesIO()
        pages = PdfRenderer(self.paperwork.faces, PROFILES[profile]).render(form.model, target)
        found = _hash_of(form)
        basis = prepared.basis_of(paper)
        return DrawnPaper(
            paper=paper,
            # the copy in the street bears the title of the form it is taken from
            title=form.model.title + ("（现场张贴件）" if paper == POSTED else ""),
            content=target.getvalue(),
            pages=pages,
            content_hash=found,
            form_version=self.paperwork.forms.definitions[paper].version,
            pack_version=basis.pack.version,
            pinned=_answer(basis),
            issued=version.ref,
            changed=bool(version.ref) and version.content_hash != found,
            consultation=prepared.consultation,
            drawn_of=prepared,
        )

    def reads_differently(self, prepared: PreparedPapers, paper: str) -> bool:
        """Whether the paper in force would read otherwise now; builds it without drawing it.

        One that cannot be had any more reads otherwise too; a form of a version that has ended stays as it was.
        """
        version = prepared.versions.get(paper)
        if version is None or not version.ref or is_over(paper, prepared.filing_acts):
            return False
        try:
            _, form = self._build(prepared, paper)
        except Refusal:
            return True
        return version.content_hash != _hash_of(form)

    def draw_word(self, prepared: PreparedPapers, paper: str, profile: str = "normal") -> bytes:
        """One paper as a Word file to edit; the archived PDF is the authoritative one."""
        _, form = self._build(prepared, paper)
        target = BytesIO()
        WordRenderer(PROFILES[profile]).render(form.model, target)
        return target.getvalue()

    def _build(self, prepared: PreparedPapers, paper: str) -> tuple[Version, BuiltForm]:
        """As the version in force; as the following one, if it reads differently and may be issued."""
        version = prepared.versions.get(paper, Version())
        form = self._form(prepared, paper, version)
        if not version.ref or _hash_of(form) == version.content_hash:
            return version, form
        for state, tried, mark in islice(self._ways_it_went_out(prepared, paper, version), 1, None):
            same = self._form(state, paper, tried, mark)
            if _hash_of(same) == version.content_hash:
                return version, same
        if version.following is not None:
            return version.following, self._form(prepared, paper, version.following)
        return version, form

    def _form(self, prepared: PreparedPapers, paper: str, version: Version, mark: str | None = None) -> BuiltForm:
        basis = prepared.basis_of(paper)
        printing = replace(self._printing(prepared, version), origin=mark)
        if version.before is not None:
            printing = replace(printing, changes=version.before.beside(_answer(basis)))
        (form,) = self.paperwork.build_on(_dated(basis, prepared, version), [paper], printing)
        return form

    def _ways_it_went_out(
        self, prepared: PreparedPapers, paper: str, version: Version
    ) -> Iterator[tuple[PreparedPapers, Version, str | None]]:
        """States, version and mark of the pack, as they are now first."""
        for state in self._as_it_went_out(prepared, paper, version.ref):
            basis = state.basis_of(paper)
            marks = (None, *self.paperwork.assessor.packs.earlier_marks(basis.pack, basis.baseline))
            yield from product((state,), _earlier_ways(version), marks)

    def _as_it_went_out(self, prepared: PreparedPapers, paper: str, ref: str) -> Iterator[PreparedPapers]:
        """The present state, then variants without what does not make another paper of one in force: progress, a paused
        clock, a line on a new edition, what was handed in or seen since; but a list of documents is about just these.
        """
        yield prepared
        progress = prepared.progress.get(ref)
        tried = list(
            product(
                dict.fromkeys((prepared.rests, ())),
                dict.fromkeys((prepared.marks, ())),
                dict.fromkeys((prepared.conditions, ())),
            )
        )
        for rests, marks, seen in tried[1:]:  # the first is the present state
            yield replace(prepared, rests=rests, marks=marks, conditions=seen)
        if progress is not None:
            own = {paper: self._as_it_was(prepared, paper, progress)}
            accepted = progress.accepted_on is not None
            for rests, marks, seen in tried:
                yield replace(prepared, rests=rests, marks=marks, conditions=seen, own=own, accepted=accepted)

    def _as_it_was(self, prepared: PreparedPapers, paper: str, progress: Progress) -> PaperBasis:
        """A paper drawn from today's answer has the edition of the day that applied then."""
        assessor, basis = self.paperwork.assessor, prepared.undated_basis_of(paper)
        application = progress.of(basis.application)
        if paper not in LISTS | OF_THE_FILING:
            application = progress.as_told(basis.application, basis.decision)
        return assessor.basis_of(application) if basis is prepared.today else assessor.decide_again(basis, application)

    def _printing(self, prepared: PreparedPapers, version: Version) -> Printing:
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
            conditions=prepared.conditions,
            anchor=prepared.anchor,
        )


def _dated(basis: PaperBasis, prepared: PreparedPapers, version: Version) -> PaperBasis:
    """With the day of issue, which is often after the day of acceptance; a filing paper has its day already."""
    day = version.issued_on if version.ref else prepared.on
    if day is None or basis.application.issued_on is not None:
        return basis
    return replace(basis, application=basis.application.model_copy(update={"issued_on": day}))


def _earlier_ways(version: Version) -> Iterator[Version]:
    """As now, then as papers were issued earlier: without what a version replaces, or with the day of acceptance."""
    for found in (version,) if version.before is None else (version, replace(version, before=None)):
        yield found
        yield replace(found, issued_on=None)


def _answer(basis: PaperBasis) -> PinnedAnswer:
    return answer_of(basis.application.case, basis.decision, basis.circumstances, baseline=basis.baseline.version)


def _hash_of(form: BuiltForm) -> str:
    return form.model.head.qr.rpartition(":")[2]
