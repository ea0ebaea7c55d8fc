"""What every paper of the park book begins with: who issues it, its number, its day, and the lines to ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gridcounter.core.application import Office
from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.papers.view import Row, View
from gridcounter.core.parks.duty import VisitDuty
from gridcounter.core.policy.header import HOTLINES, SUPERVISION_LINE, SUPPLY_LINE
from gridcounter.core.wording import day_in_full


@dataclass(frozen=True, slots=True)
class ParkDesk:
    """The office that issues a paper on `on`, under `number`; `duty` only where a pack states one."""

    office: Office
    on: date
    clerk: str = ""
    number: str = ""
    duty: VisitDuty | None = None


def begin(desk: ParkDesk, *, version: int = 1) -> View:
    """A view with the head of the paper; a number that is not given is a line for the hand."""
    view = View()
    office = desk.office
    role = WORD_LABELS["office.role"].get(str(office.role), "")
    view.values |= {
        "number": desk.number,
        "number.words": desk.number or "（待编）",
        "version": f"第 {version} 版",
        "issued_on": day_in_full(desk.on),
        "issuer.first": office.name or office.supplier or "出具单位：",
        "issuer.second": role,
        "team": "　".join(filter(None, (office.name, office.window))),
        "team.phone": office.phone or "",
        "team.hours": office.hours or "",
        "supply.seal": office.supplier or office.name or "",
        "clerk": desk.clerk,
        "hotlines.words": f"{SUPPLY_LINE} {HOTLINES[SUPPLY_LINE]}；{SUPERVISION_LINE} {HOTLINES[SUPERVISION_LINE]}",
        "anchor": "",
    }
    return view


def put(view: View, table: str, rows: Iterable[Row]) -> None:
    """A table and the flag of the same name, set if it has a row."""
    view.tables[table] = tuple(rows)
    view.flag(table, on=bool(view.tables[table]))
