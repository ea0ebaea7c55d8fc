"""The session of the window: one open record, the current clerk, this user's settings."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from gridcounter.bootstrap import (
    assessor_of,
    open_application_service,
    open_figures,
    open_ledger,
    open_paper_renderer,
    open_shift,
)
from gridcounter.errors import Fault
from gridcounter.services.custody.offsite import OffsiteTarget
from gridcounter.services.office.assessment import Assessor
from gridcounter.services.office.businesses import businesses_of
from gridcounter.services.office.clerks import ClerkNotFound, Clerks, weak_pin_words
from gridcounter.services.office.offices import read_office
from gridcounter.services.office.roles import Clerk, Right, may
from gridcounter.services.papers.issued_papers import IssuedPapers
from gridcounter.services.record.record import Record
from gridcounter.settings import OpenTabs, PaperPrinting, SecondFolder, Settings, SettingsFile

if TYPE_CHECKING:
    from gridcounter.services.applications.application_service import ApplicationService
    from gridcounter.services.custody.rekeying import Renewal
    from gridcounter.services.ledger.ledger import Ledger
    from gridcounter.services.ledger.shift import Shift
    from gridcounter.services.papers.rendering import PaperRenderer
    from gridcounter.services.reports.figures import FigureService

_DEMO = ("演示",)


class Session(QObject):
    """The session; use it only on the UI thread.

    `changed`: everything shown may differ: another clerk, office or theme. `backed_up`: the status line of backups may
    differ. `kept_up` carries it when the automatic work with backups has ended. `going_back` carries a confirmed
    RecoveryPlan, for which the record is to be closed. `troubled` carries a sentence that belongs to no page that is
    shown. `left`: the session was locked, or the clerk changed. `removed`: another desk had removed the clerk, who must
    not go on. `hub_connected`: this desk has a hub now, or another; `hub_exchanged`: it exchanged with it in the
    background. `ended`: the window closes, and then the record. `passphrase_wanted`: the computer was asleep for long,
    and a PIN alone does not unlock the window.
    """

    changed = Signal()
    backed_up = Signal()
    kept_up = Signal(str)
    going_back = Signal(object)
    troubled = Signal(str)
    left = Signal()
    removed = Signal()
    hub_connected = Signal()
    hub_exchanged = Signal()
    ended = Signal()
    passphrase_wanted = Signal()

    def __init__(self, record: Record, assessor: Assessor, file: SettingsFile | None, *, demo: bool) -> None:
        super().__init__()
        self.record = record
        self._shipped = assessor
        self.demo = demo
        self._marks = _DEMO if demo else ()
        self.clerks = Clerks(record)
        self._file = file
        self.settings = file.load() if file else Settings()
        self._service = open_application_service(record, assessor, self.open_tabs.clerk, self._marks)
        #: A requested change of key, carried out when the window has closed.
        self.renewal: Renewal | None = None
        self._handover: PaperRenderer | None = None
        self._opening = threading.Lock()
        self._times_left = 0
        self.wants_passphrase = False
        self.left.connect(self._on_left)

    @property
    def service(self) -> ApplicationService:
        """The services of the current clerk; replaced by `switch_clerk`."""
        return self._service

    @property
    def assessor(self) -> Assessor:
        """With the editions and years that this office has loaded."""
        return self._service.assessor

    @property
    def ledger(self) -> Ledger:
        """Over the reading connection, for the UI thread."""
        return open_ledger(self.record, businesses_of(self.assessor.packs, self._service.place))

    @property
    def figures(self) -> FigureService:
        """Counts for the current clerk."""
        return open_figures(self.record, self.assessor, self._service.clerk)

    @property
    def shift(self) -> Shift:
        """The shift handover; loads the drawing libraries."""
        return open_shift(self._service, self.clerks)

    @property
    def issued(self) -> IssuedPapers:
        """Issued papers, with acts of the current clerk."""
        return IssuedPapers(self._service)

    @property
    def clerk(self) -> Clerk:
        """As on record now. Raises ClerkNotFound if an administrator has deactivated the clerk."""
        return self.clerks.get(self._service.clerk)

    def is_active(self) -> bool:
        """False before anybody identified himself, and once an administrator has deactivated who did."""
        try:
            return bool(self.clerk.active)
        except ClerkNotFound:
            return False

    def may(self, right: Right) -> bool:
        """For showing or hiding widgets; the services check the right when the act is done."""
        return may(self.clerk, right)

    def paper_renderer(self) -> PaperRenderer:
        """Call it from a worker the first time: it loads the drawing libraries."""
        with self._opening:
            if self._handover is None:
                self._handover = open_paper_renderer(self.assessor, self._marks)
            return self._handover

    def while_here(self, what: str, done: Callable[[Any], None], left: Callable[[str], None]) -> Callable[[Any], None]:
        """For the end of slow work that asks for a file or a printer, or writes for whoever began it.

        `done`, as long as nobody has left the desk since now; else `left`, with a sentence that `what` was not done.
        """
        now = self._times_left

        def end(result: Any) -> None:  # noqa: ANN401  whatever the work made
            if now == self._times_left:
                done(result)
            else:
                left(f"锁屏期间没有{what}，请再点一次")

        return end

    @Slot()
    def want_passphrase(self) -> None:
        """From now on until it was given; of the demonstration nobody knows it."""
        if not self.demo:
            self.wants_passphrase = True
            self.passphrase_wanted.emit()

    def prove_passphrase(self, passphrase: str) -> None:
        """A tenth of a second and more. Raises WrongPassphrase, KeysDamaged, KeysReplaced."""
        self.record.keys.prove(passphrase)
        self.wants_passphrase = False

    @Slot()
    def _on_left(self) -> None:
        self._times_left += 1

    def switch_clerk(self, clerk: str) -> None:
        """Sets the current clerk, or the same one again after the office was changed."""
        before = self._service.assessor
        if clerk != self._service.clerk:
            self.left.emit()
        self._service = open_application_service(self.record, self._shipped, clerk, self._marks)
        now = self._service.assessor
        if now.calendar != before.calendar or now.packs.editions != before.packs.editions:
            # papers must use the same rules and calendar as the screen
            self._handover = None
        self.changed.emit()

    def is_behind(self) -> bool:
        """After entries of other desks came in: whether one of them changed what the services here were opened with:
        the office, the name of this clerk, editions, days off.
        """
        was, office = self._service, read_office(self.record, self._service.clerk)
        now = assessor_of(self.record, self._shipped)
        before = (was.place, was.office, was.sole_proprietor_as_micro, was.park, was.clerk_name)
        return (
            before != (office.place, office.values, office.sole_proprietor_as_micro, office.park, office.clerk_name)
            or now.calendar != was.assessor.calendar
            or now.packs.editions != was.assessor.packs.editions
            or now.packs.originals != was.assessor.packs.originals
        )

    def leave_if_removed(self) -> bool:
        """After entries of other desks came in: a clerk whom one of them removed is not replaced by the first one."""
        gone = all(one.id != self._service.clerk for one in self.clerks.active())
        if gone:
            self.removed.emit()
        return gone

    def tell_of_short_pin(self, clerk: Clerk, pin: str) -> None:
        """Tells a clerk whose right PIN is shorter than the rule to change it, once he is at the desk."""
        if words := weak_pin_words(clerk, pin):
            self.troubled.emit(words)

    def keep(self, settings: Settings) -> None:
        """Stores the settings. Raises Fault if the file cannot be written; they apply until the window closes."""
        self.settings = settings
        if self._file:
            self._file.save(settings)

    @property
    def open_tabs(self) -> OpenTabs:
        """The tabs kept in the settings for this record."""
        return self.settings.open_tabs_in(str(self.record.folder))

    def keep_open_tabs(self, open_tabs: OpenTabs) -> None:
        """Stores the open tabs in the settings; a disk that refuses them does not matter, and holds no page up."""
        if open_tabs != self.open_tabs:
            with suppress(Fault):
                self.keep(self.settings.with_open_tabs(str(self.record.folder), open_tabs))

    @property
    def offsite_target(self) -> OffsiteTarget | None:
        """The off-site folder of this record; None without one."""
        kept = self.settings.second_folder_of(str(self.record.folder))
        return OffsiteTarget(Path(kept.folder), kept.own_disk) if kept.folder else None

    def keep_second_place(self, place: OffsiteTarget | None) -> None:
        """Stores the off-site folder. Raises Fault as `keep`."""
        kept = SecondFolder(str(place.folder), place.own_disk) if place else SecondFolder()
        self.keep(self.settings.with_second_folder(str(self.record.folder), kept))

    def keep_last_folder(self, folder: str) -> None:
        """Stores where the last file dialog was answered. Raises Fault as `keep`."""
        self.keep(replace(self.settings, last_folder=folder))

    def keep_columns(self, widths: dict[str, int]) -> None:
        """Stores the widths of the columns of 业务台账; a disk that refuses them does not matter."""
        with suppress(Fault):
            self.keep(replace(self.settings, columns=widths))

    def keep_printing(self, paper: str, printing: PaperPrinting) -> None:
        """Stores the printing settings of this paper. Raises Fault as `keep`."""
        if printing != self.settings.printing_of(paper):
            self.keep(self.settings.with_printing(paper, printing))
