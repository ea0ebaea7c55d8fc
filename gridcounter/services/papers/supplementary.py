"""Papers after the notice: announced things that became certain, and things never announced (追加告知)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from gridcounter.core.application import ApplicationId
from gridcounter.core.labels import track_words
from gridcounter.core.notice import (
    Item,
    PinnedAnswer,
    changes,
    clause_words,
    not_announced,
    to_payload,
    was_announced,
    with_added,
)
from gridcounter.core.papers.called_for import NOTICE, SUPPLEMENT, SURVEY_UPDATE
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.applications.intake import issue_in
from gridcounter.services.papers.issuing import DrawnPaper, PreparedPapers, Version, prepare
from gridcounter.store.queries.application_rows import additions
from gridcounter.store.stores import WritingStores

#: Printed across the head of a supplementary notice.
ADDED_MARK = "追加告知（非首次）"


class NothingTold(Refusal):
    """No notice was issued."""

    sentence = "还没有出具一次性告知书，没有告知过的内容：请先出具一次性告知书"


class NothingSettled(Refusal):
    """The case is the same as when the notice was issued."""

    sentence = "情形与告知时一样，没有可以确认的事项，不需要出具勘查后确认告知"


class NotAnnounced(Refusal):
    """The case needs something that the notice did not announce; the message names it."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(
            f"一次性告知书没有告知：{'、'.join(labels)}，不能按勘查后确认办；确需告知的，请写明依据和原因，作追加告知"
        )


class ClassChanged(Refusal):
    """The customer class differs, which a survey cannot settle."""

    def __init__(self, before: str, after: str) -> None:
        super().__init__(
            f"用户类别由“{before}”变为“{after}”，不是勘查能确认的事项：请按现在的情形改定，再由值班长作废告知书重新出具"
        )


class NoClause(Refusal):
    """An added item needs a clause; `label` names it."""

    def __init__(self, label: str) -> None:
        super().__init__(f"请写明“{label}”依据的文件和条款；没有依据的，不能追加要求")


class NoReasonToAdd(Refusal):
    """An added item needs a reason; `label` names it."""

    def __init__(self, label: str) -> None:
        super().__init__(f"请写明为什么现在才告知“{label}”，原因会留在台账里")


class NothingAdded(Refusal):
    """No item was given."""

    sentence = "请写明追加告知的是哪一项"


class AlreadyTold(Refusal):
    """The notice already named this document."""

    def __init__(self, label: str) -> None:
        super().__init__(f"“{label}”在一次性告知书里已经告知，不是追加：缺少的，请出具补充资料告知单")


def second_tellings(service: ApplicationService, application_id: ApplicationId) -> int:
    """How many papers in force added something after the notice."""
    return additions(service.record.db, application_id)


def unannounced(service: ApplicationService, application_id: ApplicationId) -> tuple[Item, ...]:
    """What the case needs now, under the pinned edition, and the notice did not announce; `why` is left empty."""
    return _not_announced(service, application_id, *_pinned_and_now(service, application_id))


def _not_announced(
    service: ApplicationService, application_id: ApplicationId, pinned: PinnedAnswer, now: PinnedAnswer
) -> tuple[Item, ...]:
    found = [Item(document=one.id, label=one.label, clause=one.clause, why="") for one in not_announced(pinned, now)]
    if not was_announced(pinned, now.track):
        decision = service.assessed(application_id).decision
        clause = "" if decision is None else clause_words(decision.approval.basis)
        found.append(Item(label=_track_words(now), clause=clause, why=""))
    return tuple(found)


def prepare_survey(service: ApplicationService, application_id: ApplicationId, on: date) -> PreparedPapers:
    """Raises NothingTold, NothingSettled, ClassChanged, NotAnnounced, WrongInput, EditionGone."""
    result, now = _pinned_and_now(service, application_id)
    if not changes(result, now) and not _was_taken_back(service, application_id):
        raise NothingSettled
    if result.customer_class is not None and result.customer_class != now.customer_class:
        raise ClassChanged(result.class_label, now.class_label)
    more = _not_announced(service, application_id, result, now)
    if more:
        raise NotAnnounced([item.label for item in more])
    prepared = prepare(service, application_id)
    return replace(
        prepared,
        own={SURVEY_UPDATE: prepared.works or prepared.today},
        versions=_anew(service, application_id, SURVEY_UPDATE),
        surveyed_on=on,
        days={SURVEY_UPDATE: on},
    )


def _was_taken_back(service: ApplicationService, application_id: ApplicationId) -> bool:
    """Whether the paper that said what the survey settled was voided, and none has said it since."""
    said = [one for one in service.record.papers.of(application_id) if one.paper in {NOTICE, SURVEY_UPDATE}]
    return bool(said) and said[-1].paper == SURVEY_UPDATE and said[-1].voided_at is not None


def confirm_survey(service: ApplicationService, application_id: ApplicationId, drawn: DrawnPaper, today: date) -> Entry:
    """Issues the paper and pins what became certain."""

    def work(stores: WritingStores) -> Entry:
        with stores.db.atomic():
            paper = issue_in(stores, application_id, drawn.as_issue(), Kind.PAPER_ISSUED, service.clerk)
            answer = to_payload(drawn.pinned)
            values = {"on": today.isoformat(), "announced": True, "answer": answer, "ref": paper.ref}
            return stores.journal.append(Act(Kind.SURVEY_CONFIRMED, values, service.clerk, application_id))

    return service.record.write(work)


def prepare_addition(
    service: ApplicationService, application_id: ApplicationId, items: Sequence[Item], on: date
) -> PreparedPapers:
    """Raises NothingTold, NothingAdded, NoClause, NoReasonToAdd, AlreadyTold, WrongInput, EditionGone."""
    result = _pinned(service, application_id)
    _check(result, items)
    prepared = prepare(service, application_id)
    return replace(
        prepared,
        # a supplement in force keeps its own items
        own={paper: one for paper, one in prepared.own.items() if paper != SUPPLEMENT},
        versions=_anew(service, application_id, SUPPLEMENT),
        added=tuple(items),
        marks=(ADDED_MARK,),
        days={SUPPLEMENT: on},
    )


def add_items(
    service: ApplicationService, application_id: ApplicationId, drawn: DrawnPaper, items: Sequence[Item]
) -> Entry:
    """追加告知: issues the paper and adds its items to the pinned answer; the figures count it."""
    notice_terms, all_items = service.notice_terms, tuple(items)

    def work(stores: WritingStores) -> Entry:
        pinned = notice_terms.pinned_in(stores, application_id)
        if pinned is None or not notice_terms.notice_stands_in(stores, application_id):
            raise NothingTold
        _check(pinned, all_items)
        now = notice_terms.now(stores, application_id, pinned=pinned)
        opens = now is not None and any(not item.document for item in all_items)
        answer = with_added(pinned, all_items, now if opens else None)
        issue = drawn.as_issue(answer=answer, items=all_items)
        return issue_in(stores, application_id, issue, Kind.SUPPLEMENT_ISSUED, service.clerk)

    return service.record.write(work)


def _check(pinned: PinnedAnswer, items: Sequence[Item]) -> None:
    if not items:
        raise NothingAdded
    known = {one.id for one in pinned.documents if one.state != "waived"}
    for item in items:
        if not take_text(item.label):
            raise NothingAdded
        if not take_text(item.clause):
            raise NoClause(item.label)
        if not take_text(item.why):
            raise NoReasonToAdd(item.label)
        if item.document in known:
            raise AlreadyTold(item.label)


def _pinned(service: ApplicationService, application_id: ApplicationId) -> PinnedAnswer:
    pinned = service.notice_terms.pinned(application_id)
    if pinned is None or not service.notice_terms.notice_stands(application_id):
        raise NothingTold
    return pinned


def _pinned_and_now(service: ApplicationService, application_id: ApplicationId) -> tuple[PinnedAnswer, PinnedAnswer]:
    """Both under the pinned edition: a survey changes the case, not the rules."""
    result = _pinned(service, application_id)
    now = service.notice_terms.now(service.record.stores, application_id, pinned=result)
    if now is None:
        raise WrongInput(service.assessed(application_id).problems)
    return result, now


def _anew(service: ApplicationService, application_id: ApplicationId, paper: str) -> dict[str, Version]:
    """An additional version beside the earlier ones; it replaces none."""
    return {paper: Version(service.record.papers.next_version(application_id, paper))}


def _track_words(now: PinnedAnswer) -> str:
    days = "" if now.approval_wd is None else f"，{now.approval_wd} 个工作日"
    return f"外线办理方式：{track_words(now.track, now.track_label)}{days}"
