"""What the window stands on: one open record, the clerk at its desk, this user's settings."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from gridcounter.bootstrap import open_desk, open_figures, open_handover, open_ledger, open_shift
from gridcounter.services.clerks import Clerks
from gridcounter.services.issued_papers import IssuedPapers
from gridcounter.services.roles import may
from gridcounter.services.second_place import SecondPlace
from gridcounter.settings import SecondFolder, Settings

if TYPE_CHECKING:
    from gridcounter.services.assessment import Assessor
    from gridcounter.services.desk import Desk
    from gridcounter.services.figures import FigureService
    from gridcounter.services.handover import Handover
    from gridcounter.services.ledger import Ledger
    from gridcounter.services.record import Record
    from gridcounter.services.rekeying import Renewal
    from gridcounter.services.roles import Clerk, Right
    from gridcounter.services.shift import Shift
    from gridcounter.settings import PaperPrinting, Parked, SettingsFile

_DEMO = ("演示",)


class Counter(QObject):
    """`changed`: everything shown may be different now — another clerk, another office, another look.

    `backed_up`: what the foot of the window says of backups may be different. `going_back` carries a Rescue that was
    confirmed: the record is to be closed for it. `troubled` carries a sentence whose page is gone by now.
    `left`: nobody sits at the desk any more, or another clerk does.
    """

    changed = Signal()
    backed_up = Signal()
    going_back = Signal(object)
    troubled = Signal(str)
    left = Signal()

    def __init__(self, record: Record, assessor: Assessor, file: SettingsFile | None, *, demo: bool) -> None:
        super().__init__()
        self.record = record
        self._shipped = assessor
        self.demo = demo
        self.clerks = Clerks(record)
        self._file = file
        self.settings = file.load() if file else Settings()
        self._desk = open_desk(record, assessor, self.parked.clerk)
        #: A new key that was asked for: it is made when the window has closed.
        self.renewal: Renewal | None = None
        self._handover: Handover | None = None
        self._opening = threading.Lock()

    @property
    def desk(self) -> Desk:
        return self._desk

    @property
    def assessor(self) -> Assessor:
        """With what this office has loaded besides."""
        return self._desk.assessor

    @property
    def ledger(self) -> Ledger:
        return open_ledger(self.record)

    @property
    def figures(self) -> FigureService:
        return open_figures(self.record, self.assessor, self._desk.clerk)

    @property
    def shift(self) -> Shift:
        return open_shift(self._desk, self.clerks)

    @property
    def issued(self) -> IssuedPapers:
        return IssuedPapers(self._desk)

    @property
    def clerk(self) -> Clerk:
        return self.clerks.get(self._desk.clerk)

    def may(self, right: Right) -> bool:
        """For what is shown; whether it is done is decided by the services."""
        return may(self.clerk, right)

    def handover(self) -> Handover:
        """From a worker the first time: it loads the libraries that draw."""
        with self._opening:
            if self._handover is None:
                self._handover = open_handover(self.assessor, _DEMO if self.demo else ())
            return self._handover

    def sit_down(self, clerk: str) -> None:
        """Another clerk, or the same one with what the office has set meanwhile."""
        before = self._desk.assessor
        if clerk != self._desk.clerk:
            self.left.emit()
        self._desk = open_desk(self.record, self._shipped, clerk)
        now = self._desk.assessor
        if now.calendar != before.calendar or now.packs.editions != before.packs.editions:
            # papers speak by the same rules and count on the same days as the screen
            self._handover = None
        self.changed.emit()

    def keep(self, settings: Settings) -> None:
        """Raises Fault where the file cannot be written; the settings hold until the window closes all the same."""
        self.settings = settings
        if self._file:
            self._file.save(settings)

    @property
    def parked(self) -> Parked:
        return self.settings.parked_in(str(self.record.folder))

    def park(self, parked: Parked) -> None:
        if parked != self.parked:
            self.keep(self.settings.with_parked(str(self.record.folder), parked))

    @property
    def second_place(self) -> SecondPlace | None:
        kept = self.settings.second_folder_of(str(self.record.folder))
        return SecondPlace(Path(kept.folder), kept.own_disk) if kept.folder else None

    def keep_second_place(self, place: SecondPlace | None) -> None:
        """Raises Fault."""
        kept = SecondFolder(str(place.folder), place.own_disk) if place else SecondFolder()
        self.keep(self.settings.with_second_folder(str(self.record.folder), kept))

    def keep_printing(self, paper: str, printing: PaperPrinting) -> None:
        if printing != self.settings.printing_of(paper):
            self.keep(self.settings.with_printing(paper, printing))
