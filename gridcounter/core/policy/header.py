"""What a pack says of its policy document: number, days, sources, and what its papers print of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from gridcounter.core.labels import day_words
from gridcounter.core.policy.reporting_rule import Reporting
from gridcounter.core.policy.rule import Identifier, Row, Sentence
from gridcounter.core.validation.models import Day, read_day

#: Telephone lines that are the same everywhere; of another number its owner is not known.
SUPPLY_LINE, SUPERVISION_LINE = "95598", "12398"
HOTLINES: Mapping[str, str] = {
    SUPPLY_LINE: "供电服务热线",
    SUPERVISION_LINE: "能源监管热线（国家能源局派出机构）",
    "12345": "政务服务便民热线",
}


class PolicyKind(StrEnum):
    """The source of the pack: a document in force (规范性文件), an explanation of one by its issuer (解读), a news
    report, or general practice.
    """

    NORM = "norm"
    INTERPRETATION = "interpretation"
    NEWS = "news"
    PRACTICE = "practice"


_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def _read_issued(raw: object) -> object:
    """A month is kept as it is written; everything else must be a day."""
    return raw if raw is None or (isinstance(raw, str) and _MONTH.fullmatch(raw)) else read_day(raw)


#: A day, a month as ISO text, or unknown.
IssuedOn: TypeAlias = Annotated[date | str | None, BeforeValidator(_read_issued)]


def quoted(title: str) -> str:
    """In title marks; a title within it has the inner ones."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


class Header(Row):
    """The pack's data on its policy document. Dates are the document's own; an ended plan period is a note, not an end.

    A policy without hotlines leaves them to general practice. An explanation without a number is named by its
    title. The day of issue may be a month, or unknown. `voltages` are those of this grid in kV; none: the usual ones.
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
    region_codes: tuple[Annotated[str, Field(pattern=r"^\d{4,6}$")], ...] = ()
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
    def named(self) -> str:
        """Number and title: 某字〔2026〕1号《关于…的通知》; the title once if it is all there is."""
        title = quoted(self.title)
        return title if self.number == f"《{self.title}》" else f"{self.number}{title}"

    @property
    def in_full(self) -> str:
        """With the day of issue, if it is known."""
        return "，".join(filter(None, (self.named, self.issued_words)))
