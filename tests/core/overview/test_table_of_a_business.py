"""The table of a business beside connecting against the decisions on its cases: the same lines, no others."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders.packs.engine import CALENDAR, PACKS

from gridcounter.core.case import Case
from gridcounter.core.overview.class_table import ClassTable, class_table
from gridcounter.core.policy.decide import decide
from gridcounter.core.policy.evaluation import Circumstances

if TYPE_CHECKING:
    from gridcounter.core.policy.decision import Decision

ON = date(2026, 11, 30)
PLACES = ("jining", "liangzihu", "lianyungang", "linyi", "zaozhuang")
OTHERS = ("transfer", "suspension", "resumption", "capacity_reduction", "closing", "pv")


def table_of(place: str, business: str | None, name: str | None = None) -> ClassTable:
    return class_table(PACKS.edition(place, ON), PACKS.baseline, name, ON, business)


def decided(place: str, business: str) -> Decision:
    case = Case(locality=place, on=ON, business=business)
    return decide(case, PACKS.edition(place, ON), PACKS.baseline, CALENDAR, Circumstances(agent=True))


def lines(table: ClassTable, section: str) -> list[str]:
    return [row.words.what for row in table.sections[section]]


@pytest.mark.parametrize("business", OTHERS)
@pytest.mark.parametrize("place", PLACES)
def test_the_table_says_what_a_case_of_the_business_is_told_and_nothing_of_connecting(
    place: str, business: str
) -> None:
    """A line holds always, but for the agent: `适用 办理业务为过户` in the table of 过户 would be a riddle."""
    table, decision = table_of(place, business), decided(place, business)

    assert lines(table, "document") == [one.label for one in decision.documents]
    assert lines(table, "step") == [one.label for one in decision.steps]
    assert lines(table, "note") == [one.text for one in decision.notes]
    assert [lines(table, section) for section in ("limit", "cost", "approval", "service", "right")] == [[]] * 5
    assert {row.when for rows in table.sections.values() for row in rows} <= {"", "有代理人"}
    assert (table.business, table.business_basis) == (decision.business, decision.business_basis)
    assert not table.connects


def test_one_that_is_like_connecting_has_its_lines_and_classes_and_more() -> None:
    plain, charger = table_of("jining", None), table_of("jining", "ev_charger")

    more = [one for one in lines(charger, "document") if one not in lines(plain, "document")]
    assert more == ["车位证明", "同意安装充电桩的证明"]
    assert {section: lines(plain, section) for section in ("step", "limit", "cost", "approval")} == {
        section: lines(charger, section) for section in ("step", "limit", "cost", "approval")
    }
    assert charger.connects
    name = "lv_resident_or_micro"
    assert lines(table_of("jining", "ev_charger", name), "step") == lines(table_of("jining", None, name), "step")


def test_connecting_itself_has_no_line_of_another_business() -> None:
    table = table_of("jining", None)

    assert table.business is None
    assert not {"用电户号", "户名一致的收款账户", "车位证明"} & set(lines(table, "document"))
