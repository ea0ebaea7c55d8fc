"""The offline pack: numbered sheets, each with its own code, and the quick reference of the place."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from builders.paper_builders import PLACES, as_pdf, paperwork, pdf_pages, plain, read, text_of

NUMBERS = ("H-20260928-0001", "H-20260928-0002")


@pytest.mark.parametrize("place", PLACES)
def test_every_sheet_carries_its_number_in_print_and_in_its_code(place: str) -> None:
    application = read({"case": {"locality": place, "on": "2026-09-28"}})

    *sheets, (stem, reference) = paperwork().blank_set(place, application, NUMBERS)

    assert [name for name, _ in sheets] == [f"drawer_pack_{number}" for number in NUMBERS]
    for number, (_, sheet) in zip(NUMBERS, sheets, strict=True):
        assert sheet.model.head.qr.startswith(f"GC1:{number}:drawer_pack:1:")
        assert f"编号：{number}" in text_of(sheet)
        assert len(pdf_pages(as_pdf(sheet.model))) == 1
    assert stem == f"quick_reference_{place}"
    assert len(pdf_pages(as_pdf(reference.model))) == 1


@pytest.mark.parametrize("place", PLACES)
def test_the_sheet_lists_every_document_that_some_case_of_the_place_needs(place: str) -> None:
    application = read({"case": {"locality": place, "on": "2026-09-28"}})
    pack = paperwork().assessor.packs.editions[place][-1]

    ((_, sheet), _) = paperwork().blank_set(place, application, NUMBERS[:1])

    result = text_of(sheet)
    labels = [getattr(rule, "label", None) for rule, _ in pack.sections["document"]]
    assert [label for label in labels if label and plain(label) not in result] == []


def test_the_quick_reference_counts_the_working_days_of_the_coming_quarter() -> None:
    application = read({"case": {"locality": "jining", "on": "2026-09-28"}})

    result = text_of(paperwork().build(application, ["quick_reference"])[0])

    calendar = paperwork().assessor.calendar
    october = sum(calendar.is_workday(day) for day in days_of(2026, 10))
    assert re.search(rf"2026年9月\d+.*2026年10月{october}.*2026年11月\d+", result)
    assert "10月10日" in result


def days_of(year: int, month: int) -> list[date]:
    days = [date(year, month, 1) + timedelta(days=n) for n in range(31)]
    return [day for day in days if day.month == month]


def test_a_quarter_beyond_the_published_years_is_provisional() -> None:
    application = read({"case": {"locality": "jining", "on": "2150-11-28"}})

    result = text_of(paperwork().build(application, ["quick_reference"])[0])

    assert "2151年1月" in result
    assert "暂估" in result
