"""Records of earlier programs, kept byte for byte: this program opens them with unchanged contents.

`tools/old_database.py` wrote them.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import stores_in
from builders.shared_records import conflicts_if_shared

from gridcounter import __version__
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record
from gridcounter.store.custody import keys
from gridcounter.store.database import RECORD_FILE, open_database, schema_of
from gridcounter.store.engine import Database
from gridcounter.store.migrations import STEPS
from gridcounter.store.papers import kept_by

ROOT = Path(__file__).resolve().parents[3]
KEPT = ROOT / "tests" / "old_databases"
PASSPHRASE = "demonstration"  # noqa: S105  invented
NAMES = sorted(folder.name for folder in KEPT.iterdir())


@pytest.fixture(params=NAMES)
def kept(request: pytest.FixtureRequest) -> Path:
    return KEPT / str(request.param)


@pytest.fixture
def what(kept: Path) -> dict[str, Any]:
    values: dict[str, Any] = json.loads((kept / "what.json").read_text("utf-8"))
    return values


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    return shutil.copytree(kept, tmp_path / "office")


@pytest.fixture
def record(copy: Path) -> Iterator[Record]:
    opened = open_record(copy, PASSPHRASE)
    yield opened
    opened.close()


def schema_in(folder: Path) -> tuple[str, ...]:
    db = open_database(folder / RECORD_FILE, keys.unlock(folder, PASSPHRASE))
    try:
        return schema_of(db)
    finally:
        db.close()


def test_it_is_as_old_as_it_says(copy: Path, what: dict[str, Any]) -> None:
    assert schema_in(copy) == tuple(what["schema"])


def test_it_is_brought_up_to_date_and_a_copy_of_it_is_kept(record: Record, what: dict[str, Any]) -> None:
    assert set(schema_of(record.db)) == set(STEPS)
    backups = record.folder / "backups"
    assert backups.exists() == (set(what["schema"]) != set(STEPS))


def tables_of(db: Database) -> list[tuple[str, str, str | None]]:
    return list(db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall())


def test_it_has_the_tables_of_a_new_record_then(record: Record, tmp_path: Path) -> None:
    with stores_in(tmp_path) as new:
        assert tables_of(record.db) == tables_of(new.db)


def test_its_chain_holds_and_nothing_is_damaged(record: Record, what: dict[str, Any]) -> None:
    verified = record.verify()
    assert (verified.sound, verified.entries) == (True, sum(what["kinds"].values()))


def test_its_journal_still_folds_into_the_tables_it_has(record: Record) -> None:
    assert record.rebuild().changed == ()


def test_no_act_of_one_desk_is_a_conflict(record: Record) -> None:
    assert conflicts_if_shared(record.journal.all()) == []


def test_no_entry_and_no_application_is_lost(record: Record, what: dict[str, Any]) -> None:
    assert Counter(str(entry.kind) for entry in record.journal.all()) == what["kinds"]
    assert Counter(row.state for row in record.applications.recent(100)) == what["states"]


def test_its_papers_are_there_byte_for_byte(record: Record, what: dict[str, Any]) -> None:
    found = {ref: record.archive.content(digest) for what, ref, digest in kept_by(record.db) if what == "文书"}
    digests = {ref: hashlib.sha256(content or b"").hexdigest() for ref, content in found.items()}
    assert digests == what["papers"]
    assert all(content is not None and content.startswith(b"%PDF") for content in found.values())


def test_its_applications_are_found_and_opened(record: Record) -> None:
    for row in record.applications.recent(100):
        assert record.applications.by_short_code(row.short_code).id == row.id
        assert record.applications.fields(row.id)


def lacking(changelog: str, kept: dict[str, set[str]], steps: set[str], version: str) -> list[str]:
    """Released versions without a record here, or whose record is older than what the released program writes.

    ## 0.1.0 (not released)   nothing is asked yet
    ## 0.1.0 (2026-12-01)     asked
    """
    released = re.findall(r"^## (\S+) \((?!not released)", changelog, re.MULTILINE)
    late = [version] if version in released and kept.get(version, steps) != steps else []
    return [name for name in released if name not in kept] + late


def test_each_released_schema_has_a_record_here() -> None:
    kept = {name: set(json.loads((KEPT / name / "what.json").read_text("utf-8"))["schema"]) for name in NAMES}
    assert lacking((ROOT / "CHANGELOG.md").read_text("utf-8"), kept, set(STEPS), __version__) == []


def test_a_release_without_a_record_of_its_schema_is_noticed() -> None:
    one, two = {"m1"}, {"m1", "m2"}
    assert lacking("## 0.2.0 (not released)\n## 0.1.0 (2026-12-01)\n", {"0.1.0": one}, two, "0.2.0") == []
    assert lacking("## 0.2.0 (2027-03-01)\n## 0.1.0 (2026-12-01)\n", {"0.1.0": one}, two, "0.2.0") == ["0.2.0"]
    assert lacking("## 0.1.0 (2026-12-01)\n", {"0.1.0": one}, two, "0.1.0") == ["0.1.0"]
