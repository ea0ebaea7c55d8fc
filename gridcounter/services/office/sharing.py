"""The 免提交 list of the office: which documents can be called up at its desks, kept by the office itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from gridcounter.core.case import Case
from gridcounter.core.intake.sharing import Shared, listed_for
from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Right
from gridcounter.services.record.record import Record
from gridcounter.store.engine import Database
from gridcounter.store.queries.sharing import SharingRow, sharing_rows


class SharedWithoutBasis(Refusal):
    """A row needs something that it rests on."""

    sentence = "请写明依据：文件和条款，或者写“本单位核实”"


class NotCalledUpHere(Refusal):
    """The office keeps a list, and the document is not on it for such a case."""

    sentence = "本窗口的免提交清单里没有这一份，不能按共享免交；能调取的，请先请管理员列入清单"


class EndedWithoutWhy(Refusal):
    """Why a row ends."""

    sentence = "请写明为什么结束，如“接口停用”"


class CheckedAhead(Refusal):
    """A day in the future."""

    sentence = "核对日期不能晚于今天，请改日期"


@dataclass(frozen=True, eq=False)
class Sharing:
    """Acts of one clerk on the list of one record."""

    record: Record
    clerk: str

    def rows(self) -> list[Shared]:
        """By document."""
        return shared_rows(self.record.db)

    def add(self, document: str, source: str, basis: str, begins: date, how: str = "", **of: str) -> None:
        """Lists a document, or corrects its row; `of` are business and customer. Raises NotAllowed."""
        Clerks(self.record).require(self.clerk, Right.CHANGE_OFFICE)
        if not take_text(basis):
            raise SharedWithoutBasis
        values = {"source": source, "how": take_text(how), "basis": take_text(basis), "begins": begins.isoformat()}
        self._enter(Kind.SHARING_LISTED, {"document": document, **of, **values})

    def check(self, row: Shared, on: date, today: date, *, ok: bool, why: str = "") -> None:
        """Every clerk may: it was tried at his desk."""
        if on > today:
            raise CheckedAhead
        self._enter(Kind.SHARING_CHECKED, {**_named(row), "on": on.isoformat(), "ok": ok, "why": take_text(why)})

    def end(self, row: Shared, why: str) -> None:
        """Takes the row off the list. Raises NotAllowed, NotListed."""
        Clerks(self.record).require(self.clerk, Right.CHANGE_OFFICE)
        if not take_text(why):
            raise EndedWithoutWhy
        self._enter(Kind.SHARING_ENDED, {**_named(row), "why": take_text(why)})

    def _enter(self, kind: Kind, values: Mapping[str, Any]) -> None:
        self.record.journal.append(Act(kind, values, self.clerk))


def shared_rows(db: Database) -> list[Shared]:
    """The list as it stands."""
    return [_shared(row) for row in sharing_rows(db)]


def shared_for(db: Database, case: Case | None) -> Mapping[str, Shared] | None:
    """By document, the rows that hold for this case; None for an office that keeps no list, or an unclear case."""
    rows = shared_rows(db)
    return listed_for(rows, case.business, case.customer, case.on) if rows and case else None


def _shared(row: SharingRow) -> Shared:
    days = {
        name: None if day is None else date.fromisoformat(day)
        for name, day in (("worked_on", row.worked_on), ("failed_on", row.failed_on))
    }
    return Shared(**{**row._asdict(), "begins": date.fromisoformat(row.begins), **days})


def _named(row: Shared) -> Mapping[str, str]:
    return {"document": row.document, "business": row.business, "customer": row.customer}
