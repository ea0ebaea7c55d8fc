"""A self-test on this computer: a clerk's path from the first page to the saved papers."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QListWidget, QPushButton

from gridcounter.core.intake.steps import STEPS, StepKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.files.private_files import write_file

Steps = Iterator[tuple[str, Callable[[], bool]]]

REPORT = "rehearsal.json"
_LOOK_MS = 10
_LONGEST = 60.0


class SelfTest(QObject):
    """Runs in its own record, which the first run creates. Later runs open the window, check it, and close it.

    Nothing is printed.
    """

    def __init__(self, window: MainWindow, out: Path, *, whole: bool) -> None:
        super().__init__(window)
        # native file dialogs accept no file name from a program
        QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
        self._window = window
        self._report = out / REPORT
        self._steps = _walk(window, out) if whole else iter(())
        self._step, self._done, self._since = "打开窗口", _at_once, time.monotonic()
        self._usable: float | None = None
        self._trouble = ""
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._on_tick)
        QTimer.singleShot(0, self, self._begin)

    @Slot()
    def _begin(self) -> None:
        """The first idle moment: from now on a clerk could work."""
        self._usable = time.time()
        self._timer.start()

    @Slot()
    def _on_tick(self) -> None:
        said = next((label.text() for label in self._window.findChildren(QLabel, "Trouble") if label.isVisible()), "")
        if said:
            self.give_up(said)
        elif not self._done():
            if time.monotonic() - self._since > _LONGEST:
                self.give_up(f"{_LONGEST:.0f} 秒没有做完")
        elif (following := next(self._steps, None)) is None:
            self._leave()
        else:
            (self._step, self._done), self._since = following, time.monotonic()

    @Slot(str)
    def give_up(self, why: str) -> None:
        """Ends the self-test as failed; the first reason is kept."""
        self._trouble = self._trouble or f"演练停在“{self._step}”：{why}"
        self._leave()

    def _leave(self) -> None:
        self._timer.stop()
        for widget in QApplication.topLevelWidgets():
            widget.close()
        QApplication.quit()

    def write(self) -> int:
        """Writes the result file and returns the exit code; a windowed program on Windows has no console."""
        report = {"usable": self._usable, "trouble": self._trouble}
        write_file(self._report, json.dumps(report, ensure_ascii=False).encode())
        if self._trouble and sys.stderr is not None:
            sys.stderr.write(f"{self._trouble}\n")
        return 1 if self._trouble else 0


def _walk(window: MainWindow, out: Path) -> Steps:
    """From the list on the first page to the papers as files, with the demonstration's filed application."""
    recent = next(found for found in window.home.findChildren(QListWidget) if found.accessibleName() == "最近办理")
    yield "读出最近办理", lambda: recent.count() > 0
    recent.itemActivated.emit(recent.item(recent.count() - 1))
    yield "打开申请", lambda: bool(window.tabs.pages())
    page = window.tabs.pages()[0]
    page.show_step(STEPS.index(StepKey.CHECKLIST))
    yield "显示资料清单", lambda: page.step == StepKey.CHECKLIST
    _press(next(button for button in page.findChildren(QPushButton) if button.text().startswith("出具一次性告知书")))
    papers = window.work.papers
    yield "排出文书", lambda: bool(papers.drawn)
    papers.issue_all()
    yield "出具文书", lambda: all(paper.issued for paper in papers.drawn)
    for row, paper in enumerate(papers.drawn):
        papers.papers.setCurrentRow(row)
        for button, suffix in ((papers.acts.save, ".pdf"), (papers.acts.word, ".docx")):
            target = out / f"{paper.paper}{suffix}"
            _press(button)
            yield f"询问{paper.title}存在哪里", lambda: _file_dialog() is not None
            asking = _file_dialog()
            assert asking is not None
            QTimer.singleShot(0, asking, partial(_take, asking, target))
            yield f"存{paper.title}（{suffix}）", target.is_file


def _press(button: QPushButton) -> None:
    """From the event loop: a dialog that it opens runs a nested loop."""
    QTimer.singleShot(0, button, button.click)


def _file_dialog() -> QFileDialog | None:
    found = QApplication.activeModalWidget()
    return found if isinstance(found, QFileDialog) else None


def _take(asking: QFileDialog, target: Path) -> None:
    """Writes the name into the field, as a user does: `selectFile` leaves the field alone while it has the focus."""
    asking.findChildren(QLineEdit, "fileNameEdit")[0].setText(str(target))
    asking.accept()


def _at_once() -> bool:
    return True
