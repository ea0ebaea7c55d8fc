"""园区: firms of a park, open promises, planned visits, what other units have, and whom nobody visited this year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QModelIndex, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTableView,
    QWidget,
)

from gridcounter.core.labels import WORD_LABELS
from gridcounter.core.parks.rows import PromiseRow, RequestRow, VisitRow
from gridcounter.core.parks.words import UNCLEAR, days_left_in
from gridcounter.core.policy.apart.duty_rule import GuarantorLevel
from gridcounter.desktop.kit.choice import DropDown, chip_buttons
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.flow import FlowRow, horizontal, vertical
from gridcounter.desktop.kit.length_limits import LONGEST_SEARCH, limit
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tab_stop import choose
from gridcounter.desktop.kit.tables import OBJECT_ROLE, copy_as_text, look_like_a_list, wrapped_list
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.parks.lists import EMPTY, LABELS, Line, LinesModel, Listed, firm_lines, lines_of
from gridcounter.desktop.parks.place_dialogs import FirmDialog, ParkDialog
from gridcounter.desktop.parks.promise_dialogs import (
    AnswerDialog,
    KeptDialog,
    MovedDialog,
    PlanDialog,
    ReplanDialog,
    WithdrawnDialog,
)
from gridcounter.desktop.parks.visit_dialog import VisitDialog, Whom
from gridcounter.desktop.session.session import Session
from gridcounter.services.office.roles import Right
from gridcounter.services.parks.book import ParkBook
from gridcounter.services.parks.history import history, promise_words
from gridcounter.services.parks.overview import Overview, ParkOverview
from gridcounter.services.parks.visits import Visits

_NO_PARK = "还没有登记园区：点“登记园区”开始。"
_NOTHING_FOUND = "没有找到。请少写几个字。"
_LEVELS: Mapping[GuarantorLevel, str] = {
    GuarantorLevel.GOVERNMENT: "政府",
    GuarantorLevel.SUPPLIER: "供电",
    GuarantorLevel.ENTERPRISE: "企业",
}
_ROWS = 4
#: Said again at the next visit: no more than fit above its first question.
_EARLIER = 3


class ParksPage(QWidget):
    """`message` carries a short sentence for the status line."""

    message = Signal(str)

    def __init__(self, session: Session, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        self._session, self._scale = session, scale
        self.book, self.visits = ParkBook(session.service), Visits(session.service)
        self._overview = ParkOverview(session.service)
        self._seen: Overview | None = None
        self.acts: dict[str, QPushButton] = {}
        self._build()
        self._wire()
        self.refresh()

    def _build(self) -> None:
        title = PlainLabel("园区", self, look="Title")
        self.search = QLineEdit(self)
        limit(self.search, LONGEST_SEARCH)
        self.search.setAccessibleName("搜索企业")
        self.search.setPlaceholderText("企业、楼栋、户号、信用代码")
        self.search.setClearButtonEnabled(True)
        self.parks = DropDown(self)
        self.parks.setAccessibleName("园区")
        self._chips = QWidget(self)
        labels = {one: label for one, label in LABELS.items() if one != Listed.MISSING or self._overview.duty}
        self._group, self.chips = chip_buttons(labels, "列出", self._chips)
        self.about = PlainLabel(self, look="Hint", wraps=True)
        self.model = LinesModel()
        self.table = QTableView(self)
        self.table.setModel(self.model)
        look_like_a_list(self.table, "园区列表")
        copy_as_text(self.table)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.told = wrapped_list("走访和承诺", self)
        self.split = QSplitter(Qt.Orientation.Vertical, self)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.table)
        self.split.addWidget(self.told)
        self.split.setSizes((600, 300))
        self._row = FlowRow(self)
        head = horizontal(spacing=16)
        head.addWidget(title)
        head.addWidget(self.parks)
        head.addWidget(self.search, 1)
        whole = vertical(self, 16, 8)
        whole.addLayout(head)
        whole.addWidget(self._chips)
        whole.addWidget(self.about)
        whole.addWidget(self._row)
        whole.addWidget(self.split, 1)
        self._offer_acts()

    def _offer_acts(self) -> None:
        """Every act once; those that do not fit what is listed are hidden."""
        for name, label, does in (
            ("visit", "登记走访", self._on_visit),
            ("plan", "计划走访", self._on_plan),
            ("kept", "办完了", partial(self._on_promise, KeptDialog)),
            ("moved", "改日子", partial(self._on_promise, MovedDialog)),
            ("withdrawn", "收回", partial(self._on_promise, WithdrawnDialog)),
            ("move", "改日子", partial(self._on_replan, drops=False)),
            ("drop", "不去了", partial(self._on_replan, drops=True)),
            ("answer", "有答复了", self._on_answer),
            ("committee", "走访管委会", self._on_committee),
            ("firm", "改企业", self._on_firm),
            ("new_firm", "登记企业", self._on_new_firm),
            ("park", "改园区", self._on_park),
            ("new_park", "登记园区", self._on_new_park),
        ):
            button = self.acts[name] = QPushButton(label, self._row)
            button.clicked.connect(does)
            self._row.flow.addWidget(button)

    def _wire(self) -> None:
        self.search.textChanged.connect(self._on_listed)
        self.parks.currentIndexChanged.connect(self._on_listed)
        self._group.buttonClicked.connect(self._on_listed)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.activated.connect(self._on_activated)
        QShortcut(QKeySequence("F5"), self).activated.connect(self.refresh)

    @property
    def listed(self) -> Listed:
        """The chosen list."""
        return next(one for one, button in self.chips.items() if button.isChecked())

    @property
    def park(self) -> str:
        """Id of the chosen park; "" while there is none."""
        return str(self.parks.currentData() or "")

    @property
    def line(self) -> Line | None:
        """The chosen row."""
        index = self.table.currentIndex()
        return index.data(OBJECT_ROLE) if index.isValid() else None

    def choose(self, listed: Listed) -> None:
        """Lists this, as its chip would."""
        choose(self.chips[listed])
        self._show()

    @Slot()
    def refresh(self) -> None:
        """Reads all anew; park and list stay chosen."""
        seen = self._seen = self._overview.look(today())
        chosen = self.park
        with QSignalBlocker(self.parks):
            self.parks.clear()
            for row in seen.parks:
                self.parks.addItem(row.name, row.id)
            self.parks.setCurrentIndex(max(0, self.parks.findData(chosen)))
        self.parks.setVisible(len(seen.parks) > 1)
        promises, late = len(seen.promises.all), len(seen.promises.late)
        counts = {
            Listed.PROMISES: f" {promises}（过期 {late}）" if late else f" {promises}",
            Listed.VISITS: f" {len(seen.visits)}",
            Listed.PASSED_ON: f" {len(seen.unanswered)}",
            Listed.MISSING: f" {len(seen.standing.missing)}" if seen.standing else "",
        }
        for one, button in self.chips.items():
            button.setText(LABELS[one] + counts.get(one, ""))
        self._show()

    def _show(self) -> None:
        seen, listed = self._seen, self.listed
        if seen is None:
            return
        firms = listed == Listed.FIRMS
        if firms:
            rows = self._overview.firms(self.park, self.search.text()) if self.park else []
            lines = firm_lines(rows, self.park, today())
        else:
            lines = lines_of(listed, seen, today())
        self.search.setEnabled(firms)
        self.model.show(listed, lines)
        self.about.setText(self._about(seen, listed, found=bool(lines)))
        self.table.setVisible(bool(lines))
        if lines:
            self.table.selectRow(0)
        self._follow()

    def _about(self, seen: Overview, listed: Listed, *, found: bool) -> str:
        if not seen.parks:
            return _NO_PARK
        if listed == Listed.MISSING and seen.standing is not None:
            standing = seen.standing
            left = f"年底前还有 {days_left_in(standing.year, today())} 天。"
            said = "".join((standing.duty.basis, "。", left, *standing.notes))
            return said if found else f"{EMPTY[listed]}{said}"
        if listed != Listed.FIRMS:
            return "" if found else EMPTY[listed]
        row = next(one for one in seen.parks if one.id == self.park)
        level = WORD_LABELS["site.park"].get(row.level, "")
        key = {True: "重点园区", False: "", None: ""}[row.fields.get("key")]
        told = [row.name, level, key, f"企业 {row.firms}", f"转供 {row.resupplied}", self._guarantors()]
        nothing = "" if found else (_NOTHING_FOUND if self.search.text().strip() else EMPTY[listed])
        return " · ".join(part for part in told if part) + (f"\n{nothing}" if nothing else "")

    def _guarantors(self) -> str:
        day = today().isoformat()
        held: dict[str, list[str]] = {}
        for one in self.book.read.guarantors(self.park):
            if one.begins <= day <= (one.ends or day):
                held.setdefault(one.level, []).append(one.told["name"])
        if not held:
            return ""
        return "包保 " + "，".join(f"{label} {'、'.join(held.get(key, [UNCLEAR]))}" for key, label in _LEVELS.items())

    def _follow(self) -> None:
        """The acts that fit, and what is told of the chosen row."""
        line, listed = self.line, self.listed
        fits = {
            "visit": line is not None and listed in {Listed.FIRMS, Listed.VISITS, Listed.MISSING},
            "plan": line is not None and listed in {Listed.FIRMS, Listed.MISSING},
            "answer": line is not None and listed == Listed.PASSED_ON,
            "firm": line is not None and listed == Listed.FIRMS,
            "committee": bool(self.park) and listed == Listed.FIRMS,
            "new_firm": bool(self.park) and listed == Listed.FIRMS,
            "park": bool(self.park) and listed == Listed.FIRMS,
            "new_park": listed == Listed.FIRMS,
        }
        fits |= dict.fromkeys(("kept", "moved", "withdrawn"), line is not None and listed == Listed.PROMISES)
        fits |= dict.fromkeys(("move", "drop"), line is not None and listed == Listed.VISITS)
        for name, button in self.acts.items():
            button.setVisible(fits[name])
        self.told.clear()
        if line is not None:
            calendar = self._session.assessor.calendar
            self.told.addItems(history(self.book.read, self._park_of(line), line.firm, today(), calendar))
        self.told.setVisible(self.told.count() > 0)

    def _park_of(self, line: Line) -> str:
        if line.park:
            return line.park
        held = self.book.read.fields(line.firm).get("park")
        return str(held.value) if held else ""

    def _whom(self, line: Line, visit: str = "") -> Whom:
        park = self._park_of(line)
        names = self.book.read.names([park, line.firm] if line.firm else [park])
        return Whom(park, line.firm, names.get(line.firm) or f"{names.get(park, '')}管委会", visit)

    def _open(self, dialog: QDialog, done: str) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def on_accepted() -> None:
            self.refresh()
            self.message.emit(done)

        dialog.accepted.connect(on_accepted)
        dialog.open()

    def _visit(self, whom: Whom) -> None:
        read, calendar = self.visits.read, self._session.assessor.calendar
        rows = read.visits_of(whom.firm) if whom.firm else read.visits_of_committee(whom.park)
        owed = [one for one in read.promises(row.id for row in rows) if one.firm == whom.firm and one.state == "open"]
        earlier = tuple(promise_words(one, today(), calendar) for one in owed[:_EARLIER])
        self._open(VisitDialog(self.visits, whom, earlier, self._scale, self), "走访已登记")

    @Slot()
    def _on_visit(self) -> None:
        if (line := self.line) is not None:
            self._visit(self._whom(line, line.of.id if isinstance(line.of, VisitRow) else ""))

    @Slot()
    def _on_committee(self) -> None:
        name = self.book.read.names([self.park]).get(self.park, "")
        self._visit(Whom(self.park, "", f"{name}管委会"))

    @Slot()
    def _on_plan(self) -> None:
        if (line := self.line) is not None:
            self._open(PlanDialog(self.visits, self._whom(line), self._scale, self), "走访计划已登记")

    def _on_promise(self, made: Callable[..., QDialog]) -> None:
        if (line := self.line) is not None and isinstance(line.of, PromiseRow):
            self._open(made(self.visits, line.of, self._scale, self), "承诺已登记")

    def _on_replan(self, *, drops: bool) -> None:
        if (line := self.line) is not None and isinstance(line.of, VisitRow):
            self._open(ReplanDialog(self.visits, line.of, self._scale, self, drops=drops), "走访计划已登记")

    @Slot()
    def _on_answer(self) -> None:
        if (line := self.line) is not None and isinstance(line.of, RequestRow):
            self._open(AnswerDialog(self.visits, line.of, self._scale, self), "答复已登记")

    @Slot()
    def _on_firm(self) -> None:
        if (line := self.line) is not None:
            self._firm(line.firm)

    @Slot()
    def _on_new_firm(self) -> None:
        self._firm("")

    def _firm(self, firm: str) -> None:
        marks = self._session.may(Right.KEEP_GUARANTORS)
        self._open(FirmDialog(self.book, self.park, firm, self._scale, self, may_mark=marks), "企业已登记")

    @Slot()
    def _on_park(self) -> None:
        self._open(ParkDialog(self.book, self.park, self._scale, self), "园区已登记")

    @Slot()
    def _on_new_park(self) -> None:
        self._open(ParkDialog(self.book, "", self._scale, self), "园区已登记")

    @Slot()
    def _on_listed(self) -> None:
        self._show()

    @Slot()
    def _on_row(self) -> None:
        self._follow()

    @Slot(QModelIndex)
    def _on_activated(self) -> None:
        """Enter does the first act that fits."""
        next(button for button in self.acts.values() if not button.isHidden()).click()
