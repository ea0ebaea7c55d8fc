"""The pinned answer: pinned by 告知 or 受理, shown beside today's answer, changed only by an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gridcounter.core.application import ApplicationId
from gridcounter.core.case_reading import parse_case, unchecked
from gridcounter.core.notice import (
    PinnedAnswer,
    accepted_on,
    added_documents,
    changes,
    keeping_added,
    read_answer,
    to_payload,
)
from gridcounter.core.papers.called_for import NOTICE
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decision import Decision
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.record.journal import Act, Entry, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.assessed_application import assess_application
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.record.record import Record
from gridcounter.store.queries.application_rows import is_in_force, pinned_answer
from gridcounter.store.stores import Stores, WritingStores


class EditionGone(Refusal):
    """The edition of the pinned answer is not installed; `number` is the document number of the policy."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"已告知的内容依据 {number} 的一个版本，本机没有装这一版：请先装回这一版，或由值班长作废告知书后重新出具"
        )


class NoReasonToMove(Refusal):
    """改定 needs a reason, which is recorded."""

    sentence = "请写明为什么按现在的情形改定，原因会留在台账里"


class NothingDiffers(Refusal):
    """Today's answer is the same, or the case is contradictory."""

    sentence = "现在的答复与已告知的相同，或者情形还有矛盾，没有可以改定的"


@dataclass(frozen=True, eq=False)
class NoticeTerms:
    """Acts of one clerk on one record."""

    record: Record
    assessor: Assessor
    clerk: str
    sole_proprietor_as_micro: bool | None

    def pinned(self, application_id: ApplicationId) -> PinnedAnswer | None:
        """The answer in force; None before 受理 and before a notice."""
        return _pinned(self.record.stores, application_id)

    def notice_stands(self, application_id: ApplicationId) -> bool:
        """Whether a notice is in force; one printed for a consultation does not count."""
        return _notice_stands(self.record.stores, application_id)

    def pinned_in(self, stores: Stores, application_id: ApplicationId) -> PinnedAnswer | None:
        """As `pinned`, inside a writer job."""
        return _pinned(stores, application_id)

    def notice_stands_in(self, stores: Stores, application_id: ApplicationId) -> bool:
        """As `notice_stands`, inside a writer job."""
        return _notice_stands(stores, application_id)

    def move(self, application_id: ApplicationId, why: str) -> Entry:
        """改定: today's answer replaces the pinned one. Raises NoReasonToMove, NothingDiffers."""
        if not take_text(why):
            raise NoReasonToMove

        def work(stores: WritingStores) -> Entry:
            result, now = _pinned(stores, application_id), self.now(stores, application_id)
            if now is None or (result is not None and not changes(result, now)):
                raise NothingDiffers
            if result is not None and _notice_stands(stores, application_id):
                now = keeping_added(now, result)
            act = Act(Kind.ANSWER_MOVED, {"why": take_text(why), "answer": to_payload(now)}, self.clerk, application_id)
            return stores.journal.append(act)

        return self.record.write(work)

    def at_acceptance(self, stores: Stores, application_id: ApplicationId, on: date) -> PinnedAnswer | None:
        """The answer that 受理 pins: of a notice in force, else of this day. None for a contradictory case."""
        pinned = _pinned(stores, application_id)
        if pinned is not None and _notice_stands(stores, application_id):
            return accepted_on(pinned, on.isoformat())
        return self.now(stores, application_id, on=on)

    def now(
        self,
        stores: Stores,
        application_id: ApplicationId,
        *,
        on: date | None = None,
        pinned: PinnedAnswer | None = None,
    ) -> PinnedAnswer | None:
        """Today's answer, as if accepted `on`, under the edition of `pinned` if given.

        None for a contradictory case.
        """
        return assess_application(
            stores,
            self.assessor,
            application_id,
            sole_proprietor_as_micro=self.sole_proprietor_as_micro,
            on=on,
            under=None if pinned is None else pinned_editions(self.assessor, pinned),
        ).answer


def assess_pinned(assessor: Assessor, answer: PinnedAnswer, online: tuple[str, ...] | None = None) -> Decision:
    """Decides the case of a pinned answer again, with the documents read `online` so far. Raises EditionGone."""
    packs = assessor.packs
    case, _ = parse_case(answer.case, localities=packs.localities, documents=packs.documents, local=unchecked)
    if case is None:
        raise EditionGone(answer.pack_number)
    if online is not None:
        case = case.model_copy(update={"online": online})
    pack, baseline = pinned_editions(assessor, answer)
    return assessor.decide(case, pack, baseline, pinned_circumstances(answer), added_documents(answer))


def pinned_editions(assessor: Assessor, answer: PinnedAnswer) -> tuple[PolicyPack, PolicyPack]:
    """The pack and the general practice under which an answer was given. Raises EditionGone."""
    packs = assessor.packs
    pack = packs.edition_of(answer.pack, answer.pack_version)
    if pack is None:
        raise EditionGone(answer.pack_number)
    return pack, packs.edition_of(BASELINE, answer.baseline_version) or packs.baseline


def pinned_circumstances(answer: PinnedAnswer) -> Circumstances:
    """The circumstances that were known beside the case when the answer was pinned."""
    return Circumstances(answer.agent, answer.rented)


def _pinned(stores: Stores, application_id: ApplicationId) -> PinnedAnswer | None:
    row = pinned_answer(stores.db, application_id)
    return None if row is None else read_answer(row[0])


def _notice_stands(stores: Stores, application_id: ApplicationId) -> bool:
    """Whether a notice to this applicant is in force; a paper printed for a consultation is not binding."""
    return is_in_force(stores.db, application_id, NOTICE)
