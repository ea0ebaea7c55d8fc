"""Issuing papers: the input for drawing one, and its entry into archive and record. Loads no drawing library."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from gridcounter.core.application import Application, ApplicationId
from gridcounter.core.intake.conditions import ConditionLine
from gridcounter.core.notice import Item, PinnedAnswer, accepted_on
from gridcounter.core.papers.called_for import NOTICE, OF_THE_FILING
from gridcounter.core.papers.replaced import Before, before
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_filings import FilingPrepared, FilingReturned, OnFiling
from gridcounter.core.wording import day_in_full
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.correcting import Correction
from gridcounter.services.applications.intake import Issue, issue_in, refuse_ended
from gridcounter.services.office.assessment import PaperBasis
from gridcounter.services.office.offices import banner_of
from gridcounter.services.office.own_questions import own_fields
from gridcounter.services.papers.basis import Progress, notice_is_among, pinned_bases, progress_of
from gridcounter.services.papers.issued_papers import AlreadyVoided, reason_to_void
from gridcounter.services.record.signing import anchor
from gridcounter.store.journal.projections.life import filing_acts
from gridcounter.store.papers import IssuedPaper
from gridcounter.store.queries.application_rows import entries_before_version
from gridcounter.store.stores import WritingStores


class Overtaken(Refusal):
    """The day, the application or the rules are others than when the papers were drawn."""

    sentence = "文书做好以后，日期、申请或者政策有了变化，没有出具；已按现在的重做，请核对后再出具"


@dataclass(frozen=True, slots=True)
class Version:
    """The version data of a paper: its number, and in words the paper it replaces, with the state at that issue.

    `ref` and `issued_on` if it is already issued. `following` is the version to issue if it would read differently now;
    None if a shift leader has to void the previous one first.
    """

    number: int = 1
    replaces: str = ""
    before: Before | None = None
    ref: str = ""
    content_hash: str = ""
    issued_on: date | None = None
    following: Version | None = None


@dataclass(frozen=True, slots=True)
class PreparedPapers:
    """All data for drawing, read on the record's thread; drawing may then run on any thread.

    A notice is drawn from `today`. While one is in force, the papers of a filing are drawn from `works` and all others
    from `pinned`, unless a paper has a basis of its `own`. `progress` is by the entry of a paper in force. `on` dates
    what is issued now.
    """

    today: PaperBasis
    short_code: str
    versions: Mapping[str, Version] = field(default_factory=dict)
    consultation: bool = False
    filing_acts: tuple[OnFiling, ...] = ()
    days: Mapping[str, date] = field(default_factory=dict)
    rests: tuple[str, ...] = ()
    stopped: str = ""
    pinned: PaperBasis | None = None
    works: PaperBasis | None = None
    own: Mapping[str, PaperBasis] = field(default_factory=dict)
    surveyed_on: date | None = None
    added: tuple[Item, ...] = ()
    marks: tuple[str, ...] = ()
    accepted: bool = True
    conditions: tuple[ConditionLine, ...] = ()
    progress: Mapping[str, Progress] = field(default_factory=dict)
    on: date | None = None
    # any entry moves it on: what is drawn is the same
    anchor: str = field(default="", compare=False)

    @property
    def application(self) -> Application:
        """The application in its present state."""
        return self.today.application

    @property
    def default(self) -> PaperBasis:
        """The basis of papers that are not issued yet."""
        return self.pinned or self.today

    def basis_of(self, paper: str) -> PaperBasis:
        """The basis of this paper; a filing paper has its own issue date."""
        found, day = self.undated_basis_of(paper), self.days.get(paper)
        if day is None:
            return found
        return replace(found, application=found.application.model_copy(update={"issued_on": day}))

    def undated_basis_of(self, paper: str) -> PaperBasis:
        """Without the filing date; `today` itself if the paper is drawn from it."""
        if paper in self.own:
            return self.own[paper]
        if paper == NOTICE:
            return self.today
        return (self.works if paper in OF_THE_FILING else self.pinned) or self.today


@dataclass(frozen=True, slots=True)
class DrawnPaper:
    """One paper ready to print; the preview shows these bytes.

    `issued` is the entry that already issued it, and `changed` says that it would read differently now. `pinned` is the
    answer in it; issuing a notice pins it. It is issued only as long as what is on record gives what it was `drawn_of`.
    """

    paper: str
    title: str
    content: bytes
    pages: int
    content_hash: str
    form_version: str
    pack_version: str
    pinned: PinnedAnswer
    issued: str = ""
    changed: bool = False
    consultation: bool = False
    drawn_of: PreparedPapers | None = field(default=None, compare=False, repr=False)

    def as_issue(
        self, *, replaces: str | None = None, answer: PinnedAnswer | None = None, items: tuple[Item, ...] = ()
    ) -> Issue:
        """The Issue to record: the caller says what it `replaces`, pins and adds."""
        return Issue(
            paper=self.paper,
            content=self.content,
            content_hash=self.content_hash,
            form_version=self.form_version,
            pack_version=self.pack_version,
            replaces=replaces,
            consultation=self.consultation,
            answer=answer,
            items=items,
        )


def prepare(
    service: ApplicationService,
    application_id: ApplicationId,
    again: Collection[str] = (),
    correction: Correction = Correction(),
) -> PreparedPapers:
    """`again`: the entries of papers that are drawn as if they were voided; `correction`: as if it were on record.

    Raises WrongInput, EditionGone.
    """
    known = service.record.papers.of(application_id)
    state = service.assessed(application_id, correction.answers, on=correction.accepted, received=correction.received)
    standing = service.notice_terms.pinned(application_id)
    if standing is not None and correction.accepted is not None:
        standing = accepted_on(standing, correction.accepted.isoformat())
    pinned = None if notice_is_among(known, again) else standing
    read, problems = service.on_paper(state, service.pinned_list(state, pinned) or state.decision)
    if read is None or state.decision is None or state.pack is None:
        raise WrongInput(problems)
    today = PaperBasis(read, state.decision, state.pack, state.baseline, state.circumstances)
    row = state.row
    called = own_fields(service.assessor.packs, service.place)
    entries = list(service.record.journal.of(application_id))
    changes = partial(before, entries, own=called)
    past = past_papers(service, application_id) | frozenset(again)
    versions = {
        paper: _version(known, _of_its_state(known, paper, consultation=row.consultation), paper, past, changes)
        for paper in {one.paper for one in known}
    }
    acts = tuple(filing_acts(service.record.db, application_id))
    rests, stopped = service.deadlines.on_paper(application_id)
    of_all, works, own = pinned_bases(service, state, today, standing, again)
    return PreparedPapers(
        today,
        row.short_code,
        versions,
        row.consultation,
        acts,
        _days(acts),
        rests,
        stopped,
        of_all,
        works,
        own,
        marks=_marks(service),
        accepted=row.accepted_on is not None,
        conditions=service.acceptance.conditions_at_acceptance(application_id) if row.accepted_on else (),
        progress=progress_of(entries, correction),
        on=service.record.clock().astimezone().date(),
        anchor=anchor(service.record, service.clerk),
    )


def _marks(service: ApplicationService) -> tuple[str, ...]:
    banner = banner_of(service.record)
    return (banner,) if banner else ()


def _days(acts: Sequence[OnFiling]) -> dict[str, date]:
    """The form carries the day on which it was filled in, the later papers that of the last act."""
    found: dict[str, date] = {}
    for act in acts:
        on = date.fromisoformat(act.on)
        if isinstance(act, FilingPrepared):
            found |= dict.fromkeys(OF_THE_FILING, on)
        found["start_notice"] = max(on, found.get("start_notice", on))
        if isinstance(act, FilingReturned):
            found["return_notice"] = on
    return found


def past_papers(service: ApplicationService, application_id: ApplicationId) -> frozenset[str]:
    """Entries of filing papers issued before the current version began."""
    before = entries_before_version(service.record.db, application_id)
    return frozenset(
        one.ref for one in service.record.papers.of(application_id) if one.paper in OF_THE_FILING and one.ref in before
    )


def _of_its_state(known: Sequence[IssuedPaper], paper: str, *, consultation: bool) -> list[IssuedPaper]:
    """Papers of the same state: a consultation's paper was no notice, so no later paper replaces it."""
    return [one for one in known if one.paper == paper and one.consultation == consultation]


def _version(
    all_known: Sequence[IssuedPaper],
    known: Sequence[IssuedPaper],
    paper: str,
    past: frozenset[str],
    changes: Callable[..., Before],
) -> Version:
    """The version in force, or the one after the last voided or past version."""
    following = max(one.version for one in all_known if one.paper == paper) + 1
    if not known:
        return Version(following)
    last = known[-1]
    after = Version(following, _called(last), changes(last.ref))
    if not _stands(last, past):
        return after
    replaced = next((one for one in all_known if one.ref == last.replaces), None)
    result = Version() if replaced is None else Version(1, _called(replaced), changes(replaced.ref, last.ref))
    following_it = after if last.consultation else None
    found = replace(result, number=last.version, ref=last.ref, content_hash=last.content_hash, following=following_it)
    return replace(found, issued_on=_issued_on(last))


def _issued_on(paper: IssuedPaper) -> date:
    return date.fromisoformat(paper.issued_at[:10])


def _called(paper: IssuedPaper) -> str:
    return f"第 {paper.version} 版（{day_in_full(_issued_on(paper))}出具）"


def _stands(paper: IssuedPaper, past: frozenset[str]) -> bool:
    return paper.voided_at is None and paper.ref not in past


def issue(service: ApplicationService, application_id: ApplicationId, drawn: Sequence[DrawnPaper]) -> None:
    """Archives the bytes and records each paper; one that is already in force is not issued again.

    Raises AlreadyEnded, Overtaken.
    """
    refuse_ended(service.record.stores, application_id)
    _refuse_overtaken(service, application_id, drawn)
    papers = service.record.papers
    past = past_papers(service, application_id)
    for paper in drawn:
        earlier = _of_its_state(papers.of(application_id), paper.paper, consultation=paper.consultation)
        if paper.issued or (earlier and _stands(earlier[-1], past) and not paper.consultation):
            continue
        made, kind = _as_issue(paper, earlier[-1].ref if earlier else None)
        service.intake.issue(application_id, made, kind)


def _refuse_overtaken(
    service: ApplicationService, application_id: ApplicationId, drawn: Sequence[DrawnPaper], again: Collection[str] = ()
) -> None:
    """A page may stand open over night, and other desks enter meanwhile."""
    of = [one.drawn_of for one in drawn if one.drawn_of is not None and not one.issued]
    if of and any(prepare(service, application_id, again) != one for one in {id(each): each for each in of}.values()):
        raise Overtaken


def reissue(
    service: ApplicationService,
    application_id: ApplicationId,
    drawn: Sequence[DrawnPaper],
    again: Mapping[str, str],
    why: str,
) -> None:
    """Voids the papers in force and issues those `drawn` in their place, in one transaction, for one reason.

    `again` maps a paper's id to the entry in force. Raises NotAllowed, NoReason, AlreadyVoided, AlreadyEnded,
    Overtaken.
    """
    reason = reason_to_void(service, why)
    _refuse_overtaken(service, application_id, drawn, tuple(again.values()))

    def work(stores: WritingStores) -> None:
        with stores.db.atomic():
            for ref in again.values():
                standing = stores.papers.get(ref)
                if standing is None or standing.voided_at is not None:
                    raise AlreadyVoided
                stores.journal.append(
                    Act(Kind.PAPER_VOIDED, {"ref": ref, "why": reason}, service.clerk, application_id)
                )
            # the notice first: the others are based on the answer that it pins
            for paper in sorted(drawn, key=lambda one: one.paper != NOTICE):
                made, kind = _as_issue(paper, again[paper.paper])
                issue_in(stores, application_id, made, kind, service.clerk)

    service.record.write(work)


def _as_issue(paper: DrawnPaper, replaces: str | None) -> tuple[Issue, Kind]:
    result = paper.pinned if paper.paper == NOTICE and not paper.consultation else None
    made = paper.as_issue(replaces=replaces, answer=result)
    return made, Kind.NOTICE_ISSUED if paper.paper == NOTICE else Kind.PAPER_ISSUED
