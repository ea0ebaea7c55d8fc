"""gridcounter exchange: desks that share a record; who takes part, and what goes between them by stick and by hub."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from gridcounter.cli.console import JsonFlag, refuse_other_suffix, say, say_json, shown_once
from gridcounter.cli.help import ChineseCommand, ChineseGroup
from gridcounter.cli.identity import Access, on_record
from gridcounter.cli.record import Data, Draw, PassphraseFile, ask_secret, folder_of, new_passphrase
from gridcounter.services.office.roles import Right

exchange = typer.Typer(
    help="几台共用一本台账：邀请一台加入，用 U 盘交换各台办的。", no_args_is_help=True, cls=ChineseGroup
)

Name = Annotated[str, typer.Argument(metavar="名字", help="这一台的名字，例如 3 号台。")]


@exchange.command("begin", cls=ChineseCommand)
@on_record
def begin(name: Name, *, access: Access) -> None:
    """给本台起名字，从此可以邀请别的台；只用一次，在第一台上。"""
    from gridcounter.services.desks.membership import begin_sharing

    with access.opened() as opened:
        begin_sharing(opened, access.who_may(opened, Right.SHARE), name)
    say(f"本台叫“{name}”。邀请别的台：gridcounter exchange invite --out 邀请.gcx --clerk 姓名")


@exchange.command("invite", cls=ChineseCommand)
@on_record
def invite(
    out: Annotated[Path, typer.Option("--out", metavar="文件", help="邀请写成这个文件（.gcx）。")],
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """做一个邀请文件，给新的一台加入用；邀请码只显示这一次，不要和文件放在一起。"""
    from gridcounter.services.desks.membership import invite as made_by
    from gridcounter.services.desks.sealed_file import SUFFIX

    refuse_other_suffix("--out", out, SUFFIX)
    with access.opened() as opened:
        made = made_by(opened, access.who_may(opened, Right.SHARE), out, datetime.now().astimezone())
    with shown_once("邀请已做好，请再做一份，得到新的邀请码"):
        if as_json:
            say_json({"path": str(made.path), "code": made.code, "until": made.until.isoformat()})
            return
        say(f"{made.path}　有效到 {made.until.astimezone():%Y-%m-%d %H:%M}，只能用一次")
        say(f"邀请码：{made.code}")
        if made.hub:
            say(f"邀请里没有中心库的登录资料：{made.hub}。新的一台加入后，请管理中心库的人给它登录资料。", err=True)
        say("请当面或者打电话告诉新的一台，不要写在 U 盘上。文件里有全部登记，加入以后请从 U 盘删除。")


@exchange.command("join", cls=ChineseCommand)
def join(
    file: Annotated[Path, typer.Argument(metavar="文件", help="管理员给的邀请文件（.gcx）。")],
    name: Annotated[str, typer.Option("--name", metavar="名字", help="本台的名字，例如 3 号台。")],
    code_file: Annotated[
        Path | None,
        typer.Option("--code-file", metavar="文件", help="从这个文件的第一行读邀请码；不写则在终端询问。"),
    ] = None,
    passphrase_file: PassphraseFile = None,
    draw: Draw = False,
    data: Data = None,
    as_json: JsonFlag = False,
) -> None:
    """按邀请在这台电脑上建立共用的台账；口令和恢复码是本台自己的。"""
    from gridcounter.services.desks.membership import join as made_from
    from gridcounter.services.record.first_start import refuse_taken

    folder = folder_of(data)
    refuse_taken(folder)
    code = ask_secret("--code-file", code_file, "邀请码", confirm=False)
    passphrase = new_passphrase("--passphrase-file", passphrase_file, "本台台账的口令", draw=draw, aside=as_json)
    _, recovery = made_from(folder, passphrase, file, code, name)
    with shown_once("本台已加入，请用 gridcounter record rekey 换一次钥匙，得到新的恢复码"):
        if as_json:
            said = {"folder": str(folder), "recovery_code": recovery}
            say_json(said | ({"passphrase": passphrase} if draw else {}))
            return
        say(f"“{name}”已加入，台账在 {folder}")
        say(f"恢复码：{recovery}")
        say("请马上把恢复码打印或抄写下来，锁进柜子。它只显示这一次；口令忘了，只有它能打开本台的台账。")
        say("请导出一次交换文件，给邀请本台的那一台收：gridcounter exchange out --to 文件夹 --clerk 姓名")


@exchange.command("out", cls=ChineseCommand)
@on_record
def out(
    to: Annotated[Path, typer.Option("--to", metavar="文件夹", help="交换文件写进这个文件夹，一般是 U 盘。")],
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """导出别的台还没有的登记和文书；文件是加密的，只有共用台账的各台能打开。"""
    from gridcounter.services.desks.exchange import hand_over

    with access.opened() as opened:
        by = access.somebody(opened, "导出交换文件")
        made = hand_over(opened, by, to, datetime.now().astimezone())
    if as_json:
        say_json(asdict(made) | {"path": str(made.path)})
        return
    say(f"{made.path}　{made.entries:,} 条登记，{made.papers:,} 份文书，给{'、'.join(made.desks)}")
    if made.left_out:
        say(f"另有 {made.left_out:,} 份文书这次放不下；他们收了这个、导出给本台以后，下次导出会带上。", err=True)


@exchange.command("in", cls=ChineseCommand)
@on_record
def take(
    file: Annotated[Path, typer.Argument(metavar="文件", help="另一台导出的交换文件（.gcx）。")],
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """收入另一台的交换文件；收进来的和本台办的对不上的，列为待核对。"""
    from gridcounter.services.desks.exchange import ALONE, take_in

    with access.opened() as opened:
        taken = take_in(opened, access.somebody(opened, "收入交换文件"), file, at_once=ALONE)
    if as_json:
        say_json(asdict(taken) | {"made_at": taken.made_at.isoformat()})
        return
    made = f"{taken.made_at.astimezone():%Y-%m-%d %H:%M}"
    if not taken.entries and not taken.papers:
        say(f"“{taken.desk}”{made} 导出的，本台都已经有了，没有新的登记。")
    else:
        said = f"{taken.entries:,} 条登记（涉及 {taken.applications:,} 份申请），{taken.papers:,} 份文书"
        say(f"收入“{taken.desk}”{made} 导出的：{said}")
    if taken.copied:
        say(f"{taken.copied}。", err=True)
    if taken.awaited:
        say(f"还有 {taken.awaited:,} 份文书没有传到，以后的交换文件会带来。")
    if taken.conflicts:
        say(f"待核对 {taken.conflicts:,} 处，其中这次新出现 {taken.new_conflicts:,} 处。", err=True)


@exchange.command("hub", cls=ChineseCommand)
@on_record
def hub(
    file: Annotated[Path, typer.Argument(metavar="文件", help="管理中心库的人给本台的登录资料。")],
    *,
    access: Access,
) -> None:
    """把本台接入中心库；换了中心库，用新的登录资料再接一次。"""
    from gridcounter.services.desks.hub.connecting import connect_hub, read_access

    with access.opened() as opened:
        connect_hub(opened, access.who_may(opened, Right.SHARE), read_access(file))
    say("本台已接入中心库。登录资料里有密码，请马上从 U 盘和电脑上删除。")
    say("现在交换一次：gridcounter exchange now")


@exchange.command("now", cls=ChineseCommand)
@on_record
def now(*, access: Access, as_json: JsonFlag = False) -> None:
    """和中心库交换一次；窗口开着的时候会自动交换。"""
    from gridcounter.services.desks.hub.exchange import exchange_with_hub

    with access.opened() as opened:
        found = exchange_with_hub(opened, access.somebody(opened, "和中心库交换"))
    if as_json:
        say_json(asdict(found))
        return
    say(f"送出 {found.pushed:,} 条登记，收入 {found.taken:,} 条；文书 {found.papers:,} 份")
    for note in found.notes:
        say(note, err=True)
    if found.conflicts:
        say(f"待核对 {found.conflicts:,} 处，其中这次新出现 {found.new_conflicts:,} 处。", err=True)


@exchange.command("desks", cls=ChineseCommand)
@on_record
def desks(*, access: Access, as_json: JsonFlag = False) -> None:
    """列出共用台账的各台，最近一次交换在什么时候。"""
    from gridcounter.services.desks.hub.connecting import hub_of
    from gridcounter.services.desks.membership import all_desks

    with access.opened() as opened:
        found, at_hub = all_desks(opened), hub_of(opened)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    if not found:
        say("本台账只有这一台在用。")
    for one in found:
        said = "还没有交换过"
        if one.last_exchange is not None:
            at, way = one.last_exchange
            said = f"最近交换 {at.astimezone():%Y-%m-%d %H:%M}（{way}）"
        say(f"{one.name}　{'已停用' if one.retired else '本台' if one.here else said}")
    if at_hub is not None:
        last = at_hub.at and f"{datetime.fromisoformat(at_hub.at).astimezone():%Y-%m-%d %H:%M}"
        say(f"中心库　本台最近交换 {last}" if last else "中心库　已接入，还没有交换过")


@exchange.command("retire", cls=ChineseCommand)
@on_record
def retire(
    name: Name,
    why: Annotated[str, typer.Option("--why", metavar="原因", help="停用的原因，例如笔记本丢失。")],
    *,
    access: Access,
) -> None:
    """停用一台：以后的交换文件它打不开，它的文件别的台也不收。"""
    from gridcounter.services.desks.membership import retire as retire_desk

    with access.opened() as opened:
        retire_desk(opened, access.who_may(opened, Right.SHARE), name, why)
    say(f"“{name}”已停用。请导出一次交换文件，让别的台也知道。它丢失以前的登记它仍然打得开；")
    say("电脑丢失的，还要换钥匙，并看受影响人员名单：gridcounter record affected")
