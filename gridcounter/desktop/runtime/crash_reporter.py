"""Unexpected errors: one sentence, an id, and the path of the log. The log holds code locations, no values."""

from __future__ import annotations

import re
import secrets
import sys
import threading
import traceback
from datetime import datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from gridcounter import __version__
from gridcounter.errors import GridcounterError
from gridcounter.services.record.record import in_sentences

LOG_FILE = "gridcounter.log"
_LARGEST = 1_000_000
_PARTS = 3
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
#: Text in a Qt message that may be data: text between quotes, and paths.
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|“[^”]*”|(?:[A-Za-z]:\\|/)\S+")
_WORTH_LOGGING = {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}


class CrashReporter(QObject):
    """`happened` carries the sentence; always on the UI thread, whichever thread failed."""

    happened = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.log = folder / LOG_FILE

    def watch(self) -> None:
        """Installs itself for uncaught exceptions of all threads and for Qt's messages."""
        sys.excepthook = self.tell
        threading.excepthook = lambda result: self.tell(result.exc_type, result.exc_value, result.exc_traceback)
        qInstallMessageHandler(self.on_qt_message)

    def tell(self, kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
        """Shows a refusal with its own sentence; the text of any other error may hold data and is not shown."""
        error = _in_a_sentence(error)
        if isinstance(error, GridcounterError):
            self.happened.emit(str(error))
            return
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), where)
            return
        number = "".join(secrets.choice(_ALPHABET) for _ in range(6))
        places = [f"  {_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(where)]
        written = self._write([f"{number} {kind.__name__}", *places])
        text = f"记录在 {self.log}" if written else "记录没有写下来，磁盘可能已满"
        self.happened.emit(
            f"刚才这一步没有做成，是程序的问题（编号 {number}）。已保存的内容都在，可以接着办；"
            f"再出现时请把编号告诉维护人员，{text}。"
        )

    def on_qt_message(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        """Logs warnings and worse; text in quotes is removed, because it may be data."""
        if kind in _WORTH_LOGGING:
            self._write([f"Qt {context.category or ''} {_QUOTED.sub('…', message)[:300]}"])

    def _write(self, lines: list[str]) -> bool:
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            if self.log.exists() and not self.log.is_file():  # a pipe would be waited for
                return False
            if self.log.exists() and self.log.stat().st_size > _LARGEST:
                self.log.replace(self.log.with_suffix(".old.log"))
            at = datetime.now().astimezone().isoformat(timespec="seconds")
            with self.log.open("a", encoding="utf-8") as target:
                target.write(f"{at} {__version__} " + "\n".join(lines) + "\n")
        except OSError:
            return False
        return True


def _in_a_sentence(error: BaseException | None) -> BaseException | None:
    """Turns SQLite's error about the record file, raised while a page reads, into a refusal; others pass unchanged."""
    if error is None or not type(error).__module__.startswith("sqlcipher3"):
        return error
    try:
        with in_sentences():
            raise error  # noqa: TRY301  as a page that reads would
    except Exception as again:  # noqa: BLE001  the error itself, if there is no sentence for it
        return again


def _place(file: str) -> str:
    """Relative to the program: the path before it may hold a user name."""
    return "/".join(Path(file).parts[-_PARTS:])
