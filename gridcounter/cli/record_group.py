"""gridcounter record, with its commands from all modules, in display order; and the way back in without a PIN."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated

import typer

from gridcounter.cli import record_backups, record_exchange, record_rekey, record_retention
from gridcounter.cli.console import say
from gridcounter.cli.help import ChineseCommand
from gridcounter.cli.record import Data, ask_secret, opened_by, record
from gridcounter.cli.record_bundle import bundle
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.text import take_text
from gridcounter.errors import WrongInput
from gridcounter.services.office.roles import Role

__all__ = ["record"]

Whose = Annotated[str, typer.Option("--clerk", metavar="姓名", help="给哪位管理员重设。")]
CodeFile = Annotated[
    Path | None,
    typer.Option("--code-file", metavar="文件", help="从这个文件的第一行读恢复码；不写则在终端询问，不显示。"),
]
PinFile = Annotated[
    Path | None,
    typer.Option("--pin-file", metavar="文件", help="从这个文件的第一行读新操作码；不写则在终端询问，不显示。"),
]


def reset_pin(whose: Whose, code_file: CodeFile = None, pin_file: PinFile = None, data: Data = None) -> None:
    """管理员忘了操作码：用恢复单上的恢复码重设，记入台账。其他人的操作码请管理员在设置里重设。"""
    from gridcounter.services.office.clerks import Clerks

    @cache
    def code() -> str:
        return ask_secret("--code-file", code_file, "恢复码", confirm=False)

    with opened_by(data, code, recovery=True) as opened:
        clerks = Clerks(opened, by_command=True)
        named = [one for one in clerks.active() if one.name == take_text(whose)]
        if not named:
            names = "、".join(one.name for one in clerks.active() if one.role is Role.ADMINISTRATOR)
            raise WrongInput([Problem("--clerk", f"“{whose}”", f"在岗的管理员：{names}")])
        pin = ask_secret("--pin-file", pin_file, "新操作码", confirm=True)
        clerks.reset_pin_by_code(named[0].id, code(), pin)
    say(f"{named[0].name}的操作码已重设，并记入台账。恢复单请放回原处锁好。")


record.command(cls=ChineseCommand)(record_exchange.paper)
record.command(cls=ChineseCommand)(record_backups.backup)
record.command(cls=ChineseCommand)(record_backups.backups)
record.command(cls=ChineseCommand)(record_backups.restore)
record.command(cls=ChineseCommand)(record_exchange.export)
record.command("import", cls=ChineseCommand)(record_exchange.import_ledger)
record.command(cls=ChineseCommand)(record_retention.retention)
record.command(cls=ChineseCommand)(record_retention.purge)
record.command(cls=ChineseCommand)(record_retention.hold)
record.command(cls=ChineseCommand)(record_rekey.rekey)
record.command(cls=ChineseCommand)(record_rekey.affected)
record.command("reset-pin", cls=ChineseCommand)(reset_pin)
record.add_typer(bundle, name="bundle")
