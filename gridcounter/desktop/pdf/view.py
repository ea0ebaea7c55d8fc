"""The pages of one PDF, one below the other: only what is seen is drawn, at the size at which it is seen."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from gridcounter.desktop.pdf.pages import picture_of, sizes_of
from gridcounter.services.files.pdf_pages import Marked, NotDrawn, marked_between

#: Pixels for a point of the paper at 100 %: a screen has 96 of them in an inch.
_FULL = 96 / 72
#: In percent of the paper's own size.
STEPS = (50, 75, 100, 125, 150, 200, 300, 400)
#: Around and between the pages.
_GAP = 12
#: From here on only the part that is seen is drawn; below, a page is drawn once and scrolled.
_WHOLE_UP_TO = 200
_LINE = 48
#: Of a wheel, in the unit of Qt: an eighth of a degree.
_NOTCH = 120
_MARK_ALPHA = 70
#: Drawn pages; one of A4 at 200 % has 14 MB.
_KEPT = 4


class PageView(QAbstractScrollArea):
    """`turned`: another page is in front, or the size or the marked text has changed. `failed` carries a sentence."""

    turned = Signal()
    failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = b""
        self._sizes: tuple[QSizeF, ...] = ()
        self._percent = 0.0  # 0: as wide as the view
        self._drawn: dict[tuple[int, ...], QImage] = {}
        self._from: tuple[int, QPointF] | None = None
        self.marked = Marked()
        self._wheeled = 0
        self.setAccessibleName("文书预览")
        self._show_bar()
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(_LINE)
            bar.valueChanged.connect(self._on_scrolled)

    @property
    def count(self) -> int:
        """How many pages there are; 0 without a PDF."""
        return len(self._sizes)

    @property
    def page(self) -> int:
        """The page in front, counted from 0: the one in the middle of the view."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return max((page for page, place in self._places() if place.top() <= middle), default=0)

    @property
    def percent(self) -> float:
        """Of the paper's own size."""
        return self._percent or self._fitting()

    @property
    def fits(self) -> bool:
        """Whether pages are as wide as the view."""
        return not self._percent

    def set_content(self, content: bytes) -> None:
        """From its beginning, as large as before; b"" shows none. `failed` if the bytes are no PDF."""
        self.content, self._sizes = content, ()
        self._drawn.clear()
        if content:
            try:
                self._sizes = sizes_of(content)
            except NotDrawn as wrong:
                self.failed.emit(str(wrong))
        self._show_bar()
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._forget_mark()

    def _show_bar(self) -> None:
        """While there are pages: coming and going with their height it would change their width, and with it their
        height.
        """
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn if self._sizes else policy.ScrollBarAlwaysOff)

    def zoom(self, percent: float) -> None:
        """0 makes pages as wide as the view. What was in the middle stays there."""
        sides = (
            (self.verticalScrollBar(), self.viewport().height() / 2),
            (self.horizontalScrollBar(), self.viewport().width() / 2),
        )
        before, middles = self.percent, [bar.value() + half for bar, half in sides]
        self._percent = percent
        self._lay_out()
        for (bar, half), middle in zip(sides, middles, strict=True):
            bar.setValue(round(middle * self.percent / before - half))
        self.turned.emit()

    @Slot()
    def larger(self) -> None:
        """The next step up."""
        self.zoom(next((step for step in STEPS if step > round(self.percent)), STEPS[-1]))

    @Slot()
    def smaller(self) -> None:
        """The next step down."""
        self.zoom(next((step for step in reversed(STEPS) if step < round(self.percent)), STEPS[0]))

    @Slot()
    def fit(self) -> None:
        """As wide as the view, also when that changes."""
        self.zoom(0)

    def show_page(self, page: int) -> None:
        """Its upper edge comes to the top."""
        for number, place in self._places():
            if number == page:
                self.verticalScrollBar().setValue(place.top() - _GAP)

    def _fitting(self) -> float:
        widest = max((size.width() for size in self._sizes), default=1.0)
        room = max(1, self.viewport().width() - 2 * _GAP)
        return min(100 * room / widest / _FULL, STEPS[-1])

    def _pixels(self, size: QSizeF) -> QSize:
        return (size * (self.percent / 100 * _FULL)).toSize()

    def _places(self) -> Iterator[tuple[int, QRect]]:
        """Where each page lies on the whole strip, which the bars scroll."""
        top, across = _GAP, max(self.viewport().width(), self._widest() + 2 * _GAP)
        for page, size in enumerate(self._sizes):
            drawn = self._pixels(size)
            yield page, QRect((across - drawn.width()) // 2, top, drawn.width(), drawn.height())
            top += drawn.height() + _GAP

    def _widest(self) -> int:
        return max((self._pixels(size).width() for size in self._sizes), default=0)

    def _lay_out(self) -> None:
        high = max((place.bottom() + _GAP for _, place in self._places()), default=0)
        room = self.viewport().size()
        for bar, whole, seen in (
            (self.verticalScrollBar(), high, room.height()),
            (self.horizontalScrollBar(), self._widest() + 2 * _GAP if self._percent else 0, room.width()),
        ):
            bar.setRange(0, max(0, whole - seen))
            bar.setPageStep(max(1, seen - _LINE))
        self.viewport().update()

    def _offset(self) -> tuple[int, int]:
        return self.horizontalScrollBar().value(), self.verticalScrollBar().value()

    @Slot()
    def _on_scrolled(self) -> None:
        self.viewport().update()
        self.turned.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self.turned.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        colours = self.palette()
        painter.fillRect(event.rect(), colours.color(QPalette.ColorRole.AlternateBase))
        across, down = self._offset()
        for page, place in self._places():
            here = place.translated(-across, -down)
            seen = here.intersected(self.viewport().rect())
            if seen.isEmpty():
                continue
            part = QRect(QPoint(), place.size())
            if self.percent > _WHOLE_UP_TO:
                part = seen.translated(-here.topLeft())
            self._paint(painter, page, here, part)
        painter.end()

    def _paint(self, painter: QPainter, page: int, here: QRect, part: QRect) -> None:
        image = self._image(page, here.size(), part)
        target = QRect(here.topLeft() + part.topLeft(), part.size())
        painter.drawImage(target, image)
        if self._from is not None and self._from[0] == page:
            colour = QColor(self.palette().color(QPalette.ColorRole.Highlight))
            colour.setAlpha(_MARK_ALPHA)
            times = self.percent / 100 * _FULL
            for box in self.marked.boxes:
                placed = QRectF(*(side * times for side in box)).translated(QPointF(here.topLeft()))
                painter.fillRect(placed, colour)

    def _image(self, page: int, size: QSize, part: QRect) -> QImage:
        """In the screen's own pixels, which may be finer than Qt's."""
        key = (page, size.width(), part.x(), part.y(), part.width(), part.height())
        found = self._drawn.pop(key, None)
        if found is None:
            ratio = self.devicePixelRatioF()
            try:
                found = picture_of(self.content, page, size * ratio, _finer(part, ratio))
            except NotDrawn as wrong:
                self.failed.emit(str(wrong))
                found = QImage(part.size(), QImage.Format.Format_RGB32)
                found.fill(Qt.GlobalColor.white)
        self._drawn[key] = found  # the latest at the end
        while len(self._drawn) > _KEPT:
            del self._drawn[next(iter(self._drawn))]
        return found

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl, a notch of a wheel is one step; a touch pad sends a notch in many small parts."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        self._wheeled += event.angleDelta().y()
        while abs(self._wheeled) >= _NOTCH:
            (self.larger if self._wheeled > 0 else self.smaller)()
            self._wheeled -= _NOTCH if self._wheeled > 0 else -_NOTCH
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The bars take arrow keys and pages by themselves; Home and End mean the whole."""
        bar = self.verticalScrollBar()
        to: dict[int, int] = {Qt.Key.Key_Home: bar.minimum(), Qt.Key.Key_End: bar.maximum()}
        if event.key() in to:
            bar.setValue(to[event.key()])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._forget_mark()
            self._from = self._at(event.position())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Marks what lies between where the button went down and here, on that page."""
        end = self._at(event.position())
        if self._from is None or end is None or end[0] != self._from[0]:
            return
        marked = marked_between(self.content, end[0], self._from[1].toTuple(), end[1].toTuple())
        if marked.text:
            self.marked = marked
            self.viewport().update()
            self.turned.emit()

    def _forget_mark(self) -> None:
        self._from, self.marked = None, Marked()
        self.viewport().update()
        self.turned.emit()

    def _at(self, where: QPointF) -> tuple[int, QPointF] | None:
        """The page, and the place on it in points."""
        across, down = self._offset()
        on = where + QPointF(across, down)
        for page, place in self._places():
            if place.contains(on.toPoint()):
                return page, (on - QPointF(place.topLeft())) / (self.percent / 100 * _FULL)
        return None


def _finer(part: QRect, ratio: float) -> QRect:
    return QRect(
        round(part.x() * ratio), round(part.y() * ratio), round(part.width() * ratio), round(part.height() * ratio)
    )
