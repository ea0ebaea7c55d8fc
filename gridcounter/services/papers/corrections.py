"""What a correction would move, told before anything is written: the answer, the running limits, papers in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from gridcounter.core.application import ApplicationId
from gridcounter.core.deadlines.clocks import Run, due_on
from gridcounter.core.field_changes import change_words, moved_words
from gridcounter.core.field_labels import field_label
from gridcounter.core.intake.steps import wrong_fields
from gridcounter.core.labels import DOCUMENT_STATES
from gridcounter.core.local_key import LocalKey
from gridcounter.core.notice import Change, PinnedAnswer, changes
from gridcounter.core.papers.called_for import NOTICE
from gridcounter.core.policy.decision import Decision
from gridcounter.core.wording import day_in_full, month_day, payer_words
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.assessed_application import AssessedApplication
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.applications.life import in_force
from gridcounter.services.applications.pinning import EditionGone
from gridcounter.services.office.own_questions import own_fields
from gridcounter.services.papers.issued_papers import title_of
from gridcounter.services.papers.issuing import PreparedPapers, prepare
from gridcounter.store.papers import IssuedPaper
from gridcounter.store.queries.clocks import ClockStore

if TYPE_CHECKING:
    from gridcounter.services.papers.rendering import PaperRenderer

_NOT_DECIDED = "情形前后矛盾，更正后还不能判定：请先核对"
#: Starts that are the day of acceptance.
_AT_ACCEPTANCE = ("accepted", "applied")


@dataclass(frozen=True, slots=True)
class CorrectionPreview:
    """`lines` say from what to what; `moved` what changes in the answer and what stays; all in final words.

    `papers` maps a paper in force that reads differently to its entry, with its name in `titles`. `wrong` says which
    values cannot be right; `refused` is the sentence with which the correction would be refused, "" if it would not.
    """

    correction: Correction
    lines: tuple[str, ...]
    moved: tuple[str, ...]
    papers: Mapping[str, str]
    titles: tuple[str, ...]
    #: False: the papers cannot be built from what is contradictory, or from a value that is wrong.
    papers_known: bool = True
    wrong: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True, slots=True)
class PreparedPreview:
    """All that is read of the record; what is left is to build the papers, on any thread."""

    correction: Correction
    lines: tuple[str, ...]
    moved: tuple[str, ...]
    standing: Mapping[str, str]
    kept: PreparedPapers | None
    anew: PreparedPapers | None
    consultation: bool = False
    wrong: tuple[str, ...] = ()
    refused: str = ""

    def read(self, renderer: PaperRenderer) -> CorrectionPreview:
        """Builds the papers in force as they would read, without drawing them."""
        found = {} if self.kept is None else stale_papers(renderer, self.kept, self.standing)
        if NOTICE in found and self.anew is not None:  # a new notice pins a new answer, on which the others rest
            found |= stale_papers(renderer, self.anew, self.standing)
        papers = {paper: ref for paper, ref in self.standing.items() if paper in found}
        titles = tuple(title_of(paper, consultation=self.consultation) for paper in papers)
        known = self.kept is not None or not self.standing
        return CorrectionPreview(
            self.correction, self.lines, self.moved, papers, titles, known, self.wrong, self.refused
        )


def stale_papers(renderer: PaperRenderer, prepared: PreparedPapers, standing: Mapping[str, str]) -> dict[str, str]:
    """Of the papers in force those that read differently now, with their entries."""
    return {paper: ref for paper, ref in standing.items() if renderer.reads_differently(prepared, paper)}


def standing_papers(papers: Iterable[IssuedPaper], *, consultation: bool) -> dict[str, str]:
    """Paper -> its entry, for each paper in force; of several printed for a consultation the last."""
    return {one.paper: one.ref for one in in_force(papers, consultation=consultation)}


def reads_differently(
    service: ApplicationService, application_id: ApplicationId, paper: str, renderer: PaperRenderer
) -> bool:
    """Whether this paper in force would read otherwise now; False where none can be built, which its page says."""
    try:
        return renderer.reads_differently(prepare(service, application_id), paper)
    except (WrongInput, EditionGone):
        return False


def preview_correction(
    service: ApplicationService, application_id: ApplicationId, correction: Correction, today: date | None = None
) -> PreparedPreview:
    """Writes nothing. An empty correction tells which papers read differently already; `today`: as if it were made on
    that day. Raises EditionGone.
    """
    asked = service.correcting.whole(application_id, correction)
    now = service.assessed(application_id)
    then = service.assessed(application_id, asked.answers, on=asked.accepted, received=asked.received)
    standing = standing_papers(service.record.papers.of(application_id), consultation=now.row.consultation)
    kept = anew = None
    if standing:
        try:
            kept = prepare(service, application_id, correction=asked)
            if NOTICE in standing and not now.row.consultation:
                anew = prepare(service, application_id, (standing[NOTICE],), asked)
        except WrongInput:
            pass  # a contradiction: `moved` says so
    own = own_fields(service.assessor.packs, service.place)
    lines = (*_field_lines(now, asked, own), *_day_lines(now, asked))
    moved = tuple(_moved(service, now, then, asked)) if lines else ()
    wrong = tuple(_wrong_lines(then, asked))
    refused = "" if today is None else _refusal(service, application_id, asked, today)
    return PreparedPreview(asked, lines, moved, standing, kept, anew, now.row.consultation, wrong, refused)


def _refusal(service: ApplicationService, application_id: ApplicationId, asked: Correction, today: date) -> str:
    try:
        service.correcting.refuse_days(application_id, asked, today)
    except Refusal as refused:
        return str(refused)
    return ""


def _wrong_lines(then: AssessedApplication, asked: Correction) -> Iterator[str]:
    """Values that cannot be right after the correction, and that it touches or stands beside."""
    values = {name: found.value for name, found in then.fields.items()}
    return (f"{field_label(name)}：{said}" for name, said in wrong_fields(values).items() if asked.answers)


def _field_lines(now: AssessedApplication, asked: Correction, own: Mapping[str, LocalKey]) -> Iterator[str]:
    old = {name: found.value for name, found in now.fields.items()}
    new = old | dict(asked.answers)
    return (change_words(own.get(name, name), old, new) for name in asked.answers)


def _day_lines(now: AssessedApplication, asked: Correction) -> Iterator[str]:
    days = (("收件日期", now.row.received_on, asked.received), ("受理日期", now.row.accepted_on, asked.accepted))
    for label, was, to in days:
        if was is not None and to is not None:
            yield f"{label}：{moved_words(day_in_full(date.fromisoformat(was)), day_in_full(to))}"


def _moved(
    service: ApplicationService, now: AssessedApplication, then: AssessedApplication, asked: Correction
) -> Iterator[str]:
    if then.decision is None or then.answer is None:
        yield _NOT_DECIDED
        return
    found = _changes(now.answer or service.notice_terms.pinned(now.row.id), then.answer)
    yield from (f"{one.what}：{moved_words(one.before, one.after)}" for one in found.others)
    parts = {
        "费用": _moved_costs(now.decision, then.decision),
        "时限": "；".join((*_lengths(found.clocks), *_due_days(service, now, asked))),
        "清单": _listed(found.documents),
    }
    yield from (f"{what}：{words}" for what, words in parts.items() if words)
    stay = [what for what, words in parts.items() if not words]
    if stay:
        yield f"{'、'.join(stay)}不变"


@dataclass(frozen=True, slots=True)
class _Changes:
    """Of an answer, by what they are of."""

    documents: Sequence[Change]
    clocks: Sequence[Change]
    others: Sequence[Change]


def _changes(before: PinnedAnswer | None, after: PinnedAnswer) -> _Changes:
    if before is None:
        return _Changes((), (), ())
    found = changes(before, after)
    documents = {one.label for one in (*before.documents, *after.documents)}
    clocks = {one.label for one in (*before.clocks, *after.clocks)}
    return _Changes(
        [one for one in found if one.what in documents],
        [one for one in found if one.what in clocks],
        [one for one in found if one.what not in documents | clocks],
    )


def _moved_costs(before: Decision | None, after: Decision | None) -> str:
    was, now = _costs(before), _costs(after)
    return "" if was == now else moved_words(was, now)


def _costs(decision: Decision | None) -> str:
    costs = () if decision is None else decision.costs
    return "；".join(dict.fromkeys(f"{one.part}{payer_words(one.text)}" for one in costs)) or "文件没有规定"


def _lengths(found: Iterable[Change]) -> Iterator[str]:
    return (f"{one.what} {one.before or '没有'} → {one.after or '没有'}" for one in found)


def _listed(found: Sequence[Change]) -> str:
    """＋1（授权委托书）−0; "" if nothing moved."""
    gone = (DOCUMENT_STATES["waived"], "")
    more = [one.what for one in found if one.before in gone]
    less = [one.what for one in found if one.after in gone]
    other = [f"{one.what} {one.before} → {one.after}" for one in found if not {one.before, one.after} & {*gone}]
    parts = [f"{sign}{len(names)}（{'、'.join(names)}）" for sign, names in (("＋", more), ("−", less)) if names]
    return "　".join((*parts, *other))


def _due_days(service: ApplicationService, now: AssessedApplication, asked: Correction) -> Iterator[str]:
    """Running clocks from acceptance, whose last day moves with it."""
    if asked.accepted is None:
        return
    for run in ClockStore(service.record.db).runs(now.row.id):
        if run.ended_on is None and run.started_on is not None and run.clock.counts_from in _AT_ACCEPTANCE:
            was, to = _due(service, run), _due(service, replace(run, started_on=asked.accepted))
            if was != to:
                yield f"{run.clock.label} {was} → {to}"


def _due(service: ApplicationService, run: Run) -> str:
    due = due_on(run, service.assessor.calendar)
    return "没有日期" if due is None else f"{month_day(due.on)}前"
