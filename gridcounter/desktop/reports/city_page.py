"""全市汇总: what many offices reported, by files or by the hub; nothing of it is in this office's record."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from gridcounter import paths
from gridcounter.bootstrap import write_city_report
from gridcounter.core.reports.city import City, Proof
from gridcounter.core.reports.city_report import city_report, months_of_city
from gridcounter.core.reports.figures import months_between
from gridcounter.core.reports.month_figures import period_of_month
from gridcounter.core.reports.report import REMARKS
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.confirm import ask_line
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.file_dialogs import folder_to_read, tell_saved, to_read
from gridcounter.desktop.kit.flow import FlowRow, horizontal, scrolling, vertical
from gridcounter.desktop.kit.output import what_went_wrong
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.tasks import Tasks
from gridcounter.desktop.kit.theme import Scale, Tokens
from gridcounter.desktop.reports.chart import BarChart, Bars
from gridcounter.desktop.reports.report_table import ReportTableView
from gridcounter.services.desks.hub.city_figures import figures_at_hub
from gridcounter.services.reports.city import Source, accept_key, collect_from, in_folder

CITY = "全市汇总"
_FORMATS = ("xlsx", "docx", "pdf")
_HINT = (
    "选放各单位上报文件（.gcfig）的文件夹；各单位送到中心库的，选全市的登录资料（.gch）。"
    "这里只看数字，不写进本单位的台账。"
)
_NONE = "这个文件夹里没有读得出来的上报文件（.gcfig），请核对文件夹。"
_NONE_AT_HUB = "中心库里没有读得出来的上报，请问各单位送了没有。"


class CityPage(QWidget):
    """Reads in a worker: a stick, a share or the hub may not answer. `left`: back to 统计.

    `message` carries a short sentence for the status line.
    """

    left = Signal()
    message = Signal(str)

    def __init__(self, tasks: Tasks, tokens: Tokens, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._tokens, self._scale = tasks, tokens, scale
        self._source: Source | None = None
        self._none = _NONE
        self.city: City | None = None
        self._shown: list[QWidget] = []
        self._build()
        self._wire()
        self._rest()

    def _build(self) -> None:
        self.back = QPushButton("返回统计", self)
        self.choose = QPushButton("选择文件夹…", self)
        self.from_hub = QPushButton("从中心库读…", self)
        self.save = QPushButton("导出汇总表（Excel、Word、PDF）", self)
        self.accept_key = QPushButton("认下核对过的钥匙…", self)
        acts = FlowRow(self)
        for button in (self.back, self.choose, self.from_hub, self.save, self.accept_key):
            acts.flow.addWidget(button)
        self.first, self.last = DropDown(self), DropDown(self)
        self.first.setAccessibleName("从哪个月")
        self.last.setAccessibleName("到哪个月")
        self._period = QWidget(self)
        row = horizontal(self._period, 0)
        for box in (self.first, self.last):
            row.addWidget(box)
        row.addStretch(1)
        self.standing = PlainLabel(_HINT, self, look="Hint", wraps=True)
        self.trouble = PlainLabel(self, look="Trouble", wraps=True)
        self.trouble.hide()
        self.months = BarChart("逐月收件和办结，全市", ("收件", "办结"), self._tokens, self._scale)
        self._card = QWidget(self)
        self._card.setObjectName("Card")
        self._card.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside = QVBoxLayout(self._card)
        inside.addWidget(PlainLabel("逐月收件和办结（件，有范围的画最少的）", self._card, wraps=True))
        inside.addWidget(self.months)
        holder = QWidget(self)
        self._column = vertical(holder, 16, 8)
        title = PlainLabel(CITY, self, look="Title")
        for widget in (title, acts, self.standing, self.trouble, self._period, self._card):
            self._column.addWidget(widget)
        self._column.addStretch(1)
        vertical(self, 0).addWidget(scrolling(holder, self))

    def _wire(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.from_hub.clicked.connect(self._on_from_hub)
        self.save.clicked.connect(self._on_save)
        self.accept_key.clicked.connect(self._on_accept_key)
        self.back.clicked.connect(self.left)
        self.first.activated.connect(self._on_period)
        self.last.activated.connect(self._on_period)

    def load(self, folder: Path) -> None:
        """Reads the files of this folder."""
        self._read(in_folder(folder), _NONE)

    def load_hub(self, access_file: Path) -> None:
        """Reads from the hub to which a city has this access."""
        self._read(partial(figures_at_hub, access_file), _NONE_AT_HUB)

    def _read(self, source: Source, none: str) -> None:
        def shown(city: City) -> None:
            self._source, self._none = source, none
            self._show(city)

        self._work("正在读…")
        self._tasks.submit(
            self, lambda: collect_from(source, paths.known_offices()), done=shown, failed=self._on_failed
        )

    @property
    def chosen_months(self) -> tuple[str, ...]:
        """Of the two lists; the other way round they mean the same."""
        first, last = sorted((str(self.first.currentData()), str(self.last.currentData())))
        return months_between(period_of_month(first).first, period_of_month(last).first)

    @Slot()
    def _on_choose(self) -> None:
        folder = folder_to_read(self, "各单位的上报文件在哪个文件夹")
        if folder is not None:
            self.load(folder)

    @Slot()
    def _on_from_hub(self) -> None:
        path = to_read(self, "全市的中心库登录资料", "登录资料 (*.gch);;所有文件 (*)")
        if path is not None:
            self.load_hub(path)

    def _show(self, city: City) -> None:
        self.city = city
        self.message.emit(f"读到 {len(city.reported)} 份上报")
        self.trouble.show_text("")
        months = city.months
        for box, word in ((self.first, "从"), (self.last, "到")):
            before = box.currentData()
            box.clear()
            for month in months:
                box.addItem(f"{word} {month}", month)  # Qt tells a screen reader what is chosen, and not of which list
            box.setCurrentIndex(months.index(before) if before in months else len(months) - 1)
        self._rest()
        if months:
            self._on_period()
        else:
            self._clear()
            self.standing.setText(self._none)
            self._add_remarks(city.said)

    @Slot()
    def _on_period(self) -> None:
        if self.city is None or not self.city.months:
            return
        months = self.chosen_months
        report = city_report(self.city, months, today())
        self.standing.setText(f"{report.period}　{len(self.city.offices)} 个单位　没有报、没有计入的，合计写“至少”")
        self.months.set_bars(
            [
                Bars(month, (), (received.least if received else 0, closed.least if closed else 0))
                for month, received, closed in months_of_city(self.city, months)
            ]
        )
        self._clear()
        self._add_remarks(report.remarks)
        for table in report.tables:
            self._add(PlainLabel(table.title, self, look="Section", wraps=True))
            if table.rows:
                self._add(ReportTableView(table, self._tokens, self))
        self._add(PlainLabel("统计口径：" + "\n".join(report.notes), self, look="Hint", wraps=True))
        # else they are painted once in the room of the earlier ones, each a stroke
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _add_remarks(self, remarks: tuple[str, ...]) -> None:
        if remarks:
            self._add(PlainLabel(REMARKS, self, look="Section"))
        for remark in remarks:
            self._add(PlainLabel(remark, self, wraps=True))

    def _add(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)
        widget.show()
        self._shown.append(widget)

    def _clear(self) -> None:
        for widget in self._shown:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = []

    @Slot()
    def _on_save(self) -> None:
        if self.city is None:
            return
        folder = folder_to_read(self, "汇总表写到哪个文件夹")
        if folder is None:
            return
        months = self.chosen_months
        report = city_report(self.city, months, today())
        self._work("正在写…")
        self._tasks.submit(
            self,
            lambda: write_city_report(report, months, folder, _FORMATS),
            done=lambda _: self._on_saved(folder),
            failed=self._on_failed,
        )

    def _on_saved(self, folder: Path) -> None:
        self._rest()
        tell_saved(self, folder, personal=False)
        self.message.emit("汇总表已写好")

    @Slot()
    def _on_accept_key(self) -> None:
        source = self._source
        question = "请打电话给这个单位，让他们念 16 位签名指纹，照着填在这里："
        given, said = ask_line(self, "认下钥匙", question)
        if said and given and source is not None:
            self._work("正在读…")
            self._tasks.submit(
                self,
                lambda: accept_key(source, paths.known_offices(), given),
                done=self._show,
                failed=self._on_failed,
            )

    def _on_failed(self, error: Exception) -> None:
        self._rest()
        self.trouble.show_text(what_went_wrong(error))

    def _work(self, doing: str) -> None:
        self.message.emit(doing)
        for button in (self.choose, self.from_hub, self.save, self.accept_key):
            button.setEnabled(False)

    def _rest(self) -> None:
        """What can be done now."""
        has = self.city is not None and bool(self.city.months)
        self.choose.setEnabled(True)
        self.from_hub.setEnabled(True)
        self.save.setEnabled(has)
        for widget in (self._period, self._card):
            widget.setVisible(has)
        waiting = self.city is not None and any(one.proof is Proof.OTHER_KEY for one in self.city.reported)
        self.accept_key.setVisible(waiting)
        self.accept_key.setEnabled(waiting)
        if not has:
            self.standing.setText(_HINT)
