"""Exports the push package: packed in a worker, recorded once the file is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.file_dialogs import tell_saved, zip_to_write
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.filing.filings import ActDay, Filings
from gridcounter.services.filing.push_package import (
    Package,
    PackageParts,
    gather,
    is_examined,
    pack,
    to_tell,
    write_package,
)

_ADVICE = "收件的单位可能因此退回材料：最好请申请人另存一份不带这些内容的，换上以后再导出。"
_EXPORTED = "材料已导出。材料里有申请人信息、没有加密：只交给审批部门，用完从U盘和本机删除。"


class FilingExport(QObject):
    """`busy` while it packs; `done` and `trouble` carry a sentence."""

    busy = Signal(bool)
    done = Signal(str)
    trouble = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, over: QWidget | None = None) -> None:
        super().__init__(over)
        self._over = over
        self._session = session
        self._tasks = tasks

    def ask(self, parent: QWidget, application_id: ApplicationId) -> None:
        """Tells what the attachments carry, once they were examined in a worker, and asks for the file."""
        package_parts = self._gathered(application_id)
        if package_parts is None:
            return
        if is_examined(package_parts):
            self._ask(parent, application_id, to_tell(package_parts))
            return
        self.busy.emit(True)  # noqa: FBT003  Qt's signature
        self._tasks.submit(
            self,
            lambda: to_tell(package_parts),
            done=self._session.while_here(
                "导出", lambda told: self._on_examined(parent, application_id, told), self._on_left
            ),
            failed=self._on_failed,
        )

    def _on_examined(self, parent: QWidget, application_id: ApplicationId, told: Sequence[str]) -> None:
        self.busy.emit(False)  # noqa: FBT003
        self._ask(parent, application_id, told)

    def _ask(self, parent: QWidget, application_id: ApplicationId, told: Sequence[str]) -> None:
        """The proposed name holds no personal name."""
        question = "附件里有打开时会动的内容，还要导出吗？"
        if told and not confirmed(parent, question, _lines(told), act="照样导出", leave="先不导出"):
            return
        path = zip_to_write(parent, "导出材料", self._proposed(application_id))
        if path is not None:
            self.write(application_id, path)

    def _proposed(self, application_id: ApplicationId) -> str:
        """A later version of the form does not take the place of an earlier package."""
        number = self._session.record.applications.get(application_id).number
        version = Filings(self._session.service).look(application_id, today()).filing.version
        return f"{number}_备案材料{f'_第{version}版' if version > 1 else ''}.zip"

    def _gathered(self, application_id: ApplicationId) -> PackageParts | None:
        try:
            return gather(self._session.service, application_id)
        except GridcounterError as refused:
            self.trouble.emit(what_went_wrong(refused))
            return None

    def write(self, application_id: ApplicationId, path: Path) -> None:
        """Packs in a worker and writes to `path`; emits `done` or `trouble`."""
        package_parts = self._gathered(application_id)
        if package_parts is None:
            return
        paper_renderer = self._session.paper_renderer
        self.busy.emit(True)  # noqa: FBT003  Qt's signature
        self._tasks.submit(
            self,
            lambda: (application_id, path, pack(package_parts, paper_renderer())),
            done=self._session.while_here("导出", self._on_packed, self._on_left),
            failed=self._on_failed,
        )

    def _on_packed(self, result: tuple[str, Path, Package]) -> None:
        application, path, package = result
        self.busy.emit(False)  # noqa: FBT003
        try:
            write_package(self._session.service, application, package, path, ActDay(today(), today()))
        except GridcounterError as refused:
            self.trouble.emit(what_went_wrong(refused))
        else:
            self.done.emit(_EXPORTED)
            if self._over is not None:
                tell_saved(self._over, path)

    def _on_left(self, sentence: str) -> None:
        self.busy.emit(False)  # noqa: FBT003
        self.trouble.emit(sentence)

    def _on_failed(self, error: Exception) -> None:
        self.busy.emit(False)  # noqa: FBT003
        self.trouble.emit(what_went_wrong(error))


def _lines(told: Sequence[str]) -> str:
    return "\n".join((*told, _ADVICE))
