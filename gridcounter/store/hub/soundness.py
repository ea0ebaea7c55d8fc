"""Whether a hub is as it was made, and its server as a hub needs it: what an administrator looks at, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, LiteralString

from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.admin import VERSION, as_administrator, one
from gridcounter.store.hub.client import Hub
from gridcounter.store.hub.connection import connect, our_words
from gridcounter.store.hub.refusals import NoHub

if TYPE_CHECKING:
    import psycopg

#: Each query names what is wrong, and no row is right; what is said then, and else.
_WRONG: tuple[tuple[LiteralString, str, str], ...] = (
    (
        """SELECT rolname FROM pg_roles WHERE rolname IN ('gridcounter_owner', 'gridcounter_desk', 'gridcounter_city')
           AND (rolsuper OR rolcanlogin OR rolbypassrls OR rolreplication)""",
        "三个角色都不能登录，也没有特权",
        "角色的权限太大",
    ),
    (
        """SELECT r.rolname FROM pg_auth_members m
           JOIN pg_roles r ON r.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
           WHERE g.rolname IN ('gridcounter_desk', 'gridcounter_city', 'gridcounter_owner')
           AND r.rolname NOT IN ('gridcounter_owner', session_user)
           AND (r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR g.rolname = 'gridcounter_owner')""",
        "各台的登录名没有别的权限",
        "登录名的权限太大",
    ),
    (
        """SELECT login FROM gridcounter_hub.desk JOIN pg_roles ON rolname = login
           WHERE revoked_at IS NOT NULL AND rolcanlogin""",
        "停用的各台都不能登录",
        "停用了还能登录",
    ),
    (
        """SELECT c.relname FROM pg_class c, LATERAL aclexplode(c.relacl) a
           WHERE c.relnamespace = 'gridcounter_hub'::regnamespace AND a.grantee <> c.relowner""",
        "表没有给任何人权限",
        "表给了别人权限",
    ),
    (
        """SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'gridcounter_hub'::regnamespace
           AND pg_get_userbyid(c.relowner) <> 'gridcounter_owner'""",
        "表都属于 gridcounter_owner",
        "表不属于 gridcounter_owner",
    ),
    (
        """SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'gridcounter_hub'::regnamespace
           AND (pg_get_userbyid(p.proowner) <> 'gridcounter_owner'
                OR NOT coalesce(p.proconfig::text LIKE '%search_path=pg_catalog%', false))""",
        "函数都属于 gridcounter_owner，查找路径固定",
        "函数的所有者或查找路径不对",
    ),
    (
        """SELECT p.proname FROM pg_proc p, LATERAL aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
           WHERE p.pronamespace = 'gridcounter_hub'::regnamespace AND a.grantee <> p.proowner
           AND (NOT p.prosecdef OR a.grantee NOT IN ('gridcounter_desk'::regrole, 'gridcounter_city'::regrole)
                OR p.proname IN ('make_login', 'enter_desk', 'enter_city', 'enter_office')
                OR a.grantee = 'gridcounter_city'::regrole AND p.proname NOT IN ('hello', 'figures'))""",
        "函数只给了各台和市级该有的",
        "函数给了不该给的人",
    ),
    (
        """SELECT 'PUBLIC' FROM pg_database d, LATERAL aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
           WHERE d.datname = current_database() AND a.grantee = 0""",
        "别的用户连不上这个数据库",
        "谁都连得上这个数据库",
    ),
    (
        r"""SELECT concat_ws(' ', type, database::text, user_name::text, address, auth_method) FROM pg_hba_file_rules
            WHERE error IS NULL AND type <> 'local' AND auth_method <> 'reject'
            AND coalesce(address, '') NOT IN ('127.0.0.1', '::1')
            AND database && ARRAY['all', 'sameuser', 'samerole', 'samegroup', current_database()::text]
            AND EXISTS (SELECT FROM unnest(user_name) u
                        WHERE u IN ('all', '+gridcounter_desk', '+gridcounter_city') OR u ~ '^(gc_|gccity_|/)')
            AND NOT (type = 'hostssl' AND auth_method = 'scram-sha-256')""",
        "pg_hba.conf 只让加密的 SCRAM 登录进来",
        "pg_hba.conf 还让别的登录进来",
    ),
    ("SELECT error FROM pg_hba_file_rules WHERE error IS NOT NULL", "pg_hba.conf 没有错", "pg_hba.conf 有错"),
)
#: Setting, the value that is right, whether it is needed, and what to do.
_SETTINGS = (
    ("ssl", "on", True, "请在 postgresql.conf 里写 ssl = on，配好证书"),
    ("password_encryption", "scram-sha-256", True, "请在 postgresql.conf 里写 password_encryption = 'scram-sha-256'"),
    ("lc_messages", "C", False, "请写 lc_messages = 'C'：登录以前的错误，程序只认得英文的"),
    ("fsync", "on", False, "fsync 关着，停电会丢数据"),
)
_SIZES: LiteralString = """
    SELECT pg_database_size(current_database()), (SELECT count(*) FROM gridcounter_hub.office),
           (SELECT count(*) FROM gridcounter_hub.desk WHERE revoked_at IS NULL),
           (SELECT count(*) FROM gridcounter_hub.head), (SELECT coalesce(sum(seq), 0)::bigint FROM gridcounter_hub.head)
"""
_SEEN: LiteralString = """
    SELECT o.code, count(d.login) FILTER (WHERE d.revoked_at IS NULL), max(d.last_seen)
    FROM gridcounter_hub.office o LEFT JOIN gridcounter_hub.desk d ON d.office = o.code GROUP BY o.code ORDER BY o.code
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """`good` None: told for its own sake."""

    good: bool | None
    text: str


def check(dsn: str) -> list[Finding]:
    """All that can be seen from inside the server. Raises NoHub, and as `admin.as_administrator`."""
    with as_administrator(dsn) as db:
        if not one(db, "SELECT to_regclass('gridcounter_hub.hub') IS NOT NULL"):
            raise NoHub
        return [*_made(db), *_server(db), *_told(db)]


def check_access(access: HubAccess) -> list[Finding]:
    """What a desk or the city with this access sees. Raises each class of `refusals`."""
    found = []
    with Hub(access) as hub:
        hello = hub.hello()
        found.append(Finding(good=True, text=f"连得上，证书和登录都对；中心库时间 {_at(hello.now)}"))
        if access.office:
            heads = hub.heads()
            total = sum(head.seq for head in heads.values())
            found.append(Finding(good=None, text=f"本单位 {len(heads)} 个设备，{total:,} 条登记"))
    with our_words(), connect(access) as db:
        [(version, bits)] = db.execute("SELECT version, bits FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        found.append(Finding(good=True, text=f"线路加密：{version}，{bits} 位"))
        readable = db.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = 'gridcounter_hub' AND c.relkind IN ('r', 'p') AND has_table_privilege(c.oid, 'SELECT')"
        ).fetchall()
        found.append(_verdict("看不到任何一张表", "看得到不该看到的表", [name for (name,) in readable]))
    return found


def _made(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    version = one(db, "SELECT version FROM gridcounter_hub.hub")
    said = f"中心库的版本是 {version}"
    yield Finding(version == VERSION, said if version == VERSION else f"{said}，本程序要 {VERSION}")
    for statement, right, wrong in _WRONG:
        yield _verdict(right, wrong, [str(row[0]) for row in db.execute(statement)])


def _server(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    yield Finding(good=None, text=f"PostgreSQL {db.info.server_version // 10_000}")
    for name, right, needed, otherwise in _SETTINGS:
        value = db.execute("SELECT current_setting(%s)", [name]).fetchone()
        is_right = value == (right,) or (name == "lc_messages" and str((value or ("",))[0]).startswith(("C", "en")))
        if is_right or needed:
            yield Finding(is_right, f"{name} = {right}" if is_right else otherwise)
        else:
            yield Finding(good=None, text=otherwise)


def _told(db: psycopg.Connection[Any]) -> Iterator[Finding]:
    [(size, offices, desks, devices, entries)] = db.execute(_SIZES)
    told = f"{size / 1e6:,.0f} MB，{offices} 个单位，{desks} 个登录，{devices} 个设备，{entries:,} 条登记"
    yield Finding(good=None, text=told)
    for code, logins, seen in db.execute(_SEEN):
        came = f"最近一次来是 {_at(seen)}" if seen else "还没有来过"
        yield Finding(good=None, text=f"单位 {code}：{logins} 个登录，{came}")


def _verdict(right: str, wrong: str, which: list[str]) -> Finding:
    return Finding(not which, f"{wrong}：{'、'.join(sorted(set(which)))}" if which else right)


def _at(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
