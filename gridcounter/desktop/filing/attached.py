"""附件: the attached files with thumbnails; added, saved and removed here. Thumbnails are never written to disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gridcounter.core.application import ApplicationId
from gridcounter.core.validation.attachments import TYPE_NAMES
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.output import write_file
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.errors import GridcounterError

if TYPE_CHECKING:
    from gridcounter.desktop.kit.theme import Scale
    from gridcounter.services.papers.attachments import Attachment, Attachments

#: The usual attachments of a filing; another title may be typed.
SIGNED = "签章件"
TITLES = ("路径图", "施工图", "施工方案和交通组织", "主体证明", "施工资质", "授权委托书", SIGNED, "现场照片")
_FILES = "PDF、照片、图片 (*.pdf *.jpg *.jpeg *.png)"
_EMPTY = "还没有附件。先选名称，再添加文件；收 PDF、JPEG、PNG，每份 20 MB 以内，按原样加密保存。"
_WHY = "移除的附件不再随材料导出，记录里保留。请写明原因："
_THUMB = 56


class AttachedFiles(QWidget):
    """`changed`: a file was added or removed. `message` and `troubled` carry a sentence."""

    changed = Signal()
    message = Signal(str)
    troubled = Signal(str)

    def __init__(self, attachments: Attachments, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attachments = attachments
        self._pixels = scale.px(_THUMB)
        self._application = self._form = ""
        self._rows: tuple[Attachment, ...] = ()
        self._waiting: list[int] = []
        self._thumbnails: dict[str, QIcon] = {}
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
        self._hint = PlainLabel(_EMPTY, self)
        self._hint.setObjectName("Hint")
        self._hint.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName("附件列表")
        self.list.setIconSize(QSize(self._pixels, self._pixels))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.save_button = QPushButton("另存…", self)
        self.remove_button = QPushButton("移除…", self)
        top, bottom = QHBoxLayout(), QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.add_button)
        bottom.addWidget(self.save_button)
        bottom.addWidget(self.remove_button)
        bottom.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._hint)
        column.addWidget(self.list, 1)
        column.addLayout(bottom)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)

    def _wire(self) -> None:
        self.add_button.clicked.connect(self._on_add)
        self.save_button.clicked.connect(self._on_save)
        self.remove_button.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(self._on_row)
        self._timer.timeout.connect(self._on_timer)

    def set_application(self, application_id: ApplicationId, form: str = "") -> None:
        """`form` is the entry of the form whose signed copy may be added."""
        if application_id != self._application:
            self.title.setEditText(self.title.itemText(0))
        self._application, self._form = application_id, form
        self._rows = self._attachments.of(application_id)
        self.list.clear()
        for row in self._rows:
            item = QListWidgetItem(_line(row))
            if row.ref in self._thumbnails:
                item.setIcon(self._thumbnails[row.ref])
            self.list.addItem(item)
        self._hint.setVisible(not self._rows)
        self.list.setVisible(bool(self._rows))
        self._waiting = [place for place, row in enumerate(self._rows) if row.ref not in self._thumbnails]
        self._timer.start(0)
        self._on_row(self.list.currentRow())

    def add_file(self, path: Path) -> None:
        """Adds under the chosen title; a refusal is emitted by `troubled`."""
        title = take_text(self.title.currentText())
        try:
            self._attachments.add(self._application, path, title, self._form if title == SIGNED else "")
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
            return
        self.troubled.emit("")
        self.message.emit("已添加附件")
        self.set_application(self._application, self._form)
        self.changed.emit()

    def _current(self) -> Attachment:
        return self._rows[self.list.currentRow()]

    @Slot(int)
    def _on_row(self, place: int) -> None:
        for button in (self.save_button, self.remove_button):
            button.setEnabled(0 <= place < len(self._rows))

    @Slot()
    def _on_timer(self) -> None:
        """One picture at a time, so that the window stays responsive."""
        if not self._waiting:
            return
        place = self._waiting.pop(0)
        row = self._rows[place]
        try:
            icon = self._icon(row)
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
            icon = QIcon()
        self._thumbnails[row.ref] = icon
        self.list.item(place).setIcon(icon)
        self._timer.start(0)

    def _icon(self, row: Attachment) -> QIcon:
        small = self._attachments.thumbnail(row.ref, self._pixels * 2)
        pixmap = QPixmap()
        if small is None:
            pixmap = first_page(self._attachments.content(row.ref), self._pixels * 2)
        else:
            pixmap.loadFromData(small)
        return QIcon(pixmap)

    @Slot()
    def _on_add(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, f"添加附件：{self.title.currentText()}", "", _FILES)
        if name:
            self.add_file(Path(name))

    @Slot()
    def _on_save(self) -> None:
        row = self._current()
        name, _ = QFileDialog.getSaveFileName(self, "另存附件", f"{row.title}{row.suffix}")
        if not name:
            return
        try:
            write_file(Path(name), self._attachments.content(row.ref))
        except GridcounterError as refused:
            self.troubled.emit(str(refused))
        else:
            self.troubled.emit("")
            self.message.emit("已另存，文件没有加密，用完请删除")

    @Slot()
    def _on_remove(self) -> None:
        why, sure = QInputDialog.getText(self, "移除附件", _WHY)
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


def first_page(content: bytes, pixels: int) -> QPixmap:
    """On a white background; a null pixmap if the PDF cannot be drawn."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QBuffer.OpenModeFlag.ReadOnly)
    pages = QPdfDocument()
    pages.load(buffer)
    if pages.pageCount() < 1:
        return QPixmap()
    size = pages.pagePointSize(0).toSize().scaled(QSize(pixels, pixels), Qt.AspectRatioMode.KeepAspectRatio)
    drawn = QPixmap(size)
    drawn.fill(Qt.GlobalColor.white)
    painter = QPainter(drawn)
    painter.drawImage(0, 0, pages.render(0, size))
    painter.end()
    pages.close()
    return drawn


def _line(row: Attachment) -> str:
    return f"{row.title}\n{TYPE_NAMES[row.type]} · {_size(row.size)} · {row.added_at[5:10]} 添加"


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(count // 1024, 1)} KB"
