"""政策: the installed editions, each rule with its clause; a shift leader loads a new one, or announces one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.wording import day_in_full
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.file_dialogs import Drops
from gridcounter.desktop.kit.flow import FlowRow
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.policy.policy_text import policy_html
from gridcounter.errors import GridcounterError
from gridcounter.services.office.beside_shipped import standing
from gridcounter.services.office.offices import banner_of
from gridcounter.services.office.roles import Right
from gridcounter.services.policy.adopted_packs import NOT_YET_CONFIRMED, PackAdoption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gridcounter.desktop.session.session import Session


_NOT_CONFIRMED = "本单位还没有确认，文书抬头注明“政策依据待本单位确认”。"


class PolicyPage(QWidget):
    """`message` carries a short sentence for the status line."""

    message = Signal(str)

    def __init__(
        self, session: Session, tasks: Tasks, tokens: Tokens, scale: Scale, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._session = session
        self._tasks = tasks
        self._tokens = tokens
        self._scale = scale
        self._adoption = PackAdoption(session.service)
        packs = session.assessor.packs
        self.editions: list[PolicyPack] = [
            edition for name in packs.localities for edition in reversed(packs.editions[name])
        ]
        self._standing = [standing(one, packs) for one in self.editions]
        self._build()
        self._wire()
        self._tell_state()
        own = packs.edition(session.service.place, today())
        self.list.setCurrentRow(next(place for place, one in enumerate(self.editions) if one is own))

    def _build(self) -> None:
        title = PlainLabel("政策", self)
        title.setObjectName("Title")
        self.state = _line(self, "Bar")
        self.trouble = _line(self, "Trouble")
        self.trouble.hide()
        self.load = QPushButton("载入新文件…", self)
        self.banner = QPushButton(self)
        acts = FlowRow(self)
        for button in (self.load, self.banner):
            acts.flow.addWidget(button)
        acts.setVisible(self._session.may(Right.SWITCH_PACK))
        self.list = QListWidget(self)
        self.list.setAccessibleName("已安装的政策")
        self.list.setMaximumWidth(self._scale.px(260))
        packs = self._session.assessor.packs
        for one in self.editions:
            several = len(packs.editions[one.id]) > 1
            begins = f"　{one.header.in_force_from.isoformat()} 起" if several else ""
            self.list.addItem(one.header.place + begins)
        self._text = QTextBrowser(self)
        self._text.setAccessibleName("政策内容")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 16)
        for widget in (title, self.state, acts, self.trouble):
            whole.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list)
        row.addWidget(self._text, 1)
        whole.addLayout(row, 1)

    def _wire(self) -> None:
        self.list.currentRowChanged.connect(self._on_chosen)
        self.load.clicked.connect(self._on_load)
        Drops(self, "政策包的文件夹", self.load_pack, self._say)
        self.banner.clicked.connect(self._on_banner)

    def _tell_state(self) -> None:
        service = self._session.service
        own = self._session.assessor.packs.edition(service.place, today())
        confirmed = service.office.get("policy_confirmed_on")
        parts = [f"本单位现按 {own.header.number} 答复，自 {day_in_full(own.header.in_force_from)}起。"]
        parts.append(f"本单位 {confirmed} 确认。" if confirmed else _NOT_CONFIRMED)
        lines = ["".join(parts)]
        for one in self._adoption.adopted():
            lost = "　内容读不出来，没有采用，请重新载入" if one.pack is None else ""
            lines.append(f"{one.number}：{one.by} {one.at[:16].replace('T', ' ')} 启用{lost}")
        lines += self._differing()
        on = bool(banner_of(self._session.record))
        if on:
            lines.append(f"{NOT_YET_CONFIRMED}：工作台和新出的文书上都写着这一句。")
        self.state.setText("\n".join(lines))
        self.banner.setText("撤下“新文件已到”" if on else "标明“新文件已到”")
        self.banner.setToolTip(f"工作台和新出的每份文书写上“{NOT_YET_CONFIRMED}”，启用新文件时自动撤下")

    def _differing(self) -> Iterator[str]:
        """Each installed edition that is not the program's own, for as long as it is installed."""
        packs = self._session.assessor.packs
        for one, stands in zip(self.editions, self._standing, strict=True):
            if stands.words:
                see = "；点左边的这一份，不同的逐条列在最前面" if stands.changes else ""
                yield f"{one.header.place} {one.header.number}：{stands.words}{see}。"
        practice = packs.mark_of(packs.baseline)
        if practice:
            yield f"{practice}。"

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        self._text.setHtml(policy_html(self.editions[row], self._standing[row], self._tokens, self._scale))

    @Slot()
    def _on_load(self) -> None:
        self._adopting()

    def _adopting(self) -> AdoptionDialog:
        dialog = AdoptionDialog(self._adoption, self._tasks, self)
        dialog.adopted.connect(self._on_adopted)
        dialog.begin()
        return dialog

    def load_pack(self, folder: Path) -> None:
        """Opens the dialog with the check of this folder, for whom may adopt it."""
        if self._session.may(Right.SWITCH_PACK):
            self._say("")
            self._adopting().bring(folder)
        else:
            self._say("载入新文件由管理员来做，请管理员换人登录后再拖过来")

    @Slot(str)
    def _on_adopted(self, number: str) -> None:
        """Everything shown may differ now."""
        self.message.emit(f"已启用 {number}")
        self._session.sit_down(self._session.service.clerk)

    @Slot()
    def _on_banner(self) -> None:
        try:
            self._adoption.set_banner(on=not banner_of(self._session.record))
        except GridcounterError as refused:
            self._say(str(refused))
            return
        self._say("")
        self._tell_state()

    def _say(self, trouble: str) -> None:
        self.trouble.setText(trouble)
        self.trouble.setVisible(bool(trouble))


def _line(parent: QWidget, name: str) -> QLabel:
    label = PlainLabel(parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    return label
