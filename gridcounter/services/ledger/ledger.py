"""The ledger: a list of applications, searched by any part of name, number, address or telephone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gridcounter.core.calendar import WorkCalendar
from gridcounter.core.validation.paper_code import read_code
from gridcounter.errors import Refusal
from gridcounter.services.ledger.row_details import RowDetails, read_row_details
from gridcounter.services.office.businesses import named_by
from gridcounter.store.journal.validators.entries import ApplicationNotFound, Purged
from gridcounter.store.queries.application_rows import being_filled_in, untouched_among
from gridcounter.store.queries.corrections import to_be_reissued
from gridcounter.store.search import search
from gridcounter.store.search.businesses import Businesses
from gridcounter.store.search.tokens import initials, words_of

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record

LedgerRow = search.Summary
Found = search.Found
_SHOWN = 200


class Chip(StrEnum):
    """The filters of the list, in display order."""

    ALL = "all"
    UNDER_WAY = "under_way"
    NOT_ENTERED = "not_entered"
    MINE = "mine"
    CLOSED = "closed"
    DEFERRED = "deferred"
    CONSULTATION = "consultation"
    FILING = "filing"
    UNSIGNED = "unsigned"


CHIPS = {
    Chip.ALL: "全部",
    Chip.UNDER_WAY: "在办",
    Chip.NOT_ENTERED: "未录入",
    Chip.MINE: "我的",
    Chip.CLOSED: "已办结",
    Chip.DEFERRED: "后补",
    Chip.CONSULTATION: "咨询",
    Chip.FILING: "备案中",
    Chip.UNSIGNED: "未回签",
}
_MARKS = {
    Chip.UNDER_WAY: search.UNDER_WAY,
    Chip.NOT_ENTERED: search.NOT_ENTERED,
    Chip.CLOSED: search.CLOSED,
    Chip.DEFERRED: search.DEFERRED,
    Chip.CONSULTATION: search.CONSULTATION,
    Chip.FILING: search.FILING,
    Chip.UNSIGNED: search.UNSIGNED,
}


@dataclass(frozen=True, eq=False)
class Ledger:
    """Reads over the record's own connection; use it only on the thread that opened the record.

    `businesses` are the names of those that the office's place has, by id.
    """

    record: Record
    businesses: Mapping[str, str] = field(default_factory=dict)

    def look(
        self,
        words: str = "",
        chip: Chip = Chip.ALL,
        *,
        business: str = "",
        clerk: str = "",
        among: Sequence[str] | None = None,
        limit: int = _SHOWN,
    ) -> Found:
        """Newest first, with the total; every word must be found, in a text or as the name of the business.

        Chip 我的 means those of `clerk`; `business` is the id of the only one to list, "" for all.

        `among`: only these ids, filtered by words alone. What was opened and left without an entry is listed only
        where its number or query code is asked for.
        """
        if among is not None:
            return self._search.among(among, words, limit=limit)
        about = wanted(words, business, self.businesses)
        found = self._search.find(words, mark=mark_of(chip, clerk), businesses=about, limit=limit)
        return found if words.strip() else self._begun(found)

    def _begun(self, found: Found) -> Found:
        """Without the untouched among the rows shown: to look for them in a whole record would take too long."""
        untouched = untouched_among(self.record.db, [row.id for row in found.rows])
        rows = tuple(row for row in found.rows if row.id not in untouched)
        return replace(found, rows=rows, total=found.total - len(untouched))

    def details(self, applications: Sequence[str], calendar: WorkCalendar) -> Mapping[str, RowDetails]:
        """Business, class and nearest due day of each of these, for the rows that `look` found."""
        return read_row_details(self.record.db, applications, calendar, self.businesses)

    def find(self, words: str = "") -> list[LedgerRow]:
        """The newest first; without words those that were changed last."""
        return list(self.look(words).rows if words.strip() else self._search.recent(_SHOWN))

    def not_entered(self, limit: int = _SHOWN) -> Found:
        """Applications accepted here that lack a number of the supplier's system."""
        return self.look(chip=Chip.NOT_ENTERED, limit=limit)

    def filling_in(self, limit: int = _SHOWN) -> Found:
        """Applications not yet received or accepted, the last changed first."""
        found = being_filled_in(self.record.db)
        rows = [row for row in map(self._search.get, found[:limit]) if row is not None]
        return search.Found(tuple(rows), len(found))

    def to_be_reissued(self) -> list[str]:
        """Applications under way with papers in force that a correction left behind, the last changed first."""
        return to_be_reissued(self.record.db)

    def find_scanned(self, text: str) -> str:
        """The application of the scanned paper. Raises NotOurPaper, ApplicationNotFound, Purged."""
        found = read_code(text)
        if found is None:
            raise NotOurPaper
        code = found.short_code
        try:
            return self.record.applications.by_short_code(code).id
        except Purged:
            raise
        except ApplicationNotFound:
            # drawer sheets carry their number: they are printed before a query code exists
            return self.record.applications.by_number(code).id

    @staticmethod
    def warm_up() -> None:
        """Loads the pinyin data for saving the first name; for a worker thread."""
        initials("一二")

    @property
    def _search(self) -> search.SearchStore:
        return search.SearchStore(self.record.db)


def mark_of(chip: Chip, clerk: str) -> str:
    """The mark in the index for a chip; "" for all."""
    return search.opened_by(clerk) if chip == Chip.MINE else _MARKS.get(chip, "")


def wanted(words: str, business: str, businesses: Mapping[str, str]) -> Businesses:
    """The business to list, and those that the words of a search name."""
    found = {word: named_by(word, businesses) for word in words_of(words)}
    return Businesses(business, {word: names for word, names in found.items() if names})


class NotOurPaper(Refusal):
    """The scanned text is not the QR code of a paper of this program."""

    sentence = "扫到的不是本系统文书上的二维码，请扫文书右上角的码，或输入编号查找"
