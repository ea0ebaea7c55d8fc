"""The manifest of a backup, readable without the key: its last entry, and the digests of its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gridcounter.core.record.journal import Head
from gridcounter.store.files import replace_file

MANIFEST_FILE = "backup.json"
_FORMAT = 1


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
    """One backup: its folder, and its manifest."""

    folder: Path
    manifest: Manifest

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
                same = digest_of_file(self.folder / name) == digest
            except OSError:
                found.append(f"{name} 缺失或读不出来")
            else:
                if not same:
                    found.append(f"{name} 与登记的校验值不符")
        return tuple(found)


def backups_in(place: Path) -> list[Backup]:
    """The newest first, by the journal's clock, which does not go back when the computer's does."""
    found = [backup for folder in _folders(place) if (backup := read_backup(folder)) is not None]
    return sorted(found, key=lambda one: (one.manifest.latest, one.manifest.made_at, one.name), reverse=True)


def unreadable_in(place: Path) -> list[str]:
    """Folders that are no longer valid backups."""
    return [folder.name for folder in _folders(place) if read_backup(folder) is None]


def read_backup(folder: Path) -> Backup | None:
    """None if the manifest is missing, incomplete, or of a newer program."""
    try:
        raw = json.loads((folder / MANIFEST_FILE).read_text("utf-8"))
        text = raw["manifest"]
        if raw["format"] != _FORMAT or raw["sha256"] != checksum_of(text):
            return None
        heads = {device: Head(*head) for device, head in text["heads"].items()}
        made_at = datetime.fromisoformat(text["made_at"])
        return Backup(folder, Manifest(**(text | {"heads": heads, "made_at": made_at})))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes `backup.json` with a checksum of its own; the file is replaced whole."""
    values: dict[str, Any] = {name: getattr(manifest, name) for name in Manifest.__slots__}
    values["made_at"] = manifest.made_at.isoformat()
    values["heads"] = {device: [head.seq, head.hash] for device, head in manifest.heads.items()}
    whole = {"format": _FORMAT, "manifest": values, "sha256": checksum_of(values)}
    replace_file(folder / MANIFEST_FILE, json.dumps(whole, indent=1).encode())


def digest_of(papers: Iterable[str]) -> str:
    """One SHA-256 for a whole list of paper digests, so that the manifest stays short."""
    return hashlib.sha256("\n".join(sorted(set(papers))).encode()).hexdigest()


def digest_of_file(path: Path) -> str:
    """SHA-256 in hex, read in portions. Raises OSError."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.is_dir() and not path.name.startswith("."))
    except OSError:
        return []


def checksum_of(value: object) -> str:
    """SHA-256 in hex of the value as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
