"""Paths of the shipped data (from source, installed and frozen), and of a user's record.

No other module looks them up.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from platformdirs import user_cache_path, user_config_path, user_data_path

#: The folders of shipped data; pyproject.toml puts the same ones into the wheel.
SHIPPED = ("resources", "forms", "docs/manual")

_LAST_SEEN = "last-seen"
#: As `gridcounter.settings` names it.
_SETTINGS = "settings.json"

_PACKAGE = Path(__file__).resolve().parent

#: Records of this process whose settings are to lie in their own folder.
_ON_A_STICK: set[Path] = set()


def shipped(folder: str) -> Path:
    """Inside the package when installed or frozen, beside it in a checkout."""
    inside = _PACKAGE / folder
    return inside if inside.is_dir() else _PACKAGE.parent / folder


def policies() -> Path:
    """The folder of the shipped packs, one folder for each place."""
    return shipped("resources") / "policies"


def checked_packs() -> Path:
    """Notes of packs that passed their check, so that a later start need not check them."""
    return user_cache_path("gridcounter", appauthor=False) / "checked-packs"


def calendars() -> Path:
    """The folder of the shipped year files."""
    return shipped("resources") / "calendars"


def own_calendars() -> Path:
    """Years added on this machine, for commands that open no record."""
    return user_data_path("gridcounter", appauthor=False) / "calendars"


def forms() -> Path:
    """The folder of the form definitions."""
    return shipped("forms")


def manual() -> Path:
    """The manual's books, which F1 opens."""
    return shipped("docs/manual")


def icons() -> Path:
    """Arrow icons, which a style sheet can only name as files."""
    return shipped("resources") / "icons"


def passphrase_words() -> Path:
    """The words from which a passphrase is drawn, one on each line."""
    return shipped("resources") / "passphrase_words.txt"


def typical_entries() -> Path:
    """Invented entries of the journal, to which boxes at the hub are compressed."""
    return shipped("resources") / "typical_entries.txt"


def demo_applications() -> Path:
    """Invented applications, one for each place."""
    return shipped("resources") / "demo"


def office_record() -> Path:
    """The record that window and command line open if no other folder is given."""
    return user_data_path("gridcounter", appauthor=False) / "office"


def last_seen(record: Path) -> tuple[Path, ...]:
    """Where the last entries of a record are noted: always in this user's settings, so that one who replaces the
    record's folder does not replace the note with it. A record on a stick, with the settings in its own folder, takes
    a second one along.
    """
    outside, beside = user_config_path("gridcounter") / _LAST_SEEN, record / _LAST_SEEN
    return (outside, beside) if _on_a_stick(record) else (outside,)


def open_window(record: Path) -> Path | None:
    """The file by which a second start finds the window over this record; None for a record on a stick.

    It is named after the record's folder, which it does not tell.
    """
    if _on_a_stick(record):
        return None
    name = hashlib.sha256(str(record.resolve()).encode()).hexdigest()[:16]
    return user_config_path("gridcounter") / "open" / name


def _on_a_stick(record: Path) -> bool:
    return record in _ON_A_STICK or (record / _SETTINGS).exists()


def keep_beside(record: Path) -> None:
    """Keeps a note of this record beside it too, also before the first run has written the settings there."""
    _ON_A_STICK.add(record.absolute())


def demo_record() -> Path:
    """The record of the demonstration, in the user's data folder."""
    return user_data_path("gridcounter", appauthor=False) / "demo"


def passing_demo() -> Path:
    """The record of a demonstration that leaves nothing behind: it lies where the system keeps what is temporary."""
    whose = hashlib.sha256(str(Path.home()).encode()).hexdigest()[:8]  # of several users of one computer
    return Path(tempfile.gettempdir()) / f"gridcounter-demo-{whose}"


def known_offices() -> Path:
    """The offices and keys of which this user has seen figures: with the settings, where no file from outside lies."""
    return user_config_path("gridcounter") / "known-offices.json"
