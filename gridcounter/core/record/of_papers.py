"""Acts on papers and on the answer in them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from gridcounter.core.notice import Item
from gridcounter.core.record.contents import AnswerField, Contents, Dated, NonEmpty, PaperRef, Reason, Whole


class PaperIssued(Contents):
    """A paper was issued; its bytes are in the archive."""

    paper: NonEmpty = Field(description="which paper, the name of its form")
    version: Whole = Field(description="counted for each application and paper from 1")
    sha256: NonEmpty = Field(description="digest of the bytes")
    content_hash: str = Field(description="digest of what the paper says, without its date of printing")
    form_version: str = Field(description="of the form it was drawn by")
    pack_version: str = Field(description="digest of the policy pack it was drawn by")
    replaces: str | None = Field(None, description="the entry that issued the version before it; null for none")
    consultation: bool = Field(default=False, description="it went out while somebody only asked, and binds nobody")
    answer: AnswerField | None = Field(None, description="the answer that it pins; absent: none")
    items: tuple[Item, ...] = Field((), description="what it tells a second time, each with clause and reason")


class NoticeIssued(PaperIssued):
    """一次性告知书: the paper that pins the answer."""


class SupplementIssued(PaperIssued):
    """补充资料告知单 that adds something to the notice; counted in the figures."""


class PaperDelivered(Contents):
    """A paper was delivered to the applicant, or refused."""

    ref: PaperRef
    how: NonEmpty = Field(description="in_person, other, refused")


class NoticeDelivered(PaperDelivered):
    """The same for the notice."""


class PaperPrinted(Contents):
    """A paper was taken by the system's print queue or the printer's driver. Whether it came out is not known."""

    ref: PaperRef


class PaperVoided(Contents):
    """A paper became void. It stays on record, and the next version refers to it."""

    ref: PaperRef
    why: Reason


class AnswerMoved(Contents):
    """改定: today's answer replaces the pinned one."""

    why: Reason
    answer: AnswerField = Field(description="the answer from now on")


class SurveyConfirmed(Dated):
    """勘查确认: the part of the announced answer that applies; nothing further is required."""

    announced: Literal[True] = Field(description="all of it stood on the notice")
    answer: AnswerField = Field(description="the answer from now on")
    ref: str = Field("", description="the entry that issued the paper which says so")
