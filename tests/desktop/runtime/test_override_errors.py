from __future__ import annotations

import subprocess
import sys

_FAILS_WHILE_SHOWN = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
from gridcounter.desktop.runtime.override_errors import told_at_once
told = []
sys.excepthook = lambda kind, error, where: told.append(str(error))
class Failing(QWidget):
    @told_at_once
    def showEvent(self, event):
        raise OSError("unanswered")
class Beside(QWidget):
    def showEvent(self, event):
        super().showEvent(event)
application = QApplication([])
for _ in range(3):
    window = QWidget()
    failing, beside = Failing(window), Beside(window)
    window.show()
print(*told, sys.getrefcount(vars(Beside)["showEvent"]) > 1)
"""


def test_a_handler_that_fails_is_told_of_and_costs_no_other_handler_its_life() -> None:
    """In a process of its own: raised through PySide6 6.10 to 6.12 the error ends it."""
    done = subprocess.run([sys.executable, "-c", _FAILS_WHILE_SHOWN], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["unanswered"] * 3 + ["True"], (done.returncode, done.stderr[-400:])
