"""Two desks did something apart, a file comes in at the window of one: 待核对 on 工作台, and one press settles it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, PDF, an_answer
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.still_clock import STILL
from builders.window.window_builders import a_window, until
from PySide6.QtWidgets import QApplication

from gridcounter.core.record.journal import Act, Kind
from gridcounter.desktop.desks import conflicts_dialog, exchange_section
from gridcounter.desktop.desks.conflicts_dialog import ConflictCard, ConflictsDialog
from gridcounter.desktop.desks.exchange_section import EXCHANGE, ExchangeSection
from gridcounter.desktop.desks.exchange_work import exchange_work
from gridcounter.desktop.kit import file_dialogs, waiting
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.desks.conflicts import conflicts
from gridcounter.services.desks.exchange import hand_over, take_in
from gridcounter.services.desks.membership import begin_sharing, invite, join
from gridcounter.services.ledger.application_card import ApplicationCards
from gridcounter.services.office.clerks import Clerks
from gridcounter.services.office.roles import Role
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record

OTHER = "另一台自己的口令"


class Hall:
    """The window of the first desk, and the record of the second, which both have one application."""

    def __init__(self, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.window, self.folder = window, folder
        self.first: Record = window._session.record  # noqa: SLF001
        begin_sharing(self.first, CLERK, "1 号台")
        self.application = Intake(self.first, CLERK).open(DAY, {"applicant.name": "李四"})
        made = invite(self.first, CLERK, folder / "一次.gcx", datetime.now().astimezone(), CHEAP)
        join(folder / "second", OTHER, made.path, made.code, "2 号台", cost=CHEAP, clock=STILL)
        self.second = open_record(folder / "second", OTHER, clock=STILL)
        (folder / "stick").mkdir()
        monkeypatch.setattr(file_dialogs, "to_read", lambda *_: self.sent(self.second))
        monkeypatch.setattr(conflicts_dialog, "ask_line", lambda *_: ("问过了", True))
        take_in(self.first, CLERK, self.sent(self.second))

    def sent(self, record: Record) -> Path:
        STILL.at += timedelta(seconds=1)
        return hand_over(record, CLERK, self.folder / "stick", STILL()).path

    def to_second(self) -> None:
        take_in(self.second, CLERK, self.sent(self.first))

    def did(self, record: Record, kind: Kind, values: dict[str, Any], by: str = CLERK) -> str:
        STILL.at += timedelta(minutes=1)
        return record.journal.append(Act(kind, values, by, self.application)).ref

    def take(self) -> None:
        """The file of the second desk, at 设置 › 各台交换."""
        self.window.show_page(PageKey.SETTINGS)
        self.window.work.settings.show_section(EXCHANGE)
        before = self.window.work
        sections = self.window.work.settings.sections
        next(one for one in sections if isinstance(one, ExchangeSection)).take.click()
        until(lambda: not exchange_work(self.window._session).busy)  # noqa: SLF001
        until(lambda: self.window.work is not before)

    def looked_at(self) -> tuple[ConflictsDialog, list[ConflictCard]]:
        """By 去核对 on 工作台."""
        self.window.show_page(PageKey.HOME)
        home = self.window.home
        home.refresh()
        assert home.to_check.isVisibleTo(home)
        home.to_check.act.click()
        dialog = self.window.work.findChildren(ConflictsDialog)[-1]
        return dialog, dialog.cards

    def settled(self) -> None:
        """Everything at both desks, which are alike."""
        home = self.window.home
        home.refresh()
        assert not home.to_check.isVisibleTo(home)
        self.to_second()
        for record in (self.first, self.second):
            assert conflicts(record) == []
            assert record.rebuild().changed == ()


@pytest.fixture
def hall(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hall]:
    assert qapp
    monkeypatch.setattr(waiting, "AGAIN_MS", 0)
    monkeypatch.setattr(exchange_section, "invite", partial(invite, cost=CHEAP))
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as opened:
        unlock(opened, "c1", "471108")
        made = Hall(opened, tmp_path, monkeypatch)
        try:
            yield made
        finally:
            made.second.close()


def lines(card: ConflictCard) -> str:
    return "\n".join(label.text() for label in card.findChildren(PlainLabel))


def pressed(card: ConflictCard, text: str) -> None:
    next(button for button in card.buttons if button.text() == text).click()


def test_two_desks_accept_one_application(hall: Hall) -> None:
    for record, day in ((hall.first, "2026-09-21"), (hall.second, "2026-09-18")):
        hall.did(record, Kind.APPLICATION_ACCEPTED, {"on": day, "answer": an_answer()})
    hall.take()

    dialog, (card,) = hall.looked_at()
    assert "两台都受理了（9-18、9-21），按 9-18 起算" in lines(card)
    assert "1 号台" in lines(card)
    assert "2 号台" in lines(card)
    assert hall.first.applications.get(hall.application).accepted_on == "2026-09-18"
    assert "1 处待核对" in ApplicationCards(hall.window._session.service).unread(hall.application)  # noqa: SLF001
    pressed(card, "已经核对…")
    assert dialog.cards == []
    dialog.close()
    hall.settled()


@pytest.mark.parametrize("voided_first", [True, False])
def test_one_voids_the_notice_while_the_other_hands_it_out(hall: Hall, *, voided_first: bool) -> None:
    hall.did(hall.first, Kind.APPLICATION_ACCEPTED, {"on": "2026-09-21", "answer": an_answer()})
    paper = Intake(hall.first, CLERK).issue(hall.application, Issue("one_time_notice", PDF, "c", "1", "1"))
    hall.to_second()
    for record in (hall.first, hall.second) if voided_first else (hall.second, hall.first):
        if record is hall.first:
            hall.did(record, Kind.PAPER_VOIDED, {"ref": paper.ref, "why": "印错"})
        else:
            hall.did(record, Kind.PAPER_DELIVERED, {"ref": paper.ref, "how": "in_person"})
    hall.take()

    dialog, (card,) = hall.looked_at()
    assert "已作废的一次性告知书在 2 号台已交给申请人（" in lines(card)
    assert "请收回，或者出具新版并说明" in lines(card)
    pressed(card, "已经核对…")
    assert dialog.cards == []
    dialog.close()
    hall.settled()


def test_a_filing_pushed_twice(hall: Hall) -> None:
    hall.did(hall.first, Kind.FILING_PREPARED, {"on": "2026-09-18"})
    hall.to_second()
    hall.did(hall.first, Kind.FILING_PUSHED, {"on": "2026-09-18", "serial": "T-1"})
    hall.did(hall.second, Kind.FILING_PUSHED, {"on": "2026-09-21", "serial": "T-2"})
    hall.take()

    dialog, (card,) = hall.looked_at()
    assert "第 1 版推送了两次（流水号 T-1、T-2）：请与审批部门核对，撤回一件" in lines(card)
    pressed(card, "保留 T-2")
    assert dialog.cards == []
    dialog.close()
    hall.settled()
    for record in (hall.first, hall.second):
        assert record.db.execute("SELECT serial FROM filing WHERE application = ?", [hall.application]).fetchall() == [
            ("T-2",)
        ]


def test_a_clerk_removed_while_his_desk_was_not_connected(hall: Hall) -> None:
    zhang = Clerks(hall.first, cost=CHEAP).add(CLERK, "张三", Role.CLERK, "2846")
    hall.to_second()
    Clerks(hall.first).leave(CLERK, zhang)
    hall.did(hall.second, Kind.MATERIALS_RECEIVED, {"on": "2026-09-18"}, zhang)
    hall.did(hall.second, Kind.DOCUMENT_RECEIVED, {"document": "identity"}, zhang)
    hall.take()

    dialog, (card,) = hall.looked_at()
    assert "张三停用后（未联网）又登记 2 项" in lines(card)
    assert hall.first.applications.get(hall.application).received_on == "2026-09-18"
    pressed(card, "已经核对…")
    assert dialog.cards == []
    dialog.close()
    hall.settled()


def test_a_clerk_is_not_shown_what_is_the_administrator_s(hall: Hall) -> None:
    zhang = Clerks(hall.first, cost=CHEAP).add(CLERK, "张三", Role.CLERK, "2846")
    for record, banner in ((hall.first, "新文件"), (hall.second, "旧文件")):
        record.journal.append(Act(Kind.OFFICE_SET, {"banner": banner}, CLERK))
    hall.take()
    home = hall.window.home
    home.refresh()
    assert home.to_check.isVisibleTo(home)
    hall.window._session.switch_clerk(zhang)  # noqa: SLF001
    hall.window.home.refresh()
    assert not hall.window.home.to_check.isVisibleTo(hall.window.home)
