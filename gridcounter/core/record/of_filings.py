"""Acts on the filing of outdoor works and on the works themselves: each has the day on which it happened."""

from __future__ import annotations

from pydantic import Field

from gridcounter.core.notice import Regime
from gridcounter.core.record.contents import Dated, DayOrNothing, NonEmpty, Reason


class OnFiling(Dated):
    """The common contents of all acts on a filing."""


class FilingPrepared(OnFiling):
    """填写: the first version of the form, the same one again before it was sent, or the next one after an end."""

    regime: Regime | None = Field(None, description="what the pack said of filings when the form was filled in")


class FilingSigned(OnFiling):
    """签章."""

    by: tuple[NonEmpty, ...] = Field(description="who has signed: owner, builder")


class FilingExported(OnFiling):
    """The push package for the authority was written."""

    sha256: NonEmpty = Field(description="digest of the package")


class FilingPushed(OnFiling):
    """推送 or 提交: it was sent to the authority."""

    serial: str = Field(description='number of the sending; "" where there is none')


class FilingConfirmed(OnFiling):
    """备案回执 or 许可决定."""

    number: str = Field(description='that the authority gave; "" where there is none')


class FilingReturned(OnFiling):
    """退回补正: this version has ended, the next form is a new version."""

    wants: tuple[str, ...] = Field((), description="what must be mended, line by line")
    until: DayOrNothing = Field("", description='by which day; "" where none was said')
    why: Reason


class FilingRefused(OnFiling):
    """The authority declined: the works do not need a filing."""

    why: Reason


class FilingWithdrawn(OnFiling):
    """撤回."""

    why: Reason


class FilingLapsed(OnFiling):
    """The works no longer meet the conditions of a filing."""

    why: Reason


class FilingChanged(OnFiling):
    """变更: the works differ from the form."""

    what: str = Field(description="what changed, from and to, in words; numbers of persons are left out")
    why: Reason


class FormPosted(OnFiling):
    """The form was posted on site."""

    where: str = Field(description="where on the site")


class FormTakenDown(OnFiling):
    """The form was taken down on site."""

    why: Reason


class WorksStarted(OnFiling):
    """开工."""


class InspectionNoted(OnFiling):
    """核查."""

    passed: bool = Field(description="was everything as it should be")
    text: str = Field("", description="what was found")


class WorksRestored(OnFiling):
    """恢复验收: the street was restored and inspected."""


class BreachNoted(OnFiling):
    """A promise or a filed condition was not kept."""

    text: str = Field(description="when, where, what")
