"""The 免提交 list of an office: what can be called up at its desks, for whom, and when that worked last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gridcounter.core.policy.model import PolicyPack, RightRule, ServiceRule
from gridcounter.core.wording import day_near

SOURCE_LABELS: Mapping[str, str] = {
    "certificates": "电子证照库",
    "government": "政务共享",
    "face": "人脸核验",
    "supplier": "营销系统已有",
}
#: A basis of the office's own.
FOUND_SO = "本单位核实"
#: Our own reminder, and no policy's: after so many days without a check a row is grey.
CHECK_AFTER_DAYS = 30
#: The rules of a pack that say that something is called up here, by their ids. One that only promotes it is none.
_SAY_SO = frozenset({"shared_certificates", "licence_free"})


@dataclass(frozen=True, slots=True)
class Shared:
    """A row of the list; business and customer "" are everyone's. `failures`: how often it could not be called up."""

    document: str
    business: str
    customer: str
    source: str
    how: str
    basis: str
    begins: date
    worked_on: date | None
    failed_on: date | None
    why: str
    failures: int

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the row."""
        return self.document, self.business, self.customer

    def unchecked(self, on: date) -> bool:
        """Whether nobody called it up, or tried to, for CHECK_AFTER_DAYS."""
        days = [day for day in (self.worked_on, self.failed_on) if day is not None]
        return not days or (on - max(days)).days > CHECK_AFTER_DAYS

    def last_words(self, on: date) -> str:
        """上次调取成功 11月27日；11月28日调不到（系统维护）."""
        parts = [f"上次调取成功 {day_near(self.worked_on, on)}" if self.worked_on else "还没有调取成功过"]
        if self.failed_on and (self.worked_on is None or self.failed_on >= self.worked_on):
            parts.append(f"{day_near(self.failed_on, on)}调不到" + (f"（{self.why}）" if self.why else ""))
        return "；".join(parts)


def listed_for(rows: Iterable[Shared], business: str | None, customer: str | None, on: date) -> Mapping[str, Shared]:
    """By document, the rows that hold for such a case on that day; the more particular row of two.

    What is not known of the case yet is in no row that names it.
    """
    fitting = [
        row for row in rows if row.begins <= on and row.business in {"", business} and row.customer in {"", customer}
    ]
    return {row.document: row for row in sorted(fitting, key=lambda row: (row.business != "", row.customer != ""))}


def bases_in(pack: PolicyPack) -> Sequence[str]:
    """The clauses of this paper on which a row can rest, in its words."""
    return tuple(dict.fromkeys(_bases(pack)))


def _bases(pack: PolicyPack) -> Iterator[str]:
    number = pack.header.number or f"《{pack.header.title}》"
    for section in ("right", "service"):
        for rule, _ in pack.sections[section]:
            if rule.id in _SAY_SO and isinstance(rule, RightRule | ServiceRule):
                yield f"{number} {'、'.join(rule.article)}：{rule.label}"
