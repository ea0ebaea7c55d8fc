"""留存与清除: the retention period of closed applications, those past it, and the purge with its report."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QProgressBar, QPushButton, QSpinBox, QWidget

from gridcounter.bootstrap import write_purge_report
from gridcounter.core.retention import MOST_MONTHS, wrong_rule
from gridcounter.desktop.custody.announced_part import AnnouncedPart
from gridcounter.desktop.custody.retention_look import Looked, look
from gridcounter.desktop.custody.retention_words import (
    MOST_SHOWN,
    begins_words,
    count_words,
    last_words,
    line_of,
)
from gridcounter.desktop.custody.second_person import ask_two
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.choice import NumberField
from gridcounter.desktop.kit.confirm import ask_line, confirmed
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import FlowLayout, horizontal
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Section, set_in
from gridcounter.desktop.kit.tasks import ProgressWatch, Tasks
from gridcounter.errors import GridcounterError
from gridcounter.services.custody.backups import Backups
from gridcounter.services.custody.purging import DueApplication, DueList, Purged, Purging, rule_of, set_rule
from gridcounter.services.custody.stale_copies import OldCopy, remove_before_purge
from gridcounter.services.custody.who_confirms import who_may_confirm
from gridcounter.services.desks.announced_purges import announce_purge, carry_out
from gridcounter.services.files.progress import Stopped
from gridcounter.services.office.roles import Clerk, Right

RETENTION = "留存与清除"
_YEAR = 12
_ANNOUNCED = "各台都收到预告以后，在本台再点一次才清除；在那以前这些申请只能看，要接着办的先暂缓清除。清除以后"
_FOR_EVER = "不能恢复。编号、日期和统计留下，姓名、证件号码、电话、地址、文书和附件全部删除。"


class RetentionSection(Section):
    """The office's retention rule, the applications due by it, and the purge; slow work runs in workers."""

    TITLE = RETENTION
    SAVE = ""

    def build(self) -> None:
        self._tasks = Tasks(self)
        self._watch: ProgressWatch | None = None
        self._listed: DueList | None = None
        self._asked = 0
        self._may_change = self._announces = False
        self._copies: list[OldCopy] = []
        self.heading(
            "留存期限",
            "办结以后留存多久，由本单位按档案和个人信息的规定确定，程序不替您定。两项都是 0 就是没有规定。",
        )
        period = QWidget(self)
        beside = horizontal(period, 0, 8)
        self.years = _number(period, "年", " 年", MOST_MONTHS // _YEAR)
        self.months = _number(period, "月", " 个月", _YEAR - 1)
        beside.addWidget(self.years, 1)
        beside.addWidget(self.months, 1)
        self.row("months", "办结后留存", period)
        self.basis = self.line("basis", "依据", "如 本单位档案保管期限表第 3 条；印在清除登记表上")
        self.keep = QPushButton("保存期限", self)
        self.column.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.heading("到期的申请")
        self.count = self.label("Hint")
        # above the list: below it, what waits for one more press would lie out of sight
        self.announced = AnnouncedPart(self)
        self.column.addWidget(self.announced)
        self.list = QListWidget(self)
        self.list.setAccessibleName("到期的申请")
        self.list.setWordWrap(True)
        self.list.setMinimumHeight(self.scale.px(132))
        self.list.setMaximumHeight(self.scale.px(260))
        self.column.addWidget(self.list)
        self.acts = QWidget(self)
        flow = FlowLayout(self.acts)
        self.hold = QPushButton("暂缓这一件…", self.acts)
        self.purge = QPushButton("清除…", self.acts)
        self.purge.setObjectName("Primary")
        self.stop = QPushButton("停止", self.acts)
        for button in (self.hold, self.purge, self.stop):
            flow.addWidget(button)
        self.column.addWidget(self.acts)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName("清除的进度")
        self.bar.setTextVisible(False)
        self.column.addWidget(self.bar)
        self._build_last()
        self.count.setText("正在查找…")
        for widget in (self.list, self.acts, self.last_head, self.last, self.last_acts):
            widget.hide()

    def _build_last(self) -> None:
        self.last_head = PlainLabel("上一次清除", self, look="Section")
        self.column.addWidget(self.last_head)
        self.last = self.label()
        self.last_acts = QWidget(self)
        flow = FlowLayout(self.last_acts)
        self.report = QPushButton("存登记表…", self.last_acts)
        self.drop = QPushButton("删除含有这些内容的旧备份…", self.last_acts)
        for button in (self.report, self.drop):
            flow.addWidget(button)
        self.column.addWidget(self.last_acts)

    def wire(self) -> None:
        self.keep.clicked.connect(self._on_keep)
        self.list.currentRowChanged.connect(self._on_row)
        self.hold.clicked.connect(self._on_hold)
        self.purge.clicked.connect(self._on_purge)
        self.announced.carry.clicked.connect(self._on_carry)
        self.stop.clicked.connect(self._on_stop)
        self.report.clicked.connect(self._on_report)
        self.drop.clicked.connect(self._on_drop)

    def load(self) -> None:
        """Slow parts are read in a worker."""
        rule = rule_of(self.session.record)
        self.years.setValue(rule.months // _YEAR if rule else 0)
        self.months.setValue(rule.months % _YEAR if rule else 0)
        self.basis.setText(rule.basis if rule else "")
        self._may_change = self.session.may(Right.CHANGE_OFFICE)
        for widget in (self.years, self.months, self.basis):
            widget.setEnabled(self._may_change)
        self._rest()
        if self._watch is None:
            self._look()

    def _look(self) -> None:
        purging, second = Purging(self.session.record, self.session.service.clerk), self.session.offsite_target
        self._asked = asked = self._asked + 1

        def done(found: Looked) -> None:
            if asked == self._asked:  # an earlier result may arrive after a later one
                self._on_looked(found)

        self._tasks.submit(self, lambda: look(purging, second, today()), done=done, failed=self._on_failed)

    def _look_again(self) -> None:
        """A result may arrive after window and record are closed; the section reads again when it is shown."""
        if self.isVisible():
            self._look()

    def _on_looked(self, found: Looked) -> None:
        self._listed, announced, self._announces, report, self._copies = found
        words = {each: one.state for one in announced for each, _ in one.applications}
        self.list.clear()
        for one in (*self._listed.due, *self._listed.held, *self._listed.announced)[:MOST_SHOWN]:
            item = QListWidgetItem(line_of(one, words.get(one.application, "")))
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
        for widget in (self.list, self.acts):
            widget.setVisible(self.list.count() > 0)
        self.announced.show_purges(announced)
        self.count.setText(count_words(self._listed, today()))
        self.last.setText("\n".join(last_words(report, self._copies)) if report else "")
        for widget in (self.last_head, self.last, self.last_acts):
            widget.setVisible(report is not None)
        self.drop.setVisible(bool(self._copies))
        self._rest()

    def _rest(self) -> None:
        busy = self._watch is not None
        due = len(self._listed.due) if self._listed else 0
        self.purge.setText(f"{self._act} {due:,} 件…" if due else f"{self._act}…")
        self.purge.setEnabled(due > 0 and not busy)
        self.purge.setVisible(due > 0 or not self._announces)
        self.announced.carry.setEnabled(not busy)
        self.keep.setEnabled(not busy and self._may_change)
        self.stop.setVisible(busy)
        self.bar.setVisible(busy)
        for button in (self.report, self.drop):
            button.setEnabled(not busy)
        self._on_row(self.list.currentRow())

    @property
    def _act(self) -> str:
        return "预告清除" if self._announces else "清除"

    @property
    def current(self) -> DueApplication | None:
        """The application selected in the list; None without a selection."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    @Slot(int)
    def _on_row(self, _: int) -> None:
        one = self.current
        by_clerk = one is not None and one.held_by_clerk
        self.hold.setText("取消暂缓" if by_clerk else "暂缓这一件…")
        self.hold.setEnabled(one is not None and (by_clerk or not one.held_why) and self._watch is None)

    @Slot()
    def _on_keep(self) -> None:
        months, basis = self.years.value() * _YEAR + self.months.value(), self.basis.text()
        problems: Mapping[str, str] = wrong_rule(months, basis) if months else {}
        for name, row in self.rows.items():
            row.show_problem(problems.get(name, ""))
        if problems:
            return
        clerk = self.session.service.clerk
        if self.try_to(lambda: set_rule(self.session.record, clerk, months or None, basis, today())):
            rule = rule_of(self.session.record)
            later = rule is not None and not rule.holds_on(today())
            self.message.emit(f"设置已保存；{begins_words(rule)}" if rule and later else "设置已保存")
            self.load()

    @Slot()
    def _on_hold(self) -> None:
        one = self.current
        if one is None:
            return
        purging = Purging(self.session.record, self.session.service.clerk)
        if one.held_by_clerk:
            done = self.try_to(lambda: purging.let_go(one.application))
        else:
            why, said = ask_line(self, "暂缓清除", f"{one.number} 为什么暂缓清除？原因记入台账。")
            done = said and self.try_to(lambda: purging.hold(one.application, why))
        if done:
            self.message.emit("已取消暂缓" if one.held_by_clerk else "已登记暂缓清除")
            self._look()

    @Slot()
    def _on_purge(self) -> None:
        listed = self._listed
        if listed is None or listed.rule is None:
            return
        rule = f"{listed.rule.words}已经期满的申请（{listed.rule.basis}）"
        text = f"今天是 {today().isoformat()}，{self._act}{rule}。\n{_ANNOUNCED if self._announces else ''}{_FOR_EVER}"
        question = f"{self._act} {len(listed.due):,} 件申请？"
        others: list[Clerk] = []
        asking = self.session.service.clerk
        if not self.try_to(lambda: others.extend(who_may_confirm(self.session.record, asking))):
            return
        agreed = self._announce if self._announces else self._purge
        ask_two(self.session, others, question, text, self, act=self._act, agreed=partial(agreed, listed))

    def _announce(self, listed: DueList, second: str) -> None:
        purging = Purging(self.session.record, self.session.service.clerk, second)
        said = "已预告清除，请导出一次交换文件；各台都收到以后在本台清除"
        self._run(lambda: announce_purge(purging, listed, today()), said)

    @Slot()
    def _on_carry(self) -> None:
        text = f"{self.announced.agreed}预告的，各台都已收到。\n{_FOR_EVER}"
        question = f"清除预告过的 {self.announced.count:,} 件申请？"
        if confirmed(self, question, text, act="清除", leave="先不清除"):
            self._work(lambda purging, watch: carry_out(purging, today(), watch))

    def _purge(self, listed: DueList, second: str) -> None:
        self._work(lambda purging, watch: purging.purge(listed, today(), watch), second)

    def _work(self, purge: Callable[[Purging, ProgressWatch], Purged], second: str = "") -> None:
        record, clerk = self.session.record, self.session.service.clerk
        watch = self._watch = ProgressWatch(self)
        watch.progressed.connect(self._on_progress)
        self.bar.setRange(0, 0)
        self.say("")
        self._rest()

        def work() -> int:
            done = purge(Purging(record, clerk, second), watch)
            # verified by reading it back: from now on the older ones may be deleted
            Backups(record).make()
            return done.count

        self._tasks.submit(self, work, done=self._on_purged, failed=self._on_not_purged, watch=watch)

    @Slot(int, int)
    def _on_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _on_purged(self, count: int) -> None:
        self._watch = None
        self.message.emit(f"已清除 {count:,} 件，清除后的备份已做好")
        self._look_again()

    def _on_not_purged(self, error: Exception) -> None:
        """Part of it may have been purged: a stopped purge ends after whole applications."""
        self._watch = None
        self._look_again()
        self._on_failed(error)

    @Slot()
    def _on_stop(self) -> None:
        if self._watch is not None:
            self._watch.stop()

    @Slot()
    def _on_report(self) -> None:
        path = file_dialogs.paper_to_write(self, "存清除登记表", f"清除登记表_{today().isoformat()}.pdf")
        if path is not None:
            record, second = self.session.record, self.session.offsite_target
            self._run(lambda: write_purge_report(record, path, second), "已存清除登记表", saved=path)

    @Slot()
    def _on_drop(self) -> None:
        copies = list(self._copies)
        names = "、".join(one.name for one in copies)
        text = f"{names}\n清除后的新备份留着。删掉的不能恢复。"
        if confirmed(self, f"删除 {len(copies)} 份旧备份？", text, act="删除", leave="先不删除"):
            record, clerk = self.session.record, self.session.service.clerk
            self._run(lambda: remove_before_purge(record, clerk, copies), f"已删除 {len(copies)} 份旧备份")

    def _run(self, work: Callable[[], object], text: str, saved: Path | None = None) -> None:
        self.say("")

        def done(_: object) -> None:
            self.message.emit(text)
            if saved is not None:
                file_dialogs.tell_saved(self, saved, personal=False)
            self._look_again()

        self._tasks.submit(self, work, done=done, failed=self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        self._watch = None
        self._rest()
        if not isinstance(error, GridcounterError):
            raise error
        self.say("已停止；已经清除的不能恢复，其余的没有动" if isinstance(error, Stopped) else str(error))


def _number(parent: QWidget, name: str, suffix: str, most: int) -> QSpinBox:
    box = NumberField(parent)
    box.setRange(0, most)
    box.setSuffix(suffix)
    set_in(box)
    for named in (box, box.lineEdit()):  # the second widget has the focus
        named.setAccessibleName(f"办结后留存：{name}")
    return box
