"""电脑丢失: a new key for the remaining record, the people to notify, and copies that still open with the old key."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QPushButton

from gridcounter.bootstrap import write_affected
from gridcounter.desktop.custody.begin_renewal import begin_renewal
from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.kit.day import DayEdit, today
from gridcounter.desktop.kit.file_dialogs import tell_saved, to_write
from gridcounter.desktop.kit.new_passphrase import NewPassphrase
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Section
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.custody.breach_notice import AffectedWritten
from gridcounter.services.custody.rekeying import old_key_copies, remove_old_key, who_still_exchanges
from gridcounter.services.office.offices import guessable_words

_OLD = "知道旧口令的人能打开旧备份。别处的拷贝（别的 U 盘、别的电脑）程序看不到，也要找出来删除。"


class DeviceLossSection(Section):
    """Three steps after the loss of a computer: new key, list of people, old copies."""

    TITLE = "电脑丢失"
    SAVE = ""

    def build(self) -> None:
        self._tasks = Tasks(self)
        self.hint("电脑或者存有台账的 U 盘丢了，按下面三步做。")
        text = "新钥匙、新口令、新恢复码；台账、文书和附件全部重新加密，核对无误才换上。"
        if exchanges := who_still_exchanges(self.session.record):
            self.hint(f"{exchanges}。")
        self.heading("一、换钥匙", f"{text}演示台账不换。" if self.session.demo else text)
        self.old = self.line("old", "现在的口令", secret=True)
        self.passphrase = NewPassphrase(
            self, "新口令", "不要和旧的相像", lambda: guessable_words(self.session.record), self.old
        )
        self.new, self.again = self.passphrase.field, self.passphrase.again
        self.go = QPushButton("换钥匙…", self)
        self.go.setObjectName("Primary")
        self.go.setEnabled(not self.session.demo)
        self.column.addWidget(self.go, 0, Qt.AlignmentFlag.AlignLeft)
        self.heading(
            "二、告知受影响的人员",
            "个人信息泄露要通知（《个人信息保护法》第57条）：通知谁、怎样通知，由单位负责人按该条和主管部门的要求决定，"
            "尽快办理。名单里姓名和电话不隐去，列出这件事记入台账。",
        )
        self.until = DayEdit("丢失的台账登记到哪一天", self)
        self.until.setMinimumWidth(self.scale.px(240))
        self.row("until", "丢失的台账登记到哪一天", self.until, "不知道就留空，列出全部")
        self.list_button = QPushButton("存受影响人员名单…", self)
        self.column.addWidget(self.list_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.heading("三、删除用旧钥匙的备份")
        self.old_label = PlainLabel(self, look="Hint", wraps=True)
        self.column.addWidget(self.old_label)
        self.old_button = QPushButton("删除这些备份…", self)
        self.column.addWidget(self.old_button, 0, Qt.AlignmentFlag.AlignLeft)

    def wire(self) -> None:
        self.go.clicked.connect(self._on_go)
        self.list_button.clicked.connect(self._on_list)
        self.old_button.clicked.connect(self._on_remove)
        self.until.wrong.connect(self.rows["until"].show_problem)

    def load(self) -> None:
        self.old.clear()
        self.passphrase.clear()
        self._copies = old_key_copies(self.session.record, self.session.offsite_target)
        names = "、".join(one.name for one in self._copies)
        self.old_label.setText(f"{names}。\n{_OLD}" if self._copies else f"本机和插着的 U 盘上没有。\n{_OLD}")
        self.old_button.setVisible(bool(self._copies))

    def check(self) -> Mapping[str, str]:
        found = {}
        if not self.old.text():
            found["old"] = "请输入现在的口令"
        found |= self.passphrase.check()
        if self.new.text() == self.old.text():
            found.setdefault("new", "请换一个和现在不同的口令")
        return found

    @Slot()
    def _on_go(self) -> None:
        """Carried out after the window has closed: no job may read the record meanwhile."""
        problems = self.check()
        for name, row in self.rows.items():
            row.show_problem(problems.get(name, ""))
        if not problems:
            self.try_to(lambda: begin_renewal(self, self.old.text(), self.new.text()))

    @Slot()
    def _on_list(self) -> None:
        until = self.until.day
        if until is None and self.until.text().strip():
            return
        kinds, suffixes = "Excel (*.xlsx);;PDF (*.pdf)", (".xlsx", ".pdf")
        path = to_write(self, "存受影响人员名单", "受影响人员名单.xlsx", kinds, suffixes)
        if path is None:
            return
        record, clerk = self.session.record, self.session.service.clerk
        self.say("")
        self._tasks.submit(
            self,
            lambda: write_affected(record, clerk, path, until or today()),
            done=self._on_listed,
            failed=self._on_failed,
        )

    def _on_listed(self, written: AffectedWritten) -> None:
        tell_saved(self, Path(written.path))
        self.message.emit(f"已存名单，共 {written.people:,} 人（户）")

    @Slot()
    def _on_remove(self) -> None:
        question = f"删除 {len(self._copies)} 份用旧钥匙的备份？"
        text = "换钥匙以后做的新备份留着。删掉的不能恢复。"
        if not confirmed(self, question, text, act="删除", leave="先不删除"):
            return
        record, clerk, second = self.session.record, self.session.service.clerk, self.session.offsite_target
        self._tasks.submit(
            self, lambda: remove_old_key(record, clerk, second), done=self._on_removed, failed=self._on_failed
        )

    def _on_removed(self, _: object) -> None:
        self.message.emit("已删除用旧钥匙的备份")
        self.load()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, GridcounterError):
            raise error
        self.say(str(error))
