"""From an application to its papers as files: decided, built and drawn in memory before any file is written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from pydantic import BaseModel

from gridcounter.core.application import Application, Office
from gridcounter.core.intake.checklist import NEVER_DEFERRED, stage_day
from gridcounter.core.papers.build import BuiltForm, build_form
from gridcounter.core.papers.business_reference import add_business_reference
from gridcounter.core.papers.called_for import (
    BUSINESS_REFERENCE,
    CONSULTATION_MARK,
    DRAWER_PACK,
    ON_TRIAL,
    PAPERS,
    papers_called_for,
    why_not,
)
from gridcounter.core.papers.context import build_view
from gridcounter.core.papers.form_model import FormModel
from gridcounter.core.papers.open_points import as_asked
from gridcounter.core.papers.quick_reference import add_reference
from gridcounter.core.papers.tables import cited_papers
from gridcounter.core.papers.view import CaseFile, Printing
from gridcounter.core.policy.answers.decision_variants import without_dates
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.validation.models import Problem, read_json, shown
from gridcounter.documents.faces import Faces, unprintable
from gridcounter.documents.pdf import PdfRenderer
from gridcounter.documents.private_use import successor
from gridcounter.documents.profiles import PROFILES, Profile
from gridcounter.documents.scripts import kind_of, unset
from gridcounter.documents.word import WordRenderer
from gridcounter.errors import Refusal, WrongInput
from gridcounter.store.files import replace_file

if TYPE_CHECKING:
    from gridcounter.services.office.assessment import Assessor, PaperBasis
    from gridcounter.services.papers.forms import Forms

FORMATS = ("pdf", "docx")
__all__ = ["FORMATS", "PROFILES", "Paperwork", "Written"]
NOT_CONFIRMED = "政策依据待本单位确认"


class Renderer(Protocol):
    """Draws form models in one file format."""

    @property
    def suffix(self) -> str:
        """With the dot, in lower case."""
        ...

    def render(self, model: FormModel, target: BinaryIO) -> int:
        """Writes one paper; returns the number of pages, or 0 if only the reading program can count them."""
        ...


@dataclass(frozen=True, slots=True)
class Written:
    """`pages` is None for Word, because only the word processor knows it."""

    paper: str
    format: str
    path: str
    sha256: str
    pages: int | None
    blank: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Paperwork:
    """Builds and draws papers from applications; does not touch the record."""

    assessor: Assessor
    forms: Forms
    faces: Faces

    def build(
        self,
        application: Application,
        wanted: Sequence[str] = (),
        printing: Printing = Printing(),
    ) -> list[BuiltForm]:
        """The papers this application calls for, or only those named. Raises Refusal for one that is not available."""
        return self.build_on(self.assessor.basis_of(application), wanted, printing)

    def called_for(self, basis: PaperBasis, printing: Printing) -> tuple[str, ...]:
        """The ids of the papers that an application calls for, in order; builds none of them."""
        return papers_called_for(basis.application, basis.decision, printing)

    def build_on(self, basis: PaperBasis, wanted: Sequence[str], printing: Printing) -> list[BuiltForm]:
        """As `build`, from an existing decision."""
        application, decision = basis.application, basis.decision
        self._check_characters(application, printing)
        self._check_names(wanted)
        asked = printing.consultation
        if asked:
            decision = without_dates(decision)
        chosen = tuple(dict.fromkeys(wanted)) or self.called_for(basis, printing)
        confirmed = (application.office or Office()).policy_confirmed_on is not None
        tried = basis.pack.version in self.assessor.packs.tried and ON_TRIAL not in printing.marks
        marks = ((CONSULTATION_MARK, asked), (ON_TRIAL, tried), (NOT_CONFIRMED, not confirmed))
        more = [mark for mark, on in marks if on]
        marked = replace(printing, marks=(*printing.marks, *more))
        return [self._build_one(paper, application, decision, marked, basis) for paper in chosen]

    def write(
        self,
        built: Iterable[tuple[str, BuiltForm]],
        out: Path,
        formats: Sequence[str],
        profile: Profile,
    ) -> list[Written]:
        """`built` are file stems with their forms. Everything is drawn before the first file is written."""
        drawn = [
            (stem, suffix, form, *_draw(renderer, form.model))
            for stem, form in built
            for suffix, renderer in self._renderers(formats, profile).items()
        ]
        written = []
        for stem, suffix, form, content, pages in drawn:
            path = out / f"{stem}.{suffix}"
            replace_file(path, content)
            digest = hashlib.sha256(content).hexdigest()
            written.append(Written(form.model.paper, suffix, str(path), digest, pages or None, form.blanks))
        return written

    def _build_one(
        self, paper: str, application: Application, decision: Decision, printing: Printing, basis: PaperBasis
    ) -> BuiltForm:
        case, packs, pack = application.case, self.assessor.packs, basis.pack
        decision = as_asked(decision, pack, case)
        origin = packs.mark_of(pack, basis.baseline) if printing.origin is None else printing.origin
        file = CaseFile(application, decision, pack.header, self.assessor.calendar, self._labels(pack), origin)
        view = build_view(file, printing)
        refused = why_not(paper, decision, view)
        if refused:
            raise Refusal(refused)
        if paper in {"quick_reference", DRAWER_PACK}:
            day = application.issued_on or case.on
            add_reference(view, pack, packs.baseline, self.assessor.calendar, day, cited_papers(decision))
        if paper == BUSINESS_REFERENCE:
            add_business_reference(view, pack, packs.baseline, self.assessor.calendar, case.on)
        form = build_form(paper, self.forms.definitions[paper], self.forms.head(paper), view, printing)
        return replace(form, model=replace(form.model, issued=application.issued_on or case.on))

    def blank_set(self, place: str, application: Application, numbers: Sequence[str]) -> list[tuple[str, BuiltForm]]:
        """The offline pack: one numbered sheet for each number, and the quick reference of the place."""
        sheets = []
        for number in numbers:
            numbered = application.model_copy(update={"number": number})
            (sheet,) = self.build(numbered, [DRAWER_PACK])
            sheets.append((f"{DRAWER_PACK}_{number}", sheet))
        (reference,) = self.build(application, ["quick_reference"])
        return [*sheets, (f"quick_reference_{place}", reference)]

    def _labels(self, own: PolicyPack) -> Mapping[str, str]:
        """Document ids -> labels: those of the place first, then general practice, then other places."""
        packs = self.assessor.packs
        others = [pack for editions in packs.editions.values() for pack in editions]
        labels: dict[str, str] = {}
        for pack in (own, packs.baseline, *others):
            for rule, _ in pack.sections["document"]:
                label = getattr(rule, "label", None)
                if label:
                    labels.setdefault(rule.id, label)
        return labels

    def _check_names(self, wanted: Sequence[str]) -> None:
        known = (*PAPERS, DRAWER_PACK, BUSINESS_REFERENCE)
        problems = [
            Problem("--paper", f"“{paper}”", f"以下之一：{'、'.join(known)}") for paper in wanted if paper not in known
        ]
        if problems:
            raise WrongInput(problems)

    def read_application(self, text: str | bytes) -> Application:
        """Raises WrongInput with every problem, unprintable characters included."""
        try:
            application = self.assessor.read_application(text)
        except WrongInput as wrong:
            raw, _ = read_json(text)
            named = {line.partition("：")[0] for line in wrong.lines}
            more = [problem for problem in self._unprintable(_texts("", raw)) if problem.path not in named]
            raise WrongInput([*wrong.lines, *more]) from wrong
        refused = list(_not_deferrable(application, self.assessor.assess_application(application)))
        if refused:
            raise WrongInput(refused)
        return application

    def _check_characters(self, application: Application, printing: Printing) -> None:
        printed = [("--copy", printing.copy), ("replaces", printing.replaces)]
        printed += [("marks", mark) for mark in printing.marks]
        problems = self._unprintable((*_texts("", application), *printed))
        if problems:
            raise WrongInput(problems)

    def _unprintable(self, texts: Iterable[tuple[str, str]]) -> list[Problem]:
        """For PDF and Word alike; scripts that cannot be set are reported whether a font has them or not."""
        found = []
        for path, text in texts:
            found += [Problem(path, f"{shown(part.found)}（{part.named}）", part.way_out) for part in unset(text)]
            found += [
                Problem(path, f"“{char}”（{codepoint}）", _printable_instead(char))
                for char, codepoint in unprintable(text, self.faces)
                if kind_of(char) is None
            ]
        return list(dict.fromkeys(found))

    def _renderers(self, formats: Sequence[str], profile: Profile) -> dict[str, Renderer]:
        known: dict[str, Renderer] = {"pdf": PdfRenderer(self.faces, profile), "docx": WordRenderer(profile)}
        return {suffix: known[suffix] for suffix in formats}


def _not_deferrable(application: Application, decision: Decision) -> Iterator[Problem]:
    """The same check as in the application's checklist."""
    for place, row in enumerate(application.deferred or ()):
        stage = stage_day(row.latest, decision)
        if row.document == NEVER_DEFERRED:
            yield Problem(f"deferred.{place}.document", f"“{row.document}”", "身份证明以外的资料：没有它不能受理")
        elif row.until is not None and stage is not None and row.until >= stage.on:
            text = f"早于 {stage.on} 的日期：最迟{stage.latest}补齐，这一天是{stage.label}的届满日"
            yield Problem(f"deferred.{place}.until", f"“{row.until}”", text)


def _printable_instead(char: str) -> str:
    standard = successor(char)
    if standard:
        return f"标准字“{standard}”（U+{ord(standard):04X}）；原字是旧编码的私用区字符"
    return "能打印的字；本机没有字体能显示这个字，请换一个写法或安装含有它的字体"


def _texts(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(f"{path}.{name}".strip("."), getattr(value, name))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _texts(f"{path}.{name}".strip("."), part)
    elif isinstance(value, tuple | list):
        for place, part in enumerate(value):
            yield from _texts(f"{path}.{place}".strip("."), part)


def _draw(renderer: Renderer, model: FormModel) -> tuple[bytes, int]:
    target = BytesIO()
    pages = renderer.render(model, target)
    return target.getvalue(), pages
