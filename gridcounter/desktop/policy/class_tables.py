"""One edition of a policy without a case: a table for each customer class and for each other business, searched, and
printed as the 速查表.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QKeySequence, QResizeEvent, QShortcut, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtWidgets import QLineEdit, QPushButton, QTextBrowser, QTextEdit, QWidget

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.overview.class_table import ClassTable, class_table, classes_of
from gridcounter.core.policy.businesses.views import business_rule
from gridcounter.core.policy.decision import Bases
from gridcounter.core.policy.model import PolicyPack
from gridcounter.core.validation.text import take_text
from gridcounter.desktop.kit.choice import Choice, DropDown, FilterList
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import FlowRow, horizontal, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.policy.clause import CLAUSE, ClauseDialog, clause_of_row
from gridcounter.desktop.policy.policy_text import clause_html, header_html, table_html
from gridcounter.services.office.originals import original_beside
from gridcounter.services.office.packs import InstalledPacks
from gridcounter.services.office.shipped_comparison import Standing

#: The last choice: every line of the policy, whoever it is for.
EVERYBODY = "全部类别"
#: The first choice of business; its classes have tables of their own.
CONNECTING = "、".join(WORD_LABELS["business"].values())
#: Lower than this a table is no table: the page scrolls.
_LEAST = 240
_FIND = "在表里找，如 电能表、三(一)3"
_NOT_HERE, _IN_ANOTHER_CLASS = "没有找到", f"这一类没有，“{EVERYBODY}”里有 {{count}} 处"
_IN_ANOTHER_BUSINESS = "这里没有，“{where}”里有 {count} 处"
_FOUND = "{count} 处，Enter 看下一处"


class ClassTables(QWidget):
    """`print_wanted` and `save_wanted` ask for the 速查表 of the office's own place, of `business` or of connecting."""

    print_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._scale = scale
        self._shown: tuple[PolicyPack, InstalledPacks, Standing] | None = None
        self._texts: dict[tuple[str, str], str] = {}
        self._tables: dict[tuple[str, str], tuple[ClassTable, list[Bases]]] = {}
        self._name = ""
        self._places: DropDown | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        self.businesses = DropDown(self)
        self.businesses.setAccessibleName("业务")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_FIND)
        self.search.setAccessibleName(_FIND)
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(self._scale.px(240))
        self.found = PlainLabel(self, look="Hint")
        self.found.setMinimumHeight(self.search.sizeHint().height())
        self.print = QPushButton("打印速查表…", self)
        self.print.setToolTip(
            "本单位现行文件的全部类别印成一张；上面选了别的业务，就把别的业务印成一张；别的地区和别的版本不印"
        )
        self.save = QPushButton("存 PDF…", self)
        self.save.setToolTip("把速查表存成 PDF 文件")
        self._acts = FlowRow(self)
        for widget in (self.businesses, self.search, self.print, self.save, self.found):
            self._acts.flow.addWidget(widget)
        self.text = QTextBrowser(self)
        self.text.setAccessibleName("政策内容")
        self.text.setAccessibleDescription("只能看；F2 看光标处一行的依据")
        self.text.setOpenLinks(False)
        # a link that keys can reach never releases Tab; F2 does the same
        flags = Qt.TextInteractionFlag
        self.text.setTextInteractionFlags(
            flags.TextSelectableByMouse | flags.TextSelectableByKeyboard | flags.LinksAccessibleByMouse
        )
        self.text.setMinimumHeight(self._scale.px(_LEAST))
        self.choice = self._choice({})
        self.filters = self._filters()
        self._classes = horizontal(margins=0)
        self._classes.addWidget(self.choice)
        column = vertical(self, 0, 8)
        column.addWidget(self._acts)
        column.addLayout(self._classes)
        column.addWidget(self.text, 1)

    def _wire(self) -> None:
        self.businesses.activated.connect(self._on_business)
        self.search.textChanged.connect(self._on_find)
        self.search.returnPressed.connect(self._on_next)
        self.print.clicked.connect(self.print_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.text.anchorClicked.connect(self._on_link)
        QShortcut(QKeySequence("F2"), self).activated.connect(self._on_clause)

    def show_edition(self, pack: PolicyPack, packs: InstalledPacks, standing: Standing, *, printable: bool) -> None:
        """Shows the first class; the 速查表 is of what this office answers by today, so `printable` only there."""
        self._shown, self._texts, self._tables = (pack, packs, standing), {}, {}
        self.businesses.clear()
        self.businesses.addItem(CONNECTING, "")
        for name, rule in {**packs.baseline.businesses, **pack.businesses}.items():
            self.businesses.addItem(rule.label, name)
        self.businesses.fit()
        before, classes = (self.choice, self.filters), classes_of(pack)
        self.choice = self._choice(classes)
        self.filters = self._filters()
        self._classes.replaceWidget(before[0], self.choice)
        self._acts.flow.removeWidget(before[1])
        self.setTabOrder(self.save, self.choice)
        for widget in before:
            widget.hide()
            widget.deleteLater()
        self._order()
        for button in (self.print, self.save):
            button.setEnabled(printable)
        self._choose(next(iter(classes), ""))

    def _choice(self, classes: Mapping[str, str]) -> Choice:
        """The classes of one edition; "" is everybody."""
        options: dict[object, str] = dict(classes.items())
        choice = Choice({**options, "": EVERYBODY}, "客户类别", self)
        choice.changed.connect(self._on_class)
        return choice

    def _filters(self) -> FilterList:
        """The same classes, for a low window."""
        filters = FilterList("客户类别", dict(enumerate(self.choice.options)), self.choice, self)
        self._acts.flow.addWidget(filters)
        return filters

    def lead_with(self, places: DropDown) -> None:
        """The list of places stands before those of what is shown of the place."""
        self._places = places
        self._acts.flow.addWidget(places)
        self._order()

    def _order(self) -> None:
        """From the whole to its parts."""
        rest = (self.businesses, self.filters, self.search, self.print, self.save, self.found)
        self._acts.flow.arrange_as([one for one in (self._places, *rest) if one is not None])

    def _stand(self) -> None:
        """The classes as buttons, or in a list where there is no room; of a business without them neither."""
        if self._shown is not None and self._has_classes(self.business):
            self.filters.stand_in()
            self.filters.follow()
        else:
            self.choice.hide()
            self.filters.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand()

    @property
    def business(self) -> str:
        """The id of the chosen one; "" for the kinds of connecting."""
        return str(self.businesses.currentData() or "")

    @Slot()
    def _on_business(self) -> None:
        """Of another business there is one table; of one like connecting, and of that, one for each class."""
        assert self._shown is not None
        self._choose("" if self.business else next(iter(classes_of(self._shown[0])), ""))

    @Slot(object)
    def _on_class(self, name: object) -> None:
        """A second press on the chosen class leaves it chosen."""
        self._choose(self._name if name is None else str(name))

    def _choose(self, name: str) -> None:
        self._name = name
        self.choice.set_value(name)
        self._stand()
        self.text.setHtml(self._html(self.business, name))
        self._on_find()

    def _has_classes(self, business: str) -> bool:
        assert self._shown is not None
        pack, packs, _ = self._shown
        rule, _ = business_rule(business, pack, packs.baseline)
        return rule is None or rule.like is not None

    def _html(self, business: str, name: str) -> str:
        """Made once for each business and class of the edition shown."""
        if (business, name) not in self._texts:
            assert self._shown is not None
            pack, packs, standing = self._shown
            on = max(today(), pack.header.in_force_from)  # one that is still to come, as on its first day
            links: list[Bases] = []
            table = class_table(pack, packs.baseline, name or None, on, business or None)
            self._tables[business, name] = table, links
            head = header_html(pack, standing, self._tokens, self._scale)
            self._texts[business, name] = head + table_html(table, self._tokens, self._scale, links)
        return self._texts[business, name]

    @Slot(QUrl)
    def _on_link(self, link: QUrl) -> None:
        if link.toString().startswith(CLAUSE):
            self._show_clause(int(link.toString().removeprefix(CLAUSE)))

    @Slot()
    def _on_clause(self) -> None:
        """Of the row of the cursor, where the last place that was found stands, too."""
        self._show_clause(clause_of_row(self.text.textCursor()))

    def _show_clause(self, number: int) -> None:
        if self._shown is None or number < 0:
            return
        (pack, packs, _), (table, links) = self._shown, self._tables[self.business, self._name]
        original = original_beside(pack, packs)
        ClauseDialog(
            clause_html(links[number], pack, table, self._tokens, self._scale, original), self._scale, self
        ).open()

    @Slot()
    def _on_find(self) -> None:
        """Marks every place, and goes to the first."""
        wanted = take_text(self.search.text())
        places = list(_places(self.text.document(), wanted))
        self.text.setExtraSelections([self._marked(place) for place in places])
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        if places:
            self._go_to(places[0])
        self.found.setText(self._found_words(wanted, len(places)))

    def _found_words(self, wanted: str, count: int) -> str:
        if not wanted or count:
            return _FOUND.format(count=count) if count else ""
        return next(self._elsewhere(wanted), _NOT_HERE)

    def _elsewhere(self, wanted: str) -> Iterator[str]:
        """In the whole of the chosen business, then in the others."""
        others = [self.business, *(str(self.businesses.itemData(at)) for at in range(self.businesses.count()))]
        for business in dict.fromkeys(others):
            whole = QTextDocument()
            whole.setHtml(self._html(business, ""))
            if count := sum(1 for _ in _places(whole, wanted)):
                where = self.businesses.itemText(self.businesses.findData(business))
                words = _IN_ANOTHER_CLASS if business == self.business else _IN_ANOTHER_BUSINESS
                yield words.format(where=where, count=count)

    @Slot()
    def _on_next(self) -> None:
        """After the last place the first one follows."""
        wanted = take_text(self.search.text())
        places = list(_places(self.text.document(), wanted))
        here = self.text.textCursor().selectionEnd()
        after = next((place for place in places if place.selectionEnd() > here), None)
        if places:
            self._go_to(after or places[0])

    def _go_to(self, place: QTextCursor) -> None:
        self.text.setTextCursor(place)
        self.text.ensureCursorVisible()

    def _marked(self, place: QTextCursor) -> QTextEdit.ExtraSelection:
        marked = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setBackground(QColor(self._tokens.warn_soft))
        marked.cursor, marked.format = place, look
        return marked


def _places(document: QTextDocument, wanted: str) -> Iterator[QTextCursor]:
    place = document.find(wanted) if wanted else QTextCursor()
    while not place.isNull():
        yield place
        place = document.find(wanted, place)
