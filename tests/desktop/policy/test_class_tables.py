"""政策 without a case: the table of a class is chosen, searched, printed, and confirmed for the office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from builders.window.window_builders import a_demo_record, a_window, until
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gridcounter.desktop.kit.day import today
from gridcounter.desktop.policy import page as policy_page
from gridcounter.desktop.policy.class_tables import ClassTables
from gridcounter.desktop.policy.page import PolicyPage
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.office.offices import read_office, set_office
from gridcounter.services.office.roles import NotAllowed, Right, Role


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    assert qapp is not None
    with a_demo_record(tmp_path) as record, a_window(record) as shown:
        shown.show_page(PageKey.POLICY)
        yield shown


@pytest.fixture
def tables(window: MainWindow) -> ClassTables:
    return window.work.policy.tables


def text_of(tables: ClassTables) -> str:
    return tables.text.toPlainText().replace("\xa0", " ")


def choose(tables: ClassTables, label: str) -> None:
    next(button for button in tables.choice.options if button.text() == label).click()


def chosen(tables: ClassTables) -> str:
    return next(button.text() for button in tables.choice.options if button.isChecked())


def a_policy_page(window: MainWindow) -> PolicyPage:
    return window.work.policy


def test_each_class_has_its_own_table_and_no_line_of_another(tables: ClassTables) -> None:
    assert chosen(tables) == "低压居民和小微企业"
    assert "1 个工作日" in text_of(tables)
    choose(tables, "10千伏双电源")
    assert "8 个工作日" in text_of(tables)
    assert "设计审查\n自送审次日起；由供电企业办理\n3 个工作日\n重要用户" in text_of(tables)
    assert "受理签约" not in text_of(tables)
    choose(tables, "全部类别")
    assert {"受理签约", "设计审查"} <= set(text_of(tables).split("\n"))


def test_a_digit_chooses_a_class_and_a_second_press_keeps_it(tables: ClassTables) -> None:
    tables.choice.setFocus()
    QTest.keyClick(tables.choice, Qt.Key.Key_2)
    assert chosen(tables) == "低压非居民"
    choose(tables, "低压非居民")
    assert chosen(tables) == "低压非居民"
    assert "没有写天数" in text_of(tables)


def test_another_place_begins_with_its_own_first_class(window: MainWindow, tables: ClassTables) -> None:
    choose(tables, "10千伏双电源")
    places = a_policy_page(window).list
    places.setCurrentRow(next(at for at in range(places.count()) if "枣庄" in places.item(at).text()))
    assert chosen(tables) == "低压"
    assert "本地文件没有规定" in text_of(tables), "its paper has no steps, and none of another city stand there"
    assert not tables.print.isEnabled(), "this office's head and its confirmation are not those of another place"
    assert not tables.save.isEnabled()


def test_what_is_looked_for_is_marked_and_enter_goes_from_place_to_place(tables: ClassTables) -> None:
    tables.search.setFocus()
    tables.search.setText("附件1注1")
    count = text_of(tables).count("附件1注1")
    assert count > 1
    assert len(tables.text.extraSelections()) == count
    assert tables.found.text() == f"{count} 处，Enter 看下一处"
    seen = [tables.text.textCursor().position()]
    for _ in range(count):
        QTest.keyClick(tables.search, Qt.Key.Key_Return)
        seen.append(tables.text.textCursor().position())
    assert seen[:-1] == sorted(set(seen)), "each place once, from the top"
    assert seen[-1] == seen[0]
    tables.search.clear()
    assert tables.text.extraSelections() == []
    assert tables.found.text() == ""


def test_what_another_class_has_is_not_said_to_be_missing(tables: ClassTables) -> None:
    tables.search.setText("设计审查")
    assert tables.found.text().startswith("这一类没有，“全部类别”里有")
    tables.search.setText("月球供电")
    assert tables.found.text() == "没有找到"
    choose(tables, "10千伏双电源")
    tables.search.setText("设计审查")
    assert "处，Enter 看下一处" in tables.found.text()


def test_the_reference_sheet_is_printed_and_saved_without_an_application(
    window: MainWindow, tables: ClassTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, sent = a_policy_page(window), []

    def to_printer(_: object, papers: Sequence[str], contents: Sequence[bytes]) -> None:
        sent.append((list(papers), contents[0][:5]))

    def to_file(_: object, name: str, content: bytes, *, personal: bool) -> None:
        assert not personal, "no applicant is on it, so nothing is said of one"
        sent.append(([name], content[:5]))

    monkeypatch.setattr(page._output, "print", to_printer)  # noqa: SLF001
    monkeypatch.setattr(page._output, "save_pdf", to_file)  # noqa: SLF001
    tables.print.click()
    until(lambda: len(sent) == 1)
    tables.save.click()
    until(lambda: len(sent) == 2)
    assert sent == [(["quick_reference"], b"%PDF-"), (["用电报装速查表_济宁市"], b"%PDF-")]


def unconfirmed(window: MainWindow) -> PolicyPage:
    """As an office that was set up without a day of confirmation."""
    session = window._session  # noqa: SLF001
    values = dict(read_office(session.record).values) | {"policy_confirmed_on": None}
    set_office(session.record, session.service.clerk, values, sole_proprietor_as_micro=True, park=None)
    session.switch_clerk(session.service.clerk)
    window.show_page(PageKey.POLICY)
    return window.work.policy


def test_the_policy_is_confirmed_where_it_is_said_to_be_unconfirmed(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page said so, and the button stood in the settings."""
    assert not a_policy_page(window).confirm.isVisible()
    page = unconfirmed(window)
    assert page.confirm.isVisible()
    assert "还没有确认" in page.state.text()

    monkeypatch.setattr(policy_page, "confirmed", lambda *_, **__: False)
    page.confirm.click()
    assert window.work.policy.confirm.isVisible(), "nothing without the answer"

    monkeypatch.setattr(policy_page, "confirmed", lambda *_, **__: True)
    window.work.policy.confirm.click()
    window.show_page(PageKey.POLICY)
    office = read_office(window._session.record)  # noqa: SLF001
    day = today().isoformat()
    assert office.values["policy_confirmed_on"] == day
    assert office.sole_proprietor_as_micro is True, "what else the office settled stays"
    assert f"本单位 {day} 确认" in window.work.policy.state.text()
    assert not window.work.policy.confirm.isVisible()


def test_who_may_not_confirm_is_told_who_does(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    session = window._session  # noqa: SLF001
    page = unconfirmed(window)
    plain = replace(session.clerk, role=Role.CLERK)
    monkeypatch.setattr(type(session), "clerk", plain)
    lesser = policy_page.PolicyPage(session, page._tasks, page._tokens, page._scale)  # noqa: SLF001
    assert lesser.confirm.isHidden()
    assert "请管理员" in lesser.state.text()

    refusal = NotAllowed(Right.CHANGE_OFFICE)

    def refuse(*_: object) -> None:
        raise refusal

    monkeypatch.setattr(policy_page, "confirmed", lambda *_, **__: True)
    monkeypatch.setattr(policy_page, "confirm_policy", refuse)
    lesser.confirm.click()
    assert lesser.trouble.text() == str(refusal)


def choose_business(tables: ClassTables, name: str) -> None:
    tables.businesses.setCurrentIndex(tables.businesses.findData(name))
    tables.businesses.activated.emit(tables.businesses.currentIndex())


def test_another_business_has_a_table_of_its_own_without_classes_and_without_anything_of_connecting(
    tables: ClassTables,
) -> None:
    assert tables.choice.isVisible()
    choose_business(tables, "suspension")

    shown = text_of(tables)
    assert not tables.choice.isVisible()
    assert "办理条件\n· 整台或整组变压器停止运行\n· 没有欠费\n提前多久、办几次\n· 提前 5 个工作日申请" in shown
    assert "用电户号" in shown
    assert "本地文件没有写这项业务" in shown
    assert not [word for word in ("外线", "费用", "个体工商户", "没有规定", "受理签约") if word in shown]
    choose_business(tables, "")
    assert tables.choice.isVisible()
    assert chosen(tables) == "低压居民和小微企业"


def test_one_like_connecting_keeps_the_classes_and_says_so(tables: ClassTables) -> None:
    choose_business(tables, "ev_charger")

    assert chosen(tables) == "全部类别"
    assert "按新装办理" in text_of(tables)
    choose(tables, "低压非居民")
    assert {"车位证明", "受理签约"} <= set(text_of(tables).split("\n"))


def test_what_only_another_business_has_is_found_there(tables: ClassTables) -> None:
    tables.search.setText("收款账户")
    assert tables.found.text() == "这里没有，“销户”里有 1 处"
    choose_business(tables, "closing")
    assert tables.found.text() == "1 处，Enter 看下一处"
    tables.search.setText("受理签约")
    assert tables.found.text().startswith("这里没有，“新装、增容、临时用电”里有")


def test_with_another_business_chosen_their_sheet_is_printed(
    window: MainWindow, tables: ClassTables, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[tuple[list[str], bytes]] = []
    output = a_policy_page(window)._output  # noqa: SLF001
    monkeypatch.setattr(output, "print", lambda _, papers, contents: sent.append((papers, contents[0][:5])))
    monkeypatch.setattr(output, "save_pdf", lambda _, name, content, **_more: sent.append(([name], content[:5])))
    choose_business(tables, "transfer")
    tables.print.click()
    until(lambda: len(sent) == 1)
    tables.save.click()
    until(lambda: len(sent) == 2)
    assert sent == [(["business_reference"], b"%PDF-"), (["其他用电业务速查表_济宁市"], b"%PDF-")]
