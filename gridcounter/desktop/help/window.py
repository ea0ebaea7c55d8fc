"""The manual in a window of its own: contents on the left, a page on the right; modeless, without a network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextTable,
)
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from gridcounter import paths
from gridcounter.desktop.kit.appearance import current_tokens, show_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QResizeEvent, QTextBlock

    from gridcounter.desktop.kit.theme import Tokens

CONTENTS = "index"
_ENTRY = re.compile(r"^(?P<depth>#+ |- )(?:\[(?P<title>[^]]+)\]\((?P<page>[^)]+)\.md\)|(?P<book>.+))$")
_PAGE = Qt.ItemDataRole.UserRole
_SIZE = QSize(1180, 760)
#: In characters of the text as it is set: contents, and the least for both side by side.
_CONTENTS, _BESIDE = 15, 42
_BASE, _LINE_PERCENT = 14, 150
#: What Qt writes where a picture stands.
_PICTURE = "\ufffc"


def answer_f1(widget: QWidget, page: Callable[[], str]) -> None:
    """F1 in this window opens the manual at the page of what is in front."""

    @Slot()
    def on_help() -> None:
        found = widget.findChild(HelpWindow, options=Qt.FindChildOption.FindDirectChildrenOnly)
        window = found if isinstance(found, HelpWindow) else HelpWindow(widget)
        window.show_page(page())

    QShortcut(QKeySequence("F1"), widget).activated.connect(on_help)


def contents() -> Iterator[tuple[str, str]]:
    """Title and page, in order; a book has no page of its own."""
    for line in (paths.manual() / f"{CONTENTS}.md").read_text("utf-8").splitlines():
        found = _ENTRY.match(line)
        if found and found["page"]:
            yield found["title"], found["page"]
        elif found and found["depth"] == "## ":
            yield found["book"], ""


class HelpWindow(QWidget):
    """One window for each main window; Esc closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("Page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("帮助　Esc 关闭")
        self.list = QListWidget(self)
        self.list.setAccessibleName("目录")
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for title, page in contents():
            item = QListWidgetItem(title, self.list)
            item.setData(_PAGE, page)
            if not page:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                heavy = item.font()
                heavy.setBold(True)
                item.setFont(heavy)
        self.text = ManualText(self)
        self._split = QSplitter(self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(self.text)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 8, 8, 8)
        whole.addWidget(self._split)
        self.list.currentItemChanged.connect(self._on_item)
        self.text.sourceChanged.connect(self._on_source)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        self.resize(_SIZE)

    @property
    def page(self) -> str:
        """The file of the page shown, relative to the manual; "" where none is."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(_PAGE))

    def show_page(self, page: str) -> None:
        """Shows the window in front at this page. Raises StopIteration for a page that is not in the contents."""
        place = next(row for row in range(self.list.count()) if self.list.item(row).data(_PAGE) == page)
        self.list.setCurrentRow(place)
        if not self.isVisible():
            show_whole(self)
        self.activateWindow()
        self.text.setFocus()

    @Slot()
    def _on_item(self) -> None:
        url = QUrl.fromLocalFile(str(paths.manual() / f"{self.page}.md"))
        if self.page and url != self.text.source():
            self.text.setSource(url)

    @Slot(QUrl)
    def _on_source(self, url: QUrl) -> None:
        """A link in the text, or Alt+Left, turned to another page."""
        for row in range(self.list.count()):
            page = self.list.item(row).data(_PAGE)
            if page and url == QUrl.fromLocalFile(str(paths.manual() / f"{page}.md")):
                self.list.setCurrentRow(row)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Puts contents beside or above the page."""
        super().resizeEvent(event)
        character = self.fontMetrics().horizontalAdvance("中")
        wide = self.width() >= _BESIDE * character
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        side, whole = _CONTENTS * character, self.width() if wide else self.height()
        self._split.setSizes([side, whole - side] if wide else [whole // 4, whole - whole // 4])
        if (item := self.list.currentItem()) is not None:
            self.list.scrollToItem(item)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Reloads the page after a change of theme or text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "text"):
            self.text.load_again()


class ManualText(QTextBrowser):
    """Markdown in the colours of the window. Links need a mouse; the keyboard has the contents list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("正文")
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.LinksAccessibleByMouse)
        # one that comes and goes would change the width while a page is being loaded
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.document().setDocumentMargin(16)
        self.sourceChanged.connect(self._dress)
        # never inside a load: Qt does not stand that
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._on_again)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802  Qt's name
        """Scales pictures to the width of the page and to the size of the text."""
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return found
        picture = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        if picture.isNull():
            return found
        ratio = self.devicePixelRatioF()
        size = self.font().pixelSize() / _BASE
        width = round(min(picture.width() * size, self._room) * ratio)
        if width != picture.width():
            picture = picture.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture

    def doSetSource(  # noqa: N802  Qt's names
        self,
        name: QUrl | str,
        /,
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource,  # noqa: A002
    ) -> None:
        """Qt begins Markdown in the format of the page before, which is that of its title."""
        self.clear()
        start = self.textCursor()
        start.setBlockFormat(QTextBlockFormat())
        start.setBlockCharFormat(QTextCharFormat())
        self.setTextCursor(start)
        super().doSetSource(name, type)

    @property
    def _room(self) -> float:
        return max(self.viewport().width() - 2 * self.document().documentMargin(), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Reloads the pictures for the new width and keeps the place in the text."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.load_again()

    def load_again(self) -> None:
        """Reloads the page when the event loop is idle, as after a change of width."""
        self._again.start(0)

    @Slot()
    def _on_again(self) -> None:
        bar = self.verticalScrollBar()
        where = bar.value() / max(bar.maximum(), 1)
        self.reload()
        bar.setValue(round(where * bar.maximum()))

    @Slot()
    def _dress(self) -> None:
        tokens, size = current_tokens(self), self.font().pixelSize() / _BASE
        cursor = QTextCursor(self.document())
        for block in self._blocks():
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            level = block.blockFormat().headingLevel()
            spaced = QTextBlockFormat()
            if level:
                is_title = level == 1
                spaced.setTopMargin(0 if is_title else _BASE * size)
                cursor.mergeCharFormat(_heading(tokens, is_title=is_title))
            if block.blockFormat().hasProperty(QTextFormat.Property.BlockCodeFence.value):
                spaced.setBackground(QColor(tokens.sunken))
                spaced.setNonBreakableLines(False)
            elif _PICTURE in block.text():
                spaced.setBottomMargin(_BASE * size)
            elif cursor.currentTable() is None:
                spaced.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.mergeBlockFormat(spaced)
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                self._rule(frame, QColor(tokens.border))

    def _rule(self, table: QTextTable, colour: QColor) -> None:
        ruled = table.format()
        ruled.setCellPadding(self.font().pixelSize() / 2)
        ruled.setCellSpacing(0)
        ruled.setBorder(1)
        ruled.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        ruled.setBorderCollapse(True)
        ruled.setBorderBrush(colour)
        table.setFormat(ruled)

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()


def _heading(tokens: Tokens, *, is_title: bool) -> QTextCharFormat:
    found = QTextCharFormat()
    found.setForeground(QColor(tokens.text if is_title else tokens.accent))
    found.setProperty(QTextFormat.Property.FontSizeAdjustment.value, 2 if is_title else 1)
    return found
