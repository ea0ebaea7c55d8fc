"""Applies fonts, translation, palette and style sheet."""

from __future__ import annotations

from collections.abc import MutableMapping

from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QLibraryInfo, QLocale, QSize, Qt, QTranslator
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from gridcounter import paths
from gridcounter.bootstrap import face_files
from gridcounter.desktop.kit.ime_guard import ImeGuard
from gridcounter.desktop.kit.length_limits import Lengths
from gridcounter.desktop.kit.theme import BODY, DARK, LIGHT, Scale, Tokens, palette, shade, style_sheet
from gridcounter.settings import Theme

#: What the title of a window says that is about no one thing.
PROGRAM = "用电报装受理台"
#: Height of a window manager's title bar, in pixels.
_TITLE = 40
#: What is smaller in either direction was no place of a window.
_LEAST = 100
_families: list[str] = []
#: The property of the application with the style sheet that its windows wear.
_SHEET = "windowSheet"
_HALF_LIGHT = 128
_LEFT_IN_ENGLISH = {
    "&Look in:": "位置(&I)：",
    "Files of &type:": "文件类型(&T)：",
    "Page &Set:": "页面(&S)：",
    "Folder": "文件夹",
    "Directory:": "文件夹：",  # Qt says 目录, here and in the next
    "Directories": "文件夹",
    "Size": "大小",  # Qt says 体积
}


class Untranslated(QTranslator):
    """Translates texts of dialogs on Linux that Qt's own Chinese translation leaves in English or says oddly."""

    def isEmpty(self) -> bool:  # noqa: N802  Qt's name
        """False: Qt drops a translator that is empty."""
        return False

    def translate(self, _context: str, text: str, _source: str | None = None, _n: int = -1) -> str | None:
        """None if another translator should answer."""
        return _LEFT_IN_ENGLISH.get(text)


def use_shipped_input_method(environment: MutableMapping[str, str]) -> None:
    """Sets the input method before the application is created: fcitx5 is used through its ibus interface.

    No fcitx plugin ships with the program, and Debian's does not load into its Qt.
    """
    asked = environment.get("QT_IM_MODULE") or environment.get("XMODIFIERS", "").removeprefix("@im=")
    if asked.startswith("fcitx"):
        environment["QT_IM_MODULE"] = "ibus"
        environment.pop("QT_IM_MODULES", None)


def show_whole(window: QWidget) -> None:
    """Shows the window maximised if the screen is too small for it, title bar included."""
    room = window.screen().availableSize()
    if window.width() > room.width() or window.height() + _TITLE > room.height():
        # the size that it takes when it is made smaller again
        window.resize(window.size().boundedTo(room - QSize(0, _TITLE)))
        window.showMaximized()
    else:
        window.show()


def show_in_place(window: QWidget, place: str) -> None:
    """Shows the window where it was closed, as far as the screen has room; `place` as `place_of` gave it, or empty."""
    usual = window.size()
    if not window.restoreGeometry(QByteArray.fromHex(place.encode())) or min(window.size().toTuple()) < _LEAST:
        window.resize(usual)
        show_whole(window)
        return
    room = window.screen().availableSize()
    window.resize(window.size().boundedTo(room))
    window.show()


def place_of(window: QWidget) -> str:
    """Size and place, for the settings."""
    return window.saveGeometry().toHex().toStdString()


def tokens_of(theme: Theme) -> Tokens:
    """SYSTEM gives the dark tokens if the desktop is dark."""
    if theme is Theme.SYSTEM:
        dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if theme is Theme.DARK else LIGHT


def current_tokens(widget: QWidget) -> Tokens:
    """The tokens in use, for a widget that did not get them from its parent."""
    return DARK if widget.palette().window().color().lightness() < _HALF_LIGHT else LIGHT


def own_icon(name: str, tokens: Tokens) -> QIcon:
    """The one of this name in `resources/icons`; a second file there is for a button that is checked."""
    plain, checked = (paths.icons() / f"{part}_{shade(tokens)}.svg" for part in (name, f"{name}_on"))
    icon = QIcon(str(plain))
    if checked.is_file():
        icon.addFile(str(checked), QSize(), QIcon.Mode.Normal, QIcon.State.On)
    return icon


def apply_theme(application: QApplication, tokens: Tokens, scale: Scale) -> None:
    """The first call also loads fonts and translation, so that Chinese shows on a Linux without Chinese fonts."""
    if not _families:
        for path in face_files():
            number = QFontDatabase.addApplicationFont(str(path))
            _families.extend(QFontDatabase.applicationFontFamilies(number))
        translator = QTranslator(application)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if translator.load(QLocale("zh_CN"), "qtbase", "_", folder):
            application.installTranslator(translator)
        application.installTranslator(Untranslated(application))
        QIcon.setThemeSearchPaths([str(paths.icons() / "themes"), *QIcon.themeSearchPaths()])
        application.setWindowIcon(QIcon(str(paths.icons() / "gridcounter.svg")))
        application.setDesktopFileName("gridcounter")
        application.setStyle("Fusion")
        ImeGuard(application)
        Lengths(application)
    sheet, before = style_sheet(tokens, scale), _sheet(application)
    # Qt restyles every widget, even for the same style sheet
    if sheet == before:
        return
    application.setProperty(_SHEET, sheet)
    face = QFont(_families or application.font().families())
    face.setPixelSize(scale.px(BODY))
    application.setFont(face)
    for window in application.topLevelWidgets():
        # Qt tells them later: what is built in them until then would keep the size that the text had before
        QCoreApplication.sendEvent(window, QEvent(QEvent.Type.ApplicationFontChange))
    application.setPalette(palette(tokens))
    # the style asks the theme for the signs of files and folders in a list; other themes remain for what it lacks
    QIcon.setThemeName(f"gridcounter-{shade(tokens)}")
    for window in application.topLevelWidgets():
        if before and window.styleSheet() == before:
            window.setStyleSheet(sheet)


def apply_style(part: QWidget) -> None:
    """Gives a window the style sheet, now and at each later change, or a part of a window that is built again for each.

    Its children inherit it: call this before they are created. Nothing happens below a part that has it already. A
    style sheet of the application instead would take Qt eight times as long to change.
    """
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        return
    sheet, above = _sheet(application), part.parentWidget()
    while above is not None and above.styleSheet() != sheet:
        above = above.parentWidget()
    if above is None:
        part.setStyleSheet(sheet)


def _sheet(application: QApplication) -> str:
    return str(application.property(_SHEET) or "")


def mark_primary(button: QPushButton, *, on: bool) -> None:
    """Makes it the green button of its page, or a plain one."""
    name = "Primary" if on else ""
    if button.objectName() != name:
        button.setObjectName(name)
        button.style().unpolish(button)
        button.style().polish(button)
