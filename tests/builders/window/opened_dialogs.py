"""The dialogs that an act of a page opens, with texts as long as they get."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gridcounter.desktop.custody.second_person import SecondPersonDialog
from gridcounter.desktop.desks.code_dialog import CodeDialog
from gridcounter.desktop.desks.conflicts_dialog import ConflictsDialog
from gridcounter.desktop.field.photos_dialog import PhotosDialog
from gridcounter.desktop.home.shift import ShiftDialog
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.ledger.end_dialog import EndDialog
from gridcounter.desktop.papers.addition_dialog import AdditionDialog
from gridcounter.desktop.papers.spoken_summary import SpokenSummaryDialog
from gridcounter.desktop.papers.unprinted import UnprintedDialog
from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.policy.clause import ClauseDialog
from gridcounter.desktop.reports.month_out_dialog import MonthOutDialog
from gridcounter.desktop.setup.joining import JoinDialog
from gridcounter.desktop.shell.pin_recovery import PinRecoveryDialog
from gridcounter.services.desks.membership import Invited
from gridcounter.services.policy.adopted_packs import PackAdoption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QDialog

    from gridcounter.desktop.shell.main_window import MainWindow

#: What is shown once, as long as it gets.
INVITED = Invited(Path("邀请.gcx"), "-".join(["WWWW"] * 8), datetime(2026, 10, 5, tzinfo=UTC))
_LONG = "今天是 2026-11-30，清除办结后已满 60 个月的样例申请（样例单位档案保管期限表第 3 条）。\n清除以后不能恢复。"


def opened_dialogs(window: MainWindow, percent: int) -> Iterator[tuple[str, QDialog]]:
    """Each as it opens, and again with what is refused in it."""
    session, tasks, scale, home = window._session, window.tasks, Scale(percent), window.home  # noqa: SLF001  as the window hands them on
    ending = EndDialog("withdrawn", scale.px(392), home)
    second = SecondPersonDialog(session, session.clerks.active(), "清除 3 件申请？", _LONG, home)
    recovering = PinRecoveryDialog(session, scale, home)
    adopting = AdoptionDialog(PackAdoption(session.service), tasks, home)
    adopting.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # whoever looks at it may do so later
    for dialog in (
        ending,
        second,
        recovering,
        adopting,
        ShiftDialog(session, tasks, session.shift.slip(today()), scale, home),
        SpokenSummaryDialog([_LONG] * 4, scale, home),
        UnprintedDialog(session, tasks, scale, home),
        PhotosDialog(session, tasks, scale, home),
        ClauseDialog(f"<p>{_LONG * 8}</p>", scale, home),
        AdditionDialog([], home),
        ConflictsDialog(session, scale, home),
        CodeDialog(INVITED, scale, home),
        JoinDialog(Path("one that is not made"), scale, home),
        MonthOutDialog(session, tasks, scale, home),
    ):
        if dialog is adopting:
            adopting.begin()
        else:
            dialog.open()
        yield type(dialog).__name__, dialog
        if dialog is ending:
            ending.say(_LONG)
            yield "EndDialog refused", ending
        elif dialog is second:
            second.confirm.click()
            yield "SecondPersonDialog refused", second
        elif dialog is recovering:
            recovering.again.setText("1")
            recovering.go.click()
            yield "PinRecoveryDialog refused", recovering
        dialog.close()
