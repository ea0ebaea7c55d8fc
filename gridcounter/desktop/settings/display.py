"""显示: light or dark, text size, idle lock. Each takes effect as soon as it is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox

from gridcounter.desktop.kit.choice import NumberField
from gridcounter.desktop.kit.section import Section
from gridcounter.desktop.kit.waiting import busy
from gridcounter.settings import LOCK_MINUTES, TEXT_PERCENTS, Settings, Theme

_THEMES: Mapping[object, str] = {Theme.SYSTEM: "跟随系统", Theme.LIGHT: "浅色", Theme.DARK: "深色"}
_SIZES: Mapping[object, str] = {percent: f"{percent} %" for percent in TEXT_PERCENTS}


class DisplaySection(Section):
    """Theme, text size, idle lock and reminders; each takes effect as soon as it is chosen."""

    TITLE = "显示"
    SAVE = ""

    def build(self) -> None:
        self.theme = self.choice("theme", "界面", _THEMES)
        self.size_of_text = self.choice("text_percent", "文字大小", _SIZES, "选了就生效，只影响这台电脑上的您。")
        self.minutes = NumberField(self)
        self.minutes.setRange(LOCK_MINUTES.start, LOCK_MINUTES.stop - 1)
        self.minutes.setSuffix(" 分钟")
        self.row("lock_after_minutes", "没有人操作多久后锁定", self.minutes, "随时可以按 Ctrl+L 锁定或换人。")

        self.remind = QCheckBox("到期提醒", self)
        self.row("remind", "系统通知区", self.remind, "每天和启动时说一次今天到期、超时限各有几项，不出现姓名和编号。")

    def wire(self) -> None:
        self.remind.clicked.connect(self._on_remind)
        self.theme.activated.connect(self._on_look)
        self.size_of_text.activated.connect(self._on_look)
        self.minutes.editingFinished.connect(self._on_minutes)

    def load(self) -> None:
        settings = self.session.settings
        self.theme.setCurrentIndex(list(_THEMES).index(settings.theme))
        self.size_of_text.setCurrentIndex(list(_SIZES).index(settings.text_percent))
        self.minutes.setValue(settings.lock_after_minutes)
        self.remind.setChecked(settings.remind)

    @Slot()
    def _on_look(self) -> None:
        theme, percent = Theme(self.theme.currentData()), int(self.size_of_text.currentData())
        self._keep(replace(self.session.settings, theme=theme, text_percent=percent))

    @Slot()
    def _on_remind(self) -> None:
        self._keep(replace(self.session.settings, remind=self.remind.isChecked()))

    @Slot()
    def _on_minutes(self) -> None:
        self._keep(replace(self.session.settings, lock_after_minutes=self.minutes.value()))

    def _keep(self, settings: Settings) -> None:
        if settings != self.session.settings:
            self.try_to(lambda: self.session.keep(settings))
            self.message.emit("设置已保存")
            with busy():
                self.session.changed.emit()
