"""What whoever runs the hub does: prepares the database, lets offices, desks and the city in.

As a superuser of the server, over whatever connection libpq makes of `dsn`; "" is that of its environment variables.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridcounter import lazy
from gridcounter.store.hub.access import HubAccess, new_city_login, new_desk_login, new_password
from gridcounter.store.hub.connection import our_words, verifier_of

if TYPE_CHECKING:
    import psycopg

SCHEMA = Path(__file__).with_name("schema.sql")
#: Of `schema.sql`.
VERSION = 1


def init(dsn: str) -> bool:
    """Prepares an empty database; False where it is prepared already. All or nothing."""
    with _as_administrator(dsn) as db, db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(hashtext('gridcounter_hub'))")
        if _one(db, "SELECT to_regnamespace('gridcounter_hub') IS NOT NULL"):
            return False
        db.execute(SCHEMA.read_bytes())
    return True


def add_office(dsn: str, code: str, host: str, port: int, ca_pem: str) -> HubAccess:
    """The office, and the login of its first desk."""
    with _as_administrator(dsn) as db, db.transaction():
        db.execute("SELECT gridcounter_hub.enter_office(%s)", [code])
        return _desk_login(db, code, host, port, ca_pem)


def add_desk_login(dsn: str, code: str, host: str, port: int, ca_pem: str) -> HubAccess:
    """One more login of an office, where none of its desks can add it."""
    with _as_administrator(dsn) as db, db.transaction():
        return _desk_login(db, code, host, port, ca_pem)


def add_city(dsn: str, host: str, port: int, ca_pem: str) -> HubAccess:
    """A login that reads the figures of all offices, and nothing else."""
    with _as_administrator(dsn) as db, db.transaction():
        login, password = new_city_login(), new_password()
        db.execute("SELECT gridcounter_hub.enter_city(%s, %s)", [login, verifier_of(db, login, password)])
        return HubAccess(host, port, db.info.dbname, "", login, password, ca_pem)


def _desk_login(db: psycopg.Connection[Any], code: str, host: str, port: int, ca_pem: str) -> HubAccess:
    login, password = new_desk_login(code), new_password()
    db.execute("SELECT gridcounter_hub.enter_desk(%s, %s, %s)", [code, login, verifier_of(db, login, password)])
    return HubAccess(host, port, db.info.dbname, code, login, password, ca_pem)


@contextlib.contextmanager
def _as_administrator(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    with our_words(), lazy.psycopg.connect(dsn, autocommit=True) as db:
        yield db


def _one(db: psycopg.Connection[Any], statement: str) -> Any:  # noqa: ANN401  a column
    row = db.execute(statement.encode()).fetchone()
    return row and row[0]
