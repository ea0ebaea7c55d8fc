"""The life of an invented filing: most go through, some come back, a few begin before they should."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gridcounter.core.record.journal import Kind

if TYPE_CHECKING:
    from datetime import date

    from sample_life import Life


@dataclass
class FilingLife:
    """The life of one filing form, from writing it to the road made whole."""

    life: Life
    day: date

    def live(self) -> None:
        if not self._filed():
            return
        self._do(Kind.FORM_POSTED, where="施工现场入口")
        self._wait(1, 10)
        self._do(Kind.WORKS_STARTED)
        if self._happens(0.3):
            self._do(Kind.INSPECTION_NOTED, passed=self._happens(0.9), text="现场核查")
        if self._happens(0.02):
            self._do(Kind.BREACH_NOTED, text="夜间未设警示灯")
        if self._happens(0.03):
            self._do(Kind.FILING_CHANGED, what="长度", why="路由调整")
        self._wait(10, 40)
        if self._happens(0.85):
            self._do(Kind.WORKS_RESTORED)
            self._do(Kind.FORM_TAKEN_DOWN, why="恢复验收合格")

    def _filed(self) -> bool:
        """Up to the receipt; a form that comes back is written again."""
        self._do(Kind.FILING_PREPARED)
        if self._happens(0.05):
            return False
        self._do(Kind.FILING_SIGNED, by=["owner", "builder"])
        self._wait(0, 2)
        if self._happens(0.05):
            self._do(Kind.WORKS_STARTED)  # before anything was pushed: it is recorded as it was
        if self._happens(0.05):
            return False
        self._do(Kind.FILING_EXPORTED, sha256="commitment_filing")
        self._do(Kind.FILING_PUSHED, serial=f"T{self.life.number[-9:]}")
        self._wait(0, 3)
        roll = self.life.chance.random()
        if roll < 0.1:
            self._do(Kind.FILING_RETURNED, why="缺路径图", wants=["路径图"], until=self.day.isoformat())
            self._wait(1, 5)
            return self._filed()
        if roll < 0.15:
            kind = self.life.chance.choice((Kind.FILING_REFUSED, Kind.FILING_WITHDRAWN, Kind.FILING_LAPSED))
            self._do(kind, why="不在备案范围" if kind == Kind.FILING_REFUSED else "申请人改线路")
            return False
        if roll < 0.2:
            return False  # still with the authority
        self._do(Kind.FILING_CONFIRMED, number=f"BA{self.life.number[-9:]}")
        return True

    def _do(self, kind: Kind, **result: Any) -> None:  # noqa: ANN401  JSON
        self.life.do(self.day, kind, on=self.day.isoformat(), **result)

    def _wait(self, least: int, most: int) -> None:
        self.day = self.life.later(self.day, self.life.chance.randint(least, most))

    def _happens(self, share: float) -> bool:
        return self.life.chance.random() < share
