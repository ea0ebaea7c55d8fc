"""The state of each document of an application: received, deferred, read online, or still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gridcounter.core.application import ApplicationId
from gridcounter.core.case import Case
from gridcounter.core.intake.checklist import (
    LATEST,
    LONGEST_REMARK,
    ChecklistLine,
    LineState,
    Mark,
    StageDay,
    checklist,
    stage_day,
)
from gridcounter.core.notice import clause_words
from gridcounter.core.policy.decision import Decision
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.office.sharing import NotCalledUpHere, shared_for
from gridcounter.services.record.record import Record
from gridcounter.store.queries.application_rows import documents_of
from gridcounter.store.queries.applications import ApplicationRow
from gridcounter.store.stores import WritingStores

#: The documents read online, one field of the case.
ONLINE = "case.online"
_KINDS = {
    LineState.RECEIVED: Kind.DOCUMENT_RECEIVED,
    LineState.DEFERRED: Kind.DOCUMENT_DEFERRED,
    LineState.WAIVED: Kind.DOCUMENT_WAIVED,
}
#: The state of an entry that cancels an earlier mark of a document; nothing is ever deleted.
_TAKEN_BACK = "taken_back"
#: The state of an entry that holds nothing but a remark.
_REMARKED = "remarked"
_MOST_COPIES = 99


class DeferredTooEarly(Refusal):
    """The day to deliver it is before the day of acceptance (`on`)."""

    def __init__(self, on: date) -> None:
        super().__init__(f"后补日期不能早于受理日期 {on.isoformat()}，请改日期")


class DeferredTooLate(Refusal):
    """The day to deliver it is not before the end of the step that needs the document."""

    def __init__(self, stage: StageDay) -> None:
        super().__init__(
            f"{stage.label}的届满日是 {stage.on.isoformat()}，最迟{stage.latest}补齐的，后补日期要早于这一天，请改日期"
        )


class IdentityNotDeferrable(Refusal):
    """The proof of identity cannot be deferred."""

    sentence = "身份证明是受理的依据，不能后补，请先收下再受理"


class WaivedWithoutClause(Refusal):
    """Waiving needs a clause."""

    sentence = "请写明免提交依据的文件和条款；没有依据的，仍按清单提交"


class TooManyCopies(Refusal):
    """More copies than the contract allows."""

    sentence = f"份数为 0 至 {_MOST_COPIES}，请改份数"


class RemarkTooLong(Refusal):
    """A remark is a line on the card, not a letter."""

    sentence = f"备注最多 {LONGEST_REMARK} 个字，请写短一些"


@dataclass(frozen=True, eq=False)
class Checklist:
    """Acts of one clerk on the documents of one record."""

    record: Record
    clerk: str

    def marks(self, application_id: ApplicationId) -> dict[str, Mark]:
        """The marks in force by document id: received, deferred or waived, and not cancelled; or a remark alone."""
        found = {}
        for document, (state, result) in documents_of(self.record.db, application_id).items():
            mark = mark_of(state, result)
            if mark is not None:
                found[document] = mark
        return found

    def lines(self, shown: Decision | None, row: ApplicationRow, case: Case | None) -> tuple[ChecklistLine, ...]:
        """What this decision asks for, with the marks; first what the office's own list has for the case."""
        if shown is None:
            return ()
        shared = shared_for(self.record.db, case)
        return checklist(shown, self.marks(row.id), consultation=row.consultation, shared=shared)

    def set(self, application_id: ApplicationId, document: str, mark: Mark, label: str = "") -> None:
        """Durable when it returns. A document read online is not marked here: it is in `online` of the case.

        `label` is the document's name on the checklist.
        """
        if mark.copies is not None and not 0 <= mark.copies <= _MOST_COPIES:
            raise TooManyCopies
        if mark.state == LineState.WAIVED and not take_text(mark.basis):
            raise WaivedWithoutClause
        if len(take_text(mark.remark)) > LONGEST_REMARK:
            raise RemarkTooLong
        clerk = self.clerk

        def work(stores: WritingStores) -> None:
            online = _change_online(stores, application_id, document, online=mark.state == LineState.ONLINE)
            result = _to_values(document, mark)
            with stores.db.atomic():
                if online is not None:
                    stores.journal.append(Act(Kind.FIELDS_CHANGED, online, clerk, application_id))
                if result is not None:
                    remark = take_text(mark.remark)
                    named = result | ({"label": label} if label else {}) | ({"remark": remark} if remark else {})
                    stores.journal.append(Act(_KINDS[mark.state], named, clerk, application_id))
                else:
                    self._take_back(stores, application_id, document)
                    self._note(stores, application_id, document, take_text(mark.remark), label)

        self.record.write(work)

    def _take_back(self, stores: WritingStores, application_id: ApplicationId, document: str) -> None:
        row = documents_of(stores.db, application_id).get(document)
        mark = None if row is None else mark_of(*row)
        if row is None or mark is None or mark.state not in _KINDS:
            return
        label = row[1].get("label")
        values = {"document": document, _TAKEN_BACK: True} | ({"label": label} if label else {})
        stores.journal.append(Act(_KINDS[LineState(row[0])], values, self.clerk, application_id))

    def _note(
        self, stores: WritingStores, application_id: ApplicationId, document: str, remark: str, label: str
    ) -> None:
        """A remark on what nobody has marked."""
        row = documents_of(stores.db, application_id).get(document)
        mark = None if row is None else mark_of(*row)
        if remark != ("" if mark is None else mark.remark):
            values = {"document": document, "remark": remark} | ({"label": label} if label else {})
            stores.journal.append(Act(Kind.DOCUMENT_REMARKED, values, self.clerk, application_id))


def _change_online(
    stores: WritingStores, application_id: ApplicationId, document: str, *, online: bool
) -> Mapping[str, object] | None:
    """The contents that add the document to those read online, or remove it; None if nothing changes."""
    read = stores.applications.fields(application_id).get(ONLINE)
    known = list(read.value or ()) if read else []
    if (document in known) == online:
        return None
    to = [*known, document] if online else [each for each in known if each != document]
    return {"fields": {ONLINE: {"to": to, "over": read.ref if read else None}}}


def _to_values(document: str, mark: Mark) -> dict[str, Any] | None:
    if mark.state == LineState.RECEIVED:
        return {"document": document, "copies": mark.copies, "original_seen": mark.original_seen}
    if mark.state == LineState.DEFERRED:
        until = mark.until.isoformat() if mark.until else None
        values = {"document": document, "until": until, "basis": mark.basis, "latest": mark.latest}
        return values | ({"consequence": mark.consequence} if mark.consequence else {})
    if mark.state == LineState.WAIVED:
        return {"document": document, "basis": take_text(mark.basis)}
    return None


def mark_of(state: str, values: Mapping[str, Any]) -> Mark | None:
    """The mark in an entry with this state and these contents; None if it cancels one.

    Of a remark alone the state is OPEN: the policy's own stands.
    """
    if values.get(_TAKEN_BACK):
        return None
    if state == _REMARKED:
        return Mark(LineState.OPEN, remark=values["remark"]) if values["remark"] else None
    until = values.get("until")
    return Mark(
        LineState(state),
        values.get("copies"),
        values.get("original_seen"),
        date.fromisoformat(until) if until else None,
        values.get("basis", ""),
        values.get("latest", ""),
        values.get("consequence", ""),
        values.get("remark", ""),
    )


def deferred(mark: Mark, line: ChecklistLine | None, case: Case | None, decision: Decision | None) -> Mark:
    """With its clause, and the step up to which it must be there. Raises DeferredTooEarly, DeferredTooLate."""
    usual = line is not None and line.usual
    _check_deferral(mark, case, decision, usual=usual)
    # no step waits for general practice, or where none connects
    waits = not usual and (decision is None or decision.connects)
    basis = clause_words(line.document.basis) if line else ""
    return replace(mark, basis=basis, latest=mark.latest or (LATEST if waits else ""))


def refuse_unlisted(mark: Mark, line: ChecklistLine | None) -> None:
    """Raises NotCalledUpHere if the office's list has no such document for this case."""
    if mark.state == LineState.ONLINE and line is not None and LineState.ONLINE not in line.choices:
        raise NotCalledUpHere


def _check_deferral(mark: Mark, case: Case | None, decision: Decision | None, *, usual: bool) -> None:
    if not mark.until:
        return
    if case is not None and mark.until < case.on:
        raise DeferredTooEarly(case.on)
    stage = stage_day(mark.latest, decision) if decision and not usual else None
    if stage is not None and mark.until >= stage.on:
        raise DeferredTooLate(stage)
