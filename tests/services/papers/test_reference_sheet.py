"""The 速查表 by itself: the page of the blank set, with the office's head and nothing of an application."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pypdf
import pytest
from builders.paper_builders import paperwork

from gridcounter.core.overview.class_table import classes_of
from gridcounter.services.papers.reference_sheet import draw_reference
from gridcounter.services.papers.rendering import PaperRenderer

ON = date(2026, 11, 30)
OFFICE = {"name": "样例供电营业厅", "role": "supplier_hall", "supplier": "样例供电公司"}


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).replace("\n", "")


@pytest.mark.parametrize("place", ["jining", "liangzihu", "lianyungang", "linyi", "zaozhuang"])
def test_it_names_every_class_of_the_place_and_the_office_that_prints_it(place: str) -> None:
    papers = paperwork()
    text = text_of(draw_reference(PaperRenderer(papers), place, ON, OFFICE))
    for label in classes_of(papers.assessor.packs.edition(place, ON)).values():
        assert label in text
    assert OFFICE["name"] in text
    assert "用电报装速查表" in text


def test_it_says_whether_the_office_confirmed_the_policy_and_bears_the_marks_of_the_window() -> None:
    papers = paperwork()
    plain = text_of(draw_reference(PaperRenderer(papers, ("演示",)), "jining", ON, OFFICE))
    assert "政策依据待本单位确认" in plain
    assert "演示" in plain
    confirmed = OFFICE | {"policy_confirmed_on": "2026-11-02"}
    assert "政策依据待本单位确认" not in text_of(draw_reference(PaperRenderer(papers), "jining", ON, confirmed))


def test_a_voltage_that_the_policy_does_not_name_is_not_left_without_a_word() -> None:
    """The paper of this place names 10 kV and 35 kV: the table has no row for 20 kV, whose applicants come too."""
    text = text_of(draw_reference(PaperRenderer(paperwork()), "zaozhuang", ON, OFFICE))
    assert "20 千伏" not in text
    assert "表里没有列出的和没有写天数的，以供电企业和审批部门答复为准" in text


def test_the_working_days_of_a_month_cannot_be_read_as_a_date() -> None:
    text = text_of(draw_reference(PaperRenderer(paperwork()), "jining", ON, OFFICE)).replace(" ", "")
    assert "2026年11月21个；2026年12月23个" in text
