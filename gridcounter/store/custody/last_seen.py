"""Ends of the journal that were seen before, and whether the record still holds them.

An earlier file in place of today's is sound in itself: only what was noted elsewhere shows that entries are gone.
What is kept for that holds devices, numbers and hashes alone. It can be read without the key, and is believed only if
it was sealed with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from gridcounter.core.record.acts import read
from gridcounter.core.record.journal import Act, Entry, Head, Kind
from gridcounter.core.record.of_office import (
    DeviceHead,
    KeyRenewed,
    RecordMoved,
    RecordRestored,
    RollbackFound,
    SeenHead,
    ends_in,
)
from gridcounter.core.record.soundness import BEGINS_ANEW
from gridcounter.store.custody.backup import BACKUPS
from gridcounter.store.custody.last_entry_note import EndNote, notes_of
from gridcounter.store.custody.manifest import Backup, fingerprint, heads_as_json, heads_from_json, is_sealed, seal_of
from gridcounter.store.custody.own_backups import ends_in_file, own_backups_in
from gridcounter.store.custody.places import OnNetworkShare, answers, refuse_network_share
from gridcounter.store.database import RECORD_FILE, DiskRefused, RecordDamaged, open_database, plainly
from gridcounter.store.engine import Database
from gridcounter.store.files import read_text
from gridcounter.store.journal.append import Journal
from gridcounter.store.journal.entries import Entries
from gridcounter.store.journal.given_up import is_given_up

#: What is known of the second place while it is away, among the backups.
SECOND_FILE = "second.json"

Where = Literal["backups", "second", "computer"]


@dataclass(frozen=True, slots=True)
class Seen:
    """The end of a device, as seen in a copy; `latest` is the clock of that copy, "" if unknown."""

    device: str
    head: Head
    where: Where
    latest: str = ""

    def as_contents(self) -> SeenHead:
        """For the entry of a rollback."""
        return SeenHead(device=self.device, seq=self.head.seq, hash=self.head.hash, where=self.where)


def seen_before(folder: Path, key: bytes, notes: Iterable[EndNote]) -> list[Seen]:
    """From backups and second place, of this key only, and from the notes; what cannot be read is left out."""
    found = list(_in_backups(folder / BACKUPS, key, "backups"))
    second = _second(folder, key)
    if second:
        found += [Seen(device, head, "second", second.latest) for device, head in second.heads.items()]
        if _may_be_asked(second.place):
            found += _in_backups(second.place, key, "second")
    for note in notes:
        found += [Seen(device, head, "computer") for device, head in note.heads.items()]
    return list(dict.fromkeys(found))


def missing_in(db: Database, seen: Sequence[Seen]) -> list[Seen]:
    """What was seen, and neither stands in the record nor is explained by an act on record.

    One for each device and place where it was seen.
    """
    record = _Devices(db)
    lacking = [
        one
        for one in seen
        if record.hash_at(one.device, one.head.seq) != one.head.hash and not is_given_up(db, one.device, one.head)
    ]
    if not lacking:
        return []
    explained = _Explained(db)
    found: dict[tuple[str, Where, bool], Seen] = {}
    for one in sorted(lacking, key=lambda lack: lack.head.seq):
        changed = record.hash_at(one.device, one.head.seq) is not None
        if not explained.by_an_act(one, record, changed=changed):
            # of entries that are gone the last one counts, of changed ones the first
            which = one.device, one.where, changed
            found[which] = found.get(which, one) if changed else one
    return list(found.values())


def unclosed_in(db: Database, journal: Journal, note: EndNote | None) -> str:
    """The session that may have entered more under this device than the record holds, as its note was not closed.

    "" without one, and once it is on record. For a record whose log is gone: with its log it holds all that was
    entered, however the program ended.
    """
    if note is None or not note.open_since or journal.device not in note.heads:
        return ""
    with plainly(RECORD_FILE):
        acts = map(read, Entries(db).of_office([Kind.ROLLBACK_FOUND]))
        known = {act.unclosed for act in acts if isinstance(act, RollbackFound)}
    return "" if note.open_since in known else note.open_since


def enter_rollback(
    db: Database, journal: Journal, missing: Sequence[Seen], taken: Iterable[str], unclosed: str = ""
) -> Entry:
    """Takes a new device and enters what was found, together: no number is given a second time."""
    here = journal.heads()
    act = RollbackFound(
        seen=tuple(one.as_contents() for one in missing),
        here=tuple(DeviceHead(device=device, seq=head.seq, hash=head.hash) for device, head in here.items()),
        unclosed=unclosed,
    )
    with plainly(RECORD_FILE), db.atomic():
        journal.begin_anew({*here, *taken})
        return journal.append(Act(Kind.ROLLBACK_FOUND, act.model_dump(mode="json"), ""))


def abandoned(folder: Path, key: bytes, backup: Backup, folders: Sequence[Path]) -> list[DeviceHead]:
    """The ends that a return of the record to this backup gives up, for its entry."""
    with suppress(RecordDamaged, DiskRefused):  # the restore itself says what is wrong with the backup
        with closing(open_database(backup.folder / RECORD_FILE, key, reading=True, one_file=True)) as db:
            seen = seen_before(folder, key, notes_of(db, folder, folders).all(Entries(db).heads()))
        seen += _in_backups(backup.place, key, "backups")
        present = ends_in_file(folder / RECORD_FILE, key)
        seen += [Seen(device, head, "computer") for device, head in (present[1] if present else {}).items()]
        kept = backup.manifest.heads
        gone = {(one.device, one.head.seq, one.head.hash) for one in seen if _beyond(one.head, kept.get(one.device))}
        return [DeviceHead(device=device, seq=seq, hash=digest) for device, seq, digest in sorted(gone)]
    return []


def second_note(place: Path, key: bytes, latest: str, heads: Mapping[str, Head]) -> dict[str, object]:
    """What is kept of the second place besides what the window shows; see SECOND_FILE."""
    values: dict[str, object] = {
        "place": str(place),
        "key": fingerprint(key),
        "latest": latest,
        "heads": heads_as_json(heads),
    }
    return values | {"seal": seal_of(values, key)}


@dataclass(frozen=True, slots=True)
class _Second:
    place: Path
    latest: str
    heads: Mapping[str, Head]


def _second(folder: Path, key: bytes) -> _Second | None:
    """None as well for one that others wrote: nothing asks for a place that they name."""
    try:
        raw = json.loads(read_text(folder / BACKUPS / SECOND_FILE))
        values = {name: raw[name] for name in ("place", "key", "latest", "heads")}
        if not is_sealed(values, key, raw["seal"]):
            return None
        return _Second(Path(values["place"]), str(values["latest"]), heads_from_json(values["heads"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _may_be_asked(place: Path) -> bool:
    """False for a network share, and for a disk that does not answer: the record opens without it."""
    with suppress(OnNetworkShare, OSError, RuntimeError):  # the last for links that lead round in a circle
        if answers(place):
            refuse_network_share(place)
            return True
    return False


def _in_backups(place: Path, key: bytes, where: Where) -> Iterator[Seen]:
    for backup in own_backups_in(place, key):
        for device, head in backup.manifest.heads.items():
            yield Seen(device, head, where, backup.manifest.latest)


def _beyond(head: Head, kept: Head | None) -> bool:
    return kept is None or head.seq > kept.seq or (head.seq == kept.seq and head.hash != kept.hash)


class _Devices:
    """Where the entries of each device stand: it wrote them one after the other, and ended when the next began."""

    def __init__(self, db: Database) -> None:
        self._db = db
        #: Device -> place and number of its last entry; an index for this would cost every entry a page.
        self.ends: dict[str, tuple[int, int]] = {}
        if db.execute("SELECT 1 FROM head WHERE elsewhere LIMIT 1").fetchone():
            rows = db.execute("SELECT device, max(place), max(seq) FROM journal GROUP BY device ORDER BY 2 DESC")
            self.ends = {device: (last, seq) for device, last, seq in rows}
            self.writing = next(iter(self.ends), "")
            return
        place = 2**63 - 1
        sql = "SELECT place, device, seq FROM journal WHERE place <= ? ORDER BY place DESC LIMIT 1"
        while row := db.execute(sql, [place]).fetchone():
            last, device, seq = row
            self.ends.setdefault(device, (last, seq))
            place = last - max(seq, 1)
        self.writing = next(iter(self.ends), "")

    def hash_at(self, device: str, seq: int) -> str | None:
        """The hash of this entry; None without one."""
        if device not in self.ends or not 1 <= seq <= self.ends[device][1]:
            return None
        place, last = self.ends[device]
        at = "SELECT hash FROM journal WHERE place = ? AND device = ? AND seq = ?"
        row = self._db.execute(at, [place - (last - seq), device, seq]).fetchone()
        # rows of one device that do not stand together are found all the same, by reading all
        row = row or self._db.execute("SELECT hash FROM journal WHERE device = ? AND seq = ?", [device, seq]).fetchone()
        return str(row[0]) if row else None

    def ended_by(self, device: str) -> Entry | None:
        """The act with which the device after it began, which says so: it writes no more."""
        following = Entries(self._db).after(self.ends[device][0])
        return following if following is not None and following.kind in BEGINS_ANEW else None


class _Explained:
    """What acts on record say of entries that are not in it."""

    def __init__(self, db: Database) -> None:
        self._gone: dict[str, int] = {}
        self._silent = ""
        for entry in Entries(db).of_office(BEGINS_ANEW):
            match read(entry):
                case RecordRestored(given_up=None):
                    self._silent = entry.hlc
                case RecordRestored(given_up=heads) | RollbackFound(seen=heads):
                    for one in heads or ():
                        self._gone[one.device] = min(one.seq, self._gone.get(one.device, one.seq))

    def by_an_act(self, seen: Seen, record: _Devices, *, changed: bool) -> bool:
        """True if it is on record that this is gone, however much more of it turns up later."""
        if changed:
            return self._gone.get(seen.device, seen.head.seq + 1) <= seen.head.seq
        if seen.device in record.ends:
            ended = record.ended_by(seen.device)
            return ended is not None and self._beyond_the_end(seen, read(ended))
        # a restore of a version that did not note them gave up all that was copied before it
        return seen.device in self._gone or "" < seen.latest <= self._silent

    def _beyond_the_end(self, seen: Seen, act: object) -> bool:
        """True for what was written behind the end that this act names, if it says that there was more."""
        ends = ends_in(act)
        if ends is None:  # of a version that did not note them; a renewed key gave nothing up even then
            return not isinstance(act, KeyRenewed)
        # what stands behind it was written by the copy that stayed where it was
        if isinstance(act, RecordRestored | RecordMoved) or seen.device in self._gone:
            return seen.head.seq > max((one.seq for one in ends if one.device == seen.device), default=0)
        return False
