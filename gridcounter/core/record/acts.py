"""Every kind of journal entry with the class of its contents: the only table; strict writing, lenient reading.

Writing is strict: a key that is missing, unknown or of another type is refused, and there is no entry. Reading is
lenient: a key of a later version is left out, and an entry that cannot be read at all is kept and marked as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pydantic import ValidationError

from gridcounter.core.notice import PinnedAnswer
from gridcounter.core.record import of_applications, of_clocks, of_filings, of_office, of_papers
from gridcounter.core.record.contents import Contents
from gridcounter.core.record.journal import Act, Entry, Kind, canonical
from gridcounter.errors import Fault

CONTENTS: Mapping[Kind, type[Contents]] = {
    Kind.OFFICE_SET: of_office.OfficeSet,
    Kind.CLERK_ADDED: of_office.ClerkAdded,
    Kind.CLERK_CHANGED: of_office.ClerkChanged,
    Kind.NUMBERS_RESERVED: of_office.NumbersReserved,
    Kind.LIST_EXPORTED: of_office.ListExported,
    Kind.PACK_ADOPTED: of_office.PackAdopted,
    Kind.PACK_KEPT: of_office.PackKept,
    Kind.DESK_HANDED_OVER: of_office.DeskHandedOver,
    Kind.CALENDAR_ADDED: of_office.CalendarAdded,
    Kind.RECORD_RESTORED: of_office.RecordRestored,
    Kind.ROLLBACK_FOUND: of_office.RollbackFound,
    Kind.RECORDS_PURGED: of_office.RecordsPurged,
    Kind.KEY_RENEWED: of_office.KeyRenewed,
    Kind.PASSPHRASE_CHANGED: of_office.PassphraseChanged,
    Kind.KEYS_RESTORED: of_office.KeysRestored,
    Kind.SIGNING_KEY_MADE: of_office.SigningKeyMade,
    Kind.PIN_WRONG: of_office.PinWrong,
    Kind.TABLES_DIFFERED: of_office.TablesDiffered,
    Kind.CONSULTATION_NOTED: of_applications.ConsultationNoted,
    Kind.APPLICATION_OPENED: of_applications.ApplicationOpened,
    Kind.FIELDS_CHANGED: of_applications.FieldsChanged,
    Kind.FIELDS_CORRECTED: of_applications.FieldsCorrected,
    Kind.MATERIALS_RECEIVED: of_applications.MaterialsReceived,
    Kind.APPLICATION_ACCEPTED: of_applications.ApplicationAccepted,
    Kind.DAYS_CORRECTED: of_applications.DaysCorrected,
    Kind.APPLICATION_HANDED_OVER: of_applications.ApplicationHandedOver,
    Kind.OFFICIAL_NUMBER_ENTERED: of_applications.OfficialNumberEntered,
    Kind.DOCUMENT_RECEIVED: of_applications.DocumentReceived,
    Kind.DOCUMENT_DEFERRED: of_applications.DocumentDeferred,
    Kind.DOCUMENT_WAIVED: of_applications.DocumentWaived,
    Kind.DOCUMENT_REMARKED: of_applications.DocumentRemarked,
    Kind.PERSONAL_DATA_SHOWN: of_applications.PersonalDataShown,
    Kind.APPLICATION_CLOSED: of_applications.ApplicationClosed,
    Kind.APPLICATION_REOPENED: of_applications.ApplicationReopened,
    Kind.ATTACHMENT_ADDED: of_applications.AttachmentAdded,
    Kind.ATTACHMENT_REMOVED: of_applications.AttachmentRemoved,
    Kind.EVIDENCE_BUNDLED: of_applications.EvidenceBundled,
    Kind.PURGE_HELD: of_applications.PurgeHeld,
    Kind.NOTICE_ISSUED: of_papers.NoticeIssued,
    Kind.NOTICE_DELIVERED: of_papers.NoticeDelivered,
    Kind.PAPER_ISSUED: of_papers.PaperIssued,
    Kind.PAPER_DELIVERED: of_papers.PaperDelivered,
    Kind.PAPER_VOIDED: of_papers.PaperVoided,
    Kind.PAPER_PRINTED: of_papers.PaperPrinted,
    Kind.SUPPLEMENT_ISSUED: of_papers.SupplementIssued,
    Kind.ANSWER_MOVED: of_papers.AnswerMoved,
    Kind.SURVEY_CONFIRMED: of_papers.SurveyConfirmed,
    Kind.EVENT_NOTED: of_clocks.EventNoted,
    Kind.STEP_FINISHED: of_clocks.StepFinished,
    Kind.CLOCK_PAUSED: of_clocks.ClockPaused,
    Kind.CLOCK_RESUMED: of_clocks.ClockResumed,
    Kind.FILING_PREPARED: of_filings.FilingPrepared,
    Kind.FILING_SIGNED: of_filings.FilingSigned,
    Kind.FILING_EXPORTED: of_filings.FilingExported,
    Kind.FILING_PUSHED: of_filings.FilingPushed,
    Kind.FILING_CONFIRMED: of_filings.FilingConfirmed,
    Kind.FILING_RETURNED: of_filings.FilingReturned,
    Kind.FILING_REFUSED: of_filings.FilingRefused,
    Kind.FILING_WITHDRAWN: of_filings.FilingWithdrawn,
    Kind.FILING_CHANGED: of_filings.FilingChanged,
    Kind.FILING_LAPSED: of_filings.FilingLapsed,
    Kind.FORM_POSTED: of_filings.FormPosted,
    Kind.FORM_TAKEN_DOWN: of_filings.FormTakenDown,
    Kind.WORKS_STARTED: of_filings.WorksStarted,
    Kind.INSPECTION_NOTED: of_filings.InspectionNoted,
    Kind.WORKS_RESTORED: of_filings.WorksRestored,
    Kind.BREACH_NOTED: of_filings.BreachNoted,
}

#: The kinds of acts on a filing.
ON_FILINGS: Mapping[Kind, type[of_filings.OnFiling]] = {
    kind: contents for kind, contents in CONTENTS.items() if issubclass(contents, of_filings.OnFiling)
}


class MalformedAct(Fault):
    """Our own code passed something else than its kind's class requires; `where` names the key, never a value."""

    def __init__(self, kind: str, where: str) -> None:
        super().__init__(
            f"这一步没有登记，台账没有改动：要登记的内容不合规定的格式（{kind}：{where}），请把这句话告诉维护人员"
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """An entry whose contents this version cannot read; `where` names the key, no value."""

    where: str


Read: TypeAlias = "Contents | Unread | None"


def check(act: Act) -> Contents:
    """The contents of an act to be written. Raises MalformedAct, or UnicodeEncodeError for a lone surrogate."""
    try:
        written = canonical(act.payload)
    except (TypeError, ValueError) as wrong:  # no JSON: an arbitrary object, NaN or infinity
        raise MalformedAct(act.kind, "不是 JSON") from wrong
    try:
        return CONTENTS[act.kind].model_validate_json(written.encode(), extra="forbid")
    except ValidationError as wrong:
        raise MalformedAct(act.kind, _where(wrong)) from None


def read(entry: Entry) -> Read:
    """The contents of an entry; None if they were purged."""
    if entry.written is None:
        return None
    try:
        kind = Kind(entry.kind)
    except ValueError:
        return Unread("kind")
    try:
        return CONTENTS[kind].model_validate_json(entry.written)
    except ValidationError as wrong:
        return Unread(_where(wrong))


def unread(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The entries, as device:seq, that are kept and cannot be read."""
    return tuple(entry.ref for entry in entries if isinstance(read(entry), Unread))


def answer_in(act: Read) -> PinnedAnswer | None:
    """The answer that an act pins, or None."""
    match act:
        case of_papers.PaperIssued() | of_papers.AnswerMoved() | of_papers.SurveyConfirmed():
            return act.answer
        case (
            of_applications.ApplicationAccepted() | of_applications.FieldsCorrected() | of_applications.DaysCorrected()
        ):
            return act.answer
        case _:
            return None


def _where(wrong: ValidationError) -> str:
    """The first wrong key. Its value may be a name or a number, and is not repeated."""
    errors = wrong.errors(include_url=False, include_context=False, include_input=False)
    return ".".join(str(part) for part in errors[0]["loc"]) or "全部内容"
