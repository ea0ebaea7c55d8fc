"""gridcounter record backup, backups, restore."""

from __future__ import annotations

from contextlib import closing
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter.cli.console import JsonFlag, say, say_json
from gridcounter.cli.identity import Access, on_record
from gridcounter.cli.record import Data, PassphraseFile, Recovery, ask_passphrase, confirm, folder_of, opened_record
from gridcounter.core.record.journal import COMMAND_LINE
from gridcounter.services.office.roles import Right

if TYPE_CHECKING:
    from gridcounter.services.custody.recovery_plan import RecoveryPlan

To = Annotated[
    Path | None, typer.Option("--to", metavar="文件夹", help="备份放到这个文件夹；不写为台账文件夹里的 backups。")
]
In = Annotated[
    Path | None, typer.Option("--in", metavar="文件夹", help="看这个文件夹里的备份；不写为台账文件夹里的 backups。")
]
Chosen = Annotated[
    Path | None,
    typer.Argument(metavar="备份", help="备份的名称，或它的文件夹；不写则只修受损的文件，用最近一份完好的。"),
]
Place = Annotated[
    Path | None,
    typer.Option("--in", metavar="文件夹", help="用这个文件夹里的备份，如 U 盘；不写为台账文件夹里的 backups。"),
]
Yes = Annotated[bool, typer.Option("--yes", help="不再询问，直接恢复。")]


def backup(
    to: To = None,
    passphrase_file: PassphraseFile = None,
    data: Data = None,
    recovery: Recovery = False,
    as_json: JsonFlag = False,
) -> None:
    """备份台账：写一份加密副本，读回核对以后才算数；旧备份按周、日、月留存。"""
    from gridcounter.services.custody.backups import Backups

    with opened_record(data, passphrase_file, recovery=recovery) as opened:
        made = Backups(opened).make(to)
    result = made.manifest
    if as_json:
        say_json(
            {
                "backup": str(made.folder),
                "made_at": result.made_at.isoformat(),
                "entries": result.entries,
                "papers": result.papers,
                "papers_missing": result.papers_missing,
            }
        )
        return
    say(f"备份已做好，读回核对无误：{made.folder}")
    say(f"台账 {result.entries} 条，存档文书 {result.papers} 份")
    if result.papers_missing:
        say(f"注意：有 {result.papers_missing} 份存档文书读不出来，没有备份到；请用 gridcounter record restore 核对")


def backups(place: In = None, data: Data = None, as_json: JsonFlag = False) -> None:
    """列出备份，新的在前，并核对每个文件是否原样。不需要口令，所以次序和时间只照备份自己写的，没有证实。"""
    from gridcounter.services.custody.backups import backups_of

    found = backups_of(folder_of(data), place)
    if as_json:
        say_json([asdict(row) | {"whole": not row.wrong} for row in found])
        return
    if not found:
        say("还没有备份；做一份：gridcounter record backup")
    for row in found:
        made = f"{datetime.fromisoformat(row.made_at):%Y-%m-%d %H:%M}　{row.entries} 条　" if row.made_at else ""
        kind = "升级前　" if row.before_migration else ""
        proven = f"　{datetime.fromisoformat(row.proven_at):%Y-%m-%d %H:%M} 验证可恢复" if row.proven_at else ""
        say(f"{row.name}　{made}{kind}{'不能用：' + '；'.join(row.wrong) if row.wrong else '文件完好' + proven}")


@on_record
def restore(
    chosen: Chosen = None,
    place: Place = None,
    yes: Yes = False,
    *,
    access: Access,
    as_json: JsonFlag = False,
) -> None:
    """用备份修复打不开的台账；被替换的文件另存，不删除。台账完好、要回到以前的，要管理员的操作码。"""
    from gridcounter.services.custody.recovery import carry_out, plan_recovery

    folder = folder_of(access.data)
    secret = ask_passphrase(access.passphrase_file, recovery=access.recovery)
    found = plan_recovery(folder, secret, recovery=access.recovery, chosen=chosen, place=place)
    if found is None:
        if as_json:
            say_json({"restored": False})
        else:
            say("已全面核对，台账完好，不需要恢复")
        return
    say(found.summary, err=True)
    found = _by(found, access)
    confirm(f"{found.act}？", "没有恢复", yes=yes)
    done, outcome = carry_out(found)
    if as_json:
        said = {"entries": done.entries, "papers_missing": done.papers_missing, "aside": str(done.aside)}
        say_json({"restored": True, "damaged": list(found.damaged), "lost": found.lost} | said)
        return
    say(outcome)


def _by(found: RecoveryPlan, access: Access) -> RecoveryPlan:
    """An administrator goes back to an earlier backup. A damaged record has no list of clerks to ask for a PIN."""
    from gridcounter.services.custody.recovery import by_clerk, reopen

    if not found.going_back:
        return replace(found, by=COMMAND_LINE)
    with closing(reopen(found, None)) as opened:
        return by_clerk(found, opened, access.who_may(opened, Right.RESTORE))
