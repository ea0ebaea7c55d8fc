"""The note of the last entries outside the record's folder, and whether the session that wrote it was closed.

It is sealed with the salt of the record's first entry, which only a holder of a key can read and which a new key does
not change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.record.journal import Head
from gridcounter.store.custody.manifest import heads_as_json, heads_from_json, is_sealed, seal_of
from gridcounter.store.engine import Database
from gridcounter.store.files import read_text, replace_file


@dataclass(frozen=True, slots=True)
class EndNote:
    """`open_since` names the session that has the record open, "" once it was closed."""

    heads: Mapping[str, Head]
    open_since: str = ""


@dataclass(frozen=True, slots=True)
class EndNotes:
    """All of `paths` are read, the first one is written."""

    paths: Sequence[Path]
    secret: bytes

    def all(self) -> list[EndNote]:
        """Those that this program wrote of this record and that can be read."""
        return [note for path in self.paths if (note := self._read(path))]

    def own(self) -> EndNote | None:
        """What was last written."""
        return self._read(self.paths[0])

    def write(self, note: EndNote) -> None:
        """Only if it says something new. Raises Fault."""
        if self.own() != note:
            values = {"heads": heads_as_json(note.heads), "open_since": note.open_since}
            whole = {"note": values, "seal": seal_of(values, self.secret)}
            replace_file(self.paths[0], json.dumps(whole).encode())

    def _read(self, path: Path) -> EndNote | None:
        try:
            raw = json.loads(read_text(path))
            values = raw["note"]
            if not is_sealed(values, self.secret, raw["seal"]):
                return None
            return EndNote(heads_from_json(values["heads"]), str(values["open_since"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def notes_of(db: Database, folder: Path, folders: Sequence[Path]) -> EndNotes:
    """The notes of this record in these folders. Its first entry names it through restores and new keys; outside its
    own folder a copy of it is another record.
    """
    row = db.execute("SELECT hash, salt FROM journal ORDER BY place LIMIT 1").fetchone()
    first, salt = row or ("", b"")
    own = folder.resolve()
    names = [f"{first} {'' if place.resolve().is_relative_to(own) else own}" for place in folders]
    paths = [
        place / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.json"
        for place, name in zip(folders, names, strict=True)
    ]
    return EndNotes(paths, bytes(salt or b""))
