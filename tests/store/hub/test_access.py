"""The text by which a desk finds the hub: read strictly, and its password shown nowhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders.hub_server import Authority
from hypothesis import given
from hypothesis import strategies as st

from gridcounter.store.hub.access import HubAccess, new_city_login, new_desk_login, new_password
from gridcounter.store.hub.refusals import AccessUnreadable

PEM = Authority.new().pem
ACCESS = HubAccess("hub.example.cn", 5432, "gridcounter", "hall01", new_desk_login("hall01"), new_password(), PEM)
WRITTEN: dict[str, Any] = json.loads(ACCESS.to_json())
KEY = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"


@pytest.mark.parametrize("host", ["hub", "hub.example.cn", "10.1.2.3", "fe80::1"])
@pytest.mark.parametrize(
    ("office", "login"), [("hall01", new_desk_login("hall01")), ("", new_city_login())], ids=["desk", "city"]
)
def test_what_is_written_is_read(host: str, office: str, login: str) -> None:
    access = HubAccess(host, 65535, "gridcounter", office, login, new_password(), PEM)
    assert HubAccess.from_json(access.to_json()) == access


def test_the_password_is_in_the_text_and_in_no_other_words_of_it() -> None:
    assert ACCESS.password in ACCESS.to_json()
    assert ACCESS.password not in repr(ACCESS) + str(ACCESS)


#: Instead of what is there.
HOSTILE: list[dict[str, Any]] = [
    *({"host": host} for host in ("", "a,b", "/run", "a b", "host=evil", "-x", "@abstract", "x" * 300, 7, None, "h\n")),
    *({"port": port} for port in (0, -1, 65536, "5432", 54.5, True)),
    *({"database": name} for name in ("", "postgresql://evil/", "a=b", "a b", "x" * 64, "库")),
    *({"office": code} for code in ("Hall", "x", "1a", "a-b", "a" * 21)),
    *({"login": login} for login in ("", "Postgres", "a b", "x" * 64)),
    *({"password": word} for word in ("", "short", "x" * 201, "secret\nsecret secret", "口令口令口令口令口令口令")),
    *({"ca_pem": pem} for pem in ("", "no certificate", PEM + KEY, PEM[:-40], "证书", "x" * 70_000)),
    *({"format": name} for name in ("gridcounter-hub/2", "")),
    {"more": "x"},
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))  # by number: a certificate in a name is another each time
def test_a_text_with_anything_else_in_it_is_refused(number: int) -> None:
    changed = HOSTILE[number]
    with pytest.raises(AccessUnreadable) as raised:
        HubAccess.from_json(json.dumps(WRITTEN | changed))
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("name", WRITTEN)
def test_nothing_may_be_missing(name: str) -> None:
    with pytest.raises(AccessUnreadable):
        HubAccess.from_json(json.dumps({key: value for key, value in WRITTEN.items() if key != name}))


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(AccessUnreadable):
        HubAccess.from_json(text)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 20_000, "\ud800", "x" * 1_000_000, "\0"], ids=len)
def test_a_text_made_to_harm_is_refused(text: str) -> None:
    with pytest.raises(AccessUnreadable):
        HubAccess.from_json(text)
