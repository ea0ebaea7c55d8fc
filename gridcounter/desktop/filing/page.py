"""备案: the office's filings on the left, by stage; the selected one on the right."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QSplitter, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.filing.course import Stage, stage_label
from gridcounter.desktop.filing.filing_pane import FilingPane
from gridcounter.desktop.kit.choice import FilterList, chip_buttons
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import horizontal, vertical
from gridcounter.desktop.kit.length_limits import LONGEST_SEARCH, limit
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.shortening import shortened
from gridcounter.desktop.kit.tab_stop import FieldScroll
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.services.filing.filing_list import FilingList, FilingRow

_EMPTY = "外线工程要备案的申请列在这里。还没有：在上面搜一件已登记的申请，从填写开始。"
_UNFILLED = "未填写"
_NOTHING = "没有找到。请少写几个字，或者点“全部”。"
_SHARES, _STACKED = (360, 640), (1, 1000)
#: In characters: from this width list and pane are side by side.
_BESIDE = 64
_ALL = "全部"


class FilingsPage(QWidget):
    """`opened` carries the application, `message` a short sentence for the status line."""

    opened = Signal(str)
    message = Signal(str)

    def __init__(self, session: Session, tasks: Tasks, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._list = FilingList(session.record)
        self._form = session.service.filing_form
        self.rows: tuple[FilingRow, ...] = ()
        #: An act's form has the room of the list.
        self._asks = False
        self._build(scale)
        # created after the list, so that Tab goes down the page
        self.pane = FilingPane(session, tasks, scale, self)
        self._right.setWidget(self.pane)
        self._wire()

    def _build(self, scale: Scale) -> None:
        title = PlainLabel("备案", self, look="Title")
        self.search = QLineEdit(self)
        limit(self.search, LONGEST_SEARCH)
        self.search.setAccessibleName("搜索申请")
        self.search.setPlaceholderText("姓名、拼音首字母、编号、地址")
        self.search.setClearButtonEnabled(True)
        self._chips = QWidget(self)
        labels: dict[Stage | None, str] = {None: _ALL} | {stage: stage_label(stage, self._form) for stage in Stage}
        self._group, self.chips = chip_buttons(labels, "筛选", self._chips)
        self.filters = FilterList("筛选", self.chips, self._chips, self)
        self._count = PlainLabel(self, look="Hint", wraps=True)
        self.list = wrapped_list("备案列表", self)
        self.list.setMinimumSize(scale.px(220), scale.px(96))
        right = FieldScroll(self)
        right.setAccessibleName("选中的备案")
        right.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._right = right
        right.setMinimumHeight(scale.px(72))
        self._split = QSplitter(self)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.list)
        self._split.addWidget(right)
        self._split.setSizes(_SHARES)
        whole = vertical(self, 16, 8)
        head = horizontal(spacing=16)
        head.addWidget(title)
        head.addWidget(self.search, 1)
        whole.addLayout(head)
        whole.addWidget(self._chips)
        counted = horizontal()
        counted.addWidget(self.filters)
        counted.addWidget(self._count, 1)
        whole.addLayout(counted)
        whole.addWidget(self._split, 1)

    def _wire(self) -> None:
        self.search.textChanged.connect(self._on_asked)
        self._group.buttonClicked.connect(self._on_asked)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemActivated.connect(self._on_activated)
        self.pane.opened.connect(self.opened)
        self.pane.message.connect(self.message)
        self.pane.changed.connect(self._on_changed)
        self.pane.asking.connect(self._on_asking)

    @property
    def stage(self) -> Stage | None:
        """The chosen filter; None for all."""
        return next((stage for stage, button in self.chips.items() if button.isChecked()), None)

    def refresh(self) -> None:
        """Keeps the selection if the application is still listed."""
        chosen = self._current()
        self._fill(chosen)
        place = next((place for place, row in enumerate(self.rows) if row.application == chosen), -1)
        if place < 0 and self.rows:
            place = 0
        self.list.setCurrentRow(place)
        self._right.setVisible(place >= 0)  # it says what choosing is good for: there must be something to choose
        if place < 0:
            self.pane.clear()
        else:
            self.pane.show_application(self.rows[place].application)

    def show_application(self, application_id: ApplicationId) -> None:
        """Opens its pane for another page, whether it is listed or not."""
        self._right.show()
        self.pane.show_application(application_id)

    def _fill(self, chosen: str) -> None:
        words = self.search.text()
        found = self._list.look(words, self.stage, today=today())
        self.rows = found.rows
        with QSignalBlocker(self.list):
            self.list.clear()
            for row in found.rows:
                item = QListWidgetItem(_line(row, self._form))
                self.list.addItem(item)
                if row.application == chosen:
                    self.list.setCurrentItem(item)
        self.list.setVisible(bool(found.rows))
        self.filters.follow()
        more = f"，列出最近的 {len(found.rows)} 件" if found.total > len(found.rows) else ""
        nothing = _NOTHING if words.strip() or self.stage is not None else _EMPTY
        self._count.setText(f"共 {found.total:,} 件{more}" if found.total else nothing)

    def _current(self) -> str:
        place = self.list.currentRow()
        return self.rows[place].application if 0 <= place < len(self.rows) else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._asks:
            self.filters.stand_in()
        wide = self.width() >= _BESIDE * self.fontMetrics().horizontalAdvance("中")
        across = Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical
        if across != self._split.orientation():
            self._split.setOrientation(across)
            self._split.setSizes(_SHARES if wide else _STACKED)

    @Slot()
    def _on_asked(self) -> None:
        self.refresh()

    @Slot()
    def _on_changed(self) -> None:
        """The pane is already up to date; its filing may have left this list."""
        case = self.pane.case
        self._fill(case.application if case else "")

    @Slot(bool)
    def _on_asking(self, on: bool) -> None:  # noqa: FBT001  Qt's signature
        """In the stacked layout there is room for either the list or the form."""
        room = not on or self._split.orientation() == Qt.Orientation.Horizontal
        self._asks = not room
        if room:
            self.filters.stand_in()
        else:
            self._chips.hide()
            self.filters.hide()
        self.list.setVisible(room and bool(self.rows))

    @Slot(int)
    def _on_row(self, place: int) -> None:
        if 0 <= place < len(self.rows):
            self.pane.show_application(self.rows[place].application)

    @Slot()
    def _on_activated(self) -> None:
        self.pane.next_button.setFocus()


def _line(row: FilingRow, form: str | None = None) -> str:
    version = f"第 {row.version} 版 · " if row.version > 1 else ""
    # a search also finds applications that need no filing
    stage = stage_label(row.stage, form) if row.version else _UNFILLED
    return f"{shortened(row.place or row.name or '未填名称')}\n{row.number} · {version}{stage}"
