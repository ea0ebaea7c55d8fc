"""各台交换 in the window: begun, a desk joins, files go both ways, and what does not fit is settled by one press."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders.record_builders import CHEAP, CLERK, DAY, a_change, an_answer
from builders.window.window_builders import a_demo_record, a_session, a_window, application, settle_layout, until
from pytestqt.qtbot import QtBot

from gridcounter.core.application import ApplicationId
from gridcounter.core.record.journal import Act, Kind
from gridcounter.desktop.desks import exchange_section
from gridcounter.desktop.desks.code_dialog import CodeDialog
from gridcounter.desktop.desks.conflicts_dialog import ConflictCard, ConflictsDialog
from gridcounter.desktop.desks.exchange_section import ExchangeSection
from gridcounter.desktop.kit import confirm, file_dialogs
from gridcounter.desktop.kit.appearance import apply_theme
from gridcounter.desktop.kit.plain_label import PlainLabel
from gridcounter.desktop.kit.theme import LIGHT, Scale
from gridcounter.desktop.session.session import Session
from gridcounter.services.applications.intake import Intake
from gridcounter.services.desks.conflict import Choice, Conflict, Side
from gridcounter.services.desks.conflicts import conflicts
from gridcounter.services.desks.exchange import TakenIn, hand_over, take_in
from gridcounter.services.desks.membership import Invited, invite, join
from gridcounter.services.files.progress import Progress, Stopped
from gridcounter.services.office.clerks import ClerkNotFound, Clerks
from gridcounter.services.office.roles import Right, Role
from gridcounter.services.record.opening import open_record
from gridcounter.services.record.record import Record

OTHER = "另一台自己的口令"


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    assert qtbot
    with a_session(tmp_path) as found:
        yield found


@pytest.fixture
def section(session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> ExchangeSection:
    made = ExchangeSection(session, Scale())
    qtbot.addWidget(made)
    monkeypatch.setattr(exchange_section, "invite", partial(invite, cost=CHEAP))
    made.load()
    return made


def idle(section: ExchangeSection) -> None:
    until(section.take.isEnabled)


def begun(section: ExchangeSection) -> None:
    section.name.setText("1 号台")
    section.begin.click()


@contextmanager
def another_desk(section: ExchangeSection, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Record]:
    """Invited in the window, joined elsewhere."""
    begun(section)
    monkeypatch.setattr(file_dialogs, "to_write", lambda *_: folder / "邀请.gcx")
    section.invite.click()
    idle(section)
    (dialog,) = section.findChildren(CodeDialog)
    join(folder / "second", OTHER, folder / "邀请.gcx", dialog.code.text(), "2 号台", cost=CHEAP)
    dialog.close()
    record = open_record(folder / "second", OTHER)
    try:
        yield record
    finally:
        record.close()


def lines_of(section: ExchangeSection) -> list[str]:
    return [section.list.item(row).text() for row in range(section.list.count())]


def test_before_it_is_shared_there_is_a_name_to_give_and_nothing_else(section: ExchangeSection) -> None:
    assert not section.rows["name"].isHidden()
    assert section.list.isHidden()
    assert section.acts.isHidden()

    section.begin.click()
    assert section.rows["name"].problem == "请写 1 到 20 个字，可以有字母、数字和空格，例如 3 号台", "at the field"
    assert section.trouble.text() == ""
    begun(section)
    assert section.rows["name"].problem == ""

    assert lines_of(section) == ["1 号台　本台"]
    assert section.rows["name"].isHidden()
    assert not section.acts.isHidden()
    assert "邀请一台加入…" in section.alone.text(), "what comes next"
    section.list.setCurrentRow(0)
    assert not section.retire.isEnabled(), "a desk does not retire itself"


def test_a_stick_goes_both_ways(section: ExchangeSection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with another_desk(section, tmp_path, monkeypatch) as second:
        application = Intake(second, CLERK).open(DAY, {"applicant.name": "李四"})
        stick = tmp_path / "U 盘"
        stick.mkdir()
        sent = hand_over(second, CLERK, stick, datetime.now().astimezone()).path
        monkeypatch.setattr(file_dialogs, "to_read", lambda *_: sent)
        monkeypatch.setattr(file_dialogs, "folder_to_read", lambda *_: stick)

        section.take.click()
        assert not section.hand.isEnabled(), "one thing at a time"
        idle(section)
        assert section.account.text().startswith("收入“2 号台”")
        assert "涉及 1 份申请" in section.account.text()
        assert lines_of(section)[1].startswith("2 号台　最近交换 ")
        assert section.session.record.applications.get(application).number

        section.take.click()
        idle(section)
        assert section.account.text().endswith("本台都已经有了。")

        section.hand.click()
        idle(section)
        assert "给2 号台" in section.account.text()
        (back,) = (path for path in stick.iterdir() if path.name.startswith("1号台"))
        assert take_in(second, CLERK, back).desk == "1 号台"


def test_taking_in_is_told_in_numbers_and_what_came_stays_once_it_is_stopped(
    section: ExchangeSection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_desk(section, tmp_path, monkeypatch) as second:
        for number in range(30):
            Intake(second, CLERK).open(DAY, {"applicant.name": f"李{number}"})
        stick = tmp_path / "U 盘"
        stick.mkdir()
        sent = hand_over(second, CLERK, stick, datetime.now().astimezone()).path
        monkeypatch.setattr(file_dialogs, "to_read", lambda *_: sent)
        real, steps, reached, pressed = take_in, list[str](), threading.Event(), threading.Event()

        def slowly(*given: Any, progress: Progress, **told: Any) -> TakenIn:  # noqa: ANN401
            def held_up(done: int, total: int) -> None:
                if done:
                    reached.set()
                    pressed.wait()
                progress(done, total)

            return real(*given, progress=held_up, at_once=10, **told)

        section._work.stepped.connect(lambda: steps.append(section.step.text()))  # noqa: SLF001
        monkeypatch.setattr(exchange_section, "take_in", slowly)
        section.take.click()
        assert not section.stop.isHidden()
        assert section.step.text() == "正在读文件，全部核对无误以后才收入…"
        until(reached.is_set)
        section.stop.click()
        assert not section.stop.isEnabled()
        pressed.set()
        idle(section)

        assert section.account.text().startswith("已停止。收入“2 号台”")
        assert "10 条登记，文书 0 份，都是完整的；还有 " in section.account.text()
        assert any(step.startswith("已收入 0 / ") for step in steps)
        assert section.stop.isHidden()
        assert section.step.isHidden()
        assert section.session.record.verify().sound

        monkeypatch.setattr(exchange_section, "take_in", real)
        section.take.click()
        idle(section)
        assert section.account.text().startswith("收入“2 号台”")
        assert len(section.session.record.applications.recent(99)) >= 30


def test_what_is_stopped_before_anything_came_says_so(
    section: ExchangeSection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise Stopped

    begun(section)
    monkeypatch.setattr(file_dialogs, "to_read", lambda *_: tmp_path / "x.gcx")
    monkeypatch.setattr(file_dialogs, "folder_to_read", lambda *_: tmp_path)
    for name, button, said in (
        ("take_in", section.take, "已停止，一项也没有收。"),
        ("hand_over", section.hand, "已停止，没有写出文件。"),
    ):
        monkeypatch.setattr(exchange_section, name, stopped)
        button.click()
        idle(section)
        assert section.account.text() == said
        assert section.trouble.text() == ""


def test_a_file_that_is_none_is_refused_in_one_sentence(
    section: ExchangeSection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun(section)
    (tmp_path / "照片.gcx").write_bytes(b"\xff\xd8\xff")
    monkeypatch.setattr(file_dialogs, "to_read", lambda *_: tmp_path / "照片.gcx")

    section.take.click()
    idle(section)

    assert "照片.gcx" in section.trouble.text()
    assert section.account.text() == ""


def test_what_two_desks_did_is_shown_and_settled(
    section: ExchangeSection, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = section.session.record
    application = Intake(first, CLERK).open(DAY, {"applicant.name": "李四"})
    with another_desk(section, tmp_path, monkeypatch) as second:
        ref = first.applications.fields(application)["applicant.name"].ref
        first.journal.append(a_change(application, "applicant.name", "李五", ref))
        second.journal.append(a_change(application, "applicant.name", "李六", ref))
        for record, day in ((first, "2026-09-24"), (second, "2026-09-21")):
            values = {"on": day, "answer": an_answer()}
            record.journal.append(Act(Kind.APPLICATION_ACCEPTED, values, CLERK, application))
        stick = tmp_path / "U 盘"
        stick.mkdir()
        sent = hand_over(second, CLERK, stick, datetime.now().astimezone()).path
        monkeypatch.setattr(file_dialogs, "to_read", lambda *_: sent)

        section.take.click()
        idle(section)
        assert "2 处和别的台办的对不上" in section.account.text()
        assert section.open_conflicts.text() == "看待核对（2 处）"

        dialog = ConflictsDialog(section.session, Scale())
        qtbot.addWidget(dialog)
        of_field, of_act = dialog.cards
        assert [button.text() for button in of_field.buttons] == ["用“李五”", "用“李六”", "打开申请"]
        of_field.buttons[0].click()
        assert "更正" in dialog.trouble.text(), "it was accepted: fields are locked"
        of_field.buttons[1].click()
        assert dialog.trouble.text() == ""
        monkeypatch.setattr(confirm, "ask_line", lambda *_: ("问过申请人", True))
        monkeypatch.setattr("gridcounter.desktop.desks.conflicts_dialog.ask_line", lambda *_: ("问过申请人", True))
        dialog.cards[0].buttons[0].click()
        assert dialog.cards == []
        assert conflicts(first) == []
        del of_act


def test_from_the_settings_a_conflict_leads_to_its_application(section: ExchangeSection, qtbot: QtBot) -> None:
    begun(section)
    section._on_conflicts()  # noqa: SLF001  its button is hidden as long as there is none
    (dialog,) = section.findChildren(ConflictsDialog)
    with qtbot.waitSignal(section.opened) as told:
        dialog._on_opened("a1")  # noqa: SLF001  as the button of a card does
    assert told.args == ["a1"]


def a_card(qtbot: QtBot, *told: str) -> ConflictCard:
    at = datetime(2026, 9, 28, 9, tzinfo=UTC)
    sides = tuple(Side(f"{place} 号台", at, "李静", what, holds=False) for place, what in enumerate(told, 1))
    of_field = Conflict(
        ApplicationId("a1"), "0001", "r", "applicant.name", "用电人名称", "", sides, choice=Choice.FIELD
    )
    card = ConflictCard(of_field)
    qtbot.addWidget(card)
    return card


def test_no_letter_of_a_value_is_lost_on_its_button(qtbot: QtBot) -> None:
    card = a_card(qtbot, "填“样例A&B 电子”", "清空")
    assert [button.text() for button in card.buttons] == ["用“样例A&&B 电子”", "用空着", "打开申请"]


def test_long_values_that_begin_alike_are_told_apart_by_their_desks(qtbot: QtBot) -> None:
    name = "样例高新区第一批集成电路产业园二期建设开发与运营管理有限责任公司"
    card = a_card(qtbot, f"填“{name}东区分公司”", f"填“{name}西区分公司”")
    assert [button.text() for button in card.buttons] == ["用“1 号台”填的", "用“2 号台”填的", "打开申请"]


@pytest.mark.parametrize("percent", [100, 200])
def test_the_code_is_shown_whole(qtbot: QtBot, percent: int) -> None:
    apply_theme(application(), LIGHT, Scale(percent))
    code = "7K2M-QRST-9XYZ-ABCD-EFGH-2345-JKMN-PQRS"
    dialog = CodeDialog(Invited(Path("邀请.gcx"), code, datetime(2026, 9, 28, tzinfo=UTC)), Scale(percent))
    qtbot.addWidget(dialog)
    dialog.show()
    settle_layout()
    shown = dialog.code.text().split("\n")
    assert "".join(shown) == code
    room = dialog.code.contentsRect().width()
    assert all(dialog.code.fontMetrics().horizontalAdvance(line) <= room for line in shown)
    assert all(label.height() >= label.heightForWidth(label.width()) for label in dialog.findChildren(PlainLabel))
    apply_theme(application(), LIGHT, Scale())


def test_a_conflict_is_looked_at_within_the_screen(section: ExchangeSection, qtbot: QtBot) -> None:
    dialog = ConflictsDialog(section.session, Scale(200))
    qtbot.addWidget(dialog)
    room = dialog.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()


def test_a_retired_desk_says_so(section: ExchangeSection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with another_desk(section, tmp_path, monkeypatch) as second:
        stick = tmp_path / "U 盘"
        stick.mkdir()
        sent = hand_over(second, CLERK, stick, datetime.now().astimezone()).path
        monkeypatch.setattr(file_dialogs, "to_read", lambda *_: sent)
        section.take.click()
        idle(section)
        section.list.setCurrentRow(1)
        monkeypatch.setattr(exchange_section, "ask_line", lambda *_: ("笔记本丢失", True))

        section.retire.click()

        assert lines_of(section) == ["1 号台　本台", "2 号台　已停用"]


def test_a_clerk_whom_another_desk_removed_does_not_go_on_and_least_of_all_as_the_administrator(
    section: ExchangeSection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, removed = section.session, list[bool]()
    gone = Clerks(session.record).add(CLERK, "张三", Role.CLERK, "738291")
    session.removed.connect(lambda: removed.append(True))
    with another_desk(section, tmp_path, monkeypatch) as second:
        session.switch_clerk(gone)
        section.load()
        Clerks(second).leave(CLERK, gone)
        stick = tmp_path / "U 盘"
        stick.mkdir()
        sent = hand_over(second, CLERK, stick, datetime.now().astimezone()).path
        monkeypatch.setattr(file_dialogs, "to_read", lambda *_: sent)

        section.take.click()
        until(lambda: removed == [True])

        assert session.service.clerk == gone, "nobody else gave a PIN"
        with pytest.raises(ClerkNotFound):
            session.may(Right.SHARE)


def test_the_desk_is_locked_before_a_clerk_whom_another_desk_removed(qtbot: QtBot, tmp_path: Path) -> None:
    assert qtbot
    with a_demo_record(tmp_path) as record, a_window(record) as window:
        assert not window.locked
        window._session.removed.emit()  # noqa: SLF001  as the section has it emitted
        assert window.locked
