"""收照片: photographs of signed sheets find their papers; what no code names is chosen by a person.

Each file is read and filed by a worker, one after the other; only its small picture stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidgetItem, QPushButton, QStyle, QWidget

from gridcounter.core.validation.text import in_one_line
from gridcounter.desktop.help.pages import DIALOGS
from gridcounter.desktop.help.window import answer_f1
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.file_dialogs import Drops, folder_to_read
from gridcounter.desktop.kit.flow import FlowRow, open_at, vertical
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import shortened
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.errors import GridcounterError
from gridcounter.services.files.examination import SmallPicture
from gridcounter.services.ledger.photos import SUFFIXES, Found, Photos, ReadPhoto, Target, photos_in, read_photo

_WIDTH, _HEIGHT, _THUMB, _MOST = 680, 520, 72, 200
_WHAT = (
    "选一天的照片所在的文件夹，或者把照片拖到这里。认得出二维码的，自己存到那份文书名下；认不出的，请在下面选。"
    "收 JPEG、PNG、PDF，原件一个字节不改，加密保存。"
)
_WAITING, _READING, _FILING = "等着看", "正在看", "正在存"
_UNREAD = "没有认出二维码：请在下面选是哪一份文书"
_SEVERAL = "照片里不止一份文书：请在下面选存到哪一份，别的请另拍一张"
_HAND_OVER = "还没有登记交付：{name}。{when}"
_TAKEN, _NO_TIME = "照片是 {taken} 拍的，当面交付按这个时间登记。", "照片没有拍摄时间，当面交付按现在登记。"
_STILL_THERE = "照片还在原来的文件夹里，没有加密：核对以后请删掉。"


@dataclass(eq=False)
class _Row:
    """`targets`: papers to which it may belong; None until it was read, and when nothing more is to be done."""

    path: Path
    item: QListWidgetItem
    found: Found | None = None
    taken: datetime | None = None
    done: bool = False

    @property
    def to_hand_over(self) -> Target | None:
        """The one paper, if only its delivery is lacking."""
        if self.found is None or self.found.refused or len(self.found.targets) != 1:
            return None
        return self.found.targets[0]


class PhotosDialog(QDialog):
    """Closing it ends the reading; what was filed stays filed."""

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("收照片")
        self._session, self._tasks = session, tasks
        self._photos = Photos(session.service)
        self._choices: tuple[Target, ...] | None = None
        self._rows: list[_Row] = []
        self._todo: deque[tuple[_Row, str]] = deque()  # with the paper that a person chose, or ""
        self._busy = False
        self._pixels = scale.px(_THUMB)
        self._build()
        self._wire()
        self._on_row()
        open_at(self, scale.px(_WIDTH), scale.px(_HEIGHT))
        answer_f1(self, lambda: DIALOGS["PhotosDialog"])

    def _build(self) -> None:
        what = PlainLabel(_WHAT, self, look="Hint", wraps=True)
        self.folder_button = QPushButton("选文件夹…", self)
        self.said = PlainLabel(self, wraps=True)
        self.list = wrapped_list("照片", self)
        self.list.setIconSize(QSize(self._pixels, self._pixels))
        self.which = DropDown(self)
        self.which.setAccessibleName("存到哪一份文书")
        self.file_button = QPushButton("存到这一份", self)
        self.all_button = QPushButton(self)
        self.all_button.setObjectName("Primary")
        self.close_button = QPushButton("关闭", self)
        top = QHBoxLayout()
        top.addWidget(self.folder_button)
        top.addWidget(self.said, 1)
        choice = QHBoxLayout()
        choice.addWidget(self.which, 1)
        choice.addWidget(self.file_button)
        ends = FlowRow(self)
        for button in (self.all_button, self.close_button):
            ends.flow.addWidget(button)
        whole = vertical(self, 16, 8)
        whole.addWidget(what)
        whole.addLayout(top)
        whole.addWidget(self.list, 1)
        whole.addLayout(choice)
        whole.addWidget(ends)

    def _wire(self) -> None:
        self.folder_button.clicked.connect(self._on_folder)
        self.list.currentRowChanged.connect(self._on_row)
        self.which.currentIndexChanged.connect(self._on_which)
        self.file_button.clicked.connect(self._on_file)
        self.all_button.clicked.connect(self._on_all)
        self.close_button.clicked.connect(self.reject)
        self.finished.connect(self._on_finished)
        Drops(self, "照片、PDF 和文件夹", self.take, self.said.setText, SUFFIXES, _MOST, folders=True)

    def take(self, path: Path) -> None:
        """A file, or all photographs of a folder."""
        try:
            paths = photos_in(path) if path.is_dir() else [path]
        except OSError:
            self.said.setText(f"{in_one_line(path.name)} 打不开，请核对 U 盘或手机还连着没有")
            return
        if not paths:
            self.said.setText("这个文件夹里没有照片（JPEG、PNG、PDF）；里面的子文件夹请另选")
        known = {row.path for row in self._rows if not row.done}
        for one in paths:
            if one not in known:
                row = _Row(one, QListWidgetItem(self._blank(), "", self.list))
                self._rows.append(row)
                self._tell(row, _WAITING)
                self._todo.append((row, ""))
        self._go_on()

    def _go_on(self) -> None:
        """One file at a time."""
        self._show_state()
        if self._busy or not self._todo:
            return
        self._busy = True
        row, ref = self._todo.popleft()
        self._tell(row, _READING)
        read = self._session.while_here("存照片", partial(self._on_read, row, ref), partial(self._on_end, row))
        self._tasks.submit(self, partial(read_photo, row.path), done=read, failed=partial(self._on_failed, row))

    def _on_read(self, row: _Row, ref: str, photo: ReadPhoto) -> None:
        row.item.setIcon(self._icon(photo.picture))
        row.found, row.taken = self._photos.find(photo.codes), photo.taken
        sure = row.to_hand_over
        if ref or (sure is not None and sure.delivered):
            self._file(row, ref or (sure.ref if sure else ""), photo)
            return
        if not row.found.targets and row.found.refused:
            row.done = True
            self._on_end(row, row.found.refused)
        elif sure is not None:
            when = _TAKEN.format(taken=f"{photo.taken:%m-%d %H:%M}") if photo.taken else _NO_TIME
            self._on_end(row, _HAND_OVER.format(name=sure.name, when=when))
        else:
            self._on_end(row, _SEVERAL if row.found.targets else _UNREAD)

    def _file(self, row: _Row, ref: str, photo: ReadPhoto) -> None:
        self._tell(row, _FILING)
        try:
            work = self._photos.filing(ref, photo.checked, photo.taken, datetime.now().astimezone())
        except GridcounterError as refused:
            self._on_failed(row, refused)
            return
        self._tasks.submit(self, work, done=partial(self._on_filed, row), failed=partial(self._on_failed, row))

    def _on_filed(self, row: _Row, sentence: str) -> None:
        row.done, self._choices = True, None
        name = self._name(row)
        self._on_end(row, f"✓ {sentence}：{name}" if name else f"✓ {sentence}")

    def _name(self, row: _Row) -> str:
        return row.found.targets[0].name if row.found and len(row.found.targets) == 1 else ""

    def _on_failed(self, row: _Row, error: Exception) -> None:
        row.done = True
        self._on_end(row, what_went_wrong(error))

    def _on_end(self, row: _Row, words: str) -> None:
        self._busy = False
        self._tell(row, words)
        self._on_row()
        self._go_on()

    def _tell(self, row: _Row, words: str) -> None:
        row.item.setText(f"{shortened(in_one_line(row.path.name))}\n{words}")

    def _show_state(self) -> None:
        done = sum(row.item.text().rpartition("\n")[2].startswith("✓") for row in self._rows)
        if self._rows:
            left = f"，还有 {len(self._todo) + self._busy} 张在看" if self._todo or self._busy else f"。{_STILL_THERE}"
            self.said.setText(f"{len(self._rows)} 张照片，已存 {done} 张{left}")
        waiting = self._waiting()
        self.all_button.setText("登记当面交付并存" + (f"（{len(waiting)} 份）" if waiting else ""))
        self.all_button.setVisible(bool(waiting))

    def _waiting(self) -> Sequence[_Row]:
        """Those of which only the delivery is lacking."""
        asked = {id(row) for row, _ in self._todo}
        return [row for row in self._rows if row.to_hand_over and not row.done and id(row) not in asked]

    @property
    def _current(self) -> _Row | None:
        place = self.list.currentRow()
        row = self._rows[place] if 0 <= place < len(self._rows) else None
        return row if row and not row.done and row.found is not None else None

    @Slot()
    def _on_row(self) -> None:
        """Offers the papers that the codes name, or all that wait for a signed copy."""
        row = self._current
        self.which.clear()
        for widget in (self.which, self.file_button):
            widget.setVisible(row is not None)
        if row is None or row.found is None:
            return
        if not row.found.targets and self._choices is None:
            self._choices = self._photos.choices()
        for target in row.found.targets or self._choices or ():
            self.which.addItem(shortened(target.name), target)
        self.which.setCurrentIndex(0 if row.to_hand_over else -1)
        self._on_which()

    @Slot()
    def _on_which(self) -> None:
        target = self.which.currentData()
        chosen = isinstance(target, Target)
        self.file_button.setEnabled(chosen and self._current is not None)
        hands_over = isinstance(target, Target) and not target.delivered
        self.file_button.setText("登记当面交付，存到这一份" if hands_over else "存到这一份")

    @Slot()
    def _on_file(self) -> None:
        row, target = self._current, self.which.currentData()
        if row is not None and isinstance(target, Target):
            self._put(row, target)
            self._go_on()

    @Slot()
    def _on_all(self) -> None:
        for row in self._waiting():
            target = row.to_hand_over
            assert target is not None
            self._put(row, target)
        self._go_on()

    def _put(self, row: _Row, target: Target) -> None:
        row.found = Found((target,))
        self._tell(row, _WAITING)
        self._todo.append((row, target.ref))

    @Slot()
    def _on_folder(self) -> None:
        path = folder_to_read(self, "收照片：选照片所在的文件夹")
        if path is not None:
            self.take(path)

    @Slot()
    def _on_finished(self) -> None:
        self._todo.clear()

    def _blank(self) -> QIcon:
        return self.style().standardIcon(QStyle.StandardPixmap.SP_FileIcon)

    def _icon(self, picture: SmallPicture | None) -> QIcon:
        if picture is None:
            return self._blank()
        drawn = QImage(picture.rgb, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888)
        return QIcon(QPixmap.fromImage(drawn))
