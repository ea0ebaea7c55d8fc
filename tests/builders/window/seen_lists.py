"""The contents of a list, a table or a text, line by line: see tests/builders/window/seen.py."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import fields

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QTextBlock
from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit, QTableView, QTextEdit

from gridcounter.desktop.kit.theme import DARK, LIGHT

_ROLE = Qt.ItemDataRole
_ACROSS = Qt.Orientation.Horizontal
_NAMES = {getattr(DARK, field.name).lower(): f"dark_{field.name}" for field in reversed(fields(DARK))}
_NAMES |= {getattr(LIGHT, field.name).lower(): field.name for field in reversed(fields(LIGHT))}
_LIGHT = {field.name: QColor(getattr(LIGHT, field.name)) for field in fields(LIGHT)}


def colour_name(colour: str) -> str:
    """The token it is, of either theme."""
    return _NAMES.get(colour.lower(), colour)


def nearest_colour(colour: QColor) -> str:
    """Of the light theme: letters are drawn with edges between their colour and the ground."""
    return min(_LIGHT, key=lambda name: _distance(_LIGHT[name], colour))


def _distance(one: QColor, other: QColor) -> int:
    return sum((a - b) ** 2 for a, b in zip(one.getRgb(), other.getRgb(), strict=True))  # type: ignore[call-overload]


def lines_of_list(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    here = view.currentIndex().row()
    if not isinstance(view, QTableView):
        for row in range(model.rowCount()):
            yield f"  {'▸' if row == here else '·'} {_cell(model.index(row, 0))}"
        return
    columns = [column for column in range(model.columnCount()) if not view.isColumnHidden(column)]
    alike = [word for word, role in _SPOKEN.items() if _all_alike(model, columns, role)]
    hidden = model.columnCount() - len(columns)
    more = [*alike, *([f"{hidden} columns hidden"] if hidden else [])]
    heads = [f"{model.headerData(column, _ACROSS, _ROLE.DisplayRole)}{_head_side(view, column)}" for column in columns]
    yield f"  | {' | '.join(heads)} |" + (f" {{{', '.join(more)}}}" if more else "")
    for row in range(model.rowCount()):
        lines = [_cell(model.index(row, column), known=alike) for column in columns]
        yield f"  {'▸' if row == here else '|'} {' | '.join(lines)} |"


#: Told once at the head of a table where every cell says by them what it shows.
_SPOKEN = {"tips say it": _ROLE.ToolTipRole, "spoken so": _ROLE.AccessibleTextRole}


def _all_alike(model: QAbstractItemModel, columns: list[int], role: Qt.ItemDataRole) -> bool:
    cells = [model.index(row, column) for row in range(model.rowCount()) for column in columns]
    return bool(cells) and all(_as_shown(cell.data(role)) in _expected(cell, role) for cell in cells)


def _expected(cell: QModelIndex, role: Qt.ItemDataRole) -> list[object]:
    """What is shown; of an empty cell the title of its column is spoken."""
    shown = cell.data(_ROLE.DisplayRole)
    title = cell.model().headerData(cell.column(), _ACROSS, _ROLE.DisplayRole)
    return [f"{title}：空" if role == _ROLE.AccessibleTextRole and shown == "" else shown]


def _as_shown(text: object) -> object:
    """Without what makes a tooltip show a name as it is."""
    escaped = isinstance(text, str) and text.startswith("<qt>")
    return html.unescape(str(text).removeprefix("<qt>").removesuffix("</qt>")) if escaped else text


def _cell(cell: QModelIndex, known: list[str] | None = None) -> str:
    text = str(cell.data(_ROLE.DisplayRole) or "").replace("\n", " ⏎ ")
    marks = [word for word in (_colour(cell), _face(cell)) if word]
    if cell.data(_ROLE.DecorationRole) is not None:
        marks.append("icon")
    for word, role in _SPOKEN.items():
        result = str(_as_shown(cell.data(role)) or "")
        if result and word not in (known or ()):
            short = _after_its_place(cell, result) if role == _ROLE.AccessibleTextRole else f"tip “{result}”"
            marks += [short if result != cell.data() else word] if short else []
    if not cell.flags() & Qt.ItemFlag.ItemIsEnabled:
        marks.append("off")
    return f"{text}{_side(cell.data(_ROLE.TextAlignmentRole))}" + (f" {{{', '.join(marks)}}}" if marks else "")


def _after_its_place(cell: QModelIndex, text: str) -> str:
    """Of a table whose cells are told with the names of row and column, what is said besides."""
    model, row = cell.model(), cell.siblingAtColumn(0).data()
    place = f"{row}，{model.headerData(cell.column(), _ACROSS, _ROLE.DisplayRole)}：{cell.data()}"
    return f"as “{text}”" if not text.startswith(place) else text.removeprefix(place).replace("，", "as …")


def _head_side(view: QTableView, column: int) -> str:
    own = view.model().headerData(column, _ACROSS, _ROLE.TextAlignmentRole)
    return _side(
        own if own is not None else view.horizontalHeader().defaultAlignment(), usual=Qt.AlignmentFlag.AlignLeft
    )


def _side(alignment: object, usual: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft) -> str:
    if alignment is None:
        return ""
    flags = alignment if isinstance(alignment, Qt.AlignmentFlag) else Qt.AlignmentFlag(int(str(alignment)))
    sides = ((Qt.AlignmentFlag.AlignRight, "→"), (Qt.AlignmentFlag.AlignHCenter, "↔"), (Qt.AlignmentFlag.AlignTop, "↑"))
    return "".join(sign for flag, sign in sides if flags & flag and flag != usual)


def _colour(cell: QModelIndex) -> str:
    found = cell.data(_ROLE.ForegroundRole)
    colour = found.color() if isinstance(found, QBrush) else found
    return colour_name(colour.name()) if isinstance(colour, QColor) else ""


def _face(cell: QModelIndex) -> str:
    font = cell.data(_ROLE.FontRole)
    if not isinstance(font, QFont):
        return ""
    return " ".join(word for word, on in (("bold", font.bold()), ("underlined", font.underline())) if on)


def lines_of_text(sheet: QTextEdit | QPlainTextEdit) -> Iterator[str]:
    """Each paragraph, its pieces marked by colour, weight and link where they have one."""
    block = sheet.document().begin()
    while block.isValid():
        if block.text().strip():
            yield f"  ¦ {''.join(_pieces(block))}".replace("\u2028", " ⏎ ")
        block = block.next()


def _pieces(block: QTextBlock) -> Iterator[str]:
    pieces = block.begin()
    while not pieces.atEnd():
        fragment = pieces.fragment()
        looks, text = fragment.charFormat(), fragment.text()
        if looks.fontWeight() > QFont.Weight.Normal:
            text = f"*{text}*"
        if looks.hasProperty(looks.Property.ForegroundBrush.value):
            text = f"‹{colour_name(looks.foreground().color().name())} {text}›"
        yield f"{text}({looks.anchorHref()})" if looks.anchorHref() else text
        pieces += 1
