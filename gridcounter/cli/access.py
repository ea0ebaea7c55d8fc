"""The options that most commands on a record end with, declared once: who acts, which record, and what opens it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING

from gridcounter.cli.identity import ClerkName, NeededClerk, PinFile, somebody, who_may, whoever
from gridcounter.cli.record import Data, PassphraseFile, Recovery, opened_record

if TYPE_CHECKING:
    from gridcounter.services.office.roles import Right
    from gridcounter.services.record.record import Record


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
