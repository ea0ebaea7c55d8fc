"""上报全市 and 全市汇总 by a real hub, in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders.city_builders import a_month, key_of, sent
from builders.hub_server import MadeHub
from builders.record_builders import CLERK
from builders.window.lock_builders import unlock
from builders.window.small_office import a_small_office
from builders.window.window_builders import a_window, until
from builders.window.window_texts import texts_of
from PySide6.QtWidgets import QApplication

from gridcounter import paths
from gridcounter.core.record.signing import fingerprint
from gridcounter.desktop.reports import city_page
from gridcounter.desktop.reports.city_page import CityPage
from gridcounter.desktop.reports.month_out_dialog import MonthOutDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.desktop.shell.main_window import MainWindow
from gridcounter.services.desks.hub.city_figures import figures_at_hub
from gridcounter.services.desks.hub.connecting import connect_hub
from gridcounter.services.desks.membership import begin_sharing
from gridcounter.services.reports.month_file import opened
from gridcounter.store.hub.access import HubAccess
from gridcounter.store.hub.client import Hub


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    assert qapp
    monkeypatch.setattr(paths, "known_offices", lambda: tmp_path / "own" / "known.json")
    with a_small_office(tmp_path) as record, a_window(record, demo=False) as shown:
        unlock(shown, "c1", "471108")
        begin_sharing(record, CLERK, "1 号台")
        shown.show_page(PageKey.FIGURES)
        yield shown


@pytest.fixture
def city(new_hub: MadeHub, tmp_path: Path) -> Path:
    return kept(new_hub.city(), tmp_path / "city.gch")


def kept(access: HubAccess, path: Path) -> Path:
    path.write_text(access.to_json(), "utf-8")
    return path


def dialog_of(window: MainWindow) -> MonthOutDialog:
    window.work.figures.out.click()
    dialog = window.work.figures.findChild(MonthOutDialog)
    assert isinstance(dialog, MonthOutDialog)
    return dialog


def page_of(window: MainWindow, access_file: Path, how: pytest.MonkeyPatch) -> CityPage:
    window.work.figures.city.click()
    page = window.work.figures.of_city
    how.setattr(city_page, "to_read", lambda *_: access_file)
    page.from_hub.click()
    until(page.from_hub.isEnabled)
    return page


def test_a_desk_that_is_connected_sends_the_month_and_one_that_is_not_is_offered_the_file_alone(
    window: MainWindow, new_hub: MadeHub, city: Path
) -> None:
    dialog = dialog_of(window)
    assert not dialog.send.isVisible()
    dialog.close_button.click()
    dialog.setParent(None)
    connect_hub(window._session.record, CLERK, new_hub.office())  # noqa: SLF001
    dialog = dialog_of(window)
    month = dialog.month.currentData()
    dialog.send.click()
    until(dialog.send.isEnabled)
    (there,), _ = figures_at_hub(city)
    assert opened(there).month == month
    assert f"{month} 的数字已送到中心库" in dialog.account.text()
    assert fingerprint(there.signed_by) in dialog.account.text()
    dialog.close_button.click()


def test_a_hub_that_takes_it_not_is_one_sentence_in_the_dialog(window: MainWindow, new_hub: MadeHub) -> None:
    connect_hub(window._session.record, CLERK, new_hub.office())  # noqa: SLF001
    dialog = dialog_of(window)
    new_hub.said("UPDATE gridcounter_hub.desk SET revoked_at = now()")
    dialog.send.click()
    until(dialog.trouble.isVisible)
    assert "中心库不让本台登录" in dialog.trouble.text()
    assert dialog.send.isEnabled()
    assert not dialog.account.isVisible()
    dialog.close_button.click()


def test_a_city_reads_from_the_hub_and_accepts_a_key_there(
    window: MainWindow, new_hub: MadeHub, city: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window, city, monkeypatch)
    assert "中心库里没有读得出来的上报" in page.standing.text()
    with Hub(new_hub.office()) as hub:
        for month, key in (("2026-08", key_of("KQ")), ("2026-09", key_of("KQ", "new"))):
            one = sent(a_month("KQ", month), key=key)
            hub.put_figures(month, one.body, one.signed_by, one.signature)
    page.from_hub.click()
    until(page.save.isEnabled)
    assert any("中心库里 " in text for _, text in texts_of(page))
    monkeypatch.setattr(city_page, "ask_line", lambda *_: (fingerprint(key_of("KQ", "new").signer.public_key), True))
    page.accept_key.click()
    until(lambda: page.from_hub.isEnabled() and not page.accept_key.isVisible())
    assert page.city is not None
    assert page.city.missing("2026-09") == ()


def test_an_access_that_is_none_of_a_city_is_said_in_place(
    window: MainWindow, new_hub: MadeHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window, kept(new_hub.office(), tmp_path / "hall.gch"), monkeypatch)
    assert "看不到各单位上报的数字" in page.trouble.text()
    assert page.choose.isEnabled()
