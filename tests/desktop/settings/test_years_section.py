"""设置 › 放假安排: the days are shown before a year is loaded, with what is missing or changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.record_builders import a_record
from builders.window.window_builders import ASSESSOR
from builders.year_builders import a_whole_year, as_json
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gridcounter.core.calendar_year import CalendarYear
from gridcounter.desktop.help.pages import SECTIONS
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.settings.years import YearsSection

LAST = max(ASSESSOR.calendar.years)
WHOLE = a_whole_year(LAST + 1)
NOT_WHOLE = WHOLE.model_copy(update={"holidays": WHOLE.holidays[1:]})


@pytest.fixture
def section(qtbot: QtBot, tmp_path: Path) -> Iterator[YearsSection]:
    with a_record(tmp_path / "record") as record:
        made = YearsSection(Session(record, ASSESSOR, None, demo=False), Scale())
        qtbot.addWidget(made)
        made.show()
        made.load()
        yield made


def look_at(section: YearsSection, year: CalendarYear, folder: Path) -> str:
    path = folder / "year.json"
    path.write_text(as_json(year), "utf-8")
    section.look_at(path)
    return section.asked.text()


def known(section: YearsSection) -> str:
    section.load()
    return section.known.text()


def test_nothing_is_asked_before_a_file_is_chosen(section: YearsSection) -> None:
    assert not any(widget.isVisible() for widget in (section.asked, section.agree, section.leave))


def test_it_says_in_a_clerks_words_where_the_file_comes_from(section: YearsSection) -> None:
    """It named the keys of the file; how one is written stands in the manual, a key away."""
    said = "".join(label.text() for label in section.findChildren(QLabel))
    for word in ("国务院办公厅", "维护人员", "选择文件…", "F1"):
        assert word in said
    assert re.findall("[A-Za-z_]{3,}", said) == ["json"], "the ending of its name alone"
    page = Path("docs/manual", SECTIONS[YearsSection.TITLE]).with_suffix(".md").read_text("utf-8")
    for key in ("year", "holidays", "make_up"):
        assert key in page


def test_a_whole_year_shows_its_days_and_is_loaded_after_confirmation(section: YearsSection, tmp_path: Path) -> None:
    asked = look_at(section, WHOLE, tmp_path)
    assert "请与国务院办公厅的通知逐日核对" in asked
    assert "放假：1月1日、2月5日至2月8日（4 天）" in asked
    assert f"落在 {LAST + 1} 年的期限按它计算，不再是暂估" in asked
    assert (section.agree.text(), section.agree.hasFocus()) == ("按此载入", True)
    assert LAST + 1 not in section.session.assessor.calendar.years
    section.agree.click()
    assert LAST + 1 in section.session.assessor.calendar.years
    assert f"本单位载入：{LAST + 1} 年：放假 13 天，没有调休上班" in known(section)
    assert not section.agree.isVisible()


def test_a_year_that_is_not_whole_says_what_is_missing_and_is_only_kept(section: YearsSection, tmp_path: Path) -> None:
    assert "缺少法定节假日 1月1日（元旦）：这份安排只记下、不计入" in look_at(section, NOT_WHOLE, tmp_path)
    assert section.agree.text() == "先记下，不计入"
    section.agree.click()
    assert f"台账里 {LAST + 1} 年的安排没有计入：缺少法定节假日 1月1日（元旦）" in known(section)
    assert LAST + 1 not in section.session.assessor.calendar.years


def test_a_known_year_is_changed_only_by_who_has_seen_what_changes(section: YearsSection, tmp_path: Path) -> None:
    before = section.session.assessor.calendar
    asked = look_at(section, a_whole_year(LAST), tmp_path)
    assert "原来放假、现在不放：" in asked
    assert "落在这些日子的期限会按新的安排重算" in asked
    section.leave.click()
    assert not section.asked.isVisible()
    section.agree.click()
    assert section.session.assessor.calendar == before
    look_at(section, a_whole_year(LAST), tmp_path)
    section.agree.click()
    assert section.session.assessor.calendar != before


def test_a_file_that_is_refused_takes_away_the_question_before_it(section: YearsSection, tmp_path: Path) -> None:
    look_at(section, WHOLE, tmp_path)
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes('{"样例": 1}'.encode("gb18030"))
    section.look_at(wrong)
    assert "文件不是 UTF-8 编码（可能是旧版记事本保存的）；请另存为 UTF-8 后再载入" in section.trouble.text()
    assert not section.agree.isVisible()


def test_a_known_year_without_a_day_off_by_law_is_refused(section: YearsSection, tmp_path: Path) -> None:
    whole = a_whole_year(LAST)
    look_at(section, whole.model_copy(update={"holidays": whole.holidays[:-1]}), tmp_path)
    assert "缺少法定节假日 10月3日（国庆节）" in section.trouble.text()
    assert not section.agree.isVisible()
