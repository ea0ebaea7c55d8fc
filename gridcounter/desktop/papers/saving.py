"""Saving the paper in front as PDF or Word: the drawn one, or an archived one with the bytes that were handed out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from gridcounter.core.papers.file_name import file_name
from gridcounter.desktop.kit.output import PaperOutput
from gridcounter.desktop.papers.paper_acts import PaperActs
from gridcounter.desktop.papers.paper_lists import PaperLists
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.papers.issuing import DrawnPaper, PreparedPapers


class PaperSaving(QObject):
    """Of the papers that were shown last; one in force that reads differently now has no Word file any more."""

    def __init__(
        self, acts: PaperActs, lists: PaperLists, issued: IssuedPapers, out: PaperOutput, page: QWidget
    ) -> None:
        super().__init__(page)
        self._acts, self._lists, self._issued, self._out, self._page = acts, lists, issued, out, page
        self._prepared: PreparedPapers | None = None
        self._drawn: Sequence[DrawnPaper] = ()
        acts.save.clicked.connect(self._on_save)
        acts.word.clicked.connect(self._on_word)
        lists.papers.currentRowChanged.connect(self._on_selection)
        lists.issued.list.itemSelectionChanged.connect(self._on_selection)

    def show(self, prepared: PreparedPapers | None, drawn: Sequence[DrawnPaper]) -> None:
        """Takes the papers, and enables what is possible for the one in front."""
        self._prepared, self._drawn = prepared, drawn
        ready, found, acts = prepared is not None, self.in_front(), self._acts
        acts.print.setEnabled(ready and found is not None and not self.archived)
        acts.save.setEnabled(ready and (found is not None or (self.archived and self._one_is_chosen)))
        acts.word.setEnabled(ready and found is not None and not found.changed)

    @property
    def archived(self) -> bool:
        """Whether the issued papers are in front."""
        return self._lists.currentWidget() is self._lists.issued

    @property
    def _one_is_chosen(self) -> bool:
        return len(self._lists.issued.selected) == 1

    def in_front(self) -> DrawnPaper | None:
        """Of an archived paper the drawn one that says the same; None where there is none."""
        if self.archived:
            same = {paper.issued: paper for paper in self._drawn if paper.issued and not paper.changed}
            return same.get(self._lists.issued.current) if self._one_is_chosen else None
        row = self._lists.papers.currentRow()
        return self._drawn[row] if 0 <= row < len(self._drawn) else None

    @Slot()
    def _on_selection(self) -> None:
        self.show(self._prepared, self._drawn)

    @Slot()
    def _on_save(self) -> None:
        if self._prepared is None:
            return
        application, found = self._prepared.application, self.in_front()
        if self.archived:
            (row,) = self._lists.issued.selected
            self._out.save_pdf(self._page, file_name(row.title, application), self._issued.content(row.ref))
        elif found is not None:
            content = self._issued.content(found.issued) if found.issued else found.content
            self._out.save_pdf(self._page, file_name(found.title, application), content)

    @Slot()
    def _on_word(self) -> None:
        found = self.in_front()
        if self._prepared is not None and found is not None:
            self._out.save_word(self._page, self._prepared, found, str(self._acts.profile.currentData()))
