"""Two small charts. Their contents are also in the accessible description and tooltip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridcounter.desktop.kit.shortening import whole_text
from gridcounter.desktop.kit.theme import Scale, Tokens

_TICKS = (1, 2, 5)
_HEIGHT, _ROW = 200, 30
#: Characters of a tooltip: a year of months, or the most frequent steps.
_MOST_TOLD = 2000
_NOTHING_TIMED = "这里比较各环节用了几天和时限是几天。本期还没有办完的环节：在时限页登记办完以后，这里就有。"
#: Lines that the sentence needs in a narrow chart.
_LINES_OF_NOTHING = 3


@dataclass(frozen=True, slots=True)
class Bars:
    """One group of a chart: its label and the applications counted in each series, or their `numbers` alone."""

    label: str
    counted: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()

    @property
    def values(self) -> tuple[int, ...]:
        """The count of each series."""
        return self.numbers or tuple(map(len, self.counted))


@dataclass(frozen=True, slots=True)
class LimitBar:
    """A value against its limit, `text` in words; `ids` are the applications behind it."""

    label: str
    value: float
    limit: float
    text: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Target:
    """An area that opens a list when clicked."""

    place: QRectF
    title: str
    ids: tuple[str, ...]


class _Chart(QWidget):
    """`listed` carries title and applications of the clicked bar; keyboard users reach them in the tables."""

    listed = Signal(str, object)

    def __init__(self, name: str, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._scale = scale
        self._targets: list[_Target] = []
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(self._scale.px(12))
        painter.setFont(font)
        self._targets = []
        self._draw(painter)
        if self.hasFocus():
            painter.setPen(QPen(QColor(self._tokens.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        over = self._target_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        target = self._target_at(event.position())
        if target is not None and event.button() == Qt.MouseButton.LeftButton:
            self.listed.emit(target.title, target.ids)

    def _target_at(self, place: QPointF) -> _Target | None:
        return next((one for one in self._targets if one.ids and one.place.contains(place)), None)

    def _draw(self, painter: QPainter) -> None:
        raise NotImplementedError

    def _pen(self, painter: QPainter, colour: str) -> None:
        painter.setPen(QPen(QColor(colour), 1))


class BarChart(_Chart):
    """Groups of vertical bars side by side, one colour a series, with a legend above."""

    def __init__(self, name: str, series: Sequence[str], tokens: Tokens, scale: Scale) -> None:
        super().__init__(name, tokens, scale)
        self._series = tuple(series)
        self._colours = (tokens.accent, tokens.info, tokens.warn)
        self._groups: tuple[Bars, ...] = ()
        self.setFixedHeight(scale.px(_HEIGHT))

    def set_bars(self, groups: Sequence[Bars]) -> None:
        """Replaces the groups; each has one value for each series."""
        self._groups = tuple(groups)
        lines = (
            f"{group.label} "
            + "，".join(f"{name} {value}" for name, value in zip(self._series, group.values, strict=True))
            for group in groups
        )
        self.setAccessibleDescription("；".join(lines) or "没有数据")
        self.setToolTip(whole_text("\n".join(self.accessibleDescription().split("；")), _MOST_TOLD))
        self.update()

    def _draw(self, painter: QPainter) -> None:
        t, px = self._tokens, self._scale.px
        most = top_of(max((value for group in self._groups for value in group.values), default=0))
        left, key, foot = px(44), px(26), px(24)
        space = QRectF(left, key, self.width() - left - px(8), self.height() - key - foot)
        self._draw_key(painter, left)
        for part in range(5):
            y = space.bottom() - space.height() * part / 4
            self._pen(painter, t.border)
            painter.drawLine(QPointF(space.left(), y), QPointF(space.right(), y))
            self._pen(painter, t.muted)
            side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            if most * part % 4 == 0:
                painter.drawText(QRectF(0, y - px(8), left - px(6), px(16)), side, str(most * part // 4))
        each = space.width() / max(1, len(self._groups))
        # longer labels would run into the next one
        every = max(1, -(-px(46) // max(1, int(each))))
        for place, group in enumerate(self._groups):
            x = space.left() + each * place
            wide = min(each * 0.7 / len(self._series), px(22))
            for number, value in enumerate(group.values):
                high = space.height() * value / most
                at = x + each / 2 + (number - len(self._series) / 2) * wide
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self._colours[number]))
                painter.drawRect(QRectF(at, space.bottom() - high, wide - 1, high))
                # the whole height: a low bar is hard to hit
                column = QRectF(at, space.top(), wide, space.height())
                title = f"{group.label} {self._series[number]}"
                self._targets.append(_Target(column, title, group.counted[number] if group.counted else ()))
            if place % every == 0:
                self._pen(painter, t.muted)
                word = QRectF(x + each / 2 - px(40), space.bottom() + px(4), px(80), px(18))
                painter.drawText(word, Qt.AlignmentFlag.AlignHCenter, group.label)

    def _draw_key(self, painter: QPainter, left: int) -> None:
        px, at = self._scale.px, left
        for colour, name in zip(self._colours, self._series, strict=False):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRect(QRectF(at, px(6), px(10), px(10)))
            self._pen(painter, self._tokens.text)
            painter.drawText(QPointF(at + px(14), px(15)), name)
            at += px(14) + painter.fontMetrics().horizontalAdvance(name) + px(16)


class LimitChart(_Chart):
    """A horizontal bar for each line, with a mark at its limit; beyond the limit it has the danger colour."""

    def __init__(self, name: str, tokens: Tokens, scale: Scale) -> None:
        super().__init__(name, tokens, scale)
        self._lines: tuple[LimitBar, ...] = ()
        self.set_lines(())

    def set_lines(self, lines: Sequence[LimitBar]) -> None:
        """Replaces the lines; the height follows their number."""
        self._lines = tuple(lines)
        self.setAccessibleDescription("；".join(f"{line.label} {line.text}" for line in lines) or _NOTHING_TIMED)
        self.setToolTip(whole_text("\n".join(self.accessibleDescription().split("；")), _MOST_TOLD))
        self.setFixedHeight(self._scale.px(_ROW * max(_LINES_OF_NOTHING, len(lines)) + 8))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._scale.px(320), self.height())

    def _draw(self, painter: QPainter) -> None:
        t, px = self._tokens, self._scale.px
        if not self._lines:
            self._pen(painter, t.muted)
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()).adjusted(px(4), px(4), -px(4), -px(4)), side, _NOTHING_TIMED)
        words, figures = self.width() * 0.42, px(96)
        wide = max(1.0, self.width() - words - figures - px(12))
        most = max((max(line.value, line.limit) for line in self._lines), default=1) or 1
        for place, line in enumerate(self._lines):
            y = px(4 + _ROW * place)
            self._targets.append(_Target(QRectF(0, y, self.width(), px(_ROW)), line.label, line.ids))
            self._pen(painter, t.text)
            label = painter.fontMetrics().elidedText(line.label, Qt.TextElideMode.ElideRight, int(words) - px(8))
            middle = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(px(4), y, words - px(8), px(_ROW)), middle | Qt.AlignmentFlag.AlignLeft, label)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.danger if line.value > line.limit else t.accent))
            painter.drawRect(QRectF(words, y + px(9), wide * line.value / most, px(12)))
            at = words + wide * line.limit / most
            painter.setPen(QPen(QColor(t.text), 2))
            painter.drawLine(QPointF(at, y + px(5)), QPointF(at, y + px(25)))
            self._pen(painter, t.muted)
            painter.drawText(
                QRectF(words + wide + px(8), y, figures, px(_ROW)), middle | Qt.AlignmentFlag.AlignLeft, line.text
            )


def top_of(most: int) -> int:
    """The end of an axis: 4, 8, 20, 40, 80, 200 …, so that its quarters are whole numbers."""
    power = 1
    while True:
        for step in _TICKS:
            if 4 * step * power >= most:
                return 4 * step * power
        power *= 10
