"""Colours as named tokens, and the only style sheet, built from them. Contrast: text at least 4.5 : 1."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtGui import QColor, QPalette

from gridcounter import paths

#: Size of body text in pixels, at 100 %.
BODY = 14
#: Line height of the shipped font, relative to its size.
_LINE = 1.45
#: How far Qt sets the text of a table's cell in from its padding.
_INSET = 3


@dataclass(frozen=True, slots=True)
class Tokens:
    """One palette of colours, each as #rrggbb; light and dark are two of them."""

    app: str
    surface: str
    sunken: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_soft: str
    on_accent: str
    ok: str
    ok_soft: str
    warn: str
    warn_soft: str
    danger: str
    danger_soft: str
    info: str
    info_soft: str


LIGHT = Tokens(
    app="#F4F6F5",
    surface="#FFFFFF",
    sunken="#EBF0ED",
    border="#D3DCD7",
    text="#1A2420",
    muted="#55655E",
    faint="#6F7E77",
    accent="#0A6A57",
    accent_soft="#DFF0EA",
    on_accent="#FFFFFF",
    ok="#1C7038",
    ok_soft="#E3F2E7",
    warn="#8A5000",
    warn_soft="#FBF0DC",
    danger="#AE241C",
    danger_soft="#FBE8E6",
    info="#1B5AA0",
    info_soft="#E4EEF9",
)

DARK = Tokens(
    app="#151B18",
    surface="#1D2521",
    sunken="#121714",
    border="#35423C",
    text="#E6EDE9",
    muted="#A6B5AE",
    faint="#8B9B93",
    accent="#4FBFA5",
    accent_soft="#17392F",
    on_accent="#0C1613",
    ok="#6CC98A",
    ok_soft="#17321F",
    warn="#E5B055",
    warn_soft="#3A2C10",
    danger="#F28B82",
    danger_soft="#40201D",
    info="#8AB8EE",
    info_soft="#17293F",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Text sizes in pixels at a percentage of the base."""

    percent: int = 100

    def px(self, size: float) -> int:
        """A base size in pixels, scaled and rounded."""
        return round(size * self.percent / 100)

    @property
    def line(self) -> int:
        """The line height of body text in the shipped font."""
        return math.ceil(self.px(BODY) * _LINE)


def palette(tokens: Tokens) -> QPalette:
    """The Qt palette of these tokens; disabled text is faint."""
    found = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, tokens.app),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.surface),
        (roles.AlternateBase, tokens.sunken),
        (roles.Text, tokens.text),
        (roles.Button, tokens.surface),
        (roles.ButtonText, tokens.text),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.PlaceholderText, tokens.faint),
        (roles.ToolTipBase, tokens.surface),
        (roles.ToolTipText, tokens.text),
        (roles.Link, tokens.accent),
    ):
        found.setColor(role, QColor(colour))
    for role in (roles.Text, roles.ButtonText, roles.WindowText):
        found.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return found


def style_sheet(t: Tokens, scale: Scale) -> str:
    """What font, size and palette do not set. No rule for all widgets: Qt would compute the style of each.

    A later rule of the same weight wins: the focus ring comes after the controls.
    """
    return "".join(part(t, scale) for part in (_named, _controls, _views, _focus, _status, _dialogs))


def shade(tokens: Tokens) -> str:
    """The end of the names of icons: `light` or `dark`."""
    return "dark" if tokens is DARK else "light"


def _named(t: Tokens, scale: Scale) -> str:
    """Widgets by object name, and the tones of a label."""
    px = scale.px
    return f"""
QMainWindow, QDialog, #Page {{ background: {t.app}; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
#Rail {{ background: {t.sunken}; border-right: 1px solid {t.border}; }}
#Rail QPushButton {{ background: transparent; border: 0; border-radius: 6px; min-height: 0; text-align: left;
    padding: {px(8)}px {px(12)}px; color: {t.muted}; }}
#Rail QPushButton[narrow="true"] {{ padding: {px(8)}px 0; text-align: center; }}
#Rail QPushButton[narrow="true"][low="true"] {{ padding: {px(3)}px 0; }}
#Rail QPushButton:hover {{ background: {t.surface}; }}
#Rail QPushButton:checked {{ background: {t.accent_soft}; color: {t.accent}; font-weight: 600; }}
#Title {{ font-size: {px(20)}px; font-weight: 600; }}
#Section {{ font-size: {px(16)}px; font-weight: 600; }}
#Hint {{ color: {t.muted}; font-size: {px(12)}px; }}
#Problem {{ color: {t.danger}; font-size: {px(12)}px; }}
QLabel[tone="ok"] {{ color: {t.ok}; }}
QLabel[tone="warn"], #Hint[tone="warn"], #Problem[tone="warn"] {{ color: {t.warn}; }}
#Hint[tone="info"] {{ color: {t.info}; }}
QLabel[stage] {{ border-radius: 6px; padding: {px(3)}px {px(8)}px; font-size: {px(12)}px; }}
QLabel[stage="done"] {{ color: {t.ok}; background: {t.ok_soft}; }}
QLabel[stage="now"] {{ color: {t.accent}; background: {t.accent_soft}; font-weight: 600; }}
QLabel[stage="later"] {{ color: {t.muted}; background: {t.sunken}; }}
#Figure {{ font-size: {px(28)}px; font-weight: 600; }}
#Card {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 6px; }}
#Bar {{ background: {t.info_soft}; border-radius: 6px; padding: {px(8)}px; }}
#Trouble {{ background: {t.danger_soft}; border-radius: 6px; padding: {px(8)}px; color: {t.danger}; }}
#TroubleBar {{ background: {t.danger_soft}; border-bottom: 1px solid {t.border}; }}
#TroubleText {{ color: {t.danger}; }}
#Good {{ color: {t.ok}; font-size: {px(12)}px; }}
#Code {{ font-size: {px(20)}px; font-weight: 600; background: {t.sunken}; border-radius: 6px; padding: {px(12)}px; }}
"""


def _controls(t: Tokens, scale: Scale) -> str:
    """Buttons, fields, check boxes."""
    px, icons, signs = scale.px, paths.icons().as_posix(), shade(t)
    return f"""
QPushButton {{ background: {t.surface}; border: 1px solid {t.border}; border-radius: 6px;
    padding: {px(6)}px {px(16)}px; min-height: {scale.line}px; }}
QPushButton, QCheckBox, QToolButton, QTabBar {{ outline: 0; }}
QPushButton:hover {{ border-color: {t.accent}; }}
QPushButton:checked {{ background: {t.accent_soft}; border-color: {t.accent}; color: {t.accent}; font-weight: 600; }}
QPushButton:disabled {{ color: {t.faint}; background: {t.sunken}; }}
QPushButton#Primary {{ background: {t.accent}; border-color: {t.accent}; color: {t.on_accent}; font-weight: 600; }}
QPushButton#Primary:disabled {{ background: {t.faint}; border-color: {t.faint}; }}
QPushButton#Link {{ background: transparent; border: 2px solid transparent; padding: {px(2) - 1}px 0;
    color: {t.accent}; text-align: left; }}
QPushButton#Link:hover {{ text-decoration: underline; }}
QPushButton#GuidanceLine {{ padding: {px(2)}px {px(8)}px; text-align: left; }}
QLineEdit, QComboBox, QPlainTextEdit, QSpinBox, QDateEdit {{ background: {t.surface}; border: 1px solid {t.border};
    border-radius: 6px; padding: {px(5)}px {px(8)}px; min-height: {scale.line}px;
    selection-background-color: {t.accent}; }}
QTableView {{ icon-size: {px(16)}px; }}
QLineEdit > #Sign {{ border: 0; background: transparent; padding: 0; }}
QLineEdit:read-only {{ background: {t.sunken}; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border};
    border-radius: 0; padding: {px(4)}px; outline: 0; selection-background-color: {t.accent_soft};
    selection-color: {t.accent}; qproperty-spacing: {px(2)}; }}
QComboBox::drop-down {{ border: 0; width: {px(24)}px; }}
QComboBox::down-arrow, QSpinBox::down-arrow {{ image: url("{icons}/down_{signs}.svg"); width: {px(12)}px;
    height: {px(12)}px; }}
QSpinBox::up-arrow {{ image: url("{icons}/up_{signs}.svg"); width: {px(12)}px; height: {px(12)}px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: 0; background: transparent; width: {px(24)}px; }}
QSpinBox QLineEdit {{ border: 0; padding: 0 {px(6)}px; min-height: 0; background: transparent; }}
QCheckBox::indicator {{ width: {px(14)}px; height: {px(14)}px; border: 1px solid {t.faint}; border-radius: 3px;
    background: {t.surface}; margin-left: 2px; }}
QCheckBox::indicator:checked {{ border-color: {t.accent}; background: {t.accent};
    image: url("{icons}/check_{signs}.svg"); }}
QCheckBox::indicator:disabled {{ border-color: {t.border}; background: {t.sunken}; }}
QCheckBox::indicator:checked:disabled {{ border-color: {t.faint}; background: {t.faint}; }}
QPushButton::menu-indicator {{ image: url("{icons}/down_{signs}.svg"); width: {px(12)}px; height: {px(12)}px;
    subcontrol-position: right center; right: {px(6)}px; }}
"""


def _views(t: Tokens, scale: Scale) -> str:
    """Lists, tables, tabs, menus, bars."""
    px, icons, signs = scale.px, paths.icons().as_posix(), shade(t)
    return f"""
QTableView, QListView, QTextBrowser, QTreeView {{ background: {t.surface}; border: 1px solid {t.border};
    border-radius: 6px; outline: 0; gridline-color: {t.border}; alternate-background-color: {t.app}; }}
QTextBrowser {{ padding: {px(4)}px {px(8)}px; }}
QTableView::item, QListWidget::item {{ padding: {px(6)}px; border-bottom: 1px solid {t.border}; }}
QTableView::item:selected, QListWidget::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QHeaderView::section {{ background: {t.app}; color: {t.muted}; border: 0; border-bottom: 1px solid {t.border};
    padding: {px(8)}px {px(6)}px {px(8)}px {px(6) + _INSET}px; }}
QTabBar::tab {{ background: {t.app}; border: 1px solid {t.border}; border-bottom: 0; padding: {px(7)}px {px(16)}px;
    border-top-left-radius: 6px; border-top-right-radius: 6px; }}
QTabBar[low="true"]::tab {{ padding: {px(2)}px {px(16)}px; }}
QTabBar::tab:selected {{ background: {t.surface}; color: {t.accent}; font-weight: 600; }}
QTabBar::close-button {{ image: url("{icons}/close_{signs}.svg"); border-radius: 4px; }}
QTabBar > CloseButton {{ min-width: {px(16)}px; min-height: {px(16)}px; }}
QTabBar::close-button:hover {{ background: {t.border}; }}
QTabBar::scroller {{ width: {px(24)}px; }}
QTabBar QToolButton {{ background: {t.surface}; border: 1px solid {t.border}; }}
QTabBar QToolButton::left-arrow {{ image: url("{icons}/left_{signs}.svg"); }}
QTabBar QToolButton::right-arrow {{ image: url("{icons}/right_{signs}.svg"); }}
QTabWidget::pane {{ border: 0; }}
QTabBar {{ qproperty-drawBase: 0; }}
#DayCalendar {{ background: {t.surface}; border: 1px solid {t.border}; }}
QCalendarWidget QAbstractItemView {{ background: {t.surface}; border: 0; }}
QCalendarWidget QAbstractItemView::item {{ padding: 0; border: 0; }}
QCalendarWidget QAbstractItemView:focus {{ border: 0; }}
#DayCalendar QPushButton#Turn {{ background: transparent; border: 1px solid transparent;
    padding: {px(2)}px {px(8)}px; }}
#DayCalendar QPushButton#Turn:hover {{ border-color: {t.accent}; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.border}; }}
QMenu::item {{ padding: {px(6)}px {px(16)}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.accent}; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 0; border: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 0; border: 0; }}
QScrollBar::handle {{ background: {t.border}; border-radius: {px(4)}px; margin: 1px; min-height: {px(32)}px;
    min-width: {px(32)}px; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent;
    width: 0; height: 0; border: 0; }}
QProgressBar {{ background: {t.border}; border: 0; border-radius: {px(4)}px; min-height: {px(8)}px;
    max-height: {px(8)}px; }}
QProgressBar::chunk {{ background: {t.accent}; width: {px(8)}px; margin: 0; }}
QToolTip {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.border}; }}
QScrollArea {{ border: 0; background: transparent; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
"""


def _status(t: Tokens, scale: Scale) -> str:
    """The status bar."""
    px = scale.px
    return f"""
QStatusBar {{ background: {t.sunken}; color: {t.muted}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ color: {t.muted}; font-size: {px(12)}px; padding: 0 {px(12)}px; }}
QStatusBar QPushButton#Link {{ font-size: {px(12)}px; padding: 0 {px(4)}px; min-height: 0; }}
"""


def _focus(t: Tokens, scale: Scale) -> str:
    """A focus ring on each class of control: the padding shrinks by the added border, so that nothing moves."""
    px = scale.px
    ring = f"border: 2px solid {t.accent};"
    return f"""
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QSpinBox:focus, QDateEdit:focus {{ {ring}
    padding: {px(5) - 1}px {px(8) - 1}px; }}
QSpinBox QLineEdit:focus {{ border: 0; padding: 0 {px(6)}px; }}
QPushButton:focus {{ {ring} padding: {px(6) - 1}px {px(16) - 1}px; }}
QPushButton#Primary:focus {{ border: 4px double {t.on_accent}; padding: {px(6) - 3}px {px(16) - 3}px; }}
QPushButton#Link:focus {{ {ring} padding: {px(2) - 1}px 0; }}
QPushButton#GuidanceLine:focus {{ {ring} padding: {px(2) - 1}px {px(8) - 1}px; }}
#Rail QPushButton:focus {{ {ring} padding: {px(8) - 2}px {px(12) - 2}px; }}
#Rail QPushButton[narrow="true"]:focus {{ padding: {px(8) - 2}px 0; }}
#Rail QPushButton[narrow="true"][low="true"]:focus {{ padding: {px(3) - 2}px 0; }}
QCheckBox {{ border: 2px solid transparent; }}
QCheckBox:focus {{ {ring} border-radius: 4px; }}
QTabBar::tab:focus {{ {ring} padding: {px(7) - 1}px {px(16) - 1}px; }}
QTabBar[low="true"]::tab:focus {{ padding: {px(2) - 1}px {px(16) - 1}px; }}
QAbstractScrollArea:focus, #Code:focus {{ {ring} }}
"""


def _dialogs(t: Tokens, _scale: Scale) -> str:
    """Signs of message boxes and of Qt's own file dialog, in place of those of the style."""
    icons, signs = paths.icons().as_posix(), shade(t)

    def sign(of: str, name: str) -> str:
        return f'{of}-icon: url("{icons}/{name}_{signs}.svg");'

    boxes = "".join(sign(f"messagebox-{kind}", kind) for kind in ("warning", "question", "critical", "information"))
    files = {
        "directory": "folder",
        "directory-closed": "folder",
        "directory-open": "folder",
        "directory-link": "folder",
        "home": "folder",
        "desktop": "folder",
        "file": "file",
        "file-link": "file",
        "harddisk": "drive",
        "computer": "computer",
        "network": "computer",
        "backward": "left",
        "forward": "right",
        "leftarrow": "left",
        "rightarrow": "right",
        "filedialog-parent-directory": "up",
        "filedialog-new-directory": "new_folder",
        "filedialog-listview": "list",
        "filedialog-detailedview": "details",
    }
    return f"""
QMessageBox {{ {boxes} }}
QFileDialog {{ {"".join(sign(of, name) for of, name in files.items())} }}
"""
