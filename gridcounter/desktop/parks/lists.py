"""The lists of the page 园区, each with its columns, and rows of what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from gridcounter.core.parks.duty import DutyTarget
from gridcounter.core.parks.rows import FirmRow, PromiseRow, RequestRow, VisitRow
from gridcounter.core.parks.values import FirmState, SupplyKind
from gridcounter.core.parks.visits import VisitWay
from gridcounter.core.parks.words import FIRM_STATES, SUPPLY_KINDS, WAYS
from gridcounter.core.policy.apart.duty_rule import DutyObject
from gridcounter.core.wording import day_near
from gridcounter.desktop.kit.shortening import COLUMN, LINE, shortened, whole_text
from gridcounter.desktop.kit.tables import OBJECT_ROLE, RowsModel, spoken
from gridcounter.services.parks.overview import Overview


class Listed(StrEnum):
    """What the page lists; MISSING only where a paper of the place asks for visits."""

    FIRMS = "firms"
    PROMISES = "promises"
    VISITS = "visits"
    PASSED_ON = "passed_on"
    MISSING = "missing"


LABELS: Mapping[Listed, str] = {
    Listed.FIRMS: "企业",
    Listed.PROMISES: "承诺",
    Listed.VISITS: "计划走访",
    Listed.PASSED_ON: "转交未回",
    Listed.MISSING: "今年未走访",
}
TITLES: Mapping[Listed, tuple[str, ...]] = {
    Listed.FIRMS: ("企业", "楼栋", "户号、容量", "供电关系", "大客户", "上次上门", "未了承诺"),
    Listed.PROMISES: ("向谁说的", "承诺了什么", "谁来办", "哪天前", "还剩"),
    Listed.VISITS: ("哪天", "几点", "走访谁", "方式", "带什么、问什么"),
    Listed.PASSED_ON: ("谁提出", "提出了什么", "转给", "哪天转的", "过了几天"),
    Listed.MISSING: ("对象", "名称", "今年上门"),
}
EMPTY: Mapping[Listed, str] = {
    Listed.FIRMS: "这个园区还没有登记企业：点“登记企业”。",
    Listed.PROMISES: "没有未了的承诺。",
    Listed.VISITS: "今天和以前没有还没去的计划。",
    Listed.PASSED_ON: "转交给别的单位的诉求都有答复了。",
    Listed.MISSING: "该上门的今年都去过了。",
}
_OBJECTS = {DutyObject.PARK_COMMITTEE: "园区管委会", DutyObject.BIG_CUSTOMER: "大客户"}
_MARKS: Mapping[bool | None, str] = {True: "是", False: "不是", None: ""}
_NOT_SAID = "未填"


@dataclass(frozen=True, slots=True)
class Line:
    """`of` is what stands in the row, of whom it is `park` and `firm`; "" is the committee."""

    cells: tuple[str, ...]
    of: object
    park: str
    firm: str
    late: bool = False


class LinesModel(RowsModel):
    """Rows of one list; OBJECT_ROLE gives the Line."""

    def __init__(self) -> None:
        super().__init__(TITLES[Listed.FIRMS])

    def show(self, listed: Listed, lines: Sequence[Line]) -> None:
        """Resets the model: the selection is lost."""
        self.beginResetModel()
        self._titles, self._rows = TITLES[listed], lines
        self.endResetModel()

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = 0) -> object:
        if not index.isValid():
            return None
        line, column = self._rows[index.row()], index.column()
        text = line.cells[column]
        match role:
            case _ if role == OBJECT_ROLE:
                return line
            case Qt.ItemDataRole.DisplayRole:
                return shortened(text, COLUMN if column == 0 else LINE)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken(text, self._titles[column])
            case Qt.ItemDataRole.ToolTipRole:
                return whole_text(text)
        return None


def firm_lines(rows: Sequence[FirmRow], park: str, today: date) -> list[Line]:
    """Of one park."""
    return [Line(tuple(_firm_cells(row, today)), row, park, row.id) for row in rows]


def _firm_cells(row: FirmRow, today: date) -> Sequence[str]:
    fields, state = row.fields, row.fields.get("state")
    name = row.name if state in {None, FirmState.RUNNING} else f"{row.name}（{FIRM_STATES[FirmState(state)]}）"
    kind = (fields.get("supply") or {}).get("kind")
    big = _MARKS[fields.get("big")]
    promises = f"{row.promises} 条，{day_near(date.fromisoformat(row.due), today)}前" if row.promises else ""
    last = day_near(date.fromisoformat(row.last), today) if row.last else "没有记录"
    supply = SUPPLY_KINDS[SupplyKind(kind)] if kind else ""
    return (name, str(fields.get("building") or ""), _accounts(row.accounts), supply, big, last, promises)


def _accounts(accounts: Sequence[Mapping[str, Any]]) -> str:
    told = [
        f"{one['account']} {one['capacity_kva']} kVA" if one.get("capacity_kva") else str(one["account"])
        for one in accounts
    ]
    return "；".join(told)


def lines_of(listed: Listed, seen: Overview, today: date) -> list[Line]:
    """Of all parks."""
    makers: Mapping[Listed, Callable[[], list[Line]]] = {
        Listed.PROMISES: lambda: [_promise(row, seen, today) for row in seen.promises.all],
        Listed.VISITS: lambda: [_visit(row, seen, today) for row in seen.visits],
        Listed.PASSED_ON: lambda: [_request(row, seen, today) for row in seen.unanswered],
        Listed.MISSING: lambda: [_missing(one) for one in seen.standing.missing] if seen.standing else [],
    }
    return makers[listed]()


def _promise(row: PromiseRow, seen: Overview, today: date) -> Line:
    by = date.fromisoformat(row.by)
    left = (by - today).days
    words = f"过期 {-left} 天" if left < 0 else ("今天" if left == 0 else f"还有 {left} 天")
    whom = seen.whom(row.park, [row.firm] if row.firm else [])
    cells = (whom, row.told["text"], row.told["who"], day_near(by, today), words)
    return Line(cells, row, row.park, row.firm, late=left < 0)


def _visit(row: VisitRow, seen: Overview, today: date) -> Line:
    planned = date.fromisoformat(row.planned)
    late = planned < today
    day = f"{day_near(planned, today)}{'（过了）' if late else ''}"
    told = row.told
    whom = seen.whom(row.park, row.firms)
    cells = (day, str(told.get("at") or ""), whom, WAYS[VisitWay(row.way)], str(told.get("note") or ""))
    return Line(cells, row, row.park, row.firms[0] if row.firms else "", late=late)


def _request(row: RequestRow, seen: Overview, today: date) -> Line:
    passed: Mapping[str, Any] = next((step for step in reversed(row.told.get("since", ())) if "unit" in step), {})
    on = date.fromisoformat(passed.get("on") or row.on)
    whom = seen.whom(row.park, [row.firm] if row.firm else [])
    # a count, no limit: nobody said by which day another unit has to answer
    waited = f"{(today - on).days} 天"
    return Line(
        (whom, row.told["words"], passed.get("unit") or _NOT_SAID, day_near(on, today), waited), row, row.park, row.firm
    )


def _missing(target: DutyTarget) -> Line:
    is_park = target.kind == DutyObject.PARK_COMMITTEE
    park, firm = (target.id, "") if is_park else ("", target.id)
    return Line((_OBJECTS[target.kind], target.name, f"{len(target.visited)} 次"), target, park, firm)
