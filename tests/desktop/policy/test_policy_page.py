"""政策 in the real window: a new edition is checked, its changes are listed, a shift leader adopts it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from builders.pack_builders import ONE_CASE, SHORTER_STEP, TEN_TIMES, an_edition
from builders.window.window_builders import a_demo_record, a_window, until

from gridcounter.desktop.policy.adoption_dialog import AdoptionDialog
from gridcounter.desktop.shell.main_view import PageKey
from gridcounter.services.policy.adopted_packs import NOT_YET_CONFIRMED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from gridcounter.desktop.shell.main_window import MainWindow
    from gridcounter.services.applications.application_service import ApplicationService

DUAL = {"case.customer": "enterprise", "case.supply.voltage_kv": 10, "case.supply.sources": 2}


@pytest.fixture
def window(tmp_path: Path, qapp: QApplication) -> Iterator[MainWindow]:
    assert qapp is not None
    with a_demo_record(tmp_path) as record, a_window(record) as shown:
        yield shown


def desk_of(window: MainWindow) -> ApplicationService:
    return window._session.service  # noqa: SLF001  what the window answers from


def a_dialog(window: MainWindow) -> AdoptionDialog:
    window.show_page(PageKey.POLICY)
    window.work.policy.load.click()
    found = window.work.policy.findChild(AdoptionDialog)
    assert isinstance(found, AdoptionDialog)
    return found


def test_a_new_edition_is_checked_compared_and_put_in_force(window: MainWindow, tmp_path: Path) -> None:
    desk = desk_of(window)
    application = desk.begin(datetime.now(UTC).astimezone().date())
    desk.save_all(application, DUAL)
    number = desk.record.applications.get(application).number
    dialog = a_dialog(window)
    assert not dialog.confirm.isVisible()

    dialog.look_at(an_edition(tmp_path / "new", SHORTER_STEP, cases=ONE_CASE))
    until(dialog.confirm.isVisible)

    rows = [dialog.list.item(row).text() for row in range(dialog.list.count())]
    assert any("8 个工作日 → 7 个工作日" in row for row in rows)
    assert any(number in row for row in rows)
    dialog.confirmed.setText("2026-09-28")
    dialog.confirm.click()
    assert [one.header.in_force_from.isoformat() for one in window.work.policy.editions if one.id == "jining"] == [
        "2026-09-01",
        "2021-05-31",
    ]
    assert "2026-09-28 确认" in window.work.policy.state.text()
    decision = desk_of(window).state(application).decision
    assert decision is not None
    assert next(step.wd for step in decision.steps if step.id == "accept_and_plan") == 7


def test_a_pack_that_is_not_the_programs_own_is_marked_for_as_long_as_it_is_installed(
    window: MainWindow, tmp_path: Path
) -> None:
    window.show_page(PageKey.POLICY)
    assert "程序附带" not in window.work.policy.state.text()
    dialog = a_dialog(window)
    dialog.look_at(an_edition(tmp_path / "new", TEN_TIMES, begins="2021-05-31", cases=ONE_CASE))
    until(dialog.confirm.isVisible)
    version = dialog.edition.pack.version[7:15] if dialog.edition else ""
    told, rows = dialog.state.text(), [dialog.list.item(row).text() for row in range(dialog.list.count())]

    dialog.confirm.click()
    window.show_page(PageKey.HOME)
    window.show_page(PageKey.POLICY)

    change = "环节 业务受理并答复供电方案：工作日 2 → 20"
    assert f"政策包 {version} 与程序附带的不同：2 条；自带案例比程序附带的少 34 个。" in told
    assert f"与程序附带的不同　{change}" in rows
    mark = f"政策包 {version} 由本单位启用、与程序附带的不同：2 条"
    assert (
        f"济宁市 济能字〔2021〕22号：{mark}；点左边的这一份，不同的逐条列在最前面。" in window.work.policy.state.text()
    )

    window.work.policy.tables.choice.options[-1].click()  # everybody
    text = window.work.policy.tables.text.toPlainText()
    assert text.index(mark) < text.index(change) < text.index("环节\n")


def test_problems_of_an_unsound_pack_are_shown_and_it_cannot_be_confirmed(window: MainWindow, tmp_path: Path) -> None:
    dialog = a_dialog(window)

    dialog.look_at(an_edition(tmp_path / "new", SHORTER_STEP))
    until(dialog.trouble.isVisible)

    assert "cases.toml" in dialog.trouble.text()
    assert not dialog.confirm.isVisible()
    dialog.close()


def test_the_banner_is_on_the_first_page_until_it_is_taken_down(window: MainWindow) -> None:
    window.show_page(PageKey.POLICY)
    window.work.policy.banner.click()
    window.show_page(PageKey.HOME)
    shown = window.work.home.banner.isVisible(), window.work.home.banner.text()
    window.show_page(PageKey.POLICY)
    window.work.policy.banner.click()
    window.show_page(PageKey.HOME)

    assert shown[0]
    assert NOT_YET_CONFIRMED in shown[1]
    assert not window.work.home.banner.isVisible()
