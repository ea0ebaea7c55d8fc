"""The note of the last entries outside the record's folder, and whether the session that wrote it was closed.

Making it durable costs more than an entry, so it is written seldom. Between two of them each entry is noted in a second
file, which is not made durable: who ends the program by force and cuts its log short ends no machine.

Both are sealed with the salt of the record's first entry, which only a holder of a key can read and which a new key
does not change.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from gridcounter.core.record.journal import Head
from gridcounter.store.custody.manifest import heads_as_json, heads_from_json, is_sealed, seal_of
from gridcounter.store.engine import Database
from gridcounter.store.files import make_folder, read_text, replace_file, sync_file, sync_folder, write_over

#: Bytes of which the file for each entry has a multiple.
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class EndNote:
    """`open_since` names the session that has the record open, "" once it was closed.

    `followed`: each entry of the session is noted in a file of its own, too.
    """

    heads: Mapping[str, Head]
    open_since: str = ""
    followed: bool = False


@dataclass(frozen=True, slots=True)
class EndNotes:
    """All of `paths` are read, the first one is written."""

    paths: Sequence[Path]
    secret: bytes

    def all(self) -> list[EndNote]:
        """Those that this program wrote of this record and that can be read."""
        found = [(path, note) for path in self.paths if (note := self._read(path))]
        followers = [self._read(_follower(path, note.open_since)) for path, note in found if note.followed]
        return [note for _, note in found] + [note for note in followers if note]

    def own(self) -> EndNote | None:
        """What was last written."""
        return self._read(self.paths[0])

    def write(self, note: EndNote) -> None:
        """Only if it says something new. Raises Fault."""
        if self.own() != note:
            replace_file(self.paths[0], self._sealed(note))

    def begin_following(self, note: EndNote) -> bool:
        """Whether the file for each entry of this session could be made; it is durable, its later contents are not."""
        path = _follower(self.paths[0], note.open_since)
        with suppress(OSError):
            make_folder(path.parent)
            self.follow(note)
            sync_file(path)
            sync_folder(path.parent)
            return True
        return False

    def follow(self, note: EndNote) -> None:
        """After an entry. Raises OSError."""
        content = self._sealed(note)
        # never shorter than what it is written over: the numbers grow, and so do the devices
        write_over(_follower(self.paths[0], note.open_since), content + b" " * (-len(content) % _BLOCK))

    def end_following(self, kept: str = "") -> None:
        """Removes the files of all sessions but this one: their heads stand in the note itself."""
        for path in self.paths[0].parent.glob(_follower(self.paths[0], "*").name):
            if path != _follower(self.paths[0], kept):
                with suppress(OSError):
                    path.unlink()

    def is_whole(self) -> bool:
        """False if a session was not closed, and what was noted of each of its entries is gone."""
        note = self.own()
        if note is None or not note.followed:
            return True
        found = self._read(_follower(self.paths[0], note.open_since))
        return found is not None and found.open_since == note.open_since

    def _sealed(self, note: EndNote) -> bytes:
        values = {"heads": heads_as_json(note.heads), "open_since": note.open_since, "followed": note.followed}
        return json.dumps({"note": values, "seal": seal_of(values, self.secret)}).encode()

    def _read(self, path: Path) -> EndNote | None:
        try:
            raw = json.loads(read_text(path))
            values = raw["note"]
            if not is_sealed(values, self.secret, raw["seal"]):
                return None
            # of an earlier version: without the last
            heads, followed = heads_from_json(values["heads"]), values.get("followed") is True
            return EndNote(heads, str(values["open_since"]), followed)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def _follower(note: Path, session: str) -> Path:
    return note.with_name(f"{note.stem}-{session}.now")


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
