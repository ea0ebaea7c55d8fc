"""Acts on one application, except on its papers, its limits and its filing."""

from __future__ import annotations

from typing import Any, Self

from pydantic import Field, model_validator

from gridcounter.core.record.contents import (
    AnswerField,
    Contents,
    Dated,
    Day,
    DayOrNothing,
    EnteredLate,
    Fields,
    NonEmpty,
    PaperRef,
    Reason,
    Whole,
)

TO_BE_REISSUED = "papers in force that read differently now: to be reissued; null or absent: nobody looked"


class ImportedFrom(Contents):
    """The source of an imported application."""

    row: NonEmpty = Field(description="digest of the row of the table, by which it is not imported twice")


class ApplicationOpened(Contents):
    """An application was opened. A consultation that becomes an application is opened again: number and code stay."""

    number: NonEmpty = Field(description="that the office gives it, never given again")
    short_code: NonEmpty = Field(description="for the telephone and on papers")
    fields: Fields = Field({}, description="dotted field of the contract to its value")
    converted: bool = Field(default=False, description="it was a consultation before")
    imported: ImportedFrom | None = Field(None, description="it came from a table")


class ConsultationNoted(Contents):
    """A consultation: an enquiry without an application."""

    number: NonEmpty = Field(description="that the office gives it, never given again")
    short_code: NonEmpty = Field(description="for the telephone and on papers")
    fields: Fields = Field({}, description="dotted field of the contract to its value")


class FieldChange(Contents):
    """The new value of one field."""

    to: Any = Field(description="the new value, of the field's own type")
    over: str | None = Field(description="the entry whose value was on the screen; null: there was none")


class FieldsChanged(Contents):
    """Fields were filled in, changed or emptied."""

    fields: dict[str, FieldChange] = Field(description="dotted field of the contract to its change")


class FieldsCorrected(FieldsChanged):
    """更正: fields were changed after 受理, or after a paper told them."""

    why: NonEmpty = Field(description="the reason, in the words of the clerk")
    answer: AnswerField | None = Field(None, description="what holds from now on, where no notice told another answer")
    papers: tuple[PaperRef, ...] | None = Field(None, description=TO_BE_REISSUED)


class MaterialsReceived(Dated):
    """收件: the office received the documents. No limit starts."""


class ConditionSeen(Contents):
    """One condition of the business, as it was found at 受理."""

    text: NonEmpty = Field(description="the condition in the words of the policy")
    met: bool | None = Field(None, description="whether it is met; null: nobody looked")
    remark: str = Field("", description="empty: what was noted with it is in the field of the conditions")


class ApplicationAccepted(Dated):
    """受理: the limits count from the next day."""

    answer: AnswerField | None = Field(None, description="what is pinned with it; null or absent: nothing new")
    conditions: tuple[ConditionSeen, ...] = Field(
        (), description="办理条件 of its business; empty: it has none, or nobody was asked"
    )


class ConditionsSeen(Contents):
    """办理条件 were looked at after 受理, which keeps what was found then. Notes on them are in their field."""

    conditions: tuple[ConditionSeen, ...] = Field(min_length=1, description="those that were looked at, as found now")


class DayChange(Contents):
    """The corrected day of one act."""

    to: Day = Field(description="the right day")
    was: Day = Field(description="the day on record so far")


class DaysCorrected(Contents):
    """更正: the day of 收件 or of 受理 was wrong. Limits count from the right day."""

    received: DayChange | None = Field(None, description="the day of 收件; null: it was right")
    accepted: DayChange | None = Field(None, description="the day of 受理; null: it was right")
    why: NonEmpty = Field(description="the reason, in the words of the clerk")
    answer: AnswerField | None = Field(None, description="what is pinned with it; null or absent: nothing new")
    papers: tuple[PaperRef, ...] | None = Field(None, description=TO_BE_REISSUED)

    @model_validator(mode="after")
    def _corrects_a_day(self) -> Self:
        if self.received is None and self.accepted is None:
            raise ValueError("no day")
        return self


class ApplicationHandedOver(Contents):
    """转办: passed on to a person outside this office's counter."""

    to: NonEmpty = Field(description="to whom, in the words of the clerk")
    why: Reason
    on: Day = Field(description="the day on which it happened")


class OfficialNumberEntered(Contents):
    """The application was entered in the supplier's own system."""

    number: NonEmpty = Field(description="that the system gave it")


class NumberCorrected(Contents):
    """Two desks had given one number: this application got another one. The papers that were handed out keep theirs."""

    number: NonEmpty = Field(description="the new one, never given before")
    was: NonEmpty = Field(description="the one that another application keeps")
    papers: tuple[PaperRef, ...] | None = Field(None, description=TO_BE_REISSUED)


class _OnDocument(Contents):
    """The state of one document of the checklist."""

    document: NonEmpty = Field(description="id of the document")
    label: str | None = Field(None, description="what it was called on the list")
    taken_back: bool = Field(default=False, description="what was said of it before does not hold any more")
    remark: str = Field("", description="what the clerk noted with it, for the desk")


class DocumentReceived(_OnDocument):
    """A document was handed in."""

    copies: Whole | None = Field(None, description="how many; null where nobody counted")
    original_seen: bool | None = Field(None, description="was the original shown; null where nobody said")


class DocumentDeferred(_OnDocument):
    """A document may be brought later."""

    until: DayOrNothing | None = Field(None, description="the last day; null where none was said")
    basis: str = Field("", description="what allows it")
    latest: str = Field("", description="before which stage it must be there: `core.intake.checklist`")
    consequence: str = Field("", description="what follows if it does not come, as the paper says")


class DocumentWaived(_OnDocument):
    """A document is not required."""

    basis: str = Field("", description="paper and article that say so")

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if not self.basis and not self.taken_back:
            raise ValueError("a waiver without its basis")
        return self


class DocumentRemarked(Contents):
    """The desk noted something on a document that nobody has marked: it stands as the policy has it."""

    document: NonEmpty = Field(description="id of the document")
    label: str | None = Field(None, description="what it was called on the list")
    remark: str = Field(description="what the clerk noted; empty: the note before does not hold any more")


class PersonalDataShown(Contents):
    """Personal numbers were shown in full: of one application by `fields` or in its papers, or of many as a `list`."""

    fields: tuple[str, ...] | None = Field(None, description="dotted fields that were shown")
    shown_list: str = Field(
        "", alias="list", description='which list: "affected", everybody on record; "papers", those of the application'
    )
    until: Day | None = Field(None, description="the list holds whoever was on record by then")
    people: Whole | None = Field(None, description="how many stand in it")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.fields is None) == (not self.shown_list):
            raise ValueError("either fields or a list")
        return self


class ApplicationClosed(EnteredLate):
    """办结. The entry's own time is the day of the end."""

    why: str = Field(description='how it ended: connected, done, withdrawn, refused, other; "" where nobody said')
    reason: str = Field("", description='the reason, in the words of the clerk; "" where none was asked')
    on: Day | None = Field(None, description="the day of the end; absent: that of the entry")


class ApplicationReopened(Contents):
    """恢复办理: the application returns to its state before closing."""

    why: Reason


class AttachmentAdded(Contents):
    """A file was added; its bytes are in the archive."""

    sha256: NonEmpty = Field(description="digest of the bytes")
    type: NonEmpty = Field(description="media type: `core.validation.attachments.FileType`")
    title: NonEmpty = Field(description="what it is, in the words of the clerk")
    size: Whole = Field(description="in bytes")
    paper: str = Field("", description='the entry that issued the paper of which this is the signed copy; "" for none')


class AttachmentRemoved(Contents):
    """A file was removed from the list; its bytes stay as long as the record does."""

    ref: NonEmpty = Field(description="the entry that added it, as device:seq")
    why: Reason


class EvidenceBundled(Contents):
    """Everything on record for the application was written to one file."""

    sha256: NonEmpty = Field(description="digest of the bundle")
    files: Whole = Field(description="how many files lie in it")


class PurgeHeld(Contents):
    """The application is exempt from purging after its retention period."""

    why: str = Field(description='the reason; "": it is held back no longer')
