"""The note of the last entries in the user's settings, and whether the session that wrote it was closed.

There is one for each folder that this record was opened in, named by its first entry and the folder as it was asked
for: a link in its place changes nothing. What was seen in another folder counts for the devices that the record knows.

Making it durable costs more than an entry, so it is written seldom. Between two of them each entry is noted in a second
file, which is not made durable: who ends the program by force and cuts its log short ends no machine.

Both are sealed with the salt of the record's first entry, which only a holder of a key can read and which a new key
does not change.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from gridcounter.core.record.journal import Head
from gridcounter.errors import Fault
from gridcounter.store.custody.manifest import heads_as_json, heads_from_json, is_sealed, sealed_text, sealing_key
from gridcounter.store.engine import Database
from gridcounter.store.files import make_folder, read_text, replace_file, sync_file, sync_folder, write_over
from gridcounter.store.journal.entries import Entries

_JOINED = (
    "SELECT hash, salt FROM journal WHERE hlc = "
    "(SELECT min(hlc) FROM desk WHERE signs_with = (SELECT signs_with FROM desk_key))"
)
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
    #: By how often the key was renewed: the number of the wrap for the passphrase that the record named last.
    wraps: Mapping[int, int] = field(default_factory=lambda: {0: 1})
    #: The word that the record keeps for this place; see `binding`.
    bound: str = ""


@dataclass(frozen=True, slots=True)
class EndNotes:
    """`paths` are written, the first in the user's settings; `former` are read too, and `elsewhere` are those of this
    record in other folders.
    """

    paths: Sequence[Path]
    secret: bytes
    former: Sequence[Path] = ()
    elsewhere: Sequence[Path] = ()
    _sealing: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_sealing", sealing_key(self.secret))

    def all(self, known: Collection[str] = ()) -> list[EndNote]:
        """Those that this program wrote of this record and that can be read; `known` are the record's devices."""
        found = self._with_followers((*self.paths, *self.former))
        others = self._with_followers(self.elsewhere)
        return found + [replace(one, heads={of: one.heads[of] for of in known if of in one.heads}) for one in others]

    def generation(self, renewed: int) -> int:
        """The highest number of a wrap that any of them names for the key that was `renewed` so often, or 1."""
        return self.generations().get(renewed, 1)

    def generations(self) -> dict[int, int]:
        """As `generation`, for each key that any of them names: an older file may come back under an older key."""
        found: dict[int, int] = {}
        for note in self._with_followers((*self.paths, *self.former, *self.elsewhere)):
            for renewed, generation in note.wraps.items():
                found[renewed] = max(generation, found.get(renewed, 1))
        return found

    def own(self) -> EndNote | None:
        """What was last written: the furthest, and of two that are as far the one that was closed."""
        found = self._furthest()
        return found[1] if found else None

    def bound(self) -> str | None:
        """The word that the note of this place has for the record; None without a note."""
        found = self._read(self.paths[0])
        return None if found is None else found.bound

    def can_be_written(self) -> bool:
        """Whether a note can be kept in this user's settings at all."""
        with suppress(OSError):
            make_folder(self.paths[0].parent)
            with tempfile.TemporaryFile(dir=self.paths[0].parent):
                return True
        return False

    def write(self, note: EndNote) -> None:
        """Only where it says something new. Raises Fault, after trying each of them."""
        refused: Fault | None = None
        for path in self.paths:
            if self._read(path) != note:
                try:
                    replace_file(path, self._sealed(note))
                except Fault as wrong:
                    refused = refused or wrong
        if refused:
            raise refused

    def begin_following(self, note: EndNote) -> bool:
        """Whether files for each entry of this session could be made; durable ones, their later contents are not."""
        with suppress(OSError):
            for path in self.paths:
                make_folder(path.parent)
            self.follow(note)
            for path in self.paths:
                sync_file(_follower(path, note.open_since))
                sync_folder(path.parent)
            return True
        return False

    def follow(self, note: EndNote) -> None:
        """After an entry. Raises OSError."""
        content = self._sealed(note)
        for path in self.paths:
            # never shorter than what it is written over: the numbers grow, and so do the devices
            write_over(_follower(path, note.open_since), content + b" " * (-len(content) % _BLOCK))

    def end_following(self, kept: str = "") -> None:
        """Removes the files of all sessions but this one: their heads stand in the note itself."""
        for path in self.paths:
            for left in path.parent.glob(_follower(path, "*").name):
                if left != _follower(path, kept):
                    with suppress(OSError):
                        left.unlink()

    def is_whole(self) -> bool:
        """False if a session was not closed, and what was noted of each of its entries is gone."""
        furthest = self._furthest()
        if furthest is None or not furthest[1].followed:
            return True
        path, note = furthest
        found = self._read(_follower(path, note.open_since))
        return found is not None and found.open_since == note.open_since

    def _furthest(self) -> tuple[Path, EndNote] | None:
        found = [(path, note) for path in (*self.paths, *self.former) if (note := self._read(path))]
        return max(found, key=lambda one: (_length(one[1]), not one[1].open_since), default=None)

    def _with_followers(self, paths: Iterable[Path]) -> list[EndNote]:
        found = [(path, note) for path in paths if (note := self._read(path))]
        followers = [self._read(_follower(path, note.open_since)) for path, note in found if note.followed]
        return [note for _, note in found] + [note for note in followers if note]

    def _sealed(self, note: EndNote) -> bytes:
        values: dict[str, object] = {
            "heads": heads_as_json(note.heads),
            "open_since": note.open_since,
            "followed": note.followed,
            "wraps": sorted(note.wraps.items()),
            "bound": note.bound,
        }
        written, seal = sealed_text(values, self._sealing)
        return f'{{"note": {written}, "seal": "{seal}"}}'.encode()

    def _read(self, path: Path) -> EndNote | None:
        try:
            raw = json.loads(read_text(path))
            values = raw["note"]
            if not is_sealed(values, self.secret, raw["seal"]):
                return None
            # of an earlier version: without the last three, or with a single wrap
            heads, followed = heads_from_json(values["heads"]), values.get("followed") is True
            wraps = {int(key): int(generation) for key, generation in values.get("wraps", [values.get("wrap", (0, 1))])}
            return EndNote(heads, str(values["open_since"]), followed, wraps, str(values.get("bound", "")))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


@lru_cache(maxsize=16)
def _follower(note: Path, session: str) -> Path:
    return note.with_name(f"{note.stem}-{session}.now")


def notes_of(db: Database, folder: Path, folders: Sequence[Path]) -> EndNotes:
    """The notes of this record, the first of these folders in the user's settings. Its first entry names it through
    restores and new keys; where that came from another desk, with which it is shared, its own first entry.
    """
    first, salt = _first_entry(db)
    outside, beside, *_ = *folders, folder / folders[0].name
    record, asked, real = _named(f"{first} "), os.path.normcase(folder.absolute()), os.path.normcase(folder.resolve())
    own, behind_links = (outside / f"{record}-{_named(place)[:16]}.json" for place in (asked, real))
    # as earlier versions named them
    former = [outside / f"{_named(f'{first} {folder.resolve()}')}.json", beside / f"{record}.json"]
    paths = (own, *(former[1:] if len(folders) > 1 else []))
    read = [path for path in (behind_links, *former) if path not in paths]
    elsewhere = sorted({*outside.glob(f"{record}-{'?' * 16}.json")} - {*paths, *read})
    return EndNotes(paths, bytes(salt or b""), read, elsewhere)


def _first_entry(db: Database) -> tuple[str, bytes | None]:
    row = db.execute("SELECT hash, salt, device FROM journal ORDER BY place LIMIT 1").fetchone()
    if row is not None and row[2] in Entries(db).elsewhere():  # desks on one computer have notes of their own
        row = db.execute(_JOINED).fetchone() or row
    return ("", b"") if row is None else (str(row[0]), row[1])


def _length(note: EndNote) -> int:
    return sum(head.seq for head in note.heads.values())


def _named(what: str) -> str:
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:32]
