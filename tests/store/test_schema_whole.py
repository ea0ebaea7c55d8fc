"""The tables of a new record are those that are written here, with every key and index: one is changed on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from record_builders import stores_in

if TYPE_CHECKING:
    from gridcounter.store.engine import Database

#: One library writes names one way, its next edition another.
_QUOTES = str.maketrans("[]", '""')
FROZEN = Path(__file__).parent / "schema.txt"


def schema_of(db: Database) -> str:
    """One table, index or trigger a line."""
    rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name")
    return "".join(" ".join(sql.split()).translate(_QUOTES) + "\n" for (sql,) in rows.fetchall())


def test_every_key_and_every_index_of_a_new_record_is_as_it_is_written_here(tmp_path: Path) -> None:
    with stores_in(tmp_path) as stores:
        assert schema_of(stores.db).splitlines() == FROZEN.read_text("utf-8").splitlines()
