"""各台交换: the desks that share the record, what goes between them by stick, and who may join."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QProgressBar, QPushButton, QWidget

from gridcounter.core.wording import day_near
from gridcounter.desktop.desks.code_dialog import CodeDialog
from gridcounter.desktop.desks.conflicts_dialog import ConflictsDialog
from gridcounter.desktop.desks.exchange_words import (
    ALONE,
    handed_words,
    how_words,
    hub_words,
    outcome_words,
    retired_words,
    taken_words,
    without_hub,
)
from gridcounter.desktop.desks.exchange_work import ExchangeWork, exchange_work
from gridcounter.desktop.kit import file_dialogs
from gridcounter.desktop.kit.confirm import ask_line
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import FlowLayout
from gridcounter.desktop.kit.plain_label import scroll_to
from gridcounter.desktop.kit.section import Section
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.services.desks.conflicts import conflicts
from gridcounter.services.desks.desk_names import DeskNames
from gridcounter.services.desks.exchange import TakenIn, hand_over, take_in
from gridcounter.services.desks.hub.connecting import connect_hub, hub_of, read_access
from gridcounter.services.desks.hub.exchange import HubOutcome, exchange_with_hub
from gridcounter.services.desks.membership import (
    Desk,
    Invited,
    all_desks,
    begin_sharing,
    invite,
    retire,
    wrong_with_desk_name,
)
from gridcounter.services.desks.sealed_file import SUFFIX
from gridcounter.services.office.clerks import ClerkNotFound
from gridcounter.services.office.roles import Right

EXCHANGE = "各台交换"
_FILES = f"交换文件 (*{SUFFIX})"


class ExchangeSection(Section):
    """Nothing of the page can be pressed while work runs, be it begun on the page before this one."""

    TITLE = EXCHANGE
    SAVE = ""

    def build(self) -> None:
        self._work = exchange_work(self.session)
        self.heading("几台共用一本台账")
        self.how = self.label("Hint")
        self.name = self.line("name", "本台的名字", "例如 1 号台；别的台看得到")
        self.begin = QPushButton("开始共用", self)
        self.column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        self.alone = self.label("Hint")
        self.acts, (self.take, self.hand) = self._buttons("收入交换文件…", "导出交换文件…")
        self.take.setObjectName("Primary")
        self._build_account()
        self.list = QListWidget(self)
        self.list.setAccessibleName("共用台账的各台")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(self.scale.px(110))
        self.list.setMaximumHeight(self.scale.px(200))
        self.column.addWidget(self.list)
        self.list_acts, (self.invite, self.retire) = self._buttons("邀请一台加入…", "停用这一台…")
        self.hub = self.label()
        self.hub_acts, (self.now, self.connect_hub) = self._buttons("现在交换", "接入中心库…")

    def _build_account(self) -> None:
        """How far it is and how it went: below what began it, where one looks."""
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName("正在交换")
        self.bar.setTextVisible(False)
        self.bar.hide()
        self.column.addWidget(self.bar)
        self.step = self.label("Hint")
        self.stop = QPushButton("停止", self)
        self.column.addWidget(self.stop, 0, Qt.AlignmentFlag.AlignLeft)
        self.account = self.label()
        self.account.hide()
        self.open_conflicts = QPushButton(self)
        self.column.addWidget(self.open_conflicts, 0, Qt.AlignmentFlag.AlignLeft)

    def _buttons(self, *texts: str) -> tuple[QWidget, list[QPushButton]]:
        row = QWidget(self)
        flow, made = FlowLayout(row), [QPushButton(text, row) for text in texts]
        for button in made:
            flow.addWidget(button)
        self.column.addWidget(row)
        return row, made

    def wire(self) -> None:
        self.begin.clicked.connect(self._on_begin)
        self.take.clicked.connect(self._on_take)
        self.hand.clicked.connect(self._on_hand)
        self.invite.clicked.connect(self._on_invite)
        self.retire.clicked.connect(self._on_retire)
        self.open_conflicts.clicked.connect(self._on_conflicts)
        self.now.clicked.connect(self._on_now)
        self.connect_hub.clicked.connect(self._on_connect_hub)
        self.list.currentRowChanged.connect(self._rest)
        self.stop.clicked.connect(self._on_stop)
        self._work.changed.connect(self._on_work)
        self._work.stepped.connect(self._on_step)
        self.session.hub_exchanged.connect(self._on_hub_exchanged)

    def load(self) -> None:
        desks, may = all_desks(self.session.record), self.session.may(Right.SHARE)
        chosen = self.current
        with QSignalBlocker(self.list):
            self.list.clear()
        called = DeskNames(self.session.record.db)
        for desk in desks:
            item = QListWidgetItem(f"{called.of_row(desk)}　{_state(desk)}")
            item.setData(Qt.ItemDataRole.UserRole, desk)
            self.list.addItem(item)
            if chosen is not None and chosen.signs_with == desk.signs_with:
                self.list.setCurrentItem(item)
        self.rows["name"].setVisible(not desks and may)
        self.begin.setVisible(not desks and may)
        not_yet = "" if may else "本台账只有这一台在用；要几台共用，请管理员在这里开始。"
        self.alone.show_text((ALONE if may and len(desks) == 1 else "") if desks else not_yet)
        for widget in (self.list, self.acts, self.list_acts):
            widget.setVisible(bool(desks))
        for button in (self.invite, self.retire):
            button.setVisible(may)
        at_hub = hub_of(self.session.record)
        self.how.setText(how_words(hub=at_hub is not None))
        self.hub.show_text(hub_words(at_hub) if desks else "")
        self.now.setVisible(at_hub is not None)
        self.connect_hub.setVisible(may)
        self.hub_acts.setVisible(bool(desks) and (may or at_hub is not None))
        left = len(conflicts(self.session.record, self.session.clerk)) if desks else 0
        self.open_conflicts.setText(f"看待核对（{left:,} 处）")
        self.open_conflicts.setVisible(left > 0)
        self._rest()

    @Slot()
    def _rest(self) -> None:
        desk, busy = self.current, self._work.busy
        for button in (self.take, self.hand, self.invite, self.begin, self.open_conflicts, self.now, self.connect_hub):
            button.setEnabled(not busy)
        self.retire.setEnabled(not busy and desk is not None and not desk.here and not desk.retired)
        self.bar.setVisible(busy)
        self.stop.setVisible(self._work.can_be_stopped)
        self.stop.setEnabled(True)
        self._on_step()
        self.account.show_text(self._work.account)
        if self._work.trouble:
            self.say(self._work.trouble)

    @Slot()
    def _on_work(self) -> None:
        self.say("")
        with suppress(ClerkNotFound):  # removed at another desk: the lock page stands in front
            self.load()
        QTimer.singleShot(0, self, self._look_at_work)

    @Slot()
    def _look_at_work(self) -> None:
        """In a low window with large text it would go on, and be told, out of sight."""
        told = next((one for one in (self.stop, self.step, self.account, self.bar) if one.isVisible()), None)
        if told is not None and not self.trouble.isVisible():
            scroll_to(told)

    @Slot()
    def _on_hub_exchanged(self) -> None:
        """In the background: what stands on the page is no longer so."""
        if self.isVisible() and not self._work.busy:
            with suppress(ClerkNotFound):
                self.load()

    @Slot()
    def _on_step(self) -> None:
        self.bar.setRange(0, self._work.total)
        self.bar.setValue(self._work.done)
        self.step.show_text(self._work.step)

    @Slot()
    def _on_stop(self) -> None:
        self.stop.setEnabled(False)
        self._work.stop()

    @property
    def current(self) -> Desk | None:
        """The desk chosen in the list; None without a choice."""
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    @Slot()
    def _on_begin(self) -> None:
        by, name = self.session.service.clerk, self.name.text()
        wrong = wrong_with_desk_name(name)
        self.rows["name"].show_problem(f"请写 {wrong}" if wrong else "")
        if wrong:
            self.say("")
            return
        if self.try_to(lambda: begin_sharing(self.session.record, by, name)):
            self.message.emit("可以邀请别的台加入了")
            self.load()

    @Slot()
    def _on_take(self) -> None:
        path = file_dialogs.to_read(self, "收入哪个交换文件", f"{_FILES};;所有文件 (*)")
        if path is not None:
            record, by = self.session.record, self.session.service.clerk
            self._work.begin_watched(
                lambda watch: take_in(record, by, path, progress=watch.entries, of_papers=watch.papers),
                partial(_taken, self._work),
                "正在读文件，全部核对无误以后才收入…",
                "已收入",
                "已停止，一项也没有收。",
            )

    @Slot()
    def _on_hand(self) -> None:
        folder = file_dialogs.folder_to_read(self, "交换文件写到哪个文件夹（一般是 U 盘）")
        if folder is not None:
            record, by, now = self.session.record, self.session.service.clerk, datetime.now().astimezone()
            tell = self._work.tell
            self._work.begin_watched(
                lambda watch: hand_over(record, by, folder, now, progress=watch.entries, of_papers=watch.papers),
                lambda handed: tell(handed_words(handed)),
                "正在写文件…",
                "已写",
                "已停止，没有写出文件。",
            )

    @Slot()
    def _on_invite(self) -> None:
        path = file_dialogs.to_write(self, "邀请文件存成", f"邀请{SUFFIX}", f"邀请文件 (*{SUFFIX})", (SUFFIX,))
        if path is not None:
            record, by, now = self.session.record, self.session.service.clerk, datetime.now().astimezone()
            # whoever asked for the code sees it, and nobody else at this desk
            shown = partial(_invited, self._work, self.window(), self.scale)
            done = self.session.while_here("显示邀请码", shown, self._work.tell)
            self._work.begin(lambda: invite(record, by, path, now), done)

    @Slot()
    def _on_retire(self) -> None:
        desk = self.current
        if desk is None:
            return
        name = DeskNames(self.session.record.db).of_row(desk)
        text = f"停用“{name}”的原因？以后的交换文件它打不开；各台收到停用以后，它的文件就不收了。"
        why, said = ask_line(self, "停用一台", text)
        by = self.session.service.clerk
        if said and self.try_to(lambda: retire(self.session.record, by, desk.signs_with, why)):
            self._work.tell(f"“{name}”已停用。{retired_words(hub=hub_of(self.session.record) is not None)}")
            self.load()

    @Slot()
    def _on_now(self) -> None:
        record, by, work = self.session.record, self.session.service.clerk, self._work
        work.begin(lambda: exchange_with_hub(record, by), partial(_exchanged, work))

    @Slot()
    def _on_connect_hub(self) -> None:
        path = file_dialogs.to_read(self, "中心库的登录资料", "登录资料 (*.gch);;所有文件 (*)")
        if path is not None:
            record, by, work = self.session.record, self.session.service.clerk, self._work
            done = partial(_connected, work, self.session)
            work.begin(lambda: connect_hub(record, by, read_access(path)), done)

    @Slot()
    def _on_conflicts(self) -> None:
        dialog = ConflictsDialog(self.session, self.scale, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.opened.connect(self.opened)
        dialog.finished.connect(self.load)
        dialog.open()


def _taken(work: ExchangeWork, taken: TakenIn) -> None:
    work.tell(taken_words(taken))
    work.show_what_came()


def _exchanged(work: ExchangeWork, outcome: HubOutcome) -> None:
    work.tell(outcome_words(outcome))
    if outcome.taken:
        work.show_what_came()


def _connected(work: ExchangeWork, session: Session, _: object) -> None:
    work.tell("本台已接入中心库。登录资料里有密码，请马上从 U 盘和电脑上删除。")
    session.hub_connected.emit()


def _invited(work: ExchangeWork, window: QWidget, scale: Scale, made: Invited) -> None:
    until = f"{made.until.astimezone():%m-%d %H:%M}"
    work.tell(
        f"邀请已做好：{made.path}，有效到 {until}，只能用一次。邀请码没有记下的，请再邀请一次。" + without_hub(made)
    )
    dialog = CodeDialog(made, scale, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def _state(desk: Desk) -> str:
    if desk.retired:
        return "已停用"
    if desk.here:
        return "本台"
    if desk.last_exchange is None:
        return "还没有交换过"
    at, way = desk.last_exchange
    at = at.astimezone()
    return f"最近交换 {day_near(at.date(), today())} {at:%H:%M}（{way}）"
