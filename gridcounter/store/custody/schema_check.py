"""What stands in a record beside its journal, and decides what the program does with it: whether it is as this program
made it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from functools import cache

from gridcounter.store.database import RECORD_FILE, migrate, plainly
from gridcounter.store.engine import Database, over, sqlcipher3
from gridcounter.store.journal.table_integrity import is_other_device
from gridcounter.store.signing import fits_its_entry

# a trigger may have the name of a table. SQLite's own tables of statistics come and go; nothing else is left out,
# whatever it is called
_SHAPE = (
    "SELECT type || ' ' || name, tbl_name || ' ' || coalesce(sql, '') FROM sqlite_master "
    "WHERE NOT (type = 'table' AND name IN ('sqlite_sequence', 'sqlite_stat1', 'sqlite_stat4'))"
)


def altered_in(db: Database) -> tuple[str, ...]:
    """Each difference as a sentence; empty without any."""
    with plainly(RECORD_FILE):
        found = []
        here, shipped = dict(db.execute(_SHAPE).fetchall()), _shipped()
        unlike = sorted({one.partition(" ")[2] for one in {*here, *shipped} if here.get(one) != shipped.get(one)})
        if unlike:
            found.append(f"{RECORD_FILE}：表或触发器 {'、'.join(unlike)} 与程序建立的不同，可能有人改过")
        if is_other_device(db):
            found.append(f"{RECORD_FILE}：登记编号用的设备与最后一条登记的不同，可能有人改过")
        if not fits_its_entry(db):
            found.append(f"{RECORD_FILE}：签名密钥与台账里登记的不符，可能有人换过")
        return tuple(found)


@cache
def _shipped() -> Mapping[str, str]:
    with closing(over(sqlcipher3.connect(":memory:"))) as db:
        migrate(db)
        return dict(db.execute(_SHAPE).fetchall())
