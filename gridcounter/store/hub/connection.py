"""A connection to the hub that is encrypted and proves on both sides who is there; psycopg's errors in our words."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridcounter import lazy
from gridcounter.errors import GridcounterError
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.refusals import (
    HubAnswerUnknown,
    HubBusy,
    HubCertificateWrong,
    HubDiskFull,
    HubForked,
    HubGap,
    HubLoginRefused,
    HubNotAllowed,
    HubTooMuch,
    HubUnreachable,
    LoginTaken,
)

if TYPE_CHECKING:
    import psycopg

_CONNECT_S = 10
_STATEMENT_MS = 60_000
#: Seconds without a word after which a line is tried, and between two tries; it is dead after so many.
_IDLE_S, _TRY_S, _TRIES = 20, 5, 3

#: What libpq and servers say before there is a SQLSTATE, in English: `hub check` asks for `lc_messages = C`.
_SAID: tuple[tuple[str, type[GridcounterError]], ...] = (
    ("certificate|does not match host name|does not support SSL|SSL error", HubCertificateWrong),
    ("channel binding|authentication method requirement", HubCertificateWrong),
    ("authentication failed|not permitted to log in|no pg_hba.conf entry|permission denied", HubLoginRefused),
    ('(?:role|database) ".*" does not exist', HubLoginRefused),
    ("too many (?:clients|connections)|connection slots", HubBusy),
)
_OF_STATE: dict[str, type[GridcounterError]] = {
    "GC001": HubLoginRefused,
    "GC002": HubNotAllowed,
    "GC005": HubTooMuch,
    "GC006": LoginTaken,
    "28000": HubLoginRefused,
    "28P01": HubLoginRefused,
    "42501": HubNotAllowed,
    "53100": HubDiskFull,
    "53300": HubBusy,
    "54000": HubTooMuch,
    "55P03": HubBusy,
    "57014": HubBusy,
    "40P01": HubBusy,
}
_OF_DEVICE: dict[str, type[HubForked | HubGap]] = {"GC003": HubForked, "GC004": HubGap}
#: Classes: no connection, and a server that is ended or begins.
_GONE = ("08", "57P")


def connect(access: HubAccess) -> psycopg.Connection[tuple[Any, ...]]:
    """TLS with the authority of the access alone, SCRAM bound to it. Raises what `in_our_words` makes of an error."""
    with _as_file(access.ca_pem) as authority, our_words():
        return lazy.psycopg.connect(
            host=access.host,
            port=access.port,
            dbname=access.database,
            user=access.login,
            password=access.password,
            sslmode="verify-full",
            sslrootcert=str(authority),
            sslcertmode="disable",
            gssencmode="disable",
            require_auth="scram-sha-256",
            channel_binding="require",
            connect_timeout=_CONNECT_S,
            tcp_user_timeout=_STATEMENT_MS // 2,
            options=f"-c statement_timeout={_STATEMENT_MS} -c lock_timeout={_STATEMENT_MS // 2} -c timezone=UTC",
            application_name="gridcounter",
            client_encoding="utf8",
            autocommit=True,
            prepare_threshold=None,
            keepalives_idle=_IDLE_S,
            keepalives_interval=_TRY_S,
            keepalives_count=_TRIES,
        )


def verifier_of(db: psycopg.Connection[Any], login: str, password: str) -> str:
    """What the server keeps in place of a password (SCRAM-SHA-256); made here, so that it never sees the password."""
    return db.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()


@contextlib.contextmanager
def our_words(device: str = "") -> Iterator[None]:
    """Errors of psycopg become ours, without what the server wrote; `device` is whose entries were being pushed."""
    try:
        yield
    except lazy.psycopg.Error as wrong:
        raise in_our_words(wrong, device) from None


def in_our_words(wrong: psycopg.Error, device: str = "") -> GridcounterError:
    """One of `refusals`, by the SQLSTATE; by the text where there is none, as before anybody is logged in."""
    code = wrong.sqlstate
    if code is None:
        for pattern, kind in _SAID:
            if re.search(pattern, str(wrong)):
                return kind()
        return HubUnreachable() if isinstance(wrong, lazy.psycopg.OperationalError) else HubAnswerUnknown(None)
    if code in _OF_DEVICE:
        return _OF_DEVICE[code](device)
    if code.startswith(_GONE):
        return HubUnreachable()
    return _OF_STATE[code]() if code in _OF_STATE else HubAnswerUnknown(code)


@contextlib.contextmanager
def _as_file(pem: str) -> Iterator[Path]:
    """While it connects, for libpq reads authorities from files only. Windows opens no vanishing file twice."""
    with tempfile.TemporaryDirectory(prefix="gridcounter-", ignore_cleanup_errors=True) as folder:
        path = Path(folder, "ca.pem")
        path.write_text(pem, "ascii")
        yield path
