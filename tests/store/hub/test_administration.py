"""Preparing a hub, letting in, and looking whether it is sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders.hub_builders import Chain
from builders.hub_server import HubServer, MadeHub, running_hub_server

from gridcounter.store.hub import admin
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import Hub
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
)
from gridcounter.store.hub.soundness import check, check_access


def wrong(new_hub: MadeHub) -> list[str]:
    return [one.text for one in check(new_hub.dsn) if one.good is False]


def test_preparing_twice_changes_nothing(new_hub: MadeHub, hub_access: HubAccess) -> None:
    with Hub(hub_access) as hub:
        before = hub.hello().id
        assert admin.init(new_hub.dsn) is False
        assert hub.hello().id == before


def test_a_hub_that_was_just_made_is_sound(new_hub: MadeHub, hub_access: HubAccess) -> None:
    with Hub(hub_access) as hub:
        Chain().push(hub, 1, 3)
    new_hub.office()
    # the server of the tests keeps nothing on a disk
    assert wrong(new_hub) == []
    said = " ".join(one.text for one in check(new_hub.dsn))
    assert "2 个单位，2 个登录，1 个设备，3 条登记" in said
    assert f"单位 {hub_access.office}：1 个登录，最近一次来是" in said


#: What somebody does to it by hand, and a word of what is said of it.
SPOILT = {
    "GRANT SELECT ON gridcounter_hub.journal TO gridcounter_desk": "表给了别人权限：journal",
    "GRANT SELECT ON gridcounter_hub.office TO PUBLIC": "表给了别人权限：office",
    "ALTER TABLE gridcounter_hub.blob OWNER TO postgres": "表不属于 gridcounter_owner：blob",
    "GRANT EXECUTE ON FUNCTION gridcounter_hub.heads() TO PUBLIC": "函数给了不该给的人：heads",
    "GRANT EXECUTE ON FUNCTION gridcounter_hub.heads() TO gridcounter_city": "函数给了不该给的人：heads",
    "GRANT EXECUTE ON FUNCTION gridcounter_hub.enter_office(text) TO gridcounter_desk": "函数给了不该给的人：enter_",
    "ALTER FUNCTION gridcounter_hub.heads() OWNER TO postgres": "函数的所有者或查找路径不对：heads",
    "ALTER FUNCTION gridcounter_hub.heads() RESET search_path": "函数的所有者或查找路径不对：heads",
    "ALTER FUNCTION gridcounter_hub.heads() SECURITY INVOKER": "函数给了不该给的人：heads",
    "GRANT CONNECT ON DATABASE {database} TO PUBLIC": "谁都连得上这个数据库",
    "UPDATE gridcounter_hub.hub SET version = 2": "中心库的版本是 2，本程序要 1",
}


@pytest.mark.parametrize("statement", SPOILT)
def test_what_was_done_to_it_by_hand_is_found(new_hub: MadeHub, statement: str) -> None:
    assert wrong(new_hub) == []
    new_hub.said(statement.format(database=new_hub.database))
    assert any(text.startswith(SPOILT[statement]) for text in wrong(new_hub))


def test_a_login_with_more_rights_is_found(new_hub: MadeHub, hub_access: HubAccess) -> None:
    new_hub.said(f"ALTER ROLE {hub_access.login} CREATEROLE")
    assert wrong(new_hub) == [f"登录名的权限太大：{hub_access.login}"]
    new_hub.said(f"ALTER ROLE {hub_access.login} NOCREATEROLE")
    assert wrong(new_hub) == []


def test_a_retired_desk_that_may_log_in_again_is_found(new_hub: MadeHub, hub_access: HubAccess) -> None:
    gone = new_hub.desk(hub_access)
    with Hub(hub_access) as hub:
        hub.retire_desk(gone.login)
    assert wrong(new_hub) == []
    new_hub.said(f"ALTER ROLE {gone.login} LOGIN")
    assert wrong(new_hub) == [f"停用了还能登录：{gone.login}"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("host all all 0.0.0.0/0 scram-sha-256", True),
        ("hostnossl all all 10.0.0.0/8 scram-sha-256", True),
        ("hostssl all all 10.0.0.0/8 md5", True),
        ("hostssl all +gridcounter_desk 10.0.0.0/8 trust", True),
        ("hostssl all +gridcounter_desk 10.0.0.0/8 scram-sha-256", False),
        ("host all all 127.0.0.1/32 md5", False),
        ("host other all 0.0.0.0/0 trust", False),
        ("host all backup 0.0.0.0/0 trust", False),
        ("host replication all 0.0.0.0/0 trust", False),
        ("host all all 0.0.0.0/0 reject", False),
    ],
)
def test_a_way_in_that_is_not_encrypted_scram_is_found(new_hub: MadeHub, line: str, found: bool) -> None:  # noqa: FBT001
    rules = new_hub.server.folder / "data" / "pg_hba.conf"
    before = rules.read_text("ascii")
    rules.write_text(before + line + "\n", "ascii")  # looked at, and never loaded
    try:
        assert any(text.startswith("pg_hba.conf 还让别的登录进来") for text in wrong(new_hub)) == found
    finally:
        rules.write_text(before, "ascii")


def test_a_desk_sees_from_outside_that_all_is_well(new_hub: MadeHub, hub_access: HubAccess) -> None:
    for login in (hub_access, new_hub.city()):
        found = check_access(login)
        assert [one.text for one in found if one.good is False] == []
        assert any("TLSv1" in one.text for one in found)
    new_hub.said("GRANT SELECT ON gridcounter_hub.figure TO gridcounter_desk")
    assert [one.text for one in check_access(hub_access) if one.good is False] == ["看得到不该看到的表：figure"]


def test_a_database_that_holds_something_else_is_left_as_it_is(hub_server: HubServer) -> None:
    new_hub = MadeHub(hub_server, hub_server.database())
    new_hub.said("CREATE TABLE other (x int)")
    with pytest.raises(DatabaseNotEmpty):
        admin.init(new_hub.dsn)
    assert new_hub.said("SELECT to_regnamespace('gridcounter_hub')") == [(None,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE SCHEMA gridcounter_hub",
        "CREATE SCHEMA gridcounter_hub; CREATE TABLE gridcounter_hub.hub (version int)",
        "CREATE SCHEMA gridcounter_hub AUTHORIZATION gridcounter_owner",
    ],
)
def test_a_schema_of_the_same_name_that_is_not_ours_is_refused(hub_server: HubServer, statement: str) -> None:
    hub_server.hub()  # the roles are of the whole server
    new_hub = MadeHub(hub_server, hub_server.database())
    new_hub.said(statement)
    with pytest.raises(ForeignSchema):
        admin.init(new_hub.dsn)
    with pytest.raises(ForeignSchema):
        admin.add_office(new_hub.dsn, "hall01", new_hub.address)


@pytest.mark.parametrize(("version", "refusal"), [(0, HubOlder), (2, HubNewer)])
def test_a_hub_of_another_version_is_refused(new_hub: MadeHub, version: int, refusal: type[Exception]) -> None:
    new_hub.said(f"UPDATE gridcounter_hub.hub SET version = {version}")  # noqa: S608
    with pytest.raises(refusal):
        admin.init(new_hub.dsn)
    with pytest.raises(refusal):
        new_hub.office()


@pytest.mark.parametrize(("protocol", "refusal"), [(0, HubOlder), (2, HubNewer)])
def test_a_hub_of_another_protocol_is_not_exchanged_with(
    new_hub: MadeHub, hub_access: HubAccess, protocol: int, refusal: type[Exception]
) -> None:
    new_hub.said(f"UPDATE gridcounter_hub.hub SET protocol = {protocol}")  # noqa: S608
    with Hub(hub_access) as hub, pytest.raises(refusal):
        hub.hello()


def test_what_is_half_prepared_is_not_there(
    hub_server: HubServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    torn = tmp_path / "schema.sql"
    torn.write_bytes(admin._SCHEMA.read_bytes() + b"SELECT no_such_function();")  # noqa: SLF001
    new_hub = MadeHub(hub_server, hub_server.database())
    with monkeypatch.context() as patched:
        patched.setattr(admin, "_SCHEMA", torn)
        with pytest.raises(Exception, match="42883"):
            admin.init(new_hub.dsn)
    assert new_hub.said("SELECT to_regnamespace('gridcounter_hub')") == [(None,)]
    assert admin.init(new_hub.dsn) is True


def test_nobody_is_let_in_when_the_access_cannot_be_kept(new_hub: MadeHub, hub_access: HubAccess) -> None:
    def full(_: HubAccess) -> None:
        raise OSError(28, "no space left")

    before = new_hub.said("SELECT count(*) FROM pg_roles")
    with pytest.raises(OSError, match="no space"):
        admin.add_office(new_hub.dsn, "hall02", new_hub.address, full)
    with pytest.raises(OSError, match="no space"):
        admin.add_desk_login(new_hub.dsn, hub_access.office, new_hub.address, full)
    with pytest.raises(OSError, match="no space"):
        admin.add_city(new_hub.dsn, new_hub.address, full)
    assert new_hub.said("SELECT count(*) FROM pg_roles") == before
    assert new_hub.said("SELECT code FROM gridcounter_hub.office") == [(hub_access.office,)]


def test_an_office_is_added_once_and_desks_only_to_one_that_is_there(new_hub: MadeHub, hub_access: HubAccess) -> None:
    with pytest.raises(OfficeThere):
        new_hub.office(hub_access.office)
    with pytest.raises(OfficeUnknown):
        admin.add_desk_login(new_hub.dsn, "hall99", new_hub.address)
    second = admin.add_desk_login(new_hub.dsn, hub_access.office, new_hub.address)
    with Hub(hub_access) as hub, Hub(second) as other:
        Chain().push(hub, 1, 1)
        assert other.heads() == hub.heads()


def test_before_it_is_prepared_nobody_is_let_in(hub_server: HubServer) -> None:
    new_hub = MadeHub(hub_server, hub_server.database())
    with pytest.raises(NoHub):
        new_hub.office()
    with pytest.raises(NoHub):
        check(new_hub.dsn)


def test_only_a_superuser_prepares_it(new_hub: MadeHub) -> None:
    new_hub.said(
        "DO $$ BEGIN CREATE ROLE plain LOGIN PASSWORD 'plain password'; EXCEPTION WHEN duplicate_object THEN END $$"
    )
    port = new_hub.server.port
    new_hub.said(f"GRANT CONNECT ON DATABASE {new_hub.database} TO plain")
    with pytest.raises(NotSuperuser):
        admin.init(f"host=localhost port={port} user=plain password='plain password' dbname={new_hub.database}")


@pytest.mark.parametrize("dsn", ["host=", "no such thing", "port=secret!", "password='secret", "postgresql://[secret"])
def test_a_connection_text_that_is_none_is_said_without_showing_it(dsn: str) -> None:
    with pytest.raises((ConnectionTextWrong, HubServerUnreachable)) as raised:
        admin.init(f"{dsn} host=/nowhere" if dsn == "host=" else dsn)
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_the_backup_of_the_handbook_is_put_back_elsewhere_and_told(
    new_hub: MadeHub, hub_access: HubAccess, tmp_path: Path
) -> None:
    """Desks see another incarnation and lower heads, and push again what it lacks."""
    chain, copy, roles = Chain(), tmp_path / "hub.dump", tmp_path / "roles.sql"
    with Hub(hub_access) as hub:
        chain.push(hub, 1, 600)
        copy.write_bytes(new_hub.server.run("pg_dump", "-Fc", "--dbname", new_hub.dsn))
        roles.write_bytes(new_hub.server.run("pg_dumpall", "--roles-only", "--dbname", new_hub.server.dsn("postgres")))
        chain.push(hub, 601, 1000)
        before = hub.hello()
    with running_hub_server() as other:
        # postgres is there already, which psql says and passes over
        other.run("psql", "--quiet", "--dbname", other.dsn("postgres"), "--file", str(roles))
        other.run("pg_restore", "--clean", "--if-exists", "--create", "--dbname", other.dsn("postgres"), str(copy))
        restored = MadeHub(other, new_hub.database)
        assert wrong(restored) == []
        moved = HubAccess(
            "localhost",
            other.port,
            restored.database,
            hub_access.office,
            hub_access.login,
            hub_access.password,
            other.authority.pem,
        )
        with Hub(moved) as hub:
            after = hub.hello()
            assert after.id == before.id
            assert after.incarnation != before.incarnation
            head = hub.heads()[chain.device]
            assert (head.seq, head.hash) == (600, chain.box(600)[0])
            assert chain.push(hub, 601, 1000) == 1000


def test_a_hub_put_back_in_its_place_has_lower_heads(new_hub: MadeHub, hub_access: HubAccess, tmp_path: Path) -> None:
    chain, copy = Chain(), tmp_path / "hub.dump"
    with Hub(hub_access) as hub:
        chain.push(hub, 1, 5)
        copy.write_bytes(new_hub.server.run("pg_dump", "-Fc", "--dbname", new_hub.dsn))
        chain.push(hub, 6, 9)
    new_hub.server.run(
        "pg_restore", "--clean", "--if-exists", "--create", "--dbname", new_hub.server.dsn("postgres"), str(copy)
    )
    with Hub(hub_access) as hub:
        assert hub.heads()[chain.device].seq == 5
        assert chain.push(hub, 4, 9) == 9
