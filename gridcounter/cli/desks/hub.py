"""gridcounter hub: a PostgreSQL database through which the desks of an office exchange what is sealed."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter.cli.console import REFUSED, JsonFlag, refuse_other_suffix, say, say_json
from gridcounter.cli.help import ChineseCommand, ChineseGroup

if TYPE_CHECKING:
    from gridcounter.services.desks.hub_admin import LetIn

hub = typer.Typer(
    help="中心库：给各台交换用的 PostgreSQL 数据库，建立、加单位和登录、检查。", no_args_is_help=True, cls=ChineseGroup
)
office = typer.Typer(help="中心库里的单位。", no_args_is_help=True, cls=ChineseGroup)
desk = typer.Typer(help="中心库里各台的登录。", no_args_is_help=True, cls=ChineseGroup)
city = typer.Typer(help="中心库里市级的登录。", no_args_is_help=True, cls=ChineseGroup)
for name, group in (("office", office), ("desk", desk), ("city", city)):
    hub.add_typer(group, name=name)

Dsn = Annotated[
    str | None,
    typer.Option(
        "--dsn",
        metavar="参数",
        help="怎样连 PostgreSQL，例如 host=/var/run/postgresql dbname=gridcounter user=postgres；"
        "不写则按 libpq 的环境变量（PGHOST、PGDATABASE 等）。口令不要写在这里，别人看得到。",
    ),
]
DsnFile = Annotated[
    Path | None, typer.Option("--dsn-file", metavar="文件", help="从这个文件读连接参数，里面可以有口令。")
]
Code = Annotated[str, typer.Argument(metavar="代号", help="单位在中心库里的代号，小写字母和数字，例如 hall01。")]
Host = Annotated[str, typer.Option("--host", metavar="名字", help="各台连的服务器名，要和服务器证书上写的一样。")]
Port = Annotated[int, typer.Option("--port", metavar="端口", help="各台连的端口。", min=1, max=65535)]
Authority = Annotated[Path, typer.Option("--ca", metavar="文件", help="签发服务器证书的 CA 证书（PEM）。")]
Out = Annotated[Path, typer.Option("--out", metavar="文件", help="登录资料写成这个文件（.gch），里面有口令。")]

_PORT = 5432


@hub.command("init", cls=ChineseCommand)
def init(dsn: Dsn = None, dsn_file: DsnFile = None) -> None:
    """把一个空的 PostgreSQL 数据库建成中心库；已经建好的不动。"""
    from gridcounter.services.desks.hub_admin import connection_text, prepare

    made = prepare(connection_text(dsn, dsn_file))
    say("中心库已建好。加单位：gridcounter hub office add 代号" if made else "中心库早已建好，什么也没有改。")


@office.command("add", cls=ChineseCommand)
def add_office(
    code: Code,
    host: Host,
    ca: Authority,
    out: Out,
    port: Port = _PORT,
    dsn: Dsn = None,
    dsn_file: DsnFile = None,
    as_json: JsonFlag = False,
) -> None:
    """加一个单位，写出它第一台的登录资料。"""
    from gridcounter.services.desks.hub_admin import SUFFIX, address_of, connection_text, let_office_in

    refuse_other_suffix("--out", out, SUFFIX)
    made = let_office_in(connection_text(dsn, dsn_file), code, address_of(host, port, ca), out)
    _say_let_in(made, f"单位 {code} 已加入", as_json=as_json)


@desk.command("add", cls=ChineseCommand)
def add_desk(
    code: Code,
    host: Host,
    ca: Authority,
    out: Out,
    port: Port = _PORT,
    dsn: Dsn = None,
    dsn_file: DsnFile = None,
    as_json: JsonFlag = False,
) -> None:
    """给一个单位再加一个登录：平时由已经加入的一台来加，一台也进不去时才用这个。"""
    from gridcounter.services.desks.hub_admin import SUFFIX, address_of, connection_text, let_desk_in

    refuse_other_suffix("--out", out, SUFFIX)
    made = let_desk_in(connection_text(dsn, dsn_file), code, address_of(host, port, ca), out)
    _say_let_in(made, f"单位 {code} 多了一个登录", as_json=as_json)


@city.command("add", cls=ChineseCommand)
def add_city(
    host: Host,
    ca: Authority,
    out: Out,
    port: Port = _PORT,
    dsn: Dsn = None,
    dsn_file: DsnFile = None,
    as_json: JsonFlag = False,
) -> None:
    """加一个市级登录：只看得到各单位上报的统计数字。"""
    from gridcounter.services.desks.hub_admin import SUFFIX, address_of, connection_text, let_city_in

    refuse_other_suffix("--out", out, SUFFIX)
    made = let_city_in(connection_text(dsn, dsn_file), address_of(host, port, ca), out)
    _say_let_in(made, "市级登录已加好", as_json=as_json)


@hub.command("check", cls=ChineseCommand)
def check(
    access: Annotated[
        Path | None,
        typer.Option("--access", metavar="文件", help="用一台或市级的登录资料（.gch）从外面看；不写则从服务器里面看。"),
    ] = None,
    dsn: Dsn = None,
    dsn_file: DsnFile = None,
    as_json: JsonFlag = False,
) -> None:
    """检查中心库：版本、权限、加密、登录方式、大小，各单位最近一次来是什么时候。"""
    from gridcounter.services.desks.hub_admin import connection_text, look, look_as

    found = look_as(access) if access is not None else look(connection_text(dsn, dsn_file))
    if as_json:
        say_json([asdict(one) for one in found])
    else:
        for one in found:
            say(f"{'　' if one.good is None else '✓' if one.good else '✗'} {one.text}")
    if any(one.good is False for one in found):
        raise typer.Exit(REFUSED)


def _say_let_in(made: LetIn, done: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"path": str(made.path), "login": made.login})
        return
    say(f"{done}，登录资料在 {made.path}（登录名 {made.login}）")
    say("文件里有口令，只给这一台：当面交给它的管理员，装好以后删除。")
