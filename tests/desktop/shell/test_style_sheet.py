"""What the windows wear: a style sheet each, for one of the application takes Qt eight times as long to change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from builders.window.window_builders import ASSESSOR, a_demo_record, a_window, application
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QMessageBox, QWidget

from gridcounter.core.intake.steps import StepKey
from gridcounter.desktop.help.window import HelpWindow
from gridcounter.desktop.kit import confirm
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.printing import print_dialog
from gridcounter.desktop.kit.theme import DARK, LIGHT, Scale, Tokens, style_sheet
from gridcounter.desktop.kit.waiting import WaitingDialog
from gridcounter.desktop.policy.clause import ClauseDialog
from gridcounter.desktop.setup.first_start import SetupDialog
from gridcounter.desktop.setup.renewal import RenewalDialog
from gridcounter.desktop.setup.start import StartDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.settings import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.custody.rekeying import Renewal

SCALE = Scale(100)


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:  # noqa: ARG001  there has to be one
    with a_demo_record(tmp_path) as record, a_window(record) as opened:
        yield opened


def every_kind(window: MainWindow, folder: Path) -> list[QWidget]:
    """Windows and dialogs: those that come before the window or after it, and those that it opens."""
    parts: list[QWidget] = [
        StartDialog(folder, SCALE),
        SetupDialog(folder / "new", ASSESSOR, SCALE),
        RenewalDialog(cast("Renewal", None), SCALE),
        WaitingDialog("正在恢复台账", "恢复完自动打开", SCALE),
        confirm._box(QMessageBox.Icon.Warning, "台账", "打不开", "", None),  # noqa: SLF001  what `tell` shows
        confirm._box(QMessageBox.Icon.Question, "恢复", "要恢复吗", "", window),  # noqa: SLF001
        ClauseDialog("<p>依据</p>", SCALE, window.home),
        HelpWindow(window),
        QFileDialog(window.home),
    ]
    return [*parts, print_dialog(QPrinter(), window)]


def wears(part: QWidget) -> str:
    """Its own style sheet, or the one of the window that it belongs to."""
    held: QWidget | None = part
    while held is not None and not held.styleSheet():
        held = held.parentWidget()
    return held.styleSheet() if held is not None else ""


def in_the_theme_of(tokens: Tokens, window: MainWindow) -> None:
    session = window._session  # noqa: SLF001
    session.settings = replace(session.settings, theme=Theme.DARK if tokens is DARK else Theme.LIGHT)
    session.changed.emit()


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_every_kind_of_window_has_the_style_sheet_in_both_themes(
    window: MainWindow, tmp_path: Path, tokens: Tokens
) -> None:
    in_the_theme_of(tokens, window)
    parts = [*parts_of(window), *every_kind(window, tmp_path)]
    without = [type(part).__name__ for part in parts if wears(part) != style_sheet(tokens, SCALE)]
    for part in parts[3:]:
        part.deleteLater()
    assert without == []


def test_a_change_reaches_windows_that_are_open(window: MainWindow, tmp_path: Path) -> None:
    """But for those of its pages, which go away with them."""
    parts = [part for part in every_kind(window, tmp_path) if part.parentWidget() is not window.home]
    apply_theme(application(), DARK, SCALE)
    without = [type(part).__name__ for part in parts if wears(part) != style_sheet(DARK, SCALE)]
    for part in parts:
        part.deleteLater()
    assert without == []


def test_no_style_sheet_hangs_on_the_application(window: MainWindow) -> None:
    apply_theme(application(), DARK, SCALE)
    assert application().styleSheet() == ""
    assert [part.styleSheet() for part in parts_of(window)] == [style_sheet(LIGHT, SCALE)] * 3


def parts_of(window: MainWindow) -> tuple[QWidget, ...]:
    """What the window consists of: each wears the style sheet itself."""
    return window.work, window.lock_page, window.statusBar()


def test_a_parked_tab_is_built_when_it_is_turned_to(window: MainWindow) -> None:
    """Building all of them is what a change of theme or clerk would wait for."""
    record = window._session.record  # noqa: SLF001  the record under the window
    ids = [row.id for row in record.applications.recent(3)]
    for one in ids:
        window.open_application(one)
    window.tabs.pages()[0].show_step(2)
    titles = [window.tabs.tabText(place) for place in range(3)]

    window._session.changed.emit()  # noqa: SLF001

    kinds = [type(window.tabs.widget(place)).__name__ for place in range(3)]
    assert kinds == ["_Parked", "_Parked", "IntakePage"]
    assert [window.tabs.tabText(place) for place in range(3)] == titles
    assert window.tabs.standing() == (tuple(ids), ids[2])
    window.tabs.setCurrentIndex(0)
    assert window.tabs.standing() == (tuple(ids), ids[0])
    assert window.tabs.pages()[0].step == StepKey.APPLICANT, "each at the step at which it was left"
    assert [page.application for page in window.tabs.pages()] == ids
    assert window.tabs.standing() == (tuple(ids), ids[0])


def test_another_theme_dresses_every_part_and_old_pages_no_more(window: MainWindow) -> None:
    """They go away after the change: until then they keep what they wear, and nothing of them is computed again."""
    manual, box = HelpWindow(window), confirm._box(QMessageBox.Icon.Question, "恢复", "要恢复吗", "", window)  # noqa: SLF001
    before = window.work
    told = Told(before.home)
    in_the_theme_of(DARK, window)
    assert not before.isVisible()
    assert QEvent.Type.StyleChange not in told.kinds
    assert before.styleSheet() == style_sheet(LIGHT, SCALE)
    dark = style_sheet(DARK, SCALE)
    assert [wears(part) for part in (*parts_of(window), manual, box)] == [dark] * 5
    QTest.qWait(0)  # Qt tells windows of the palette in its own time
    assert window.palette().window().color().name().upper() == DARK.app


class Told(QObject):
    """The kinds of events that came to a widget."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.kinds: set[QEvent.Type] = set()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.kinds.add(event.type())
        return super().eventFilter(watched, event)


def test_what_takes_longer_than_a_moment_shows_a_busy_cursor(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And leaves none behind, also where it is refused."""
    seen: list[Qt.CursorShape] = []
    change = QGuiApplication.setOverrideCursor

    def noted(shape: Qt.CursorShape) -> None:
        seen.append(shape)
        change(shape)

    monkeypatch.setattr(QGuiApplication, "setOverrideCursor", noted)
    acts: dict[str, Callable[[], object]] = {
        "a new application": window.begin,
        "a page": lambda: window.show_page(PageKey.POLICY),
        "one that is not there": lambda: window.open_application("gone"),
        "another theme": lambda: theme_of(window).activated.emit(1),
    }
    for name, act in acts.items():
        seen.clear()
        act()
        assert Qt.CursorShape.BusyCursor in seen, name
        assert QGuiApplication.overrideCursor() is None, name


def theme_of(window: MainWindow) -> QComboBox:
    window.show_page(PageKey.SETTINGS)
    window.work.settings.show_section("显示")
    section = next(each for each in window.work.settings.sections if each.TITLE == "显示")
    box = next(each for each in section.findChildren(QComboBox) if each.findData(Theme.DARK) >= 0)
    box.setCurrentIndex(box.findData(Theme.DARK))
    return box
