"""The pinned answer: pinned when the applicant is told, shown beside today's answer, changed only by an act."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gridcounter.core.case import parse_case
from gridcounter.core.notice import (
    accepted_on,
    added_documents,
    answer_of,
    changes,
    keeping_added,
    read_answer,
    to_payload,
)
from gridcounter.core.papers.called_for import NOTICE
from gridcounter.core.policy.compile import BASELINE
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.evaluation import Circumstances
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.applications.draft import circumstances_of, contract_of
from gridcounter.services.office.assessment import Ground
from gridcounter.store.queries.application_rows import is_in_force, pinned_answer

if TYPE_CHECKING:
    from datetime import date

    from gridcounter.core.case import Case
    from gridcounter.core.notice import Answer
    from gridcounter.core.policy.model import PolicyPack
    from gridcounter.core.record.journal import Entry
    from gridcounter.services.office.assessment import Assessor
    from gridcounter.services.record.record import Record
    from gridcounter.store.stores import Stores, WritingStores


class EditionGone(Refusal):
    """The edition of the pinned answer is not installed; `number` is the paper's."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"已告知的内容依据 {number} 的一个版本，本机没有装这一版：请先装回这一版，或由值班长作废告知书后重新出具"
        )


class NoReasonToMove(Refusal):
    """改定 needs a reason, which is kept."""

    def __init__(self) -> None:
        super().__init__("请写明为什么按现在的情形改定，原因会留在台账里")


class NothingDiffers(Refusal):
    """Today's answer is the same, or the case is contradictory."""

    def __init__(self) -> None:
        super().__init__("现在的答复与已告知的相同，或者情形还有矛盾，没有可以改定的")


@dataclass(frozen=True, eq=False)
class Telling:
    """Acts of one clerk on one record."""

    record: Record
    assessor: Assessor
    clerk: str
    sole_proprietor_as_micro: bool | None

    def pinned(self, application: str) -> Answer | None:
        """The answer in force; None before 受理 and before a notice."""
        return _pinned(self.record.stores, application)

    def notice_stands(self, application: str) -> bool:
        """Whether a notice is in force; one printed for a consultation does not count."""
        return _notice_stands(self.record.stores, application)

    def pinned_in(self, stores: Stores, application: str) -> Answer | None:
        """As `pinned`, inside a job of the writer."""
        return _pinned(stores, application)

    def notice_stands_in(self, stores: Stores, application: str) -> bool:
        """As `notice_stands`, inside a job of the writer."""
        return _notice_stands(stores, application)

    def move(self, application: str, why: str) -> Entry:
        """改定: today's answer replaces the pinned one. Raises NoReasonToMove, NothingDiffers."""
        if not take_text(why):
            raise NoReasonToMove

        def work(stores: WritingStores) -> Entry:
            told, now = _pinned(stores, application), self.now(stores, application)
            if now is None or (told is not None and not changes(told, now)):
                raise NothingDiffers
            if told is not None and _notice_stands(stores, application):
                now = keeping_added(now, told)
            act = Act(Kind.ANSWER_MOVED, {"why": take_text(why), "answer": to_payload(now)}, self.clerk, application)
            return stores.journal.append(act)

        return self.record.write(work)

    def at_acceptance(self, stores: Stores, application: str, on: date) -> Answer | None:
        """The answer that 受理 pins: that of a notice in force, else the one of this day. None: contradictory case."""
        told = _pinned(stores, application)
        if told is not None and _notice_stands(stores, application):
            return accepted_on(told, on.isoformat())
        return self.now(stores, application, on=on)

    def now(
        self, stores: Stores, application: str, *, on: date | None = None, told: Answer | None = None
    ) -> Answer | None:
        """Today's answer, as if accepted `on`, under the edition of `told` if given. None: contradictory case."""
        row = stores.applications.get(application)
        if on is not None:
            row = replace(row, accepted_on=on.isoformat())
        fields = stores.applications.fields(application)
        raw = contract_of(fields, row, sole_proprietor_as_micro=self.sole_proprietor_as_micro)
        packs = self.assessor.packs
        case, _ = parse_case(raw["case"], localities=packs.localities, documents=packs.documents)
        if case is None:
            return None
        circumstances = circumstances_of({name: found.value for name, found in fields.items()})
        pack = packs.edition(case.locality, case.on) if told is None else self._edition(told)
        baseline = self._baseline(told)
        decision = decide(case, pack, baseline, self.assessor.calendar, circumstances)
        return answer_of(case, decision, circumstances, baseline=baseline.version)

    def ground(self, told: Answer) -> tuple[Case, Ground]:
        """The case of a pinned answer, and what it rests on, to decide it again. Raises EditionGone."""
        packs = self.assessor.packs
        case, _ = parse_case(told.case, localities=packs.localities, documents=packs.documents)
        if case is None:
            raise EditionGone(told.pack_number)
        circumstances = Circumstances(told.agent, told.rented)
        return case, Ground(self._edition(told), circumstances, added_documents(told), self._baseline(told))

    def _baseline(self, told: Answer | None) -> PolicyPack:
        packs = self.assessor.packs
        kept = packs.edition_of(BASELINE, told.baseline_version) if told is not None else None
        return kept or packs.baseline

    def _edition(self, told: Answer) -> PolicyPack:
        pack = self.assessor.packs.edition_of(told.pack, told.pack_version)
        if pack is None:
            raise EditionGone(told.pack_number)
        return pack


def _pinned(stores: Stores, application: str) -> Answer | None:
    row = pinned_answer(stores.db, application)
    return None if row is None else read_answer(row[0])


def _notice_stands(stores: Stores, application: str) -> bool:
    """One that told this applicant something: what was printed while somebody only asked binds nobody."""
    return is_in_force(stores.db, application, NOTICE)
