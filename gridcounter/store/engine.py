"""SQLCipher under sqlite-utils, registered only here, before sqlite-utils is first imported.

sqlite-utils prefers a module named `pysqlite3` if it exists. SQLCipher's exceptions are not sqlite3's, so without this
sqlite-utils would miss them: creating a missing column or an index with a taken name would fail, and a failing query
would leave its transaction open.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, cast

import sqlcipher3
import sqlcipher3.dbapi2

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)

from sqlite_utils import Database, Migrations  # noqa: E402  only after the registration above
from sqlite_utils import utils as _inner  # noqa: E402

if sys.modules[_inner.OperationalError.__module__] is not sqlcipher3.dbapi2:
    # it would work until the first error, which would leave a transaction open
    raise ImportError("sqlite_utils was imported before gridcounter.store.engine")

DatabaseError = sqlcipher3.dbapi2.DatabaseError
IntegrityError = sqlcipher3.dbapi2.IntegrityError
OperationalError = sqlcipher3.dbapi2.OperationalError

if TYPE_CHECKING:
    import sqlite3

__all__ = ["Database", "DatabaseError", "IntegrityError", "Migrations", "OperationalError", "over", "sqlcipher3"]


def over(connection: sqlcipher3.Connection) -> Database:
    """A connection in the hands of sqlite-utils, and of no plugin for it that is installed beside this program."""
    # SQLCipher's connection has the methods of sqlite3's, but is not a subclass
    return Database(cast("sqlite3.Connection", connection), execute_plugins=False)
