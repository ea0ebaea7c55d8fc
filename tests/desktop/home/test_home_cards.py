"""工作台: the count, list, words and link target of each card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from builders.deadline_builders import accepted, clock
from builders.record_builders import PDF, a_record
from builders.window.window_builders import until
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gridcounter.core.record.journal import Act, Kind
from gridcounter.desktop.home.card import Card
from gridcounter.desktop.home.due_cards import years_words
from gridcounter.desktop.kit.day import today
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.applications.intake import Intake, Issue
from gridcounter.services.record.record import Record

_ONE_DAY = clock("soon", None, "accepted", 1)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with a_record(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture(scope="module")
def window(shared: MainWindow, record: Record) -> MainWindow:
    """Of each kind another number, so that no figure can stand for another."""
    desk, day = shared._session.service, today()  # noqa: SLF001  what the window stands on
    intake = Intake(record, "c1")
    for place in range(5):
        intake.open(day, {"applicant.name": f"样例填写{place}"})
    for place in range(4):
        accepted(desk, day - timedelta(days=1), _ONE_DAY, name=f"样例今天{place}")
    accepted(desk, day - timedelta(days=5), _ONE_DAY, clock("also", None, "accepted", 1), name="样例过期0")
    accepted(desk, day - timedelta(days=5), _ONE_DAY, name="样例过期1")
    resting = accepted(desk, day - timedelta(days=1), clock("plan", None, "accepted", 30), name="样例暂停")
    intake.issue(resting, Issue("supplement_notice", PDF, "c", "1", "1"), Kind.SUPPLEMENT_ISSUED)
    ref = list(record.journal.of(resting))[-1].ref
    values = {"clocks": ["plan"], "on": day.isoformat(), "why": "supplement", "ref": ref}
    record.journal.append(Act(Kind.CLOCK_PAUSED, values, "c1", resting))
    for name in ("样例补充甲", "样例补充乙"):
        one = intake.open(day, {"applicant.name": name})
        intake.issue(one, Issue("one_time_notice", PDF, "c", "1", "1"), Kind.NOTICE_ISSUED)
    shared.resize(1366, 900)
    look(shared)
    return shared


@dataclass(frozen=True)
class _Row:
    id: str
    name: str
    number: str


def look(window: MainWindow) -> None:
    window.show_page(PageKey.HOME)
    window.tasks.wait()
    QTest.qWait(0)


def card_called(window: MainWindow, title: str) -> Card:
    (found,) = (card for card in window.home.findChildren(Card) if title in texts(card))
    return found


def texts(card: Card) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel)]


def links(card: Card) -> list[QPushButton]:
    return [button for button in card.findChildren(QPushButton) if button.property("application") is not None]


@pytest.mark.parametrize(
    ("title", "figure", "hint", "nearest", "listed"),
    [
        ("未录入业务系统", "7", "受理后还没有录入供电企业业务系统，请尽快录入并填编号", "样例", False),
        ("今天到期", "4", "供电企业今天要办完的环节", "样例今天", True),
        ("超时限", "3", "已经过了到期日，尽快办完并登记", "样例过期", True),
        ("待申请人补充资料", "1", "时限暂停中，资料补齐的次日接着算", "样例暂停", True),
        ("已生成未交付", "3", "文书已出具，还没有记录交给申请人", "样例", False),
        ("正在填写", "7", "还没有收件或受理，可以接着办", "样例", False),
    ],
)
def test_each_card_counts_its_own_and_names_the_nearest_three(
    window: MainWindow, title: str, figure: str, hint: str, nearest: str, *, listed: bool
) -> None:
    card = card_called(window, title)
    assert texts(card) == [title, figure, hint]
    shown = links(card)
    many = 2 if title == "超时限" else min(3, int(figure))  # each once, however many of its clocks are late
    assert len(shown) == len({link.text() for link in shown}) == many
    assert all(link.text().startswith(nearest) for link in shown)
    assert card.list_button.isVisible() == listed
    for link in shown:
        with_row = window._session.record.applications.get(link.property("application"))  # noqa: SLF001
        assert link.toolTip() == with_row.number
        assert link.accessibleName() == f"{title}：打开 {link.text()}，{with_row.number}"
        heard: list[str] = []
        hearing = card.opened.connect(heard.append)
        card.opened.disconnect(window.home.opened)
        link.click()
        card.opened.connect(window.home.opened)
        QObject.disconnect(hearing)
        assert heard == [with_row.id]


def test_those_who_are_called_alike_are_told_apart_by_their_numbers(window: MainWindow) -> None:
    card = Card("正在填写", "", window)
    numbers = ("A-AAAA20261026-0001", "A-AAAA20261103-0001", "A-AAAA20261104-0001")
    card.show_rows([_Row(number, name, number) for name, number in zip(("甲", "", "甲"), numbers, strict=True)], 3)
    assert [link.text() for link in links(card)] == ["1026-0001 甲", "1103-0001 未填名称", "1104-0001 甲"]


def test_the_list_button_leads_to_the_list_of_its_own_card(window: MainWindow) -> None:
    heard: list[str] = []
    window.home.view_wanted.connect(heard.append)
    for title in ("今天到期", "超时限", "待申请人补充资料"):
        look(window)
        card_called(window, title).list_button.click()
        assert window.work.place is PageKey.DEADLINES
    assert heard == ["today", "over", "paused"]
    look(window)


@pytest.mark.parametrize("width", [911, 1280, 1366])
def test_the_greeting_breaks_at_no_width(window: MainWindow, width: int) -> None:
    """Beside the search field it once broke before the last word."""
    window.resize(width, 768)
    look(window)
    for line in (window.home._title, window.home._where):  # noqa: SLF001
        assert line.height() < 2 * line.fontMetrics().height()


def test_the_last_changed_are_listed_with_state_and_number(window: MainWindow, record: Record) -> None:
    home = window.home
    lines = [home._recent.item(place).text() for place in range(home._recent.count())]  # noqa: SLF001
    assert len(lines) == 12
    row = record.applications.recent(1)[0]
    assert lines[0] == f"样例补充乙　　填写中　{row.number}"
    day, place = today(), window._session.service.header.place  # noqa: SLF001
    assert home._title.text()[2:] == "好，王小明"  # noqa: SLF001
    where = f"{day.month}月{day.day}日 星期{'一二三四五六日'[day.weekday()]} · {place} · 演示"
    assert home._where.text() == where  # noqa: SLF001
    assert home._empty.isHidden()  # noqa: SLF001


def test_a_card_shows_three_of_many_and_forgets_those_of_before(qapp: QApplication, window: MainWindow) -> None:
    del qapp
    rows = window._session.ledger.find()  # noqa: SLF001
    card = Card("样例", "提示")
    card.show_rows(rows, 41)
    assert [link.text() for link in links(card)] == [row.name for row in rows[:3]]
    assert card.figure.text() == "41"
    assert card.list_button.isHidden(), "there is no list behind it"
    card.show_rows([], 0)
    QTest.qWait(0)
    assert (links(card), card.figure.text()) == ([], "0")
    card.set_list("over")
    card.show_rows([], 0)
    assert card.list_button.isHidden()
    card.show_rows(rows, 1)
    assert not card.list_button.isHidden()


def test_missing_years_are_named() -> None:
    assert years_words([]) == ""
    assert years_words([2027, 2028]) == (
        "2027、2028 年放假安排尚未载入，算到 2027、2028 年的时限为暂估；公布后请载入。"
    )


def test_an_answer_that_was_overtaken_is_dropped(window: MainWindow) -> None:
    due = window.home.due
    due.refresh()
    first = due._asked  # noqa: SLF001
    due.refresh()
    window.tasks.wait()
    heard: list[object] = []
    due.years.connect(heard.append)
    QTest.qWait(0)
    until(lambda: len(heard) > 0)
    due._show(first, None)  # type: ignore[arg-type]  # noqa: SLF001  it is not even looked at
    assert len(heard) == 1
