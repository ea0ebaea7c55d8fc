"""The manual in a separate window: contents on the left, a page on the right; modeless, without a network."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut, QTextDocument
from PySide6.QtWidgets import QListWidgetItem, QSplitter, QTextBrowser, QWidget

from gridcounter import lazy, paths
from gridcounter.desktop.kit.appearance import apply_style, current_tokens, show_whole
from gridcounter.desktop.kit.flow import vertical
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.theme import Tokens

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

CONTENTS = "index"
_ENTRY = re.compile(r"^(?P<depth>#+ |- )(?:\[(?P<title>[^]]+)\]\((?P<page>[^)]+)\.md\)|(?P<book>.+))$")
_PAGE = Qt.ItemDataRole.UserRole
_SIZE = QSize(1180, 760)
#: In characters of the text size: contents, and the least width for both side by side.
_CONTENTS, _BESIDE = 15, 42
_BASE, _LINE_PERCENT = 14, 150


def answer_f1(widget: QWidget, page: Callable[[], str]) -> None:
    """F1 in this window opens the manual page of what is in front."""

    @Slot()
    def on_help() -> None:
        found = widget.findChild(HelpWindow, options=Qt.FindChildOption.FindDirectChildrenOnly)
        window = found if isinstance(found, HelpWindow) else HelpWindow(widget)
        window.show_page(page())

    QShortcut(QKeySequence("F1"), widget).activated.connect(on_help)


def contents() -> Iterator[tuple[str, str]]:
    """Title and page, in order; a book has no page."""
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
        apply_style(self)
        self.setObjectName("Page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle("帮助　Esc 关闭")
        self.list = wrapped_list("目录", self)
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
        whole = vertical(self, 8)
        whole.addWidget(self._split)
        self.list.currentItemChanged.connect(self._on_item)
        self.text.sourceChanged.connect(self._on_source)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.close)
        self.resize(_SIZE)

    @property
    def page(self) -> str:
        """The file of the page shown, relative to the manual; "" without one."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(_PAGE))

    def show_page(self, page: str) -> None:
        """Shows the window at this page. Raises StopIteration for a page that is not in the contents."""
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
        """Follows a link in the text, or Alt+Left."""
        for row in range(self.list.count()):
            page = self.list.item(row).data(_PAGE)
            if page and url == QUrl.fromLocalFile(str(paths.manual() / f"{page}.md")):
                self.list.setCurrentRow(row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts contents beside or above the page."""
        super().resizeEvent(event)
        character = self.fontMetrics().horizontalAdvance("中")
        wide = self.width() >= _BESIDE * character
        self._split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)
        side, whole = _CONTENTS * character, self.width() if wide else self.height()
        self._split.setSizes([side, whole - side] if wide else [whole // 4, whole - whole // 4])
        if (item := self.list.currentItem()) is not None:
            self.list.scrollToItem(item)

    def changeEvent(self, event: QEvent) -> None:
        """Reloads the page after a change of theme or text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "text"):
            self.text.load_again()


class ManualText(QTextBrowser):
    """Markdown in the colours of the window. Links need a mouse; keyboard users have the contents list."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("正文")
        flags = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flags.TextSelectableByMouse | flags.LinksAccessibleByMouse)
        # an optional scroll bar would change the width while a page loads
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.document().setDocumentMargin(16)
        # never inside a load: Qt cannot handle that
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._on_again)

    def loadResource(self, kind: int, name: QUrl | str) -> object:  # noqa: N802  Qt's name
        """Markdown as HTML; pictures scaled to the width of the page and to the size of the text."""
        if kind == QTextDocument.ResourceType.HtmlResource.value:
            page = _markdown().render(Path(QUrl(name).toLocalFile()).read_text("utf-8"))
            return page.replace("<p><img", '<p class="picture"><img')
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
        type: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource,  # noqa: A002, ARG002
    ) -> None:
        """Shows a page of the manual in the colours and the size of the window."""
        self.document().setDefaultStyleSheet(_style(current_tokens(self), self.font().pixelSize()))
        super().doSetSource(name, QTextDocument.ResourceType.HtmlResource)

    @property
    def _room(self) -> float:
        return max(self.viewport().width() - 2 * self.document().documentMargin(), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
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


@cache
def _markdown() -> MarkdownIt:
    return lazy.markdown_it.MarkdownIt("commonmark").enable("table")


def _style(tokens: Tokens, size: int) -> str:
    """A style sheet within Qt's subset of CSS; `size` is the text size in pixels."""
    return f"""
        h1, h2, h3 {{ color: {tokens.accent}; font-size: large; margin-top: {size}px; margin-bottom: {size // 2}px; }}
        h1 {{ color: {tokens.text}; font-size: x-large; margin-top: 0; }}
        p, li {{ line-height: {_LINE_PERCENT}%; }}
        .picture {{ line-height: 100%; margin-bottom: {size}px; }}
        pre {{ background-color: {tokens.sunken}; white-space: pre-wrap; }}
        table {{ border: 1px solid {tokens.border}; border-collapse: collapse; margin-top: {size // 2}px; }}
        th, td {{ padding: {size // 2}px; text-align: left; }}
        a {{ text-decoration: none; }}
    """
