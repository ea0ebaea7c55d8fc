"""Acts on the 免提交 list of the office: which documents can be called up at its desks, and whether that worked."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from gridcounter.core.record.contents import Day, NonEmpty
from gridcounter.core.record.of_office import OfOffice

#: Where a document is called up from.
Source: TypeAlias = Literal["certificates", "government", "face", "supplier"]


class OnRow(OfOffice):
    """One row of the list. These three name it."""

    document: NonEmpty = Field(description="id of the document")
    business: str = Field("", description='id of the business; "": every one')
    customer: str = Field("", description='id of the kind of customer; "": every one')


class SharingListed(OnRow):
    """A document can be called up here. A row that is listed again is corrected; its checks stay."""

    source: Source = Field(description="where it is called up from")
    how: str = Field("", description="a few words to the clerk")
    basis: NonEmpty = Field(description="the clause of the paper, or that the office itself has found it so")
    begins: Day = Field(description="from this day on")


class SharingChecked(OnRow):
    """The document of a row was called up, or could not be."""

    on: Day = Field(description="the day of it")
    ok: bool = Field(description="whether it was called up")
    why: str = Field("", description='what stood in the way; "": not said. Nothing of the applicant')


class SharingEnded(OnRow):
    """The row is off the list."""

    why: NonEmpty = Field(description="why it can be called up here no more")
