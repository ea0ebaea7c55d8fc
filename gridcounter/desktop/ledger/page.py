"""业务台账: all applications of the office, searched by any part; Enter opens one, the card answers a call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QWidget

from gridcounter.core.application import ApplicationId
from gridcounter.core.intake.life import Act
from gridcounter.desktop.exchange.export_import import ExchangeRow, Narrowed
from gridcounter.desktop.kit.choice import DropDown, FilterList, chip_buttons
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.file_dialogs import WORKBOOKS, Drops
from gridcounter.desktop.kit.flow import horizontal, scrolling, vertical
from gridcounter.desktop.kit.length_limits import LONGEST_SEARCH, limit
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import choose
from gridcounter.desktop.kit.tables import OBJECT_ROLE
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.ledger.application_card import ApplicationDetail
from gridcounter.desktop.ledger.list_filter_banner import ListFilterBanner
from gridcounter.desktop.ledger.model import LedgerModel, count_words
from gridcounter.desktop.ledger.table import LedgerTable
from gridcounter.desktop.session.clipboard import CLEARED_AFTER_MS, CopiedText
from gridcounter.errors import GridcounterError
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.ledger.ledger import CHIPS, Chip, Ledger
from gridcounter.services.ledger.row_details import read_next_act

#: In characters: the width from which the card stands beside the table.
_BESIDE = 72
#: The least size of the card and of an empty one, in characters.
_CARD, _EMPTY_CARD = (20, 10), (14, 5)
#: The width in characters from which a low window has room for the list of businesses; the search finds them, too.
_LIST_OF_BUSINESSES = 44
#: Relative sizes of table and card.
_SHARES = (600, 400)


class LedgerPage(QWidget):
    """`opened` carries the chosen application, `message` a short sentence for the status line.

    Without a `service` there is no card beside the list.
    """

    opened = Signal(str)
    act_wanted = Signal(str, object)
    message = Signal(str)

    def __init__(
        self,
        ledger: Ledger,
        service: ApplicationService | None = None,
        tasks: Tasks | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._ledger = ledger
        self._service = service
        self._clerk = service.clerk if service else ""
        self._model = LedgerModel(partial(_next_act, service) if service else None)
        self._build(service, tasks)
        self._wire()

    def _build(self, service: ApplicationService | None, tasks: Tasks | None) -> None:
        """In Tab order."""
        title = PlainLabel("业务台账", self, look="Title")
        self.search = QLineEdit(self)
        limit(self.search, LONGEST_SEARCH)
        self.search.setAccessibleName("搜索")
        self.search.setPlaceholderText("姓名、拼音首字母、电话尾号、编号、地址")
        self.search.setToolTip("写其中几个字就行，空格隔开可以加条件；过户、暂停等业务也找得到")
        self.search.setClearButtonEnabled(True)
        self._build_chips()
        self.these = ListFilterBanner(self)
        self._count = PlainLabel(self, look="Hint", wraps=True)
        self._trouble = PlainLabel(self, look="Trouble", wraps=True)
        self._trouble.hide()
        self.exchange = ExchangeRow(service, tasks, self._shown, self) if service and tasks else None
        self.table = LedgerTable(self._model, self)
        self.detail = ApplicationDetail(service, self) if service else None
        self._split = QSplitter(self)
        self._split.setChildrenCollapsible(False)
        self._split.setOrientation(Qt.Orientation.Vertical)
        self._split.addWidget(self.table)
        if self.detail:
            card = scrolling(self.detail, self)
            card.setAccessibleName("选中的申请")
            self._split.addWidget(card)
            self._card = card
        whole = vertical(self, 16, 8)
        head = horizontal(spacing=16)
        head.addWidget(title)
        head.addWidget(self.search, 1)
        whole.addLayout(head)
        for widget in (self._chooser, self._trouble):
            whole.addWidget(widget)
        whole.addWidget(self.these, 0, Qt.AlignmentFlag.AlignLeft)
        result = QHBoxLayout()
        result.addWidget(self.filters)
        result.addWidget(self.business)
        result.addWidget(self._count, 1)
        if self.exchange:
            result.addWidget(self.exchange)
        whole.addLayout(result)
        whole.addWidget(self._split, 1)

    def _build_chips(self) -> None:
        """In a low window the filters stand in a list: as buttons they would leave no room for a row."""
        chips = self._chooser = QWidget(self)
        shown = {chip: label for chip, label in CHIPS.items() if chip != Chip.MINE or self._clerk}
        self._chips, self.chips = chip_buttons(shown, "筛选", chips)
        self.filters = FilterList("筛选", self.chips, chips, self)
        self.business = DropDown(self)
        self.business.setAccessibleName("筛选：业务")
        self.business.addItem("全部业务", "")
        for name, label in self._ledger.businesses.items():
            self.business.addItem(label, name)
        self.business.fit()

    def _wire(self) -> None:
        self.search.textChanged.connect(self._on_search)
        self.search.returnPressed.connect(self._on_return)
        self._chips.buttonClicked.connect(self._on_chip)
        self.business.activated.connect(self._on_chip)
        self.these.clicked.connect(self._on_chip)
        self.table.opened.connect(self.opened)
        self.table.copied.connect(self._on_copied)
        self.table.phone_wanted.connect(self._on_phone)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.search)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self._on_down)
        if self.detail:
            for keys in ("Ctrl+Return", "Ctrl+Enter"):
                QShortcut(QKeySequence(keys), self).activated.connect(self.detail.go_on)
            self.detail.opened.connect(self.opened)
            self.detail.act_wanted.connect(self.act_wanted)
            self.detail.message.connect(self.message)
            self.detail.acts.changed.connect(self._on_changed)
            self.detail.went_on.connect(self._to_top)
            self.detail.filled.connect(self._share)
            self.detail.told.connect(self._model.tell_act)
        if self.exchange:
            self.exchange.message.connect(self.message)
            self.exchange.trouble.connect(self._on_trouble)
            self.exchange.imported.connect(self._on_imported)
            Drops(self, "要导入的 Excel 文件", self.exchange.import_file, self._on_trouble, WORKBOOKS)

    @property
    def chip(self) -> Chip:
        """The chosen filter."""
        return next(chip for chip, button in self.chips.items() if button.isChecked())

    def look_for(self, words: str) -> None:
        """Lists what has these words, whatever filter was chosen, and goes on typing."""
        self.these.let_go()
        self._show_all()
        self.search.setText(words)
        self.refresh()
        self.search.setFocus()

    @Slot()
    def _on_imported(self) -> None:
        """What came in is seen, whatever was searched for before."""
        self.look_for("")

    def show_these(self, title: str, applications: Sequence[str]) -> None:
        """Restricts the list to the applications behind a figure, until another filter is chosen."""
        self.these.hold(title, applications)
        self.search.clear()
        self._show_all()
        self.refresh()

    def _show_all(self) -> None:
        choose(self.chips[Chip.ALL])
        self.business.setCurrentIndex(0)

    @Slot()
    def refresh(self) -> None:
        """Reads everything again. Keeps the selection if it is still listed; a search selects its first result."""
        self._model.forget()
        self._list()

    def _list(self) -> None:
        words, chosen = self.search.text(), self._current()
        about = self.business.currentData()
        found = self._ledger.look(words, self.chip, business=about, clerk=self._clerk, among=self.these.ids)
        ids = [row.id for row in found.rows]
        details = self._ledger.details(ids, self._service.assessor.calendar) if self._service else {}
        self._model.set_rows(found.rows, details)
        self.table.arrange()
        self.table.setVisible(bool(found.rows))
        self.filters.follow()
        narrowed = bool(words.strip() or about) or self.chip != Chip.ALL or self.these.ids is not None
        self._count.setText(count_words(found, narrowed=narrowed, business=self._ledger.businesses.get(about, "")))
        if self.exchange:
            self.exchange.setVisible(self.these.ids is None)  # the export uses search words and filter only
        if chosen in ids or (words.strip() and ids):
            self.table.selectRow(self._model.place_of(chosen) or 0)
        elif self.detail:
            self.detail.clear()
        if self.detail:  # it says what choosing is good for: there must be something to choose
            self._card.setVisible(bool(found.rows) or self.detail.application_card is not None)

    def show_application(self, application_id: ApplicationId) -> None:
        """Shows its card, whether it is listed or not."""
        if self.detail:
            self._card.show()
            self.detail.show_application(application_id)

    def begin(self, application_id: ApplicationId, act: Act) -> None:
        """Shows its card with the form of this act open; listed, it stays chosen when the list is read again."""
        if self.detail:
            place = self._model.place_of(application_id)
            if place is not None:
                self.table.selectRow(place)
            self.show_application(application_id)
            self.detail.begin(act)

    def _current(self) -> str:
        index = self.table.currentIndex()
        return str(index.data(OBJECT_ROLE).id) if index.isValid() else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        character = self.fontMetrics().horizontalAdvance("中")
        low = self.filters.stand_in()
        width = self.width() / character
        self.business.setVisible(not low or width >= _LIST_OF_BUSINESSES)
        across = Qt.Orientation.Horizontal if width >= _BESIDE else Qt.Orientation.Vertical
        if across != self._split.orientation():
            self._split.setOrientation(across)
            self._share()

    def _shown(self) -> Narrowed:
        return Narrowed(self.search.text(), self.chip, self.business.currentData())

    @Slot(str)
    def _on_trouble(self, sentence: str) -> None:
        self._trouble.show_text(sentence)

    @Slot(str)
    def _on_changed(self, _: str) -> None:
        self.refresh()

    @Slot(str)
    def _on_search(self, _: str) -> None:
        """Nothing was done meanwhile: what is next for a row that stays is not read again."""
        self._list()

    @Slot()
    def _on_chip(self) -> None:
        self.these.let_go()
        self._list()

    @Slot()
    def _on_down(self) -> None:
        self.table.setFocus()
        if not self.table.currentIndex().isValid() and self._model.rowCount():
            self.table.selectRow(0)

    @Slot()
    def _on_return(self) -> None:
        if self._model.rowCount():
            self.opened.emit(self._model.index(0, 0).data(OBJECT_ROLE).id)

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, index: QModelIndex, _: QModelIndex) -> None:
        if self.detail and index.isValid():
            self.detail.show_application(index.data(OBJECT_ROLE).id)
            self._to_top()

    @Slot()
    def _to_top(self) -> None:
        """Name, next act and the answers for a telephone call stand there."""
        self._card.verticalScrollBar().setValue(0)

    @Slot()
    def _share(self) -> None:
        """An empty card takes little room."""
        if self.detail is None:
            return
        character = self.fontMetrics().horizontalAdvance("中")
        wide, high = _CARD if self.detail.application_card else _EMPTY_CARD
        self._card.setMinimumSize(round(character * wide), round(character * high))
        self._split.setSizes(_SHARES if self.detail.application_card else (sum(_SHARES), 0))

    @Slot(str, str)
    def _on_copied(self, text: str, what: str) -> None:
        CopiedText(text)
        self.message.emit(f"已复制{what}，{CLEARED_AFTER_MS // 1000} 秒后从剪贴板清除")

    @Slot(str)
    def _on_phone(self, application_id: str) -> None:
        """The whole number is a reading of it, and on record as one."""
        if self._service is None:
            return
        try:
            phone = ApplicationCards(self._service).show(application_id, "applicant.phone")
        except GridcounterError as refused:
            self._on_trouble(str(refused))
            return
        self._on_trouble("")
        self._on_copied(phone, "电话")


def _next_act(service: ApplicationService, application_id: ApplicationId) -> str:
    return read_next_act(service, application_id, today())
