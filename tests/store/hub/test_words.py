"""Whatever psycopg says becomes one of our sentences, without what the server wrote."""

from __future__ import annotations

import psycopg
import pytest

from gridcounter.errors import GridcounterError
from gridcounter.store.hub import refusals
from gridcounter.store.hub.connection import in_our_words

#: What a server may write: an address, a login, a value.
SAID = 'on "10.1.2.3" for "gc_hall01_5f": Key (name)=(secret)'
OF_STATES: dict[str, type[GridcounterError]] = {
    "GC001": refusals.HubLoginRefused,
    "GC002": refusals.HubNotAllowed,
    "GC003": refusals.HubForked,
    "GC004": refusals.HubGap,
    "GC005": refusals.HubTooMuch,
    "GC006": refusals.LoginTaken,
    "08006": refusals.HubUnreachable,
    "28P01": refusals.HubLoginRefused,
    "40P01": refusals.HubBusy,
    "42501": refusals.HubNotAllowed,
    "42883": refusals.HubAnswerUnknown,
    "53100": refusals.HubDiskFull,
    "53200": refusals.HubAnswerUnknown,
    "53300": refusals.HubBusy,
    "54000": refusals.HubTooMuch,
    "55P03": refusals.HubBusy,
    "57014": refusals.HubBusy,
    "57P01": refusals.HubUnreachable,
    "57P02": refusals.HubUnreachable,
    "57P03": refusals.HubUnreachable,
    "XX001": refusals.HubAnswerUnknown,
}
#: Before anybody is logged in there is a text and nothing else, as libpq and the server write it.
OF_TEXTS: dict[str, type[GridcounterError]] = {
    'connection to server at "h", port 1 failed: Connection refused': refusals.HubUnreachable,
    "failed to resolve host 'h': [Errno -2] Name or service not known": refusals.HubUnreachable,
    "connection timeout expired": refusals.HubUnreachable,
    "server closed the connection unexpectedly": refusals.HubUnreachable,
    "FATAL:  the database system is starting up": refusals.HubUnreachable,
    "SSL error: certificate verify failed": refusals.HubCertificateWrong,
    'server certificate for "a" does not match host name "b"': refusals.HubCertificateWrong,
    "server does not support SSL, but SSL was required": refusals.HubCertificateWrong,
    "channel binding is required, but server did not offer an authentication method": refusals.HubCertificateWrong,
    'authentication method requirement "scram-sha-256" failed': refusals.HubCertificateWrong,
    'FATAL:  password authentication failed for user "x"': refusals.HubLoginRefused,
    'FATAL:  role "x" is not permitted to log in': refusals.HubLoginRefused,
    'FATAL:  database "x" does not exist': refusals.HubLoginRefused,
    'FATAL:  permission denied for database "x"': refusals.HubLoginRefused,
    'FATAL:  no pg_hba.conf entry for host "h", user "u", database "d", SSL encryption': refusals.HubLoginRefused,
    'FATAL:  too many connections for role "x"': refusals.HubBusy,
    "FATAL:  sorry, too many clients already": refusals.HubBusy,
}


def told(wrong: psycopg.Error) -> GridcounterError:
    made = in_our_words(wrong, "1f2e3d4c")
    for part in ("10.1.2.3", "gc_hall01", "secret"):
        assert part not in str(made)
    return made


@pytest.mark.parametrize("state", OF_STATES)
def test_a_state_of_the_server_has_its_own_sentence(state: str) -> None:
    wrong = psycopg.Error(SAID)
    wrong.sqlstate = state
    made = told(wrong)
    assert type(made) is OF_STATES[state]
    if isinstance(made, refusals.HubForked | refusals.HubGap):
        assert made.device in str(made)
    if isinstance(made, refusals.HubAnswerUnknown):
        assert state in str(made)


@pytest.mark.parametrize("text", OF_TEXTS)
def test_a_text_without_a_state_is_read(text: str) -> None:
    assert type(told(psycopg.OperationalError(f"{text} {SAID}"))) is OF_TEXTS[text]


def test_what_is_neither_is_not_claimed_to_be_anything() -> None:
    assert type(told(psycopg.InterfaceError(SAID))) is refusals.HubAnswerUnknown
    assert type(told(psycopg.DataError(SAID))) is refusals.HubAnswerUnknown
