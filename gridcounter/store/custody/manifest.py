"""The manifest of a backup, readable without the key: its last entry, and the digests of its files.

Anybody may have changed it. Its seal, made with the key, says that this program wrote the ends in it.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from gridcounter.core.record.journal import Head
from gridcounter.store.custody.keys import KEYS_FILE, contents
from gridcounter.store.files import open_regular, read_text, replace_file

MANIFEST_FILE = "backup.json"
#: Bytes; a hundred thousand entries have some hundred million. To lay a sparse file of any length costs nothing.
_LONGEST_COPY = 8 * 1024**3
_FORMAT = 1
#: Created once: `json.dumps` makes an encoder for each call.
_SORTED = json.JSONEncoder(sort_keys=True)
_MOST = 2**63 - 1
_KNOWN = {"format", "manifest", "sha256", "seal"}
_TEXTS = ("program", "key", "schema", "latest", "papers_digest")
_COUNTS = ("entries", "papers", "papers_missing")


@dataclass(frozen=True, slots=True)
class Manifest:
    """`key` distinguishes records, `latest` is the clock of the last entry.

    The papers themselves lie beside the backups; `papers_missing` of them were unreadable when this one was made.
    """

    made_at: datetime
    program: str
    key: str
    schema: str
    before_migration: bool
    entries: int
    latest: str
    heads: Mapping[str, Head]
    papers: int
    papers_digest: str
    papers_missing: int
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: its folder, and its manifest with the seal, "" in one of before there were seals."""

    folder: Path
    manifest: Manifest
    seal: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        """The folder's name, which users see and choose."""
        return self.folder.name

    @property
    def place(self) -> Path:
        """The folder that holds the copy of the papers."""
        return self.folder.parent

    def altered(self) -> tuple[str, ...]:
        """Files that are missing or differ from their digest, in Chinese; empty if all match.

        Needs no key, reads every byte.
        """
        found = []
        for name, digest in self.manifest.files.items():
            try:
                same = self._digest(name) == digest
            except OSError:
                found.append(f"{name} 缺失或读不出来")
            else:
                if not same:
                    found.append(f"{name} 与登记的校验值不符")
        return tuple(found)

    def _digest(self, name: str) -> str:
        """No more is read than such a file can have: a false one may have any length. Raises OSError."""
        if name == KEYS_FILE:
            return hashlib.sha256(contents(self.folder)).hexdigest()
        if (self.folder / name).stat().st_size > _LONGEST_COPY:
            raise OSError(errno.EFBIG, "no copy of a record")
        return digest_of_file(self.folder / name)


def backups_in(place: Path) -> list[Backup]:
    """The newest first, by the journal's clock, which does not go back when the computer's does.

    The order is what the manifests say, and anybody may have written them: `own_backups` proves it with the key.
    """
    found = [backup for folder in _folders(place) if (backup := read_backup(folder)) is not None]
    return newest_first(found)


def newest_first(backups: Iterable[Backup]) -> list[Backup]:
    """By the clock of the last entry that each manifest names."""
    return sorted(backups, key=lambda one: (one.manifest.latest, one.manifest.made_at, one.name), reverse=True)


def unreadable_in(place: Path) -> list[str]:
    """Folders that are no longer valid backups."""
    return [folder.name for folder in _folders(place) if read_backup(folder) is None]


def read_backup(folder: Path) -> Backup | None:
    """None if the manifest is missing, incomplete, malformed, or of a newer program."""
    try:
        raw = json.loads(read_text(folder / MANIFEST_FILE))
        text = raw["manifest"]
        if raw["format"] != _FORMAT or raw["sha256"] != checksum_of(text) or set(raw) - _KNOWN:
            return None
        return Backup(folder, _strictly(text), _unbroken(raw.get("seal", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_manifest(folder: Path, manifest: Manifest, key: bytes | None) -> None:
    """Writes `backup.json` with a checksum of its own; the file is replaced whole.

    With the key it gets a seal: not where others may have written what stands in it.
    """
    values = _as_json(manifest)
    whole = {
        "format": _FORMAT,
        "manifest": values,
        "sha256": checksum_of(values),
        "seal": _with_checksum(seal_of(values, key)) if key else "",
    }
    replace_file(folder / MANIFEST_FILE, json.dumps(whole, indent=1).encode())


def digest_of(papers: Iterable[str]) -> str:
    """One SHA-256 for a whole list of paper digests, so that the manifest stays short."""
    return hashlib.sha256("\n".join(sorted(set(papers))).encode()).hexdigest()


def digest_of_file(path: Path) -> str:
    """SHA-256 in hex, read in portions. Raises OSError."""
    with open_regular(path) as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _folders(place: Path) -> list[Path]:
    """Without those that we do not make: a name with a line break would forge a line where backups are listed."""
    try:
        named = (path for path in place.iterdir() if path.name.isprintable() and not path.name.startswith("."))
        return sorted(path for path in named if path.is_dir())
    except (OSError, ValueError):  # a path with a NUL is a ValueError
        return []


def checksum_of(value: object) -> str:
    """SHA-256 in hex of the value as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def seal_of(value: object, secret: bytes) -> str:
    """HMAC-SHA256 in hex of the value as JSON with sorted keys, under a key derived from the secret for this alone."""
    return sealed_text(value, sealing_key(secret))[1]


def sealing_key(secret: bytes) -> bytes:
    """By which `seal_of` seals under this secret."""
    return hmac.digest(secret, b"gridcounter heads", "sha256")


def sealed_text(value: object, sealing: bytes) -> tuple[str, str]:
    """The value as JSON with sorted keys, and its seal under such a key: both are written after each entry."""
    written = _SORTED.encode(value)
    return written, hmac.digest(sealing, written.encode(), "sha256").hex()


def is_sealed(value: object, secret: bytes, seal: object) -> bool:
    """True if this seal of the value was made with this secret."""
    return isinstance(seal, str) and hmac.compare_digest(seal_of(value, secret).encode(), seal.encode())


def manifest_is_sealed(backup: Backup, key: bytes) -> bool:
    """True if a holder of the key wrote the manifest as it is."""
    return is_sealed(_as_json(backup.manifest), key, backup.seal)


def fingerprint(key: bytes) -> str:
    """Identifies the record of a backup; reveals nothing about the key, which is random."""
    return hashlib.sha256(b"gridcounter backup" + key).hexdigest()[:16]


def heads_as_json(heads: Mapping[str, Head]) -> dict[str, list[object]]:
    """Device to number and hash."""
    return {device: [head.seq, head.hash] for device, head in heads.items()}


def heads_from_json(values: object) -> dict[str, Head]:
    """Raises ValueError, TypeError for anything but what `heads_as_json` makes."""
    if not isinstance(values, dict):
        raise TypeError("no heads")
    heads = {}
    for device, (seq, digest) in values.items():
        if type(seq) is not int or not 1 <= seq <= _MOST or not isinstance(digest, str):
            raise ValueError("no head")
        heads[device] = Head(seq, digest)
    return heads


def moment_from_json(value: object) -> datetime:
    """Raises ValueError, TypeError for anything but a moment with its zone."""
    if not isinstance(value, str):
        raise TypeError("no moment")
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("no zone")
    return moment


def _as_json(manifest: Manifest) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(manifest, name) for name in Manifest.__slots__}
    return values | {"made_at": manifest.made_at.isoformat(), "heads": heads_as_json(manifest.heads)}


def _with_checksum(seal: str) -> str:
    """So that damage of the disk in the seal is noticed as in any other part of a backup."""
    return f"{seal} {checksum_of(seal)}"


def _unbroken(text: str) -> str:
    """Raises ValueError for a seal that differs from its checksum."""
    seal, _, _ = text.partition(" ")
    if text and text != _with_checksum(seal):
        raise ValueError("damaged")
    return seal


def _strictly(text: dict[str, Any]) -> Manifest:
    """Raises ValueError, TypeError, KeyError for a value of the wrong type."""
    files = text["files"]
    if (
        not all(isinstance(text[name], str) for name in _TEXTS)
        or not all(type(text[name]) is int and 0 <= text[name] <= _MOST for name in _COUNTS)
        or not isinstance(text["before_migration"], bool)
        or not all(isinstance(digest, str) and _is_plain(name) for name, digest in files.items())
    ):
        raise ValueError("malformed")
    read = {"heads": heads_from_json(text["heads"]), "made_at": moment_from_json(text["made_at"])}
    return Manifest(**(text | read))


def _is_plain(name: str) -> bool:
    """True for the name of a file in the folder itself."""
    return name not in {"", ".", ".."} and not set(name) & {"/", "\\", ":", "\0"}
