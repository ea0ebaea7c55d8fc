"""设置: one section at a time; clerks without administrator's rights see display, printing and their PIN."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from gridcounter import __version__
from gridcounter.desktop.custody.backups_section import BackupsSection
from gridcounter.desktop.custody.device_loss_section import DeviceLossSection
from gridcounter.desktop.custody.retention_section import RetentionSection
from gridcounter.desktop.desks.exchange_section import ExchangeSection
from gridcounter.desktop.kit.choice import DropDown
from gridcounter.desktop.kit.flow import FlowLayout, Pages, is_low, vertical
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.section import Section
from gridcounter.desktop.kit.tab_stop import FieldScroll, choose
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.session.session import Session
from gridcounter.desktop.settings.clerks import ClerksSection
from gridcounter.desktop.settings.display import DisplaySection
from gridcounter.desktop.settings.office import OfficeSection
from gridcounter.desktop.settings.passphrase import OwnPinSection, PassphraseSection
from gridcounter.desktop.settings.printing import PrintingSection
from gridcounter.desktop.settings.years import YearsSection
from gridcounter.services.office.roles import Right

_SECTIONS: tuple[tuple[type[Section], Right | None], ...] = (
    (OfficeSection, Right.CHANGE_OFFICE),
    (ClerksSection, Right.CHANGE_CLERKS),
    (DisplaySection, None),
    (PrintingSection, None),
    (OwnPinSection, None),
    (PassphraseSection, Right.CHANGE_PASSPHRASE),
    (DeviceLossSection, Right.CHANGE_PASSPHRASE),
    (YearsSection, Right.CHANGE_OFFICE),
    (BackupsSection, None),
    (ExchangeSection, None),
    (RetentionSection, Right.PURGE),
)


class SettingsPage(QWidget):
    """`message` carries a short sentence for the status line, `opened` an application to be looked at."""

    message = Signal(str)
    opened = Signal(str)

    def __init__(self, session: Session, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("Page")
        title = PlainLabel("设置", self, look="Title")
        self._scale = scale
        version = self._version = PlainLabel(f"gridcounter {__version__}", self)
        version.setObjectName("Hint")
        version.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        head = QHBoxLayout()
        head.addWidget(title)
        self._list = DropDown(self)
        self._list.setAccessibleName("设置的哪一部分")
        head.addWidget(self._list, 1)
        head.addStretch(0)
        head.addWidget(version)
        chooser = self._chooser = QWidget(self)
        flow = FlowLayout(chooser)
        self._group = QButtonGroup(self)
        self._stack, self._place = Pages(self), 0
        self.sections: list[Section] = []
        self._areas: list[QScrollArea] = []
        for kind, right in _SECTIONS:
            if right is not None and not session.may(right):
                continue
            button = QPushButton(kind.TITLE, chooser)
            button.setCheckable(True)
            button.setAccessibleName(f"设置：{kind.TITLE}")
            scroll, column = _scrolled(self._stack)
            section = kind(session, scale, column.parentWidget())
            column.addWidget(section)
            section.message.connect(self.message)
            section.opened.connect(self.opened)
            self._group.addButton(button, len(self.sections))
            flow.addWidget(button)
            self._list.addItem(kind.TITLE)
            self.sections.append(section)
            self._areas.append(scroll)
        whole = vertical(self, 16, 16)
        whole.addLayout(head)
        whole.addWidget(chooser)
        whole.addWidget(self._stack, 1)
        self._group.idClicked.connect(self._on_chosen)
        self._list.activated.connect(self._on_chosen)
        self._on_chosen(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the sections stand in a list: as buttons they would take half of it."""
        super().resizeEvent(event)
        low = is_low(self, self._scale)
        self._chooser.setVisible(not low)
        self._version.setVisible(not low)
        self._list.setVisible(low)

    @property
    def section(self) -> str:
        """The title of the section shown."""
        return self.sections[self._place].TITLE

    def show_section(self, title: str) -> None:
        """Shows this section, or the first one if this clerk may not see it."""
        self._on_chosen(next((place for place, one in enumerate(self.sections) if title == one.TITLE), 0))

    @Slot(int)
    def _on_chosen(self, place: int) -> None:
        choose(self._group.button(place))
        self._list.setCurrentIndex(place)
        self.sections[place].load()
        self._place = place
        self._stack.turn_to(self._areas[place])


def _scrolled(parent: QWidget) -> tuple[QScrollArea, QVBoxLayout]:
    """With a column for one section, which is created in it: Qt restyles a whole widget for every new parent."""
    scroll = FieldScroll(parent)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    holder = QWidget(scroll.viewport())
    column = vertical(holder, (0, 0, 8, 0))
    scroll.setWidget(holder)
    return scroll, column
