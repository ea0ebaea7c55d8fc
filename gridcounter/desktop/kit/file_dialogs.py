"""How a clerk gives a file to the window, in a dialog or by dropping it; and where one was saved.

Dialogs are asked for here alone, so that tests can answer. One begins in the folder of the last one, and where the
system has no dialog of its own, Qt's has the desk's places.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSize, QStandardPaths, QStorageInfo, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QFrame,
    QHeaderView,
    QPushButton,
    QSplitter,
    QToolButton,
    QWidget,
)
from shiboken6 import isValid

from gridcounter.core.papers.file_name import plain_name
from gridcounter.desktop.kit.flow import horizontal
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.errors import Fault
from gridcounter.services.files.regular_files import called

EXCEL = "Excel (*.xlsx)"
WORKBOOKS = (".xlsx", ".xlsm", ".xls")
PAPERS_AND_PICTURES = "PDF、照片、图片 (*.pdf *.jpg *.jpeg *.png)"
_OPEN = "打开文件夹"
_NOT_OPENED = "系统没有打开这个文件夹，请自己到这个位置看"
#: Where Linux shows sticks and cards.
_REMOVABLE = ("/media/", "/run/media/", "/mnt/")
#: Width of the places beside the files, in Chinese characters.
_PLACE = 9
#: Width of the dialog, in Chinese characters; size of a sign in it, in one.
_WIDE, _SIGN = 52, 1.2
#: The column that says what kind of file it is, as its ending does.
_KIND = 2
_Location = QStandardPaths.StandardLocation


def workbook_to_write(parent: QWidget, title: str, proposed: str) -> Path | None:
    """None if no file was chosen; the suffix is always that of the type."""
    return to_write(parent, title, proposed, EXCEL, (".xlsx",))


def workbook_to_read(parent: QWidget, title: str) -> Path | None:
    """Old formats are offered too; reading one reports what to do with it."""
    return to_read(parent, title, "Excel (*.xlsx *.xlsm *.xls);;所有文件 (*)")


def zip_to_write(parent: QWidget, title: str, proposed: str) -> Path | None:
    """None if the dialog was cancelled; a missing suffix is added."""
    return to_write(parent, title, proposed, "ZIP (*.zip)", (".zip",))


def pdf_to_write(parent: QWidget, title: str, proposed: str) -> Path | None:
    """None if the dialog was cancelled; a missing suffix is added."""
    return to_write(parent, title, proposed, "PDF (*.pdf)", (".pdf",))


def word_to_write(parent: QWidget, title: str, proposed: str) -> Path | None:
    """None if the dialog was cancelled; a missing suffix is added."""
    return to_write(parent, title, proposed, "Word (*.docx)", (".docx",))


def paper_to_write(parent: QWidget, title: str, proposed: str) -> Path | None:
    """PDF or Word, by the suffix; PDF without either."""
    return to_write(parent, title, proposed, "PDF (*.pdf);;Word (*.docx)", (".pdf", ".docx"))


def folder_to_read(parent: QWidget, title: str) -> Path | None:
    """None if the dialog was cancelled."""
    with _Places(parent):
        name = QFileDialog.getExistingDirectory(parent, title, str(LAST.folder))
    return LAST.note(Path(name)) if name else None


def to_read(parent: QWidget, title: str, kinds: str) -> Path | None:
    """`kinds` as Qt writes them; None if the dialog was cancelled."""
    with _Places(parent):
        name, _ = QFileDialog.getOpenFileName(parent, title, str(LAST.folder), kinds)
    return LAST.note(Path(name)) if name else None


def to_write(parent: QWidget, title: str, proposed: str, kinds: str, suffixes: tuple[str, ...]) -> Path | None:
    """A name without one of the suffixes gets the first; None if the dialog was cancelled."""
    with _Places(parent):
        name, _ = QFileDialog.getSaveFileName(parent, title, str(LAST.folder / plain_name(proposed)), kinds)
    if not name:
        return None
    return LAST.note(Path(name if name.lower().endswith(suffixes) else name + suffixes[0]))


class LastFolder:
    """The folder of the last file that was chosen in a dialog; a session keeps it in the settings."""

    def __init__(self) -> None:
        self._folder = ""
        self._keep: Callable[[str], None] | None = None

    def follow(self, folder: str, keep: Callable[[str], None]) -> None:
        """`folder` was kept before, "" for none; `keep` is called with each later one. It may raise Fault."""
        self._folder, self._keep = folder, keep

    @property
    def folder(self) -> Path:
        """Documents, the desktop or the home folder while there is none, or while its stick is pulled out."""
        usual = (_Location.DocumentsLocation, _Location.DesktopLocation, _Location.HomeLocation)
        places = [self._folder, *(QStandardPaths.writableLocation(one) for one in usual)]
        return next((Path(place) for place in places if place and _is_folder(place)), Path.home())

    def note(self, chosen: Path) -> Path:
        """Returns what was chosen. That the settings cannot be written is said by what needs them."""
        folder = str(chosen if chosen.is_dir() else chosen.parent)
        if folder != self._folder:
            self._folder = folder
            if self._keep is not None:
                with suppress(Fault):
                    self._keep(folder)
        return chosen


def _is_folder(place: str) -> bool:
    """The settings may hold what is no name of a file; of a path that is too long the system raises."""
    try:
        return Path(place).is_dir()
    except (OSError, ValueError):
        return False


#: The one of this program: whatever page asks, the clerk goes on where the last page was.
LAST = LastFolder()


class _Places(QObject):
    """While it is entered, Qt's dialog over `parent` has the desk's places beside it; a system's dialog has its own."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__()
        self._parent = parent

    def __enter__(self) -> None:
        self._parent.installEventFilter(self)

    def __exit__(self, *_: object) -> None:
        self._parent.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The dialog is the parent's child as soon as it is about to be shown."""
        if isinstance(event, QChildEvent) and event.type() == QEvent.Type.ChildPolished:
            dialog = event.child()
            if isinstance(dialog, QFileDialog):
                dialog.setSidebarUrls([QUrl.fromLocalFile(str(place)) for place in places()])
                # Qt lays it out as it was left last time when it is shown
                QTimer.singleShot(0, partial(_widen, dialog))
        return super().eventFilter(watched, event)


def _widen(dialog: QFileDialog) -> None:
    """Qt's own widths cut the names of places, sizes and days, and it names kinds of files in English.

    Its signs do not grow with the text.
    """
    if not isValid(dialog):
        return  # it was answered at once
    letter = dialog.fontMetrics().horizontalAdvance("年")
    dialog.resize(dialog.size().expandedTo(QSize(_WIDE * letter, 0)).boundedTo(dialog.screen().availableSize()))
    boxes = dialog.findChildren(QComboBox)
    parts: list[QAbstractItemView | QToolButton | QComboBox] = [*dialog.findChildren(QAbstractItemView), *boxes]
    for part in (*parts, *dialog.findChildren(QToolButton)):
        part.setIconSize(QSize(letter, letter) * _SIGN)
    for box in boxes:
        box.setMinimumContentsLength(_PLACE)
    for splitter in dialog.findChildren(QSplitter):
        splitter.setSizes([_PLACE * letter, dialog.width()])
    for header in dialog.findChildren(QHeaderView):
        if header.count() > _KIND:
            header.hideSection(_KIND)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)


def places() -> list[Path]:
    """The desktop, the documents, the home folder, and each stick that is in."""
    usual = (_Location.DesktopLocation, _Location.DocumentsLocation, _Location.HomeLocation)
    sticks = [volume.rootPath() for volume in QStorageInfo.mountedVolumes() if volume.isReady()]
    named = [QStandardPaths.writableLocation(one) for one in usual]
    named += [root for root in sticks if root.startswith(_REMOVABLE)]
    return [Path(place) for place in dict.fromkeys(named) if place and Path(place).is_dir()]


class Drops(QObject):
    """Takes files or a folder dropped on `on`; what cannot be taken is `refused` with a sentence.

    `suffixes` in small letters, of files; without any, or if `folders`, a folder is taken. `what` says what belongs
    there.
    """

    def __init__(
        self,
        on: QWidget,
        what: str,
        taken: Callable[[Path], None],
        refused: Callable[[str], None],
        suffixes: tuple[str, ...] = (),
        most: int = 1,
        *,
        folders: bool = False,
    ) -> None:
        super().__init__(on)
        self._folders = folders or not suffixes
        self._what, self._taken, self._refused = what, taken, refused
        self._suffixes, self._most = suffixes, most
        on.setAcceptDrops(True)
        on.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whatever lies on a disk may be dropped, so that a wrong one is told and not just sent back."""
        if not isinstance(event, QDropEvent) or not any(url.isLocalFile() for url in event.mimeData().urls()):
            return super().eventFilter(watched, event)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._take([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        return True

    def _take(self, paths: Sequence[Path]) -> None:
        wrong = [called(path) for path in paths if not self._fits(path)]
        if wrong:
            self._refused(f"这里收{self._what}：“{wrong[0]}”不是，没有收下")
        elif len(paths) > self._most:
            self._refused(f"这里一次最多收 {self._most} 个：拖来了 {len(paths)} 个，都没有收下")
        else:
            for path in paths:
                self._taken(path)

    def _fits(self, path: Path) -> bool:
        if self._folders and path.is_dir():
            return True
        return bool(self._suffixes) and path.is_file() and path.name.lower().endswith(self._suffixes)


class SavedBar(QFrame):
    """Where the last file was saved; it stays until it is read. Hidden until `tell`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Bar")
        self._folder = ""
        self.text = PlainLabel(self, wraps=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("文件存到了哪里")
        self.open_button = QPushButton(_OPEN, self)
        self.close_button = QPushButton("知道了", self)
        for button in (self.open_button, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the focus in the field where one was
        row = horizontal(self, (16, 4, 16, 4))
        row.addWidget(self.text, 1)
        row.addWidget(self.open_button)
        row.addWidget(self.close_button)
        self.open_button.clicked.connect(self._on_open)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def tell(self, path: Path, *, personal: bool) -> None:
        """`personal`: the file holds an applicant's data, and lies there in the clear."""
        self._folder = str(path if path.is_dir() else path.parent)
        warning = "文件里有申请人信息、没有加密，用完请删除。" if personal else ""
        self.text.setText(f"已存到 {path}\n{warning}".rstrip("\n"))
        self.show()

    @Slot()
    def _on_open(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder)):
            self.text.setText(f"{_NOT_OPENED}：{self._folder}")


def tell_saved(near: QWidget, path: Path, *, personal: bool = True) -> None:
    """Tells it in the bar of the window over which `near` stands, perhaps in a dialog; nothing in a window without."""
    window: QWidget | None = near.window()
    while window is not None:
        bar = window.findChild(SavedBar)
        if isinstance(bar, SavedBar):
            bar.tell(path, personal=personal)
            return
        above = window.parentWidget()
        window = None if above is None else above.window()
