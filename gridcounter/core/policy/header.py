"""What a pack says of its policy document: number, days, sources, and what its papers print of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from gridcounter.core.labels import day_words
from gridcounter.core.policy.reporting_rule import Reporting
from gridcounter.core.policy.rule import Identifier, Row, Sentence
from gridcounter.core.validation.models import YEARS, Day, read_day

#: Telephone lines that are the same everywhere; of another number its owner is not known.
SUPPLY_LINE, SUPERVISION_LINE = "95598", "12398"
HOTLINES: Mapping[str, str] = {
    SUPPLY_LINE: "供电服务热线",
    SUPERVISION_LINE: "能源监管热线（国家能源局派出机构）",
    "12345": "政务服务便民热线",
}


class PolicyKind(StrEnum):
    """The source of the pack: a document in force (规范性文件), an explanation of one by its issuer (解读), a guide or
    form of an office (办事指南), a news report, or general practice.
    """

    NORM = "norm"
    INTERPRETATION = "interpretation"
    GUIDE = "guide"
    NEWS = "news"
    PRACTICE = "practice"


#: Texts about a document or instead of one: they may have no number and no first day of their own.
NOT_THE_DOCUMENT = frozenset({PolicyKind.INTERPRETATION, PolicyKind.GUIDE, PolicyKind.NEWS})
#: The first day of a text that names none: it holds from the first day that can be written.
ALWAYS = date(YEARS.start, 1, 1)

_REGION = re.compile(r"\d{4,6}", re.ASCII)
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def _read_issued(raw: object) -> object:
    """A month is kept as it is written; everything else must be a day."""
    return raw if raw is None or (isinstance(raw, str) and _MONTH.fullmatch(raw)) else read_day(raw)


def _read_region(code: str) -> str:
    if not _REGION.fullmatch(code):
        raise PydanticCustomError("region", "no region", {"allowed": "行政区划代码的前 4 到 6 位数字，如 3708"})
    return code


#: A day, a month as ISO text, or unknown.
IssuedOn: TypeAlias = Annotated[date | str | None, BeforeValidator(_read_issued)]


def quoted(title: str) -> str:
    """In title marks; a title within it has the inner ones."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


class Header(Row):
    """The pack's data on its policy document. Dates are the document's own; an ended plan period is a note, not an end.

    A policy without hotlines leaves them to general practice. A text without a number is named by its title. The day of
    issue may be a month, or unknown; the first day may be `ALWAYS`. `voltages` are those of this grid in kV; none: the
    usual ones.
    """

    id: Identifier
    place: Sentence
    number: Sentence
    title: Sentence
    issuers: tuple[Sentence, ...] = ()
    kind: PolicyKind
    issued_on: IssuedOn = None
    in_force_from: Day
    in_force_until: Day | None = None
    cites: tuple[Sentence, ...] = ()
    hotlines: tuple[Sentence, ...] = ()
    hotlines_article: tuple[str, ...] = ()
    suppliers: tuple[Sentence, ...] = ()
    region_codes: tuple[Annotated[str, AfterValidator(_read_region)], ...] = ()
    outage_targets: Sentence | None = None
    reporting: Reporting | None = None
    voltages: tuple[Annotated[float, Field(gt=0, le=1000)], ...] = ()

    @property
    def issued_words(self) -> str:
        """2026年9月21日, 2026年9月, or "" if the policy does not say."""
        if isinstance(self.issued_on, date):
            return day_words(self.issued_on)
        year, _, month = (self.issued_on or "").partition("-")
        return f"{year}年{int(month)}月" if month else ""

    @property
    def begins_words(self) -> str:
        """自 2026年9月21日起; says so if the text names no day."""
        return "没有写施行日期" if self.in_force_from == ALWAYS else f"自 {day_words(self.in_force_from)}起"

    @property
    def numbered(self) -> bool:
        """Whether it has a number of its own beside its title."""
        return self.number != f"《{self.title}》"

    @property
    def named(self) -> str:
        """Number and title: 某字〔2026〕1号《关于…的通知》; the title once if it is all there is."""
        title = quoted(self.title)
        return f"{self.number}{title}" if self.numbered else title

    @property
    def in_full(self) -> str:
        """With the day of issue, if it is known."""
        return "，".join(filter(None, (self.named, self.issued_words)))
