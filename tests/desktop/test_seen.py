"""The contents, layout and appearance of each page: tests/desktop/seen/page_*.txt, place_*.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from builders.record_builders import CLERK
from builders.window.frozen import Frozen, hold_all
from builders.window.masks import Mask
from builders.window.placed import placed, same_places
from builders.window.seen import seen
from builders.window.small_office import a_small_office
from builders.window.story import settle
from builders.window.window_builders import a_window
from PySide6.QtWidgets import QWidget

from gridcounter.core.intake.steps import STEPS
from gridcounter.core.reports.periods import Span
from gridcounter.desktop.kit.tables import OBJECT_ROLE
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.ledger.agenda import View

Look = Callable[[str, QWidget], None]


@pytest.fixture(scope="module")
def window(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """One for all pages: they only look, so that none depends on another."""
    del qapp
    with a_small_office(tmp_path_factory.mktemp("office")) as record, a_window(record) as opened:
        opened.lock_page.identified.emit(CLERK)
        yield opened


@contextmanager
def looking(window: MainWindow) -> Iterator[Look]:
    """Each state by its name; all of them are compared together."""
    record = window._session.record  # noqa: SLF001  the record under the window is what the test made
    mask, texts, places = Mask(record, record.folder), Frozen("page"), Frozen("place", same_places)

    def looked(name: str, root: QWidget) -> None:
        settle()
        texts.keep(name, mask(seen(root)))
        places.keep(name, mask(placed(root)))

    yield looked
    hold_all(texts, places)


def page_of(window: MainWindow, place: PageKey) -> QWidget:
    """As by its button, where the focus then is, whatever was looked at before."""
    button = window.rail._group.button(place)  # noqa: SLF001
    button.setFocus()
    button.click()
    settle()
    page = window.work._pages.currentWidget()  # noqa: SLF001
    assert page is not None
    return page


def test_the_window_around_the_pages(window: MainWindow) -> None:
    with looking(window) as look:
        window.show_page(PageKey.INTAKE)
        look("nobody", window)
        window.show_trouble("刚才这一步没有做成，是程序的问题（编号 7F3K2M）。已保存的内容都在，可以接着办。")
        look("trouble", window.trouble)
        window.trouble.hide()


def test_the_desk_when_it_is_locked(window: MainWindow) -> None:
    with looking(window) as look:
        window.lock()
        look("lock", window)
        window.lock_page.enter.click()
        look("lock_no_pin", window.lock_page)
        window.lock_page.identified.emit(CLERK)


def test_home(window: MainWindow) -> None:
    with looking(window) as look:
        look("home", page_of(window, PageKey.HOME))


def test_the_ledger_and_the_card_of_one(window: MainWindow) -> None:
    with looking(window) as look:
        page = page_of(window, PageKey.LEDGER)
        look("ledger", page)
        choose(window, "样例面粉厂")
        detail = window.work.ledger.detail
        assert detail is not None
        look("ledger_chosen", detail)
        for place in range(1, detail.tabs.count()):
            detail.tabs.setCurrentIndex(place)
            look(f"ledger_tab_{place}", detail.tabs)
        detail.tabs.setCurrentIndex(0)


def test_filings(window: MainWindow) -> None:
    with looking(window) as look:
        look("filings", page_of(window, PageKey.FILINGS))


@pytest.mark.parametrize("view", [View.OVER, View.ALL, View.TEMPORARY, View.DEFERRED, View.PAUSED])
def test_deadlines(window: MainWindow, view: View) -> None:
    with looking(window) as look:
        window.work.deadlines.choose(view)
        look(f"deadlines_{view}", page_of(window, PageKey.DEADLINES))


def test_figures_and_policy(window: MainWindow) -> None:
    with looking(window) as look:
        look("figures", page_of(window, PageKey.FIGURES))
        window.work.figures.period.spans[Span.CHOSEN].click()
        look("figures_period", window.work.figures.period)
        look("policy", page_of(window, PageKey.POLICY))


def test_each_section_of_the_settings(window: MainWindow) -> None:
    with looking(window) as look:
        page = page_of(window, PageKey.SETTINGS)
        look("settings", page)
        for number, section in enumerate(window.work.settings.sections[1:], start=1):
            window.work.settings.show_section(section.TITLE)
            look(f"settings_{number}", section)


@pytest.mark.usefixtures("qapp")
def test_each_step_of_an_application(tmp_path: Path) -> None:
    """In a window of its own: it opens one and begins another."""
    with a_small_office(tmp_path) as record, a_window(record) as window, looking(window) as look:
        window.lock_page.identified.emit(CLERK)
        choose(window, "样例豆腐坊有限公司")
        window.work.ledger.detail._open.click()  # type: ignore[union-attr]  # noqa: SLF001
        page = window.tabs.pages()[0]
        look("intake", window.tabs)
        for place, step in enumerate(STEPS[1:], start=1):
            page.show_step(place)
            look(f"intake_{step}", page.steps[place])
        window.begin_consultation()
        look("consultation", window.tabs.pages()[-1].banner)


def choose(window: MainWindow, name: str) -> None:
    window.show_page(PageKey.LEDGER)
    rows = [window.work.ledger._model.index(row, 0) for row in range(window.work.ledger._model.rowCount())]  # noqa: SLF001
    window.work.ledger.table.selectRow(next(cell.row() for cell in rows if cell.data(OBJECT_ROLE).name == name))
