"""附件: the attached files with thumbnails; added, saved and removed here.

A file is decoded in a process of its own (services/files/examination.py); thumbnails are never written to disk.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QListWidgetItem, QPushButton, QStyle, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.papers.file_name import plain_name
from gridcounter.core.validation.attachments import TYPE_NAMES, carried_words
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.confirm import ask_line
from gridcounter.desktop.kit.file_dialogs import PAPERS_AND_PICTURES, Drops, tell_saved, to_read, to_write
from gridcounter.desktop.kit.flow import ListOnTab, vertical
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.tasks import Tasks, WhileHere, at_any_time
from gridcounter.desktop.kit.theme import Scale
from gridcounter.errors import GridcounterError
from gridcounter.services.files.examination import EXAMINER, Examined, SmallPicture
from gridcounter.services.files.private_files import write_file
from gridcounter.services.files.progress import Stopped
from gridcounter.services.papers.attachments import Attachment, Attachments, CheckedFile, check_file

#: The usual attachments of a filing; another title may be typed.
SIGNED = "签章件"
TITLES = ("路径图", "施工图", "施工方案和交通组织", "主体证明", "施工资质", "授权委托书", SIGNED, "现场照片")
_SUFFIXES, _MOST_AT_ONCE = (".pdf", ".jpg", ".jpeg", ".png"), 10
_EMPTY = "还没有附件。先选名称，再添加文件，或者把文件拖到这里；收 PDF、JPEG、PNG，每份 20 MB 以内，按原样加密保存。"
_WHY = "移除的附件不再随材料导出，记录里保留。请写明原因："
_THUMB = 56


class AttachedFiles(QWidget):
    """`changed`: a file was added or removed. `message` and `troubled` carry a sentence."""

    changed = Signal()
    message = Signal(str)
    troubled = Signal(str)

    def __init__(self, attachments: Attachments, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attachments = attachments
        self._tasks = tasks
        #: Set by the pane of a window.
        self.while_here: WhileHere = at_any_time
        self._pixels = scale.px(_THUMB)
        self._application = self._form = ""
        self._rows: tuple[Attachment, ...] = ()
        self._examining = ""
        self._lost: set[str] = set()
        self._build()
        self._wire()

    def _build(self) -> None:
        self.title = QComboBox(self)
        self.title.setEditable(True)
        self.title.setAccessibleName("附件名称")
        if line := self.title.lineEdit():  # the inner field has the focus
            line.setAccessibleName("附件名称")
        self.title.addItems(list(TITLES))
        self.title.setMinimumWidth(self._pixels * 3)
        self.add_button = QPushButton("添加文件…", self)
        self._hint = PlainLabel(_EMPTY, self, look="Hint", wraps=True)
        self.list = wrapped_list("附件列表", self)
        self._place = ListOnTab(self.list)
        self.list.setIconSize(QSize(self._pixels, self._pixels))
        self.save_button = QPushButton("另存…", self)
        self.remove_button = QPushButton("移除…", self)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.add_button)
        bottom.addWidget(self.save_button)
        bottom.addWidget(self.remove_button)
        bottom.addStretch(1)
        column = vertical(self, (0, 8, 0, 0), 8)
        column.addLayout(top)
        column.addWidget(self._hint)
        column.addWidget(self._place, 1)
        column.addLayout(bottom)

    def _wire(self) -> None:
        self.add_button.clicked.connect(self._on_add)
        self.save_button.clicked.connect(self._on_save)
        self.remove_button.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(self._on_row)
        Drops(self, "PDF、JPEG、PNG 文件", self.add_file, self.troubled.emit, _SUFFIXES, _MOST_AT_ONCE)

    def set_application(self, application_id: ApplicationId, form: str = "") -> None:
        """`form` is the entry of the form whose signed copy may be added."""
        if application_id != self._application:
            self.title.setEditText(self.title.itemText(0))
        self._application, self._form = application_id, form
        self._rows = self._attachments.of(application_id)
        self.list.clear()
        for row in self._rows:
            item = QListWidgetItem(_line(row))
            self.list.addItem(item)
            if found := EXAMINER.known(row.sha256):
                self._show(item, row, found)
        self._hint.setVisible(not self._rows)
        self._place.setVisible(bool(self._rows))
        self._examine_next()
        self._on_row(self.list.currentRow())

    def add_file(self, path: Path) -> None:
        """Adds under the chosen title, once the file was examined; a refusal is emitted by `troubled`."""
        title = take_text(self.title.currentText())
        application, paper = self._application, self._form if title == SIGNED else ""
        self.message.emit("正在检查文件")
        self._tasks.submit(
            self,
            lambda: check_file(path),
            done=self.while_here(
                "添加附件", lambda checked: self._on_checked(application, checked, title, paper), self._on_left
            ),
            failed=self._on_refused,
        )

    def _on_left(self, words: str) -> None:
        self.message.emit("")
        self.troubled.emit(words)

    def _on_checked(self, application: ApplicationId, checked: CheckedFile, title: str, paper: str) -> None:
        try:
            self._attachments.add_checked(application, checked, title, paper)
        except GridcounterError as refused:
            self._on_refused(refused)
            return
        self.troubled.emit("")
        self.message.emit(_added(checked))
        if application == self._application:
            self.set_application(application, self._form)
        self.changed.emit()

    def _on_refused(self, error: Exception) -> None:
        self.message.emit("")
        self.troubled.emit(what_went_wrong(error))

    def _current(self) -> Attachment:
        return self._rows[self.list.currentRow()]

    @Slot(int)
    def _on_row(self, place: int) -> None:
        for button in (self.save_button, self.remove_button):
            button.setEnabled(0 <= place < len(self._rows))

    def _examine_next(self) -> None:
        """One file at a time; the page may show another application before it is done."""
        if self._examining:
            return
        for row in self._rows:
            if EXAMINER.known(row.sha256) or row.ref in self._lost:
                continue
            try:
                content = self._attachments.content(row.ref)
            except GridcounterError as refused:
                self._lost.add(row.ref)
                self.troubled.emit(str(refused))
                continue
            self._examining = row.sha256
            self._tasks.submit(
                self,
                partial(EXAMINER.examine, content, row.type),
                done=self._on_examined,
                failed=self._on_not_examined,
            )
            return

    def _on_examined(self, found: Examined) -> None:
        for place, row in enumerate(self._rows):
            if row.sha256 == self._examining:
                self._show(self.list.item(place), row, found)
        self._examining = ""
        self._examine_next()

    def _on_not_examined(self, error: Exception) -> None:
        """No file makes this happen: it is a fault of ours, and the next showing of the page tries again."""
        self._examining = ""
        if not isinstance(error, Stopped):  # the window closes
            self.troubled.emit(what_went_wrong(error))

    def _show(self, item: QListWidgetItem, row: Attachment, found: Examined) -> None:
        item.setText(_line(row, carried_words(found.carries)))
        item.setIcon(self._icon(found.picture))

    def _icon(self, picture: SmallPicture | None) -> QIcon:
        if picture is None:
            return self.style().standardIcon(QStyle.StandardPixmap.SP_FileIcon)
        drawn = QImage(picture.rgb, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888)
        return QIcon(QPixmap.fromImage(drawn))

    @Slot()
    def _on_add(self) -> None:
        path = to_read(self, f"添加附件：{self.title.currentText()}", PAPERS_AND_PICTURES)
        if path is not None:
            self.add_file(path)

    @Slot()
    def _on_save(self) -> None:
        row = self._current()
        kind = f"{TYPE_NAMES[row.type]} (*{row.suffix})"
        path = to_write(self, "另存附件", f"{plain_name(row.title)}{row.suffix}", kind, (row.suffix,))
        if path is None:
            return
        try:
            write_file(path, self._attachments.content(row.ref))
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
        else:
            self.troubled.emit("")
            self.message.emit("已另存，文件没有加密，用完请删除")
            tell_saved(self, path)

    @Slot()
    def _on_remove(self) -> None:
        why, sure = ask_line(self, "移除附件", _WHY)
        if sure:
            self.remove(self._current().ref, why)

    def remove(self, ref: str, why: str) -> None:
        """`why` is recorded; a refusal is emitted by `troubled`."""
        try:
            self._attachments.remove(ref, why)
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
            return
        self.troubled.emit("")
        self.message.emit("已移除附件")
        self.set_application(self._application, self._form)
        self.changed.emit()


def _line(row: Attachment, carries: str = "") -> str:
    about = f"{row.title}\n{TYPE_NAMES[row.type]} · {_size(row.size)} · {row.added_at[5:10]} 添加"
    return f"{about} · {carries}" if carries else about


def _added(checked: CheckedFile) -> str:
    words = carried_words(checked.carries)
    return f"已添加附件。这个文件{words}：看的时候软件问要不要允许，请选不允许" if words else "已添加附件"


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(count // 1024, 1)} KB"
