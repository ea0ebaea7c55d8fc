"""gridcounter record rekey, affected: after a computer with a copy of the record was lost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter.bootstrap import write_affected
from gridcounter.cli.console import JsonFlag, say, say_json, shown_once
from gridcounter.cli.identity import Access, on_record
from gridcounter.cli.record import Draw, confirm, new_passphrase
from gridcounter.cli.record_retention import day_of, today
from gridcounter.services.office.roles import Right

if TYPE_CHECKING:
    from gridcounter.services.custody.rekeying import Renewed
    from gridcounter.services.custody.stale_copies import OldCopy

NewFile = Annotated[
    Path | None,
    typer.Option("--new-passphrase-file", metavar="文件", help="从这个文件的第一行读新口令；不写则在终端询问。"),
]
Drop = Annotated[bool, typer.Option("--drop-backups", help="新备份做好以后，删除本机用旧钥匙的备份。")]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问，直接换。")]
Out = Annotated[Path, typer.Option("--out", metavar="文件", help="名单写成这个文件（.xlsx 或 .pdf）。")]
Lost = Annotated[
    str | None,
    typer.Option("--until", metavar="日期", help="丢失的那份台账登记到哪一天；不写为今天，列出全部。"),
]


@on_record
def rekey(
    new_passphrase_file: NewFile = None,
    draw: Draw = False,
    drop_backups: Drop = False,
    yes: Yes = False,
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """电脑丢失后，给留下的台账换新钥匙、新口令、新恢复码；旧口令和旧恢复单从此打不开它。"""
    from gridcounter.services.custody.rekeying import carry_out_renewal, renewal_of, who_still_exchanges
    from gridcounter.services.custody.stale_copies import NotRemoved, remove

    with access.opened() as opened:
        by = access.who_may(opened, Right.CHANGE_PASSPHRASE)
        secret = new_passphrase("--new-passphrase-file", new_passphrase_file, "新口令", draw=draw, aside=as_json)
        renewal, exchanges = renewal_of(opened, by, secret), who_still_exchanges(opened)
    confirm("换新钥匙后，旧口令和旧恢复单都作废，要换吗？", "没有换", yes=yes)
    done = carry_out_renewal(renewal)
    old, refused = done.old, None
    if drop_backups and done.backup is not None:
        try:
            remove(old)
        except NotRemoved as wrong:  # told behind the code, which is shown this one time
            refused = wrong
        old = tuple(one for one in old if one.path.exists())
    with shown_once("钥匙已换，请用新口令打开，再换一次钥匙，得到新的恢复码"):
        if as_json:
            backup = None if done.backup is None else str(done.backup)
            said = {"recovery_code": done.code, "backup": backup, "old_copies": [str(one.path) for one in old]}
            trouble = done.trouble or str(refused or "")
            say_json(said | {"trouble": trouble} | ({"passphrase": secret} if draw else {}))
        else:
            _say_done(done, old)
            if exchanges:
                say(exchanges)
    if refused:
        raise refused


def _say_done(done: Renewed, old: Sequence[OldCopy]) -> None:
    say("钥匙已换。从现在起用新口令打开；旧口令、旧恢复单只能打开以前的备份。")
    say(f"新恢复码：{done.code}")
    say("请马上打印或抄写，锁进柜子，并销毁旧恢复单。它只显示这一次；没有抄下的，再换一次钥匙就有新的。")
    say(f"新备份已做好：{done.backup}" if done.backup else f"新备份没有做成：{done.trouble}")
    for one in old:
        say(f"用旧钥匙的备份：{one.path}")
    if old:
        say("新备份做好以后，请删除上面这些文件夹；U 盘上的旧备份也要删除，再重新备份一份。")
    say("受影响的人员名单：gridcounter record affected --out 名单.xlsx --clerk 姓名")


@on_record
def affected(
    out: Out,
    until: Lost = None,
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """列出丢失的台账里有谁的个人信息，供逐人告知；姓名和电话不隐去，列出这件事记入台账。"""
    day = day_of("--until", until) or today()
    with access.opened() as opened:
        done = write_affected(opened, access.who_may(opened, Right.REVEAL_LIST), out, day)
    if as_json:
        say_json({"path": done.path, "people": done.people, "purged_since": done.gone})
        return
    say(f"{done.path}　共 {done.people:,} 人（户）")
    say("请单位负责人决定怎样告知本人，逐人登记；名单含个人信息，用完按规定保管或销毁。")
