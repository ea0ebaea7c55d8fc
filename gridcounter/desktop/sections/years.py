"""放假安排: the years that are published, and one more from a file when the State Council publishes it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from gridcounter.desktop.sections.section import Section
from gridcounter.services.calendars import open_year_file, year_words
from gridcounter.services.office_years import OfficeYears

if TYPE_CHECKING:
    from gridcounter.core.calendar import CalendarYear

YEARS = "放假安排"


class YearsSection(Section):
    TITLE = YEARS
    SAVE = ""

    def build(self) -> None:
        self.heading(
            "已有的年份", "工作日按国务院办公厅公布的放假和调休计算。没有公布的年份按平常周末推算，日期标（暂估）。"
        )
        self.known = QLabel(self)
        self.known.setWordWrap(True)
        self.column.addWidget(self.known)
        self.heading(
            "载入一年",
            "文件为 JSON：year 写年份，holidays 写每个放假日，make_up 写调休上班的周末，日期写作 2026-10-01。"
            "先逐项检查，有问题的不载入；同一年再载入一次就是更正。",
        )
        self.choose = QPushButton("选择文件…", self)
        self.choose.setObjectName("Primary")
        self.column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)

    def wire(self) -> None:
        self.choose.clicked.connect(self._on_choose)

    def load(self) -> None:
        years = sorted(self.counter.assessor.calendar.years)
        loaded = OfficeYears(self.counter.record, self.counter.desk.clerk).all()
        lines = [f"{years[0]} 年至 {years[-1]} 年", *(f"本单位载入：{year_words(year)}" for year in loaded)]
        self.known.setText("\n".join(lines))

    @Slot()
    def _on_choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "选择放假安排文件", "", "放假安排 (*.json *.toml)")
        if name:
            self.add(Path(name))

    def add(self, path: Path) -> None:
        """Every date on the screen is counted anew."""
        found: list[CalendarYear] = []

        def act() -> None:
            year = open_year_file(path)
            OfficeYears(self.counter.record, self.counter.desk.clerk).add(year)
            found.append(year)

        if self.try_to(act):
            self.told.emit(f"已载入{year_words(found[0])}")
            self.counter.sit_down(self.counter.desk.clerk)
