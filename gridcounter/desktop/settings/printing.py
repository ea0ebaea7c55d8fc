"""打印: printer, copies and sides for each paper; and the layout for all."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox

from gridcounter.desktop.kit.choice import NumberField
from gridcounter.desktop.kit.output import PROFILE_NAMES
from gridcounter.desktop.kit.printing import printers
from gridcounter.desktop.kit.section import Section
from gridcounter.services.papers.issued_papers import NAMES
from gridcounter.settings import MOST_COPIES, PaperPrinting


class PrintingSection(Section):
    """Printing settings of this user; the layout is stored under the paper ""."""

    TITLE = "打印"

    def build(self) -> None:
        self.profile = self.choice("profile", "版式", PROFILE_NAMES, "大字版给看不清小字的申请人；文书页上也可以改。")
        self.paper = self.choice("paper", "文书", dict(NAMES.items()), "每种文书记住各自的打印机、份数和双面。")
        names: Mapping[object, str] = {"": "系统默认打印机", **{name: name for name in printers()}}
        hint = "" if len(names) > 1 else "本机没有装打印机：文书照样出具，可以先存成 PDF。"
        self.printer = self.choice("printer", "打印机", names, hint)
        self.copies = NumberField(self)
        self.copies.setRange(1, MOST_COPIES)
        self.copies.setSuffix(" 份")
        self.row("copies", "份数", self.copies)
        self.duplex = QCheckBox("双面打印", self)
        self.row("duplex", "双面", self.duplex)

    def wire(self) -> None:
        self.paper.currentIndexChanged.connect(self._on_paper)

    def load(self) -> None:
        self.profile.setCurrentIndex(list(PROFILE_NAMES).index(self.session.settings.printing_of("").profile))
        self._on_paper()

    def save(self) -> None:
        paper = str(self.paper.currentData())
        made = PaperPrinting(str(self.printer.currentData()), self.copies.value(), self.duplex.isChecked())
        settings = self.session.settings.with_printing(paper, made)
        whole = PaperPrinting(profile=str(self.profile.currentData()))
        self.session.keep(settings.with_printing("", whole))

    @Slot()
    def _on_paper(self) -> None:
        holds = self.session.settings.printing_of(str(self.paper.currentData()))
        self.printer.setCurrentIndex(max(0, self.printer.findData(holds.printer)))
        self.copies.setValue(holds.copies)
        self.duplex.setChecked(holds.duplex)
