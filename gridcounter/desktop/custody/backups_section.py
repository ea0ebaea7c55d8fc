"""备份: dates and verification of the backups, the off-site folder, and the return to one of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton

from gridcounter.desktop.custody.backing_up import in_a_sentence, sentences
from gridcounter.desktop.custody.backup_status import BACKUPS
from gridcounter.desktop.custody.recovery_offer import is_confirmed
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.flow import FlowRow
from gridcounter.desktop.kit.section import Section
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.services.custody.backups import BackupOutcome, Backups, Copy, in_words
from gridcounter.services.custody.offsite import OffsiteTarget, choose_second_place, warning_at
from gridcounter.services.custody.recovery import plan_restore, plan_restore_from
from gridcounter.services.custody.recovery_plan import RecoveryPlan
from gridcounter.services.office.roles import Right

_LOOKING, _MAKING, _EXAMINING = "正在读取…", "正在备份…", "正在核对这份备份…"
_LEAST, _MOST = 132, 300
#: The status line, what there is to choose from, and a warning about the second place.
_Found: TypeAlias = tuple[str, list[Copy], str]


class BackupsSection(Section):
    """Backups beside the record and off-site, and the return to one of them."""

    TITLE = BACKUPS
    SAVE = ""

    def build(self) -> None:
        self._tasks = Tasks(self)
        self._busy = self._once_more = False
        self._may = self.session.may(Right.RESTORE)
        self.heading("最近的备份", "每天和关闭程序时自动备份，导入和升级前也备份；每周打开最近的一份，验证确实能恢复。")
        self.state = self.label()
        self.now = QPushButton("现在备份", self)
        self.column.addWidget(self.now, 0, Qt.AlignmentFlag.AlignLeft)
        self.heading(
            "恢复",
            "一周内的备份都留着，一个月内每天留一份，两年内每月留一份。恢复会关闭台账，换上备份再打开；现在的台账另存。",
        )
        self.list = QListWidget(self)
        self.list.setAccessibleName("可以恢复的备份")
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(self.scale.px(_LEAST))
        self.list.setMaximumHeight(self.scale.px(_MOST))
        self.column.addWidget(self.list)
        self.restore = QPushButton("恢复到这一份…", self)
        self.elsewhere = QPushButton("从别的文件夹恢复…", self)
        self._acts(self.restore, self.elsewhere)
        self.heading("第二份（U 盘）", "插着 U 盘时，每次备份自动再拷一份过去；没有插上，本机照样备份。")
        self.place = self.label()
        self.warning = self.label()
        self.warning.setObjectName("Bar")
        self.choose = QPushButton("选择 U 盘上的文件夹…", self)
        self.forget = QPushButton("不再拷到那里", self)
        self._acts(self.choose, self.forget)
        if not self._may:
            self.hint("恢复台账、选择 U 盘上的文件夹由管理员来做。")

    def _acts(self, *buttons: QPushButton) -> None:
        row = FlowRow(self)
        for button in buttons:
            button.setVisible(self._may)
            row.flow.addWidget(button)
        row.setVisible(self._may)
        self.column.addWidget(row)

    def wire(self) -> None:
        self.now.clicked.connect(self._on_now)
        self.choose.clicked.connect(self._on_choose)
        self.forget.clicked.connect(self._on_forget)
        self.restore.clicked.connect(self._on_restore)
        self.elsewhere.clicked.connect(self._on_elsewhere)
        self.list.itemActivated.connect(self._on_restore)
        self.session.kept_up.connect(self._on_kept_up)
        file_dialogs.Drops(self, "放备份的文件夹", self._on_dropped, self.say)

    @property
    def _backups(self) -> Backups:
        return Backups(self.session.record, second=self.session.offsite_target)

    def load(self) -> None:
        """Reads the files of both places in a worker; the rest is shown at once."""
        second = self.session.offsite_target
        self.place.setText(f"拷到 {second.folder}" if second else "还没有选。")
        self.warning.hide()
        self.forget.setVisible(self._may and second is not None)
        self._look()

    def _look(self) -> None:
        self._work(_LOOKING, self._reading(), self._on_looked)

    def _reading(self) -> Callable[[], _Found]:
        backups, record, second = self._backups, self.session.record, self.session.offsite_target
        return lambda: (backups.last_words(), backups.copies(), warning_at(record, second))

    @Slot()
    def _on_kept_up(self) -> None:
        """Shows what the automatic work did; focus and sentences stay, and work under way is not overtaken."""
        if self._busy:
            self._once_more = True
        elif self.isVisible():

            def failed(error: Exception) -> None:
                self.say(in_a_sentence(error))

            self._tasks.submit(self, self._reading(), done=self._on_read_again, failed=failed)

    def _on_read_again(self, found: _Found) -> None:
        if not self._busy:  # the work that began meanwhile ends with a look of its own
            self._show(found)

    def _on_looked(self, found: _Found) -> None:
        self._rest()
        self._show(found)
        if self._once_more:
            self._once_more = False
            self._on_kept_up()

    def _show(self, found: _Found) -> None:
        result, copies, warning = found
        self.state.setText(result.replace(" · ", "\n"))
        self.warning.show_text(warning)
        # the newest, unless another one was chosen
        before = self.list.currentItem() if self.list.currentRow() > 0 else None
        chosen = before.data(Qt.ItemDataRole.UserRole).backup.manifest if before else None
        self.list.clear()
        now = datetime.now(UTC)
        for copy in copies:
            item = QListWidgetItem(_line(copy, now))
            item.setData(Qt.ItemDataRole.UserRole, copy)
            self.list.addItem(item)
        still = (place for place, copy in enumerate(copies) if copy.backup.manifest == chosen)
        self.list.setCurrentRow(next(still, 0))
        self.restore.setEnabled(bool(copies))
        self.list.setVisible(bool(copies))
        self.restore.setVisible(bool(copies) and self._may)

    def _work(self, what: str, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self.say("")
        self.state.setText(what)
        self._busy = True
        self._enable(on=False)
        self._tasks.submit(self, work, done=done, failed=self._on_failed)

    def _rest(self) -> None:
        self._busy = False
        self._enable(on=True)

    def _enable(self, *, on: bool) -> None:
        for button in (self.now, self.choose, self.forget, self.elsewhere):
            button.setEnabled(on)
        self.restore.setEnabled(on and self.list.count() > 0)

    def _on_failed(self, error: Exception) -> None:
        """Reads the page's values again and keeps the error message."""
        self._rest()
        sentence = in_a_sentence(error)
        self._look()
        self.say(sentence)

    @Slot()
    def _on_now(self) -> None:
        self._work(_MAKING, self._backups.make_now, self._on_made)

    def _on_made(self, kept: BackupOutcome) -> None:
        self._look()
        self.say(sentences(kept))
        self.session.backed_up.emit()
        if not kept.troubles:
            self.message.emit("备份已做好")

    @Slot()
    def _on_choose(self) -> None:
        folder = file_dialogs.folder_to_read(self, "第二份备份放到哪里：选 U 盘上的文件夹")
        if folder is not None:
            record, clerk = self.session.record, self.session.service.clerk
            self._work(_LOOKING, lambda: choose_second_place(record, clerk, folder), self._on_chosen)

    def _on_chosen(self, place: OffsiteTarget) -> None:
        if self.try_to(lambda: self.session.keep_second_place(place)):
            self.message.emit("设置已保存")
        trouble = self.trouble.text()
        self.load()
        self.say(trouble)
        self.session.backed_up.emit()

    @Slot()
    def _on_forget(self) -> None:
        """The copies in that folder stay."""
        self.try_to(lambda: self.session.keep_second_place(None))
        self.load()
        self.choose.setFocus()
        self.session.backed_up.emit()

    @Slot()
    def _on_restore(self) -> None:
        item = self.list.currentItem()
        if item is None or not self._may:
            return
        copy: Copy = item.data(Qt.ItemDataRole.UserRole)
        record, clerk = self.session.record, self.session.service.clerk
        self._examine(lambda: plan_restore(record, clerk, copy.backup))

    @Slot()
    def _on_elsewhere(self) -> None:
        folder = file_dialogs.folder_to_read(self, "从哪里恢复：选 U 盘，或者放备份的文件夹")
        if folder is not None:
            self.look_in(folder)

    def _on_dropped(self, folder: Path) -> None:
        if self._may:
            self.look_in(folder)
        else:
            self.say("恢复台账由管理员来做，请管理员换人登录后再拖过来")

    def look_in(self, folder: Path) -> None:
        """Searches it in a worker; what is found is restored only once that is confirmed."""
        record, clerk = self.session.record, self.session.service.clerk
        self._examine(lambda: plan_restore_from(record, clerk, folder))

    def _examine(self, work: Callable[[], RecoveryPlan]) -> None:
        self._work(_EXAMINING, work, self.session.while_here("恢复", self._on_found, self._on_left))

    def _on_left(self, sentence: str) -> None:
        self._look()
        self.say(sentence)

    def _on_found(self, recovery_plan: RecoveryPlan) -> None:
        self._look()
        if is_confirmed(recovery_plan, self.window()):
            self._tasks.wait()  # no job reads the record while it is replaced
            self.session.going_back.emit(recovery_plan)


def _line(copy: Copy, now: datetime) -> str:
    result = copy.backup.manifest
    places = [name for name, there in (("本机", copy.here), (" U 盘", copy.second)) if there]
    parts = [
        in_words(result.made_at, now),
        f"{result.entries:,} 条登记",
        f"文书 {result.papers:,} 份",
        "和".join(places).strip(),
    ]
    if result.before_migration:
        parts.append("升级前")
    if copy.proven_at:
        parts.append(f"{in_words(copy.proven_at, now)} 验证可恢复")
    return "　".join(parts)
