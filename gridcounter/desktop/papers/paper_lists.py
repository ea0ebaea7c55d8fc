"""Two tabs: the papers an application calls for, and those that were issued."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QListWidgetItem, QTabWidget, QWidget

from gridcounter.desktop.kit.choice import StillTabs
from gridcounter.desktop.kit.flow import ListOnTab
from gridcounter.desktop.kit.tables import wrapped_list
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.papers.issued import IssuedList
from gridcounter.services.papers.issued_papers import IssuedRow
from gridcounter.services.papers.issuing import DrawnPaper

_LEAST = 84  # a paper with its state, in three lines


class PaperLists(QTabWidget):
    """`papers` lists the drawn papers, `issued` the recorded ones."""

    def __init__(self, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabBar(StillTabs(self))
        self.setUsesScrollButtons(False)  # two tabs, which the list is wide enough for
        self.setDocumentMode(True)
        self.setAccessibleName("文书：分页")
        self.tabBar().setAccessibleName("文书")
        self.papers = wrapped_list("文书列表", self)
        self.papers.setMinimumHeight(scale.px(_LEAST))
        self.issued = IssuedList(scale, self)
        self.addTab(ListOnTab(self.papers), "应出文书")
        self.addTab(self.issued, "已出具")

    def set_drawn(self, drawn: Sequence[DrawnPaper]) -> None:
        """Keeps the selected row; at first it is the first paper still to be issued, which is the one to check."""
        fresh = next((place for place, paper in enumerate(drawn) if not paper.issued), 0)
        here = self.papers.currentRow() if self.papers.count() else fresh
        self.papers.clear()
        for paper in drawn:
            state = "● 已出具，内容有改动" if paper.changed else "✓ 已出具" if paper.issued else "○ 未出具"
            self.papers.addItem(QListWidgetItem(f"{paper.title}\n{state}　{paper.pages} 页"))
        self.papers.setCurrentRow(min(here, len(drawn) - 1))

    def set_issued(self, rows: Sequence[IssuedRow]) -> None:
        """Disables the tab if nothing was issued."""
        self.issued.set_rows(rows)
        place = self.indexOf(self.issued)
        self.setTabText(place, f"已出具 {len(rows)}")
        self.setTabEnabled(place, bool(rows))
