"""Where the record of a desk lies: a copy of its folder that is opened elsewhere must not write as the same device.

The file keeps a random word for each place where it was opened, and the note outside the folder has the same word. A
place is this computer, this user and this folder: none of them alone tells a copied folder, a copied disk and a stick
apart that is carried to and fro, whose places are known after the first time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sys
from contextlib import suppress
from pathlib import Path

from gridcounter.core.record.journal import Act, Kind
from gridcounter.core.record.of_office import DeviceHead, RecordMoved
from gridcounter.store.custody.last_entry_note import EndNotes
from gridcounter.store.engine import Database
from gridcounter.store.files import read_text
from gridcounter.store.journal.append import Journal

if sys.platform == "win32":
    import winreg

_MACHINE_ID = Path("/etc/machine-id")


def is_moved(db: Database, notes: EndNotes) -> bool:
    """True if the record was bound, and not here. A computer that can keep no note is taken at its word."""
    if db.execute("SELECT 1 FROM bound LIMIT 1").fetchone() is None:
        return False
    word = bound_here(db, notes)
    if not word:
        return True
    noted = notes.bound()
    return notes.can_be_written() if noted is None else noted != word


def bind(db: Database, notes: EndNotes) -> None:
    """In the caller's transaction; the note follows with the next entry, or is written when the record was opened."""
    db.execute("DELETE FROM bound WHERE place = ?", [_place(notes)])
    db.execute("INSERT INTO bound (place, word) VALUES (?, ?)", [_place(notes), secrets.token_hex(16)])


def bound_here(db: Database, notes: EndNotes) -> str:
    """The word for this place; "" if the record was never bound here."""
    row = db.execute("SELECT word FROM bound WHERE place = ?", [_place(notes)]).fetchone()
    return "" if row is None else str(row[0])


def enter_moved(journal: Journal) -> None:
    """Takes a new device and says where the one before ended, in the caller's transaction."""
    here = journal.heads()
    ends = tuple(DeviceHead(device=device, seq=head.seq, hash=head.hash) for device, head in here.items())
    journal.begin_anew(here)
    journal.append(Act(Kind.RECORD_MOVED, RecordMoved(ends=ends).model_dump(mode="json"), ""))


def _place(notes: EndNotes) -> str:
    """The note's path names user and folder. Without the record nobody tells from it which computer that was."""
    return hmac.new(notes.secret, f"{_machine()}\n{notes.paths[0]}".encode(), hashlib.sha256).hexdigest()


def _machine() -> str:
    """As the system calls this computer; "" where it does not say so."""
    if sys.platform == "win32":
        with (
            suppress(OSError),
            winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography", access=winreg.KEY_READ
            ) as key,
        ):
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return ""
    with suppress(OSError, ValueError):
        return read_text(_MACHINE_ID).strip()
    return ""
