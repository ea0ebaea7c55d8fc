"""The functions are the only door, each office has its own, and the line is encrypted or there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import psutil
import psycopg
import pytest
from builders.hub_builders import SIGNATURE, SIGNER, Chain
from builders.hub_server import Authority, HubServer, MadeHub
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gridcounter.store.hub.access import HubAccess, new_desk_login, new_password
from gridcounter.store.hub.client import Hub, KeyBox
from gridcounter.store.hub.connection import connect
from gridcounter.store.hub.refusals import (
    HubCertificateWrong,
    HubLoginRefused,
    HubNotAllowed,
    HubUnreachable,
    LoginTaken,
)

NAME = "a" * 64
TABLES = ("hub", "office", "desk", "city", "head", "journal", "key_box", "blob", "figure")
#: What nobody may read in what the hub holds or logs.
CLEAR = "虚构市样例街道1号"


def test_another_office_reads_nothing_and_writes_nothing_of_this_one(new_hub: MadeHub, hub_access: HubAccess) -> None:
    chain, other = Chain(), new_hub.office()
    with Hub(hub_access) as hub, Hub(other) as foreign:
        chain.push(hub, 1, 3)
        hub.put_blob(NAME, 1, 1, b"paper")
        hub.put_key_boxes([KeyBox("7", "age1", b"key", SIGNER, SIGNATURE)])
        assert foreign.heads() == {}
        assert foreign.pull(chain.device, 0, 10) == []
        assert (foreign.blob(NAME), foreign.blobs_there([NAME]), foreign.key_boxes("age1")) == (None, set(), [])
        assert (foreign.key_boxes_there("7"), foreign.last_seen()) == (set(), {})
        foreign.blank([f"{chain.device}:1"])
        foreign.drop_blobs([NAME])
        # a device of the same name is another one there
        replace(chain, history="foreign").push(foreign, 1, 2)
        with pytest.raises(HubNotAllowed):
            foreign.retire_desk(hub_access.login)
        with pytest.raises(HubNotAllowed):
            foreign.add_desk(new_desk_login(hub_access.office), new_password())
        assert [one.box for one in hub.pull(chain.device, 0, 10)] == [chain.box(seq)[1] for seq in (1, 2, 3)]
        assert hub.blob(NAME) == [b"paper"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", ["SELECT * FROM {}", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}"])
def test_no_login_touches_a_table(hub_logins: tuple[HubAccess, HubAccess], table: str, statement: str) -> None:
    for login in hub_logins:
        with connect(login) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(statement.format(f"gridcounter_hub.{table}").encode())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO gridcounter_hub.head VALUES ('x', 'x', 1, '', '', '')",
        "UPDATE gridcounter_hub.hub SET protocol = 2",
        "SELECT gridcounter_hub.enter_desk('x', 'gc_x_1', '')",
        "SELECT gridcounter_hub.make_login('x', '', 'gridcounter_owner')",
        "SELECT gridcounter_hub.enter_office('x')",
        "CREATE TABLE gridcounter_hub.more (x int)",
        "CREATE TABLE public.more (x int)",
        "CREATE TEMPORARY TABLE more (x int)",
        "CREATE ROLE more LOGIN",
        "SET ROLE gridcounter_owner",
        "SET SESSION AUTHORIZATION postgres",
        "ALTER FUNCTION gridcounter_hub.own_office() RENAME TO other",
    ],
)
def test_no_login_goes_round_the_door(hub_logins: tuple[HubAccess, HubAccess], statement: str) -> None:
    for login in hub_logins:
        with connect(login) as db, pytest.raises(psycopg.errors.InsufficientPrivilege):
            db.execute(statement.encode())


@pytest.mark.parametrize(
    "login",
    [
        *(
            "postgres",
            "gridcounter_owner",
            "gc_{office}_",
            "gc_{office}_X",
            "gc_other_1a",
            "GC_{office}_1a",
            "",
            "x" * 80,
        ),
        *('gc_{office}_1"; DROP ROLE postgres; --', "gc_{office}_1' PASSWORD NULL SUPERUSER --", "gc_{office}_1\nx"),
        *("gc_{office}_1 IN ROLE gridcounter_owner", "gc_{office}_1$$", "gc_{office}_" + "1" * 25, "gc_{office}_一"),
    ],
)
def test_a_login_that_is_none_of_this_office_is_refused_and_changes_nothing(
    new_hub: MadeHub, hub_access: HubAccess, login: str
) -> None:
    roles = "SELECT rolname, rolsuper, rolcreaterole, rolcanlogin FROM pg_roles ORDER BY rolname"
    before = new_hub.said(roles)
    with Hub(hub_access) as hub, pytest.raises(HubNotAllowed):
        hub.add_desk(login.format(office=hub_access.office), new_password())
    assert new_hub.said(roles) == before


@pytest.mark.parametrize(
    "verifier",
    [
        *("plain password", "", "md5" + "0" * 32, "SCRAM-SHA-256$4096:c2FsdA==$x:y"),
        "SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$" + "A" * 43 + "=:" + "A" * 43 + "=' SUPERUSER --",
    ],
)
def test_nothing_but_the_proof_of_a_password_is_taken_for_one(
    hub_logins: tuple[HubAccess, HubAccess], verifier: str
) -> None:
    hub_access, _ = hub_logins
    with connect(hub_access) as db, pytest.raises(psycopg.Error) as raised:
        db.execute("SELECT gridcounter_hub.add_desk(%s, %s)", [new_desk_login(hub_access.office), verifier])
    assert raised.value.sqlstate == "GC002"


def test_a_name_in_a_statement_is_a_name_and_nothing_else(new_hub: MadeHub) -> None:
    """The pattern lets nothing else come this far: the administrator goes past it."""
    name = 'x" SUPERUSER; --'
    proof = "SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA==$" + "A" * 43 + "=:" + "A" * 43 + "="
    new_hub.said(f"SELECT gridcounter_hub.make_login('{name}', '{proof}', 'gridcounter_city')")
    assert new_hub.said(f"SELECT rolsuper FROM pg_roles WHERE rolname = '{name}'") == [(False,)]  # noqa: S608
    new_hub.said("DROP ROLE " + '"' + name.replace('"', '""') + '"')


def test_a_login_is_given_once(new_hub: MadeHub, hub_access: HubAccess) -> None:
    other = new_hub.desk(hub_access)
    with Hub(hub_access) as hub:
        for taken in (hub_access.login, other.login):
            with pytest.raises(LoginTaken):
                hub.add_desk(taken, new_password())
    with Hub(other) as hub:  # its own password still holds
        hub.hello()


def test_a_retired_desk_is_refused_at_once_and_for_ever(new_hub: MadeHub, hub_access: HubAccess) -> None:
    stolen = new_hub.desk(hub_access)
    with Hub(stolen) as open_still, Hub(hub_access) as hub:
        chain = Chain()
        chain.push(open_still, 1, 2)
        hub.retire_desk(stolen.login)
        hub.retire_desk(stolen.login)
        with pytest.raises(HubUnreachable):
            open_still.heads()
        with pytest.raises(LoginTaken):
            hub.add_desk(stolen.login, new_password())
        assert chain.push(hub, 3, 3) == 3
    with pytest.raises(HubLoginRefused), Hub(stolen):
        pass


def test_a_session_that_outlives_its_retirement_reaches_nothing(new_hub: MadeHub, hub_access: HubAccess) -> None:
    """Where the server does not let the owner end sessions."""
    new_hub.said("REVOKE pg_signal_backend FROM gridcounter_owner")
    try:
        stolen = new_hub.desk(hub_access)
        with Hub(stolen) as open_still, Hub(hub_access) as hub:
            hub.retire_desk(stolen.login)
            for asked in (open_still.hello, open_still.heads, lambda: Chain().push(open_still, 1, 1)):
                with pytest.raises(HubLoginRefused):
                    asked()
    finally:
        new_hub.said("GRANT pg_signal_backend TO gridcounter_owner")


def test_a_desk_does_not_retire_itself(hub_access: HubAccess) -> None:
    with Hub(hub_access) as hub:
        with pytest.raises(HubNotAllowed):
            hub.retire_desk(hub_access.login)
        hub.hello()


def test_a_wrong_password_is_told_as_a_refused_login(hub_access: HubAccess) -> None:
    with pytest.raises(HubLoginRefused) as raised, Hub(replace(hub_access, password="wrong" * 5)):
        pass
    assert raised.value.__cause__ is None
    assert hub_access.login not in str(raised.value)


def test_a_login_that_was_never_made_is_refused(hub_access: HubAccess) -> None:
    with pytest.raises(HubLoginRefused), Hub(replace(hub_access, login=new_desk_login(hub_access.office))):
        pass


@pytest.mark.parametrize("changed", [{"host": "127.0.0.1"}, {"ca_pem": Authority.new().pem}])
def test_a_server_that_cannot_prove_to_be_the_hub_is_not_spoken_to(
    hub_access: HubAccess, changed: dict[str, str]
) -> None:
    with pytest.raises(HubCertificateWrong), Hub(replace(hub_access, **changed)):  # type: ignore[arg-type]
        pass


def test_the_systems_own_authorities_vouch_for_no_hub(
    hub_access: HubAccess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor do variables of libpq, which anybody may set."""
    own = tmp_path / "own.pem"
    own.write_text(hub_access.ca_pem)
    monkeypatch.setenv("PGSSLROOTCERT", str(own))
    monkeypatch.setenv("PGSSLMODE", "disable")
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    with pytest.raises(HubCertificateWrong), Hub(replace(hub_access, ca_pem=Authority.new().pem)):
        pass


def test_a_connection_in_plain_text_is_refused_by_the_server(hub_access: HubAccess, hub_server: HubServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        psycopg.connect(
            host="127.0.0.1",
            port=hub_server.port,
            dbname=hub_access.database,
            user=hub_access.login,
            password=hub_access.password,
            sslmode="disable",
        )


def connect_often(access: HubAccess) -> None:
    """A server reads its rules anew at some moment after it was told to."""
    for _ in range(500):
        with Hub(access) as hub:
            hub.hello()


@pytest.mark.parametrize("method", ["password", "trust"])
def test_a_server_that_asks_otherwise_than_bound_scram_gets_no_answer(
    new_hub: MadeHub, hub_access: HubAccess, method: str
) -> None:
    rules = new_hub.server.folder / "data" / "pg_hba.conf"
    before = rules.read_text("ascii")
    rules.write_text(f"hostssl all {hub_access.login} all {method}\n{before}", "ascii")
    try:
        new_hub.said("SELECT pg_reload_conf()")
        with pytest.raises(HubCertificateWrong):
            connect_often(hub_access)
    finally:
        rules.write_text(before, "ascii")
        new_hub.said("SELECT pg_reload_conf()")


def test_where_nobody_listens_the_line_is_down(hub_access: HubAccess) -> None:
    with pytest.raises(HubUnreachable), Hub(replace(hub_access, port=1)):
        pass


def test_what_the_hub_holds_and_writes_down_shows_neither_passwords_nor_contents(
    new_hub: MadeHub, hub_access: HubAccess, hub_server: HubServer
) -> None:
    other, chain = new_hub.desk(hub_access), Chain()
    box = AESGCM(AESGCM.generate_key(256)).encrypt(bytes(12), CLEAR.encode(), None)
    with Hub(other) as hub:
        hub.push(chain.device, 1, chain.before(1), [(chain.box(1)[0], box)], SIGNER, SIGNATURE)
        hub.put_blob(NAME, 1, 1, box)
    dumped = hub_server.run("pg_dump", "--dbname", new_hub.dsn)
    logged = (hub_server.folder / "log").read_bytes()
    assert dumped.count(box.hex().encode()) == 2
    for secret in (hub_access.password, other.password, CLEAR, CLEAR.encode().hex()):
        assert secret.encode() not in dumped + logged


def test_a_killed_test_leaves_no_server() -> None:
    code = "import sys; from builders.hub_server import running_hub_server\n"
    code += "with running_hub_server() as running: print(running.folder, flush=True); sys.stdin.read()"
    test = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert test.stdin
    assert test.stdout
    with test:
        folder = Path(test.stdout.readline().strip())
        server = psutil.Process(int((folder / "data" / "postmaster.pid").read_text("ascii").split()[0]))
        watch = psutil.Process(test.pid).children()
        test.kill()
        test.stdin.close()
    assert psutil.wait_procs([server, *watch], timeout=60)[1] == []
    assert not folder.exists()
