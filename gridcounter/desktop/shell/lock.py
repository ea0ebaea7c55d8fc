"""The lock page: no data is shown, only the choice of the clerk and the PIN. It locks by itself when idle."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from gridcounter.desktop.help.window import HelpWindow
from gridcounter.desktop.kit.appearance import apply_style
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.flow import is_low, scrolling, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.short_edit import PinEdit
from gridcounter.desktop.kit.shortening import COLUMN, shortened
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.kit.waiting import busy
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.shell.pin_recovery import PinRecoveryDialog
from gridcounter.errors import GridcounterError
from gridcounter.services.office.roles import ROLES
from gridcounter.services.office.wrong_tries import WaitForPin

_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
}
#: Events that may open a window.
_OPENS = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress}
_CARD = 400
NOT_BUILT = "页面没有打开成功，请再输入一次操作码；仍不行的，请关掉窗口重新打开"
_HINT = "正在办的申请都已保存。选好受理员，输入操作码接着办。"
_LONG_SLEEP = "电脑睡眠超过 8 小时，光有操作码不够：请先输入台账的口令，再输入操作码。"
_ONCE_MORE = "请选好受理员，再输入一次操作码"
_LOCKS = Qt.Modifier.CTRL | Qt.Key.Key_L


class IdleWatch(QObject):
    """`idle` is emitted after the set minutes without key, mouse or touch in the program; `asked` by Ctrl+L in a dialog
    or a list that opened, where a shortcut of the window is not heard.

    It filters the events of windows and of the focus object. Filtering the application would send every event of every
    widget through Python, a fifth of the time that opening an application takes.
    """

    idle = Signal()
    asked = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.idle)
        self._composing: QObject | None = None
        self.set_minutes(minutes)

    def set_minutes(self, minutes: int) -> None:
        """Sets the time and restarts the timer."""
        self.timer.start(minutes * 60_000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Restarts the timer on a touch; consumes no event but Ctrl+L."""
        if event.type() in _TOUCHES:
            self.timer.start()
            if isinstance(event, QKeyEvent) and event.keyCombination() == _LOCKS:
                self.asked.emit()
                return True
            if event.type() in _OPENS:
                QTimer.singleShot(0, self, self._look_around)
        return super().eventFilter(watched, event)

    def watch(self) -> None:
        """Call it once the window exists."""
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._look_around)
        application.focusObjectChanged.connect(self._on_focus)
        self._look_around()

    def leave(self) -> None:
        """Stops watching; call it before the windows are deleted."""
        self.timer.stop()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.disconnect(self._look_around)
        application.focusObjectChanged.disconnect(self._on_focus)
        self._on_focus(None)
        for window in QGuiApplication.allWindows():
            window.removeEventFilter(self)

    @Slot()
    def _look_around(self) -> None:
        """The popup of a combo box or a menu is a window that never has the focus."""
        for window in QGuiApplication.allWindows():
            window.installEventFilter(self)  # Qt keeps only one

    @Slot(QObject)
    def _on_focus(self, focused: QObject | None) -> None:
        if self._composing is not None and isValid(self._composing):
            self._composing.removeEventFilter(self)
        self._composing = focused
        if focused is not None:
            focused.installEventFilter(self)


class Cover(QObject):
    """Keeps every other window closed while the desk is locked, but for those of the lock page and the manual.

    What waited for an answer goes on when its dialog is closed, and might ask the next question. `hide` takes the pages
    from the system again, to which a window that opened over them makes them known.
    """

    def __init__(self, window: QWidget, hide: Callable[[], None]) -> None:
        super().__init__(window)
        self._window, self._hide = window, hide
        self._page: QWidget | None = None

    def close_all(self) -> None:
        """Closes whatever is open in front of the window, unanswered; what does not close is hidden."""
        for widget in QApplication.topLevelWidgets():
            if widget is not self._window and isValid(widget) and widget.isVisible():
                widget.close()
                if isValid(widget):
                    widget.hide()

    def put_up(self, page: QWidget) -> None:
        """`page` asks who is there."""
        self._page = page
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # only while it is locked

    def take_down(self) -> None:
        """The desk is open again."""
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A window that opens is closed before it is painted, until the locked one is closed itself."""
        if event.type() == QEvent.Type.Close and watched is self._window:
            self.take_down()
        elif event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and not self._may_open(watched):
            QTimer.singleShot(0, watched, partial(self._close, watched))
        return super().eventFilter(watched, event)

    def _close(self, widget: QWidget) -> None:
        widget.close()
        if self._page is not None and not self._page.isHidden():
            self._hide()

    def _may_open(self, widget: QWidget) -> bool:
        if not widget.isWindow() or widget is self._window or isinstance(widget, HelpWindow):
            return True
        above: QWidget | None = widget
        while above is not None and above is not self._page:
            above = above.parentWidget()
        return above is not None


class LockPage(QWidget):
    """`identified` carries the clerk whose PIN was right."""

    identified = Signal(str)

    def __init__(self, session: Session, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        apply_style(self)
        self.setObjectName("Page")
        self._session = session
        self._scale = scale
        self._wait = QTimer(self)
        self._wait.setInterval(1000)
        self._left = 0
        self._build()
        self._wire()

    def _build(self) -> None:
        card = QFrame(self)
        card.setObjectName("Card")
        card.setMaximumWidth(self._scale.px(_CARD))
        title = PlainLabel("已锁定", card, look="Title")
        self._hint = PlainLabel(_HINT, card, look="Hint", wraps=True)
        self.who = DropDown(card)
        self.who.setAccessibleName("受理员")
        self.pin = PinEdit("操作码", card)
        self._passphrase_label = PlainLabel("口令", card)
        self.passphrase = QLineEdit(card)
        self.passphrase.setAccessibleName("口令")
        self.passphrase.setPlaceholderText("台账的口令")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.problem = PlainLabel(card, look="Problem", wraps=True)
        self.enter = QPushButton("进入（Enter）", card)
        self.enter.setObjectName("Primary")
        column = self._column = QVBoxLayout(card)
        for widget in (
            title,
            self._hint,
            PlainLabel("受理员", card),
            self.who,
            self._passphrase_label,
            self.passphrase,
            PlainLabel("操作码", card),
            self.pin,
            self.problem,
        ):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self.enter)
        self.forgotten = QPushButton("管理员忘了操作码？用恢复单…", card)
        self.forgotten.setObjectName("Link")
        column.addWidget(self.forgotten, 0, Qt.AlignmentFlag.AlignLeft)
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.addStretch(1)
        row.addWidget(card, 10)
        row.addStretch(1)
        row.setAlignment(card, Qt.AlignmentFlag.AlignVCenter)
        scroll = scrolling(holder, self)
        whole = vertical(self, 0)
        whole.addWidget(scroll)

    def _wire(self) -> None:
        self.enter.clicked.connect(self._on_enter)
        self.pin.returnPressed.connect(self._on_enter)
        self.passphrase.returnPressed.connect(self._on_enter)
        self._session.passphrase_wanted.connect(self.ask)
        self.who.currentIndexChanged.connect(self._on_who)
        self._wait.timeout.connect(self._on_second)
        self.forgotten.clicked.connect(self._on_forgotten)

    @Slot()
    def ask(self) -> None:
        """Preselects the last clerk, so that returning needs only the PIN; after a long sleep the passphrase, too."""
        here = self._session.service.clerk
        with QSignalBlocker(self.who):
            self.who.clear()
            for clerk in self._session.clerks.active():
                self.who.addItem(f"{shortened(clerk.name, COLUMN)}　{ROLES[clerk.role]}", clerk.id)
            self.who.setCurrentIndex(max(0, self.who.findData(here)))
        self._clear()
        self._show_wanted()

    def _show_wanted(self) -> None:
        wanted = self._session.wants_passphrase
        self._hint.setText(_LONG_SLEEP if wanted else _HINT)
        self._show_rows()
        (self.passphrase if wanted else self.pin).setFocus(Qt.FocusReason.OtherFocusReason)
        self.passphrase.clear()
        self.passphrase.setVisible(wanted)

    def _show_rows(self) -> None:
        """In a low window without the label, which the placeholder says as well."""
        wanted, low = self._session.wants_passphrase, is_low(self, self._scale)
        self._hint.setVisible(wanted or not low)
        self._passphrase_label.setVisible(wanted and not low)

    def tell(self, sentence: str) -> None:
        """Why it is still here, until the next PIN."""
        self.problem.setText(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the button stays in sight."""
        super().resizeEvent(event)
        low = is_low(self, self._scale)
        self._show_rows()
        edge = 8 if low else 24
        self._column.setContentsMargins(24, edge, 24, edge)
        self._column.setSpacing(4 if low else 8)

    def _clear(self) -> None:
        self._wait.stop()
        self.pin.clear()
        self.problem.clear()
        self.pin.setEnabled(True)
        self.enter.setEnabled(True)

    @Slot(int)
    def _on_who(self, _: int) -> None:
        self._clear()
        self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_enter(self) -> None:
        pin = self.pin.text()
        self.pin.clear()
        if not self.who.count():  # they could not be read when it came up
            self.ask()
            self.tell(_ONCE_MORE)
            return
        if not pin:
            self.problem.setText("请输入操作码")
            return
        try:
            if self._session.wants_passphrase:
                with busy():
                    self._session.prove_passphrase(self.passphrase.text())
                self._show_wanted()
            clerk = self._session.clerks.identify(str(self.who.currentData()), pin)
        except WaitForPin as wait:
            self._left = max(1, round(wait.seconds))
            self._show_wait()
            self._wait.start()
        except GridcounterError as refused:
            self.problem.setText(str(refused))
        else:
            self._clear()
            self.identified.emit(clerk.id)
            self._session.tell_of_short_pin(clerk, pin)

    @Slot()
    def _on_forgotten(self) -> None:
        dialog = PinRecoveryDialog(self._session, self._scale, self)
        dialog.finished.connect(self._on_recovered)
        dialog.open()

    @Slot(int)
    def _on_recovered(self, _: int) -> None:
        dialog = self.sender()
        assert isinstance(dialog, PinRecoveryDialog)
        dialog.deleteLater()
        if dialog.clerk:
            self._session.wants_passphrase = False  # the code opens the record as the passphrase does
            self._clear()
            self.identified.emit(dialog.clerk)

    @Slot()
    def _on_second(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._clear()
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._show_wait()

    def _show_wait(self) -> None:
        if self.pin.isEnabled():
            # else Qt passes the focus on to what lies below, and Enter presses that
            self.who.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pin.setEnabled(False)
        self.enter.setEnabled(False)
        self.problem.setText(str(WaitForPin(self._left)))
