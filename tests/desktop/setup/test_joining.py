"""A further desk joins in the window: the invitation, its own passphrase, its own recovery code."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from builders.record_builders import CHEAP, CLERK, a_copy, a_setup
from builders.record_builders import PASSPHRASE as OF_THE_FIRST
from pytestqt.qtbot import QtBot

from gridcounter.desktop.kit.tasks import ProgressWatch
from gridcounter.desktop.kit.theme import Scale
from gridcounter.desktop.setup import joining
from gridcounter.desktop.setup.joining import JoinDialog
from gridcounter.services.desks.membership import Invited, all_desks, begin_sharing, invite, join
from gridcounter.store.journal.entries import wall_clock


@pytest.fixture
def invited(tmp_path: Path) -> Invited:
    record = a_copy(tmp_path / "first", OF_THE_FIRST, a_setup())
    try:
        begin_sharing(record, CLERK, "1 号台")
        return invite(record, CLERK, tmp_path / "邀请.gcx", wall_clock(), CHEAP)
    finally:
        record.close()


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> JoinDialog:
    monkeypatch.setattr(joining, "join", partial(join, cost=CHEAP))
    made = JoinDialog(tmp_path / "second", Scale())
    qtbot.addWidget(made)
    made.show()
    return made


def filled(dialog: JoinDialog, path: Path, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "to_read", lambda *_: path)
    dialog.invitation.file.click()
    dialog.invitation.code.setText(code)
    dialog.invitation.name.setText("2 号台")
    dialog.next.click()
    for field in (dialog.passphrase.new, dialog.passphrase.passphrase.again):
        field.setText("清晨的三只白鹭站在桥边")
    dialog.next.click()


def test_nothing_is_made_before_file_code_and_name_are_given(dialog: JoinDialog, tmp_path: Path) -> None:
    dialog.next.click()

    assert dialog.place == 0
    assert [row.problem != "" for row in dialog.invitation.rows.values()] == [True, True, True]
    assert not (tmp_path / "second").exists()


def test_a_desk_joins_with_its_own_passphrase_and_recovery_code(
    dialog: JoinDialog, invited: Invited, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(dialog, invited.path, invited.code, monkeypatch)

    assert dialog.place == 2, dialog.trouble.text()
    assert dialog.recovery.code.text()
    record = dialog.record
    assert record is not None
    try:
        assert [(one.name, one.here) for one in all_desks(record)] == [("1 号台", False), ("2 号台", True)]
        dialog.reject()
        assert dialog.isVisible(), "the code is shown this one time"
    finally:
        record.close()


def test_a_wrong_code_is_one_sentence_and_leaves_nothing(
    dialog: JoinDialog, invited: Invited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(dialog, invited.path, "2222-2222-2222-2222-2222-2222-2222-2222", monkeypatch)

    assert dialog.place == 1
    assert "邀请码不对" in dialog.trouble.text()
    assert dialog.record is None
    assert not (tmp_path / "second").exists()


def test_joining_is_told_in_numbers_and_leaves_nothing_once_it_is_stopped(
    dialog: JoinDialog, invited: Invited, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pressed(ProgressWatch):
        """As if somebody pressed at the first number."""

        def __call__(self, done: int, total: int) -> None:
            if total:
                self.stop()
            super().__call__(done, total)

    monkeypatch.setattr(joining, "ProgressWatch", Pressed)
    filled(dialog, invited.path, invited.code, monkeypatch)

    assert dialog.place == 1
    assert dialog.trouble.text() == "已停止，没有建立台账，邀请还能用；要加入，请再点“加入”"
    assert dialog.stop.isHidden()
    assert not (tmp_path / "second").exists()
    dialog._on_progress(1250, 40000)  # noqa: SLF001  as the work reports it
    assert dialog.making.text() == "正在加入：已收入 1,250 / 40,000 条"
    monkeypatch.setattr(joining, "ProgressWatch", ProgressWatch)
    dialog.next.click()
    assert dialog.place == 2
    assert dialog.record is not None
    dialog.record.close()
