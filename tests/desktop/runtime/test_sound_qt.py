from __future__ import annotations

import subprocess
import sys

_MANY_CALLS = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel()
for number in range(20_000):
    label.setText(str(number))
print("alive")
"""


def test_a_window_outlives_many_calls_that_return_nothing() -> None:
    """In a process of its own: with PySide6 6.12.0 it ends with none_dealloc before Python 3.12."""
    done = subprocess.run([sys.executable, "-c", _MANY_CALLS], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "alive", done.stderr[-400:]
