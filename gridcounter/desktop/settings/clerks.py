"""受理员: names and roles, new PINs, and deactivating."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from gridcounter.core.validation.clerk_names import advice_on_name
from gridcounter.core.validation.pins import advice_on_pin, pin_words
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.flow import FlowLayout
from gridcounter.desktop.kit.section import Section
from gridcounter.desktop.kit.shortening import COLUMN, shortened
from gridcounter.services.office.roles import ROLES, SHORTEST_PINS, Clerk, Role, is_raised


class ClerksSection(Section):
    """For administrators: the clerks of the office."""

    TITLE = "受理员"

    def build(self) -> None:
        self.hint("经办：受理、出文书。值班长：另可作废文书、切换政策、清除到期信息。管理员：另可改本页和单位资料。")
        self.list = QListWidget(self)
        self.list.setAccessibleName("受理员名单")
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(self.scale.px(132))
        self.list.setMaximumHeight(self.scale.px(220))
        self.column.addWidget(self.list)
        self.name = self.line("name", "姓名", "印在文书上")
        self.role = self.choice("role", "角色", dict(ROLES.items()))
        self.pin = self.line("pin", "操作码", "", secret=True)
        acts = QWidget(self)
        flow = FlowLayout(acts)
        self.leave = QPushButton("停用", acts)
        flow.addWidget(self.leave)
        self.column.addWidget(acts)

    def wire(self) -> None:
        self.list.currentRowChanged.connect(self._on_row)
        self.role.currentIndexChanged.connect(self._hint)
        self.leave.clicked.connect(self._on_leave)

    def load(self) -> None:
        self._fill(self.session.service.clerk)

    def _fill(self, chosen: str) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            self.clerks: list[Clerk | None] = [*self.session.clerks.all(), None]
            for clerk in self.clerks:
                if clerk is None:
                    item = QListWidgetItem("＋ 添加受理员")
                else:
                    state = "" if clerk.active else "　已停用"
                    item = QListWidgetItem(f"{shortened(clerk.name, COLUMN)}　{ROLES[clerk.role]}{state}")
                    item.setData(Qt.ItemDataRole.UserRole, clerk.id)
                self.list.addItem(item)
            row = next((place for place, one in enumerate(self.clerks) if one and one.id == chosen), 0)
            self.list.setCurrentRow(row)
        self._on_row(row)

    @property
    def current(self) -> Clerk | None:
        """The clerk chosen in the list; None for a new one."""
        row = self.list.currentRow()
        return self.clerks[row] if 0 <= row < len(self.clerks) else None

    @Slot(int)
    def _on_row(self, _: int) -> None:
        clerk = self.current
        for row in self.rows.values():
            row.show_problem("")
        self.name.setText(clerk.name if clerk else "")
        self.role.setCurrentIndex(list(ROLES).index(clerk.role) if clerk else 0)
        self.pin.clear()
        self._hint()
        self.save_button.setText("保存" if clerk else "添加")
        self.leave.setVisible(clerk is not None)
        self.leave.setText("停用" if clerk is None or clerk.active else "恢复使用")

    @property
    def _needs_pin(self) -> bool:
        """A new clerk, and one who gets more rights: nobody can tell how long the present PIN is."""
        clerk = self.current
        return clerk is None or is_raised(clerk.role, Role(self.role.currentData()))

    @Slot()
    def _hint(self) -> None:
        words = pin_words(SHORTEST_PINS[Role(self.role.currentData())])
        self.pin.setPlaceholderText(f"{words}，由本人输入" if self._needs_pin else "不改就留空")

    def check(self) -> Mapping[str, str]:
        found = {}
        if wrong := advice_on_name(self.name.text()):
            found["name"] = wrong
        shortest = SHORTEST_PINS[Role(self.role.currentData())]
        if (self._needs_pin or self.pin.text()) and (advice := advice_on_pin(self.pin.text(), shortest)):
            found["pin"] = advice
        return found

    def save(self) -> None:
        clerks, by, clerk = self.session.clerks, self.session.service.clerk, self.current
        name, role, pin = take_text(self.name.text()), Role(self.role.currentData()), self.pin.text()
        if clerk is None:
            chosen = clerks.add(by, name, role, pin)
        else:
            chosen = clerk.id
            if pin or (name, role) != (clerk.name, clerk.role):
                clerks.change(by, chosen, name=name, role=role, pin=pin or None)
        self._fill(chosen)
        if chosen == by:
            self.session.switch_clerk(by)

    @Slot()
    def _on_leave(self) -> None:
        clerk = self.current
        if clerk is None:
            return
        clerks, by = self.session.clerks, self.session.service.clerk
        act = clerks.leave if clerk.active else clerks.come_back
        if self.try_to(lambda: act(by, clerk.id)):
            self._fill(clerk.id)
            self.message.emit("设置已保存")
