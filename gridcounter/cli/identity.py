"""Who acts on the command line: the clerk named by --clerk, who gives the PIN; the passphrase says nothing about that.

A command that needs no right may be run by nobody in particular: its entries then carry COMMAND_LINE.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gridcounter.cli.console import say
from gridcounter.cli.record import Data, PassphraseFile, Recovery, ask_secret, opened_record
from gridcounter.core.record.journal import COMMAND_LINE
from gridcounter.core.validation.models import Problem
from gridcounter.core.validation.text import take_text
from gridcounter.errors import Refusal, WrongInput
from gridcounter.services.office.roles import RIGHTS, ROLES, Clerk, Right, may

if TYPE_CHECKING:
    from gridcounter.services.record.record import Record

ClerkName = Annotated[
    str | None, typer.Option("--clerk", metavar="姓名", help="谁在办，要输入本人的操作码；不写的登记为未验明身份。")
]
NeededClerk = Annotated[str | None, typer.Option("--clerk", metavar="姓名", help="谁在办，要输入本人的操作码。")]
PinFile = Annotated[
    Path | None,
    typer.Option("--pin-file", metavar="文件", help="从这个文件的第一行读操作码；不写则在终端询问，不显示。"),
]
SecondName = Annotated[
    str | None,
    typer.Option("--second", metavar="姓名", help="另一位值班长或管理员，也要输入操作码；只有一位的不用写。"),
]
SecondPinFile = Annotated[
    Path | None, typer.Option("--second-pin-file", metavar="文件", help="从这个文件的第一行读另一位的操作码。")
]


def whoever(record: Record, name: str | None, pin_file: Path | None) -> str:
    """The id of the named clerk, or COMMAND_LINE. Raises WrongInput, WrongPin, WaitForPin."""
    if name is None and pin_file is None:
        return COMMAND_LINE
    return _identified(record, name, pin_file).id


def somebody(record: Record, name: str | None, pin_file: Path | None, act: str) -> str:
    """As `whoever`, for an act that hands out personal data: any clerk may, but not nobody. Raises Refusal too."""
    if name is None and pin_file is None:
        raise Refusal(f"{act}要登记是谁办的：请加 --clerk 姓名，并输入本人的操作码")
    return _identified(record, name, pin_file).id


def who_may(record: Record, name: str | None, pin_file: Path | None, right: Right) -> str:
    """As `whoever`, for an act that needs this right. Raises Refusal too."""
    role, act = RIGHTS[right]
    if name is None and pin_file is None:
        raise Refusal(f"{act}要由{ROLES[role]}来做：请加 --clerk 姓名，并输入本人的操作码")
    clerk = _identified(record, name, pin_file)
    if not may(clerk, right):
        here = f"{clerk.name}是{ROLES[clerk.role]}"
        raise Refusal(f"{act}要由{ROLES[role]}来做，{here}；请{ROLES[role]}用本人的姓名和操作码来办")
    return clerk.id


def who_confirms(record: Record, clerk: str, name: str | None, pin_file: Path | None) -> str:
    """The id of the second clerk of a purge; "" if nobody else may purge. Raises WrongInput, Refusal."""
    from gridcounter.services.custody.purging import SecondNeeded
    from gridcounter.services.custody.who_confirms import who_may_confirm

    others = who_may_confirm(record, clerk)
    if not others:
        return ""
    if name is None:
        raise Refusal(f"{SecondNeeded()}，写 --second 姓名（{'、'.join(one.name for one in others)}）")
    return _identified(record, name, pin_file, "--second", others).id


def _identified(
    record: Record, name: str | None, pin_file: Path | None, option: str = "--clerk", among: list[Clerk] | None = None
) -> Clerk:
    from gridcounter.services.office.clerks import Clerks, weak_pin_words

    if name is None:
        raise WrongInput([f"缺少 {option}：有操作码，还要写是谁的"])
    clerks = Clerks(record, by_command=True)
    active = clerks.active() if among is None else among
    found = next((clerk for clerk in active if clerk.name == take_text(name)), None)
    if found is None:
        names = "、".join(clerk.name for clerk in active)
        raise WrongInput([Problem(option, f"“{name}”", f"名单上在岗的受理员：{names}")])
    pin_option = "--pin-file" if option == "--clerk" else f"{option}-pin-file"
    pin = ask_secret(pin_option, pin_file, f"{found.name}的操作码", confirm=False)
    clerk = clerks.identify(found.id, pin)
    if words := weak_pin_words(clerk, pin):
        say(words, err=True)
    return clerk


@dataclass(frozen=True, slots=True)
class Access:
    """A parameter of this type stands for five options of the command, in this order."""

    clerk: NeededClerk = None
    pin_file: PinFile = None
    passphrase_file: PassphraseFile = None
    data: Data = None
    recovery: Recovery = False

    def opened(self) -> AbstractContextManager[Record]:
        """The record, open for a block. Raises as `opened_record`."""
        return opened_record(self.data, self.passphrase_file, recovery=self.recovery)

    def whoever(self, record: Record) -> str:
        """The id of the clerk, or COMMAND_LINE. Raises WrongInput, WrongPin, WaitForPin."""
        return whoever(record, self.clerk, self.pin_file)

    def somebody(self, record: Record, act: str) -> str:
        """The id of the clerk; `act` says what needs one. Raises Refusal too."""
        return somebody(record, self.clerk, self.pin_file, act)

    def who_may(self, record: Record, right: Right) -> str:
        """The id of the clerk, who has this right. Raises Refusal too."""
        return who_may(record, self.clerk, self.pin_file, right)


@dataclass(frozen=True, slots=True)
class AccessOfAnybody(Access):
    """The same, where it is on record as done by nobody in particular if no clerk is named."""

    clerk: ClerkName = None


def on_record(command: Callable[..., None]) -> Callable[..., None]:
    """Shows typer, which reads signatures, the options of Access in the place of the parameter `access`."""
    signature = inspect.signature(command, eval_str=True)
    access = signature.parameters["access"].annotation
    options = inspect.signature(access, eval_str=True).parameters

    @wraps(command)
    def run(**values: object) -> None:
        given = access(**{name: values.pop(name) for name in options})
        command(access=given, **values)

    shown = [
        option
        for one in signature.parameters.values()
        for option in (options.values() if one.name == "access" else (one,))
    ]
    run.__signature__ = signature.replace(parameters=shown)  # type: ignore[attr-defined]
    return run
