"""办理指引 lists what is applied for under an approval: office, days, order, and what is still open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from builders.tried_packs import tried
from PySide6.QtGui import QTextDocument

from gridcounter.desktop.intake.guidance_text import GuidanceText
from gridcounter.desktop.kit.theme import LIGHT, Scale

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

pytestmark = pytest.mark.usefixtures("qapp")
JOINT = {"owner": "applicant", "length_m": 180, "occupies": ["footway", "green"]}


def guidance(place: str, works: dict[str, Any], kv: float = 10, **local: Any) -> list[str]:  # noqa: ANN401  JSON
    case = {"locality": place, "on": "2026-09-21", "supply": {"voltage_kv": kv}, "works": works, "local": local}
    application = tried().read_application(json.dumps({"case": case}))
    decision = tried().assessor.assess(application.case)
    document = QTextDocument()
    document.setHtml(GuidanceText(LIGHT, Scale(100)).of_decision(decision))
    return document.toPlainText().replace("\xa0", " ").split("\n")


def test_each_matter_has_its_office_its_days_and_what_comes_first(qapp: QApplication) -> None:
    """In the order of applying; the pane named the track alone, and the eight matters stood on paper first."""
    assert qapp is not None
    lines = guidance("zhongshan", JOINT, highway=False, bridge=False, water=False, forest=False)

    road = "影响交通安全的占道施工许可"
    assert [line for line in lines if line.startswith("事项")] == [
        "事项 1 建设工程规划许可 自然资源部门 ［五(一)］",
        f"事项 2 {road} 公安交警部门，在建设工程规划许可之后 ［五(二)］",
        f"事项 3 占用、挖掘城市道路 城市管理部门，3 个工作日，在建设工程规划许可、{road}之后 ［五(二)］",
        "事项 4 占用城市绿地、迁移树木 城市管理部门，在建设工程规划许可之后 ［五(二)］",
    ]


def test_a_matter_that_is_open_says_what_decides_it() -> None:
    lines = guidance("zhongshan", JOINT, highway=False, bridge=False, forest=False)

    assert any("河道管理范围内建设项目审批 水务部门" in line and "取决于：是否涉及河道" in line for line in lines)
    assert not any("涉路施工许可" in line for line in lines)


def test_what_a_filing_waives_is_named_as_nothing_to_apply_for() -> None:
    works = {"owner": "applicant", "length_m": 200, "occupies": ["green"], "green_area_m2": 15}
    lines = guidance("yichuan", works)

    assert [line for line in lines if line.startswith("不用另办")] == ["不用另办：占用绿地"]
    assert not any(line.startswith("事项") for line in lines)
