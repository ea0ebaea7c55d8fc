"""放假安排: the published years, and one more from a file when the State Council publishes it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from gridcounter.desktop.kit.file_dialogs import to_read
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Section
from gridcounter.services.office.calendars import open_year_file
from gridcounter.services.office.office_years import OfficeYears
from gridcounter.services.office.year_loading import YearLoading, list_words, look_at, outcome, year_words

YEARS = "放假安排"
_LOAD, _KEEP = "按此载入", "先记下，不计入"


class YearsSection(Section):
    """For clerks with the right to change the office: calendar years loaded into its record."""

    TITLE = YEARS
    SAVE = ""

    def build(self) -> None:
        self.heading(
            "已有的年份",
            "工作日按国务院办公厅公布的放假和调休计算。没有公布的年份按周末和法定节假日推算，日期标（暂估）。",
        )
        self.known = PlainLabel(self, wraps=True)
        self.column.addWidget(self.known)
        self.heading(
            "载入一年",
            "国务院办公厅每年年底发通知，公布下一年哪几天放假、哪几个周末上班。请维护人员照通知做好放假安排文件"
            "（一年一个，如“2027.json”），拷到这台电脑或者 U 盘上，再点“选择文件…”。文件怎么做，按 F1 看手册。"
            "程序先逐项检查，有问题的不载入；载入前列出日子，请与通知核对。同一年再载入一次就是更正。",
        )
        self.choose = QPushButton("选择文件…", self)
        self.choose.setObjectName("Primary")
        self.column.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        self.asked = PlainLabel(self, wraps=True)
        self.agree = QPushButton(_LOAD, self)
        self.agree.setObjectName("Primary")
        self.leave = QPushButton("不载入", self)
        self.column.addWidget(self.asked)
        buttons = QHBoxLayout()
        buttons.addWidget(self.agree)
        buttons.addWidget(self.leave)
        buttons.addStretch(1)
        self.column.addLayout(buttons)
        self._ask(None)

    def wire(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.agree.clicked.connect(self._on_agree)
        self.leave.clicked.connect(self._on_leave)

    def load(self) -> None:
        calendar = self.session.assessor.calendar
        years = sorted(calendar.years)
        loaded = OfficeYears(self.session.record, self.session.service.clerk).all()
        lines = [f"{years[0]} 年至 {years[-1]} 年", *(f"本单位载入：{year_words(year)}" for year in loaded)]
        self.known.setText("\n".join([*lines, *map(str, calendar.left_out)]))

    @Slot()
    def _on_choose(self) -> None:
        path = to_read(self, "选择放假安排文件", "放假安排 (*.json *.toml)")
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Shows the days to compare with the notice; nothing is loaded before that is confirmed."""
        self._ask(None)
        found: list[YearLoading] = []
        if self.try_to(lambda: found.append(look_at(open_year_file(path), self.session.assessor.calendar))):
            self._ask(found[0])
            self.agree.setFocus()

    @Slot()
    def _on_agree(self) -> None:
        """Every date on the screen is computed again."""
        loading = self._loading
        if loading is None:
            return
        years = OfficeYears(self.session.record, self.session.service.clerk)
        if self.try_to(lambda: years.add(loading, agreed=True)):
            self._ask(None)
            self.message.emit(f"已{'记下' if loading.missing else '载入'}{year_words(loading.year)}")
            self.session.switch_clerk(self.session.service.clerk)

    @Slot()
    def _on_leave(self) -> None:
        self._ask(None)
        self.choose.setFocus()

    def _ask(self, loading: YearLoading | None) -> None:
        self._loading = loading
        for widget in (self.asked, self.agree, self.leave):
            widget.setVisible(loading is not None)
        if loading is None:
            return
        lines = ["请与国务院办公厅的通知逐日核对：", year_words(loading.year), *list_words(loading.year)]
        if loading.changes:
            lines += ["会改动已有的安排：", *loading.changes, "落在这些日子的期限会按新的安排重算。"]
        else:
            lines.append(f"{outcome(loading)}。")
        self.asked.setText("\n".join(lines))
        self.agree.setText(_KEEP if loading.missing else _LOAD)
