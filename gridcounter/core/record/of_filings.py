"""Acts on the filing of outdoor works and on the works themselves: each says the day on which it happened."""

from __future__ import annotations

from pydantic import Field

from gridcounter.core.notice import Regime  # noqa: TC001  pydantic reads the annotation at run time
from gridcounter.core.record.contents import Dated, DayOrNothing, Id, Reason


class OnFiling(Dated):
    """What every act on a filing says."""


class FilingPrepared(OnFiling):
    """填写: the first version of the form, the same one again before it was sent, or the next one after an end."""

    regime: Regime | None = Field(None, description="what the pack said of filings when the form was filled in")


class FilingSigned(OnFiling):
    """签章."""

    by: tuple[Id, ...] = Field(description="who has signed: owner, builder")


class FilingExported(OnFiling):
    """The package for the authority was written."""

    sha256: Id = Field(description="digest of the package")


class FilingPushed(OnFiling):
    """推送 or 提交: it was sent to the authority."""

    serial: str = Field(description='number of the sending; "" where there is none')


class FilingConfirmed(OnFiling):
    """备案回执 or 许可决定."""

    number: str = Field(description='that the authority gave; "" where there is none')


class FilingReturned(OnFiling):
    """退回补正: this version has ended, the next form is the next version."""

    wants: tuple[str, ...] = Field((), description="what must be mended, line by line")
    until: DayOrNothing = Field("", description='by which day; "" where none was said')
    why: Reason


class FilingRefused(OnFiling):
    """The authority says that the works are none that it files."""

    why: Reason


class FilingWithdrawn(OnFiling):
    """撤回."""

    why: Reason


class FilingLapsed(OnFiling):
    """The works left the conditions of a filing."""

    why: Reason


class FilingChanged(OnFiling):
    """变更: the works are others than the form says."""

    what: str = Field(description="what changed, from and to, in words; numbers of persons are left out")
    why: Reason


class FormPosted(OnFiling):
    """The form hangs on the site."""

    where: str = Field(description="where on the site")


class FormTakenDown(OnFiling):
    """The form does not hang on the site any more."""

    why: Reason


class WorksStarted(OnFiling):
    """开工."""


class InspectionNoted(OnFiling):
    """核查."""

    passed: bool = Field(description="was everything as it should be")
    text: str = Field("", description="what was found")


class WorksRestored(OnFiling):
    """恢复验收: the street is as it was."""


class BreachNoted(OnFiling):
    """What was promised or filed was not kept to."""

    text: str = Field(description="when, where, what")
