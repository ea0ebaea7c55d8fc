"""What whoever runs the hub does: prepares the database, lets offices, desks and the city in.

As a superuser of the server, over whatever connection libpq makes of `dsn`; "" is that of its environment variables.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, LiteralString

from gridcounter import lazy
from gridcounter.store.hub.access import HubAccess, HubAddress, new_city_login, new_desk_login, new_password
from gridcounter.store.hub.connection import our_words, verifier_of
from gridcounter.store.hub.refusals import (
    ConnectionTextWrong,
    DatabaseNotEmpty,
    ForeignSchema,
    HubNewer,
    HubOlder,
    HubServerUnreachable,
    NoHub,
    NotSuperuser,
    OfficeThere,
    OfficeUnknown,
    ServerTooOld,
)

if TYPE_CHECKING:
    import psycopg

_SCHEMA = Path(__file__).with_name("schema.sql")
#: Of `schema.sql`.
VERSION = 1
_OLDEST = 13
_CONNECT_S = 10
_OF_OTHERS = (
    "SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema') "
    "AND n.nspname NOT LIKE 'pg\\_toast%' AND n.nspname NOT LIKE 'pg\\_temp%')"
)
_OWNED = (
    "SELECT to_regclass('gridcounter_hub.hub') IS NOT NULL AND "
    "pg_get_userbyid(nspowner) = 'gridcounter_owner' FROM pg_namespace WHERE nspname = 'gridcounter_hub'"
)
#: What is done with a new access before it counts; if that fails, nobody was let in.
Keep = Callable[[HubAccess], object]


def init(dsn: str) -> bool:
    """Prepares an empty database; False where it is prepared already. All or nothing.

    Raises NotSuperuser, ServerTooOld, DatabaseNotEmpty, ForeignSchema, HubOlder, HubNewer.
    """
    with as_administrator(dsn) as db, db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(hashtext('gridcounter_hub'))")
        if one(db, "SELECT to_regnamespace('gridcounter_hub') IS NOT NULL"):
            _refuse_other(db)
            return False
        if one(db, _OF_OTHERS):
            raise DatabaseNotEmpty
        db.execute(_SCHEMA.read_bytes())
    return True


def add_office(dsn: str, code: str, address: HubAddress, keep: Keep = lambda _: None) -> HubAccess:
    """The office, and the login of its first desk. Raises OfficeThere too."""
    with _hub(dsn) as db:
        if _is_there(db, code):
            raise OfficeThere(code)
        db.execute("SELECT gridcounter_hub.enter_office(%s)", [code])
        return _desk_login(db, code, address, keep)


def add_desk_login(dsn: str, code: str, address: HubAddress, keep: Keep = lambda _: None) -> HubAccess:
    """One more login of an office, where none of its desks can add it. Raises OfficeUnknown too."""
    with _hub(dsn) as db:
        if not _is_there(db, code):
            raise OfficeUnknown(code)
        return _desk_login(db, code, address, keep)


def add_city(dsn: str, address: HubAddress, keep: Keep = lambda _: None) -> HubAccess:
    """A login that reads the figures of all offices, and nothing else."""
    with _hub(dsn) as db:
        login, password = new_city_login(), new_password()
        db.execute("SELECT gridcounter_hub.enter_city(%s, %s)", [login, verifier_of(db, login, password)])
        return _kept(HubAccess(address.host, address.port, db.info.dbname, "", login, password, address.ca_pem), keep)


@contextlib.contextmanager
def as_administrator(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of a superuser. Raises HubServerUnreachable, ConnectionTextWrong, NotSuperuser, ServerTooOld."""
    try:
        db = lazy.psycopg.connect(dsn, autocommit=True, connect_timeout=_CONNECT_S, application_name="gridcounter hub")
    except lazy.psycopg.ProgrammingError:
        raise ConnectionTextWrong from None
    except (lazy.psycopg.Error, UnicodeError):
        raise HubServerUnreachable from None
    with our_words(), db:
        if db.info.server_version < _OLDEST * 10_000:
            raise ServerTooOld(db.info.server_version // 10_000)
        if not one(db, "SELECT rolsuper FROM pg_roles WHERE rolname = session_user"):
            raise NotSuperuser
        yield db


def one(db: psycopg.Connection[Any], statement: LiteralString) -> Any:  # noqa: ANN401  a column
    """The first column of the first row; None without a row."""
    row = db.execute(statement).fetchone()
    return row and row[0]


@contextlib.contextmanager
def _hub(dsn: str) -> Iterator[psycopg.Connection[Any]]:
    """In one transaction. Raises NoHub, and as `init`."""
    with as_administrator(dsn) as db, db.transaction():
        if not one(db, "SELECT to_regnamespace('gridcounter_hub') IS NOT NULL"):
            raise NoHub
        _refuse_other(db)
        yield db


def _refuse_other(db: psycopg.Connection[Any]) -> None:
    if not one(db, _OWNED):
        raise ForeignSchema
    version = one(db, "SELECT version FROM gridcounter_hub.hub")
    if version is None:
        raise ForeignSchema
    if version != VERSION:
        raise HubNewer if version > VERSION else HubOlder


def _is_there(db: psycopg.Connection[Any], code: str) -> bool:
    return db.execute("SELECT FROM gridcounter_hub.office WHERE code = %s", [code]).fetchone() is not None


def _desk_login(db: psycopg.Connection[Any], code: str, address: HubAddress, keep: Keep) -> HubAccess:
    login, password = new_desk_login(code), new_password()
    db.execute("SELECT gridcounter_hub.enter_desk(%s, %s, %s)", [code, login, verifier_of(db, login, password)])
    return _kept(HubAccess(address.host, address.port, db.info.dbname, code, login, password, address.ca_pem), keep)


def _kept(access: HubAccess, keep: Keep) -> HubAccess:
    """Read once more as a desk will: a name of a database that it would refuse is found before anybody is let in."""
    keep(HubAccess.from_json(access.to_json()))
    return access
