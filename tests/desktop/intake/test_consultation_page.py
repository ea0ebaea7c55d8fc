"""咨询 in the real window over a real record: three keys to an answer, a marked paper, then an application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from builders.window.window_builders import a_demo_record, a_window, guidance_of, page_in_front, until
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QToolButton

from gridcounter.core.intake.steps import StepKey
from gridcounter.core.papers.called_for import CONSULTATION_MARK
from gridcounter.core.record.journal import Kind
from gridcounter.desktop.intake.correction_dialog import CorrectionDialog
from gridcounter.desktop.intake.page import IntakePage
from gridcounter.desktop.kit.answers import ChoiceAnswer
from gridcounter.desktop.kit.output import PaperOutput
from gridcounter.desktop.kit.theme import LIGHT
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.record.record import Record

_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
#: New connection, resident, 220 volts: what is asked at a counter ten times a day.
_THREE_KEYS = ("1", "1", "1")
VOLTAGE = "case.supply.voltage_kv"
pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with a_demo_record(tmp_path) as opened:
        yield opened


@pytest.fixture
def window(record: Record) -> Iterator[MainWindow]:
    with a_window(record) as opened:
        yield opened


def press(window: MainWindow, *keys: str) -> int:
    """How many keys that were."""
    for key in keys:
        *held, last = key.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for name in held:
            modifiers |= _MODIFIERS[name]
        QTest.keyClick(QApplication.focusWidget() or window, getattr(Qt.Key, f"Key_{last}"), modifiers)
    return len(keys)


def ask(window: MainWindow) -> IntakePage:
    press(window, "Ctrl+Shift+N", *_THREE_KEYS)
    return page_in_front(window)


def steps_on(page: IntakePage) -> list[str]:
    buttons = [each for each in page.findChildren(QToolButton) if each.isVisibleTo(page)]
    return [button.text().partition("\n")[0] for button in buttons if "步" in button.accessibleName()]


def seen(page: IntakePage) -> str:
    texts = [each.text() for each in page.findChildren(QLabel) if each.isVisibleTo(page)]
    texts += [each.text() for each in page.findChildren(QAbstractButton) if each.isVisibleTo(page)]
    return "\n".join(texts)


def focused(page: IntakePage) -> str:
    """The field whose answer the next key would go to."""
    here = QApplication.focusWidget()
    return next((field for field, answer in page.answers.items() if here and answer.isAncestorOf(here)), "")


def kinds_of(record: Record, application: str) -> list[str]:
    return [entry.kind for entry in record.journal.of(application)]


def text_of(content: bytes) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def test_three_keys_after_opening_the_answer_is_complete(window: MainWindow, record: Record) -> None:
    opened = press(window, "Ctrl+Shift+N")
    page = page_in_front(window)
    assert window.tabs.tabText(window.tabs.currentIndex()).startswith("咨询 ")
    assert focused(page) == "case.business"

    assert press(window, *_THREE_KEYS) == 3
    assert opened == 1

    values = {name: found.value for name, found in record.applications.fields(page.application).items()}
    assert [values[f"case.{key}"] for key in ("business", "customer", "supply.voltage_kv")] == [
        "new_connection",
        "resident",
        0.22,
    ]
    result = guidance_of(page)
    assert "低压居民和小微企业" in result
    assert "受理签约" in result
    assert "用电人有效身份证明" in result
    assert focused(page) == "case.supply.capacity"


def test_the_guidance_of_a_consultation_names_no_day(window: MainWindow) -> None:
    result = guidance_of(ask(window))

    assert "受理后确定" in result
    assert f"{date.today().year}年{date.today().month}月" not in result  # noqa: DTZ011  the wall calendar


def test_ctrl_enter_twice_prints_the_notice_with_its_mark(window: MainWindow, record: Record) -> None:
    page = ask(window)

    press(window, "Ctrl+Return")
    until(lambda: bool(window.work.papers.drawn))
    assert [paper.paper for paper in window.work.papers.drawn] == ["one_time_notice"]
    assert window.work.papers.acts.issue.text().startswith("打印答复")
    press(window, "Ctrl+Return")

    ((paper, content),) = record.handed_out(record.applications.get(page.application).short_code)
    assert paper.consultation
    pages = text_of(content)
    assert [text for text in pages if CONSULTATION_MARK not in text] == []
    assert "低压居民和小微企业" in pages[0]
    assert not window.work.papers.issued.deliver.isEnabled()


def test_it_says_at_its_head_that_nothing_is_taken_in_and_shows_four_steps(window: MainWindow) -> None:
    page = ask(window)

    assert "咨询（未受理）" in seen(page)
    assert "转为业务受理（F9）" in seen(page)
    assert steps_on(page) == ["1 用电情形", "2 外线工程", "3 告知清单", "4 打印"]
    for number, step in enumerate((StepKey.SITUATION, StepKey.WORKS, StepKey.CHECKLIST, StepKey.PAPERS), start=1):
        press(window, f"Alt+{number}")
        assert page.step == step
    press(window, "Alt+5")
    assert page.step == StepKey.PAPERS


def test_forward_and_back_pass_over_the_steps_that_take_something_in(window: MainWindow) -> None:
    page = ask(window)
    passed = []
    for _ in range(40):
        passed.append(page.step)
        press(window, "Return")
    assert list(dict.fromkeys(passed)) == [StepKey.SITUATION, StepKey.WORKS, StepKey.CHECKLIST, StepKey.PAPERS]
    back = next(each for each in page.findChildren(QPushButton) if each.text() == "上一步")
    back.click()
    assert page.step == StepKey.CHECKLIST


def test_the_list_is_read_and_not_filled_in(window: MainWindow) -> None:
    page = ask(window)
    press(window, "Alt+3")

    assert page.checklist.rows
    assert not any(row.choice.isVisibleTo(page) for row in page.checklist.rows)
    assert "咨询不收资料" in seen(page)


def test_f9_converts_keeps_every_answer_and_asks_who_it_is(window: MainWindow, record: Record) -> None:
    page = ask(window)
    edit = page.answers["case.supply.capacity"].findChild(QLineEdit)
    assert edit is not None
    QTest.keyClicks(edit, "8")

    press(window, "F9")

    assert record.applications.get(page.application).state == "open"
    assert kinds_of(record, page.application).count(str(Kind.APPLICATION_OPENED)) == 1
    fields = record.applications.fields(page.application)
    asked = ("business", "customer", "supply.voltage_kv", "supply.capacity")
    assert [fields[f"case.{key}"].value for key in asked] == ["new_connection", "resident", 0.22, 8]
    assert page.step == StepKey.APPLICANT
    assert focused(page) == "applicant.name"
    assert [text.partition(" ")[2] for text in steps_on(page)] == [
        "用电情形",
        "外线工程",
        "申请人",
        "一次性告知清单",
        "核对",
        "出具文书",
    ]
    assert "咨询（未受理）" not in seen(page)
    assert window.tabs.tabText(window.tabs.currentIndex()) == "未填名称"
    press(window, "F9")
    assert kinds_of(record, page.application).count(str(Kind.APPLICATION_OPENED)) == 1


def test_what_is_handed_out_after_the_conversion_is_a_new_paper(window: MainWindow, record: Record) -> None:
    page = ask(window)
    for _ in range(2):
        press(window, "Ctrl+Return")
        until(lambda: bool(window.work.papers.drawn))
    press(window, "Escape", "F9", "Ctrl+Return")
    until(lambda: bool(window.work.papers.drawn))
    assert window.work.papers.acts.issue.text().startswith("出具并打印整套")
    window.work.papers.issue_all()

    papers = record.papers.of(page.application)
    notices = [(one.version, one.consultation, one.replaces) for one in papers if one.paper == "one_time_notice"]
    assert notices == [(1, True, None), (2, False, None)]
    assert all(paper.issued for paper in window.work.papers.drawn)
    standing = {one.ref for one in papers if not one.consultation}
    assert {paper.issued for paper in window.work.papers.drawn} == standing


def test_a_parked_consultation_comes_back_as_one(window: MainWindow, record: Record) -> None:
    application = ask(window).application
    with a_window(record) as again:
        again.open_application(application)

        assert again.tabs.tabText(again.tabs.currentIndex()).startswith("咨询 ")
        assert "咨询（未受理）" in seen(page_in_front(again))


def test_its_printed_code_opens_it_before_and_after(window: MainWindow, record: Record) -> None:
    page = ask(window)
    code = record.applications.get(page.application).short_code
    scanned = f"GC1:{code}:one_time_notice:1:0123456789abcdef"

    window.show_page(PageKey.HOME)
    window.open_scanned(scanned)
    assert page_in_front(window).application == page.application
    press(window, "F9")
    window.show_page(PageKey.HOME)
    window.open_scanned(scanned)
    assert page_in_front(window).application == page.application
    assert page_in_front(window).step == StepKey.APPLICANT


@pytest.mark.parametrize("from_home", [True, False])
def test_a_consultation_is_one_click_away_on_the_empty_page(
    window: MainWindow, record: Record, *, from_home: bool
) -> None:
    before = record.applications.count()
    window.show_page(PageKey.HOME if from_home else PageKey.INTAKE)
    assert record.applications.count() == before

    shown = window.home if from_home else window.work.nobody
    button = next(each for each in shown.findChildren(QPushButton) if each.text().startswith("咨询"))
    assert button.isVisible()
    button.click()

    assert record.applications.get(page_in_front(window).application).consultation


def test_cards_and_lists_distinguish_it_from_open_applications(window: MainWindow) -> None:
    before = window.home._on_the_way.figure.text()  # noqa: SLF001  the figure on the card
    ask(window)
    window.show_page(PageKey.HOME)

    assert window.home._on_the_way.figure.text() == before  # noqa: SLF001
    assert "未留姓名" in window.home._recent.item(0).text()  # noqa: SLF001


@pytest.mark.parametrize(("percent", "size"), [(100, (1366, 768)), (100, (911, 512)), (200, (911, 512))])
def test_the_mark_and_the_way_on_fit_any_window(record: Record, percent: int, size: tuple[int, int]) -> None:
    with a_window(record, tokens=LIGHT, percent=percent, size=size) as small:
        page = ask(small)

        for part in page.banner.findChildren(QLabel):
            if part.isVisible():
                assert part.height() >= part.heightForWidth(part.width()), part.text()
        convert = page.banner.convert
        assert convert.width() >= convert.sizeHint().width()
        until(lambda: page.banner.height() < small.height() / 4)


def test_what_a_printed_answer_told_is_corrected_and_printed_again_in_one_press(
    window: MainWindow, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[list[str]] = []
    monkeypatch.setattr(PaperOutput, "print", lambda _, __, papers, *___: printed.append(list(papers)))
    page = ask(window)
    assert not page.answers[VOLTAGE].locked
    press(window, "Ctrl+Return")
    until(lambda: bool(window.work.papers.drawn))
    press(window, "Ctrl+Return")
    until(lambda: len(printed) == 1)
    window.work.papers.acts.back.click()
    assert page.answers[VOLTAGE].locked

    page.answers[VOLTAGE].correction_wanted.emit(VOLTAGE)
    (dialog,) = page.findChildren(CorrectionDialog)
    part = dialog.fields.parts[VOLTAGE]
    assert isinstance(part, ChoiceAnswer)
    part.choice.options[1].click()
    assert [button.text() for button in dialog.why.options] == ["换一种情形", "填写有误", "其他"]
    dialog.why.options[0].click()
    until(dialog.both.isEnabled)
    assert dialog.both.text() == "更正并重打 1 份"
    assert "一次性告知书（咨询用）" in dialog.papers.text()
    dialog.both.click()
    until(lambda: len(printed) == 2)
    papers = record.papers.of(page.application)
    assert [(one.version, one.voided_at) for one in papers] == [(1, None), (2, None)]
    assert kinds_of(record, page.application).count(Kind.FIELDS_CORRECTED) == 1
